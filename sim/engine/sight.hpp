// What is seen from a seat at an instant: the offender's rows and those of the own case, or of the case in hand.
// Looks up tables, judges conditions, works out dates.
#pragma once

#include "sim/engine/layout.hpp"

namespace desist {

class Sight {
public:
    Sight(const Model& model, const OffenderLayout& layout, std::byte* block, Time now)
        : model_(model), layout_(layout), block_(block), now_(now) {
        indices_[0] = layout.indices(block, 0, 0);
        values_[0] = layout.values(block, 0, 0);
    }
    // Sees this copy of a case; `nowhere`: the case in hand is none.
    void see(std::size_t scope, std::uint16_t copy);

    std::size_t cell(const Table& table) const {
        std::size_t cell = table.first_cell;
        const Dimension* dimension = model_.dimensions.data() + table.first_dimension;
        for (std::uint32_t d = 0; d < table.dimensions; ++d)
            cell += std::size_t{index(dimension[d].spot)} * dimension[d].stride;
        return cell;
    }
    // Which cell of a table whose cells hold `width` numbers each.
    std::size_t cell(const Table& table, std::size_t width) const {
        return table.first_cell + (cell(table) - table.first_cell) * width;
    }
    double number(const Table& table) const {
        if (table.dimensions == Table::program) [[unlikely]]
            return worked_out(table.first_cell);
        return model_.numbers[cell(table)];
    }
    double tabled(const Table& table) const { return model_.numbers[cell(table)]; }  // of no program
    std::uint16_t index(EntrySpot spot) const { return indices_[spot.scope][spot.slot]; }
    std::int64_t value(const CompiledAttribute& attribute) const {
        return values_[attribute.scope][attribute.value_slot];
    }
    double number_of(const CompiledAttribute& attribute) const;

    bool holds(ConditionId condition) const;
    bool holds_or_none(ConditionId condition) const { return condition == none || holds(condition); }
    // `never.seconds` when unset.
    std::int64_t moment(std::uint32_t moment) const;
    Time now() const { return now_; }

private:
    double worked_out(std::uint32_t step) const;
    std::uint32_t cases_that_hold(const ConditionStep& step, ConditionId condition) const;

    const Model& model_;
    const OffenderLayout& layout_;
    std::byte* block_;
    Time now_;
    const std::uint16_t* indices_[most_scopes] = {};
    const std::int64_t* values_[most_scopes] = {};
};

}  // namespace desist
