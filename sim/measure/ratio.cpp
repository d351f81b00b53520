// ratio: one measure over another: in %, or, where the measure has a unit, as a plain quotient in it (GBP per person).
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_ratio(const Planning& planning);

MeasurePlan plan_ratio(const Planning& planning) {
    MeasurePlan plan;
    const std::vector<MeasureId>& parts = planning.measure["measures"].measures;
    const bool percent = planning.measure.unit.empty() || planning.measure.unit == "%";
    plan.figures = {planning.figure(Form::ratio, planning.unit_or("%"), percent ? 100 : 1)};
    plan.figures[0].numerator = parts.at(0);
    plan.figures[0].denominator = parts.at(1);
    plan.names_measures = true;
    return plan;
}

}  // namespace desist
