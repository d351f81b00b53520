// Loading: the main file, what it includes, what it extends, the evidence, and settings of the command line.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "sim/base/utf8.hpp"
#include "sim/scenario/assemble.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/scenario/dated.hpp"
#include "sim/scenario/merge.hpp"
#include "sim/scenario/people_csv.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/source_text.hpp"
#include "sim/scenario/values.hpp"

namespace desist {
namespace {

namespace fs = std::filesystem;

constexpr int most_extends = 16;

// What is said of a file itself. All else is a section, and part of one tree.
constexpr std::string_view of_the_file[] = {"desist",  "title", "description", "include",
                                            "extends", "from",  "remove",      "set"};
// What only a whole scenario may say, not a part of one.
constexpr std::string_view not_in_parts[] = {"time", "extends", "set", "title", "from", "remove"};
// What a policy cannot say.
constexpr std::string_view not_in_policies[] = {"time", "include"};

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

// The names of the keys at the top level.
std::vector<std::string_view> top_level_keys() {
    std::vector<std::string_view> keys;
    const std::vector<TableDoc> tables = field_tables();
    for (const FieldDoc& field : tables.front().fields) keys.push_back(field.name);
    return keys;
}

// One file, taken apart.
struct FileParts {
    ScenarioFile about;  // what is said of the file itself; `keys` are those of the whole file
    YamlNode sections;   // a mapping
};

// One scenario with all its files. Paths are as the user gave them; names of files as they stand in the text.
class Loader {
public:
    explicit Loader(Problems& problems) : problems_(problems) {}

    // The main file, or the base of a policy.
    void load(const fs::path& path, const std::string& name, int depth) {
        std::optional<FileParts> file = parse(path, name, read_bytes(path, largest_scenario_file));
        if (!file) return;
        check_language(file->about, true, problems_);
        chain_.push_back(path);
        if (file->about.extends) return load_policy(path, std::move(*file), depth);
        load_whole(path, std::move(*file));
    }

    void load_alone(const std::string& name, const std::string& text) {
        std::optional<FileParts> file = parse(name, name, text);
        if (!file) return;
        check_language(file->about, true, problems_);
        for (const Text& key : file->about.keys) {
            const bool refused = key.text != "desist" && key.text != "title" && key.text != "description" &&
                                 contains(of_the_file, key.text);
            if (refused) problems_.error(key.at, fmt::format("‘{}’ needs a file", key.text));
        }
        take_whole(std::move(*file));
    }

    void set(const std::vector<Setting>& settings) {
        for (const Setting& setting : settings) {
            if (std::optional<SetSpec> spec = parse_setting(setting)) add_set(std::move(*spec));
        }
    }

    void use(const LoadOptions& options) { first_sets_ = options.first_sets; }

    // A scenario with errors is given too, if everything could be looked at.
    std::optional<Scenario> finish() {
        if (layers_.empty()) return std::nullopt;
        Scenario scenario = read_layers();
        if (!title_.text.empty()) scenario.title = title_;
        if (!description_.empty()) scenario.description = description_;
        scenario.structure_changes = std::move(structure_changes_);
        for (const SetSpec& set : sets_) scenario.set_names.push_back(set.name.text);
        std::erase_if(sets_, [](const SetSpec& set) { return set.at == Place{} && set.name.text == structure_word; });
        apply(scenario, std::move(sets_), problems_);
        load_people(scenario);
        if (!folder_.empty()) load_evidence(scenario);
        if (!evidence_lost_) check_sources(scenario, has_evidence_, problems_);
        scenario.inputs = std::move(inputs_);
        return lost_ ? std::nullopt : std::optional{std::move(scenario)};
    }

private:
    static constexpr const char* structure_word = "structure";

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
        inputs_.push_back({name, std::move(raw)});
        if (fine && text.find_first_not_of(" \t\n") == std::string::npos) {
            problems_.error({last_file_, 1, 1}, "the file is empty");
            return std::nullopt;
        }
        return fine ? std::optional{std::move(text)} : std::nullopt;
    }

    // `path`: as shown in messages; `name`: the name among the inputs.
    std::optional<FileParts> parse(const fs::path& path, const std::string& name, std::string raw) {
        const std::optional<std::string> text = admit(path.string(), name, std::move(raw), largest_scenario_file);
        std::optional<YamlNode> root = text ? parse_yaml(*text, last_file_, problems_) : std::nullopt;
        if (!root || !expect_map(*root, problems_)) {
            lost_ = true;
            return std::nullopt;
        }
        if (root->find("desist-study") && !root->find("desist")) {
            problems_.error(root->at, "this is a study, not a scenario",
                            "desist sweep, desist sensitivity and desist calibrate read it");
            lost_ = true;
            return std::nullopt;
        }
        folders_[last_file_] = path.parent_path();
        return take_apart(std::move(*root));
    }

