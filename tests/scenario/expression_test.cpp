#include "sim/scenario/expression.hpp"

#include "tests/catch.hpp"

using namespace desist;
using Kind = Expression::Kind;

namespace {

Expression parsed(const std::string& text) {
    Problems problems;
    problems.add_file("x", text);
    const auto e = parse_expression(text, {0, 1, 1}, problems);
    INFO(problems.text());
    REQUIRE(e);
    return *e;
}

// "column what (hint)" of the first problem; empty if there is none.
std::string fault(const std::string& text) {
    Problems problems;
    problems.add_file("x", text);
    if (parse_expression(text, {0, 1, 1}, problems)) return "";
    REQUIRE(problems.has_errors());
    const Problem p = problems.sorted()[0];
    return std::to_string(p.at.column) + " " + p.what + (p.hint.empty() ? "" : " (" + p.hint + ")");
}

struct Quantity {
    const char* text;
    double number;
    Unit unit;
};

}  // namespace

TEST_CASE("a quantity carries its unit and is kept in seconds and GBP") {
    const Unit money_rate{-1, 1, false, false};
    for (const auto& q :
         std::initializer_list<Quantity>{{"9 hours", 32'400, duration_unit},
                                         {"1 hour", 3'600, duration_unit},
                                         {"1.5 days", 129'600, duration_unit},
                                         {"2 weeks", 1'209'600, duration_unit},
                                         {"6 months", 15'778'800, duration_unit},
                                         {"1 year", 31'557'600, duration_unit},
                                         {"45 seconds", 45, duration_unit},
                                         {"40 minutes", 2'400, duration_unit},
                                         {"750 per month", 750 / 2'629'800.0, rate_unit},
                                         {"0.77 per year", 0.77 / 31'557'600, rate_unit},
                                         {"8.85 GBP", 8.85, money_unit},
                                         {"36_000 GBP per year", 36'000 / 31'557'600.0, money_rate},
                                         {"1_600 hours per year", 1'600 * 3'600 / 31'557'600.0, factor_unit},
                                         {"84%", 0.84, share_unit},
                                         {"0%", 0, share_unit},
                                         {"100%", 1, share_unit},
                                         {"40_000", 40'000, factor_unit},
                                         {"1.5", 1.5, factor_unit},
                                         {"-3", -3, factor_unit},
                                         {".5", 0.5, factor_unit},
                                         {"0", 0, factor_unit}}) {
        INFO(q.text);
        const Expression e = parsed(q.text);
        CHECK(e.kind == Kind::number);
        CHECK(e.number == Approx(q.number).epsilon(1e-15));
        CHECK(e.unit == q.unit);
    }
}

TEST_CASE("numbers are strict") {
    CHECK(fault("0123") == "1 ‘0123’: a number has no leading zeros");
    CHECK(fault("0x1F") == "1 ‘0x1F’: it is not a number");
    CHECK(fault("1e400") == "1 ‘1e400’: it is not a number (write the number out, such as 100_000)");
    CHECK(fault("1__0") == "1 ‘1__0’: ‘_’ may only stand between digits");
    CHECK(fault("10_") == "1 ‘10_’: ‘_’ may only stand between digits");
    CHECK(fault("1.") == "1 ‘1.’: a digit must follow the point");
    CHECK(fault("1.2.3") == "1 ‘1.2.3’: a number has one point");
    CHECK(fault("1,000") == "1 ‘1,000’: it is not a number (write 40_000 for thousands and 1.5 for a fraction)");
    CHECK(fault("9hours") == "1 ‘9hours’: it is not a number (a space stands between number and unit)");
    CHECK_FALSE(fault(std::string(10'000, '9')).empty());
    CHECK_FALSE(fault("٣").empty());
    CHECK_FALSE(fault("−5").empty());  // U+2212
}

TEST_CASE("words such as nan and inf are names, which nothing defines") {
    CHECK(parsed("nan").kind == Kind::name);
    CHECK(parsed("inf").kind == Kind::name);
    CHECK_FALSE(fault(".inf").empty());
}

TEST_CASE("shares lie between nothing and all") {
    CHECK(fault("120%") ==
          "1 ‘120%’ is not a share: a share lies between 0% and 100% (a factor is written without %, such as 1.2)");
    CHECK(fault("-5%") == "1 ‘-5%’ is not a share: a share lies between 0% and 100%");
    CHECK(fault("84 %") == "4 ‘%’ is not a unit (no space stands before %)");
}

TEST_CASE("negative durations and rates are refused") {
    CHECK(fault("-1 days") == "1 a duration cannot be negative");
    CHECK(fault("-2 per year") == "1 a rate cannot be negative");
}

TEST_CASE("unknown and ambiguous units get a hint") {
    CHECK(fault("12 m") == "4 ‘m’ is not a unit (write minutes or months)");
    CHECK(fault("12 h") == "4 ‘h’ is not a unit (write hours)");
    CHECK(fault("3 dyas") == "3 ‘dyas’ is not a unit (did you mean ‘days’?)");
    CHECK(fault("3 per dya") == "7 ‘dya’ is not a unit (did you mean ‘day’?)");
    CHECK(fault("3 fortnights") ==
          "3 ‘fortnights’ is not a unit (units are seconds, minutes, hours, days, weeks, months, years and GBP)");
    CHECK(fault("3 per") == "3 the expression stops too early");
    CHECK(fault("£8") == "1 ‘£8’ is neither a number nor a name (money is written 8.85 GBP)");
}

TEST_CASE("a date is a point in time") {
    const Expression e = parsed("2012-09-01");
    CHECK(e.kind == Kind::date);
    CHECK(e.unit == date_unit);
    CHECK(e.number == 15'584);
    CHECK(fault("2012-02-30") == "1 ‘2012-02-30’ is no date (a date is written 2012-04-01)");
    CHECK(fault("1/4/2012") ==
          "1 ‘1/4/2012’ is not a number (a date is written 2012-04-01; a division has spaces around the sign)");
}

TEST_CASE("products bind more than sums, and both join from the left") {
    const Expression e = parsed("a - b - c * 2 days");
    REQUIRE(e.kind == Kind::subtract);
    CHECK(e.operands[0].kind == Kind::subtract);
    CHECK(e.operands[1].kind == Kind::multiply);
    CHECK(e.operands[1].operands[1].number == 172'800);
}

TEST_CASE("names may hold hyphens, because signs stand between spaces") {
    CHECK(parsed("dip-money / cost-per-post").operands[0].name == "dip-money");
    CHECK(fault("a+b") == "1 ‘a+b’ is neither a number nor a name (the signs + - * / stand between spaces)");
    CHECK(fault("a_b") == "1 ‘a_b’ is neither a number nor a name (words of a name are joined by hyphens)");
}

TEST_CASE("functions take their arguments joined by and") {
    const Expression e = parsed("min(a and b + 1) * floor(c)");
    REQUIRE(e.kind == Kind::multiply);
    CHECK(e.operands[0].kind == Kind::min);
    CHECK(e.operands[0].operands[1].kind == Kind::add);
    CHECK(e.operands[1].kind == Kind::floor);
    CHECK(fault("min(a)") == "1 ‘min’ takes two values, joined by ‘and’");
    CHECK(fault("round(a and b)") == "1 ‘round’ takes one value");
    CHECK(fault("floot(a)") == "1 there is no function ‘floot’ (did you mean ‘floor’?)");
    CHECK(fault("min(a, b)") ==
          "5 ‘a,’ is neither a number nor a name (arguments are joined by ‘and’, not by a comma)");
}

TEST_CASE("the later of two dates may itself be reckoned") {
    const Expression e = parsed("later of release and now + served");
    REQUIRE(e.kind == Kind::later);
    CHECK(e.operands[0].name == "release");
    CHECK(e.operands[1].kind == Kind::add);
    CHECK(e.operands[1].operands[0].kind == Kind::now);
    CHECK(parsed("later of a and (earlier of b and c)").operands[1].kind == Kind::earlier);
    CHECK(fault("later of a") == "1 ‘later of’ takes two dates (write later of A and B)");
}

TEST_CASE("brackets must be closed, and everything must be used") {
    CHECK(fault("(a + b") == "1 an opening bracket without its closing one");
    CHECK(fault("a + b)") == "6 a closing bracket without its opening one");
    CHECK(fault("a b") == "3 ‘b’ is not expected here (values are joined by + - * / between spaces)");
    CHECK(fault("a +") == "3 the expression stops too early");
    CHECK(fault("* a") == "1 ‘*’ is not expected here");
    CHECK(fault("") == "1 a value is missing");
}

TEST_CASE("an expression nested thousands deep is a problem, not a crash") {
    const std::string deep = std::string(5'000, '(') + "a" + std::string(5'000, ')');
    CHECK(fault(deep).find("nested too deep") != std::string::npos);
    std::string longest = "a";
    for (int i = 0; i < 5'000; ++i) longest += " + a";
    CHECK(fault(longest).find("too long") != std::string::npos);
}

TEST_CASE("each value knows its place") {
    const Expression e = parsed("  a + (bb * 3 days)");
    CHECK(e.operands[0].at.column == 3);
    CHECK(e.operands[1].operands[0].at.column == 8);
    CHECK(e.operands[1].operands[1].at.column == 13);
}

TEST_CASE("an expression is written again so that it reads as the same") {
    for (const std::string text : {"9 hours",
                                   "1 week",
                                   "36 hours",
                                   "6 months",
                                   "750 per month",
                                   "0.77 per year",
                                   "84%",
                                   "0.5%",
                                   "8.85 GBP",
                                   "1.5",
                                   "2012-09-01",
                                   "36000 GBP per year",
                                   "a - (b - c)",
                                   "(a + b) * c",
                                   "a / (b * c)",
                                   "min(a and b + 1)",
                                   "floor(a)",
                                   "now + 2 weeks",
                                   "later of release and now + served",
                                   "later of a and (earlier of b and c)",
                                   "1 - known-skip"}) {
        CHECK(to_text(parsed(text)) == text);
    }
}

TEST_CASE("rewritten quantities keep every bit") {
    for (const char* text :
         {"98.6 days", "0.102 per year", "0.1 per year", "33.3%", "12.345678 hours", "0.048 per month"}) {
        INFO(text);
        const Expression e = parsed(text);
        CHECK(parsed(to_text(e)).number == e.number);
    }
}

TEST_CASE("units are told with an example") {
    CHECK(to_text(duration_unit) == "a duration, such as 9 hours");
    CHECK(to_text(share_unit) == "a share, such as 84%");
    CHECK(to_text(factor_unit) == "a number, such as 1.5");
    CHECK(to_text(rate_unit) == "a rate, such as 750 per month");
    CHECK(to_text(Unit{2, -1, false, false}) == "a quantity in GBP^-1 seconds^2");
}
