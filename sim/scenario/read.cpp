// Loading: the main file, what it includes, what it extends, the evidence, and settings of the command line.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "sim/base/utf8.hpp"
#include "sim/scenario/assemble.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/source_text.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

namespace fs = std::filesystem;

constexpr int most_extends = 16;

// What only a whole scenario may say, not a part of one.
constexpr std::string_view not_in_parts[] = {"time", "extends", "set", "title"};
constexpr std::string_view in_policies[] = {"desist", "title", "description", "extends", "set"};

template <std::size_t N>
bool contains(const std::string_view (&words)[N], std::string_view word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Absolute, with symbolic links followed as far as the path exists.
fs::path real_path(const fs::path& path) {
    std::error_code ignored;
    return fs::weakly_canonical(fs::absolute(path, ignored), ignored);
}

Place whole(std::uint32_t file) { return {file, 0, 0}; }

void check_language(const ScenarioFile& file, bool required, Problems& problems) {
    if (!file.language) {
        if (required)
            problems.error({file.file, 1, 1}, "the version of the language is missing", "begin with desist: 1");
        return;
    }
    if (file.keys[0].text != "desist") problems.error(file.language->at, "‘desist: 1’ must come first");
    if (file.language->text == "1") return;
    problems.error(file.language->at, fmt::format("this program reads version 1 of the language, not ‘{}’",
                                                  printable(file.language->text)));
}

// One scenario with all its files. Paths are as the user gave them; names of files as they stand in the text.
class Loader {
public:
    explicit Loader(Problems& problems) : problems_(problems) {}

    // `shown`: the name in messages; `name`: the name among the inputs.
    std::optional<ScenarioFile> parse(const std::string& shown, const std::string& name, std::string raw) {
        const std::optional<std::string> text = admit(shown, name, std::move(raw), largest_scenario_file);
        if (!text) return std::nullopt;
        const std::optional<YamlNode> root = parse_yaml(*text, last_file_, problems_);
        if (!root) return std::nullopt;
        return read_scenario_file(*root, problems_);
    }

    // The main file, or the base of a policy.
    void load(const fs::path& path, const std::string& name, int depth) {
        std::optional<ScenarioFile> file = parse(path.string(), name, read_bytes(path, largest_scenario_file));
        if (!file) return;
        check_language(*file, true, problems_);
        chain_.push_back(path);
        if (file->extends) return load_policy(path, std::move(*file), depth);
        load_whole(path, std::move(*file));
    }

    void load_alone(const std::string& name, const std::string& text) {
        std::optional<ScenarioFile> file = parse(name, name, text);
        if (!file) return;
        check_language(*file, true, problems_);
        for (const Text& key : file->keys) {
            const bool refused = key.text == "include" || key.text == "extends" || key.text == "set";
            if (refused) problems_.error(key.at, fmt::format("‘{}’ needs a file", key.text));
        }
        take_whole(std::move(*file));
        check_sources(scenario_, has_evidence_, problems_);
    }

    void set(const std::vector<Setting>& settings) {
        for (const Setting& setting : settings) {
            if (std::optional<SetSpec> spec = parse_setting(setting)) sets_.push_back(std::move(*spec));
        }
    }

    // Leaves out all but the first of the settings, and notes the names of all.
    void keep(const LoadOptions& options) {
        for (SetSpec& set : sets_) {
            set.left_out = options.first_sets && scenario_.set_names.size() >= *options.first_sets;
            scenario_.set_names.push_back(set.name.text);
        }
    }

    std::optional<Scenario> finish() {
        if (complete_) apply(scenario_, std::move(sets_), problems_);
        if (complete_) check_sources(scenario_, has_evidence_, problems_);
        return result();
    }

    std::optional<Scenario> result() {
        if (problems_.has_errors()) return std::nullopt;
        return std::move(scenario_);
    }

private:
    // Registers the text and checks its bytes; gives what parsers get.
    std::optional<std::string> admit(const std::string& shown, const std::string& name, std::string raw,
                                     std::size_t limit) {
        if (raw.size() > limit) {
            last_file_ = problems_.add_file(shown, "");
            problems_.error(whole(last_file_), fmt::format("the file is larger than {} KiB", limit / 1024));
            return std::nullopt;
        }
        std::string text = normalised(raw);
        last_file_ = problems_.add_file(shown, text);
        const bool fine = check_text(raw, last_file_, problems_);
        scenario_.inputs.push_back({name, std::move(raw)});
        if (fine && text.find_first_not_of(" \t\n") == std::string::npos) {
            problems_.error({last_file_, 1, 1}, "the file is empty");
            return std::nullopt;
        }
        return fine ? std::optional{std::move(text)} : std::nullopt;
    }

    void load_policy(const fs::path& path, ScenarioFile&& policy, int depth) {
        for (const Text& key : policy.keys) {
            if (contains(in_policies, key.text)) continue;
            problems_.error(key.at, fmt::format("a policy has no ‘{}’", printable(key.text)),
                            "a policy has desist, title, description, extends and set");
        }
        load_base(path, *policy.extends, depth);
        for (SetSpec& set : policy.set) sets_.push_back(std::move(set));
        if (!policy.title.text.empty()) scenario_.title = policy.title;
        if (!policy.description.empty()) scenario_.description = policy.description;
    }

    void load_base(const fs::path& policy, const Text& name, int depth) {
        const fs::path base = (policy.parent_path() / name.text).lexically_normal();
        if (fs::path{name.text}.is_absolute())
            return problems_.error(name.at, "the path must be relative to this file");
        std::error_code ignored;
        for (const fs::path& other : chain_) {
            if (fs::equivalent(base, other, ignored))
                return problems_.error(name.at, "the file extends itself in the end");
        }
        if (depth >= most_extends) return problems_.error(name.at, "too many files that extend each other");
        try {
            load(base, name.text, depth + 1);
        } catch (const CannotAccess& e) {
            problems_.error(name.at, e.what());
        }
    }

    void load_whole(const fs::path& path, ScenarioFile&& file) {
        folder_ = path.parent_path().empty() ? fs::path{"."} : path.parent_path();
        for (const Text& key : file.keys) {
            if (key.text == "set")
                problems_.error(key.at, "‘set’ needs ‘extends’", "change the parameters where they stand");
        }
        included_.push_back(real_path(path));
        include_all(path.parent_path(), "", file.include);
        take_whole(std::move(file));
        load_evidence(path.parent_path());
    }

    void take_whole(ScenarioFile&& file) {
        scenario_.title = file.title;
        scenario_.description = file.description;
        if (file.time) scenario_.time = *file.time;
        const Place place = whole(file.file);
        note_sections(file);
        join(scenario_, std::move(file), problems_);
        if (parts_lost_) return;
        check_complete(sections_, place, problems_);
        complete_ = true;
    }

    void note_sections(const ScenarioFile& file) {
        for (const Text& key : file.keys) sections_.insert(key.text);
    }

    // `below`: the folder of the including file, relative to the scenario's, with a closing slash unless empty.
    void include_all(const fs::path& folder, const std::string& below, const std::vector<Text>& names) {
        for (const Text& name : names) {
            try {
                include(folder, below, name);
            } catch (const CannotAccess& e) {
                problems_.error(name.at, e.what());
                parts_lost_ = true;
            }
        }
    }

    void include(const fs::path& folder, const std::string& below, const Text& name) {
        const fs::path path = folder / name.text;
        if (!stays_below(path, name)) return;
        const fs::path file = real_path(path);
        if (std::find(included_.begin(), included_.end(), file) != included_.end()) {
            return problems_.error(name.at, fmt::format("‘{}’ is included twice", printable(name.text)));
        }
        included_.push_back(file);
        std::optional<ScenarioFile> part =
            parse(path.string(), below + name.text, read_bytes(path, largest_scenario_file));
        if (!part)
            parts_lost_ = true;
        else
            join_part(path, below + name.text, std::move(*part));
    }

    void join_part(const fs::path& path, const std::string& name, ScenarioFile&& part) {
        check_language(part, false, problems_);
        for (const Text& key : part.keys) {
            if (contains(not_in_parts, key.text)) {
                problems_.error(key.at, fmt::format("a file that is included has no ‘{}’", key.text));
            }
        }
        const std::size_t slash = name.rfind('/');
        include_all(path.parent_path(), slash == std::string::npos ? "" : name.substr(0, slash + 1), part.include);
        note_sections(part);
        join(scenario_, std::move(part), problems_);
    }

    bool stays_below(const fs::path& path, const Text& name) {
        const fs::path written{name.text};
        const bool up = std::any_of(written.begin(), written.end(), [](const fs::path& part) { return part == ".."; });
        const fs::path top = real_path(folder_), there = real_path(path);
        const auto [end, unused] = std::mismatch(top.begin(), top.end(), there.begin(), there.end());
        if (!written.empty() && !written.is_absolute() && !up && end == top.end()) return true;
        problems_.error(name.at, fmt::format("‘{}’ is not below the scenario's folder", printable(name.text)),
                        "parts of a scenario stand in its folder or in folders below it");
        return false;
    }

    void load_evidence(const fs::path& shown_folder) {
        const fs::path path = folder_ / "evidence.csv";
        std::error_code ignored;
        if (!fs::exists(path, ignored)) return;
        has_evidence_ = true;
        const auto text = admit((shown_folder / "evidence.csv").string(), "evidence.csv",
                                read_bytes(path, largest_evidence_file), largest_evidence_file);
        if (text) scenario_.evidence = read_evidence(*text, last_file_, problems_);
    }

    std::optional<SetSpec> parse_setting(const Setting& setting) {
        const std::string text = setting.parameter + "=" + setting.value;
        const std::uint32_t file = problems_.add_file("--set", text);
        if (!check_text(text, file, problems_)) return std::nullopt;
        SetSpec set;
        set.at = {file, 1, 1};
        set.name = {setting.parameter, set.at};
        YamlNode value;
        value.kind = YamlNode::Kind::scalar;
        value.text = setting.value;
        value.at = {file, 1, static_cast<int>(count_characters(setting.parameter)) + 2};
        set.value.value = read_value(value, Want::anything, problems_);
        return set;
    }

    Problems& problems_;
    Scenario scenario_;
    std::uint32_t last_file_ = 0;
    fs::path folder_;                 // of the whole scenario, not of a policy
    std::vector<fs::path> chain_;     // policies and their base, as they extend each other
    std::vector<fs::path> included_;  // canonical
    std::vector<SetSpec> sets_;       // of the base's own policies first
    bool has_evidence_ = false;
    std::set<std::string> sections_;  // keys of all files that were joined
    bool parts_lost_ = false;         // a part could not be read: names may be missing
    bool complete_ = false;           // all parts have been read
};

}  // namespace

std::optional<Scenario> load(const fs::path& file, const std::vector<Setting>& settings, Problems& problems,
                             const LoadOptions& options) {
    Loader loader{problems};
    loader.load(file, file.filename().string(), 0);
    loader.set(settings);
    loader.keep(options);
    return loader.finish();
}

std::optional<Scenario> load_text(const std::string& name, const std::string& text, Problems& problems) {
    Loader loader{problems};
    loader.load_alone(name, text);
    return loader.result();
}

}  // namespace desist