    FileParts take_apart(YamlNode&& root) {
        FileParts parts;
        YamlNode about;
        about.kind = parts.sections.kind = YamlNode::Kind::map;
        about.at = parts.sections.at = root.at;
        std::vector<Text> keys;
        for (YamlEntry& entry : root.entries) {
            keys.push_back(entry.key);
            if (std::find(known_.begin(), known_.end(), entry.key.text) == known_.end()) {
                fields_detail::unknown_key(entry.key, "a scenario", known_, problems_);
                lost_ = true;
            } else {
                (contains(of_the_file, entry.key.text) ? about : parts.sections).entries.push_back(std::move(entry));
            }
        }
        if (!about.entries.empty()) parts.about = read_scenario_file(about, problems_);
        parts.about.file = root.at.file;
        parts.about.keys = std::move(keys);
        return parts;
    }

    void load_policy(const fs::path& path, FileParts&& policy, int depth) {
        for (const Text& key : policy.about.keys) {
            if (contains(not_in_policies, key.text))
                problems_.error(key.at, fmt::format("a policy has no ‘{}’", printable(key.text)),
                                "it stands in the scenario that the policy extends");
        }
        std::erase_if(policy.sections.entries,
                      [](const YamlEntry& entry) { return contains(not_in_policies, entry.key.text); });
        load_base(path, *policy.about.extends, depth);
        if (!layers_.empty()) change_structure(policy);
        for (SetSpec& set : policy.about.set) {
            if (!set.from) set.from = policy.about.from;
            add_set(std::move(set));
        }
        if (!policy.about.title.text.empty()) title_ = policy.about.title;
        if (!policy.about.description.empty()) description_ = policy.about.description;
    }

    // A structure that is left out is still tried, on a copy.
    void change_structure(FileParts& policy) {
        StructurePolicy structure{policy.about.from, std::move(policy.sections), std::move(policy.about.remove)};
        const auto is_new = [](const YamlEntry& entry) { return entry.key.text == "parameters"; };
        const auto& sections = structure.sections.entries;
        if (structure.remove.empty() && std::all_of(sections.begin(), sections.end(), is_new))
            return lay_over(layers_, structure, structure_changes_, problems_);
        SetSpec step;
        step.name.text = structure_word;
        add_set(std::move(step));
        if (!sets_.back().left_out) return lay_over(layers_, structure, structure_changes_, problems_);
        std::vector<Layer> tried = layers_;
        std::vector<StructureChange> unseen;
        lay_over(tried, structure, unseen, problems_);
        structure.remove.clear();
        std::erase_if(structure.sections.entries, [&](const YamlEntry& entry) { return !is_new(entry); });
        structure.from.reset();
        lay_over(layers_, structure, structure_changes_, problems_);
    }

    void add_set(SetSpec&& set) {
        set.left_out = first_sets_ && sets_.size() >= *first_sets_;
        sets_.push_back(std::move(set));
    }

