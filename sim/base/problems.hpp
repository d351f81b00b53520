// Problems: what is wrong with the user's input, each with its place, collected and reported all at once.
// A problem is never thrown. The machine's faults (a file that cannot be read or written) are: see CannotAccess.
#pragma once

#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace desist {

// Where something was written. Lines and columns count from 1, columns in characters; line 0 is "the file as a whole".
struct Place {
    std::uint32_t file = 0;  // index into Problems' files
    int line = 0;
    int column = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

enum class Severity { error, warning };

struct Problem {
    Place at;
    Severity severity = Severity::error;
    std::string what;
    std::string hint;  // a way out; may be empty
};

class Problems {
public:
    // Registers a file under the name that the user gave; its text is kept to show the line of a problem.
    std::uint32_t add_file(std::string name, std::string text);

    void error(Place at, std::string what, std::string hint = "");
    void warning(Place at, std::string what, std::string hint = "");

    // Forgets what was added after the first `known` problems about places of which one of these is an error: it only
    // follows from that.
    std::size_t size() const { return problems_.size(); }
    void forget_what_follows(std::size_t known);

    bool has_errors() const { return errors_ > 0; }
    std::size_t errors() const { return errors_; }
    bool has_error_at(Place at) const;
    bool has_error_between(Place from, Place to) const;  // from <= place < to
    std::size_t warnings() const { return problems_.size() - errors_; }
    const std::string& file_name(std::uint32_t file) const { return files_[file].name; }

    std::vector<Problem> sorted() const;  // by place, the same problem once

    // "file:line:col: error: what" with the line, a caret and the hint, at most `most` of them, then "and N more".
    std::string text(std::size_t most = 50) const;
    std::string place_text(Place at) const;  // "file:line:col"

private:
    struct File {
        std::string name;
        std::string text;
    };
    std::vector<File> files_;
    std::vector<Problem> problems_;
    std::set<Place> error_places_;
    std::size_t errors_ = 0;
};

// A path that is missing, a folder, or cannot be read or written (exit code 4).
struct CannotAccess : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The nearest of `known` to a misspelt `word` (edit distance at most a third of its length), or nothing.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);  // a hint, or ""

}  // namespace desist
