#include "tests/schema/documents.hpp"

#include "output/schema.hpp"

namespace desist::test {

std::vector<std::string> examples_of_the_reference() {
    const std::string page = language_reference(), open = "```yaml\n", close = "```\n";
    std::vector<std::string> all;
    for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at)) {
        at += open.size();
        all.push_back(page.substr(at, page.find(close, at) - at));
    }
    return all;
}

}  // namespace desist::test
