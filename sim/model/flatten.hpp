// Inside this room: what turns trees into dense tables.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/model/model.hpp"

namespace desist {

class Flattener {
public:
    Flattener(const Pathway& pathway, Model& model, Problems& problems)
        : pathway_(pathway), model_(model), problems_(problems) {}

    Table number(const Value& value);
    Table law(const LawTree& tree);
    Table rate_law(const RateTree& tree);
    CompiledFactor factor(const Hazard::Times& times);
    // Cumulative shares of the first `size` indices of `drawn`.
    Table choices(const Value& value, EntryId drawn, std::size_t size);
    ConditionId condition(const Condition& condition);
    std::uint32_t moment(const Moment& moment);
    EntrySpot spot(EntryId entry) const;
    void set_spots(std::vector<EntrySpot> spots) { spots_ = std::move(spots); }
    // Bits of all that may change what these say: entries, numbers of attributes, every entry of a kind of case that is
    // looked through. Time itself is the date's bit.
    std::uint64_t bits(const std::vector<EntryId>& entries) const;
    std::uint64_t bits(const Value& value) const;
    std::uint64_t bits(const Moment& moment) const;
    std::uint64_t bits(const Condition& condition) const;

private:
    std::uint32_t value_step(const Value& value);
    // Dimensions over `entries`, and `cell` for every combination, the first entry fastest.
    Table table(const std::vector<EntryId>& entries, std::size_t first_cell, const std::function<void(Indices&)>& cell);

    const Pathway& pathway_;
    Model& model_;
    Problems& problems_;
    std::vector<EntrySpot> spots_;
    std::size_t cells_ = 0;  // of all tables
};

inline std::uint64_t entry_bit(EntryId entry) { return std::uint64_t{1} << (entry.index % 64); }

}  // namespace desist
