// Shared by the tests of this room: runs a scenario from text and tells the records of one offender in words.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/engine/engine.hpp"
#include "tests/catch.hpp"

namespace desist::test {

struct Recorder : RecordSink {
    std::vector<Stay> stays;
    std::vector<Use> uses;
    std::vector<Change> changes;
    std::vector<Rate> rates;  // their laws are the model's
    std::vector<Spend> spends;
    void stay(const Stay& stay, const Witness&) override { stays.push_back(stay); }
    void use(const Use& use, const Witness&) override { uses.push_back(use); }
    void change(const Change& change) override { changes.push_back(change); }
    void rate(const Rate& rate, const Witness&) override { rates.push_back(rate); }
    void spend(const Spend& spend, const Witness&) override { spends.push_back(spend); }
};

inline const char* cause_name(Cause cause) {
    switch (cause) {
        case Cause::stay:
            return "stay";
        case Cause::hazard:
            return "hazard";
        case Cause::as_soon_as:
            return "as-soon-as";
        case Cause::route:
            return "route";
        case Cause::moved:
            return "moved";
        case Cause::give_up:
            return "give-up";
        case Cause::case_closed:
            return "case-closed";
        case Cause::ended:
            return "ended";
        case Cause::horizon:
            return "horizon";
        case Cause::full:
            return "full";
        case Cause::ejected:
            return "ejected";
    }
    return "";
}

using Lines = std::vector<std::string>;

// A replication and its records.
struct Run {
    Pathway pathway;
    Model model;
    Outcome outcome;
    Recorder records;
    std::uint64_t seed = 1;
    std::uint32_t replication = 0;

    OffenderKey key(const std::string& stream, std::uint64_t ordinal = 0) const {
        return offender_key(seed, replication, name_hash(stream), ordinal);
    }
    const std::string& place(NodeId node) const { return pathway.nodes[node.index].place; }

    // "[#serial ]track/node arrived[/started]..ended cause[ next]"; started is "-" where nobody was served.
    std::string told(const Stay& stay) const {
        std::string line = stay.serial ? "#" + std::to_string(stay.serial) + " " : "";
        line += place(stay.node) + " " + std::to_string(stay.arrived.seconds);
        if (stay.started != stay.arrived)
            line += "/" + (stay.started == never ? "-" : std::to_string(stay.started.seconds));
        line += ".." + std::to_string(stay.ended.seconds) + " " + cause_name(stay.cause);
        return stay.next ? line + " " + place(stay.next) : line;
    }
    std::vector<Stay> stays_of(OffenderKey who) const {
        std::vector<Stay> own;
        for (const Stay& stay : records.stays)
            if (stay.offender == who) own.push_back(stay);
        return own;
    }
    // Of everything the offender did, or of what begins with `start` ("t/", "#1 file/").
    Lines lines(const std::string& stream, const std::string& start = "", std::uint64_t ordinal = 0) const {
        Lines all;
        for (const Stay& stay : stays_of(key(stream, ordinal)))
            if (told(stay).starts_with(start)) all.push_back(told(stay));
        return all;
    }
    // "attribute=value@time", names of named values.
    Lines changes_of(const std::string& stream, const std::string& attribute) const {
        Lines all;
        for (const Change& change : records.changes) {
            const Attribute& changed = pathway.attributes[change.attribute.index];
            if (change.offender != key(stream) || changed.name != attribute) continue;
            const std::string value =
                changed.kind == Attribute::Kind::named
                    ? pathway.entries[changed.entry.index].names[static_cast<std::size_t>(change.value)]
                    : std::to_string(change.value);
            all.push_back(value + "@" + std::to_string(change.at.seconds));
        }
        return all;
    }
};

inline Run run_whole(const std::string& text, std::uint64_t seed = 1, std::uint32_t replication = 0,
                     Wanted wanted = {{}, true, true, false}) {
    Problems problems;
    std::optional<Scenario> scenario = load_text("x.yaml", text, problems);
    std::optional<Pathway> pathway = scenario ? build_pathway(*scenario, problems) : std::nullopt;
    std::optional<Model> model = pathway ? compile(*pathway, problems) : std::nullopt;
    INFO(problems.text());
    REQUIRE(model);
    Run run;
    run.pathway = std::move(*pathway);
    run.model = std::move(*model);
    run.seed = seed;
    run.replication = replication;
    run.outcome = simulate(run.model, seed, replication, wanted, run.records);
    return run;
}

// A thousand seconds without warm-up; one offender, of stream `present`, unless the text has a population.
inline std::string short_run(const std::string& more) {
    return "desist: 1\n"
           "time: {start: 2012-04-01, warm-up: 0 days, run: 1000 seconds}\n" +
           (more.find("population:") == std::string::npos ? std::string("population: {present: 1}\n") : std::string()) +
           more;
}
inline Run run(const std::string& more) { return run_whole(short_run(more)); }

// Four offenders a, b, c, d, each a stream of one, who can be told apart by the attribute `who`.
inline std::string four_people() {
    return "attributes: {who: [a, b, c, d]}\n"
           "population: {streams: {a: {present: 1, draw: {who: a}}, b: {present: 1, draw: {who: b}},"
           " c: {present: 1, draw: {who: c}}, d: {present: 1, draw: {who: d}}}}\n";
}

}  // namespace desist::test
