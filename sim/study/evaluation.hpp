// Evaluations held against the truth: what a data lab (SEMANTICS 13.43) finds in each of two runs, beside what the
// option really makes of the same treated people.
//
// Figures cannot tell what the treatment does in a run by itself, only what changes from one run to the other. So the
// difference is the true effect of the treatment in one run if it does nothing in the other: an option without the
// effect against a base with it, or the other way round. That is for the reader to know, and the words say so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/study/reckoned.hpp"
#include "sim/study/run.hpp"

namespace desist {

// What the evaluation shows in one of the runs; points of the treated who reoffend.
struct Evaluated {
    Reckoned matched, unmatched;
    // The true effect in this run if the treatment does nothing in the other: its treated, matched or not, less those
    // of the other.
    Reckoned truth;
    Reckoned bias;              // matched less truth, pair by pair
    std::uint32_t covered = 0;  // of the pairs of `bias`: the evaluation's own 95% interval holds the truth
    std::uint32_t pairs = 0;    // that have a bias
};

struct EvaluationCheck {
    MeasureId measure;    // the data lab
    Reckoned difference;  // the treated who reoffend, option less base, of the same people
    Evaluated base, option;
};

// One for each data lab that both runs have, over the whole run. There is no truth where nobody is treated in one of
// the runs, where other people are treated in the two, or where all the treated fare alike.
std::vector<EvaluationCheck> evaluations_of(const Run& base, const Run& option);

// "not distinguishable from the true effect", "the evaluation would show -3.1 where the true effect is -2.0", or why neither.
std::string words_of(const Evaluated& evaluated);

}  // namespace desist
