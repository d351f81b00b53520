#include "sim/random/laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/random/elementary.hpp"
#include "sim/random/gamma.hpp"
#include "sim/random/polynomial.hpp"

namespace desist {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double gompertz_age(double rate, double growth, double integrated) {
    if (growth == 0) return integrated / rate;
    const double inside = growth / rate * integrated;
    return inside > -1 ? elementary::log1p(inside) / growth : infinity;
}

double triangular_quantile(const Law& law, double u) {
    const double width = law.c - law.a, turn = (law.b - law.a) / width;
    if (u < turn) return law.a + std::sqrt(u * width * (law.b - law.a));
    return law.c - std::sqrt((1 - u) * width * (law.c - law.b));
}

double geometric_quantile(double mean, double u) {
    if (mean <= 0) return 0;
    // P(X <= k) = 1 - q^(k+1) with q = mean / (1 + mean): the least k that reaches u.
    return std::max(0.0, std::ceil(elementary::log1p(-u) / elementary::log(mean / (1 + mean))) - 1);
}

double mixture_quantile(const Law& law, double u) {
    double below = 0;
    for (const Law::Part& part : law.parts) {
        if (u < part.up_to || &part == &law.parts.back()) {
            const double within = (u - below) / (part.up_to - below);
            return quantile(part.law, std::clamp(within, 0x1p-53, 1 - 0x1p-53));
        }
        below = part.up_to;
    }
    return 0;
}

}  // namespace

namespace {

// The share of a law that lies at or below x: quantiles rise, so halving finds it. Of a mixture by its parts.
double share_below(const Law& law, double x) {
    if (law.kind == Law::Kind::mixture) {
        double below = 0, sum = 0;
        for (const Law::Part& part : law.parts) {
            sum += (part.up_to - below) * share_below(part.law, x);
            below = part.up_to;
        }
        return sum;
    }
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        (quantile(law, middle) <= x ? low : high) = middle;
    }
    return low;
}

double quantile_beyond(const Law& law, double x, double u) {
    if (law.kind != Law::Kind::mixture) {
        const double below = share_below(law, x);
        return quantile(law, std::min(below + u * (1 - below), 1 - 0x1p-53));
    }
    // Which part it is, given that it exceeds x; then where in it.
    double left = u * (1 - share_below(law, x)), below = 0;
    for (const Law::Part& part : law.parts) {
        const double beyond = (part.up_to - below) * (1 - share_below(part.law, x));
        if (left < beyond) return quantile_beyond(part.law, x, std::clamp(left / beyond, 0x1p-53, 1 - 0x1p-53));
        left -= beyond;
        below = part.up_to;
    }
    return x;
}

}  // namespace

Duration stay_beyond(const Law& law, Duration served, double u) {
    constexpr double most = 1000 * seconds_per_year;
    const double spent = static_cast<double>(served.seconds);
    return {std::max<std::int64_t>(1, std::llround(std::min(quantile_beyond(law, spent, u), most)) - served.seconds)};
}

double unit_exponential(double u) { return -elementary::log(1 - u); }

