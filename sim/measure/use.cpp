// use: of a resource's units, what is there and what is in use. Void time is provided and not used; overtime is used
// and not provided (a stay that began in the hours of the calendar and ends after them). Rows by the attributes that
// choose the resource's units. Units a moment may be taken for are those of its calendar, whoever waits.
#include <fmt/format.h>

#include <algorithm>

#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_use(const Planning& planning);

namespace {

enum UseFigure : std::size_t { in_use_share, units_there, units_in_use, void_time, overtime };

struct UsePools {
    std::uint32_t first = 0;
    std::vector<Groups> groups;  // by pool of the resource
};

class UseFold : public Fold {
public:
    UseFold(const Counter& counter, const UsePools& pools)
        : counter_(counter), pools_(pools), steps_(pools.groups.size()) {}

    void use(const Use& use, const Witness&) override {
        if (use.pool.index < pools_.first || use.pool.index >= pools_.first + steps_.size()) return;
        const Time from = std::max(use.from, Time{0}), to = std::min(use.to, counter_.layout().bins.end);
        if (from >= to) return;
        std::vector<Step>& steps = steps_[use.pool.index - pools_.first];
        steps.push_back({from, use.units});
        steps.push_back({to, -std::int64_t{use.units}});
    }

    void ended(const Outcome&) override {
        for (std::size_t p = 0; p < steps_.size(); ++p) {
            std::sort(steps_[p].begin(), steps_[p].end(), [](const Step& a, const Step& b) { return a.at < b.at; });
            walk(p);
        }
    }

private:
    struct Step {
        Time at;
        std::int64_t units = 0;
    };

    // Along the run, from one change of the units there or in use to the next.
    void walk(std::size_t p) {
        const std::vector<CompiledPool::Step>& there = counter_.model().pools[pools_.first + p].steps;
        const std::vector<Step>& used = steps_[p];
        std::size_t next_there = 0, next_used = 0;
        std::int64_t provided = 0, in_use = 0;
        for (Time now{0}; now < counter_.layout().bins.end;) {
            for (; next_there < there.size() && there[next_there].from <= now; ++next_there)
                provided = there[next_there].units;
            for (; next_used < used.size() && used[next_used].at <= now; ++next_used) in_use += used[next_used].units;
            Time until = counter_.layout().bins.end;
            if (next_there < there.size()) until = std::min(until, there[next_there].from);
            if (next_used < used.size()) until = std::min(until, used[next_used].at);
            add(p, now, until, provided, in_use);
            now = until;
        }
    }

    void add(std::size_t p, Time from, Time to, std::int64_t provided, std::int64_t in_use) {
        const Groups& groups = pools_.groups[p];
        counter_.for_each_month(from, to, [&](std::size_t month, Time begin, Time end) {
            const std::int64_t seconds = (end - begin).seconds;
            const auto put = [&](UseFigure figure, std::int64_t numerator, std::int64_t denominator) {
                counter_.add_in_month(figure, groups, month, numerator * seconds, denominator * seconds);
            };
            put(in_use_share, in_use, provided);
            put(units_there, provided, 0);
            put(units_in_use, in_use, 0);
            put(void_time, std::max<std::int64_t>(0, provided - in_use), 0);
            put(overtime, std::max<std::int64_t>(0, in_use - provided), 0);
        });
    }

    Counter counter_;
    UsePools pools_;
    std::vector<std::vector<Step>> steps_;  // by pool of the resource
};

// Pools are numbered row by row over the attributes that choose them, the last attribute fastest.
UsePools pools_of(const Planning& planning, const Resource& resource, std::size_t first) {
    const Pathway& pathway = planning.pathway;
    std::size_t pools = 1;
    for (EntryId entry : resource.by) pools *= pathway.entries[entry.index].size();
    UsePools all{static_cast<std::uint32_t>(first), std::vector<Groups>(pools)};
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
            for (std::size_t p = 0; p < pools; ++p)
                all.groups[p][i] = static_cast<std::uint16_t>(row + p / stride % size);
        }
        if (!chooses)
            planning.problems.error(
                planning.measure.at,
                fmt::format("‘{}’ does not choose the units of ‘{}’, so they cannot be grouped by it",
                            pathway.entries[by.index].name, resource.name));
        row += pathway.entries[by.index].size();
    }
    return all;
}

}  // namespace

MeasurePlan plan_use(const Planning& planning) {
    MeasurePlan plan;
    const ResourceId id = planning.measure["resource"].resource;
    std::size_t first = 0;
    for (std::size_t r = 0; r < id.index; ++r) {
        std::size_t pools = 1;
        for (EntryId entry : planning.pathway.resources[r].by) pools *= planning.pathway.entries[entry.index].size();
        first += pools;
    }
    const std::string units = planning.unit_or("units");
    constexpr double per_hour = 1.0 / 3600;
    plan.figures = {planning.figure(Form::mean, "%", 100), planning.beside("provided", "there", Form::level, units),
                    planning.beside("in-use", "in use", Form::level, units),
                    planning.beside("void", "void time", Form::per_year, "hours per year", per_hour),
                    planning.beside("overtime", "overtime", Form::per_year, "hours per year", per_hour)};
    const UsePools pools = pools_of(planning, planning.pathway.resources[id.index], first);
    plan.uses = true;
    plan.start = [pools](const Counter& counter) { return std::make_unique<UseFold>(counter, pools); };
    return plan;
}

}  // namespace desist
