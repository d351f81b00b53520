// net-benefit: outcome x worth - cost, a year. Its difference between two options is the incremental net benefit
// (A. Stinnett and J. Mullahy, Medical Decision Making 18, 1998), which, unlike a ratio, has a plain interval.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_net_benefit(const Planning& planning);

MeasurePlan plan_net_benefit(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {
        planning.figure(Form::less, planning.unit_or("GBP per year"), planning.measure["worth"].numbers.at(0))};
    plan.figures[0].numerator = planning.measure["outcome"].measures.at(0);
    plan.figures[0].denominator = planning.measure["cost"].measures.at(0);
    plan.names_measures = true;
    for (MeasureId part : {plan.figures[0].numerator, plan.figures[0].denominator})
        if (planning.pathway.measures[part.index].kind == MeasureKind::net_benefit)
            planning.problems.error(planning.measure.at, "a net benefit of net benefits is not possible");
    return plan;
}

}  // namespace desist
