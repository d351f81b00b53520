// What the parts of the page are made of: elements, tables, drawings. Every text comes ready from the program and goes
// in as text, never as markup.
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const page = document.getElementById('page');
const isComparison = data.kind === 'comparison';
const colours = 6;

// --- small helpers ---------------------------------------------------------------------------------------------
function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}
// Text of the user beside text of ours: its direction of writing must not spill over.
function addName(parent, tag, text, className) {
  const element = add(parent, tag, null, className);
  add(element, 'bdi', text === '' ? '(no name)' : text);
  return element;
}
const sections = [];
function section(id, title, note) {
  const element = add(page, 'section');
  const heading = add(element, 'h2', title);
  heading.id = id;
  element.setAttribute('aria-labelledby', id);
  sections.push({id, title});
  if (note) add(element, 'p', note, 'note');
  return element;
}
const looksLikeNumber = text => typeof text === 'string' && /^[−+]?[\d–]/.test(text);
const isNarrow = () => window.matchMedia('(max-width: 43rem)').matches;

// A cell is a text, or a text and a quieter one under it.
function addCell(row, tag, content, className) {
  const [text, quiet] = Array.isArray(content) ? content : [content];
  const cell = text === '' ? add(row, tag, null, className) : addName(row, tag, text, className);
  if (quiet) addName(cell, 'span', quiet, 'quiet under');
  return cell;
}
// A table in a box of its own that scrolls when it must. stack: cells under each other on a narrow screen, where
// roles keep it a table for those who hear it. An empty
// first cell of several heads: the row belongs to the one above.
function addTable(parent, {columns, rows, name, stack, texts, rowHeads = 1, className = ''}) {
  const box = add(parent, 'div', null, 'box');
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', name);
  const table = add(box, 'table', null, (stack ? 'stack ' : '') + className);
  const isNumeric = columns.map(
      (_, c) => !texts && c >= rowHeads && rows.length > 0 && rows.every(r => r[c] === '' || looksLikeNumber(r[c])));
  const role = (element, value) => {
    if (stack) element.setAttribute('role', value);
    return element;
  };
  role(table, 'table');
  const head = role(add(role(add(table, 'thead'), 'rowgroup'), 'tr'), 'row');
  columns.forEach((column, c) => {
    const cell = role(addCell(head, column === '' ? 'td' : 'th', column, isNumeric[c] ? 'number' : ''), 'columnheader');
    if (column !== '') cell.scope = 'col';
  });
  const body = role(add(table, 'tbody'), 'rowgroup');
  let first;  // head of the rows that belong together
  rows.forEach((row, i) => {
    const goesOn = rowHeads > 1 && rows[i + 1] && rows[i + 1][0] === '';
    const tr = role(add(body, 'tr', null, goesOn ? 'goes-on' : ''), 'row');
    row.forEach((content, c) => {
      const isHead = c < rowHeads;
      if (rowHeads > 1 && c === 0 && content === '') {
        first.rowSpan += 1;
        return;
      }
      const cell = addCell(
          tr, isHead ? 'th' : 'td', content,
          [isNumeric[c] ? 'number' : '', isHead && c > 0 ? 'second' : ''].join(' ').trim());
      if (isHead)
        cell.scope = 'row';
      else
        cell.setAttribute('data-head', columns[c]);
      role(cell, isHead ? 'rowheader' : 'cell');
      if (c === 0) first = cell;
    });
  });
  return table;
}
function addDetails(parent, what, table) {
  const details = add(parent, 'details');
  addName(details, 'summary', 'Table: ' + what);
  addTable(details, {name: what, ...table});
  return details;
}
const drawings = [];  // drawn again when the width changes
function drawn(box, draw) {
  let width = 0;
  const redraw = () => {
    const now = Math.round(box.clientWidth);
    if (now > 0 && now !== width) draw(width = now);
  };
  drawings.push(redraw);
  redraw();
}
function svgIn(box, width, height, label) {
  d3.select(box).selectAll('svg').remove();
  return d3.select(box)
      .append('svg')
      .attr('viewBox', [0, 0, width, height].join(' '))
      .attr('width', width)
      .attr('height', height)
      .attr('role', 'img')
      .attr('aria-label', label);
}
const runClass = r => 'run' + (r % colours);
const symbols = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolCross, d3.symbolStar];
function mark(svg, x, y, r, open) {
  return svg.append('path')
      .attr('class', 'mark ' + runClass(r) + (open ? ' open' : ''))
      .attr('d', d3.symbol().type(symbols[r % colours]).size(58)())
      .attr('transform', `translate(${x},${y})`);
}
function addLegend(parent) {
  if (!isComparison) return;
  const list = add(parent, 'ul', null, 'legend');
  data.names.forEach((name, r) => {
    const item = add(list, 'li');
    const svg = d3.select(item).append('svg').attr('viewBox', '0 0 34 14').attr('aria-hidden', 'true');
    svg.append('line')
        .attr('class', `line ${runClass(r)} dash${r % colours}`)
        .attr('x1', 0)
        .attr('x2', 34)
        .attr('y1', 7)
        .attr('y2', 7);
    mark(svg, 17, 7, r);
    add(item, 'bdi', name);
  });
}

