// Replications of one scenario on threads, and what they say together.
// Replication r alone gives the same result as r in a batch, on any number of threads (SEMANTICS 7, DESIGN 5.7).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/measure/plan.hpp"

namespace desist {

struct ReplicationResult {
    std::uint32_t replication = 0;  // 0, 1, 2, ...
    std::uint64_t fingerprint = 0;  // of every record of the replication
    std::uint64_t entries = 0;      // node entries, for speed
    Tally tally;
};

// Where results go. Called by one thread at a time, in the order of replications, each as soon as all before it are
// there.
class ResultSink {
public:
    virtual ~ResultSink() = default;
    virtual void replication(const ReplicationResult& result) = 0;
};

struct StudyOptions {
    std::uint64_t seed = 1;
    std::uint32_t replications = 20;
    unsigned threads = 0;     // 0: as many as the machine has
    std::uint32_t first = 0;  // replications before this one are there already and are left out
};

// Runs one replication; must be safe to call from several threads at once.
using Replicate = std::function<ReplicationResult(std::uint32_t replication)>;
// Told about progress from 0 to 1 (replications finished over replications wanted); may be empty.
using Progress = std::function<void(double done)>;

// Runs all replications from `first` on. An exception of one of them stops the rest and is thrown again here.
std::vector<ReplicationResult> run_replications(const StudyOptions& options, const Replicate& replicate,
                                                ResultSink& sink, const Progress& progress);

// The same, but keeps no result: memory does not grow with the number of replications.
// Results reach the sink in order up to the first replication that fails, whatever the number of threads.
void for_each_replication(const StudyOptions& options, const Replicate& replicate, ResultSink& sink,
                          const Progress& progress);

// As many threads as a run will really use.
unsigned threads_used(const StudyOptions& options);

// How an interval was made.
enum class IntervalBy {
    nothing,    // there is none: one replication, and no law for what is within it
    student,    // Student's t over replications: their Monte Carlo noise
    bootstrap,  // resampled replications, where their values are skewed
    wilson,     // Wilson's, of a share within one replication
    within,     // from the sampling variance within one replication, which its measure works out
};
std::string_view to_text(IntervalBy by);  // "t over replications"

// An estimate over replications: mean and an interval of its Monte Carlo noise.
struct Estimate {
    MeasureId measure;
    std::size_t group = 0;  // index into MeasureInfo::groups
    Period period;
    std::uint32_t replications = 0;  // that had a value; 0: there is no mean, see `missing`
    double mean = 0;
    double low = 0, high = 0;  // 95%; both not-a-number where there is no interval
    double deviation = 0;      // standard deviation between replications
    IntervalBy by = IntervalBy::nothing;
    std::string missing;  // why there is no value, or none in some replications; empty: nothing is missing
};

// The 97.5% point of Student's t for the mean of n values (n - 1 degrees of freedom); n at least 2.
double t_975(std::uint32_t n);

// Estimates from one replication after another, without keeping them (B. P. Welford, Technometrics 4, 1962).
class Summary {
public:
    explicit Summary(const Layout& layout);  // the layout must outlive the summary
    void add(const Tally& tally);
    // Every figure, period and group; figures in order, periods in order, groups in order. What is not available says
    // why and has no replications.
    std::vector<Estimate> estimates() const;

private:
    struct Running {
        MeasureId measure;
        std::size_t period = 0, group = 0;
        std::uint32_t replications = 0, missing = 0;
        double mean = 0, squares = 0;            // squares: sum of squared distances from the mean
        std::vector<double> values;              // where a bootstrap will need them
        std::optional<Counts> counts, variance;  // of the first replication, where its interval may rest on them
    };
    void add_one(Running& running, const Tally& tally);
    Estimate estimate(const Running& running) const;
    void set_interval(Estimate& estimate, const Running& running) const;

    const Layout* layout_;
    std::vector<Period> periods_;
    std::vector<Running> running_;
};

// The same in one go.
std::vector<Estimate> summarise(const Layout& layout, const std::vector<ReplicationResult>& results);

}  // namespace desist
