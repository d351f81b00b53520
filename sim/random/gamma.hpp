// The gamma function and the quantile of the gamma law, from elementary.hpp alone: the same bits everywhere.
#pragma once

namespace desist {

// log Gamma(1 + a), a > 0; error about 1e-15 x max(1, value), relative 1e-15 near 0.
double log_gamma_1p(double a);

// The value x below which the share u of the gamma law of this shape > 0 and scale 1 lies; u in (0, 1). Relative error
// below 1e-13 wherever the 53 bits of u decide as much. Newton steps for the logarithm of the lesser tail against log
// x: both tails are log-concave there, so they converge from everywhere. Series and continued fraction after W.
// Gautschi (ACM TOMS 5, 1979); above a shape of 1e5 the expansion of H. Goldberg and H. Levine (Annals of Mathematical
// Statistics 17, 1946). Cost: 0.3 us, growing with the root of the shape to some 20 us.
double gamma_quantile(double shape, double u);

}  // namespace desist
