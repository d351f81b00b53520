// One replication of a model: the door of this room.
// simulate() runs every offender of the model from the beginning of warm-up to the horizon and reports records.
//
// Offenders touch each other only through resources; between touches one runs ahead alone (SEMANTICS 9), so records of
// different offenders come in no particular order, those of one offender in the order of time (of ending).
// Cost: 200 ns a node entry for M/M/1, 250 for West Yorkshire with its ten tracks; one block of memory for each
// offender who is inside (memory.hpp estimates it). Errors: Storm when an offender storms through more than 10,000
// steps in one second; Broken for our own bugs (books.hpp says what is always checked); both tell where in numbers of
// the model. Interrupted soon (about a millisecond) after `stop` has become true.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/engine/record.hpp"
#include "sim/engine/sight.hpp"

namespace desist {

// Whose record it is, as they stand when the record is made: of a stay or a use before what ends it changes them, of
// money before what follows it does, of a rate when the event that changed it is over.
struct Witness {
    const Sight& sight;
    std::uint32_t slot;  // a small number, the offender's until `left`; then somebody else's
};

class RecordSink {
public:
    virtual ~RecordSink() = default;
    virtual void stay(const Stay& stay, const Witness& who) = 0;
    virtual void use(const Use&, const Witness&) {}
    virtual void spend(const Spend&, const Witness&) {}
    virtual void change(const Change&) {}
    virtual void rate(const Rate&, const Witness&) {}  // one that tells nothing new may come, too
    virtual void left(std::uint32_t /*slot*/) {}       // the offender left; those inside at the end are not told
};

// Which records a sink wants; all others are still part of the fingerprint.
struct Wanted {
    std::vector<bool> stays;  // by node; empty: all
    bool uses = false;
    bool changes = false;
    bool rates = false;  // of hazards that a measure or a cost names
    bool spends = false;
};

// Where a replication stopped, in numbers of the model; who has the pathway names them.
struct Whereabouts {
    Time at;
    NodeId node;                          // none: at no node in particular
    std::optional<OffenderKey> offender;  // none: nobody in particular
    std::uint32_t stream = 0;             // of the offender
    std::uint64_t ordinal = 0;            // in the stream; of people from files the hash of the id
};

// An offender who storms through steps in one second: the scenario loops there.
struct Storm : RunFailed {
    Storm(const std::string& what, const Whereabouts& there) : RunFailed(what), where(there) {}
    Whereabouts where;
};

// A check of our own that failed.
struct Broken : InternalError {
    Broken(const std::string& what, const Whereabouts& there) : InternalError(what), where(there) {}
    Whereabouts where;
};

struct Outcome {
    std::uint64_t fingerprint = 0;  // of every stay; the same however the replication is run
    std::uint64_t entries = 0;      // arrivals at nodes
    std::uint64_t moves_without_effect = 0;
    std::uint64_t cases_joined = 0;
    // Of these, in the measured run.
    std::uint64_t moves_measured = 0, joined_measured = 0;
};

Outcome simulate(const Model& model, std::uint64_t seed, std::uint32_t replication, const Wanted& wanted,
                 RecordSink& sink, const std::atomic<bool>* stop = nullptr);

}  // namespace desist
