#include "sim/scenario/law_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace desist {
namespace {

using Argument = LawSpec::Argument;

bool is_literal(const Expression& e) { return e.kind == Expression::Kind::number || e.kind == Expression::Kind::date; }

Unit unit_of(const Expression& e) { return e.kind == Expression::Kind::date ? date_unit : e.unit; }

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

class LawCheck {
public:
    LawCheck(const LawSpec& law, LawUse use, Problems& problems) : law_(law), use_(use), problems_(problems) {}

    bool run() {
        check();
        return !failed_;
    }

private:
    void check() {
        const std::string wrong = misplaced_law(law_.name.text, use_);
        if (!wrong.empty())
            return error(law_.at, wrong, use_ == LawUse::hazard ? "such as exponential(0.9 per year)" : "");
        for (const Argument& argument : law_.arguments) {
            if (is_literal(argument.value)) check_argument(argument);
        }
        if (!failed_) check_order();
        if (!failed_ && law_.name.text == "beta") check_beta();
    }

    void error(Place at, std::string what, std::string hint = "") {
        problems_.error(at, std::move(what), std::move(hint));
        failed_ = true;
    }

    void need(const Expression& e, Unit unit) {
        if (unit_of(e) == unit) return;
        if (unit_of(e) == factor_unit) {
            return error(e.at, unit == rate_unit       ? "a rate needs its unit, such as 0.9 per year"
                               : unit == duration_unit ? "a duration needs its unit, such as 9 hours"
                                                       : "a date is written 2012-04-01");
        }
        error(e.at, fmt::format("{} is expected here; this is {}", to_text(unit), to_text(unit_of(e))));
    }

    // A quantity of what the law is a law of: durations for stays, durations or numbers for draws.
    void need_amount(const Expression& e) {
        if (use_ == LawUse::parameter && unit_of(e) != date_unit) return;
        const bool number = unit_of(e) == factor_unit;
        if (number && (use_ == LawUse::draw || (law_.name.text == "fixed" && e.number == 0))) return;
        need(e, duration_unit);
    }

    void need_positive(const Expression& e, std::string_view what) {
        if (!(e.number > 0)) error(e.at, fmt::format("{} must be more than nothing", what));
    }

    void check_argument(const Argument& a) {
        const std::string_view law = law_.name.text, word = a.word;
        const Expression& e = a.value;
        if (law == "until") return need(e, date_unit);
        if (law == "beta") return check_share(e, word);
        if (law == "normal" && word == "mean") return need_amount(e);
        if (law == "fixed" || one_of(law, {"uniform", "triangular"})) return check_amount(e, law);
        if (law == "exponential") return check_exponential(e);
        if (law == "piecewise" || law == "gompertz") return check_rate(e, word);
        if (law == "geometric" || one_of(word, {"shape", "stages"})) return check_number(e, law, word);
        need_amount(e);
        if (!failed_) need_positive(e, fmt::format("the {} of ‘{}’", word, law));
    }

    void check_amount(const Expression& e, std::string_view law) {
        need_amount(e);
        if (!failed_ && e.number < 0 && use_ != LawUse::parameter)
            error(e.at, fmt::format("‘{}’ takes nothing negative", law));
    }

    void check_exponential(const Expression& e) {
        if (unit_of(e) == rate_unit) {
            if (use_ != LawUse::hazard) need_positive(e, "the rate of ‘exponential’");
            return;
        }
        if (unit_of(e) == factor_unit && use_ == LawUse::hazard) return need(e, rate_unit);
        need_amount(e);
        if (!failed_) need_positive(e, "the mean of ‘exponential’");
    }

    void check_share(const Expression& e, std::string_view word) {
        if (unit_of(e) != share_unit) return error(e.at, fmt::format("the {} of ‘beta’ is a share, such as 30%", word));
        if (!(e.number > 0 && e.number < 1))
            error(e.at, fmt::format("the {} of ‘beta’ lies between 0% and 100%", word));
    }

    // No share with this mean spreads wider.
    void check_beta() {
        const Expression *mean = literal(0), *sd = literal(1);
        if (!mean || !sd || sd->number * sd->number < mean->number * (1 - mean->number)) return;
        error(sd->at, "the sd of ‘beta’ is too large for its mean");
    }

