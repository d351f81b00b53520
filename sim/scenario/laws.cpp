#include "sim/scenario/laws.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sim/base/utf8.hpp"
#include "sim/scenario/law_checks.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/values.hpp"
#include "sim/scenario/words.hpp"

namespace desist {
namespace {

LawSpec read_mixture(const YamlNode& node, LawUse use, Problems& problems) {
    LawSpec law;
    law.at = node.at;
    double sum = 0;
    bool complete = true;
    for (const YamlEntry& entry : node.entries) {
        std::optional<Expression> share = parse_expression(entry.key.text, entry.key.at, problems);
        complete = complete && share && share->unit == share_unit;
        if (share) sum += share->number;
        Expression part = share ? std::move(*share) : failed_expression(entry.key.at, Want::share);
        law.mixture.push_back({std::move(part), {read_law(entry.value, use, problems)}});
    }
    if (complete && std::abs(sum - 1) > 1e-9) {
        problems.error(node.at, fmt::format("the shares of the mixture add up to {:.12g}%, not 100%", sum * 100));
        return failed_law(use, node.at);
    }
    if (use != LawUse::hazard) return law;
    problems.error(node.at, "a hazard takes no mixture", "draw an attribute and use a table");
    return failed_law(use, node.at);
}

// One observed value, or one quantile: a duration, or for draws a bare number.
Expression read_point(const YamlNode& node, LawUse use, Problems& problems) {
    const Expression e = read_literal(node, Want::anything, "a plain quantity, such as 3 days,", problems);
    if (e.failed) return e;
    const bool number = use == LawUse::draw && e.unit == factor_unit;
    if (!check_literal(e, number ? Want::factor : Want::duration, problems)) return failed_expression(e.at);
    return e;
}

void check_units_agree(const std::vector<LawSpec::Point>& points, Problems& problems) {
    for (const LawSpec::Point& point : points) {
        if (point.value.unit == points[0].value.unit) continue;
        return problems.error(point.value.at, "the values have different units");
    }
}

// Quantiles: from 0% to 100%, shares that rise, values that do not fall.
void check_quantiles(const std::vector<LawSpec::Point>& points, Place at, Problems& problems) {
    if (points.front().share->number != 0 || points.back().share->number != 1) {
        problems.error(at, "the quantiles must begin with 0% and end with 100%",
                       "such as {0%: 0 days, 50%: 3 days, 100%: 40 days}");
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
        const LawSpec::Point &before = points[i - 1], &point = points[i];
        if (!(point.share->number > before.share->number)) problems.error(point.share->at, "the shares must rise");
        if (point.value.number < before.value.number) problems.error(point.value.at, "the values may not fall");
    }
}

std::vector<LawSpec::Point> read_quantiles(const YamlNode& node, LawUse use, Problems& problems) {
    std::vector<LawSpec::Point> points;
    if (!expect_map(node, problems)) return points;
    for (const YamlEntry& entry : node.entries) {
        std::optional<Expression> share = parse_expression(entry.key.text, entry.key.at, problems);
        if (share && share->unit != share_unit) {
            problems.error(entry.key.at, fmt::format("‘{}’ is no share", printable(entry.key.text)),
                           "quantiles are written {0%: 0 days, 50%: 3 days, 100%: 40 days}");
        }
        if (share) points.push_back({std::move(*share), read_point(entry.value, use, problems)});
    }
    return points;
}

LawSpec read_empirical(const YamlNode& node, LawUse use, Problems& problems) {
    const std::size_t before = problems.errors();
    LawSpec law;
    law.at = node.at;
    if (use == LawUse::hazard) problems.error(node.at, "a hazard takes no observed values", "draw an attribute");
    for (const YamlEntry& entry : node.entries) {
        if (entry.key.text != "empirical") problems.error(entry.key.at, "nothing stands beside ‘empirical’");
    }
    const YamlNode& values = *node.find("empirical");
    if (values.is_list()) {
        const auto read = [&](const YamlNode& n, Problems& p) { return read_point(n, use, p); };
        for (Expression& e : read_list(values, read, problems)) law.empirical.push_back({std::nullopt, std::move(e)});
    } else {
        law.empirical = read_quantiles(values, use, problems);
    }
    if (problems.errors() == before) check_units_agree(law.empirical, problems);
    if (problems.errors() == before && values.is_map()) check_quantiles(law.empirical, values.at, problems);
    return problems.errors() == before ? law : failed_law(use, node.at);
}

LawSpec read_law_table(const YamlNode& node, LawUse use, Problems& problems) {
    LawSpec law;
    law.at = node.at;
    std::vector<Text> keys;
    for (const YamlEntry& entry : node.entries) {
        if (entry.key.text == "by") {
            law.by = read_name(entry.value, problems);
        } else if (entry.key.text == "else") {
            law.otherwise.push_back(read_law(entry.value, use, problems));
        } else {
            law.rows.push_back({split_keys(entry.key, problems), {read_law(entry.value, use, problems)}});
            keys.insert(keys.end(), law.rows.back().keys.begin(), law.rows.back().keys.end());
        }
    }
    refuse_repeats(keys, problems);
    if (law.rows.empty()) problems.error(node.at, "the table has no rows");
    if (!node.find("by")) {
        problems.error(node.at, "the table does not say what it depends on",
                       "add ‘by: ATTRIBUTE’; the keys of a mixture are shares, such as 70%");
    }
    return law.rows.empty() || law.by.text.empty() ? failed_law(use, node.at) : law;
}

}  // namespace

const std::vector<LawForm>& law_forms() {
    static const std::vector<LawForm> forms = {
        {"fixed", {""}, "always this long"},
        {"exponential", {""}, "memoryless, given its mean (a duration) or its rate"},
        {"weibull", {"shape", "scale"}, "hazard that rises (shape above 1) or falls"},
        {"gompertz",
         {"rate", "growth"},
         "hazard that grows exponentially from `rate`, or falls where `growth` is negative"},
        {"lognormal", {"median", "p95"}, "given its median and the value that 95% stay below"},
        {"gamma", {"shape", "mean"}, "given its shape and mean"},
        {"erlang", {"stages", "mean"}, "a sum of equal exponential stages, given the mean of the sum"},
        {"uniform", {"low", "high"}, "any value between, equally likely"},
        {"triangular", {"low", "mode", "high"}, "between two bounds, most often near the mode"},
        {"log-logistic", {"shape", "median"}, "heavy tail, given its median"},
        {"piecewise", {"rate", "until"}, "hazard that is constant in parts: RATE until TIME and ... and RATE after"},
        {"geometric", {"mean"}, "counts 0, 1, 2, ... with this mean"},
        {"normal", {"mean", "sd"}, "given mean and standard deviation (distributions of parameters alone)"},
        {"beta", {"mean", "sd"}, "a share, given mean and standard deviation (distributions of parameters alone)"},
        {"until", {""}, "ends at a date; `until CALENDAR opens`: at once when it is open; `until next CALENDAR`"},
    };
    return forms;
}

LawSpec read_law(const YamlNode& node, LawUse use, Problems& problems) {
    if (is_mixture(node)) return read_mixture(node, use, problems);
    if (is_empirical(node)) return read_empirical(node, use, problems);
    if (node.is_map() && !node.entries.empty()) return read_law_table(node, use, problems);
    if (!expect_scalar(node, "a law", problems)) return failed_law(use, node.at);
    Place at = node.at;
    if (node.quoted) ++at.column;
    return parse_law(node.text, use, at, problems);
}

bool is_empirical(const YamlNode& node) {
    const YamlNode* values = node.find("empirical");
    return values && !values->is_scalar() && !node.find("by");
}

std::function<LawSpec(const YamlNode&, Problems&)> law_for(LawUse use) {
    return [use](const YamlNode& node, Problems& problems) { return read_law(node, use, problems); };
}

}  // namespace desist
