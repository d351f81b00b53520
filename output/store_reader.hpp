// Reads a store back, and refuses one that was cut off, changed or made by something else: never a wrong number.
#pragma once

#include <filesystem>

#include "output/database.hpp"
#include "sim/study/run.hpp"

namespace desist {

class StoreReader {
public:
    // Checks all but the replications. Throws CannotAccess with the file's name. Mode::write also takes back what a
    // crash left half done; read cannot.
    StoreReader(const std::filesystem::path& file, Database::Mode mode = Database::Mode::read);

    const Run& facts() const { return run_; }  // without folder and results
    bool complete() const { return complete_; }
    std::uint32_t saved() const { return saved_; }  // replications that are there

    // Every replication that is there, each checked, in order.
    void read(ResultSink& sink);

private:
    [[noreturn]] void altered(const std::string& what) const;
    void check_kind();
    void check_contents();
    std::string meta(const char* key);
    std::uint64_t number(const char* key, int base = 10);
    void read_facts();
    void read_inputs();
    void read_targets();
    void read_bins();
    void read_measures();
    MeasureInfo measure_of(const Statement& row);
    void read_replications(ResultSink& sink, std::vector<std::uint64_t>& fingerprints);
    void read_cells(Statement& values, bool& more, ReplicationResult& result);
    void read_warm_up(Statement& halves, bool& more, ReplicationResult& result);

    Database database_;
    Run run_;
    bool complete_ = false;
    std::uint32_t saved_ = 0;
};

// An empty file, or a database without tables that is nobody's: nothing is lost when a run starts anew.
bool holds_nothing(const std::filesystem::path& store);

}  // namespace desist
