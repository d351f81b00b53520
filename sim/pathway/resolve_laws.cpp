// Laws of stays and rates: words to canonical arguments, each with its unit and range.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "sim/pathway/resolver.hpp"

namespace desist {
namespace {

struct LawForm {
    const char* name;
    LawTree::Kind kind;
    std::vector<const char*> words;  // in canonical order; "" where the law needs no word
    std::vector<bool> of_size;       // which arguments are in the unit of what is drawn; the others are factors
};

const std::vector<LawForm>& law_forms() {
    static const std::vector<LawForm> forms = {
        {"fixed", LawTree::Kind::fixed, {""}, {true}},
        {"exponential", LawTree::Kind::exponential, {""}, {true}},
        {"weibull", LawTree::Kind::weibull, {"shape", "scale"}, {false, true}},
        {"lognormal", LawTree::Kind::lognormal, {"median", "p95"}, {true, true}},
        {"gamma", LawTree::Kind::gamma, {"shape", "mean"}, {false, true}},
        {"erlang", LawTree::Kind::erlang, {"stages", "mean"}, {false, true}},
        {"uniform", LawTree::Kind::uniform, {"low", "high"}, {true, true}},
        {"triangular", LawTree::Kind::triangular, {"low", "mode", "high"}, {true, true, true}},
        {"log-logistic", LawTree::Kind::log_logistic, {"shape", "median"}, {false, true}},
        {"geometric", LawTree::Kind::geometric, {"mean"}, {true}},
    };
    return forms;
}

const Expression* argument_named(const LawSpec& spec, std::string_view word) {
    for (const LawSpec::Argument& argument : spec.arguments)
        if (argument.word == word) return &argument.value;
    return nullptr;
}

std::string wrong_law(const LawTree& tree, const Indices& at) {
    const auto argument = [&](std::size_t i) { return evaluate(tree.arguments[i], at); };
    const auto positive = [&](std::size_t i) { return argument(i) > 0 && std::isfinite(argument(i)); };
    switch (tree.kind) {
        case LawTree::Kind::fixed:
            return argument(0) >= 0 ? "" : "a duration cannot be negative";
        case LawTree::Kind::exponential:
            return positive(0) ? "" : "the mean must be above zero";
        case LawTree::Kind::weibull:
        case LawTree::Kind::gamma:
        case LawTree::Kind::log_logistic:
            return positive(0) && positive(1) ? "" : "shape and scale must be above zero";
        case LawTree::Kind::erlang:
            return positive(0) && positive(1) && argument(0) == std::floor(argument(0))
                       ? ""
                       : "stages must be a whole number, and the mean above zero";
        case LawTree::Kind::gompertz:
            return positive(0) ? "" : "the rate must be above zero";
        case LawTree::Kind::lognormal:
            return positive(0) && argument(1) > argument(0) ? "" : "p95 must be above the median, and that above zero";
        case LawTree::Kind::uniform:
            return argument(1) > argument(0) ? "" : "high must be above low";
        case LawTree::Kind::triangular:
            return argument(2) > argument(0) && argument(1) >= argument(0) && argument(1) <= argument(2)
                       ? ""
                       : "low, mode and high must stand in this order";
        case LawTree::Kind::geometric:
            return argument(0) >= 0 ? "" : "the mean cannot be negative";
        case LawTree::Kind::normal:
            return positive(1) ? "" : "sd must be above zero";
        case LawTree::Kind::beta: {
            const double m = argument(0), sd = argument(1);
            return m > 0 && m < 1 && sd > 0 && sd * sd < m * (1 - m) ? "" : "no beta law has this mean and sd";
        }
        default:
            return "";
    }
}

}  // namespace

Value Resolver::argument(const Expression& expression) {
    Value value = resolve(expression);
    if (needs_numbers(value))
        problems_.error(expression.at, "numbers of single people cannot stand in a law",
                        "let a table choose the law, or let a factor change the rate");
    return value;
}

LawTree Resolver::law(const LawSpec& spec, Want want) {
    LawTree tree;
    tree.at = spec.at;
    if (!spec.by.text.empty()) {
        tree.kind = LawTree::Kind::table;
        tree.entry = entry(spec.by);
        if (tree.entry)
            fill_table(spec, tree,
                       std::function<LawTree(const LawSpec&)>([&](const LawSpec& child) { return law(child, want); }));
        return tree;
    }
    if (!spec.empirical.empty()) return empirical(spec, want);
    if (!spec.mixture.empty()) {
        tree.kind = LawTree::Kind::mixture;
        for (const LawSpec::Part& part : spec.mixture) {
            tree.arguments.push_back(value(part.share, Want::share));
            tree.children.push_back(law(part.law.front(), want));
        }
        return tree;
    }
    if (spec.name.text == "gompertz") {
        tree.kind = LawTree::Kind::gompertz;
        for (const char* word : {"rate", "growth"})
            if (const Expression* found = argument_named(spec, word)) tree.arguments.push_back(argument(*found));
        for (const Value& argument : tree.arguments) expect_unit(argument, Want::rate, argument.at);
    } else {
        if (spec.name.text.empty()) return ++met_again_, tree;
        if (spec.name.text.starts_with("until")) {
            problems_.error(spec.name.at, "a stay `until` something stands alone, not in a table or a mixture",
                            "make two nodes of it, and let the routes choose");
            return ++met_again_, tree;
        }
        const LawForm* form = nullptr;
        for (const LawForm& known : law_forms())
            if (spec.name.text == known.name) form = &known;
        if (!form || (form->kind == LawTree::Kind::geometric && want != Want::count)) {
            problems_.error(spec.name.at, fmt::format("the law ‘{}’ cannot stand here", spec.name.text));
            return tree;
        }
        tree.kind = form->kind;
        for (std::size_t i = 0; i < form->words.size(); ++i) {
            const Expression* found = argument_named(spec, form->words[i]);
            if (!found) return ++met_again_, tree;  // said when it was read
            const std::size_t before = trouble();
            Value argument = this->argument(*found);
            if (trouble() > before) return tree;
            // exponential(0.9 per year) is the law with mean 1 / 0.9 years.
            if (form->kind == LawTree::Kind::exponential && want == Want::duration && argument.unit == rate_unit) {
                Value one;
                one.number = 1;
                Value mean;
                mean.kind = Value::Kind::divide;
                mean.at = argument.at;
                mean.unit = duration_unit;
                mean.children = {one, std::move(argument)};
                argument = std::move(mean);
            }
            expect_unit(argument, form->of_size[i] ? want : Want::factor, argument.at);
            tree.arguments.push_back(std::move(argument));
        }
    }
    check_law(tree);
    return tree;
}

// Observed values are equally likely; quantiles are joined by straight lines: a mixture of uniform laws.
LawTree Resolver::empirical(const LawSpec& spec, Want want) {
    LawTree tree;
    tree.at = spec.at;
    tree.kind = LawTree::Kind::mixture;
    const auto share = [](double x) {
        Value value;
        value.number = x;
        value.unit = share_unit;
        return value;
    };
    const auto add = [&](double part, LawTree::Kind kind, std::vector<Value> arguments) {
        LawTree law;
        law.kind = kind;
        law.arguments = std::move(arguments);
        law.at = spec.at;
        tree.arguments.push_back(share(part));
        tree.children.push_back(std::move(law));
    };
    const std::size_t before = trouble();
    std::vector<Value> values;
    for (const LawSpec::Point& point : spec.empirical) values.push_back(value(point.value, want));
    if (trouble() > before) return tree;
    for (const Value& each : values)
        if (each.kind != Value::Kind::number) problems_.error(each.at, "an observed value is written out");
    const bool quantiles = spec.empirical.front().share.has_value();
    const std::size_t n = values.size();
    for (std::size_t i = quantiles ? 1 : 0; i < n; ++i) {
        if (!quantiles) {
            add(1 / static_cast<double>(n), LawTree::Kind::fixed, {values[i]});
            continue;
        }
        const double part = spec.empirical[i].share->number - spec.empirical[i - 1].share->number;
        const bool level = values[i].number == values[i - 1].number;
        if (values[i].number < values[i - 1].number) problems_.error(values[i].at, "quantiles cannot fall");
        if (level)
            add(part, LawTree::Kind::fixed, {values[i]});
        else
            add(part, LawTree::Kind::uniform, {values[i - 1], values[i]});
    }
    return tree;
}

// What the evidence leaves open about a parameter, in its unit. Nobody's stay is drawn from it.
LawTree Resolver::distribution(const LawSpec& spec, Unit unit) {
    LawTree tree;
    tree.at = spec.at;
    const std::map<std::string_view, std::pair<LawTree::Kind, std::vector<std::string_view>>> known = {
        {"uniform", {LawTree::Kind::uniform, {"low", "high"}}},
        {"triangular", {LawTree::Kind::triangular, {"low", "mode", "high"}}},
        {"lognormal", {LawTree::Kind::lognormal, {"median", "p95"}}},
        {"gamma", {LawTree::Kind::gamma, {"shape", "mean"}}},
        {"normal", {LawTree::Kind::normal, {"mean", "sd"}}},
        {"beta", {LawTree::Kind::beta, {"mean", "sd"}}}};
    const auto found = known.find(spec.name.text);
    if (found == known.end()) {
        problems_.error(spec.at, "this is no distribution of a parameter",
                        "write uniform, triangular, lognormal, gamma, normal or beta");
        return tree;
    }
    tree.kind = found->second.first;
    const std::size_t before = trouble();
    for (std::string_view word : found->second.second) {
        const Expression* argument = argument_named(spec, word);
        if (!argument) return ++met_again_, tree;
        tree.arguments.push_back(this->argument(*argument));
        const Unit wanted = word == "shape" ? factor_unit : unit;
        if (tree.arguments.back().unit != wanted)
            problems_.error(argument->at, fmt::format("expected {}, but this is {}", to_text(wanted),
                                                      to_text(tree.arguments.back().unit)));
    }
    if (trouble() > before) return tree;
    if (tree.kind == LawTree::Kind::beta && unit != share_unit) problems_.error(spec.at, "a beta law is for shares");
    check_law(tree);
    return tree;
}

void Resolver::check_law(const LawTree& tree) {
    if (tree.kind == LawTree::Kind::gompertz && tree.arguments.size() < 2) return;
    std::vector<EntryId> entries;
    collect_entries(tree, entries);
    Indices at = no_indices();
    std::string wrong;
    const bool all = for_each_combination(pathway_, entries, at, [&] {
        if (wrong.empty()) wrong = wrong_law(tree, at);
    });
    if (!all) wrong = "the law's tables have more than a million combinations";
    if (!wrong.empty()) problems_.error(tree.at, wrong);
}

RateTree Resolver::rate_law(const LawSpec& spec) {
    RateTree tree;
    tree.at = spec.at;
    if (!spec.by.text.empty()) {
        tree.kind = RateTree::Kind::table;
        tree.entry = entry(spec.by);
        if (tree.entry)
            fill_table(spec, tree,
                       std::function<RateTree(const LawSpec&)>([&](const LawSpec& child) { return rate_law(child); }));
        return tree;
    }
    const auto add = [&](const Expression& expression, Want want) {
        tree.arguments.push_back(value(expression, want));
    };
    const std::string& name = spec.name.text;
    if (name.empty() || spec.arguments.empty()) return ++met_again_, tree;
    if (name == "exponential") {
        add(spec.arguments.front().value, Want::rate);
    } else if (name == "weibull") {
        tree.kind = RateTree::Kind::weibull;
        for (const char* word : {"shape", "scale"})
            if (const Expression* found = argument_named(spec, word))
                add(*found, word[1] == 'h' ? Want::factor : Want::duration);
    } else if (name == "gompertz") {
        tree.kind = RateTree::Kind::gompertz;
        if (const Expression* rate = argument_named(spec, "rate")) add(*rate, Want::rate);
        if (const Expression* growth = argument_named(spec, "growth")) {  // may be negative
            tree.arguments.push_back(argument(*growth));
            expect_unit(tree.arguments.back(), Want::rate, growth->at);
        }
    } else if (name == "piecewise") {
        tree.kind = RateTree::Kind::piecewise;
        for (const LawSpec::Argument& argument : spec.arguments)
            add(argument.value, argument.word == "until" ? Want::duration : Want::rate);
    } else {
        problems_.error(spec.name.at, fmt::format("‘{}’ is no law of a hazard", name),
                        "a hazard takes exponential, weibull, gompertz or piecewise");
    }
    return tree;
}

}  // namespace desist
