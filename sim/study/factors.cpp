#include "sim/study/factors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <charconv>
#include <cmath>

#include "sim/base/utf8.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/study/forecast.hpp"

namespace desist {

namespace {

double number_in(const std::string& text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Six significant digits, without exponent or trailing zeros: what the language reads.
std::string six_digits(double number) {
    if (number == 0) return "0";
    const std::string exponent = fmt::format("{:.5e}", number);
    const int power = std::stoi(exponent.substr(exponent.find('e') + 1));
    std::string text = fmt::format("{:.{}f}", number_in(exponent), std::max(0, 5 - power));
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

double argument(const LawTree& law, std::size_t i) { return evaluate(law.arguments.at(i), Indices{}); }

double beta_quantile(double mean, double sd, double u) {
    const double size = mean * (1 - mean) / (sd * sd) - 1;
    return boost::math::quantile(boost::math::beta_distribution<>(mean * size, (1 - mean) * size), u);
}

double quantile_of(const LawTree& law, double u) {
    if (law.kind == LawTree::Kind::normal) return argument(law, 0) + argument(law, 1) * normal_quantile(u);
    if (law.kind == LawTree::Kind::beta) return beta_quantile(argument(law, 0), argument(law, 1), u);
    return quantile(law_at(law, Indices{}), u);
}

// The law of a study file, whose arguments are numbers.
LawTree tree_of(const LawSpec& spec) {
    static const std::map<std::string_view, LawTree::Kind> kinds = {
        {"uniform", LawTree::Kind::uniform}, {"triangular", LawTree::Kind::triangular},
        {"gamma", LawTree::Kind::gamma},     {"lognormal", LawTree::Kind::lognormal},
        {"normal", LawTree::Kind::normal},   {"beta", LawTree::Kind::beta}};
    LawTree tree;
    tree.at = spec.at;
    if (const auto kind = kinds.find(spec.name.text); kind != kinds.end()) tree.kind = kind->second;
    for (const LawSpec::Argument& a : spec.arguments) {
        Value value;
        value.number = a.value.number;
        value.unit = a.value.unit;
        tree.arguments.push_back(std::move(value));
    }
    return tree;
}

// The largest of some units of time that the number is at least two of; else the last.
void write_in(Factor& factor, std::initializer_list<std::string_view> units, const char* form) {
    const double most = std::max(std::abs(factor.low), std::abs(factor.high));
    for (const std::string_view unit : units) {
        Problems none;
        const std::string one = fmt::format(fmt::runtime(form), 1, unit);
        const auto parsed = parse_expression(one, {}, none);
        if (!parsed || parsed->unit != factor.unit) continue;
        factor.scale = parsed->number;
        factor.unit_written = one.substr(1);
        if (most >= 2 * factor.scale) return;
    }
}

// Once the range is known: the unit that its values are written in.
void choose_unit(Factor& factor) {
    if (factor.unit == share_unit) {
        factor.scale = 0.01;
        factor.unit_written = "%";
    } else if (factor.unit == duration_unit) {
        write_in(factor, {"days", "hours", "minutes", "seconds"}, "{} {}");
    } else if (factor.unit == rate_unit) {
        write_in(factor, {"hour", "day", "year"}, "{} per {}");
    } else if (factor.unit == money_unit) {
        factor.unit_written = " GBP";
    } else if (factor.unit == money_rate_unit) {
        write_in(factor, {"year"}, "{} GBP per {}");
    }
}

bool is_plain(const Value& value) {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    return entries.empty() && !needs_numbers(value);
}

class FactorMaker {
public:
    FactorMaker(const Forecast& baseline, const std::filesystem::path& folder, Problems& problems)
        : pathway_(baseline.pathway()), folder_(folder), problems_(problems) {}

    std::optional<Factor> make(const FactorSpec& spec) {
        Factor factor;
        factor.name = spec.name.text;
        factor.at = spec.name.at;
        const std::size_t before = problems_.errors();
        if (!spec.policies.empty())
            policies(spec, factor);
        else if (const Parameter* parameter = parameter_of(spec))
            varied(spec, *parameter, factor);
        return problems_.errors() == before ? std::optional{std::move(factor)} : std::nullopt;
    }

private:
    const Parameter* parameter_of(const FactorSpec& spec) {
        std::vector<std::string_view> known;
        for (const Parameter& p : pathway_.parameters) {
            if (p.name == spec.name.text) return &p;
            known.push_back(p.name);
        }
        problems_.error(spec.name.at, fmt::format("the scenario has no parameter ‘{}’", printable(spec.name.text)),
                        did_you_mean(spec.name.text, known));
        return nullptr;
    }

    void policies(const FactorSpec& spec, Factor& factor) {
        factor.kind = Factor::Kind::policies;
        for (const Text& file : spec.policies) {
            const std::filesystem::path path = (folder_ / file.text).lexically_normal();
            std::error_code ignored;
            if (!std::filesystem::is_regular_file(path, ignored))
                problems_.error(file.at, fmt::format("there is no file ‘{}’", printable(file.text)),
                                "file names are relative to the study file");
            const std::string name = path.stem().string();
            if (std::ranges::find(factor.levels, name) != factor.levels.end())
                problems_.error(file.at, fmt::format("two policies have the name ‘{}’", printable(name)));
            factor.levels.push_back(name);
            factor.files.push_back(path);
        }
    }

    void varied(const FactorSpec& spec, const Parameter& parameter, Factor& factor) {
        factor.unit = parameter.value.unit;
        if (is_plain(parameter.value)) factor.base = evaluate(parameter.value, Indices{});
        if (!spec.values.empty()) return values(spec, factor);
        const bool numeric = !factor.unit.date && parameter.value.kind != Value::Kind::table;
        if (!numeric)
            return problems_.error(spec.name.at,
                                   fmt::format("parameter ‘{}’ is no plain number, so it has no range", parameter.name),
                                   "list its values, or vary a parameter that its table is made from");
        if (spec.low && spec.high)
            bounds(spec, factor);
        else if (spec.low || spec.high)
            return;  // told where it was read
        else if (spec.distribution || parameter.distribution)
            law(spec.distribution ? tree_of(*spec.distribution) : *parameter.distribution, factor);
        else if (parameter.low && parameter.high && is_plain(*parameter.low) && is_plain(*parameter.high))
            range(evaluate(*parameter.low, Indices{}), evaluate(*parameter.high, Indices{}), factor);
        else
            problems_.error(spec.name.at, fmt::format("parameter ‘{}’ has no range to vary in", parameter.name),
                            "give the factor ‘low’ and ‘high’, a ‘distribution’ or ‘values’");
    }

    void values(const FactorSpec& spec, Factor& factor) {
        factor.kind = Factor::Kind::values;
        for (const Text& value : spec.values) {
            if (std::ranges::find(factor.levels, value.text) != factor.levels.end())
                problems_.error(value.at, fmt::format("the value ‘{}’ stands twice", printable(value.text)));
            factor.levels.push_back(value.text);
        }
    }

    void unit(const Expression& number, const Factor& factor) {
        const bool zero = number.number == 0 && number.unit == factor_unit;
        if (number.unit != factor.unit && !zero)
            problems_.error(number.at, fmt::format("expected {}, as the parameter has", to_text(factor.unit)),
                            factor.unit == share_unit ? "a share is written with %" : "");
    }

    void bounds(const FactorSpec& spec, Factor& factor) {
        unit(*spec.low, factor);
        unit(*spec.high, factor);
        range(spec.low->number, spec.high->number, factor);
    }

    void range(double low, double high, Factor& factor) {
        factor.kind = Factor::Kind::range;
        factor.low = low;
        factor.high = high;
        choose_unit(factor);
        if (!(low < high))
            problems_.error(factor.at, fmt::format("the range of ‘{}’ is empty", factor.name),
                            "‘low’ must be less than ‘high’");
    }

    void law(LawTree tree, Factor& factor) {
        for (const Value& a : tree.arguments)
            if (&a != &tree.arguments.front() || tree.kind != LawTree::Kind::gamma)
                if (a.unit != factor.unit)
                    return problems_.error(
                        factor.at, fmt::format("the law of ‘{}’ has another unit than the parameter", factor.name));
        if (!std::ranges::all_of(tree.arguments, is_plain))
            return problems_.error(factor.at, fmt::format("the law of ‘{}’ is no law of plain numbers", factor.name));
        factor.kind = Factor::Kind::law;
        factor.law = std::move(tree);
        factor.low = quantile_of(factor.law, 0.025);
        factor.high = quantile_of(factor.law, 0.975);
        choose_unit(factor);
        factor.low = factor.number_at(0.025);
        factor.high = factor.number_at(0.975);
    }

    const Pathway& pathway_;
    const std::filesystem::path& folder_;
    Problems& problems_;
};

// What points of a list name beside the declared factors is a factor with the values that stand there.
std::vector<FactorSpec> with_those_of_a_list(const StudySpec& study) {
    std::vector<FactorSpec> specs = study.factors;
    if (!study.sweep) return specs;
    for (const SweepSpec::Point& point : study.sweep->list)
        for (const auto& [name, value] : point.values) {
            const auto is_it = [&name = name](const FactorSpec& spec) { return spec.name.text == name.text; };
            auto spec = std::ranges::find_if(specs, is_it);
            const bool declared = std::ranges::find_if(study.factors, is_it) != study.factors.end();
            if (spec == specs.end()) spec = specs.insert(specs.end(), FactorSpec{name, {}, {}, {}, {}, {}});
            const auto same = [&value = value](const Text& other) { return other.text == value.text; };
            if (!declared && std::ranges::none_of(spec->values, same)) spec->values.push_back(value);
        }
    return specs;
}

}  // namespace

double Factor::number_at(double u) const {
    if (!is_continuous()) {
        const auto n = static_cast<double>(levels.size());
        return std::min(std::floor(u * n), n - 1);
    }
    const auto as_written = [this](double number) { return number_in(six_digits(number / scale)) * scale; };
    if (kind == Kind::range) return as_written(low + u * (high - low));
    const double drawn = quantile_of(law, std::clamp(u, 0.0005, 0.9995));
    if (unit == share_unit) return as_written(std::clamp(drawn, 0.0, 1.0));
    return as_written(base && *base >= 0 ? std::max(drawn, 0.0) : drawn);
}

std::string Factor::value_at(double u) const {
    return is_continuous() ? written(number_at(u)) : levels[static_cast<std::size_t>(number_at(u))];
}

std::string Factor::written(double number) const { return six_digits(number / scale) + unit_written; }

std::vector<Factor> factors_of(const StudySpec& study, const Forecast& baseline, const std::filesystem::path& folder,
                               Problems& problems) {
    FactorMaker maker(baseline, folder, problems);
    std::vector<Factor> factors;
    for (const FactorSpec& spec : with_those_of_a_list(study))
        if (auto factor = maker.make(spec)) factors.push_back(std::move(*factor));
    return factors;
}

std::vector<MeasureId> figures_of(const StudySpec& study, const Forecast& baseline, Problems& problems) {
    const std::vector<MeasureInfo>& all = baseline.layout().measures;
    std::vector<MeasureId> figures;
    std::vector<std::string_view> known;
    for (std::size_t m = 0; m < all.size(); ++m) {
        known.push_back(all[m].name);
        if (study.measures.empty() && all[m].key) figures.emplace_back(m);
    }
    for (const Text& name : study.measures) {
        const auto figure = baseline.layout().named(name.text);
        if (figure)
            figures.push_back(*figure);
        else
            problems.error(name.at, fmt::format("the scenario has no measure ‘{}’", printable(name.text)),
                           did_you_mean(name.text, known));
    }
    if (study.measures.empty() && figures.empty())
        problems.error({study.file, 1, 1}, "no measure is asked for, and the scenario has no key measure",
                       "name them: measures: [NAME, ...]");
    return figures;
}

}  // namespace desist