// --- rows with a drawing on a common scale: forest plot and fit --------------------------------------------------
function extent(rows, least) {
  let low = -least, high = least;
  for (const row of rows)
    for (const x of row.drawn)
      if (x !== null) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
  const pad = (high - low) * 0.06;
  return [low - pad, high + pad];
}
// rows: {label, sub, drawn, run, sure, aria, words: [bold, plain...]}; ground draws what lies under the marks.
function addRowChart(parent, {rows, domain, ground, axisText, tick}) {
  const grid = add(parent, 'div', null, 'rows');
  const scale = width => d3.scaleLinear().domain(domain).range([20, width - 20]).clamp(true);
  for (const row of rows) {
    const line = add(grid, 'div', null, 'row');
    const label = row.goesOn ? add(line, 'div', null, 'label') : addName(line, 'div', row.label, 'label');
    if (row.sub) addName(label, 'span', row.sub, 'quiet');
    const box = add(line, 'div', null, 'draw');
    const words = add(line, 'div', null, 'words');
    row.words.filter(Boolean).forEach((text, i) => addName(words, i ? 'div' : 'b', text, i ? '' : row.wordsClass));
    drawn(box, width => {
      box.replaceChildren();
      const height = isNarrow() ? 30 : Math.max(30, box.clientHeight);  // as high as the words beside it
      const svg = svgIn(box, width, height, row.aria), x = scale(width), y = height / 2;
      ground(svg, x, height);
      const [mean, low, high] = row.drawn;
      if (low !== null && high !== null)
        svg.append('line')
            .attr('class', 'whisker ' + runClass(row.run))
            .attr('x1', x(low))
            .attr('x2', x(high))
            .attr('y1', y)
            .attr('y2', y);
      if (mean === null) {
        svg.append('text')
            .attr('class', 'mark')
            .attr('x', x(0) + 8)
            .attr('y', y + 4)
            .text('no %: the baseline is zero');
        return;
      }
      const beyond = mean > domain[1] ? 1 : mean < domain[0] ? -1 : 0;  // an arrow at the edge
      if (!beyond)
        mark(svg, x(mean), y, row.run, !row.sure);
      else
        svg.append('path')
            .attr('class', 'mark ' + runClass(row.run))
            .attr('d', 'M0,-7L11,0L0,7Z')
            .attr('transform', `translate(${x(mean)},${y}) scale(${beyond},1)`);
    });
  }
  const line = add(grid, 'div', null, 'row axis');
  add(line, 'div', null, 'label');
  const box = add(line, 'div', null, 'draw');
  add(line, 'div', null, 'words');
  drawn(box, width => {
    const svg = svgIn(box, width, 40, axisText), x = scale(width);
    svg.append('g').call(d3.axisBottom(x).ticks(Math.max(2, Math.min(8, width / 70))).tickFormat(tick).tickSize(5));
    svg.append('text').attr('x', width / 2).attr('y', 36).attr('text-anchor', 'middle').text(axisText);
  });
}
function verticalLine(svg, x, height, className) {
  svg.append('line').attr('class', className).attr('x1', x).attr('x2', x).attr('y1', 0).attr('y2', height);
}
const minus = text => String(text).replace('-', '−');
