"""Pictures of a calibration draw the numbers of its tables, and tell in words what they draw."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_up_fit import ALL, FITTED, INFORMED, TARGETS, write_fit
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from turnaround_sim import beliefs
from turnaround_sim.report.calibration import against, checked, learnt, predicted
from turnaround_sim.report.charts.chart import UNDECIDED
from turnaround_sim.report.slide import MODEL, WARNING
from turnaround_sim.validation.against_null import against_null
from turnaround_sim.validation.fit import Fit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_fit(tmp_path_factory.mktemp("fit") / "full", off={"T01": 2.0, "T14": 9.0, "T26": -2.0})


@pytest.fixture(scope="module")
def fit(folder):
    return Fit.open(folder)


def marks(axes, *shapes):
    """Marks that stand alone, by their shape: where, in which colour, filled or not."""
    return [
        (*(float(part[0]) for part in line.get_data()), to_hex(line.get_color()), line.get_markerfacecolor() != "white")
        for line in axes.lines
        if len(line.get_xdata()) == 1 and line.get_marker() in shapes
    ]


# ---------------------------------------------------------------- what is met


def test_a_fact_is_drawn_on_the_scale_of_its_own_interval(fit):
    chart = predicted.draw(fit, "calibrate")
    (axes,) = chart.figures[0].axes
    row = fit.table("predictive").set_index("target").loc["T02"]
    expected = (row["posterior_mean"] - (row["low"] + row["high"]) / 2) / ((row["high"] - row["low"]) / 2)
    across, _, colour, filled = marks(axes, "o")[1]
    assert across == pytest.approx(expected)
    assert (colour, filled) == (MODEL.lower(), True)
    record = [line for line in axes.lines if line.get_marker() == "D"][1]
    assert record.get_xdata()[0] == pytest.approx((0.45 - (0.17 + 0.71) / 2) / 0.27)


def test_a_mean_outside_the_interval_is_hollow_and_in_the_colour_of_a_warning(fit):
    (axes,) = predicted.draw(fit, "calibrate").figures[0].axes
    assert marks(axes, "o")[0][2:] == (WARNING.lower(), False)


def test_what_lies_beyond_the_picture_is_an_arrow_at_its_edge(fit):
    (axes,) = predicted.draw(fit, "validate").figures[0].axes
    at = [target.id for target in TARGETS.held_out].index("T14")
    arrows = [mark for mark in marks(axes, ">") if mark[1] == pytest.approx(at + 0.12)]
    assert arrows
    assert all(0 < across <= predicted.EDGE for across, *_ in arrows)


def test_every_fact_stands_in_the_pictures_and_in_the_rows_held_out_ones_apart(fit):
    shown = []
    for use, targets in (("calibrate", TARGETS.fitted), ("validate", TARGETS.held_out)):
        chart = predicted.draw(fit, use)
        assert len(chart.rows) == len(targets)
        names = [text.get_text() for figure in chart.figures for text in figure.axes[0].texts]
        assert [name.partition(" ")[0] for name in names] == [target.id for target in targets]
        assert not any(len(figure.axes[0].texts) > 15 for figure in chart.figures)
        shown += names
    assert len(shown) == len(ALL)
    bold = {name.get_text()[:3] for figure in predicted.draw(fit, "calibrate").figures
            for name in figure.axes[0].texts if name.get_fontweight() == "bold"}  # fmt: skip
    assert bold == {"T26"}


def test_no_word_leaves_the_picture(fit):
    for use in ("calibrate", "validate"):
        for figure in predicted.draw(fit, use).figures:
            figure.draw_without_rendering()
            wide = figure.bbox.width
            assert all(text.get_window_extent().x1 <= wide for text in figure.axes[0].texts)


# ---------------------------------------------------------------- what is learnt


def test_densities_hold_all_of_the_chance_before_and_after(fit):
    chart = learnt.densities(fit)
    assert [axes.get_title(loc="left").partition(" ")[0] for axes in chart.figures[0].axes] == list(FITTED)
    for axes, path in zip(chart.figures[0].axes, FITTED, strict=True):
        (stairs,) = [patch for patch in axes.patches if hasattr(patch, "get_data")]
        shares, edges, _ = stairs.get_data()
        assert (shares * np.diff(edges)).sum() == pytest.approx(1.0)
        declared = beliefs.uncertain()[path]
        low, stated, high = (float(each) for each in (declared.low, declared.value, declared.high))
        across = np.linspace(low, high, 20_001)
        density = learnt.prior_density(across, low, stated, high)
        assert np.trapezoid(density, across) == pytest.approx(1.0, abs=1e-3)
        assert np.trapezoid(density[across < stated], across[across < stated]) == pytest.approx(0.5, abs=1e-3)


def test_every_parameter_is_one_mark_the_fitted_ones_by_name(fit):
    chart = learnt.ratios(fit)
    (axes,) = chart.figures[0].axes
    named = marks(axes, "o")
    assert [mark[0] for mark in named] == pytest.approx([0.5, 0.6, 0.97])
    assert [mark[3] for mark in named] == [True, True, False]
    others = sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == "|")
    assert others + len(named) == len(beliefs.uncertain())
    assert [label.get_text() for label in axes.get_yticklabels()][:2] == list(INFORMED)
    assert chart.said.startswith(f"2 of {len(beliefs.uncertain())} parameters are informed")
    assert any(np.allclose(line.get_xdata(), 0.8) for line in axes.lines)


def test_correlations_are_weighed_and_the_strong_ones_written(fit):
    other = Fit(fit.folder, fit.manifest)
    table = fit.posterior.copy()
    table[FITTED[1]] = table[FITTED[0]] * 2 + 1
    table[FITTED[2]] = np.where(table["particle"] % 2, 1.0, 2.0)
    other.__dict__["posterior"] = table
    chart = learnt.correlations(other)
    assert chart.rows[0] == (FITTED[0], FITTED[1], "1.00")
    (axes,) = chart.figures[0].axes
    assert [text.get_text() for text in axes.texts] == ["1.0"]
    assert len([patch for patch in axes.patches if isinstance(patch, Rectangle)]) == 6
    assert chart.said.startswith("1 of 3 pairs")


# ---------------------------------------------------------------- whether the method can be trusted


def test_coverage_is_counted_with_its_interval(fit):
    table = fit.table("recovery")
    covered = checked.coverage(fit).set_index("parameter")
    assert list(covered.index) == [checked.ALL, *FITTED]
    assert covered.loc[checked.ALL, "share"] == pytest.approx(table["covered"].mean())
    one = table[table["parameter"] == FITTED[0]]["covered"]
    assert (covered.loc[FITTED[0], "share"], covered.loc[FITTED[0], "count"]) == (pytest.approx(one.mean()), len(one))
    assert (covered["low"] <= covered["share"]).all()
    assert (covered["share"] <= covered["high"]).all()


def test_truths_that_are_missed_are_drawn_apart(fit):
    chart = checked.recovery(fit)
    table = fit.table("recovery")
    for axes, path in zip(chart.figures[1].axes, FITTED, strict=True):
        hit, missed = axes.collections
        mine = table[table["parameter"] == path]["covered"]
        assert (len(hit.get_segments()), len(missed.get_segments())) == (mine.sum(), (~mine).sum())


def test_the_course_of_the_fit_is_drawn_and_its_end_told(fit):
    chart = checked.course(fit)
    drawn = [axes.lines[0].get_ydata().tolist() for axes in chart.figures[0].axes]
    assert drawn == [[20.0, 5.0], [0.8, 0.5]]
    assert chart.said == (
        "2 waves left 5% of the prior. Of 8,000 points tried there 400 were accepted at a temperature of 1: the record "
        "counts in full. They count as 180 that weigh the same."
    )


# ---------------------------------------------------------------- against the null


@pytest.fixture(scope="module")
def compared(folder):
    return against_null(Fit.open(folder), Fit.open(write_fit(folder.parent / "null", "null", seed=3)))


def test_a_difference_has_the_colour_of_the_model_that_foretells_better(compared):
    chart = against.draw(compared)
    assert len(chart.rows) == len(ALL)
    (axes,) = chart.figures[-1].axes
    looks = {text.get_text().partition(" ")[0]: mark[2] for text, mark in
             zip(axes.texts, marks(axes, "o", "x", "<", ">"), strict=False)}  # fmt: skip
    favours = compared.table.set_index("target")["favours"]
    assert favours["T14"] == "null"
    for name, colour in looks.items():
        expected = {"full": MODEL, "null": WARNING, "neither": UNDECIDED}[favours[name]]
        assert colour == expected.lower()


def test_what_is_not_reliable_is_a_grey_cross(compared):
    table = compared.table.assign(reliable=False)
    (axes,) = against.draw(replace(compared, table=table, counted=0)).figures[-1].axes
    assert len(marks(axes, "x")) >= len(TARGETS.held_out) - 1
    assert {mark[2] for mark in marks(axes, "x", "<", ">")} == {UNDECIDED.lower()}


def test_the_words_count_the_reliable_targets(compared):
    known = compared.table[compared.table["reliable"]]["favours"].value_counts()
    assert against.draw(compared).said == (
        f"Of {compared.counted} facts that can be scored, the full model foretells {known.get('full', 0)} better, the "
        f"null {known.get('null', 0)}, and {known.get('neither', 0)} are not told apart."
    )
    assert isinstance(compared.table, pd.DataFrame)
