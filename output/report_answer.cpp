// The answer in a sentence: what a run comes to, or what each option changes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/report_data.hpp"
#include "output/text.hpp"

namespace desist::report {

namespace {

std::string when(const Subject& subject) {
    return subject.headline.whole_run ? "Over the whole run, " + subject.headline.name : "In " + subject.headline.name;
}

// "on average over 20 replications"
std::string on_average(std::size_t n) {
    return n == 1 ? "in the one replication there is" : fmt::format("on average over {} replications", n);
}

std::string lead_of_run(const Subject& subject) {
    if (subject.base->layout.measures.empty()) return "The scenario has no measures, so there is nothing to report.";
    if (subject.base->results.empty()) return "The run has no finished replications, so there is nothing to report.";
    const std::string year = subject.headline.whole_run ? "" : ", the first financial year of the run,";
    return fmt::format("{}{} the model gives, {}:", when(subject), year.empty() ? "," : year,
                       on_average(subject.base->results.size()));
}

std::vector<Figure> figures_of(const Subject& subject) {
    std::vector<Figure> figures;
    for (const MeasureId m : subject.shown) {
        const auto mean = mean_of(*subject.base, m, 0, subject.headline);
        const MeasureInfo& info = subject.info(m);
        if (!mean) continue;
        const std::string number = plain(mean->mean, mean->half_width());
        figures.push_back({info.label, info.unit == "%" ? number + "%" : number, info.unit == "%" ? "" : info.unit,
                           interval_words(*mean)});
    }
    return figures;
}

const Difference* find(const Comparison& comparison, MeasureId measure, const Period& period) {
    for (const Difference& d : comparison.differences)
        if (d.measure.index == measure.index && d.group == 0 && d.period.name == period.name) return &d;
    return nullptr;
}

// "by 9,221 tests per year (95% interval 9,100 to 9,340), from 14,766 to 5,545: 62% fewer"
Statement statement_of(const MeasureInfo& info, const Difference& d) {
    const double half = (d.high - d.low) / 2;
    const bool lowers = d.difference < 0;
    const std::string size = with_unit(plain(std::abs(d.difference), half), unit_of_difference(info));
    const Mean interval{std::abs(d.difference), lowers ? -d.high : d.low, lowers ? -d.low : d.high};
    const std::string noise = interval_words(interval);
    std::string rest = "by " + size + (noise.empty() ? "" : " (" + noise + ")") + ", from " +
                       with_unit(plain(d.base, half), info.unit == "%" ? "%" : "") + " to " +
                       with_unit(plain(d.option, half), info.unit == "%" ? "%" : "");
    const std::string relative = relative_words(info, d);
    if (!relative.empty()) rest += ": " + relative;
    return {lowers ? "lowers" : "raises", info.label, rest + "."};
}

Statement undecided_of(const MeasureInfo& info, const Difference& d) {
    const bool same = d.difference == 0 && !(d.high > d.low);
    if (same) return {"", info.label, "the same in every pair of replications"};
    return {"", info.label, difference_words(info, d)};
}

std::string lead_of(const Subject& subject, std::size_t option, std::uint32_t pairs) {
    const Comparison& comparison = subject.comparisons[option];
    if (comparison.same_results) {
        const char* why = comparison.inputs.empty() ? "; their inputs are the same" : "";
        return fmt::format("It gives the same results as the baseline in every replication{}.", why);
    }
    const auto from = comparison.change_from;
    std::string text = when(subject);
    if (from && !subject.headline.whole_run && subject.base->layout.bins.clock.at(*from) > Time{0})
        text += ", the first financial year after the change of " + to_text(*from) + ",";
    if (pairs < 2)
        return text + (text.ends_with(',') ? "" : ",") +
               " in the only pair of replications (so the noise is not known), it";
    return fmt::format("{}{} over {} pairs of replications, it", text, text.ends_with(',') ? "" : ",", pairs);
}

Finding finding_of(const Subject& subject, std::size_t option) {
    const Comparison& comparison = subject.comparisons[option];
    Finding finding{.option = subject.names[option + 1], .lead = {}, .changes = {}, .undecided = {}, .unknown = {}};
    std::uint32_t pairs = 0;
    for (const MeasureId m : subject.shown) {
        const Difference* d = find(comparison, m, subject.headline);
        const MeasureInfo& info = subject.info(m);
        if (d) pairs = std::max(pairs, d->pairs);
        if (!d)
            finding.unknown.push_back(info.label);
        else if (comparison.same_results)
            continue;
        else if (d->distinguishable || (d->pairs < 2 && d->difference != 0))
            finding.changes.push_back(statement_of(info, *d));
        else
            finding.undecided.push_back(undecided_of(info, *d));
    }
    finding.lead = lead_of(subject, option, pairs);
    if (finding.changes.empty() && !comparison.same_results)
        finding.lead += " is not distinguishable from the baseline in any key measure.";
    return finding;
}

}  // namespace

Answer answer_of(const Subject& subject) {
    Answer answer;
    if (!subject.compares()) {
        answer.lead = lead_of_run(subject);
        answer.figures = figures_of(subject);
        return answer;
    }
    if (subject.base->layout.measures.empty())
        answer.lead = "The scenarios have no measures, so there is nothing to compare.";
    for (std::size_t o = 0; o < subject.options.size(); ++o) answer.findings.push_back(finding_of(subject, o));
    return answer;
}

}  // namespace desist::report
