// What the YAML parser's complaints mean in plain words, and where the mistake is: the parser tells where it noticed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/problems.hpp"

namespace desist {

// Where each line of a text begins, to turn the parser's lines and byte columns (from 0) into places.
class Lines {
public:
    Lines(std::string_view text, std::uint32_t file);

    std::string_view text() const { return text_; }
    std::size_t offset(int line, int column) const;  // at most the length of the text
    Place place(std::size_t offset) const;

private:
    std::string_view text_;
    std::uint32_t file_;
    std::vector<std::size_t> starts_;
};

struct YamlFault {
    Place at;
    std::string what, hint;
};

// `message` is the parser's, `noticed` the offset it gives, `bracket` that of the innermost bracket that is open.
YamlFault explain(std::string_view message, std::size_t noticed, std::optional<std::size_t> bracket,
                  const Lines& lines);

}  // namespace desist
