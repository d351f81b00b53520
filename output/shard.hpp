// A part of a study, made on its own and gathered later.
#pragma once

#include <cstdint>
#include <string>

namespace desist {

// Which runs of a study are made here: those whose number leaves `index` - 1 when divided by `of`.
struct Shard {
    std::uint32_t index = 1, of = 1;
    bool has(std::uint32_t run) const { return run % of == index - 1; }
    bool is_all() const { return of == 1; }
    friend bool operator==(const Shard&, const Shard&) = default;
};
std::string to_text(Shard shard);  // "2/6"

}  // namespace desist
