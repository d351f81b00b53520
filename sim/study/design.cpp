#include "sim/study/design.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/random/keyed.hpp"

namespace desist {

namespace {

constexpr Purpose order_of_strata = purpose("latin", "order"), place_in_stratum = purpose("latin", "place"),
                  order_of_factors = purpose("morris", "order"), start_level = purpose("morris", "start");

void check_design(std::size_t points, std::size_t dimensions) {
    check(points > 0 && dimensions > 0, "a design has points and dimensions");
}

// A whole number in 0, ..., n - 1.
std::size_t design_pick(std::uint64_t seed, std::size_t serial, Purpose what, std::size_t visit, std::size_t n) {
    const double u = uniform({seed}, static_cast<std::uint32_t>(serial), what, static_cast<std::uint32_t>(visit));
    return std::min(static_cast<std::size_t>(u * static_cast<double>(n)), n - 1);
}

// 0, ..., n - 1 in random order (R. Durstenfeld, Communications of the ACM 7, 1964).
std::vector<std::size_t> shuffled(std::size_t n, std::uint64_t seed, std::size_t serial, Purpose what) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = n; left > 1; --left)
        std::swap(order[left - 1], order[design_pick(seed, serial, what, left, left)]);
    return order;
}

// The point at share u of stratum s of n; rounding does not carry it out of its stratum.
double in_stratum(std::size_t s, double u, std::size_t n) {
    const auto strata = static_cast<double>(n), low = static_cast<double>(s);
    return std::min((low + u) / strata, std::nextafter((low + 1) / strata, 0.0));
}

// Owen's scramble of the 52 bits that a double keeps: a bit is flipped by a hash of where it hangs in the tree of all
// the bits above it, so points that share their first bits share them afterwards.
std::uint64_t owen_scrambled(std::uint64_t bits, std::uint64_t key) {
    std::uint64_t flips = 0;
    for (int bit = 63; bit >= 12; --bit) {
        const std::uint64_t node = (std::uint64_t{1} << (63 - bit)) | (bits >> bit >> 1);
        flips |= (mix(key ^ mix(node)) & 1) << bit;
    }
    return bits ^ flips;
}

std::vector<std::size_t> start_levels(std::size_t trajectory, std::size_t dimensions, std::size_t levels,
                                      std::uint64_t seed) {
    std::vector<std::size_t> start(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d) start[d] = design_pick(seed, trajectory, start_level, d, levels);
    return start;
}

Point on_grid(const std::vector<std::size_t>& at, std::size_t levels) {
    Point point(at.size());
    for (std::size_t d = 0; d < at.size(); ++d) point[d] = static_cast<double>(at[d]) / static_cast<double>(levels - 1);
    return point;
}

// From any level there is one step of half the levels that stays on the grid: up from the lower half, down from the
// upper. A uniform start is therefore Morris's random base with random directions.
void add_trajectory(MorrisDesign& design, std::size_t trajectory, std::uint64_t seed) {
    const std::size_t half = design.levels / 2;
    std::vector<std::size_t> at = start_levels(trajectory, design.dimensions, design.levels, seed);
    design.points.push_back(on_grid(at, design.levels));
    for (const std::size_t factor : shuffled(design.dimensions, seed, trajectory, order_of_factors)) {
        const bool up = at[factor] < half;
        at[factor] = up ? at[factor] + half : at[factor] - half;
        design.points.push_back(on_grid(at, design.levels));
        const double delta = static_cast<double>(half) / static_cast<double>(design.levels - 1);
        design.steps.push_back({factor, up ? delta : -delta});
    }
}

}  // namespace

std::vector<Point> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
    check_design(points, dimensions);
    std::vector<Point> design(points, Point(dimensions));
    for (std::size_t d = 0; d < dimensions; ++d) {
        const std::vector<std::size_t> strata = shuffled(points, seed, d, order_of_strata);
        for (std::size_t p = 0; p < points; ++p) {
            const double u =
                uniform({seed}, static_cast<std::uint32_t>(d), place_in_stratum, static_cast<std::uint32_t>(p));
            design[p][d] = in_stratum(strata[p], u, points);
        }
    }
    return design;
}

std::vector<Point> sobol_points(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
    check_design(points, dimensions);
    check(dimensions <= sobol_dimensions, "as many dimensions as there are direction numbers");
    boost::random::sobol sequence(dimensions);  // leaves out the origin
    std::vector<Point> design(points, Point(dimensions));
    for (std::size_t p = 0; p < points; ++p)
        for (std::size_t d = 0; d < dimensions; ++d) {
            const std::uint64_t bits = p == 0 ? 0 : sequence();
            design[p][d] = between_0_and_1(owen_scrambled(bits, mix(mix(seed) + d)));
        }
    return design;
}

double grid_size(const std::vector<std::size_t>& levels) {
    double size = 1;
    for (const std::size_t n : levels) size *= static_cast<double>(n);
    return size;
}

std::vector<std::vector<std::size_t>> full_grid(const std::vector<std::size_t>& levels) {
    check(!levels.empty() && grid_size(levels) > 0, "a grid has factors, and each has levels");
    std::vector<std::vector<std::size_t>> grid(static_cast<std::size_t>(grid_size(levels)),
                                               std::vector<std::size_t>(levels.size()));
    for (std::size_t n = 0; n < grid.size(); ++n) {
        std::size_t rest = n;
        for (std::size_t factor = levels.size(); factor-- > 0; rest /= levels[factor])
            grid[n][factor] = rest % levels[factor];
    }
    return grid;
}

MorrisDesign morris_design(std::size_t trajectories, std::size_t dimensions, std::size_t levels, std::uint64_t seed) {
    check_design(trajectories, dimensions);
    check(levels >= 2 && levels % 2 == 0, "the levels of a Morris design are even");
    MorrisDesign design{trajectories, dimensions, levels, {}, {}};
    for (std::size_t t = 0; t < trajectories; ++t) add_trajectory(design, t, seed);
    return design;
}

SaltelliDesign saltelli_design(std::size_t rows, std::size_t dimensions, std::uint64_t seed) {
    check_design(rows, dimensions);
    SaltelliDesign design{rows, dimensions, {}};
    for (const Point& both : sobol_points(rows, 2 * dimensions, seed)) {
        const auto middle = both.begin() + static_cast<std::ptrdiff_t>(dimensions);
        const Point first(both.begin(), middle), second(middle, both.end());
        design.points.push_back(first);
        design.points.push_back(second);
        for (std::size_t d = 0; d < dimensions; ++d) {
            design.points.push_back(first);
            design.points.back()[d] = second[d];
        }
    }
    return design;
}

}  // namespace desist
