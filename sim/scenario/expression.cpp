#include "sim/scenario/expression.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/utf8.hpp"
#include "sim/scenario/quantity.hpp"

namespace desist {
namespace {

using Op = Expression::Kind;

constexpr int deepest_expression = 200;

struct Word {
    std::string_view text;
    Place at;
};

// Words and brackets of an expression, with their places.
std::vector<Word> split(std::string_view text, Place at) {
    std::vector<Word> words;
    std::size_t begin = 0;
    Place place = at;
    const auto end_word = [&](std::size_t end) {
        if (end > begin) words.push_back({text.substr(begin, end - begin), place});
        place.column += static_cast<int>(count_characters(text.substr(begin, end - begin)));
        begin = end;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool space = c == ' ' || c == '\t' || c == '\n';
        if (!space && c != '(' && c != ')') continue;
        end_word(i);
        if (!space) words.push_back({text.substr(i, 1), place});
        begin = i + 1;
        ++place.column;
    }
    end_word(text.size());
    return words;
}

struct Function {
    std::string_view name;
    Op kind;
    std::size_t arguments;
};
constexpr Function functions[] = {
    {"min", Op::min, 2}, {"max", Op::max, 2}, {"floor", Op::floor, 1}, {"round", Op::round, 1}};

const Function* function_named(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(functions), std::end(functions), [&](auto& f) { return f.name == name; });
    return found == std::end(functions) ? nullptr : found;
}

bool is_operator(std::string_view word) { return word == "+" || word == "-" || word == "*" || word == "/"; }

// A name of a parameter, an attribute or a value; what is defined is checked when names are resolved.
bool is_name(std::string_view word) {
    if (word.empty() || word.size() > 64 || word == "true" || word == "false") return false;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) { return letter(c) || c == '-' || (c >= '0' && c <= '9'); };
    return letter(word[0]) && word.back() != '-' && std::all_of(word.begin(), word.end(), fits);
}

// Recursive descent: sums of products of values. Failure has been reported when nothing is returned.
class ExpressionParser {
public:
    ExpressionParser(std::vector<Word> words, Place at, Problems& problems, Rates rates)
        : words_(std::move(words)), problems_(problems), rates_(rates), end_(at) {
        if (!words_.empty()) end_ = words_.back().at;
    }

    std::optional<Expression> run() {
        if (words_.empty()) return fail(end_, "a value is missing");
        std::optional<Expression> e = sum();
        if (e && !at_end()) return unexpected();
        return e;
    }

private:
    using Result = std::optional<Expression>;

    bool at_end() const { return next_ == words_.size(); }
    bool is_next(std::string_view word) const { return !at_end() && words_[next_].text == word; }
    bool skip(std::string_view word) {
        if (!is_next(word)) return false;
        ++next_;
        return true;
    }

    Result fail(Place at, std::string what, std::string hint = "") {
        problems_.error(at, std::move(what), std::move(hint));
        return std::nullopt;
    }

    Result unexpected() {
        if (at_end()) return fail(end_, "the expression stops too early");
        const Word& word = words_[next_];
        if (word.text == ")") return fail(word.at, "a closing bracket without its opening one");
        return fail(word.at, fmt::format("‘{}’ is not expected here", printable(word.text)),
                    is_operator(word.text) ? "" : "values are joined by + - * / between spaces");
    }

    Result sum() {
        Result left = product();
        while (left && (is_next("+") || is_next("-"))) left = joined(*left, &ExpressionParser::product);
        return left;
    }

    Result product() {
        Result left = value();
        while (left && (is_next("*") || is_next("/"))) left = joined(*left, &ExpressionParser::value);
        return left;
    }

    Result joined(const Expression& left, Result (ExpressionParser::*right_side)()) {
        if (++length_ > deepest_expression) return fail(words_[next_].at, "the expression is too long");
        const Word& sign = words_[next_++];
        Result right = (this->*right_side)();
        if (!right) return std::nullopt;
        const Op kind = sign.text == "+"   ? Op::add
                        : sign.text == "-" ? Op::subtract
                        : sign.text == "*" ? Op::multiply
                                           : Op::divide;
        return tree(kind, left.at, {left, *right});
    }

    static Expression tree(Op kind, Place at, std::vector<Expression> operands) {
        Expression e;
        e.kind = kind;
        e.at = at;
        e.operands = std::move(operands);
        return e;
    }

    Result value() {
        if (depth_ >= deepest_expression) return fail(words_[std::min(next_, words_.size() - 1)].at, "nested too deep");
        ++depth_;
        Result e = value_inside();
        --depth_;
        return e;
    }

