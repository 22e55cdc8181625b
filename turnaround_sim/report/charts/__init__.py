"""The charts of a report. Which of them a report has follows from the design of the run and from what it kept."""

from collections.abc import Iterator

from turnaround_sim.analysis.factorial import two_levels
from turnaround_sim.report.charts import curve, forest, heat, months, package, spread, worth
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.study import Study

__all__ = ["Chart", "charts_of"]

MOST_CURVES = 2
MANY = 20


def charts_of(study: Study) -> list[Chart]:
    """The charts that fit a run, in the order in which they are read; some eight at most, for two arms as for sixty."""
    return list(_fitting(study))


def _fitting(study: Study) -> Iterator[Chart]:
    if not study.inquiry.others:
        yield spread.s_curve(study)
        return
    by_design = list(_by_design(study))
    # With many arms the shape is seen first, and every single arm last.
    many = bool(by_design) and len(study.inquiry.others) > MANY
    whole = [forest.draw(study)]
    each = [*by_design, spread.swarm(study), spread.s_curve(study), worth.acceptability(study)]
    for one in each + whole if many else whole + each:
        if one is not None:
            yield one
    # Months say how a difference comes about: more of them where the design has few charts of its own.
    for column in list(months.COLUMNS)[: 3 if not by_design else 2]:
        by_month = months.draw(study, column)
        if by_month is not None:
            yield by_month


def _by_design(study: Study) -> Iterator[Chart]:
    """Charts that only a grid can have."""
    curves = 0
    for family in study.inquiry.families():
        design = two_levels(family, study.inquiry.baseline)
        if design is not None:
            taken_apart = package.waterfall(study, design)
            if taken_apart is not None:
                yield taken_apart
            yield package.effects_chart(study, design)
            return
        cells = heat.draw(study, family)
        if cells is not None:
            yield cells
        for axis in sorted(family.axes, key=lambda axis: -len(family.levels[axis])):
            along = curve.draw(study, family, axis) if curves < MOST_CURVES else None
            if along is not None:
                curves += 1
                yield along
