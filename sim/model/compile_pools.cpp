// Resources along the run: how many units a pool has, from when (SEMANTICS 5.1).
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "sim/model/compiler.hpp"

namespace desist {
namespace {

struct Opening {
    Time from, to;
};

std::int64_t day_of(Time t) {
    return t.seconds >= 0 ? t.seconds / seconds_per_day : -((seconds_per_day - 1 - t.seconds) / seconds_per_day);
}

void cut_into_days(Time from, Time to, std::vector<Opening>& openings) {
    while (from < to) {
        const Time end = std::min(to, Time{(day_of(from) + 1) * seconds_per_day});
        openings.push_back({from, end});
        from = end;
    }
}

// Stretches for each of which units are read once: those of the calendar, or civil days.
std::vector<Opening> openings_of(const Pathway& pathway, const Resource& resource) {
    std::vector<Opening> openings;
    if (!resource.open) {
        cut_into_days(Time{day_of(pathway.begin) * seconds_per_day}, pathway.end, openings);
        // Also the last day is a whole one.
        if (!openings.empty()) openings.back().to = Time{(day_of(openings.back().from) + 1) * seconds_per_day};
        return openings;
    }
    for (const Calendar::Interval& hours : pathway.calendars[resource.open.index].intervals) {
        if ((hours.close - hours.open).seconds > seconds_per_day)
            cut_into_days(hours.open, hours.close, openings);
        else
            openings.push_back({hours.open, hours.close});
    }
    return openings;
}

// How much from when on; set in the order of time, and nothing before.
class Amounts {
public:
    void set(Time from, std::int64_t amount) {
        if (!steps_.empty() && steps_.back().from == from)
            steps_.back().amount = amount;
        else
            steps_.push_back({from, amount});
    }
    struct Step {
        Time from;
        std::int64_t amount;
    };
    const std::vector<Step>& steps() const { return steps_; }

private:
    std::vector<Step> steps_;
};

// Looks amounts up at times that never fall.
class Reading {
public:
    explicit Reading(const Amounts& amounts) : steps_(amounts.steps()) {}
    std::int64_t at(Time t) {
        while (next_ < steps_.size() && steps_[next_].from <= t) ++next_;
        return next_ == 0 ? 0 : steps_[next_ - 1].amount;
    }

private:
    const std::vector<Amounts::Step>& steps_;
    std::size_t next_ = 0;
};

// Without hours and with whole units there is nothing to cut into days: units change with the dates, or never.
std::optional<Amounts> units_by_date(const Pathway& pathway, const Resource& resource, Indices& at) {
    if (resource.open) return std::nullopt;
    Amounts amounts;
    for (std::size_t i = 0; i <= pathway.changes.size(); ++i) {
        at[pathway.date_entry().index] = static_cast<std::uint16_t>(i);
        const double units = evaluate(resource.units, at);
        if (units != std::floor(units)) return std::nullopt;
        amounts.set(i == 0 ? pathway.begin : pathway.changes[i - 1], static_cast<std::int64_t>(units));
    }
    return amounts;
}

Amounts units_of(const Pathway& pathway, const Resource& resource, Indices at) {
    if (std::optional<Amounts> whole = units_by_date(pathway, resource, at)) return std::move(*whole);
    Amounts amounts;
    for (const Opening& opening : openings_of(pathway, resource)) {
        at[pathway.date_entry().index] = pathway.date_index(opening.from);
        const double units = evaluate(resource.units, at), whole = std::floor(units);
        const double length = static_cast<double>((opening.to - opening.from).seconds);
        const Time share_ends = opening.from + Duration{std::llround((units - whole) * length)};
        amounts.set(opening.from, static_cast<std::int64_t>(whole) + (share_ends > opening.from));
        if (share_ends > opening.from && share_ends < opening.to)
            amounts.set(share_ends, static_cast<std::int64_t>(whole));
        amounts.set(opening.to, 0);
    }
    return amounts;
}

}  // namespace

CompiledPool Compiler::compile_pool(const Resource& resource, Indices at) const {
    CompiledPool pool;
    pool.ejects = resource.eject;
    pool.limited = resource.queue_limit.has_value();
    Amounts units = units_of(pathway_, resource, at), limits, given;
    if (!resource.given_out) given.set(pathway_.begin, 1);
    if (resource.given_out)
        for (const Calendar::Interval& hours : pathway_.calendars[resource.given_out.index].intervals) {
            given.set(hours.open, 1);
            given.set(hours.close, 0);
        }
    if (resource.queue_limit)
        for (std::size_t i = 0; i <= pathway_.changes.size(); ++i) {
            at[pathway_.date_entry().index] = narrow16(i);
            limits.set(i == 0 ? pathway_.begin : pathway_.changes[i - 1],
                       std::llround(evaluate(*resource.queue_limit, at)));
        }
    std::vector<Time> times{pathway_.begin};
    for (const Amounts* amounts : {&units, &limits, &given})
        for (const Amounts::Step& step : amounts->steps())
            if (step.from > pathway_.begin && step.from < pathway_.end) times.push_back(step.from);
    std::ranges::sort(times);
    Reading units_at(units), limits_at(limits), given_at(given);
    for (Time t : times) {
        const CompiledPool::Step step{t, units_at.at(t), limits_at.at(t), given_at.at(t) != 0};
        const auto same = [&](const CompiledPool::Step& last) {
            return last.units == step.units && last.limit == step.limit && last.given_out == step.given_out;
        };
        if (pool.steps.empty() || !same(pool.steps.back())) pool.steps.push_back(step);
    }
    return pool;
}

// Row-major over `by`, the last attribute fastest.
void Compiler::for_each_pool(const Resource& resource, const std::function<void(const Indices&)>& visit) const {
    Indices at(pathway_.entries.size(), 0);
    std::size_t pools = 1;
    for (EntryId entry : resource.by) pools *= pathway_.entries[entry.index].size();
    for (std::size_t p = 0; p < pools; ++p) {
        std::size_t left = p;
        for (auto entry = resource.by.rbegin(); entry != resource.by.rend(); ++entry) {
            const std::size_t size = pathway_.entries[entry->index].size();
            at[entry->index] = narrow16(left % size);
            left /= size;
        }
        visit(at);
    }
}

void Compiler::compile_resources() {
    for (const Resource& resource : pathway_.resources) {
        first_pool_.push_back(static_cast<std::uint32_t>(model_.pools.size()));
        for_each_pool(resource, [&](const Indices& at) { model_.pools.push_back(compile_pool(resource, at)); });
    }
}

}  // namespace desist
