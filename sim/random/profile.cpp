#include "sim/random/profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace desist {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();
constexpr double longest_age = 0x1p32;

struct Piece {
    double rate, until;
};

Piece piece_at(const RateLaw& law, double age) {
    if (law.kind != RateLaw::Kind::piecewise) return {law.a, forever};
    for (const RateLaw::Piece& piece : law.pieces)
        if (age < piece.until) return {piece.rate, piece.until};
    return {law.pieces.back().rate, forever};
}

// From `age` on, as long as neither the law nor the months change.
Piece stretch_at(const RateLaw& law, const Weights& weights, double origin, double age) {
    const Piece piece = piece_at(law, age);
    return {piece.rate * weights.months.weight_at(origin + age),
            std::min(piece.until, weights.months.next_change(origin + age) - origin)};
}

}  // namespace

Cycle::Cycle(std::int64_t start, std::int64_t length, std::vector<Step> steps)
    : start_(static_cast<double>(start)), length_(static_cast<double>(length)), steps_(std::move(steps)) {
    double sum = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        below_.push_back(sum);
        const std::int64_t to = i + 1 < steps_.size() ? steps_[i + 1].from : length;
        sum += steps_[i].weight * static_cast<double>(to - steps_[i].from);
    }
    below_.push_back(sum);
}

Cycle Cycle::times(const Cycle& other) const {
    std::vector<Step> product;
    for (std::size_t i = 0, j = 0; i < steps_.size() && j < other.steps_.size();) {
        product.push_back({std::max(steps_[i].from, other.steps_[j].from), steps_[i].weight * other.steps_[j].weight});
        constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
        const std::int64_t a = i + 1 < steps_.size() ? steps_[i + 1].from : last;
        const std::int64_t b = j + 1 < other.steps_.size() ? other.steps_[j + 1].from : last;
        i += a <= b;
        j += b <= a;
    }
    return {static_cast<std::int64_t>(start_), static_cast<std::int64_t>(length_), std::move(product)};
}

std::size_t Cycle::step_at(double within) const {
    const auto later = std::upper_bound(steps_.begin(), steps_.end(), within,
                                        [](double t, const Step& step) { return t < static_cast<double>(step.from); });
    return static_cast<std::size_t>(later - steps_.begin()) - 1;
}

double Cycle::up_to(double t) const {
    const double cycles = std::floor((t - start_) / length_), within = t - start_ - cycles * length_;
    const std::size_t i = step_at(within);
    return cycles * below_.back() + below_[i] + steps_[i].weight * (within - static_cast<double>(steps_[i].from));
}

double Cycle::reaching(double amount) const {
    if (below_.back() <= 0 || amount == forever) return forever;
    const double cycles = std::floor(amount / below_.back()), rest = amount - cycles * below_.back();
    const auto end = std::lower_bound(below_.begin() + 1, below_.end(), rest);
    const auto i = static_cast<std::size_t>(std::min(end, below_.end() - 1) - below_.begin()) - 1;
    const double into = steps_[i].weight > 0 ? (rest - below_[i]) / steps_[i].weight : 0;
    return start_ + cycles * length_ + static_cast<double>(steps_[i].from) + into;
}

double Cycle::weight_at(double t) const {
    return steps_[step_at(t - start_ - std::floor((t - start_) / length_) * length_)].weight;
}

double Cycle::next_change(double t) const {
    if (steps_.size() == 1) return forever;
    const double begin = start_ + std::floor((t - start_) / length_) * length_;
    const std::size_t next = step_at(t - begin) + 1;
    return begin + (next < steps_.size() ? static_cast<double>(steps_[next].from) : length_);
}

double integral(const RateLaw& law, const Weights& weights, double origin, double from, double to) {
    double sum = 0;
    while (from < to) {
        const auto [rate, until] = stretch_at(law, weights, origin, from);
        const double end = std::min(until, to);
        sum += rate * (weights.week.up_to(origin + end) - weights.week.up_to(origin + from));
        from = end;
    }
    return sum;
}

double age_reaching(const RateLaw& law, const Weights& weights, double origin, double from, double amount) {
    while (from < longest_age) {
        const auto [rate, until] = stretch_at(law, weights, origin, from);
        const double before = weights.week.up_to(origin + from);
        const double reached = rate > 0 ? weights.week.reaching(before + amount / rate) - origin : forever;
        if (reached <= until) return std::max(reached, from);
        if (until == forever) return forever;
        amount -= rate * (weights.week.up_to(origin + until) - before);
        from = until;
    }
    return forever;
}

}  // namespace desist
