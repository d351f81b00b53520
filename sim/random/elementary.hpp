// log, exp and their kin, written here so that a draw is the same to the last bit on every machine and with every
// library: only + - * /, square roots, rounding to whole numbers and work on the bits of IEEE doubles are used, all of
// which are exact or rounded in one way only. (A library's own log may differ in the last bit from one processor to the
// next, because it uses fused multiply-add where there is one.) No draw and no compiled number may rest on others.
//
// Greatest errors in units in the last place, of all arguments that were tried against 113 bits of precision
// (elementary_test): log, log1p, exp 0.52 (exp 0.8 where the result is subnormal), expm1 0.6, pow 0.53 (0.8); no fall
// from one number to the next was found. Special values are those of C. Cost: 7 to 12 ns, pow 30 ns.
#pragma once

#include <cfloat>

#ifdef __FAST_MATH__
#error "desist must be built without -ffast-math: its results would depend on the compiler"
#endif
static_assert(FLT_EVAL_METHOD == 0,
              "doubles must be computed as doubles; on 32-bit x86 build with -msse2 -mfpmath=sse");

namespace desist::elementary {

double log(double x);
double log1p(double x);  // log(1 + x)
double exp(double x);
double expm1(double x);             // exp(x) - 1
double pow(double base, double y);  // base >= 0 (below it: not a number)
double logistic(double x);          // 1 / (1 + exp(-x))

}  // namespace desist::elementary
