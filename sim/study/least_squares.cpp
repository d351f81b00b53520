#include "sim/study/least_squares.hpp"

#include <algorithm>
#include <cmath>

namespace desist {

namespace {

using Matrix = std::vector<std::vector<double>>;

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

}  // namespace

Point fitted_again(const Slopes& slopes, const std::vector<double>& residuals, const Point& at, std::size_t j,
                   double value) {
    Point point = at;
    std::vector<double> left = residuals;
    const auto move = [&](std::size_t i, double to) {
        for (std::size_t t = 0; t < left.size(); ++t) left[t] += slopes[t][i] * (to - point[i]);
        point[i] = to;
    };
    move(j, value);
    for (int sweep = 0; sweep < 500; ++sweep) {
        double moved = 0;
        for (std::size_t i = 0; i < point.size(); ++i) {
            double slope = 0, square = 0;
            for (std::size_t t = 0; t < left.size(); ++t) {
                slope += slopes[t][i] * left[t];
                square += slopes[t][i] * slopes[t][i];
            }
            if (i == j || square <= 0) continue;
            const double to = std::clamp(point[i] - slope / square, 0.0, 1.0);
            moved = std::max(moved, std::abs(to - point[i]));
            move(i, to);
        }
        if (moved < 1e-9) break;
    }
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
