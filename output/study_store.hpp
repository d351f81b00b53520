// The store of a study: one SQLite file with every run that is finished and all that decided them.
//
// It appears whole, with what is known before the runs; then one transaction for each finished run, so that what was
// finished survives a crash. The contents depend only on the facts and on the runs that are there: not on the order in
// which they came, no time of day, no thread, no shard once all are gathered. `run.hash` shows later that nothing of a
// run was lost or changed. Every failure is CannotAccess with the file's name.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "output/database.hpp"
#include "output/shard.hpp"
#include "sim/study/findings.hpp"
#include "sim/study/study_points.hpp"

namespace desist {

inline constexpr std::int64_t study_application = 1147499380;  // 'Dest' marks the file as ours
inline constexpr std::int64_t study_version = 1;               // counts changes of the tables

// What decides the contents of a study: equal facts, equal runs.
struct StudyFacts {
    std::string verb;  // "sweep", "sensitivity", "calibrate"
    std::string version, build, title;
    std::string study, scenario;  // file names
    std::uint64_t seed = 1;
    std::uint32_t replications = 20;
    std::uint32_t runs = 0;  // in all shards, with run 0; 0: the study itself decides as it goes
    std::uint64_t inputs_hash = 0;
    std::vector<InputFile> inputs;     // of the study, the scenario and its policies
    std::vector<Factor> factors;       // name, unit, bounds, levels
    std::vector<MeasureInfo> figures;  // what is kept of each run
    std::vector<std::string> periods;  // the whole run last
};

class StudyStore {
public:
    // Makes a new file, or goes on with one of the same facts; another's is refused. Facts must outlive it.
    StudyStore(const std::filesystem::path& file, const StudyFacts& facts, Shard shard);

    const std::set<std::uint32_t>& saved() const { return saved_; }
    bool complete();
    // One transaction.
    void add(const RunOutcome& outcome, const StudyPoint& point);
    void finish();

    // The runs that are there, in the order of their numbers, each checked against its hash.
    void each(const std::function<void(const RunOutcome&, const StudyPoint&)>& visit);
    std::pair<RunOutcome, StudyPoint> one(std::uint32_t run);

private:
    RunOutcome outcome_of(const Statement& row, StudyPoint& point);
    void insert(const RunOutcome& outcome, const StudyPoint& point);

    const StudyFacts& facts_;
    Database database_;
    std::set<std::uint32_t> saved_;
};

// What a store says of itself, to gather it.
struct ShardFacts {
    std::string verb, contents;  // a hash of all facts but the shard
    std::string title, version, build, study;
    Shard shard;
    bool complete = false;
    std::uint32_t runs = 0, saved = 0;
};
ShardFacts shard_facts(const std::filesystem::path& file);  // checks that it is a study's store

// A new store `into` with all runs of these, whose facts are equal and whose shards are all there are.
void join_stores(const std::vector<std::filesystem::path>& stores, const std::filesystem::path& into);

}  // namespace desist
