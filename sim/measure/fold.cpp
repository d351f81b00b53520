#include "sim/measure/fold.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace desist {

Groups Counter::groups_of(const Sight& sight) const {
    Groups groups{};
    const std::vector<EntrySpot>& by = measure().by;
    for (std::size_t i = 0; i < by.size(); ++i)
        groups[i] = static_cast<std::uint16_t>(first_groups_[i] + sight.index(by[i]));
    return groups;
}

template <class Into>
void Counter::for_each_group(const MeasureInfo& info, const Groups& groups, Into into) const {
    into(0);
    if (info.groups.size() == 1) return;
    for (std::size_t i = 0; i < most_groupings && groups[i] != 0; ++i) into(groups[i]);
}

void Counter::add(std::size_t figure, const Groups& groups, Time at, std::int64_t numerator, std::int64_t denominator) {
    const MeasureInfo& of = info(figure);
    for_each_group(of, groups, [&](std::size_t group) {
        if (of.shape == Shape::months)
            add_to(of, group, month_of(at), numerator, denominator);
        else
            for_each_period(at, [&](std::size_t period) { add_to(of, group, period, numerator, denominator); });
    });
}

void Counter::add_in_month(std::size_t figure, const Groups& groups, std::size_t month, std::int64_t numerator,
                           std::int64_t denominator) {
    const MeasureInfo& of = info(figure);
    for_each_group(of, groups, [&](std::size_t group) { add_to(of, group, month, numerator, denominator); });
}

void Counter::add_in_period(std::size_t figure, const Groups& groups, std::size_t period, std::int64_t numerator,
                            std::int64_t denominator) {
    add_in_month(figure, groups, period, numerator, denominator);
}

void Counter::add_time(std::size_t figure, const Groups& groups, Time from, Time to) {
    for_each_month(from, to, [&](std::size_t month, Time begin, Time end) {
        add_in_month(figure, groups, month, (end - begin).seconds, 0);
    });
}

void Counter::add_to_histogram(std::size_t figure, Time at, std::int64_t value) {
    for_each_period(
        at, [&](std::size_t period) { ++tally_.numerators[Layout::cell(info(figure), 0, band_of(value), period)]; });
}

void Counter::raise(std::size_t figure, Time at, std::int64_t value) {
    for_each_period(at, [&](std::size_t period) {
        const std::size_t cell = Layout::cell(info(figure), 0, 0, period);
        tally_.numerators[cell] = std::max(tally_.numerators[cell], value);
        ++tally_.denominators[cell];
    });
}

void Counter::put(std::size_t figure, std::size_t group, std::size_t period, std::size_t band, Counts counts) {
    const std::size_t cell = Layout::cell(info(figure), group, band, period);
    tally_.numerators[cell] = counts.numerator;
    tally_.denominators[cell] = counts.denominator;
}

void Counter::add_warm_up(std::size_t figure, Time from, Time to) {
    for (int half = 0; half < 2; ++half) {
        const Time begin{(half - 2) * half_year_seconds}, end{(half - 1) * half_year_seconds};
        const Duration inside = std::min(to, end) - std::max(from, begin);
        if (inside.seconds > 0)
            tally_.warm_up[2 * (first_figure_ + figure) + static_cast<std::size_t>(half)] += inside.seconds;
    }
}

MeasureInfo Planning::figure(Form form, std::string unit, double scale) const {
    MeasureInfo info;
    info.name = measure.name;
    info.label = measure.label;
    info.unit = std::move(unit);
    info.form = form;
    info.scale = scale;
    info.key = measure.key;
    for (AttributeId by : measure.by) {
        const Entry& entry = pathway.entries[pathway.entry_of(by).index];
        for (const std::string& name : entry.names) info.groups.push_back({entry.name, name});
    }
    return info;
}

MeasureInfo Planning::beside(const std::string& part, const std::string& label, Form form, std::string unit,
                             double scale) const {
    MeasureInfo info = figure(form, std::move(unit), scale);
    info.name += ":" + part;
    info.label += ": " + label;
    info.key = info.main = false;
    return info;
}

std::uint32_t pools_of(const Pathway& pathway, ResourceId resource) {
    std::size_t pools = 1;
    for (EntryId entry : pathway.resources[resource.index].by) pools *= pathway.entries[entry.index].size();
    return static_cast<std::uint32_t>(pools);
}

// Pools are numbered row by row over the attributes that choose them, the last attribute fastest.
std::vector<Groups> groups_of_pools(const Planning& planning, ResourceId id) {
    const Pathway& pathway = planning.pathway;
    const Resource& resource = pathway.resources[id.index];
    const std::size_t pools = pools_of(pathway, id);
    std::vector<Groups> all(pools);
    std::size_t row = 1;
    for (std::size_t i = 0; i < planning.measure.by.size(); ++i) {
        const EntryId by = pathway.entry_of(planning.measure.by[i]);
        std::size_t stride = pools;
        bool chooses = false;
        for (EntryId entry : resource.by) {
            const std::size_t size = pathway.entries[entry.index].size();
            stride /= size;
            if (entry != by) continue;
            chooses = true;
            for (std::size_t p = 0; p < pools; ++p) all[p][i] = static_cast<std::uint16_t>(row + p / stride % size);
        }
        if (!chooses)
            planning.problems.error(
                planning.measure.at,
                fmt::format("measure ‘{}’: ‘{}’ does not choose the units of ‘{}’, so these cannot be grouped by it",
                            planning.measure.name, pathway.entries[by.index].name, resource.name));
        row += pathway.entries[by.index].size();
    }
    return all;
}

std::string with_hyphens(std::string text) {
    std::replace(text.begin(), text.end(), ' ', '-');
    return text;
}

double seconds_in(const Planning& planning, const std::string& unit) {
    struct TimeUnit {
        const char* name;
        double seconds;
    };
    constexpr std::array<TimeUnit, 5> units = {
        {{"seconds", 1}, {"minutes", 60}, {"hours", 3600}, {"days", 86400}, {"weeks", 604800}}};
    for (const TimeUnit& known : units)
        if (unit == known.name) return known.seconds;
    planning.problems.error(planning.measure.at,
                            fmt::format("measure ‘{}’: a wait is told in minutes, hours, days or weeks, not ‘{}’",
                                        planning.measure.name, unit));
    return 1;
}

}  // namespace desist