    Scenario read_layers() {
        std::vector<Scenario> read;
        for (const Layer& layer : layers_) {
            ScenarioFile file = read_scenario_file(layer.tree, problems_);
            file.file = layer.tree.at.file;
            check_complete(file, problems_);
            read.push_back(scenario_of(std::move(file)));
        }
        const bool plain = layers_.size() == 1 && layers_.front().removed.empty();
        return plain ? std::move(read.front()) : combine_layers(layers_, std::move(read), problems_);
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

    void load_whole(const fs::path& path, FileParts&& file) {
        folder_ = path.parent_path().empty() ? fs::path{"."} : path.parent_path();
        shown_folder_ = path.parent_path();
        for (const Text& key : file.about.keys) {
            if (key.text == "set" || key.text == "remove" || key.text == "from")
                problems_.error(key.at, fmt::format("‘{}’ needs ‘extends’", key.text),
                                "change the scenario where it stands");
        }
        included_.push_back(real_path(path));
        include_all(path.parent_path(), "", file.about.include);
        take_whole(std::move(file));
    }

    void take_whole(FileParts&& file) {
        title_ = file.about.title;
        description_ = file.about.description;
        const Place at = file.sections.at;
        join_sections(tree_, std::move(file.sections), problems_);
        tree_.kind = YamlNode::Kind::map;
        tree_.at = at;
        layers_.push_back({std::nullopt, std::move(tree_), {}});
    }

    // `below`: the folder of the including file, relative to the scenario's, with a closing slash unless empty.
    void include_all(const fs::path& folder, const std::string& below, const std::vector<Text>& names) {
        for (const Text& name : names) {
            try {
                include(folder, below, name);
            } catch (const CannotAccess& e) {
                problems_.error(name.at, e.what());
                lost_ = true;
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
        std::optional<FileParts> part = parse(path, below + name.text, read_bytes(path, largest_scenario_file));
        if (part) join_part(path, below + name.text, std::move(*part));
    }

    void join_part(const fs::path& path, const std::string& name, FileParts&& part) {
        check_language(part.about, false, problems_);
        for (const Text& key : part.about.keys) {
            if (contains(not_in_parts, key.text)) {
                problems_.error(key.at, fmt::format("a file that is included has no ‘{}’", key.text));
            }
        }
        const std::size_t slash = name.rfind('/');
        include_all(path.parent_path(), slash == std::string::npos ? "" : name.substr(0, slash + 1),
                    part.about.include);
        std::erase_if(part.sections.entries,
                      [](const YamlEntry& entry) { return contains(not_in_parts, entry.key.text); });
        join_sections(tree_, std::move(part.sections), problems_);
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

    void load_people(Scenario& scenario) {
        for (StreamSpec& stream : scenario.population) {
            if (!stream.people || stream.people->file.text.empty()) continue;
            const Text name = stream.people->file;
            const auto home = folders_.find(name.at.file);
            if (folder_.empty() || home == folders_.end()) {
                problems_.error(name.at, "‘people’ needs a file beside a file");
                continue;
            }
            try {
                stream.people = people_from(home->second, name);
            } catch (const CannotAccess& e) {
                problems_.error(name.at, e.what());
            }
        }
    }

    // `home`: where the file lies that names it, as shown in messages.
    PeopleSpec people_from(const fs::path& home, const Text& name) {
        PeopleSpec nobody{name, {}, {}};
        const fs::path path = home / name.text;
        if (!stays_below(path, name)) return nobody;
        const auto text = admit(path.string(), path.lexically_relative(shown_folder_).generic_string(),
                                read_bytes(path, largest_people_file), largest_people_file);
        return text ? read_people(name, *text, last_file_, problems_) : nobody;
    }

    void load_evidence(Scenario& scenario) {
        const fs::path path = folder_ / "evidence.csv";
        std::error_code ignored;
        if (!fs::exists(path, ignored)) return;
        has_evidence_ = true;
        const auto text = admit((shown_folder_ / "evidence.csv").string(), "evidence.csv",
                                read_bytes(path, largest_evidence_file), largest_evidence_file);
        const std::size_t before = problems_.errors();
        if (text) scenario.evidence = read_evidence(*text, last_file_, problems_);
        evidence_lost_ = !text || problems_.errors() > before;
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
    const std::vector<std::string_view> known_ = top_level_keys();
    std::uint32_t last_file_ = 0;
    fs::path folder_, shown_folder_;             // of the whole scenario, not of a policy
    std::map<std::uint32_t, fs::path> folders_;  // of each file
    std::vector<fs::path> chain_;                // policies and their base, as they extend each other
    std::vector<fs::path> included_;             // canonical
    YamlNode tree_;                              // the sections of the parts so far
    std::vector<Layer> layers_;                  // the whole scenario, with the policies so far
    std::vector<StructureChange> structure_changes_;
    std::vector<SetSpec> sets_;              // of the base's own policies first
    std::optional<std::size_t> first_sets_;  // see LoadOptions
    std::vector<InputFile> inputs_;
    Text title_;
    std::string description_;
    bool has_evidence_ = false, evidence_lost_ = false;
    bool lost_ = false;  // a file or a section could not be read: names may be missing
};

}  // namespace

std::optional<Scenario> load(const fs::path& file, const std::vector<Setting>& settings, Problems& problems,
                             const LoadOptions& options) {
    Loader loader{problems};
    loader.use(options);
    loader.load(file, file.filename().string(), 0);
    loader.set(settings);
    return loader.finish();
}

std::optional<Scenario> load_text(const std::string& name, const std::string& text, Problems& problems) {
    Loader loader{problems};
    loader.load_alone(name, text);
    return loader.finish();
}

}  // namespace desist
