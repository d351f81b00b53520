// Cases with known answers (cases.json): loading them, running their scenarios, judging what was seen by the rule of
// the case, and writing down the verdicts (analytic-cases.txt in the build folder).
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/model/model.hpp"
#include "sim/pathway/pathway.hpp"
#include "sim/scenario/scenario.hpp"

namespace analytic {

const nlohmann::json& known_case(const std::string& id);

struct Compiled {
    desist::Pathway pathway;
    desist::Model model;
    const std::string& node(const desist::Stay& stay) const { return pathway.nodes[stay.node.index].name; }
    std::string next(const desist::Stay& stay) const {
        return stay.next ? pathway.nodes[stay.next.index].name : std::string{};
    }
};
Compiled compiled(const std::string& scenario, const std::vector<desist::Setting>& settings = {});

inline constexpr std::uint64_t seed = 20120401;
// The stays of one replication, but those of `gone`.
std::vector<desist::Stay> stays_of(const Compiled& scenario, std::uint32_t replication);

// What was seen of one quantity, and so how it is judged.
struct Sample {
    enum class Kind {
        mean,     // a value of each replication or person: Student's t
        share,    // hits among so many: the binomial law, by its normal limit
        within,   // one value, and how far it may lie from the expected one
        at_most,  // one value, the expected one being the highest allowed
    };
    Kind kind = Kind::mean;
    std::vector<double> values;
    double got = 0, of = 0;  // share: of how many; within: how far
    bool squared = false;    // the values are of the square of the quantity
};

class Samples {
public:
    void add(const std::string& quantity, double value) { all_[quantity].values.push_back(value); }
    void add_square(const std::string& quantity, double value) {
        add(quantity, value);
        all_[quantity].squared = true;
    }
    void share(const std::string& quantity, double hits, double of) {
        all_[quantity] = {.kind = Sample::Kind::share, .values = {}, .got = hits / of, .of = of};
    }
    void within(const std::string& quantity, double got, double far) {
        all_[quantity] = {.kind = Sample::Kind::within, .values = {}, .got = got, .of = far};
    }
    void at_most(const std::string& quantity, double got) {
        all_[quantity] = {.kind = Sample::Kind::at_most, .values = {}, .got = got, .of = 0};
    }
    const Sample* find(const std::string& quantity) const {
        const auto found = all_.find(quantity);
        return found == all_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::string, Sample> all_;
};

struct Row;
struct Seen {
    const Row& row;
    const nlohmann::json& known;
    const Compiled& scenario;
    Samples& out;
    double expected(const std::string& name) const { return known["expected"][name].get<double>(); }
    std::uint32_t replications() const { return known["tolerance"].value("replications", 1U); }
};

// A case of the table: the scenario that says it, and who sees its quantities there. Every expected quantity is judged
// but those named in `unseen`.
struct Row {
    std::string id, scenario;
    std::function<void(const Seen&)> observe;
    double unit = 3600;                      // seconds in a unit of time of the case
    std::vector<std::string> uncapped = {};  // judged, but the width of their interval is not held to the cap
    std::vector<std::string> unseen = {};    // no observable of this scenario
};
void check_row(const Row& row);

// One line of the table of verdicts.
struct Verdict {
    std::string quantity;
    double expected = 0, got = 0, low = 0, high = 0;
    bool passed = false;
};
// Replaces the lines of `name` in the table.
void write_verdicts(const std::string& name, const std::vector<Verdict>& verdicts);
// Judges a single value (|got - expected| <= far), checks it and returns the line.
Verdict check_within(const std::string& quantity, double expected, double got, double far);

double mean(const std::vector<double>& x);
double deviation(const std::vector<double>& x);
// Hyndman and Fan's type 7 (the usual one): straight lines between order statistics. Reorders the values.
double quantile_of(std::vector<double>& values, double p);

// Observers (queues.cpp, people.cpp).
void observe_queue(const Seen& seen);
void observe_classes(const Seen& seen);
void observe_network(const Seen& seen);
void observe_little(const Seen& seen);
void observe_infinite(const Seen& seen);
void observe_transient(const Seen& seen);
void observe_chain(const Seen& seen);
void observe_erlang(const Seen& seen);
void observe_renewals(const Seen& seen);
void observe_long_renewals(const Seen& seen);
void observe_competing(const Seen& seen);
void observe_survival(const Seen& seen);
void observe_career(const Seen& seen);
void observe_split(const Seen& seen);
void observe_reoffending(const Seen& seen);

}  // namespace analytic
