// Laws of stays and rates: words to canonical arguments, each with its unit and range.
#include <fmt/format.h>

#include <cmath>

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

ValueSpec leaf(const Expression& expression) {
    ValueSpec spec;
    spec.leaf = expression;
    spec.at = expression.at;
    return spec;
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
        default:
            return "";
    }
}

}  // namespace

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
    if (!spec.mixture.empty()) {
        tree.kind = LawTree::Kind::mixture;
        for (const LawSpec::Part& part : spec.mixture) {
            tree.arguments.push_back(value(leaf(part.share), Want::share));
            tree.children.push_back(law(part.law.front(), want));
        }
        return tree;
    }
    if (spec.name.text == "gompertz") {
        tree.kind = LawTree::Kind::gompertz;
        for (const char* word : {"rate", "growth"})
            if (const Expression* found = argument_named(spec, word)) tree.arguments.push_back(resolve(*found));
        for (const Value& argument : tree.arguments) expect_unit(argument, Want::rate, argument.at);
    } else {
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
            if (!found) return tree;  // said when it was read
            const std::size_t before = problems_.errors();
            Value argument = resolve(*found);
            if (problems_.errors() > before) return tree;
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
        tree.arguments.push_back(value(leaf(expression), want));
    };
    const std::string& name = spec.name.text;
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
            tree.arguments.push_back(resolve(*growth));
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
