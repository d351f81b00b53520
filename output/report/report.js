// The page, part by part, from its block of data. draw.js comes before.
// --- the answer ------------------------------------------------------------------------------------------------
function addStatement(list, statement) {
  const item = add(list, 'li');
  if (statement.verb) item.append(statement.verb + ' ');
  addName(item, 'strong', statement.measure);
  item.append(statement.verb ? ' ' : ': ');
  add(item, 'bdi', statement.rest);
}
function addFinding(box, finding) {
  addName(box, 'h3', finding.option);
  const lead = add(box, 'p', finding.lead + (finding.changes.length ? ':' : ''), 'lead');
  if (finding.changes.length) {
    const list = add(box, 'ul');
    finding.changes.forEach(s => addStatement(list, s));
  }
  if (finding.undecided.length) {
    add(box, 'p',
        finding.changes.length ? 'It is not distinguishable from the baseline in:' :
                                 'The differences and their intervals:');
    const list = add(box, 'ul');
    finding.undecided.forEach(s => addStatement(list, s));
  }
  if (finding.unknown.length) {
    const line = add(box, 'p', 'No value in this period: ', 'quiet');
    finding.unknown.forEach((name, i) => {
      if (i) line.append('; ');
      add(line, 'bdi', name);
    });
  }
  return lead;
}
function addAnswer() {
  const box = add(page, 'section', null, 'answer');
  box.setAttribute('aria-label', 'The answer');
  if (data.answer.lead) add(box, 'p', data.answer.lead, 'lead');
  if (data.answer.figures.length) {
    const list = add(box, 'ul', null, 'figures');
    for (const figure of data.answer.figures) {
      const item = add(list, 'li');
      addName(item, 'span', figure.measure);
      const number = add(item, 'div', figure.value + ' ', 'number');
      if (figure.unit) addName(number, 'small', figure.unit);
      if (figure.interval) add(item, 'span', figure.interval, 'quiet');
    }
  }
  data.answer.findings.forEach(f => addFinding(box, f));
  const noise = data.replications < 2 ?
      'There is one replication only, so the noise of the model is not known: more replications give intervals.' :
      `Intervals and ± are the Monte Carlo noise of ${
          data.replications} replications only: they do not hold doubt about the inputs or the model.`;
  add(box, 'p', noise, 'note');
  if (data.warnings.length) {
    const line = add(box, 'p', null, 'note');
    const link =
        add(line, 'a',
            data.warnings.length === 1 ? '1 warning belongs to this answer' :
                                         `${data.warnings.length} warnings belong to this answer`);
    link.href = '#warnings';
    line.append('.');
  }
}

// --- key measures by year --------------------------------------------------------------------------------------
function addYears() {
  if (!data.years.rows.length) return;
  const title = data.years.by_year ? 'Key measures by financial year' : 'Key measures';
  const box = section('years', title, data.replications < 2 ? '' : 'Mean ± half of a 95% interval.');
  const rows = data.years.rows.map((row, i) => {
    const again = isComparison && i > 0 && data.years.rows[i - 1].measure === row.measure && row.run !== data.names[0];
    const name = [row.measure, row.unit];
    return isComparison ? [again ? '' : name, row.run, ...row.cells] : [name, ...row.cells];
  });
  const columns = isComparison ? ['Measure', 'Run', ...data.years.columns] : ['Measure', ...data.years.columns];
  addTable(box, {columns, rows, name: title, rowHeads: isComparison ? 2 : 1, stack: true, className: 'years'});
}