    Result value_inside() {
        if (at_end()) return unexpected();
        if (is_next("(")) return in_brackets();
        if (is_next("later") || is_next("earlier")) return of_two_dates();
        if (is_next("hours") && next_ + 1 < words_.size() && words_[next_ + 1].text == "of") return hours_of();
        const Word& word = words_[next_];
        if (const Function* f = function_named(word.text);
            f && next_ + 1 < words_.size() && words_[next_ + 1].text == "(") {
            return call(*f);
        }
        if (looks_like_number(word.text)) return number_or_date();
        return name();
    }

    Result in_brackets() {
        const Place open = words_[next_++].at;
        Result e = sum();
        if (!e) return e;
        return skip(")") ? e : not_closed(open);
    }

    Result not_closed(Place open) {
        return at_end() ? fail(open, "an opening bracket without its closing one") : unexpected();
    }

    Result call(const Function& f) {
        const Place at = words_[next_].at;
        next_ += 2;
        std::vector<Expression> operands;
        do {
            Result operand = sum();
            if (!operand) return operand;
            operands.push_back(std::move(*operand));
        } while (skip("and"));
        if (!skip(")")) return not_closed(at);
        if (operands.size() != f.arguments) {
            return fail(at, fmt::format("‘{}’ takes {}", f.name,
                                        f.arguments == 1 ? "one value" : "two values, joined by ‘and’"));
        }
        return tree(f.kind, at, std::move(operands));
    }

    Result of_two_dates() {
        const Word word = words_[next_++];
        const std::string way_out = fmt::format("write {} of A and B", word.text);
        if (!skip("of")) return fail(word.at, fmt::format("‘of’ is missing after ‘{}’", word.text), way_out);
        Result first = sum();
        if (!first) return first;
        if (!skip("and")) return fail(word.at, fmt::format("‘{} of’ takes two dates", word.text), way_out);
        Result second = sum();
        if (!second) return second;
        return tree(word.text == "later" ? Op::later : Op::earlier, word.at, {*first, *second});
    }

    // "hours of cell-cover": the share of the run's time that a calendar is open.
    Result hours_of() {
        const Place at = words_[next_].at;
        next_ += 2;
        if (at_end() || !is_name(words_[next_].text)) {
            return fail(at_end() ? at : words_[next_].at, "‘hours of’ is followed by the name of a calendar",
                        "such as hours of cell-cover");
        }
        Expression e;
        e.kind = Op::hours_of;
        e.name = words_[next_++].text;
        e.at = at;
        return e;
    }

    Result number_or_date() {
        const Word& word = words_[next_++];
        if (word.text.size() > 5 && std::count(word.text.begin() + 1, word.text.end(), '-') == 2) return date(word);
        if (std::count(word.text.begin(), word.text.end(), '/') > 0) {
            return fail(word.at, fmt::format("‘{}’ is not a number", printable(word.text)),
                        "a date is written 2012-04-01; a division has spaces around the sign");
        }
        Result e = parse_number(word.text, word.at, problems_);
        return e ? with_unit(std::move(*e)) : e;
    }

    Result date(const Word& word) {
        const std::optional<Date> day = parse_date(word.text);
        if (!day)
            return fail(word.at, fmt::format("‘{}’ is no date", printable(word.text)), "a date is written 2012-04-01");
        Expression e;
        e.kind = Op::date;
        e.number = static_cast<double>(day->days);
        e.unit = date_unit;
        e.at = word.at;
        return e;
    }

    bool unit_follows() const {
        if (at_end()) return false;
        const std::string_view word = words_[next_].text;
        return !is_operator(word) && word != ")" && word != "(" && word != "and";
    }

    Result with_unit(Expression e) {
        if (!unit_follows()) return e;
        if (e.unit.share)
            return fail(words_[next_].at, "a share has no unit", "write a rate as a number, such as 0.05 per year");
        if (!is_next("per") && !take_unit(e)) return std::nullopt;
        if (skip("per") && !take_per(e)) return std::nullopt;
        const bool may_fall = rates_ == Rates::any && e.unit == rate_unit;
        if (e.number < 0 && e.unit.time != 0 && e.unit.money == 0 && !may_fall) {
            return fail(e.at, e.unit.time > 0 ? "a duration cannot be negative" : "a rate cannot be negative");
        }
        return e;
    }

    bool take_unit(Expression& e) {
        const Word& word = words_[next_++];
        if (word.text == "GBP") {
            e.unit.money = 1;
        } else if (const auto seconds = seconds_of(word.text)) {
            e.number *= *seconds;
            e.unit.time = 1;
        } else {
            refuse_unit(word.text, word.at, problems_);
            return false;
        }
        return true;
    }

