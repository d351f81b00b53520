// The command line: which verb, with what.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "output/exit_code.hpp"
#include "output/shard.hpp"
#include "sim/base/problems.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/study/study.hpp"

namespace desist {

enum class Verb { run, check, compare, explain, trace, sweep, sensitivity, calibrate, gather, schema };

// What desist compare is asked.
struct ComparisonWish {
    std::vector<std::string> sides;    // the base and its options: result folders or scenario files
    std::vector<std::string> fail_if;  // bounds
    std::string break_even, measure;   // a parameter, and the measure that decides
    bool steps = false;                // the changes of an option one by one
    bool identical = false;
    bool seed_given = false, replications_given = false;
};

// What desist explain is asked: the page, unless one of these is set.
struct ExplainWish {
    bool dot = false;          // the drawing
    bool assumptions = false;  // the list of numbers and where they come from
    std::string node;          // only this node, "track/node"
};

// What desist trace is asked.
struct TraceWish {
    std::vector<std::string> people;  // "STREAM:NUMBER" or a key; empty: the first one
    std::uint32_t replication = 0;
};

// What the studies are asked: sweep, sensitivity, calibrate, gather.
struct StudyWish {
    Shard shard;
    bool seed_given = false, replications_given = false;
    std::uint64_t most_runs = 100'000;
    std::vector<std::string> shards;  // gather: folders
};

struct Command {
    Verb verb = Verb::run;
    std::string program;   // as it was called, for messages that name the next command
    std::string again;     // the whole command, for a shell, that goes on where this one stopped
    std::string scenario;  // path of the file
    std::string out;       // folder of the results; of explain and trace: a file, or empty for stdout
    std::vector<Setting> settings;
    StudyOptions study;
    double time_limit = 0;        // seconds; 0: none
    std::string time_limit_text;  // as given
    ComparisonWish comparison;
    bool effective = false;  // check: what holds after all policies and settings
    ExplainWish explain;
    TraceWish trace;
    StudyWish wish;
    bool json = false;
    bool quiet = false;
    bool force = false;
    bool reference = false;  // the page for readers instead of the schema
};

// Nothing to do any more: what to print where, and how to end (help, version, or a usage error).
struct Ending {
    ExitCode code = exit_done;
    std::string out;
    std::string err;
};

std::variant<Command, Ending> parse_command_line(int argc, const char* const* argv);

// The whole program; returns its exit code. Nothing is thrown.
int run_program(int argc, const char* const* argv);

// The verbs. The result goes to stdout, all else to stderr. They throw what run_program turns into exit codes.
ExitCode run_scenario(const Command& command);
ExitCode check_scenario(const Command& command);
ExitCode compare_scenarios(const Command& command);
ExitCode explain_scenario(const Command& command);
ExitCode trace_people(const Command& command);
ExitCode compare_identical(const Command& command);  // 0 for the same contents, 6 otherwise
ExitCode sweep_scenario(const Command& command);
ExitCode analyse_sensitivity(const Command& command);
ExitCode calibrate_scenario(const Command& command);
ExitCode gather_shards(const Command& command);
ExitCode print_schema(const Command& command);

// Says all that is wrong with a scenario, and how many errors, on stderr.
ExitCode refuse(const Problems& problems);

// Prints the result; throws CannotAccess when stdout takes no more (a full disk).
void print_result(const std::string& text);
void print_message(const std::string& text);  // to stderr

}  // namespace desist
