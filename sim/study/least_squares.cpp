#include "sim/study/least_squares.hpp"

#include <algorithm>
#include <cmath>

namespace desist {

namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr double worth_a_move = 0.1;  // of the sum of squares, across the whole range

Matrix products(const Slopes& slopes, std::size_t k) {
    Matrix m(k, std::vector<double>(k, 0.0));
    for (const std::vector<double>& row : slopes)
        for (std::size_t i = 0; i < k; ++i)
            for (std::size_t j = 0; j < k; ++j) m[i][j] += row[i] * row[j];
    return m;
}

// Turns rows and columns p and q so that m[p][q] becomes 0; `vectors` turn along.
void rotate(Matrix& m, Matrix& vectors, std::size_t p, std::size_t q) {
    const double theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
    const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
    const double c = 1 / std::sqrt(t * t + 1), s = t * c;
    const auto turn = [&](double& a, double& b) {
        const double x = a, y = b;
        a = c * x - s * y;
        b = s * x + c * y;
    };
    for (std::size_t i = 0; i < m.size(); ++i) turn(m[i][p], m[i][q]);
    for (std::size_t i = 0; i < m.size(); ++i) turn(m[p][i], m[q][i]);
    for (std::size_t i = 0; i < m.size(); ++i) turn(vectors[i][p], vectors[i][q]);
}

struct Eigen {
    std::vector<double> values;
    Matrix vectors;  // columns
};

Eigen eigen_of(Matrix m) {
    const std::size_t k = m.size();
    Matrix vectors(k, std::vector<double>(k, 0.0));
    double size = 0;
    for (std::size_t i = 0; i < k; ++i) {
        vectors[i][i] = 1;
        size += m[i][i];
    }
    for (int sweep = 0; sweep < 60; ++sweep)
        for (std::size_t p = 0; p < k; ++p)
            for (std::size_t q = p + 1; q < k; ++q)
                if (std::abs(m[p][q]) > 1e-15 * size) rotate(m, vectors, p, q);
    Eigen eigen{{}, std::move(vectors)};
    for (std::size_t i = 0; i < k; ++i) eigen.values.push_back(m[i][i]);
    return eigen;
}

// Solves m x = b for the named rows and columns; m is positive definite. Cholesky's method.
std::vector<double> solved(const Matrix& m, const std::vector<std::size_t>& rows, std::vector<double> b) {
    const std::size_t n = rows.size();
    Matrix l(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = m[rows[i]][rows[j]];
            for (std::size_t p = 0; p < j; ++p) sum -= l[i][p] * l[j][p];
            l[i][j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / l[j][j];
        }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t p = 0; p < i; ++p) b[i] -= l[i][p] * b[p];
        b[i] /= l[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t p = i + 1; p < n; ++p) b[i] -= l[p][i] * b[p];
        b[i] /= l[i][i];
    }
    return b;
}

// Moves the free parameters towards where their gradient is none, at most to the first bound; says which met it.
std::optional<std::size_t> step_within(const Matrix& m, std::vector<double>& gradient, Point& point,
                                       const std::vector<std::size_t>& free) {
    std::vector<double> wanted;
    for (const std::size_t i : free) wanted.push_back(-gradient[i]);
    wanted = solved(m, free, std::move(wanted));
    double part = 1;
    std::optional<std::size_t> met;
    for (std::size_t f = 0; f < free.size(); ++f) {
        const double room = wanted[f] > 0 ? 1 - point[free[f]] : point[free[f]];
        if (std::abs(wanted[f]) * part <= room) continue;
        part = room / std::abs(wanted[f]);
        met = f;
    }
    for (std::size_t f = 0; f < free.size(); ++f) {
        const double before = point[free[f]];
        point[free[f]] = met == f ? (wanted[f] > 0 ? 1 : 0) : std::clamp(before + part * wanted[f], 0.0, 1.0);
        for (std::size_t i = 0; i < point.size(); ++i) gradient[i] += m[i][free[f]] * (point[free[f]] - before);
    }
    if (!met) return std::nullopt;
    return free[*met];
}

// To the least of a quadratic within the unit cube, parameter `fixed` staying. A parameter is held when it meets a
// bound, and let go, the steepest first, when the sum falls from there into the cube.
void go_to_least(const Matrix& m, std::vector<double>& gradient, std::size_t fixed, Point& point) {
    std::vector<bool> held(point.size(), false);
    held[fixed] = true;
    for (std::size_t round = 0; round < 20 * point.size(); ++round) {
        std::vector<std::size_t> free;
        for (std::size_t i = 0; i < point.size(); ++i)
            if (!held[i]) free.push_back(i);
        if (const auto met = step_within(m, gradient, point, free)) {
            held[*met] = true;
            continue;
        }
        std::optional<std::size_t> steepest;
        for (std::size_t i = 0; i < point.size(); ++i) {
            if (!held[i] || i == fixed || (point[i] <= 0 ? -gradient[i] : gradient[i]) <= 1e-9) continue;
            if (!steepest || std::abs(gradient[i]) > std::abs(gradient[*steepest])) steepest = i;
        }
        if (!steepest) break;
        held[*steepest] = false;
    }
}

}  // namespace

Point fitted_again(const Slopes& slopes, const std::vector<double>& residuals, const Point& at, std::size_t j,
                   double value) {
    const std::size_t k = at.size();
    Matrix m = products(slopes, k);
    std::vector<double> gradient(k, 0.0);
    Point point = at;
    point[j] = value;
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t t = 0; t < slopes.size(); ++t) gradient[i] += slopes[t][i] * residuals[t];
        gradient[i] += m[i][j] * (value - at[j]);
    }
    for (std::size_t i = 0; i < k; ++i) m[i][i] += worth_a_move;
    go_to_least(m, gradient, j, point);
    return point;
}

std::optional<double> half_range(const Slopes& slopes, std::size_t j) {
    const Eigen eigen = eigen_of(products(slopes, slopes.empty() ? 0 : slopes[0].size()));
    double variance = 0;
    for (std::size_t i = 0; i < eigen.values.size(); ++i) {
        const double entry = eigen.vectors[j][i] * eigen.vectors[j][i];
        if (entry < 1e-12) continue;
        if (eigen.values[i] <= 1e-9) return std::nullopt;
        variance += entry / eigen.values[i];
    }
    return std::sqrt(variance);
}

std::vector<std::vector<double>> flat_directions(const Slopes& slopes, double change) {
    const Eigen eigen = eigen_of(products(slopes, slopes.empty() ? 0 : slopes[0].size()));
    std::vector<std::vector<double>> flat;
    for (std::size_t i = 0; i < eigen.values.size(); ++i) {
        std::vector<double> direction;
        for (const std::vector<double>& row : eigen.vectors) direction.push_back(row[i]);
        const auto largest = std::ranges::max_element(direction, {}, [](double x) { return std::abs(x); });
        const double sign = *largest < 0 ? -1 : 1, length = 1 / std::abs(*largest);
        if (eigen.values[i] * length * length >= change) continue;
        for (double& entry : direction) entry *= sign;
        flat.push_back(std::move(direction));
    }
    return flat;
}

}  // namespace desist
