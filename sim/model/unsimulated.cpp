// What the language says and this engine cannot run yet: told with its place, never silently left out.
#include <fmt/format.h>

#include "sim/model/model.hpp"

namespace desist {
namespace {

class Unsimulated {
public:
    explicit Unsimulated(const Pathway& pathway) : p_(pathway) {
        for (const Node& node : p_.nodes)
            for (NodeId kept : node.keep)
                if (!p_.nodes[kept.index].needs.empty())
                    add(node.at, fmt::format("units of ‘{}’ kept at ‘{}’, which asks for units itself,", node.place,
                                             p_.nodes[kept.index].place));
    }
    struct Found {
        Place at;
        std::string what;
    };
    std::vector<Found> found;

private:
    void add(Place at, std::string what) { found.push_back({at, std::move(what)}); }

    const Pathway& p_;
};

std::string sentence(const std::string& what) {
    return fmt::format("this version reads {} but cannot run them yet", what);
}

}  // namespace

void refuse_unsimulated(const Pathway& pathway, Problems& problems) {
    for (const auto& [at, what] : Unsimulated(pathway).found) problems.error(at, sentence(what));
}

void warn_unsimulated(const Pathway& pathway, Problems& problems) {
    for (const auto& [at, what] : Unsimulated(pathway).found) problems.warning(at, sentence(what));
}

}  // namespace desist