double normal_quantile(double u) {
    static constexpr double a[] = {3.3871328727963666080,    1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                   1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                   3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static constexpr double b[] = {1.0,
                                   4.2313330701600911252e+1,
                                   6.8718700749205790830e+2,
                                   5.3941960214247511077e+3,
                                   2.1213794301586595867e+4,
                                   3.9307895800092710610e+4,
                                   2.8729085735721942674e+4,
                                   5.2264952788528545610e+3};
    static constexpr double c[] = {1.42343711074968357734,    4.63033784615654529590,   5.76949722146069140550,
                                   3.64784832476320460504,    1.27045825245236838258,   2.41780725177450611770e-1,
                                   2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr double d[] = {1.0,
                                   2.05319162663775882187,
                                   1.67638483018380384940,
                                   6.89767334985100004550e-1,
                                   1.48103976427480074590e-1,
                                   1.51986665636164571966e-2,
                                   5.47593808499534494600e-4,
                                   1.05075007164441684324e-9};
    static constexpr double e[] = {6.65790464350110377720,    5.46378491116411436990,    1.78482653991729133580,
                                   2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                   2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr double f[] = {1.0,
                                   5.99832206555887937690e-1,
                                   1.36929880922735805310e-1,
                                   1.48753612908506148525e-2,
                                   7.86869131145613259100e-4,
                                   1.84631831751005468180e-5,
                                   1.42151175831644588870e-7,
                                   2.04426310338993978564e-15};
    const double q = u - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    double r = std::sqrt(-elementary::log(q < 0 ? u : 1 - u));
    const double tail =
        r <= 5 ? (r -= 1.6, polynomial(c, r) / polynomial(d, r)) : (r -= 5.0, polynomial(e, r) / polynomial(f, r));
    return q < 0 ? -tail : tail;
}

double quantile(const Law& law, double u) {
    switch (law.kind) {
        case Law::Kind::fixed:
            return law.a;
        case Law::Kind::exponential:
            return law.a * unit_exponential(u);
        case Law::Kind::weibull:
            return law.a * elementary::pow(unit_exponential(u), 1 / law.b);
        case Law::Kind::gompertz:
            return gompertz_age(law.a, law.b, unit_exponential(u));
        case Law::Kind::lognormal:
            return elementary::exp(law.a + law.b * normal_quantile(u));
        case Law::Kind::gamma:
            return law.a * gamma_quantile(law.b, u);
        case Law::Kind::uniform:
            return law.a + (law.b - law.a) * u;
        case Law::Kind::triangular:
            return triangular_quantile(law, u);
        case Law::Kind::log_logistic:
            return law.a * elementary::pow(u / (1 - u), 1 / law.b);
        case Law::Kind::geometric:
            return geometric_quantile(law.a, u);
        case Law::Kind::mixture:
            return mixture_quantile(law, u);
    }
    return 0;
}

double mean_of(const Law& law) {
    switch (law.kind) {
        case Law::Kind::fixed:
        case Law::Kind::exponential:
        case Law::Kind::geometric:
            return law.a;
        case Law::Kind::weibull:
            return law.a * elementary::exp(log_gamma_1p(1 / law.b));
        case Law::Kind::lognormal:
            return elementary::exp(law.a + law.b * law.b / 2);
        case Law::Kind::gamma:
            return law.a * law.b;
        case Law::Kind::uniform:
            return (law.a + law.b) / 2;
        case Law::Kind::triangular:
            return (law.a + law.b + law.c) / 3;
        case Law::Kind::mixture: {
            double mean = 0, below = 0;
            for (const Law::Part& part : law.parts) {
                mean += (part.up_to - below) * mean_of(part.law);
                below = part.up_to;
            }
            return mean;
        }
        default: {  // by its quantiles
            constexpr int steps = 4000;
            double sum = 0;
            for (int i = 0; i < steps; ++i) sum += quantile(law, (i + 0.5) / steps);
            return sum / steps;
        }
    }
}

Duration stay_of(const Law& law, double u) {
    if (law.kind == Law::Kind::fixed && law.a == 0) return {0};
    constexpr double most = 1000 * seconds_per_year;
    const double seconds = std::min(quantile(law, u), most);
    return {std::max<std::int64_t>(1, std::llround(seconds))};
}

double integral(const RateLaw& law, double from, double to) {
    switch (law.kind) {
        case RateLaw::Kind::exponential:
            return law.a * (to - from);
        case RateLaw::Kind::weibull:
            return elementary::pow(to / law.a, law.b) - elementary::pow(from / law.a, law.b);
        case RateLaw::Kind::gompertz:
            if (law.b == 0) return law.a * (to - from);
            return law.a / law.b * elementary::exp(law.b * from) * elementary::expm1(law.b * (to - from));
        case RateLaw::Kind::piecewise:
            break;
    }
    double sum = 0;
    for (const RateLaw::Piece& piece : law.pieces) {
        const double end = std::min(to, piece.until);
        if (end > from) {
            sum += piece.rate * (end - from);
            from = end;
        }
    }
    return sum;
}

double age_reaching(const RateLaw& law, double from, double amount) {
    switch (law.kind) {
        case RateLaw::Kind::exponential:
            return law.a > 0 ? from + amount / law.a : infinity;
        case RateLaw::Kind::weibull:
            return law.a * elementary::pow(elementary::pow(from / law.a, law.b) + amount, 1 / law.b);
        case RateLaw::Kind::gompertz:
            if (law.a <= 0) return infinity;
            return from + gompertz_age(law.a * elementary::exp(law.b * from), law.b, amount);
        case RateLaw::Kind::piecewise:
            break;
    }
    for (const RateLaw::Piece& piece : law.pieces) {
        if (piece.until <= from) continue;
        const double there = piece.rate > 0 ? piece.rate * (piece.until - from) : 0;
        if (there >= amount) return from + amount / piece.rate;
        amount -= there;
        from = piece.until;
    }
    return infinity;
}

}  // namespace desist
