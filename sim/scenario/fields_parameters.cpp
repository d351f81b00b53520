// Parameters with their evidence, and what a policy sets.
#include <fmt/format.h>

#include "sim/base/utf8.hpp"
#include "sim/scenario/laws.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

ValueSpec read_any_value(const YamlNode& node, Problems& problems) {
    return read_value(node, Want::anything, problems);
}

// A law in words: uniform, triangular, lognormal, gamma, normal or beta.
std::optional<LawSpec> read_distribution(const YamlNode& node, Problems& problems) {
    if (!expect_scalar(node, "a law, such as normal(mean 3 and sd 1),", problems)) return std::nullopt;
    const std::size_t before = problems.errors();
    LawSpec law = read_law(node, LawUse::parameter, problems);
    return problems.errors() == before ? std::optional{std::move(law)} : std::nullopt;
}

std::optional<Text> read_unit(const YamlNode& node, Problems& problems) {
    const Text word = read_word(node, problems);
    if (declared_unit(word.text)) return word;
    if (node.is_scalar()) {
        problems.error(word.at, fmt::format("‘{}’ is no unit", printable(word.text)),
                       "such as share, count, factor, GBP, hours, months, per month or GBP per year");
    }
    return std::nullopt;
}

// The fields that every value with evidence has; Spec is derived from it, or is it.
template <class Spec>
std::vector<Field<Spec>> evidence_fields(Need value) {
    using V = ValueWithEvidence;
    return {
        {"value", ValueKind::value, value, "the value", into(&V::value, read_any_value)},
        {"low", ValueKind::value, Need::optional, "the lowest value that the evidence allows",
         into(&V::low, read_any_value)},
        {"high", ValueKind::value, Need::optional, "the highest value that the evidence allows",
         into(&V::high, read_any_value)},
        {"distribution", ValueKind::distribution, Need::optional,
         "what the evidence leaves open, in the unit of the value", into(&V::distribution, read_distribution)},
        {"source", ValueKind::source, Need::optional, "an id of evidence.csv, `assumption`, `fit` or `read`",
         into(&V::source, read_word)},
        {"quality", ValueKind::label, Need::optional, "how good the evidence is, in a word",
         into(&V::quality, read_label)},
        {"note", ValueKind::prose, Need::optional, "what a reviewer should know", into(&V::note, read_prose)},
    };
}

void check_order(const ValueWithEvidence& v, Problems& problems) {
    const auto literal = [](const ValueSpec& value) -> const Expression* {
        const bool plain = value.leaf && value.leaf->kind == Expression::Kind::number && !value.leaf->failed;
        return plain ? &*value.leaf : nullptr;
    };
    const Expression* low = v.low ? literal(*v.low) : nullptr;
    const Expression* high = v.high ? literal(*v.high) : nullptr;
    const Expression* value = literal(v.value);
    const auto ordered = [&](const Expression* a, const Expression* b, std::string_view what) {
        if (a && b && a->unit == b->unit && a->number > b->number) problems.error(a->at, std::string{what});
    };
    ordered(low, value, "‘low’ is more than the value");
    ordered(value, high, "the value is more than ‘high’");
    ordered(low, high, "‘low’ is more than ‘high’");
}

// The fields of a value that comes instead of another.
template <class Spec>
std::vector<Field<Spec>> change_fields(Need from, std::string_view from_doc) {
    std::vector<Field<Spec>> fields = evidence_fields<Spec>(Need::optional);
    fields.insert(fields.begin(), {"from", ValueKind::date, from, from_doc, into(&Spec::from, read_date)});
    fields.insert(fields.begin() + 2,
                  {"times", ValueKind::factor, Need::optional, "or a factor of the value that held before",
                   into(&Spec::times, value_of(Want::factor))});
    fields.insert(fields.begin() + 3,
                  {"ramp", ValueKind::duration, Need::optional, "the time over which it is reached, day by day",
                   into(&Spec::ramp, expression_of(Want::positive_duration))});
    fields.insert(fields.begin() + 4, {"retroactive", ValueKind::yes, Need::optional,
                                       "the stays of people already inside are read again on that day",
                                       into(&Spec::retroactive, read_yes)});
    return fields;
}

template <class Spec>
void check_change(const YamlNode& node, Spec& change, Problems& problems) {
    const bool value = node.find("value"), times = node.find("times");
    if (value != times) return check_order(change, problems);
    problems.error(node.at, value ? "‘value’ and ‘times’ exclude each other" : "either ‘value’ or ‘times’ is needed",
                   "value: the new value; times: a factor of the one before");
    change.times.reset();
}

const FieldTable<ParameterSpec::Change>& change_table() {
    using Change = ParameterSpec::Change;
    static const FieldTable<Change> table = {
        "a change", "A value that holds from a date on. Either ‘value’ or ‘times’ says what it is.",
        change_fields<Change>(Need::required, "the first day on which it holds")};
    return table;
}

ParameterSpec::Change read_change(const YamlNode& node, Problems& problems) {
    ParameterSpec::Change change;
    change.from.at = node.at;
    change.value = failed_value(node.at);
    if (read_fields(node, change_table(), change, problems)) check_change(node, change, problems);
    change.date = parse_date(change.from.text).value_or(Date{});
    return change;
}

struct ParameterForm : ValueWithEvidence {
    std::optional<Text> unit;
    std::vector<ParameterSpec::Change> changes;
};

