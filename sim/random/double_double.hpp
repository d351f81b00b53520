// Sums and products without rounding: the value is hi + lo, |lo| at most half a unit in the last place of hi
// (T. J. Dekker, Numerische Mathematik 18, 1971; D. E. Knuth). Constant expressions too: tables are made by the
// compiler.
#pragma once

namespace desist::elementary {

struct Two {
    double hi, lo;
};

// |a| >= |b|, or a = 0.
constexpr Two fast_sum(double a, double b) {
    const double sum = a + b;
    return {sum, b - (sum - a)};
}

constexpr Two exact_sum(double a, double b) {
    const double sum = a + b, b_part = sum - a;
    return {sum, (a - (sum - b_part)) + (b - b_part)};
}

// Of numbers below 2^996.
constexpr Two exact_product(double a, double b) {
    constexpr double splitter = 0x1p27 + 1;
    const double a_big = splitter * a, a_hi = a_big - (a_big - a), a_lo = a - a_hi;
    const double b_big = splitter * b, b_hi = b_big - (b_big - b), b_lo = b - b_hi;
    const double product = a * b;
    return {product, ((a_hi * b_hi - product) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo};
}

// To about 2^-104.
constexpr Two operator+(Two a, Two b) {
    const Two sum = exact_sum(a.hi, b.hi);
    return fast_sum(sum.hi, sum.lo + (a.lo + b.lo));
}
constexpr Two operator*(Two a, Two b) {
    const Two product = exact_product(a.hi, b.hi);
    return fast_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}
constexpr Two operator/(Two a, double b) {
    const double first = a.hi / b;
    const Two back = exact_product(first, b);
    return fast_sum(first, ((a.hi - back.hi) - back.lo + a.lo) / b);
}

}  // namespace desist::elementary
