// Laws of stays and counts by inverse CDF: one uniform gives one value, monotone, the same with every library.
// Laws of hazards by their integral and its inverse (the random time change of SEMANTICS 6).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"

namespace desist {

// A law of a number; durations are in seconds. Parameters by kind:
//   fixed        a = value
//   exponential  a = mean
//   weibull      a = scale, b = shape            F = 1 - exp(-(x/a)^b)
//   gompertz     a = rate,  b = growth           F = 1 - exp(-(a/b)(exp(b x) - 1)); infinite where growth < 0 lets some
//   live on lognormal    a = mu,    b = sigma            ln X ~ N(mu, sigma^2) gamma        a = scale, b = shape
//   (Erlang: whole shape) uniform      a = low,   b = high triangular   a = low,   b = mode, c = high log_logistic a =
//   median, b = shape           F = 1 / (1 + (x/a)^-b) geometric    a = mean                        P(k) = p (1-p)^k, p
//   = 1 / (1 + mean); 0, 1, 2, ... mixture      parts, by cumulative share
struct Law {
    enum class Kind : std::uint8_t {
        fixed,
        exponential,
        weibull,
        gompertz,
        lognormal,
        gamma,
        uniform,
        triangular,
        log_logistic,
        geometric,
        mixture
    };
    struct Part;
    Kind kind = Kind::fixed;
    double a = 0, b = 0, c = 0;
    std::vector<Part> parts;
};
struct Law::Part {
    double up_to = 1;  // cumulative share; the last is 1
    Law law;
};

// The value below which the share u of the law lies; u in (0, 1). A mixture spends u twice: which part, and where in
// it.
double quantile(const Law& law, double u);

// The mean of a law; of those without a short formula (gompertz, log-logistic) that of 4,000 of its quantiles.
double mean_of(const Law& law);

// A stay as drawn: rounded to the nearest second, at least one second unless the law is `fixed 0` (SEMANTICS 1.2);
// at most a thousand years.
Duration stay_of(const Law& law, double u);

// What is left of a stay that has lasted for `served` already: drawn given that it exceeds that, by the same u; at
// least one second. A stay that cannot last longer ends in the first second.
Duration stay_beyond(const Law& law, Duration served, double u);

// The quantile of the standard normal law (Wichura 1988, AS 241, about 1e-16 relative).
double normal_quantile(double u);

// A unit exponential from a uniform.
double unit_exponential(double u);

// The rate law of a hazard clock, in seconds since the clock's start. Parameters by kind:
//   exponential  a = rate per second
//   weibull      a = scale in seconds, b = shape       H(x) = (x/a)^b
//   gompertz     a = rate per second,  b = growth      H(x) = (a/b)(exp(b x) - 1)
//   piecewise    pieces, each with its rate up to its end; the last has no end
struct RateLaw {
    enum class Kind : std::uint8_t { exponential, weibull, gompertz, piecewise };
    struct Piece {
        double until;  // seconds since the clock's start
        double rate;
        friend bool operator==(const Piece&, const Piece&) = default;
    };
    Kind kind = Kind::exponential;
    double a = 0, b = 0;
    std::vector<Piece> pieces;
    friend bool operator==(const RateLaw&, const RateLaw&) = default;
};

// The integral of the rate from age `from` to age `to`.
double integral(const RateLaw& law, double from, double to);
// The age at which the integral from `from` reaches `amount` > 0; infinite when it never does.
double age_reaching(const RateLaw& law, double from, double amount);

}  // namespace desist
