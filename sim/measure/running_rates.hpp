// What a hazard is expected to bring while it runs: the integral of the rate of its clocks, cut at every change of what
// a measure sees of it.
#pragma once

#include <algorithm>

#include "sim/measure/fold.hpp"

namespace desist {

// The nodes that some stay leaves by this hazard: the ends of these stays end what is expected there.
inline std::vector<NodeId> nodes_left_by(const Pathway& pathway, HazardId hazard) {
    std::vector<NodeId> nodes;
    for (std::size_t n = 0; n < pathway.nodes.size(); ++n)
        if (std::ranges::any_of(pathway.nodes[n].hazards, [&](const HazardExit& e) { return e.hazard == hazard; }))
            nodes.push_back(NodeId(n));
    return nodes;
}

class RunningRates {
public:
    // A stretch of time in which a clock runs at one rate and counts for one group, at one weight.
    struct Stretch {
        Rate rate;
        Groups groups{};
        double weight = 1;
        bool same_clock(const Rate& other) const {
            return rate.serial == other.serial && rate.node == other.node && rate.exit == other.exit;
        }
        bool goes_on(const Stretch& other) const {
            return rate.product == other.rate.product && rate.started == other.rate.started && groups == other.groups &&
                   weight == other.weight && *rate.law == *other.rate.law;
        }
    };

    // Of a person inside, with room for two.
    static constexpr double bytes_a_person = 2 * sizeof(std::vector<Stretch>) + 2 * sizeof(Stretch);

    explicit RunningRates(const Counter& counter) : counter_(counter) {}

    // add(stretch, to) is called with each stretch that ends.
    template <class Add>
    void stay(const Stay& stay, std::uint32_t slot, Add add) {
        if (slot >= stretches_.size()) return;
        std::erase_if(stretches_[slot], [&](const Stretch& stretch) {
            if (stretch.rate.serial != stay.serial || stretch.rate.node != stay.node) return false;
            add(stretch, stay.ended);
            return true;
        });
    }

    // One that tells the measure nothing new does not end the stretch: what a measure comes to is the same whatever
    // others make the engine tell. `now`: how the clock runs from here on; it is not counted where it stands still.
    template <class Add>
    void rate(const Stretch& now, bool counted, std::uint32_t slot, Add add) {
        if (stretches_.size() <= slot) stretches_.resize(slot + 1);
        std::vector<Stretch>& all = stretches_[slot];
        const auto present = std::ranges::find_if(all, [&](const Stretch& s) { return s.same_clock(now.rate); });
        if (present != all.end()) {
            if (counted && present->goes_on(now)) return;
            add(*present, now.rate.at);
            all.erase(present);
        }
        if (counted) all.push_back(now);
    }

    // The integral of the rate; with profiles, time is that of the clock on the wall.
    double expected(const Rate& rate, Time from, Time to) const {
        const auto begin = static_cast<double>((from - rate.started).seconds);
        const auto end = static_cast<double>((to - rate.started).seconds);
        const std::uint32_t weights = counter_.model().hazards[rate.hazard.index].weights;
        if (weights == none) return rate.product * integral(*rate.law, begin, end);
        const auto origin = static_cast<double>(rate.started.seconds);
        return rate.product * integral(*rate.law, counter_.model().weights[weights], origin, begin, end);
    }

private:
    Counter counter_;
    std::vector<std::vector<Stretch>> stretches_;  // by slot: few have any, and one comes and goes all the time
};

}  // namespace desist
