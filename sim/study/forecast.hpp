// The whole pipeline in one place: scenario file to a runnable, measured model.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/study/run.hpp"
#include "sim/study/study.hpp"

namespace desist {

struct Pathway;
struct Model;
struct Outcome;
struct Wanted;
class RecordSink;

// What stopped a replication; what() says when, at which node, with whom, the seed and the replication.
struct ReplicationFailed : RunFailed {
    ReplicationFailed(const std::string& what, std::uint32_t which) : RunFailed(what), replication(which) {}
    std::uint32_t replication;
};
struct ReplicationBroken : InternalError {
    ReplicationBroken(const std::string& what, std::uint32_t which) : InternalError(what), replication(which) {}
    std::uint32_t replication;
};

// A scenario that passed every check, ready to run. Immutable; shared by threads.
class Forecast {
public:
    // Reads, checks and compiles. Problems are added; nothing is returned when one is an error.
    // Throws CannotAccess when the file cannot be read.
    static std::optional<Forecast> prepare(const std::filesystem::path& file, const std::vector<Setting>& settings,
                                           Problems& problems, const LoadOptions& options = {});

    const Scenario& scenario() const;
    const Pathway& pathway() const;
    const Model& model() const;
    const Layout& layout() const;
    const std::vector<InputValue>& inputs() const;
    const std::vector<Target>& targets() const;
    std::uint64_t inputs_hash() const;     // of everything that decides the results except seed and program
    std::uint64_t structure_hash() const;  // the same without the values of parameters (structure_hash_of)
    // Bytes that a replication takes at its peak, an upper estimate; nothing is allocated to tell. And those of a
    // result that is kept.
    double replication_bytes() const;
    double result_bytes() const;
    // One replication, its records for `sink`. Throws ReplicationFailed or ReplicationBroken, and Interrupted soon
    // after `stop` has become true.
    Outcome replay(std::uint64_t seed, std::uint32_t replication, const Wanted& wanted, RecordSink& sink,
                   const std::atomic<bool>* stop = nullptr) const;
    // The same, folded into tallies.
    ReplicationResult replicate(std::uint64_t seed, std::uint32_t replication,
                                const std::atomic<bool>* stop = nullptr) const;

private:
    struct Parts;
    std::shared_ptr<const Parts> parts_;
};

}  // namespace desist
