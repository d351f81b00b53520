// use: of a resource's units, what is there and what is in use. Void time is provided and not used; overtime is used
// and not provided (a stay that began in the hours of the calendar and ends after them). Rows by the attributes that
// choose the resource's units. Units a moment may be taken for are those of its calendar, whoever waits.
#include <algorithm>

#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_use(const Planning& planning);

namespace {

enum UseFigure : std::size_t { in_use_share, units_there, units_in_use, void_time, overtime };

struct UsePools {
    std::uint32_t first = 0;     // of the resource, in the model
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

}  // namespace

MeasurePlan plan_use(const Planning& planning) {
    MeasurePlan plan;
    const ResourceId id = planning.measure["resource"].resource;
    UsePools pools{0, groups_of_pools(planning, id)};
    for (std::size_t r = 0; r < id.index; ++r) pools.first += pools_of(planning.pathway, ResourceId(r));
    const std::string units = planning.unit_or("units");
    constexpr double per_hour = 1.0 / 3600;
    plan.figures = {planning.figure(Form::mean, "%", 100), planning.beside("provided", "there", Form::level, units),
                    planning.beside("in-use", "in use", Form::level, units),
                    planning.beside("void", "void time", Form::per_year, "hours per year", per_hour),
                    planning.beside("overtime", "overtime", Form::per_year, "hours per year", per_hour)};
    plan.uses = true;
    plan.start = [pools](const Counter& counter) { return std::make_unique<UseFold>(counter, pools); };
    return plan;
}

}  // namespace desist
