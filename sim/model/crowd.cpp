#include "sim/model/crowd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace desist {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();
constexpr double stays_waited = 20;

// Not less than the mean; quickly.
double mean_or_more(const Law& law) {
    if (law.kind == Law::Kind::gompertz) return law.b >= 0 && law.a > 0 ? 1 / law.a : forever;
    if (law.kind != Law::Kind::log_logistic) return mean_of(law);
    // The mean is a (pi/b) / sin(pi/b); sin(x)/x is at least (pi^2 - x^2) / (pi^2 + x^2) (Redheffer, 1968).
    return law.b > 1 ? law.a * (law.b * law.b + 1) / (law.b * law.b - 1) : forever;
}

class TimesInside {
public:
    explicit TimesInside(const Pathway& pathway)
        : pathway_(pathway), next_(pathway.nodes.size()), time_(pathway.nodes.size(), forever) {
        for (std::size_t n = 0; n < pathway.nodes.size(); ++n) look_ahead(n);
        work_back();
    }

    double of_an_offender() const {
        double shortest = forever;
        for (const Track& track : pathway_.tracks) {
            if (track.of) continue;
            double longest = track.start ? time_[track.start.index] : 0;
            if (!track.start)
                for (NodeId node : track.nodes) longest = std::max(longest, time_[node.index]);
            shortest = std::min(shortest, longest);
        }
        return shortest;
    }

private:
    void look_ahead(std::size_t n) {
        const Node& node = pathway_.nodes[n];
        for (const Route& route : node.routes) next_[n].push_back(route.to);
        for (const HazardExit& exit : node.hazards) next_[n].push_back(exit.to);
        for (const AsSoonAs& exit : node.as_soon_as) next_[n].push_back(exit.to);
        for (NodeId to : {node.give_up, node.full, node.eject})
            if (to) next_[n].push_back(to);
        for (const auto* effects : {&node.effects, &node.on_start, &node.on_leave})
            for (const Effect& effect : *effects)
                if (effect.kind == Effect::Kind::move && !effect.move.open)
                    for (NodeId from : effect.move.from) next_[from.index].push_back(effect.move.to);
    }

    // From the ends back, each node when all that follow it are known. What is never known leads round again.
    void work_back() {
        std::vector<std::vector<std::size_t>> before(next_.size());
        std::vector<std::size_t> unknown(next_.size()), known;
        for (std::size_t n = 0; n < next_.size(); ++n) {
            if (pathway_.nodes[n].end) next_[n].clear();
            unknown[n] = next_[n].size();
            for (NodeId to : next_[n]) before[to.index].push_back(n);
            if (unknown[n] == 0) known.push_back(n);
        }
        for (std::size_t i = 0; i < known.size(); ++i) {
            time_[known[i]] = time_from(known[i]);
            for (std::size_t n : before[known[i]])
                if (--unknown[n] == 0) known.push_back(n);
        }
    }

    double time_from(std::size_t n) const {
        const Node& node = pathway_.nodes[n];
        if (node.end) return 0;
        double after = 0;
        for (NodeId to : next_[n]) after = std::max(after, time_[to.index]);
        if (next_[n].size() == node.routes.size()) after = std::min(after, after_routes(node));
        return time_at(node) + after;
    }

    // By the greatest chances, where these are numbers; the way of who takes no other counts as if all took it.
    double after_routes(const Node& node) const {
        double sum = 0;
        for (const Route& route : node.routes) {
            const bool told = route.chance && !needs_numbers(*route.chance);
            const double chance =
                told ? greatest(*route.chance, [&](const Indices& at) { return evaluate(*route.chance, at); }) : 1;
            if (chance > 0) sum += std::min(chance, 1.0) * time_[route.to.index];
        }
        return sum;
    }

    double time_at(const Node& node) const {
        if (node.instant()) return 0;
        double rate = 0;
        for (const HazardExit& exit : node.hazards)
            if (exit.during != During::waiting) rate += least_rate(exit);
        double time = rate > 0 ? 1 / rate : forever;
        if (node.stay) time = std::min(time, longest_mean(*node.stay));
        if (node.needs.empty()) return time;
        return time + (node.patience ? longest_mean(*node.patience) : stays_waited * time);
    }

    double longest_mean(const LawTree& law) const {
        return greatest(law, [&](const Indices& at) { return mean_or_more(law_at(law, at)); });
    }

    // A rate that the hazard never falls below, per second.
    double least_rate(const HazardExit& exit) const {
        const Hazard& hazard = pathway_.hazards[exit.hazard.index];
        if (exit.open || !hazard.profiles.empty()) return 0;
        double rate = -greatest(hazard.law, [&](const Indices& at) {
            const RateLaw law = rate_law_at(hazard.law, at);
            return law.kind == RateLaw::Kind::exponential ? -law.a : 0;
        });
        for (const Hazard::Times& times : hazard.times) {
            if (times.when || needs_numbers(times.value) || !(rate > 0)) return 0;
            rate *=
                std::max(0.0, -greatest(times.value, [&](const Indices& at) { return -evaluate(times.value, at); }));
        }
        return std::max(0.0, rate);
    }

    // The greatest of what a tree can give; forever where it cannot be told.
    template <class Tree, class Number>
    double greatest(const Tree& tree, Number number) const {
        std::vector<EntryId> entries;
        collect_entries(tree, entries);
        Indices at(pathway_.entries.size());
        double most = -forever;
        const bool all = for_each_combination(pathway_, entries, at, [&] { most = std::max(most, number(at)); });
        return all ? most : forever;
    }

    const Pathway& pathway_;
    std::vector<std::vector<NodeId>> next_;  // by node, also where moves take people
    std::vector<double> time_;               // by node: until the end
};

double arrivals_inside(const Pathway& pathway, const Stream& stream, double time) {
    Indices at(pathway.entries.size());
    double all = 0, fastest = 0;
    Time from = pathway.begin;
    for (std::size_t i = 0; i <= pathway.changes.size(); ++i) {
        const Time to = i < pathway.changes.size() ? pathway.changes[i] : pathway.end;
        at[pathway.date_entry().index] = static_cast<std::uint16_t>(i);
        const double rate = evaluate(*stream.rate, at);
        all += rate * static_cast<double>((to - from).seconds);
        fastest = std::max(fastest, rate);
        from = to;
    }
    const double mean = fastest > 0 ? std::min(all, fastest * time) : 0;
    return mean + 4 * std::sqrt(mean);
}

}  // namespace

double most_inside(const Pathway& pathway) {
    const double time = TimesInside(pathway).of_an_offender();
    double people = 1;
    for (const Stream& stream : pathway.streams) {
        people += stream.present.value_or(0) + static_cast<double>(stream.people.size());
        if (stream.rate) people += arrivals_inside(pathway, stream, time);
    }
    return people;
}

}  // namespace desist
