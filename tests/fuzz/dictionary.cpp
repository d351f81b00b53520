// The words of the language as a dictionary for libFuzzer: the keys of all tables, and what stands in values.
#include <cstdio>
#include <set>
#include <string>

#include "sim/scenario/fields.hpp"

namespace {

constexpr const char* words_of_values[] = {
    "2012-04-01",   "3 years",  "9 hours",   "0.9 per year", "84%",         "40_000",      "8.85 GBP", "true",
    "exponential(", "weibull(", "gompertz(", "lognormal(",   "gamma(",      "erlang(",     "uniform(", "triangular(",
    "piecewise(",   "fixed ",   "until ",    " after",       "geometric(",  "min(",        "max(",     "floor(",
    "later of ",    "now",      "rest",      "else",         "waiting for", "p95 ",        "median ",  "shape ",
    "by: ",         "when: ",   "not: ",     "any: ",        "count: ",     "empirical: ", "18-24",    "50+"};

std::string quoted(const std::string& word) {
    std::string out = "\"";
    for (const char c : word) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return out + "\"\n";
}

}  // namespace

int main() {
    std::set<std::string> words(std::begin(words_of_values), std::end(words_of_values));
    for (const desist::TableDoc& table : desist::field_tables()) {
        for (const auto& field : table.fields) words.insert(std::string{field.name} + ": ");
    }
    for (const std::string& word : words) std::fputs(quoted(word).c_str(), stdout);
    return 0;
}
