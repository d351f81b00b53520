// Typed ids: an index into one table of the model, which cannot be mixed up with an index into another.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace desist {

template <class Tag>
struct Id {
    static constexpr std::uint32_t none_index = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t index = none_index;

    constexpr Id() = default;
    constexpr explicit Id(std::size_t i) : index(static_cast<std::uint32_t>(i)) {}
    constexpr explicit operator bool() const { return index != none_index; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using TrackId = Id<struct TrackTag>;          // a track, in the order written
using NodeId = Id<struct NodeTag>;            // a node; numbered through all tracks
using AttributeId = Id<struct AttributeTag>;  // an attribute of the offender or of a case
using HazardId = Id<struct HazardTag>;        // a named hazard law
using ResourceId = Id<struct ResourceTag>;    // a named resource
using PoolId = Id<struct PoolTag>;            // the units of one resource for one group
using CaseTypeId = Id<struct CaseTypeTag>;    // a kind of case: the tracks that are copied together
using StreamId = Id<struct StreamTag>;        // a stream of people: present at the start, or arriving
using EntryId = Id<struct EntryTag>;          // something a table may depend on: a track's node, an attribute, the date
using CalendarId = Id<struct CalendarTag>;    // named hours, days and dates
using ProfileId = Id<struct ProfileTag>;      // weights over the week or the year
using CostId = Id<struct CostTag>;            // something that costs money
using MeasureId = Id<struct MeasureTag>;      // a measure, in the order written

}  // namespace desist
