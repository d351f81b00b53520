#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <new>
#include <system_error>

#include "output/command_line.hpp"
#include "output/text.hpp"
#include "output/time_limit.hpp"
#include "sim/base/check.hpp"
#include "sim/base/problems.hpp"
#include "sim/study/batch.hpp"

namespace desist {

namespace {

ExitCode dispatch(const Command& command) {
    const TimeLimit limit(command.time_limit);
    switch (command.verb) {
        case Verb::run:
            return run_scenario(command);
        case Verb::check:
            return check_scenario(command);
        case Verb::compare:
            return command.comparison.identical ? compare_identical(command) : compare_scenarios(command);
        case Verb::explain:
            return explain_scenario(command);
        case Verb::trace:
            return trace_people(command);
        case Verb::sweep:
            return sweep_scenario(command);
        case Verb::sensitivity:
            return analyse_sensitivity(command);
        case Verb::calibrate:
            return calibrate_scenario(command);
        case Verb::gather:
            return gather_shards(command);
        case Verb::schema:
            return print_schema(command);
    }
    throw InternalError("a verb without work");
}

ExitCode perform(int argc, const char* const* argv) {
    const auto parsed = parse_command_line(argc, argv);
    if (const Ending* ending = std::get_if<Ending>(&parsed)) {
        print_message(ending->err);
        print_result(ending->out);
        return ending->code;
    }
    return dispatch(std::get<Command>(parsed));
}

ExitCode complain(ExitCode code, const std::string& what) {
    print_message("desist: " + what + "\n");
    return code;
}

}  // namespace

void print_result(const std::string& text) {
    const std::string shown = for_a_terminal(text);
    std::fwrite(shown.data(), 1, shown.size(), stdout);
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) throw CannotAccess("cannot write the result to stdout");
}

void print_message(const std::string& text) {
    const std::string shown = for_a_terminal(text);
    std::fwrite(shown.data(), 1, shown.size(), stderr);
}

int run_program(int argc, const char* const* argv) {
    try {
        return perform(argc, argv);
    } catch (const CannotAccess& e) {
        return complain(exit_no_access, e.what());
    } catch (const std::filesystem::filesystem_error& e) {
        return complain(exit_no_access, e.what());
    } catch (const Interrupted& e) {
        return complain(exit_interrupted, e.what());
    } catch (const LimitReached& e) {
        return complain(exit_run_failed, e.what());
    } catch (const VariantRefused& e) {
        return complain(exit_refused, e.what());
    } catch (const RunFailed& e) {
        return complain(exit_run_failed, fmt::format("the run failed: {}", e.what()));
    } catch (const std::bad_alloc&) {
        return complain(exit_run_failed, "out of memory");
    } catch (const std::system_error& e) {
        return complain(exit_run_failed, fmt::format("the system refused: {}", e.what()));
    } catch (const std::exception& e) {
        return complain(exit_internal_error,
                        fmt::format("internal error: {}\n  This is a bug of desist, not of the scenario.", e.what()));
    }
}

}  // namespace desist