    bool take_per(Expression& e) {
        if (at_end()) return unexpected().has_value();
        const Word& word = words_[next_++];
        const auto seconds = seconds_of(word.text);
        if (!seconds) {
            refuse_unit(word.text, word.at, problems_);
            return false;
        }
        e.number /= *seconds;
        --e.unit.time;
        return true;
    }

    Result name() {
        const Word& word = words_[next_];
        if (is_operator(word.text) || word.text == ")") return unexpected();
        if (word.text == "and" || word.text == "of") return unexpected();
        ++next_;
        if (!is_name(word.text)) return refuse_name(word);
        if (is_next("("))
            return fail(word.at, fmt::format("there is no function ‘{}’", word.text), near_function(word.text));
        Expression e;
        e.kind = word.text == "now" ? Op::now : Op::name;
        e.at = word.at;
        if (e.kind == Op::now) e.unit = date_unit;
        if (e.kind == Op::name) e.name = word.text;
        return e;
    }

    static std::string near_function(std::string_view word) {
        const std::string hint = did_you_mean(word, {"min", "max", "floor", "round"});
        return hint.empty() ? "functions are min, max, floor and round" : hint;
    }

    Result refuse_name(const Word& word) {
        std::string hint;
        if (word.text.find_first_of("+*/") != std::string_view::npos) hint = "the signs + - * / stand between spaces";
        if (word.text.find('_') != std::string_view::npos) hint = "words of a name are joined by hyphens";
        if (word.text.find(',') != std::string_view::npos) hint = "arguments are joined by ‘and’, not by a comma";
        if (word.text.starts_with("£")) hint = "money is written 8.85 GBP";
        return fail(word.at, fmt::format("‘{}’ is neither a number nor a name", printable(word.text)), hint);
    }

    std::vector<Word> words_;
    Problems& problems_;
    Rates rates_;
    Place end_;
    std::size_t next_ = 0;
    int depth_ = 0;
    int length_ = 0;
};

// Brackets are needed where an operand binds less than its operator.
int strength(Op kind) {
    switch (kind) {
        case Op::later:
        case Op::earlier:
            return 0;
        case Op::add:
        case Op::subtract:
            return 1;
        case Op::multiply:
        case Op::divide:
            return 2;
        default:
            return 3;
    }
}

std::string operand_text(const Expression& operand, int at_least) {
    const std::string text = to_text(operand);
    return strength(operand.kind) < at_least ? "(" + text + ")" : text;
}

std::string sides(const Expression& e, std::string_view sign, int left, int right) {
    return fmt::format("{} {} {}", operand_text(e.operands[0], left), sign, operand_text(e.operands[1], right));
}

std::string power(std::string_view what, int exponent) {
    return exponent == 1 ? std::string{what} : fmt::format("{}^{}", what, exponent);
}

}  // namespace

std::string to_text(Unit unit) {
    if (unit.date) return "a date, such as 2012-04-01";
    if (unit.share) return "a share, such as 84%";
    if (unit == factor_unit) return "a number, such as 1.5";
    if (unit == duration_unit) return "a duration, such as 9 hours";
    if (unit == rate_unit) return "a rate, such as 750 per month";
    if (unit == money_unit) return "money, such as 8.85 GBP";
    if (unit == Unit{-1, 1, false, false}) return "money over time, such as 36_000 GBP per year";
    std::string text = "a quantity in";
    if (unit.money != 0) text += " " + power("GBP", unit.money);
    if (unit.time != 0) text += " " + power("seconds", unit.time);
    return text;
}

std::optional<Expression> parse_expression(std::string_view text, Place at, Problems& problems, Rates rates) {
    return ExpressionParser(split(text, at), at, problems, rates).run();
}

std::string to_text(const Expression& e) {
    switch (e.kind) {
        case Op::number:
        case Op::date:
            return quantity_text(e.number, e.kind == Op::date ? date_unit : e.unit);
        case Op::name:
            return e.name;
        case Op::now:
            return "now";
        case Op::add:
            return sides(e, "+", 1, 2);
        case Op::subtract:
            return sides(e, "-", 1, 2);
        case Op::multiply:
            return sides(e, "*", 2, 3);
        case Op::divide:
            return sides(e, "/", 2, 3);
        case Op::min:
            return "min(" + sides(e, "and", 1, 1) + ")";
        case Op::max:
            return "max(" + sides(e, "and", 1, 1) + ")";
        case Op::floor:
            return "floor(" + to_text(e.operands[0]) + ")";
        case Op::round:
            return "round(" + to_text(e.operands[0]) + ")";
        case Op::later:
            return "later of " + sides(e, "and", 1, 1);
        case Op::earlier:
            return "earlier of " + sides(e, "and", 1, 1);
        case Op::hours_of:
            return "hours of " + e.name;
    }
    return "";
}

}  // namespace desist