// --- differences -------------------------------------------------------------------------------------------------
// "62% fewer", "not distinguishable (0.1% more)"
function inWords({relative, words}) {
  if (words === 'lower' || words === 'higher') return relative || words;
  return relative && relative !== 'no change' ? `${words} (${relative})` : words;
}
function drawForest(box, rows, most) {
  box.replaceChildren();
  const several = data.names.length > 2;
  addRowChart(box, {
    rows: rows.map((row, i) => ({
                     label: row.label,
                     goesOn: several && i > 0 && rows[i - 1].label === row.label,
                     sub: several ? data.names[row.option + 1] : '',
                     drawn: row.drawn,
                     run: row.option + 1,
                     sure: row.words === 'lower' || row.words === 'higher',
                     aria: `${row.label}: ${row.words}, ${row.difference}`,
                     words: [inWords(row), row.difference],
                   })),
    domain: most ? [-most, most] : extent(rows, 1),
    ground: (svg, x, height) => verticalLine(svg, x(0), height, 'zero'),
    axisText: '% of the baseline; line at zero: no difference',
    tick: value => (value > 0 ? '+' : '') + minus(value) + '%',
  });
  const head = several ? ['Measure or group', 'Option'] : ['Measure or group'];
  addDetails(box, 'differences', {
    columns: [...head, 'Baseline', 'With the option', 'Difference', 'In % of the baseline', 'In words'],
    rows: rows.map(
        r =>
            [r.label, ...(several ? [data.names[r.option + 1]] : []), r.base, r.other, r.difference, r.relative || '–',
             r.words]),
    rowHeads: head.length,
    stack: true,
  });
}
function addChoice(parent, label, names, chosen) {
  const field = add(parent, 'label', label + ' ');
  const select = add(field, 'select');
  names.forEach(({name, value}) => {
    const option = add(select, 'option', name);
    option.value = value;
  });
  select.value = chosen;
  return select;
}
function addForest() {
  const forest = data.forest;
  if (!forest.rows.length) return;
  const box = section(
      'differences', 'Differences',
      'Each option less the baseline, replication by replication with the same people and the same luck, with 95% intervals. ' +
          'An interval that holds zero is not distinguishable from no difference; its mark is hollow.');
  const choices = add(box, 'div', null, 'choices');
  const view = addChoice(choices, 'Show', forest.views.map((name, value) => ({name, value})), 0);
  const period =
      addChoice(choices, 'Period', forest.periods.map((name, value) => ({name, value})), forest.first_period);
  const scale = addChoice(
      choices, 'Scale',
      [{name: 'everything', value: 0}, ...[50, 10, 2].map(n => ({name: `−${n}% to +${n}%`, value: n}))], 0);
  if (forest.views.length < 2) view.parentElement.hidden = true;
  if (forest.periods.length < 2) period.parentElement.hidden = true;
  const chart = add(box, 'div');
  const update = () => {
    const inView = forest.rows.filter(r => r.view === +view.value);
    for (const option of period.options) option.disabled = !inView.some(r => r.period === +option.value);
    if (period.selectedOptions[0].disabled) period.value = forest.first_period;
    drawForest(chart, inView.filter(r => r.period === +period.value), +scale.value);
  };
  [view, period, scale].forEach(choice => choice.addEventListener('change', update));
  update();
}

