#include "sim/random/elementary.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/random/double_double.hpp"

// By tables, after P. T. P. Tang (ACM Transactions on Mathematical Software 15, 1989, and 16, 1990).
namespace desist::elementary {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr int cells = 128;

constexpr std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }
constexpr double of_bits(std::uint64_t bits) { return std::bit_cast<double>(bits); }
constexpr double power_of_two(std::int64_t e) { return of_bits(static_cast<std::uint64_t>(e + 1023) << 52); }  // normal

// The last bits of `x` beyond multiples of `grid` go to lo, so that small whole multiples of hi are exact.
constexpr Two on_grid(Two x, double grid) {
    const double hi = static_cast<double>(static_cast<std::int64_t>(x.hi / grid + (x.hi < 0 ? -0.5 : 0.5))) * grid;
    return {hi, (x.hi - hi) + x.lo};
}

constexpr Two ln_2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

// ---- log ----
// x = 2^k z with z in [0.6875, 1.375), where 128 cells each have a number `inverse` of few bits with inverse x z
// near 1. Then log x = k ln 2 - log inverse + log(1 + r), r = inverse x z - 1 without rounding. Around 1 the inverse is
// 1, so nothing cancels there.
struct LogCell {
    double inverse;
    Two log;  // -log inverse; hi a multiple of 2^-42, so that k ln 2 + hi is exact
};
constexpr std::uint64_t log_origin = bits_of(0.6875);
constexpr Two ln_2_steps = on_grid(ln_2, 0x1p-42);

// log c = 2 artanh((c - 1) / (c + 1)), c near 1.
constexpr Two log_of(double c) {
    const Two s = Two{c - 1, 0} / (c + 1), square = s * s;
    Two sum{0, 0};
    for (int n = 45; n > 0; n -= 2) sum = sum * square + Two{2, 0} / n;
    return sum * s;
}

constexpr std::array<LogCell, cells> make_log_cells() {
    std::array<LogCell, cells> all{};
    for (std::uint64_t i = 0; i < cells; ++i) {
        const auto edge = [](std::uint64_t n) { return of_bits(log_origin + (n << 45)); };
        const double low = edge(i), high = edge(i + 1);
        double inverse = 1;
        if (low != 1 && high != 1)
            inverse = static_cast<double>(static_cast<std::int64_t>(0x1p17 / (low + high) + 0.5)) * 0x1p-16;
        const Two log = log_of(inverse);
        all[i] = {inverse, on_grid({-log.hi, -log.lo}, 0x1p-42)};
    }
    return all;
}
constexpr std::array<LogCell, cells> log_cells = make_log_cells();

struct Reduced {
    double main;  // k ln 2 - log inverse, exact but for `rest`
    double r;     // |r| <= 2^-7
    double rest;  // what is missing in main and r
    double r_lost;
};

// Of hi + lo, hi normal and positive, |lo| at most half a unit in its last place; as a logarithm k_before ln 2 more.
inline Reduced reduce(double hi, double lo, std::int64_t k_before) {
    const std::uint64_t from_origin = bits_of(hi) - log_origin;
    const std::int64_t k = static_cast<std::int64_t>(from_origin) >> 52;
    const LogCell& cell = log_cells[(from_origin >> 45) % cells];
    const double z = of_bits(bits_of(hi) - (from_origin & (std::uint64_t{0xfff} << 52)));
    const double z_hi = of_bits(bits_of(z) & ~((std::uint64_t{1} << 27) - 1));
    const Two r = exact_sum(z_hi * cell.inverse - 1, (z - z_hi) * cell.inverse);
    const double steps = static_cast<double>(k + k_before);
    const double main = steps * ln_2_steps.hi + cell.log.hi, rest = steps * ln_2_steps.lo + cell.log.lo;
    if (lo == 0) return {main, r.hi, rest, r.lo};
    const Two whole = exact_sum(r.hi, lo * power_of_two(-k) * cell.inverse);
    return {main, whole.hi, rest, r.lo + whole.lo};
}

// (log(1 + r) - r + r^2 / 2) / r^3
inline double log_series(double r) {
    const double r2 = r * r;
    return (1.0 / 3 - r / 4) + r2 * ((1.0 / 5 - r / 6) + r2 * ((1.0 / 7 - r / 8) + r2 * (1.0 / 9)));
}

inline double log_of_sum(double hi, double lo, std::int64_t k_before) {
    const Reduced x = reduce(hi, lo, k_before);
    const Two sum = fast_sum(x.main, x.r);
    const double r2 = x.r * x.r;
    return sum.hi + (sum.lo + (x.rest + x.r_lost) + r2 * (-0.5 + x.r * log_series(x.r)));
}

