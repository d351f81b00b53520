// net-benefit: outcome x worth - cost, a year (of a harm, - harm x worth - cost). Its difference between two options is
// the incremental net benefit (A. Stinnett and J. Mullahy, Medical Decision Making 18, 1998), which, unlike a ratio,
// has a plain interval. scaled: another measure times a number.
#include "sim/measure/fold.hpp"

namespace desist {

MeasurePlan plan_net_benefit(const Planning& planning);
MeasurePlan plan_scaled(const Planning& planning);

namespace {

// Measures are worked out from cells in one step, so that none can lead back to itself.
void refuse_derived(const Planning& planning, const MeasureInfo& info) {
    for (MeasureId part : {info.numerator, info.denominator}) {
        if (!part) continue;
        const MeasureKind kind = planning.pathway.measures[part.index].kind;
        if (kind == MeasureKind::net_benefit || kind == MeasureKind::scaled)
            planning.problems.error(planning.measure.at, "a measure of this kind cannot rest on another of its kind");
    }
}

}  // namespace

MeasurePlan plan_net_benefit(const Planning& planning) {
    const Measure& m = planning.measure;
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::less, planning.unit_or("GBP per year"), m["worth"].numbers.at(0))};
    plan.names_measures = true;
    if (m["outcome"].given == m["harm"].given) {
        planning.problems.error(m.at, "a net benefit needs either ‘outcome’ or ‘harm’");
        return plan;
    }
    if (m["harm"].given) plan.figures[0].scale *= -1;
    plan.figures[0].numerator = m[m["harm"].given ? "harm" : "outcome"].measures.at(0);
    plan.figures[0].denominator = m["cost"].measures.at(0);
    refuse_derived(planning, plan.figures[0]);
    return plan;
}

MeasurePlan plan_scaled(const Planning& planning) {
    MeasurePlan plan;
    plan.figures = {planning.figure(Form::less, planning.unit_or("a year"), planning.measure["times"].numbers.at(0))};
    plan.figures[0].numerator = planning.measure["measure"].measures.at(0);
    plan.names_measures = true;
    refuse_derived(planning, plan.figures[0]);
    return plan;
}

}  // namespace desist
