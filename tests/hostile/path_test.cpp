// Paths that cannot be read end with exit code 4, at once, and no name steers the terminal.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

#include "tests/catch.hpp"
#include "tests/hostile/corpus.hpp"

namespace {

const std::string steering = "bad\x1b[2J\x07\xe2\x80\xae\n.yaml";

void make_socket(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.string().size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.string().size() + 1);
    const int file = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::close(file);
}

void check_unreadable(const Workplace& work, const std::string& path) {
    INFO(path.substr(0, 100));
    for (const char* verb : {"check", "run"}) {
        const Ran ran = run_limited(work.path(""), {verb, path});
        INFO(ran.err);
        CHECK(ran.code == 4);
        CHECK(ran.out.empty());
        CHECK(contains(ran.err, "cannot read"));
        CHECK(is_safe_to_show(ran.err));
    }
    CHECK_FALSE(work.has("results"));
}

}  // namespace

TEST_CASE("paths that are no files are exit 4") {
    const Workplace work;
    work.write("folder/town.yaml", "desist: 1\n");
    REQUIRE(::mkfifo(work.path("pipe").c_str(), 0600) == 0);
    make_socket(work.path("socket"));
    for (const char* path : {"missing.yaml", "folder", "folder/", "folder/town.yaml/below", ".", "/", "pipe", "socket",
                             "/dev/zero", "/dev/null", "/dev/stdin"})
        check_unreadable(work, path);
    check_unreadable(work, std::string(300, 'n') + ".yaml");
    check_unreadable(work, std::string(10'000, 'n'));
    check_unreadable(work, steering);
}

TEST_CASE("symbolic links that lead nowhere or in a circle are exit 4") {
    const Workplace work;
    std::filesystem::create_symlink("loop.yaml", work.path("loop.yaml"));
    std::filesystem::create_symlink("missing.yaml", work.path("dangling.yaml"));
    for (const char* path : {"loop.yaml", "dangling.yaml"}) check_unreadable(work, path);
}

TEST_CASE("a file with a hostile name is read, and its name shown harmlessly") {
    const Workplace work;
    work.write(steering, file_bytes(hostile_folder() / "town.yaml"));
    const Ran good = run_limited(work.path(""), {"check", steering});
    CHECK(good.code == 0);
    CHECK(is_safe_to_show(good.out));
    work.write(steering, "desist: 1\n");
    const Ran bad = run_limited(work.path(""), {"check", steering});
    CHECK(bad.code == 3);
    CHECK(is_safe_to_show(bad.err));
}

TEST_CASE("a part that is a device or a pipe is told where it is named") {
    const Workplace work;
    REQUIRE(::mkfifo(work.path("pipe").c_str(), 0600) == 0);
    for (const char* part : {"pipe", "missing.yaml", "."}) {
        const std::string scenario = std::string("desist: 1\ntitle: x\ninclude: [") + part + "]\n";
        work.write("town.yaml", scenario);
        const Ran ran = run_limited(work.path(""), {"check", "town.yaml"});
        INFO(ran.err);
        CHECK(ran.code == 3);
        CHECK(contains(ran.err, "town.yaml:3:11: error: "));
    }
}

TEST_CASE("a list of people that cannot be read is told where it is named") {
    const Workplace work;
    REQUIRE(::mkfifo(work.path("pipe").c_str(), 0600) == 0);
    const std::string town = file_bytes(hostile_folder() / "town.yaml");
    const std::string present = "  present: 300\n  arrivals: 2 per day\n";
    for (const char* list : {"pipe", "missing.csv", ".", "../people.csv", "/dev/zero"}) {
        std::string scenario = town;
        scenario.replace(scenario.find(present), present.size(),
                         std::string("  streams: {known: {people: ") + list + "}}\n");
        work.write("town.yaml", scenario);
        const Ran ran = run_limited(work.path(""), {"check", "town.yaml"});
        INFO(ran.err);
        CHECK(ran.code == 3);
        CHECK(contains(ran.err, "town.yaml:19:29: error: "));
    }
}

TEST_CASE("a command line that steers the terminal is answered harmlessly") {
    const Workplace work;
    const std::string escape = "\x1b[2Jx\x9b\xff";
    const std::vector<std::vector<std::string>> lines = {{escape},
                                                         {"check", "--" + escape},
                                                         {"run", "x", "--seed", escape},
                                                         {"run", "x", "--set", escape},
                                                         {"check", "a", "b", escape}};
    for (const std::vector<std::string>& line : lines) {
        const Ran ran = run_limited(work.path(""), line);
        INFO(ran.err);
        CHECK(ran.code == 2);
        CHECK(is_safe_to_show(ran.err));
    }
}
