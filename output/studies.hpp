// A study going into a folder: what sweep, sensitivity and calibrate share.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "output/command_line.hpp"
#include "output/files.hpp"
#include "output/progress.hpp"
#include "output/study_store.hpp"

namespace desist {

// A study that passed every check.
struct PreparedStudy {
    StudySpec spec;
    std::filesystem::path scenario;
    Forecast baseline;
    std::vector<Factor> factors;
    std::vector<MeasureId> figures;
    StudyOptions options;  // seed, replications, threads that fit into memory
    std::uint64_t inputs_hash = 0;
    std::vector<InputFile> inputs;
};

// Reads and checks the study, its scenario, its policies and both ends of every factor. Problems are added.
std::optional<PreparedStudy> prepare_study(const Command& command, Problems& problems);

// Throws LimitReached with the number of runs and an estimate of time and disk, where a study is too large; tries one
// replication for it. `runs`: with the scenario as it is.
void refuse_too_many(const Command& command, const PreparedStudy& study, double runs);

class StudyInFolder {
public:
    // `runs`: how many there are in all shards; 0: the study decides as it goes.
    StudyInFolder(const Command& command, const PreparedStudy& study, std::uint32_t runs);

    struct Planned {
        std::uint32_t run = 0;
        StudyPoint point;
    };
    // Runs those of these that are not there yet. Progress goes from one share of the whole study to another. Throws
    // what a run throws, with how to go on.
    void make(const std::vector<Planned>& runs, double from, double to);
    // Run 0 and the points, those that belong to the shard.
    void make_all(const std::vector<StudyPoint>& points);

    StudyStore& store() { return *store_; }
    std::size_t store_size() const { return store_->saved().size(); }  // runs that are there
    const ResultFolder& folder() const { return folder_; }
    const StudyFacts& facts() const { return facts_; }
    Shard shard() const { return shard_; }
    double seconds() const { return stopwatch_(); }
    std::size_t saved_before() const { return saved_before_; }  // runs that an earlier go has left
    void progress(double done);                                 // of the whole study, its writing included
    void end_progress() { progress_.reset(); }

    // The last of all: who sees the manifest sees a whole result.
    void write_manifest();
    // A shard is done: what to do next.
    void say_shard() const;

private:
    std::string how_to_go_on() const;
    std::string time_limit_message(double done) const;

    const Command& command_;
    const PreparedStudy& study_;
    Shard shard_;
    StudyFacts facts_;
    ResultFolder folder_;
    ProgressReport::Stopwatch stopwatch_;
    std::string started_;
    std::unique_ptr<StudyStore> store_;
    std::unique_ptr<ProgressReport> progress_;
    std::size_t saved_before_ = 0;
    double done_ = 0;
};

// Every run of a study, as a row for each figure and period: mean, interval, and the paired difference from run 0.
std::string study_summary_csv(StudyInFolder& work);

}  // namespace desist
