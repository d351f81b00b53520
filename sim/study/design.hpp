// Designs: which points of the unit cube a study runs. Pure: numbers in, numbers out, the same for the same seed on
// every machine. A coordinate is one factor; what it means (a value of a range, a quantile of a law) is the caller's.
//
// The caller checks sizes against what a user may ask for. A design without points or dimensions is our own bug.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace desist {

// A point of the unit cube. Latin and Sobol' coordinates lie in (0, 1), 0 and 1 excluded, so that each is a quantile of
// any law; those of Morris lie on a grid from 0 to 1, both included.
using Point = std::vector<double>;

// M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21, 1979: in each dimension one point in each of `points`
// equal strata, uniform within it; the orders of the dimensions are independent. A longer design is another design.
// Cost: 10 ns a coordinate.
std::vector<Point> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

// I. M. Sobol's sequence (Boost.Random, direction numbers of S. Joe and F. Y. Kuo, SIAM Journal on Scientific Computing
// 30, 2008) with A. B. Owen's nested uniform scramble (1995), keyed by seed and dimension. The scramble keeps the
// balance of the sequence and makes every point uniform. It is done by hashes in place of stored random trees, as S.
// Laine and T. Karras (2011) and B. Burley (Journal of Computer Graphics Techniques 9(4), 2020) do; their few
// multiplications are a quick approximation of it for pictures, here each bit is flipped or not by a hash of all bits
// above it, which is the scramble itself.
//
// Point 0 is the origin before the scramble, and is kept: without it the first 2^m points are no net, and the error
// falls more slowly (A. B. Owen, On dropping the first Sobol' point, 2020); scrambled it is a point like any other. The
// first n points of a longer sequence are the shorter one. Best balanced where `points` is a power of 2.
// At most `sobol_dimensions`. Cost: 0.3 us a coordinate.
std::vector<Point> sobol_points(std::size_t points, std::size_t dimensions, std::uint64_t seed);
constexpr std::size_t sobol_dimensions = 3667;

// Every combination of so many levels of each factor, as places among them (0, 1, ...); the last factor changes
// fastest. No factor without a level. Ask `grid_size` first.
std::vector<std::vector<std::size_t>> full_grid(const std::vector<std::size_t>& levels);
// How many combinations there are; a double, so that it never wraps.
double grid_size(const std::vector<std::size_t>& levels);

// M. D. Morris, Technometrics 33, 1991: trajectories that change one factor at a time, each once, in random order.
// Coordinates lie on 0, 1 / (levels - 1), ..., 1; a step is delta = levels / (2 (levels - 1)) up or down. `levels` is
// even, so that every level is met equally often. The trajectories are independent, and the first of more are the
// fewer.
struct MorrisDesign {
    std::size_t trajectories = 0, dimensions = 0, levels = 0;
    // Trajectory t has the points t (k + 1), ..., t (k + 1) + k, where k is the number of dimensions.
    std::vector<Point> points;
    struct Step {
        std::size_t factor = 0;
        double delta = 0;  // signed
    };
    // Step s of trajectory t is steps[t k + s]; it leads from point t (k + 1) + s to the next.
    std::vector<Step> steps;
};
MorrisDesign morris_design(std::size_t trajectories, std::size_t dimensions, std::size_t levels, std::uint64_t seed);

// A. Saltelli et al., Computer Physics Communications 181, 2010: matrices A and B, the two halves of a scrambled Sobol'
// sequence in 2 k dimensions, and for each factor i the matrix AB_i: A with column i from B. `rows` x (k + 2) points,
// row by row: that of A, of B, of AB_0, AB_1, ... So the points of the first rows are the design of fewer rows.
// 2 k at most `sobol_dimensions`. Best balanced where the number of rows is a power of 2.
struct SaltelliDesign {
    std::size_t rows = 0, dimensions = 0;
    std::vector<Point> points;

    static constexpr std::size_t a = 0, b = 1;                                  // numbers of the matrices;
    static constexpr std::size_t ab(std::size_t factor) { return 2 + factor; }  // those of AB follow
    struct Where {
        std::size_t row = 0, matrix = 0;
        friend bool operator==(const Where&, const Where&) = default;
    };
    std::size_t index(std::size_t row, std::size_t matrix) const { return row * (dimensions + 2) + matrix; }
    Where where(std::size_t index) const { return {index / (dimensions + 2), index % (dimensions + 2)}; }
};
SaltelliDesign saltelli_design(std::size_t rows, std::size_t dimensions, std::uint64_t seed);

}  // namespace desist
