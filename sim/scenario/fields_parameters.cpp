// Parameters with their evidence, and what a policy sets.
#include <fmt/format.h>

#include "sim/scenario/sections.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

ValueSpec read_any_value(const YamlNode& node, Problems& problems) {
    return read_value(node, Want::anything, problems);
}

// The fields that every value with evidence has; Spec is derived from it, or is it.
template <class Spec>
std::vector<Field<Spec>> evidence_fields() {
    using V = ValueWithEvidence;
    return {
        {"value", ValueKind::value, Need::required, "the value", into(&V::value, read_any_value)},
        {"low", ValueKind::value, Need::optional, "the lowest value that the evidence allows",
         into(&V::low, read_any_value)},
        {"high", ValueKind::value, Need::optional, "the highest value that the evidence allows",
         into(&V::high, read_any_value)},
        {"source", ValueKind::source, Need::optional, "an id of evidence.csv, `assumption`, `fit` or `read`",
         into(&V::source, read_word)},
        {"quality", ValueKind::label, Need::optional, "how good the evidence is, in a word",
         into(&V::quality, read_label)},
        {"note", ValueKind::prose, Need::optional, "what a reviewer should know", into(&V::note, read_prose)},
    };
}

void check_order(const ValueWithEvidence& v, Problems& problems) {
    const auto literal = [](const ValueSpec& value) -> const Expression* {
        return value.leaf && value.leaf->kind == Expression::Kind::number ? &*value.leaf : nullptr;
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

const FieldTable<ParameterSpec::Change>& change_table() {
    using Change = ParameterSpec::Change;
    static const FieldTable<Change> table = [] {
        FieldTable<Change> t{"a change", "A value that holds from a date on.", evidence_fields<Change>()};
        t.fields.insert(t.fields.begin(), {"from", ValueKind::date, Need::required, "the first day on which it holds",
                                           into(&Change::from, read_date)});
        return t;
    }();
    return table;
}

ParameterSpec::Change read_change(const YamlNode& node, Problems& problems) {
    ParameterSpec::Change change;
    change.from.at = node.at;
    read_fields(node, change_table(), change, problems);
    change.date = parse_date(change.from.text).value_or(Date{});
    check_order(change, problems);
    return change;
}

struct ParameterForm : ValueWithEvidence {
    std::vector<ParameterSpec::Change> changes;
};

const FieldTable<ParameterForm>& parameter_table() {
    static const FieldTable<ParameterForm> table = [] {
        FieldTable<ParameterForm> t{"a parameter", "A number that a reviewer may question, with its evidence.",
                                    evidence_fields<ParameterForm>()};
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
    static const FieldTable<SetForm> table = [] {
        FieldTable<SetForm> t{"a setting", "The value that a policy gives to a parameter.", evidence_fields<SetForm>()};
        t.fields.insert(t.fields.begin(),
                        {"from", ValueKind::date, Need::optional,
                         "holds from this day on; without it, from the policy's `from`, or always",
                         into(&SetForm::from, read_date)});
        t.fields[1].need = Need::optional;  // `value`, or `times`
        t.fields.push_back({"times", ValueKind::factor, Need::optional,
                            "a factor of the value before, instead of `value`",
                            into(&SetForm::times, value_of(Want::factor))});
        t.fields.push_back({"ramp", ValueKind::duration, Need::optional,
                            "the time over which the new value is reached, day by day",
                            into(&SetForm::ramp, expression_of(Want::positive_duration))});
        t.fields.push_back({"retroactive", ValueKind::yes, Need::optional,
                            "stays of people already inside are read again at the date",
                            into(&SetForm::retroactive, read_yes)});
        return t;
    }();
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

void check_dates_rise(const std::vector<ParameterSpec::Change>& changes, Problems& problems) {
    for (std::size_t i = 1; i < changes.size(); ++i) {
        if (changes[i].date > changes[i - 1].date) continue;
        problems.error(changes[i].from.at, "the dates of changes must rise");
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
    read_fields(entry.value, parameter_table(), form, problems);
    check_order(form, problems);
    check_dates_rise(form.changes, problems);
    parameter.changes = std::move(form.changes);
    parameter.base = std::move(form);
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
    read_fields(entry.value, set_table(), form, problems);
    if (!entry.value.find("value") == !entry.value.find("times"))
        problems.error(entry.value.at, "a setting has either ‘value’ or ‘times’");
    if (!form.times) check_order(form, problems);
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
