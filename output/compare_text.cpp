#include "output/compare_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/text.hpp"
#include "output/text_table.hpp"
#include "sim/study/economics.hpp"
#include "sim/study/evaluation.hpp"

namespace desist {

namespace {

const MeasureInfo& info_of(const CompareResult& result, const Difference& d) {
    return result.base.layout.measures[d.measure.index];
}

double half_width(const Difference& d) { return (d.high - d.low) / 2; }

bool the_same(const Difference& d, bool same_results) {
    return same_results || (d.paired_variance == 0 && d.difference == 0);
}

// "-9,221 ± 89".
std::string difference_text(const Difference& d, bool same_results) {
    if (the_same(d, same_results)) return "the same";
    const int decimals =
        decimals_for(std::max(std::abs(d.base), std::abs(d.option)), std::isnan(d.low) ? 0 : half_width(d));
    const std::string sign = d.difference > 0 ? "+" : "";
    if (std::isnan(d.low)) return sign + grouped(d.difference, decimals);
    return fmt::format("{}{} ± {}", sign, grouped(d.difference, decimals), grouped(half_width(d), decimals));
}

// What the difference is of the base, or that it cannot be told from nothing.
std::string relative_text(const Difference& d, bool same_results) {
    if (the_same(d, same_results)) return "-";
    if (!std::isnan(d.low) && !d.distinguishable) return "not distinguishable";
    if (!d.relative) return "-";
    return fmt::format("{}{}%", *d.relative > 0 ? "+" : "", grouped(*d.relative, std::abs(*d.relative) < 10 ? 1 : 0));
}

bool shown(const CompareResult& result, const Difference& d) {
    const auto& measures = result.base.layout.measures;
    const bool has_key = std::any_of(measures.begin(), measures.end(), [](const MeasureInfo& m) { return m.key; });
    return d.group == 0 && (has_key ? measures[d.measure.index].key : measures[d.measure.index].main);
}

std::string label_of(const MeasureInfo& info) {
    return info.unit.empty() ? info.label : fmt::format("{} ({})", info.label, info.unit);
}

TextTable whole_run_table(const CompareResult& result, const Compared& option) {
    TextTable table{{"base", "option", "difference", "relative"}, {}};
    for (const Difference& d : option.comparison.differences) {
        if (!d.period.whole_run || !shown(result, d)) continue;
        const int decimals =
            decimals_for(d.base, std::isnan(d.low) ? 0 : std::max(half_width(d), std::abs(d.base) * 2e-3));
        table.rows.push_back({label_of(info_of(result, d)), grouped(d.base, decimals), grouped(d.option, decimals),
                              difference_text(d, option.comparison.same_results),
                              relative_text(d, option.comparison.same_results)});
    }
    return table;
}

TextTable years_table(const CompareResult& result, const Compared& option) {
    TextTable table;
    std::vector<std::string> periods;
    for (const Period& period : report_periods(result.base.layout.bins)) {
        if (period.whole_run) continue;
        periods.push_back(period.name);
        const std::string since = years_since(option.comparison, result.base.layout.bins, period);
        table.columns.push_back(since.empty() ? period.name : fmt::format("{} ({})", period.name, since));
    }
    for (std::size_t m = 0; m < result.base.layout.measures.size(); ++m) {
        std::vector<std::string> row(periods.size() + 1, "-");
        bool any = false;
        for (const Difference& d : option.comparison.differences) {
            if (d.measure.index != m || !shown(result, d)) continue;
            const auto column = std::find(periods.begin(), periods.end(), d.period.name);
            if (column == periods.end()) continue;
            const bool told = std::isnan(d.low) || d.distinguishable || the_same(d, option.comparison.same_results);
            const std::string text = told ? difference_text(d, option.comparison.same_results) : "not dist.";
            row[static_cast<std::size_t>(column - periods.begin()) + 1] = text;
            any = true;
        }
        row[0] = label_of(result.base.layout.measures[m]);
        if (any) table.rows.push_back(std::move(row));
    }
    return table;
}

// The start of a long table is enough to know it again; the whole stands in the JSON and the report.
std::string shortened(const std::string& value, std::size_t width) {
    if (value.empty()) return "(none)";
    return value.size() <= width ? value : value.substr(0, width - 4) + " ...";
}

std::string inputs_text(const Comparison& comparison, std::size_t width) {
    std::string text;
    for (const InputDifference& input : comparison.inputs) {
        const std::string& place = input.place_to.empty() ? input.place_from : input.place_to;
        const std::string& source = input.source_to.empty() ? input.source_from : input.source_to;
        text +=
            fmt::format("  {}{}\n", input.name,
                        place.empty() ? "" : fmt::format(" ({}, source: {})", place, source.empty() ? "none" : source));
        // Two tables often begin alike: what is shown begins a little before they part.
        const auto parted = static_cast<std::size_t>(
            std::mismatch(input.from.begin(), input.from.end(), input.to.begin(), input.to.end()).first -
            input.from.begin());
        const std::size_t skipped = parted > width / 2 ? input.from.rfind(' ', parted) + 1 : 0;
        const std::string dots = skipped > 0 ? "... " : "";
        text += fmt::format("    from {}{}\n    to   {}{}\n", dots,
                            shortened(input.from.substr(std::min(skipped, input.from.size())), width - 14), dots,
                            shortened(input.to.substr(std::min(skipped, input.to.size())), width - 14));
    }
    return text;
}

std::string reckoned_words(const Reckoned& reckoned, const std::string& unit, bool signed_value = true) {
    if (!reckoned.value) return "n/a: " + reckoned.why_not;
    const double value = *reckoned.value;
    const double half = reckoned.interval ? (reckoned.interval->high - reckoned.interval->low) / 2 : 0;
    const bool whole = std::abs(value - std::round(value)) < 1e-6 * std::max(1.0, std::abs(value));
    const int decimals = half == 0 && whole ? 0 : decimals_for(value, half);
    const std::string sign = signed_value && value > 0 ? "+" : "";
    std::string text = sign + grouped(value, decimals) + (unit.empty() ? "" : " " + unit);
    if (!reckoned.interval) return text;
    if (half == 0) return text + ", the same in every pair";
    text += fmt::format(" (95%: {} to {})", grouped(reckoned.interval->low, decimals),
                        grouped(reckoned.interval->high, decimals));
    return text + (signed_value && !distinguishable(reckoned) ? ", not distinguishable from nothing" : "");
}

std::string answer_line(const std::string& what, const std::string& words) {
    return fmt::format("  {:<27}{}\n", what, words);
}

// Whole pounds without pence.
std::string pounds(double amount) { return grouped(amount, amount == std::round(amount) ? 0 : 2); }

std::string chances_text(const Economics& e) {
    std::string chances;
    for (const Economics::Acceptable& a : e.acceptability)
        chances += fmt::format("{}{}: {:.0f}%", chances.empty() ? "    " : ", ", pounds(a.worth), 100 * a.chance);
    return chances.empty() ? "" : "  chance that it pays (noise only), at so many GBP for each:\n" + chances + "\n";
}

// What the measures of net benefit say, a year on average over the whole run.
std::string economics_text(const CompareResult& result, const Compared& option) {
    std::string text;
    for (const Economics& e : economics_of(result.base, option.run)) {
        const MeasureInfo& info = result.base.layout.measures[e.measure.index];
        const MeasureInfo& outcome = result.base.layout.measures[info.numerator.index];
        const bool harm = info.scale < 0;
        text += fmt::format("\nValue for money, {} ({}: {}, {} GBP each; the whole run, a year on average):\n",
                            info.label, harm ? "avoided" : "gained", outcome.label, pounds(std::abs(info.scale)));
        text += answer_line(harm ? "avoided" : "gained", reckoned_words(e.gain, outcome.unit));
        text += answer_line("extra cost", reckoned_words(e.cost, "GBP"));
        for (const Economics::Payer& payer : e.payers)
            text += answer_line("  " + payer.name, reckoned_words(payer.cost, "GBP"));
        text += answer_line("net benefit", reckoned_words(e.net_benefit, "GBP"));
        text += answer_line("cost of one", reckoned_words(e.cost_per_outcome, "GBP", false));
        text += answer_line("benefit of a pound more", reckoned_words(e.benefit_per_pound, "GBP", false));
        if (!harm) text += answer_line("gained at equal spend", reckoned_words(e.gain_at_equal_spend, outcome.unit));
        text += chances_text(e);
    }
    return text;
}

std::string evaluated_text(const Evaluated& e, const std::string& unit, const char* run) {
    std::string text = answer_line(fmt::format("found in the {}", run), reckoned_words(e.matched, unit));
    if (e.matched.value) text += answer_line("  unmatched", reckoned_words(e.unmatched, unit));
    return text;
}

// What each run's data labs find, and what the option makes of the people that they treat.
std::string evaluation_text(const CompareResult& result, const Compared& option) {
    std::string text;
    for (const EvaluationCheck& check : evaluations_of(result.base, option.run)) {
        const MeasureInfo& info = result.base.layout.measures[check.measure.index];
        const Evaluated& e = check.option;
        text += fmt::format("\nAn evaluation by matching, {} (the whole run):\n", info.label) +
                answer_line("treated, option less base", reckoned_words(check.difference, info.unit)) +
                evaluated_text(e, info.unit, "option");
        if (e.bias.value) {
            text += answer_line("  bias", reckoned_words(e.bias, info.unit)) + answer_line("  so", words_of(e));
            text +=
                answer_line("  its own interval",
                            fmt::format("holds the true effect in {} of {} replications (95%)", e.covered, e.pairs));
        }
        text += evaluated_text(check.base, info.unit, "base");
        if (e.truth.value)
            text +=
                "  The difference of the treated is the true effect if they are treated to no effect in the base;\n"
                "  if it is the option that has no effect, compare the other way round.\n";
    }
    return text;
}

std::string option_text(const CompareResult& result, const Compared& option, std::size_t width) {
    std::string text =
        fmt::format("{} against {}\n\n", option.run.title.empty() ? option.name : option.run.title, result.base.title);
    if (option.comparison.same_results) text += "Every value of every replication is the same.\n\n";
    const TextTable whole = whole_run_table(result, option), years = years_table(result, option);
    text += whole.rows.empty() ? "There are no measures of which both have a value.\n"
                               : "The whole run, a year on average:\n" + lay_out(whole, width);
    if (!years.rows.empty()) text += "\nDifferences by financial year:\n" + lay_out(years, width);
    text += economics_text(result, option) + evaluation_text(result, option);
    if (!option.comparison.inputs.empty()) text += "\nInputs that differ:\n" + inputs_text(option.comparison, width);
    const std::vector<std::string> warnings = warnings_of(result.base, option.run, option.comparison);
    if (!warnings.empty()) text += "\nTo be said with it:\n";
    for (const std::string& warning : warnings) text += "  " + warning + "\n";
    return text;
}

// What each change adds, over the whole run: the rows of a waterfall.
std::string steps_text(const CompareResult& result, std::size_t width) {
    TextTable table;
    for (std::size_t m = 0; m < result.base.layout.measures.size(); ++m) {
        std::vector<std::string> row{label_of(result.base.layout.measures[m])};
        for (const Compared& option : result.options)
            for (const Difference& d : option.from_previous->differences)
                if (d.measure.index == m && d.period.whole_run && shown(result, d))
                    row.push_back(difference_text(d, option.from_previous->same_results));
        if (row.size() == result.options.size() + 1) table.rows.push_back(std::move(row));
    }
    for (const Compared& option : result.options) table.columns.push_back(option.name);
    return "\nStep by step, each against the one before it (the whole run, a year on average):\n" +
           lay_out(table, width);
}

std::string break_even_text(const BreakEvenResult& b) {
    std::string text = b.value.empty()
                           ? fmt::format("\nNo break-even of {} by {}: the difference does not change its sign.\n",
                                         b.measure, b.parameter)
                           : fmt::format("\nBreak-even: {} no longer differs when {} is {} (95%: {} to {}).\n",
                                         b.measure, b.parameter, b.value, b.low, b.high);
    for (const auto& [value, d] : b.trials)
        text += fmt::format("  {} = {}: {}\n", b.parameter, value, difference_text(d, false));
    return text;
}

std::string pairs_note(const CompareResult& result) {
    std::size_t pairs = result.base.results.size();
    for (const Compared& option : result.options) pairs = std::min(pairs, option.run.results.size());
    if (pairs < 2) return "\nOne replication: its noise is not known. More --replications give intervals.\n";
    return fmt::format(
        "\n± is half of a 95% interval of the paired differences of {} replications: noise only, not doubt about the "
        "inputs.\n",
        pairs);
}

}  // namespace

std::string years_since(const Comparison& comparison, const Bins& bins, const Period& period) {
    if (!comparison.change_from || period.whole_run) return "";
    const Date from = *comparison.change_from;
    if (bins.clock.date(bins.end_of(period.last - 1)) <= from) return "before";
    const CivilDate first = civil(bins.first_days[period.first]), change = civil(from);
    const int months = (first.year - change.year) * 12 + first.month - change.month + (first.day > change.day ? 1 : 0);
    return fmt::format("year {}", 1 + (std::max(0, months) + 11) / 12);
}

std::string comparison_table(const CompareResult& result, std::size_t width) {
    std::string text;
    for (const Compared& option : result.options)
        text += (text.empty() ? "" : "\n\n") + option_text(result, option, width);
    if (!result.options.empty() && result.options.front().from_previous) text += "\n" + steps_text(result, width);
    if (result.break_even) text += break_even_text(*result.break_even);
    for (const std::string& broken : result.broken) text += "\n" + broken + "\n";
    return text + pairs_note(result);
}

std::string comparison_csv(const CompareResult& result) {
    std::string csv =
        "option,measure,label,period,group_attribute,group_value,unit,base,option_value,difference,low,high,relative_"
        "percent,"
        "relative_low,relative_high,distinguishable,pairs\n";
    for (const Compared& option : result.options)
        for (const Difference& d : option.comparison.differences) {
            const MeasureInfo& info = info_of(result, d);
            const Group& group = info.groups[d.group];
            csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_text(option.name),
                               csv_text(info.name), csv_text(info.label), d.period.name, csv_text(group.attribute),
                               csv_text(group.value), csv_text(info.unit), csv_number(d.base), csv_number(d.option),
                               csv_number(d.difference), csv_number(d.low), csv_number(d.high),
                               csv_number(d.relative.value_or(NAN)), csv_number(d.relative_low.value_or(NAN)),
                               csv_number(d.relative_high.value_or(NAN)), d.distinguishable ? "yes" : "no", d.pairs);
        }
    return csv;
}

}  // namespace desist
