// What one kind of measure is made of. Each kind is a file of this room with one function, `plan_KIND`, that says which
// figures it gives and which records it wants, and makes its Fold for a replication. measure_list.hpp (sim/scenario)
// lists the kinds; nothing else names them.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/measure/plan.hpp"
#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/scenario/measure_forms.hpp"

namespace desist {

inline constexpr std::size_t most_groupings = 6;
// By attribute that a measure is grouped by: which of its groups; what a kind divides by itself stands behind them.
using Groups = std::array<std::uint16_t, most_groupings>;

// Counts into the cells of the figures of one measure; figures are numbered from the measure's own, 0.
class Counter {
public:
    Counter(const Model& model, const Layout& layout, std::size_t measure, std::size_t first_figure,
            const std::vector<std::uint16_t>& first_groups, const std::vector<std::uint16_t>& month_of_day,
            Tally& tally)
        : model_(model),
          layout_(layout),
          measure_(measure),
          first_figure_(first_figure),
          first_groups_(first_groups),
          month_of_day_(month_of_day),
          tally_(tally) {}

    const Model& model() const { return model_; }
    const Layout& layout() const { return layout_; }
    const CompiledMeasure& measure() const { return model_.measures[measure_]; }
    const MeasureInfo& info(std::size_t figure) const { return layout_.measures[first_figure_ + figure]; }
    bool counts(const Sight& sight) const { return sight.holds_or_none(measure().when); }
    Groups groups_of(const Sight& sight) const;

    bool measured(Time t) const { return t.seconds >= 0 && t < layout_.bins.end; }
    std::size_t month_of(Time t) const { return month_of_day_[static_cast<std::size_t>(t.seconds / seconds_per_day)]; }
    // Into everybody's cell and one for each grouping, at a measured time: of its month, or of its year and the run.
    void add(std::size_t figure, const Groups& groups, Time at, std::int64_t numerator, std::int64_t denominator = 0);
    void add_in_month(std::size_t figure, const Groups& groups, std::size_t month, std::int64_t numerator,
                      std::int64_t denominator);
    void add_in_period(std::size_t figure, const Groups& groups, std::size_t period, std::int64_t numerator,
                       std::int64_t denominator);
    // The measured part of [from, to), in seconds by month.
    void add_time(std::size_t figure, const Groups& groups, Time from, Time to);
    // Everybody's only. A figure by period: one more in a band of a histogram; the greatest so far.
    void add_to_histogram(std::size_t figure, Time at, std::int64_t value);
    void raise(std::size_t figure, Time at, std::int64_t value);
    // Sets a cell of a figure by period.
    void put(std::size_t figure, std::size_t group, std::size_t period, std::size_t band, Counts counts);
    void add_warm_up(std::size_t figure, Time from, Time to);

    // The measured part of [from, to), cut into months: visit(month, from, to).
    template <class Visit>
    void for_each_month(Time from, Time to, Visit visit) const {
        from = std::max(from, Time{0});
        to = std::min(to, layout_.bins.end);
        if (from >= to) return;
        for (std::size_t month = month_of(from); from < to; ++month) {
            const Time end = std::min(to, layout_.bins.end_of(month));
            visit(month, from, end);
            from = end;
        }
    }
    // The report periods that hold a measured time: visit(period).
    template <class Visit>
    void for_each_period(Time at, Visit visit) const {
        const std::size_t month = month_of(at);
        for (std::size_t p = 0; p < layout_.periods.size(); ++p)
            if (month >= layout_.periods[p].first && month < layout_.periods[p].last) visit(p);
    }

private:
    void add_to(const MeasureInfo& info, std::size_t group, std::size_t bin, std::int64_t numerator,
                std::int64_t denominator) {
        const std::size_t cell = Layout::cell(info, group, 0, bin);
        // Cells are far apart: one that would not change is not fetched.
        if (numerator != 0) tally_.numerators[cell] += numerator;
        if (denominator != 0) tally_.denominators[cell] += denominator;
    }
    template <class Into>
    void for_each_group(const MeasureInfo& info, const Groups& groups, Into into) const;

    const Model& model_;
    const Layout& layout_;
    std::size_t measure_, first_figure_;
    const std::vector<std::uint16_t>& first_groups_;
    const std::vector<std::uint16_t>& month_of_day_;
    Tally& tally_;
};

// What a measure does with the records of one replication that it asked for. The room's one virtual interface.
class Fold {
public:
    virtual ~Fold() = default;
    virtual void stay(std::uint8_t /*role*/, const Stay&, const Witness&) {}  // of a node it asked for
    virtual void rate(const Rate&, const Witness&) {}                         // of its hazard
    virtual void use(const Use&, const Witness&) {}
    virtual void spend(const Spend&, const Witness&) {}
    virtual void left(std::uint32_t /*slot*/) {}  // the offender left: the slot is somebody else's from now on
    virtual void ended(const Outcome&) {}         // no more records at all
};

// A node whose stays a measure asks for, and what they are to it.
struct Feed {
    NodeId node;
    std::uint8_t role = 0;
};

// What a measure is, worked out once for a model.
struct MeasurePlan {
    std::vector<MeasureInfo> figures;  // the first is the measure's own; ids in them count from it
    bool names_measures = false;       // ids in them are of measures of the scenario
    std::vector<Feed> feeds;
    std::vector<HazardId> rates;  // whose rates it asks for
    bool uses = false, spends = false, left = false;
    double bytes_a_person = 0;  // that its Fold keeps for each person inside, an upper estimate
    std::function<std::unique_ptr<Fold>(Counter)> start;  // none: it folds nothing
};

// What a plan is made from.
struct Planning {
    const Pathway& pathway;
    const Measure& measure;
    const Bins& bins;
    Problems& problems;

    // A figure with the measure's label, key and groups; `part` names one beside the main one: "median".
    MeasureInfo figure(Form form, std::string unit, double scale = 1) const;
    MeasureInfo beside(const std::string& part, const std::string& label, Form form, std::string unit,
                       double scale = 1) const;
    std::string unit_or(const std::string& unit) const { return measure.unit.empty() ? unit : measure.unit; }
    void feed(MeasurePlan& plan, const std::vector<NodeId>& nodes, std::uint8_t role = 0) const {
        for (NodeId node : nodes) plan.feeds.push_back({node, role});
    }
};

// How many pools a resource has, and which groups each is of. A problem where the measure is grouped by an attribute
// that does not choose them.
std::uint32_t pools_of(const Pathway& pathway, ResourceId resource);
std::vector<Groups> groups_of_pools(const Planning& planning, ResourceId resource);

std::string with_hyphens(std::string text);  // "12 months" as a part of a name

// A unit of time that values are told in: "days"; seconds in one. Nothing and a problem when it is none.
double seconds_in(const Planning& planning, const std::string& unit);

}  // namespace desist