// To about 2^-67 of its value.
Two precise_log(double x, std::int64_t k_before) {
    const Reduced parts = reduce(x, 0, k_before);
    const double r = parts.r;
    const Two square = exact_product(r, r), sum = fast_sum(parts.main, r);
    const Two less = exact_sum(sum.hi, -0.5 * square.hi);
    const double rest = parts.rest + parts.r_lost * (1 - r) - 0.5 * square.lo + square.hi * r * log_series(r);
    return fast_sum(less.hi, sum.lo + less.lo + rest);
}

// ---- exp ----
// x = k ln 2 / 128 + r; exp x = 2^(k / 128) exp r.
constexpr Two root_of_2{0x1.0163da9fb3335p+0, 0x1.b61299ab8cdb7p-54};  // the 128th
constexpr Two exp_step = on_grid({ln_2.hi / cells, ln_2.lo / cells}, 0x1p-43);

constexpr std::array<Two, cells> make_powers() {
    std::array<Two, cells> all{};
    Two power{1, 0};
    for (Two& each : all) {
        each = power;
        power = power * root_of_2;
    }
    return all;
}
constexpr std::array<Two, cells> powers = make_powers();

struct Split {
    std::int64_t e;
    Two power;  // 2^(j / 128)
    double r;
};

inline Split split(double hi, double lo) {
    constexpr double rounds = 0x1.8p52;  // added and taken away: the nearest whole number
    const double k = (hi * (cells / ln_2.hi) + rounds) - rounds;
    const auto whole = static_cast<std::int64_t>(k);
    return {whole >> 7, powers[static_cast<std::uint64_t>(whole) % cells],
            (hi - k * exp_step.hi) - k * exp_step.lo + lo};
}

// exp r - 1 of small r
inline double exp_series(double r) {
    const double r2 = r * r;
    const double up_to_5 = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    return r + r2 * (up_to_5 + r2 * r2 * (1.0 / 720 + r * (1.0 / 5040)));
}

// (exp x - 1 - x) / x^2 of |x| < 1/16
inline double small_expm1_series(double x) {
    const double x2 = x * x;
    const double from_6 = (1.0 / 720 + x * (1.0 / 5040)) + x2 * (1.0 / 40'320 + x * (1.0 / 362'880) + x2 / 3'628'800);
    return (1.0 / 2 + x * (1.0 / 6)) + x2 * ((1.0 / 24 + x * (1.0 / 120)) + x2 * from_6);
}

// y x 2^e, rounded once.
inline double scaled(double y, std::int64_t e) {
    if (e >= -1022 && e <= 1023) return y * power_of_two(e);
    const std::int64_t most = e < 0 ? -1000 : 1000;
    return y * power_of_two(e - most) * power_of_two(most);
}

// exp(hi + lo)
inline double exp_of_sum(double hi, double lo) {
    if (hi > 710) return infinity;
    if (hi < -746) return 0;
    const Split x = split(hi, lo);
    return scaled(x.power.hi + (x.power.lo + x.power.hi * exp_series(x.r)), x.e);
}

}  // namespace

double log(double x) {
    if (x >= std::numeric_limits<double>::min() && x < infinity) return log_of_sum(x, 0, 0);
    if (x > 0 && x < infinity) return log_of_sum(x * 0x1p54, 0, -54);
    if (x == 0) return -infinity;
    return x > 0 ? x : not_a_number;
}

double log1p(double x) {
    if (!(x > -1)) return x == -1 ? -infinity : not_a_number;
    if (x == infinity || std::abs(x) < 0x1p-54) return x;
    if (x > 0x1p60) return log_of_sum(x, 0, 0);
    const Two sum = exact_sum(1, x);
    return log_of_sum(sum.hi, sum.lo, 0);
}

double exp(double x) { return x == x ? exp_of_sum(x, 0) : x; }

double expm1(double x) {
    if (!(std::abs(x) >= 0x1p-54)) return x;
    if (x > 40) return exp(x) - 1;
    if (x < -40) return -1;
    if (std::abs(x) < 0x1p-4) return x + x * x * small_expm1_series(x);
    const Split parts = split(x, 0);
    const double scale = power_of_two(parts.e);
    const Two less = exact_sum(scale * parts.power.hi, -1);
    return less.hi + (less.lo + scale * (parts.power.lo + parts.power.hi * exp_series(parts.r)));
}

double pow(double base, double y) {
    if (y == 0 || base == 1) return 1;
    if (!(base >= 0) || y != y) return not_a_number;
    if (base == 0 || base == infinity) return (base == 0) == (y < 0) ? infinity : 0;
    if (std::abs(y) > 0x1p65) return (base > 1) == (y > 0) ? infinity : 0;
    const bool is_normal = base >= std::numeric_limits<double>::min();
    const Two log = is_normal ? precise_log(base, 0) : precise_log(base * 0x1p54, -54);
    const Two product = exact_product(log.hi, y);
    return exp_of_sum(product.hi, product.lo + log.lo * y);
}

double logistic(double x) { return 1 / (1 + exp(-x)); }

}  // namespace desist::elementary
