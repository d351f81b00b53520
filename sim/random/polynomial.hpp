// Polynomials by Horner's rule, coefficients from the constant up.
#pragma once

#include <cstddef>

namespace desist {

template <std::size_t n>
double polynomial(const double (&coefficients)[n], double x) {
    double sum = 0;
    for (std::size_t i = n; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

}  // namespace desist