// --- over time ---------------------------------------------------------------------------------------------------
const few = 8;
function drawSeries(box, chart, width) {
  const axis = data.series.axis, height = Math.round(Math.min(260, Math.max(190, width * 0.5)));
  const margin = {top: 8, right: 10, bottom: 24, left: 52};
  const points = chart.runs.flat();
  const top = d3.max(points, p => d3.max(p.slice(1))) || 1, bottom = Math.min(0, d3.min(points, p => p[1]));
  const x = d3.scaleLinear().domain([axis.from, axis.to]).range([margin.left, width - margin.right]);
  const y = d3.scaleLinear().domain([bottom, top]).nice(5).range([height - margin.bottom, margin.top]).clamp(true);
  const svg = svgIn(box, width, height, `${chart.measure}, ${chart.bins}: line chart; the table below has its numbers`);
  svg.append('g')
      .attr('class', 'y')
      .attr('transform', `translate(${margin.left},0)`)
      .call(d3.axisLeft(y)
                .ticks(5)
                .tickFormat(value => minus(y.tickFormat(5)(value)))
                .tickSize(-(width - margin.left - margin.right))
                .tickPadding(6));
  const every = Math.ceil(axis.ticks.length * 72 / (width - margin.left));
  axis.ticks.forEach((tick, i) => {
    svg.append('line')
        .attr('class', 'grid')
        .attr('x1', x(tick.at))
        .attr('x2', x(tick.at))
        .attr('y1', y.range()[0])
        .attr('y2', y.range()[0] + 5);
    if (i % every === 0)
      svg.append('text').attr('x', x(tick.at)).attr('y', height - 5).attr('text-anchor', 'middle').text(tick.label);
  });
  for (const at of axis.changes)
    svg.append('line')
        .attr('class', 'change')
        .attr('x1', x(at))
        .attr('x2', x(at))
        .attr('y1', margin.top)
        .attr('y2', y.range()[0]);
  chart.runs.forEach((run, r) => {
    if (run.every(p => p[2] !== null) && run.length > few)
      svg.append('path')
          .attr('class', 'band ' + runClass(r))
          .attr('d', d3.area().x(p => x(p[0])).y0(p => y(p[2])).y1(p => y(p[3]))(run));
  });
  chart.runs.forEach((run, r) => {
    // A few points get whiskers, side by side; many get a band.
    const isFew = run.length <= few, at = p => x(p[0]) + (isFew ? (r - (chart.runs.length - 1) / 2) * 9 : 0);
    svg.append('path')
        .attr('class', `line ${runClass(r)} dash${r % colours}`)
        .attr('d', d3.line().x(at).y(p => y(p[1]))(run));
    run.forEach((p, i) => {
      if (isFew && p[2] !== null)
        svg.append('line')
            .attr('class', 'whisker ' + runClass(r))
            .attr('x1', at(p))
            .attr('x2', at(p))
            .attr('y1', y(p[2]))
            .attr('y2', y(p[3]));
      if (isFew || (isComparison && i % 4 === r % 4)) mark(svg, at(p), y(p[1]), r);
    });
  });
}
function addSeries() {
  const {charts, axis} = data.series;
  if (!charts.length) return;
  let note = data.replications < 2 ?
      'Every vertical axis starts at zero.' :
      'Bands and whiskers are 95% intervals of the mean. Every vertical axis starts at zero.';
  if (axis.changes.length) note += ' The dotted line is where an option first differs.';
  if (charts.length < data.measures) note += ` The first ${charts.length} measures that have values are drawn.`;
  const box = section('time', 'Over time', note);
  addLegend(box);
  const grid = add(box, 'div', null, 'charts');
  for (const chart of charts) {
    const figure = add(grid, 'figure');
    const caption = addName(figure, 'figcaption', chart.measure);
    addName(caption, 'span', [chart.unit, chart.bins].filter(Boolean).join(', '), 'quiet');
    const drawing = add(figure, 'div');
    drawn(drawing, width => drawSeries(drawing, chart, width));
    addDetails(figure, chart.measure, chart.table);
  }
}

// --- the funnel --------------------------------------------------------------------------------------------------
function addFunnel() {
  const {steps, period} = data.funnel;
  if (!steps.length) return;
  const box = section(
      'funnel', 'The funnel',
      `Events in ${period}; in brackets, the share of the step before. ` +
          'Not everybody at a step came through the step before it.');
  addLegend(box);
  const most = d3.max(steps.flatMap(s => s.runs.map(r => r.value || 0))) || 1;
  const grid = add(box, 'div', null, 'rows');
  for (const step of steps) {
    const line = add(grid, 'div', null, 'row');
    const label = addName(line, 'div', step.measure, 'label');
    if (step.unit) addName(label, 'span', step.unit, 'quiet');
    const bars = add(line, 'div', null, 'draw');
    const words = add(line, 'div', null, 'words');
    step.runs.forEach((run, r) => {
      const text = add(words, 'div');
      if (isComparison) addName(text, 'span', data.names[r] + ': ', 'quiet');
      add(text, 'span', run.text + (run.share ? ` (${run.share})` : ''));
    });
    const aria = step.measure + ': ' +
        step.runs.map((run, r) => (isComparison ? data.names[r] + ' ' : '') + run.text).join('; ');
    drawn(bars, width => {
      const height = 18 * step.runs.length + 12, svg = svgIn(bars, width, height, aria);
      const x = d3.scaleLinear().domain([0, most]).range([0, width - 6]);
      step.runs.forEach((run, r) => {
        svg.append('rect')
            .attr('class', 'bar ' + runClass(r))
            .attr('x', 0)
            .attr('y', 6 + 18 * r)
            .attr('height', 14)
            .attr('width', Math.max(1, x(run.value || 0)));
        if (isComparison) mark(svg, 9, 13 + 18 * r, r, true);
      });
    });
  }
  addDetails(box, 'the funnel', {
    columns: [
      'Step',
      ...data.names.flatMap(n => isComparison ? [n, 'Share of the step before'] : ['Mean', 'Share of the step before'])
    ],
    rows: steps.map(s => [[s.measure, s.unit], ...s.runs.flatMap(r => [r.text, r.share || '–'])]),
  });
}

