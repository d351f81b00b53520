// The store: one SQLite file with everything that a run came to, and all that decided it.
//
// One transaction for each replication, so that what was finished survives a crash. The rollback journal, not WAL: one
// file, one writer. The contents depend only on the facts of the run and on the results: no time of day, no duration,
// no thread, no folder of the machine. Cells that are zero have no row. Every failure is CannotAccess with the file's
// name. `meta.complete` is 1 once all replications are there.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "output/run_result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace desist {

class Store : public ResultSink {
public:
    // Makes a new file and writes what is known before the run. An existing file is an error.
    Store(const std::filesystem::path& file, const RunFacts& facts);

    void replication(const ReplicationResult& result) override;
    void complete(std::uint64_t fingerprint);  // all replications are there

private:
    struct CloseDatabase {
        void operator()(sqlite3* database) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    [[noreturn]] void fail() const;
    void must(int code) const;
    void execute(const char* sql);
    Statement prepare(const char* sql);
    template <class... Values>
    void insert(const Statement& statement, const Values&... values);
    void bind(sqlite3_stmt* statement, int position, std::int64_t value);
    void bind(sqlite3_stmt* statement, int position, double value);
    void bind(sqlite3_stmt* statement, int position, const std::string& value);

    void write_meta(const RunFacts& facts);
    void write_inputs(const RunFacts& facts);
    void write_measures(const Layout& layout);
    void write_bins(const Bins& bins);
    void write_values(const ReplicationResult& result);

    std::string file_;
    const Layout* layout_;
    std::unique_ptr<sqlite3, CloseDatabase> database_;
    Statement insert_replication_;
    Statement insert_value_;
};

}  // namespace desist
