// desist schema: the language as a JSON Schema, or as a page.
#include <fmt/format.h>

#include <filesystem>

#include "output/command_line.hpp"
#include "output/files.hpp"
#include "output/schema.hpp"

namespace desist {

namespace {

// How an editor gets to know the schema.
std::string way_of_use(const Command& command) {
    const std::string file =
        command.out.empty() ? "desist.schema.json" : std::filesystem::path(command.out).filename().string();
    return fmt::format(
        "For completion in an editor with yaml-language-server (VS Code: the YAML extension) begin a scenario with\n"
        "# yaml-language-server: $schema={}\n",
        file);
}

}  // namespace

ExitCode print_schema(const Command& command) {
    const std::string text = command.reference ? language_reference() : language_schema();
    if (command.out.empty())
        print_result(text);
    else
        write_once(command.out, text, command.force);
    if (!command.reference && !command.quiet) print_message(way_of_use(command));
    return exit_done;
}

}  // namespace desist
