// Which random models there are: sizes, and how often each feature is in one.
#include <rapidcheck.h>

#include <sstream>

#include "tests/oracle/random_model.hpp"

namespace desist {
namespace {

constexpr std::size_t feature_count = static_cast<std::size_t>(Feature::how_many);

// In how many of a hundred models a feature is. People should meet, and wait; what needs other features is seldom
// enough where those are.
int percent_of(Feature feature) {
    switch (feature) {
        case Feature::resources:
            return 100;
        case Feature::moves:
        case Feature::hazards:
        case Feature::as_soon_as:
        case Feature::changes:
        case Feature::moments:
        case Feature::cases:
        case Feature::ends:
        case Feature::instants:
        case Feature::keeps:
        case Feature::durings:
        case Feature::ejects:
        case Feature::calendars:
        case Feature::count_cases:
        case Feature::any_case:
        case Feature::zero_stays:
        case Feature::resumes:
        case Feature::use_for:
        case Feature::drawn_start:
        case Feature::on_leave:
        case Feature::factors:
        case Feature::now:
        case Feature::now_rates:
            return 82;
        case Feature::two_types:
            return 40;
        default:
            return 62;
    }
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Recipe& recipe) {
    out << recipe.seed << ' ' << recipe.own_tracks << ' ' << recipe.nodes << ' ' << recipe.people << ' ' << recipe.days
        << ' ' << recipe.hours << ' ';
    for (const bool feature : recipe.features) out << feature;
    return out;
}

std::optional<Recipe> recipe_from(const std::string& line) {
    std::istringstream in(line);
    Recipe recipe;
    std::string features;
    in >> recipe.seed >> recipe.own_tracks >> recipe.nodes >> recipe.people >> recipe.days >> recipe.hours >> features;
    if (!in || features.size() != feature_count) return std::nullopt;
    for (std::size_t f = 0; f < feature_count; ++f) recipe.features[f] = features[f] == '1';
    return recipe;
}

rc::Gen<Recipe> recipes() {
    using namespace rc;
    const auto features = gen::map(gen::container<std::vector<int>>(feature_count, gen::inRange(0, 100)),
                                   [](const std::vector<int>& all) {
                                       std::array<bool, feature_count> each{};
                                       for (std::size_t f = 0; f < feature_count; ++f)
                                           each[f] = all[f] >= 100 - percent_of(Feature(f));
                                       return each;
                                   });
    // A model is small as it is: its size does not grow with rapidcheck's own notion of size.
    return gen::resize(
        kNominalSize,
        gen::build<Recipe>(gen::set(&Recipe::seed, gen::noShrink(gen::arbitrary<std::uint64_t>())),
                           gen::set(&Recipe::own_tracks,
                                    gen::map(gen::inRange(0, 10), [](int x) { return x < 2   ? 1
                                                                                     : x < 6 ? 2
                                                                                             : 3; })),
                           gen::set(&Recipe::nodes, gen::inRange(3, 8)), gen::set(&Recipe::people, gen::inRange(8, 25)),
                           gen::set(&Recipe::days, gen::inRange(8, 900)),
                           gen::set(&Recipe::hours, gen::map(gen::inRange(0, 100), [](int x) { return x >= 30; })),
                           gen::set(&Recipe::features, features)));
}

}  // namespace desist