const FieldTable<ParameterForm>& parameter_table() {
    static const FieldTable<ParameterForm> table = [] {
        FieldTable<ParameterForm> t{"a parameter", "A number that a reviewer may question, with its evidence.",
                                    evidence_fields<ParameterForm>(Need::required)};
        t.fields.push_back({"unit", ValueKind::unit, Need::optional,
                            "its unit, where it should be checked: share, count, GBP, hours, per month, GBP per year",
                            into(&ParameterForm::unit, read_unit)});
        t.fields.push_back({"changes", ValueKind::list, Need::optional, "later values, by date",
                            into(&ParameterForm::changes, list_of(read_change)), "a change"});
        return t;
    }();
    return table;
}

struct SetForm : ValueWithEvidence {
    std::optional<Text> from;
    std::optional<ValueSpec> times;
    std::optional<Expression> ramp;
    bool retroactive = false;
};

const FieldTable<SetForm>& set_table() {
    static const FieldTable<SetForm> table = {
        "a setting", "What a policy gives to a parameter. Either ‘value’ or ‘times’ says what it is.",
        change_fields<SetForm>(Need::optional, "holds from this day on; without it, from the policy's date or always")};
    return table;
}

// The long form says `value` or names its evidence. `low` and `high` alone may well be values of an attribute.
bool is_long_form(const YamlNode& node) {
    if (!node.is_map() || node.find("by")) return false;
    for (const char* key : {"value", "source", "quality", "note", "changes", "from", "times", "ramp", "retroactive"}) {
        if (node.find(key)) return true;
    }
    return false;
}

// Literals of another unit than the one declared. Formulas are checked when names are resolved.
class UnitCheck {
public:
    UnitCheck(const Text& declared, Problems& problems)
        : unit_{declared_unit(declared.text).value_or(Unit{})}, declared_{declared}, problems_{problems} {}

    bool run(const ParameterSpec& p) {
        check(p.base);
        for (const ParameterSpec::Change& change : p.changes) check(change);
        return fits_;
    }

private:
    void check(const ValueWithEvidence& v) {
        const auto leaf = [this](const Expression& e) { check_leaf(e); };
        each_leaf(v.value, leaf);
        if (v.low) each_leaf(*v.low, leaf);
        if (v.high) each_leaf(*v.high, leaf);
    }

    void check_leaf(const Expression& e) {
        const bool literal = e.kind == Expression::Kind::number || e.kind == Expression::Kind::date;
        const bool nothing = e.number == 0 && e.unit == factor_unit;  // 0 has every unit
        if (!literal || e.failed || nothing || e.unit == unit_) return;
        problems_.error(e.at, fmt::format("the unit of this is not ‘{}’, as declared", declared_.text),
                        unit_ == share_unit ? "a share is written with %" : "");
        fits_ = false;
    }

    Unit unit_;
    const Text& declared_;
    Problems& problems_;
    bool fits_ = true;
};

// The distribution has the unit of the value, where both are plain.
void check_distribution(ValueWithEvidence& v, Problems& problems) {
    if (!v.distribution || !v.value.leaf || v.value.leaf->failed) return;
    const Expression &value = *v.value.leaf, &amount = v.distribution->arguments.back().value;
    const bool literal = value.kind == Expression::Kind::number && amount.kind == Expression::Kind::number;
    if (!literal || value.unit == amount.unit) return;
    problems.error(amount.at, "the distribution has another unit than the value");
    v.distribution.reset();
}

// Leaves out changes without a date, and those whose date does not rise.
void keep_rising(std::vector<ParameterSpec::Change>& changes, Problems& problems) {
    std::erase_if(changes, [](const ParameterSpec::Change& c) { return c.from.text.empty(); });
    for (std::size_t i = 1; i < changes.size();) {
        if (changes[i].date > changes[i - 1].date) {
            ++i;
            continue;
        }
        problems.error(changes[i].from.at, "the dates of changes must rise");
        changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

}  // namespace

ParameterSpec read_parameter(const YamlEntry& entry, Problems& problems) {
    ParameterSpec parameter;
    parameter.name = entry.key;
    parameter.at = entry.key.at;
    if (!is_long_form(entry.value)) {
        parameter.base.value = read_any_value(entry.value, problems);
        return parameter;
    }
    ParameterForm form;
    form.value = failed_value(entry.value.at);
    read_fields(entry.value, parameter_table(), form, problems);
    check_order(form, problems);
    check_distribution(form, problems);
    for (ParameterSpec::Change& change : form.changes) check_distribution(change, problems);
    keep_rising(form.changes, problems);
    parameter.unit = std::move(form.unit);
    parameter.changes = std::move(form.changes);
    parameter.base = std::move(form);
    if (parameter.unit && !UnitCheck(*parameter.unit, problems).run(parameter)) parameter.unit.reset();
    return parameter;
}

SetSpec read_set(const YamlEntry& entry, Problems& problems) {
    SetSpec set;
    set.name = entry.key;
    set.at = entry.key.at;
    if (!is_long_form(entry.value)) {
        set.value.value = read_any_value(entry.value, problems);
        return set;
    }
    SetForm form;
    form.value = failed_value(entry.value.at);
    if (read_fields(entry.value, set_table(), form, problems)) check_change(entry.value, form, problems);
    check_distribution(form, problems);
    if (form.from && form.from->text.empty()) form.from.reset();
    set.from = form.from;
    set.times = std::move(form.times);
    set.ramp = std::move(form.ramp);
    set.retroactive = form.retroactive;
    set.value = std::move(form);
    return set;
}

void describe_parameters(std::vector<TableDoc>& tables) {
    tables.push_back(parameter_table().described());
    tables.push_back(change_table().described());
    tables.push_back(set_table().described());
}

}  // namespace desist
