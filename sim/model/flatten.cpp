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

Table Flattener::number(const Value& value) {
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

Table Flattener::multiplier(const Hazard::Times& times) {
    std::vector<EntryId> entries;
    if (times.when) collect_entries(*times.when, entries);
    collect_entries(times.value, entries);
    return table(entries, model_.numbers.size(), [&](Indices& at) {
        model_.numbers.push_back(!times.when || holds(*times.when, at) ? evaluate(times.value, at) : 1.0);
    });
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
