#include "output/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/text.hpp"
#include "output/text_table.hpp"

namespace desist {

namespace {

bool wants(const Period& period, bool has_years) { return period.whole_run != has_years; }

std::vector<std::string> columns_of(const std::vector<Period>& periods, bool has_years) {
    std::vector<std::string> names;
    for (const Period& period : periods)
        if (wants(period, has_years)) names.push_back(period.name);
    return names;
}

double half_width(const Estimate& e) { return (e.high - e.low) / 2; }

// The same number of decimals for a whole row: what the interval in the middle deserves.
int decimals_of(const std::vector<const Estimate*>& row) {
    std::vector<double> halves{};
    double largest = 0;
    for (const Estimate* e : row) {
        if (!std::isnan(e->low)) halves.push_back(half_width(*e));
        largest = std::max(largest, std::abs(e->mean));
    }
    std::sort(halves.begin(), halves.end());
    return decimals_for(largest, halves.empty() ? 0 : halves[halves.size() / 2]);
}

std::string cell(const Estimate& e, int decimals) {
    if (std::isnan(e.low)) return grouped(e.mean, decimals);
    return grouped(e.mean, decimals) + " ± " + grouped(half_width(e), decimals);
}

std::vector<std::string> row_of(const RunResult& result, std::size_t measure, const std::vector<std::string>& columns) {
    std::vector<const Estimate*> found;
    for (const Estimate& e : result.estimates)
        if (e.measure.index == measure && e.group == 0 && e.replications > 0) found.push_back(&e);
    std::erase_if(found, [&](const Estimate* e) {
        return std::find(columns.begin(), columns.end(), e->period.name) == columns.end();
    });
    const int decimals = decimals_of(found);
    const MeasureInfo& info = result.facts.layout->measures[measure];
    std::vector<std::string> row{info.unit.empty() ? info.label : fmt::format("{} ({})", info.label, info.unit)};
    for (const std::string& column : columns) {
        const auto at =
            std::find_if(found.begin(), found.end(), [&](const Estimate* e) { return e->period.name == column; });
        row.push_back(at == found.end() ? "n/a" : cell(**at, decimals));
    }
    return row;
}

std::string note_on(const StudyOptions& study) {
    if (study.replications < 2) return "One replication: its noise is not known. More --replications give intervals.\n";
    return fmt::format("± is half of a 95% interval: the noise of {} replications only, not doubt about the inputs.\n",
                       study.replications);
}

}  // namespace

std::string table_for_people(const RunResult& result, std::size_t width) {
    const Layout& layout = *result.facts.layout;
    const auto periods = report_periods(layout.bins);
    const bool has_years = periods.size() > 1;
    const bool has_key =
        std::any_of(layout.measures.begin(), layout.measures.end(), [](const auto& m) { return m.key; });
    TextTable table{.columns = columns_of(periods, has_years), .rows = {}};
    for (std::size_t m = 0; m < layout.measures.size(); ++m)
        if (has_key ? layout.measures[m].key : layout.measures[m].main)
            table.rows.push_back(row_of(result, m, table.columns));
    std::string text = result.facts.scenario->title.text + "\n\n";
    if (table.rows.empty()) return text + "The scenario has no measures.\n";
    return text + lay_out(table, width) + "\n" + note_on(result.facts.study);
}

std::string summary_csv(const RunResult& result) {
    std::string csv =
        "measure,label,period,group_attribute,group_value,mean,low,high,unit,replications,interval,not_available\n";
    for (const Estimate& e : result.estimates) {
        const MeasureInfo& info = result.facts.layout->measures[e.measure.index];
        const Group& group = info.groups[e.group];
        csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_text(info.name), csv_text(info.label),
                           e.period.name, csv_text(group.attribute), csv_text(group.value), csv_number(e.mean),
                           csv_number(e.low), csv_number(e.high), csv_text(info.unit), e.replications,
                           csv_text(to_text(e.by)), csv_text(e.missing));
    }
    return csv;
}

}  // namespace desist
