#include "sim/study/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "sim/base/check.hpp"

namespace desist {

namespace {

// A variant that is being run.
struct Going {
    const Variant* variant = nullptr;
    std::optional<Forecast> forecast;  // none: it is being prepared
    std::vector<MeasureId> figures;    // in its own layout
    std::uint32_t given = 0, finished = 0;
    RunOutcome outcome;
};

std::string name_of(const Variant& variant) {
    std::string text = fmt::format("run {} ({}", variant.run, variant.file.string());
    for (const Setting& setting : variant.settings)
        text += fmt::format(" --set {}={}", setting.parameter, setting.value);
    return text + ")";
}

class Batch {
public:
    Batch(const std::vector<Variant>& variants, const BatchOptions& options,
          const std::function<void(const RunOutcome&)>& done, const Progress& progress)
        : variants_(variants), options_(options), done_(done), progress_(progress) {}

    void run() {
        {
            std::vector<std::jthread> workers;
            for (unsigned t = 1; t < options_.threads; ++t) workers.emplace_back([this] { work(); });
            work();
        }
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    struct Task {
        std::shared_ptr<Going> going;
        std::optional<std::uint32_t> replication;  // none: it is to be prepared
    };

    void work() {
        while (const auto task = next()) {
            try {
                task->replication ? replicate(*task->going, *task->replication) : prepare(*task->going);
            } catch (...) {
                fail();
            }
            changed_.notify_all();
        }
    }

    // A replication of a variant that is ready; else the next variant; else waits for one that is being prepared.
    std::optional<Task> next() {
        std::unique_lock lock(mutex_);
        for (;;) {
            if (failure_) return std::nullopt;
            for (const auto& going : going_)
                if (going->forecast && going->given < options_.replications) return Task{going, going->given++};
            std::erase_if(going_, [&](const auto& going) { return going->given == options_.replications; });
            if (next_ < variants_.size()) {
                going_.push_back(std::make_shared<Going>());
                going_.back()->variant = &variants_[next_++];
                return Task{going_.back(), std::nullopt};
            }
            if (going_.empty()) return std::nullopt;
            changed_.wait(lock);
        }
    }

    void prepare(Going& going) {
        const Variant& variant = *going.variant;
        Problems problems;
        auto forecast = Forecast::prepare(variant.file, variant.settings, problems);
        if (!forecast) throw VariantRefused(fmt::format("{} is refused\n{}", name_of(variant), problems.text()));
        const Layout& layout = forecast->layout();
        if (layout.periods.size() != options_.layout->periods.size() || layout.bins.end != options_.layout->bins.end)
            throw VariantRefused(fmt::format("{} runs for another time than the scenario", name_of(variant)));
        for (MeasureId figure : options_.figures) {
            const std::string& name = options_.layout->measures[figure.index].name;
            const auto own = layout.named(name);
            if (!own) throw VariantRefused(fmt::format("{} has no measure ‘{}’", name_of(variant), name));
            going.figures.push_back(*own);
        }
        going.outcome.run = variant.run;
        going.outcome.inputs_hash = forecast->inputs_hash();
        going.outcome.values.resize(options_.replications);
        going.outcome.fingerprints.resize(options_.replications);
        const std::lock_guard lock(mutex_);
        going.forecast = std::move(forecast);
    }

    void replicate(Going& going, std::uint32_t replication) {
        const ReplicationResult result = going.forecast->replicate(options_.seed, replication, options_.stop);
        const Layout& layout = going.forecast->layout();
        std::vector<double>& values = going.outcome.values[replication];
        for (MeasureId figure : going.figures)
            for (const Period& period : layout.periods)
                values.push_back(value_of(layout, result.tally, figure, 0, period)
                                     .value_or(std::numeric_limits<double>::quiet_NaN()));
        going.outcome.fingerprints[replication] = result.fingerprint;
        bool last = false;
        {
            const std::lock_guard lock(mutex_);
            last = ++going.finished == options_.replications;
        }
        hand_on(going, last);
    }

    void hand_on(const Going& going, bool last) {
        const std::lock_guard lock(handing_on_);
        if (last) done_(going.outcome);
        ++replications_;
        const double all = static_cast<double>(variants_.size()) * options_.replications;
        if (progress_) progress_(static_cast<double>(replications_) / all);
    }

    void fail() {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
    }

    const std::vector<Variant>& variants_;
    const BatchOptions& options_;
    const std::function<void(const RunOutcome&)>& done_;
    const Progress& progress_;
    std::mutex mutex_, handing_on_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<Going>> going_;
    std::size_t next_ = 0;
    std::uint64_t replications_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

void run_batch(const std::vector<Variant>& variants, const BatchOptions& options,
               const std::function<void(const RunOutcome&)>& done, const Progress& progress) {
    check(options.layout && options.replications > 0 && options.threads > 0, "a batch without replications or threads");
    Batch(variants, options, done, progress).run();
}

}  // namespace desist
