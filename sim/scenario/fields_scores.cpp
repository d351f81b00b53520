// Scores: regression formulas, used by name as shares or factors.
#include <fmt/format.h>

#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

using Term = ScoreSpec::Term;

// Scores are made of numbers: no dates, and no quantities with units.
bool check_numbers(const Expression& e, Problems& problems) {
    using Kind = Expression::Kind;
    const bool moment = e.kind == Kind::date || e.kind == Kind::now || e.kind == Kind::later || e.kind == Kind::earlier;
    const bool unit = e.kind == Kind::number && !(e.unit == factor_unit || e.unit == share_unit);
    if (moment || unit) {
        problems.error(e.at, "a score is made of bare numbers, counts and ages in years",
                       "such as sanctions / (10 + age-now - age-at-first)");
        return false;
    }
    bool fits = true;
    for (const Expression& operand : e.operands) fits = check_numbers(operand, problems) && fits;
    return fits;
}

Expression read_numbers(const YamlNode& node, Problems& problems) {
    Expression e = read_expression(node, Want::anything, problems);
    return e.failed || check_numbers(e, problems) ? e : failed_expression(e.at);
}

auto term_of(Term::Kind kind) {
    return [kind](const YamlNode& node, Term& term, Problems& problems) {
        term.kind = kind;
        term.of = read_numbers(node, problems);
    };
}

const FieldTable<Term>& term_table() {
    static const FieldTable<Term> table = {
        "a term",
        "What is added to a score: exactly one of of, log and square, or a table of bare numbers (with `by`). `times` "
        "may "
        "stand in each.",
        {
            {"of", ValueKind::expression, Need::optional, "the number itself", term_of(Term::Kind::plain)},
            {"log", ValueKind::expression, Need::optional, "its natural logarithm", term_of(Term::Kind::log)},
            {"square", ValueKind::expression, Need::optional, "its square", term_of(Term::Kind::square)},
            {"times", ValueKind::coefficient, Need::optional, "the coefficient; 1 where it is left out",
             into(&Term::times, expression_of(Want::number))},
        }};
    return table;
}

// A table of bare numbers; its `times` is not one of its rows.
void read_table_term(const YamlNode& node, Term& term, Problems& problems) {
    YamlNode rows = node;
    std::erase_if(rows.entries, [](const YamlEntry& entry) { return entry.key.text == "times"; });
    term.table = value_of(Want::number)(rows, problems);
    if (const YamlNode* times = node.find("times")) term.times = read_expression(*times, Want::number, problems);
}

Term read_term(const YamlNode& node, Problems& problems) {
    Term term;
    term.at = node.at;
    term.table = failed_value(node.at, Want::number);
    term.of = failed_expression(node.at);
    if (node.find("by")) {
        read_table_term(node, term, problems);
        return term;
    }
    const bool fits = read_fields(node, term_table(), term, problems);
    const int kinds = (node.find("of") != nullptr) + (node.find("log") != nullptr) + (node.find("square") != nullptr);
    if (fits && kinds != 1) problems.error(node.at, "a term needs exactly one of by, of, log and square");
    return term;
}

const std::vector<std::string_view> link_words = {"logit", "log"};

const FieldTable<ScoreSpec>& score_table() {
    using Spec = ScoreSpec;
    static const FieldTable<Spec> table = {
        "a score",
        "A regression formula, used by its name: with the link `logit` where a share stands, with `log` where a factor "
        "stands.",
        {
            {"link", ValueKind::word, Need::required,
             "`logit`: a share, 1 / (1 + exp(-sum)); `log`: a factor, exp(sum)",
             [](auto& node, Spec& score, Problems& problems) {
                 score.logit = read_choice(node, link_words, 0, problems) == 0;
             },
             "", link_words},
            {"intercept", ValueKind::coefficient, Need::required, "what the sum begins with",
             into(&Spec::intercept, expression_of(Want::number))},
            {"terms", ValueKind::terms, Need::required, "what is added to it", into(&Spec::terms, list_of(read_term)),
             "a term"},
            {"source", ValueKind::source, Need::optional, "an id of evidence.csv, `assumption`, `fit` or `read`",
             into(&Spec::source, read_word)},
            {"note", ValueKind::prose, Need::optional, "what a reviewer should know", into(&Spec::note, read_prose)},
        }};
    return table;
}

}  // namespace

ScoreSpec read_score(const YamlEntry& entry, Problems& problems) {
    ScoreSpec score;
    score.name = entry.key;
    score.at = entry.key.at;
    score.intercept = failed_expression(entry.key.at, Want::number);
    read_fields(entry.value, score_table(), score, problems);
    return score;
}

void describe_scores(std::vector<TableDoc>& tables) {
    tables.push_back(score_table().described());
    tables.push_back(term_table().described());
}

}  // namespace desist
