// The store: one SQLite file with everything that a run came to, and all that decided it.
//
// It appears whole, with what is known before the run; then one transaction for each replication, so that what was
// finished survives a crash and the run can go on. The rollback journal, not WAL: one file, one writer. The contents
// depend only on the facts of the run and on the results: no time of day, no duration, no thread, no folder of the
// machine. Cells that are zero have no row. `meta.complete` is 1 once all replications are there; `meta.contents` and
// `replication.cells` are hashes that show later that nothing was lost or changed. Every failure is CannotAccess with
// the file's name.
#pragma once

#include <filesystem>

#include "output/database.hpp"
#include "output/run_result.hpp"
#include "sim/study/run.hpp"

namespace desist {

inline constexpr std::int64_t store_application = 1147499369;  // 'Desi' marks the file as ours
inline constexpr std::int64_t store_version = 3;               // counts changes of the tables

class Store : public ResultSink {
public:
    // Makes a new file. An existing one is an error.
    Store(const std::filesystem::path& file, const RunFacts& facts);
    // Goes on with one that is there and was checked (store_reader.hpp).
    Store(const std::filesystem::path& file, const Layout& layout);

    void replication(const ReplicationResult& result) override;
    void extend(std::uint32_t replications);   // so many are wanted now
    void complete(std::uint64_t fingerprint);  // all replications are there

private:
    void write_values(const ReplicationResult& result);
    void write_warm_up(const ReplicationResult& result);

    const Layout* layout_;
    Database database_;
    Statement insert_replication_;
    Statement insert_value_;
    Statement insert_warm_up_;
};

// A hash over all that the store says about one replication.
std::uint64_t hash_of(const ReplicationResult& result);

// A hash over all that the store says besides: its tables, facts, parameters, measures and bins.
std::uint64_t hash_of_facts(Database& database);

const char* name_of(Form form);
const char* name_of(Shape shape);

}  // namespace desist
