#include "sim/model/flatten.hpp"

#include <algorithm>

namespace desist {

namespace {

constexpr std::size_t most_cells = 3'000'000;  // of all tables together; they must fit into memory

}  // namespace

EntrySpot Flattener::spot(EntryId entry) const { return spots_[entry.index]; }

std::uint64_t Flattener::bits(const std::vector<EntryId>& entries) const {
    std::uint64_t all = 0;
    for (EntryId entry : entries) all |= entry_bit(entry);
    return all;
}

std::uint64_t Flattener::bits(const Value& value) const {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    std::vector<AttributeId> attributes;
    collect_attributes(value, attributes);
    for (AttributeId attribute : attributes) entries.push_back(pathway_.entry_of(attribute));
    return bits(entries);
}

std::uint64_t Flattener::bits(const Moment& moment) const {
    std::uint64_t all = bits(moment.value);
    if (moment.kind == Moment::Kind::attribute) all |= entry_bit(pathway_.entry_of(moment.attribute));
    for (const Moment& operand : moment.operands) all |= bits(operand);
    return all;
}

std::uint64_t Flattener::bits(const Condition& condition) const {
    std::uint64_t all = 0;
    if (condition.kind == Condition::Kind::in) all |= entry_bit(condition.entry);
    if (condition.kind == Condition::Kind::before || condition.kind == Condition::Kind::after)
        all |= bits(condition.moment) | entry_bit(pathway_.date_entry());
    if (condition.of)
        for (std::size_t e = 0; e < pathway_.entries.size(); ++e)
            if (pathway_.entries[e].of == condition.of) all |= entry_bit(EntryId(e));
    for (const Condition& operand : condition.operands) all |= bits(operand);
    return all;
}

Table Flattener::table(const std::vector<EntryId>& entries, std::size_t first_cell,
                       const std::function<void(Indices&)>& cell) {
    Table table{static_cast<std::uint32_t>(first_cell), static_cast<std::uint32_t>(model_.dimensions.size()),
                static_cast<std::uint32_t>(entries.size())};
    std::uint32_t stride = 1;
    for (EntryId entry : entries) {
        model_.dimensions.push_back({spot(entry), stride});
        stride *= static_cast<std::uint32_t>(pathway_.entries[entry.index].size());
    }
    Indices at(pathway_.entries.size(), 0);
    if (cells_ > most_cells) return table;
    const auto counted = [&] {
        if (++cells_ <= most_cells) cell(at);
    };
    const bool all = for_each_combination(pathway_, entries, at, counted);
    if (cells_ > most_cells) problems_.error({}, "the tables have more than three million cells together");
    if (!all)
        problems_.error({}, "a table depends on too many things at once: it would have more than a million cells");
    return table;
}

std::uint32_t Flattener::value_step(const Value& value) {
    ValueStep step;
    if (!needs_numbers(value)) {
        step.table = number(value);
    } else {
        step.kind = value.kind;
        if (value.kind == Value::Kind::attribute) step.attribute = static_cast<std::uint16_t>(value.attribute.index);
        if (value.kind == Value::Kind::table) step.spot = spot(value.entry);
        std::vector<std::uint32_t> children;
        for (const Value& child : value.children) children.push_back(value_step(child));
        step.children = {static_cast<std::uint32_t>(model_.value_children.size()),
                         static_cast<std::uint32_t>(children.size())};
        model_.value_children.insert(model_.value_children.end(), children.begin(), children.end());
    }
    model_.value_steps.push_back(step);
    return static_cast<std::uint32_t>(model_.value_steps.size() - 1);
}

Table Flattener::number(const Value& value) {
    if (needs_numbers(value)) return {value_step(value), 0, Table::program};
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    return table(entries, model_.numbers.size(), [&](Indices& at) { model_.numbers.push_back(evaluate(value, at)); });
}

Table Flattener::law(const LawTree& tree) {
    std::vector<EntryId> entries;
    collect_entries(tree, entries);
    return table(entries, model_.laws.size(), [&](Indices& at) { model_.laws.push_back(law_at(tree, at)); });
}

Table Flattener::rate_law(const RateTree& tree) {
    std::vector<EntryId> entries;
    collect_entries(tree, entries);
    return table(entries, model_.rate_laws.size(),
                 [&](Indices& at) { model_.rate_laws.push_back(rate_law_at(tree, at)); });
}

CompiledFactor Flattener::factor(const Hazard::Times& times) {
    if (!times.when) return {number(times.value), none};
    if (depends_on_time(*times.when) || needs_numbers(times.value)) {
        const ConditionId when = condition(*times.when);
        return {number(times.value), when};
    }
    std::vector<EntryId> entries;
    collect_entries(*times.when, entries);
    collect_entries(times.value, entries);
    return {
        table(entries, model_.numbers.size(),
              [&](Indices& at) { model_.numbers.push_back(holds(*times.when, at) ? evaluate(times.value, at) : 1.0); }),
        none};
}

Table Flattener::choices(const Value& value, EntryId drawn, std::size_t size) {
    std::vector<EntryId> entries;
    collect_entries(value, entries);
    std::erase(entries, drawn);
    return table(entries, model_.choices.size(), [&](Indices& at) {
        double sum = 0;
        for (double share : shares_of(value, at, drawn, size)) model_.choices.push_back(sum += share);
    });
}

ConditionId Flattener::condition(const Condition& condition) {
    const std::size_t id = model_.conditions.size();
    ConditionStep step;
    step.kind = condition.kind;
    step.operands = static_cast<std::uint32_t>(condition.operands.size());
    if (condition.kind == Condition::Kind::in) {
        step.spot = spot(condition.entry);
        step.first_bit = static_cast<std::uint32_t>(model_.condition_bits.size());
        model_.condition_bits.resize(model_.condition_bits.size() + (condition.indices.size() + 63) / 64);
        for (std::size_t i = 0; i < condition.indices.size(); ++i)
            if (condition.indices[i]) model_.condition_bits[step.first_bit + i / 64] |= std::uint64_t{1} << (i % 64);
    }
    if (condition.of) step.case_type = static_cast<std::uint16_t>(condition.of.index);
    step.least = condition.least;
    step.most = condition.most;
    if (condition.calendar) step.calendar = static_cast<std::uint16_t>(condition.calendar.index);
    if (condition.kind == Condition::Kind::before || condition.kind == Condition::Kind::after)
        step.moment = moment(condition.moment);
    model_.conditions.push_back(step);
    for (const Condition& operand : condition.operands) this->condition(operand);
    model_.conditions[id].length = static_cast<std::uint32_t>(model_.conditions.size() - id);
    return static_cast<ConditionId>(id);
}

std::uint32_t Flattener::moment(const Moment& moment) {
    MomentStep step;
    step.kind = moment.kind;
    step.constant = moment.constant;
    if (moment.kind == Moment::Kind::attribute) step.attribute = static_cast<std::uint16_t>(moment.attribute.index);
    if (moment.kind == Moment::Kind::value) step.value = number(moment.value);
    if (moment.operands.size() == 2) {
        step.left = this->moment(moment.operands[0]);
        step.right = this->moment(moment.operands[1]);
    }
    model_.moments.push_back(step);
    return static_cast<std::uint32_t>(model_.moments.size() - 1);
}

}  // namespace desist
