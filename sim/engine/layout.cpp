#include "sim/engine/layout.hpp"

#include <algorithm>
#include <bit>

namespace desist {

OffenderLayout::OffenderLayout(const Model& model) : rows_(model.scopes.size()) {
    std::size_t at = sizeof(OffenderHead);
    // Widest first, so that everything is aligned.
    const auto place = [&at](std::size_t count, std::size_t size) {
        const std::size_t offset = at;
        at += count * size;
        return offset;
    };
    for (std::size_t s = 0; s < model.scopes.size(); ++s) {
        const Scope& scope = model.scopes[s];
        rows_[s].value_count = scope.values;
        rows_[s].visit_count = scope.visits;
        rows_[s].index_count = scope.indices;
        rows_[s].values = place(std::size_t{scope.copies} * scope.values, sizeof(std::int64_t));
    }
    clocks_ = place(model.clocks, sizeof(HazardClock));
    seats_ = place(model.seats, sizeof(Seat));
    carried_ = place(model.carries ? model.seats : 0, sizeof(Carried));
    for (std::size_t s = 0; s < model.scopes.size(); ++s) {
        const Scope& scope = model.scopes[s];
        rows_[s].row = place(1, sizeof(CaseRow));
        rows_[s].serials = place(scope.copies, sizeof(std::uint32_t));
        rows_[s].visits = place(std::size_t{scope.copies} * scope.visits, sizeof(std::uint32_t));
    }
    for (std::size_t s = 0; s < model.scopes.size(); ++s) {
        const Scope& scope = model.scopes[s];
        rows_[s].order = place(scope.copies, sizeof(std::uint16_t));
        rows_[s].indices = place(std::size_t{scope.copies} * scope.indices, sizeof(std::uint16_t));
    }
    bytes_ = (at + 7) / 8 * 8;
    for (std::size_t s = 0; s < model.scopes.size(); ++s) {
        const Scope& scope = model.scopes[s];
        rows_[s].undrawn_indices.assign(scope.indices, 0);
        rows_[s].undrawn_values.assign(scope.values, 0);
        for (std::uint16_t track : scope.tracks) {
            const CompiledTrack& compiled = model.tracks[track];
            if (!compiled.drawn_start)
                rows_[s].undrawn_indices[compiled.slot] =
                    static_cast<std::uint16_t>(compiled.start - compiled.first_node);
        }
        for (std::uint16_t attribute : scope.attributes) {
            const CompiledAttribute& compiled = model.attributes[attribute];
            // A named attribute has no value: its slot is none.
            std::int64_t* value = rows_[s].undrawn_values.data() + compiled.value_slot;
            if (compiled.kind == Attribute::Kind::date) *value = never.seconds;
            if (compiled.kind == Attribute::Kind::window) std::fill_n(value + 1, compiled.kept, long_ago);
            if (compiled.kind != Attribute::Kind::number) continue;
            *value = std::bit_cast<std::int64_t>(1.0);
            if (!compiled.edges.empty()) rows_[s].undrawn_indices[compiled.slot] = compiled.band_of(1);
        }
    }
}

std::uint32_t OffenderStore::allocate() {
    std::uint32_t slot;
    if (!free_.empty()) {
        slot = free_.back();
        free_.pop_back();
    } else {
        slot = used_++;
        if (slot / per_chunk == chunks_.size()) chunks_.push_back(std::make_unique<std::byte[]>(bytes_ * per_chunk));
    }
    return slot;
}

}  // namespace desist
