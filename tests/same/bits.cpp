#include "tests/same/bits.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "sim/random/elementary.hpp"
#include "sim/random/gamma.hpp"
#include "sim/random/keyed.hpp"
#include "sim/random/laws.hpp"

namespace {

using namespace desist;

constexpr std::uint32_t many = 20'000;

double u_of(std::uint32_t i) { return uniform({1}, 0, purpose("bits", "u"), i); }
// From all over the positive numbers, made of bits and therefore the same everywhere.
double wide(std::uint32_t i) {
    const auto exponent = static_cast<std::uint64_t>(1 + u_of(i + many) * 2045);
    return std::bit_cast<double>((exponent << 52) | (mix(i) >> 12));
}

template <class Function>
std::string line(const char* name, Function value_of, std::uint32_t values = many) {
    std::uint64_t hash = 0;
    for (std::uint32_t i = 0; i < values; ++i) hash = mix(hash ^ std::bit_cast<std::uint64_t>(value_of(i)));
    char text[100];
    std::snprintf(text, sizeof text, "bits-of-%s %u %016llx\n", name, values, static_cast<unsigned long long>(hash));
    return text;
}

std::string law_line(const char* name, Law::Kind kind, double a, double b, double c = 0) {
    const Law law{kind, a, b, c, {}};
    return line(name, [&](std::uint32_t i) { return quantile(law, u_of(i)); });
}

std::string rate_line(const char* name, RateLaw::Kind kind, double a, double b) {
    const RateLaw law{kind, a, b, {}};
    return line(name, [&](std::uint32_t i) {
        const double to = age_reaching(law, 1 + 50 * u_of(i + many), unit_exponential(u_of(i)));
        return integral(law, 1, to) + to;
    });
}

std::string elementary_text() {
    using namespace elementary;
    return line("log", [](std::uint32_t i) { return elementary::log(wide(i)); }) +
           line("log-near-1", [](std::uint32_t i) { return elementary::log(0.5 + u_of(i)); }) +
           line("log1p", [](std::uint32_t i) { return elementary::log1p(2 * u_of(i) - 1); }) +
           line("exp", [](std::uint32_t i) { return elementary::exp(1460 * u_of(i) - 750); }) +
           line("exp-near-0", [](std::uint32_t i) { return elementary::exp(2 * u_of(i) - 1); }) +
           line("expm1", [](std::uint32_t i) { return elementary::expm1(4 * u_of(i) - 2); }) +
           line("pow", [](std::uint32_t i) { return elementary::pow(wide(i), 2 * u_of(i) - 1); }) +
           line("logistic", [](std::uint32_t i) { return logistic(40 * u_of(i) - 20); }) +
           line("log-gamma", [](std::uint32_t i) { return log_gamma_1p(30 * u_of(i)); });
}

std::string gamma_text() {
    std::string text;
    for (const double shape : {0.01, 0.4, 1.0, 3.7, 25.0, 800.0, 2e5})
        text += line(
            "gamma-quantile", [&](std::uint32_t i) { return gamma_quantile(shape, u_of(i)); }, 2000);
    return text;
}

}  // namespace

std::string bits_text() {
    using K = Law::Kind;
    using R = RateLaw::Kind;
    return elementary_text() + gamma_text() +
           line("normal-quantile", [](std::uint32_t i) { return normal_quantile(u_of(i)); }) +
           law_line("exponential", K::exponential, 3, 0) + law_line("weibull", K::weibull, 3, 0.7) +
           law_line("gompertz", K::gompertz, 0.1, 0.05) + law_line("gompertz-falling", K::gompertz, 0.1, -0.05) +
           law_line("lognormal", K::lognormal, 10, 0.7) + law_line("gamma", K::gamma, 3, 2.5) +
           law_line("uniform", K::uniform, 2, 7) + law_line("triangular", K::triangular, 1, 2, 5) +
           law_line("log-logistic", K::log_logistic, 30, 2.2) + law_line("geometric", K::geometric, 2, 0) +
           rate_line("weibull-hazard", R::weibull, 20, 1.5) + rate_line("gompertz-hazard", R::gompertz, 0.01, 0.1);
}