    void check_rate(const Expression& e, std::string_view word) {
        need(e, word == "until" ? duration_unit : rate_unit);
        if (!failed_ && word == "until") need_positive(e, "the time after ‘until’");
    }

    void check_number(const Expression& e, std::string_view law, std::string_view word) {
        if (unit_of(e) != factor_unit) return error(e.at, fmt::format("‘{}’ is a bare number, such as 2", word));
        need_positive(e, fmt::format("the {} of ‘{}’", word, law));
        if (word == "stages" && e.number != std::floor(e.number)) error(e.at, "‘stages’ is a whole number");
    }

    // Pairs of arguments in the order in which they must rise.
    void check_order() {
        if (law_.name.text == "uniform") rising({0, 1}, "high", "low");
        if (law_.name.text == "triangular") {
            rising({0, 2}, "high", "low");
            not_falling(0, 1, "mode", "low");
            not_falling(1, 2, "high", "mode");
        }
        if (law_.name.text == "normal") same_unit({0, 1}, "mean", "sd");
        if (law_.name.text == "log-logistic") check_mean();
        if (law_.name.text == "lognormal") rising({0, 1}, "p95", "median");
        if (law_.name.text != "piecewise") return;
        for (std::size_t i = 1; i + 2 < law_.arguments.size(); i += 2)
            rising({i, i + 2}, "each ‘until’", "the one before");
    }

    void check_mean() {
        const Expression* shape = literal(0);
        if (shape && shape->number <= 1) {
            problems_.warning(shape->at, "with a shape of 1 or less ‘log-logistic’ has no mean",
                              "a few values will be longer than any run");
        }
    }

    const Expression* literal(std::size_t i) const {
        return is_literal(law_.arguments[i].value) ? &law_.arguments[i].value : nullptr;
    }

    void rising(std::array<std::size_t, 2> pair, std::string_view above, std::string_view below) {
        const Expression *low = literal(pair[0]), *high = literal(pair[1]);
        if (!low || !high) return;
        if (unit_of(*low) != unit_of(*high))
            return error(high->at, fmt::format("{} and {} have different units", below, above));
        if (!(high->number > low->number)) error(high->at, fmt::format("{} must be more than {}", above, below));
    }

    void same_unit(std::array<std::size_t, 2> pair, std::string_view first, std::string_view second) {
        const Expression *a = literal(pair[0]), *b = literal(pair[1]);
        if (!a || !b || unit_of(*a) == unit_of(*b)) return;
        error(b->at, fmt::format("{} and {} have different units", first, second));
    }

    void not_falling(std::size_t low, std::size_t high, std::string_view above, std::string_view below) {
        if (!literal(low) || !literal(high)) return;
        if (literal(high)->number < literal(low)->number) {
            error(literal(high)->at, fmt::format("{} must be at least {}", above, below));
        }
    }

    const LawSpec& law_;
    LawUse use_;
    Problems& problems_;
    bool failed_ = false;
};

}  // namespace

std::string misplaced_law(std::string_view law, LawUse use) {
    if (use == LawUse::hazard && !one_of(law, {"exponential", "weibull", "gompertz", "piecewise"})) {
        return "a hazard takes exponential, weibull, gompertz or piecewise";
    }
    if (use != LawUse::hazard && law == "piecewise") return "‘piecewise’ is for hazards alone";
    if (use != LawUse::stay && law.starts_with("until")) return "‘until’ is for stays alone";
    if (use == LawUse::parameter && !one_of(law, {"uniform", "triangular", "lognormal", "gamma", "normal", "beta"})) {
        return "a distribution is uniform, triangular, lognormal, gamma, normal or beta";
    }
    if (use != LawUse::parameter && one_of(law, {"normal", "beta"})) {
        return fmt::format("‘{}’ is for distributions of parameters alone", law);
    }
    if (use != LawUse::draw && law == "geometric") return "‘geometric’ draws counts, not durations";
    return "";
}

bool check_law(const LawSpec& law, LawUse use, Problems& problems) { return LawCheck(law, use, problems).run(); }

}  // namespace desist
