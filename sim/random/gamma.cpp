#include "sim/random/gamma.hpp"

#include <algorithm>
#include <cmath>

#include "sim/random/elementary.hpp"
#include "sim/random/laws.hpp"
#include "sim/random/polynomial.hpp"

namespace desist {
namespace {

using elementary::exp;
using elementary::log;
using elementary::log1p;

constexpr double half_log_2_pi = 0.91893853320467274178;

// log Gamma(a) - (a - 1/2) log a + a - log(2 pi) / 2 of a >= 10 (Stirling).
double stirling_rest(double a) {
    static constexpr double c[] = {1.0 / 12,   -1.0 / 360,        1.0 / 1260, -1.0 / 1680,
                                   1.0 / 1188, -691.0 / 360360.0, 1.0 / 156,  -3617.0 / 122400.0};
    return polynomial(c, 1 / (a * a)) / a;
}

// log Gamma(2 + b) of |b| <= 1/2: b (1 - Euler's constant) + sum of (-b)^k (zeta(k) - 1) / k.
double log_gamma_2p(double b) {
    static constexpr double c[] = {
        0.42278433509846713939,     0.32246703342411321824,     -0.067352301053198095133,  0.020580808427784547879,
        -0.0073855510286739852663,  0.0028905103307415232858,   -0.0011927539117032609771, 0.00050966952474304242234,
        -0.00022315475845357937976, 0.000099457512781808533715, -0.0000449262367381331417, 0.000020507212775670691553,
        -9.439488275268395904e-6,   4.3748667899074878042e-6,   -2.0392157538013662368e-6, 9.5514121304074198329e-7,
        -4.4924691987645660433e-7,  2.1207184805554665869e-7,   -1.0043224823968099609e-7, 4.7698101693639805658e-8,
        -2.271109460894316491e-8,   1.0838659214896954091e-8,   -5.1834750419700466551e-9, 2.4836745438024783172e-9,
        -1.1921401405860912074e-9,  5.7313672416788620133e-10};
    return b * polynomial(c, b);
}

// x - log(1 + x) without cancellation.
double beyond_log1p(double x) {
    if (std::abs(x) > 0.3) return x - log1p(x);
    const double s = x / (2 + x), square = s * s;  // log(1 + x) = 2 (s + s^3 / 3 + s^5 / 5 + ...)
    double sum = 0;
    for (int n = 25; n >= 3; n -= 2) sum = sum * square + 2.0 / n;
    return s * (x - square * sum);
}

// log(x^a exp(-x) / Gamma(a + 1))
double log_front(double a, double x) {
    if (a < 10) return a * log(x) - x - log_gamma_1p(a);
    return -a * beyond_log1p((x - a) / a) - (half_log_2_pi + 0.5 * log(a)) - stirling_rest(a);
}

// The share below x over x^a exp(-x) / Gamma(a + 1): 1 + x / (a + 1) + x^2 / ((a + 1)(a + 2)) + ...
double lower_series(double a, double x) {
    double term = 1, sum = 1;
    while (term > sum * 0x1p-56) {
        a += 1;
        term *= x / a;
        sum += term;
    }
    return sum;
}

// The share above x > a over x^a exp(-x) / Gamma(a): 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / ...)).
double upper_fraction(double a, double x) {
    double b = x + 1 - a, c = 1e300, d = 1 / b, value = d;
    for (int i = 1; i < 100'000; ++i) {
        const double above = -i * (i - a);
        b += 2;
        d = 1 / (above * d + b);
        c = b + above / c;
        value *= d * c;
        if (std::abs(d * c - 1) < 0x1p-52) break;
    }
    return value;
}

double log_lower(double a, double x, double front) { return front + log(lower_series(a, x)); }

double log_upper(double a, double x, double front) {
    return x < a + 1 ? log1p(-exp(log_lower(a, x, front))) : front + log(a * upper_fraction(a, x));
}

// A first guess: where P(x) = x^a / Gamma(a + 1), which the root exceeds; E. B. Wilson and M. M. Hilferty's cube; or
// for small shapes the guess of Numerical Recipes (3rd edition, 6.2.1).
double first_guess(double a, double u) {
    const double least = exp((log(u) + log_gamma_1p(a)) / a);
    if (a > 1) {
        const double root = 1 - 1 / (9 * a) + normal_quantile(u) / (3 * std::sqrt(a));
        return root > 0 ? std::max(least, a * root * root * root) : least;
    }
    const double turn = 1 - a * (0.253 + a * 0.12);
    return u < turn ? least : std::max(least, 1 - log((1 - u) / (1 - turn)));
}

// The quantile of a large shape as a series in 1 / root of the shape.
double wide_quantile(double a, double z) {
    const double z2 = z * z, root = std::sqrt(a);
    const double fourth = -((3 * z2 + 7) * z2 - 16) / 810, fifth = ((9 * z2 + 256) * z2 - 433) * z / 38'880;
    const double sixth = (((12 * z2 - 243) * z2 - 923) * z2 + 1472) / 204'120;
    return a + z * root + (z2 - 1) / 3 + (z2 - 7) * z / (36 * root) + (fourth + fifth / root + sixth / a) / a;
}

// How far to go in log x, by Halley's step: `slope` of the logarithm that is `off` the wanted one, its slope's relative
// change `bend`.
double step_from(double off, double slope, double bend) {
    const double newton = -off / slope, curve = 1 + newton * bend / 2;
    const double step = curve > 0.5 && curve < 2 ? newton / curve : newton;
    return std::clamp(step, -2.0, 2.0);
}

}  // namespace

double log_gamma_1p(double a) {
    if (a < 0.5) return log_gamma_2p(a) - log1p(a);
    if (a >= 10) return (a + 0.5) * log(a) - a + half_log_2_pi + stirling_rest(a);
    double product = 1;
    for (; a >= 1.5; a -= 1) product *= a;
    return log(product) + log_gamma_2p(a - 1);
}

double gamma_quantile(double shape, double u) {
    const double a = shape;
    if (a >= 1e5) return std::max(0.0, wide_quantile(a, normal_quantile(u)));
    double x = first_guess(a, u);
    if (x < 0x1p-60) return x;
    const bool lower = u <= 0.5;
    const double wanted = lower ? log(u) : log(1 - u);
    for (int i = 0; i < 60; ++i) {
        const double front = log_front(a, x);
        const double share = lower ? log_lower(a, x, front) : log_upper(a, x, front);
        const double density = a * exp(front - share), slope = lower ? density : -density;
        const double step = step_from(share - wanted, slope, a - x - slope);
        x += x * elementary::expm1(step);
        if (std::abs(step) < 0x1p-33) break;
    }
    return x;
}

}  // namespace desist
