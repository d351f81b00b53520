// desist gather: the shards of a study become the whole.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "output/command_line.hpp"
#include "output/files.hpp"
#include "output/study_store.hpp"
#include "output/text.hpp"

namespace desist {

namespace {

namespace fs = std::filesystem;

// What is wrong with the shards, all at once, a line each.
std::string faults_of(const std::vector<std::string>& folders, const std::vector<ShardFacts>& shards) {
    std::string faults;
    const ShardFacts& first = shards.front();
    std::map<std::uint32_t, std::string> seen;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        const ShardFacts& s = shards[i];
        if (s.contents != first.contents)
            faults += fmt::format("\n  {} is of another study, program or seed than {}", folders[i], folders[0]);
        else if (s.shard.of != first.shard.of)
            faults += fmt::format("\n  {} is shard {}, but {} is {}", folders[i], to_text(s.shard), folders[0],
                                  to_text(first.shard));
        else if (const auto [there, fresh] = seen.emplace(s.shard.index, folders[i]); !fresh)
            faults += fmt::format("\n  {} is shard {} once more, as {}", folders[i], to_text(s.shard), there->second);
        if (!s.complete)
            faults += fmt::format("\n  {} is not complete: {} so far; the same command that began it goes on",
                                  folders[i], count_of(s.saved, "run"));
    }
    for (std::uint32_t index = 1; index <= std::min(first.shard.of, 1'000u); ++index)
        if (!seen.count(index)) faults += fmt::format("\n  shard {} is missing", to_text(Shard{index, first.shard.of}));
    return faults;
}

}  // namespace

ExitCode gather_shards(const Command& command) {
    std::vector<ShardFacts> shards;
    std::vector<fs::path> stores;
    for (const std::string& folder : command.wish.shards) {
        stores.push_back(fs::path(folder) / "results.sqlite");
        shards.push_back(shard_facts(stores.back()));
    }
    if (const std::string faults = faults_of(command.wish.shards, shards); !faults.empty()) {
        print_message(fmt::format("error: these are not all shards of one study:{}\n", faults));
        return exit_refused;
    }
    const ResultFolder folder(command.out, command.force);
    if (folder.has_begun())
        throw CannotAccess(
            fmt::format("{} holds a study already\n  hint: --force replaces it; --out names another folder",
                        folder.path().string()));
    join_stores(stores, folder.store());
    std::size_t runs = 0;
    for (const ShardFacts& shard : shards) runs += shard.saved;
    print_result(fmt::format("Gathered {} of {} into {}\n", count_of(runs, "run"), count_of(shards.size(), "shard"),
                             folder.store().string()));
    if (!command.quiet)
        print_message(fmt::format(
            "Next:    {} {} {} --out {}   ({})\n", for_a_shell(command.program), shards.front().verb,
            for_a_shell(shards.front().study), for_a_shell(folder.path().string()),
            shards.front().verb == "calibrate" ? "goes on with the search" : "runs nothing again, writes the tables"));
    return exit_done;
}

}  // namespace desist