// --- inputs, fit, warnings, provenance -----------------------------------------------------------------------------
function addInputs() {
  if (!isComparison) return;
  const box = section('inputs', 'Inputs that differ');
  for (const option of data.inputs) {
    if (data.inputs.length > 1) addName(box, 'h3', option.option);
    if (!option.rows.length) {
      add(box, 'p', 'No input differs.');
      continue;
    }
    const two = (a, b) => a === b || !b ? a : !a ? b : [b, 'before: ' + a];
    addTable(box, {
      columns: ['Parameter', 'From', 'To', 'Source', 'Where'],
      rows: option.rows.map(
          r =>
              [r.name, r.from || '(none)', r.to || '(none)', two(r.source_from, r.source_to),
               two(r.place_from, r.place_to)]),
      name: 'Inputs that differ',
      stack: true,
      texts: true,
      className: 'inputs',
    });
  }
}
function addFit() {
  if (!data.fit.length) return;
  const inside = data.fit.filter(f => f.within).length;
  const box = section(
      'fit', isComparison ? 'The baseline\'s fit to its targets' : 'Fit to targets',
      `${inside} of ${
          data.fit
              .length} published figures are met within their tolerance. A figure for “fit” was used to fit the model; one for “check” was not.`);
  const rows = data.fit.filter(f => f.drawn[0] !== null);
  if (rows.length)
    addRowChart(box, {
      rows: rows.map(f => ({
                       label: f.measure,
                       sub: `${f.period}; target ${f.target}${f.use ? ', ' + f.use : ''}`,
                       drawn: f.drawn,
                       run: 0,
                       sure: f.within,
                       aria: `${f.target}: ${f.words}, model ${f.model}, published ${f.value}`,
                       words: [f.words, `model ${f.model}`, `published ${f.value}`],
                       wordsClass: f.within ? 'good' : 'bad',
                     })),
      domain: d3.max(rows, f => Math.abs(f.drawn[0])) < 2.8 ? [-3, 3] : [-6, 6],
      ground: (svg, x, height) => {
        svg.append('rect')
            .attr('class', 'tolerance')
            .attr('x', x(-1))
            .attr('width', x(1) - x(-1))
            .attr('y', 0)
            .attr('height', height);
        verticalLine(svg, x(0), height, 'zero');
      },
      axisText: 'distance in tolerances; grey: within',
      tick: value => minus(value),
    });
  const table = addDetails(box, 'fit to targets', {
    columns: ['Target', 'Measure', 'Period', 'Published', 'Model', 'In words', 'Use', 'Source'],
    rows: data.fit.map(f => [f.target, f.measure, f.period, f.value, f.model, f.words, f.use, f.source]),
    stack: true,
  });
  table.open = rows.length === 0;
}
function addWarnings() {
  const box = section('warnings', 'Warnings');
  if (!data.warnings.length) {
    add(box, 'p', 'None.');
    return;
  }
  const list = add(box, 'ul', null, 'warnings');
  data.warnings.forEach(w => addName(list, 'li', w));
}
function addProvenance() {
  const box = section('provenance', 'Where this comes from');
  addTable(box, {...data.provenance, name: 'Where this comes from', stack: true, texts: true});
  add(box, 'p', data.commands.length > 1 ? 'To make it again:' : 'To make it again, with the same contents:');
  add(box, 'pre', data.commands.join('\n')).tabIndex = 0;
}

function addContents(after) {
  const nav = document.createElement('nav');
  nav.setAttribute('aria-label', 'Contents');
  const list = add(nav, 'ul');
  sections.forEach(s => {
    add(add(list, 'li'), 'a', s.title).href = '#' + s.id;
  });
  after.after(nav);
}

page.replaceChildren();
document.title = (data.title || 'Desist') + ' – Desist report';
add(page, 'p', isComparison ? 'Desist: options compared with a baseline' : 'Desist: forecast of a scenario', 'kind');
addName(page, 'h1', data.title || '(no title)');
addAnswer();
const answer = page.lastElementChild;
[addYears, addForest, addSeries, addFunnel, addInputs, addFit, addWarnings, addProvenance].forEach(part => part());
addContents(answer);
let waiting = 0;
window.addEventListener('resize', () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => drawings.forEach(redraw => redraw()));
});
