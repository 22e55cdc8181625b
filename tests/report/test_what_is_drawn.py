"""What each further figure draws and says: the record where it was, the model's numbers, and what is missing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from turnaround_sim.record import month_of
from turnaround_sim.report import FIGURES
from turnaround_sim.report.numbers.leaders import read_tenures, time_in_post
from turnaround_sim.report.numbers.spending import KINDS, read_spending
from turnaround_sim.report.run import Run, read_run
from turnaround_sim.report.slide import Slide
from turnaround_sim.store import Results

WriteRun = Callable[..., Path]
CLASSROOM = {"trusts": 12, "months": 60, "first_wave": 1, "titles": {"a": "A class"}}
JUNE_2015, JUNE_2016 = 2015.5, 2016.5


def draw(name: str, folder: Path) -> tuple[Run, Slide]:
    run = read_run(Results.open(folder))
    return run, FIGURES[name](run)


def axes_called(figure: Figure, title: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_title(loc="left") == title)


def record_on(axes: Axes) -> dict[float, tuple[float, float, float]]:
    """The record's points by place across: value, and the ends of its bar."""
    points = {}
    for container in axes.containers:
        point, _, (bar,) = container.lines
        (across,), (value,) = point.get_data()
        ends = bar.get_segments()[0][:, 1]
        points[round(float(across), 2)] = (float(value), float(ends.min()), float(ends.max()))
    return points


def test_ratings_stand_beside_two_counts_of_the_record(write_run: WriteRun) -> None:
    _, slide = draw("ratings_over_time", write_run(replicates=3))
    good = record_on(axes_called(slide.figure, "Good"))
    assert good[JUNE_2015] == pytest.approx((25 / 84, 0.2104, 0.4025), abs=1e-3)
    assert good[JUNE_2016] == pytest.approx((53 / 179, 0.2341, 0.3667), abs=1e-3)
    said = " ".join(slide.said)
    assert "Record (95% interval): 11% (6% to 19%) of 84 rated trusts in June 2015" in said
    assert "7% (4% to 11%) of 179 rated trusts in June 2016" in said


def test_the_model_s_ratings_are_drawn_from_the_month_s_end(write_run: WriteRun) -> None:
    _, slide = draw("ratings_over_time", write_run(replicates=3))
    axes = axes_called(slide.figure, "Outstanding")
    middle = next(line for line in axes.lines if line.get_linestyle() == "--")
    # A quarter of the 220 trusts are rated in month 6, January 2014: 55, of which two are outstanding.
    assert middle.get_xdata()[0] == pytest.approx(2014 + 1 / 12)
    assert middle.get_ydata()[0] == pytest.approx(2 / 55)


def test_both_rare_ratings_share_one_scale_that_is_pointed_out(write_run: WriteRun) -> None:
    _, slide = draw("ratings_over_time", write_run(replicates=3))
    tops = {axes.get_title(loc="left"): axes.get_ylim()[1] for axes in slide.figure.axes}
    assert tops == {"Requires improvement": 1, "Good": 1, "Inadequate": 0.25, "Outstanding": 0.25}
    for name, top in tops.items():
        assert f"scale ends at {top:.0%}" in [text.get_text() for text in axes_called(slide.figure, name).texts]


def test_leaders_in_post_stand_beside_what_their_sources_counted(write_run: WriteRun) -> None:
    run, slide = draw("leaders_time_in_post", write_run(replicates=20))
    said = " ".join(slide.said)
    assert "Inadequate, in post in March 2017." in said
    assert "Record, 13 leaders: 11 months (7 to 16)." in said
    assert "Record, 14 leaders: more than 84 months." in said
    assert "All trusts, in post in December 2017." in said
    assert "Record, 145 leaders: 36 months (30 to 42)." in said
    there = time_in_post(read_tenures(run), month_of(2017, 3), "inadequate")
    assert f"Model median {float(there.quantiles[0.5]):.0f} months (80% of replicates:" in said


def test_a_run_that_ends_before_the_count_is_not_held_against_it(write_run: WriteRun) -> None:
    _, slide = draw("leaders_time_in_post", write_run(replicates=2, months=44))
    assert "Record" not in " ".join(slide.said)
    written = " ".join(text.get_text() for text in slide.figure.texts)
    assert "in post in February 2017" in written
    assert "The run ends before March 2017" in " ".join(written.split())


def test_bars_of_spending_add_up_to_the_mean_and_whiskers_hold_the_replicates(write_run: WriteRun) -> None:
    run, slide = draw("spending_on_support", write_run(replicates=20, **CLASSROOM))
    spending = read_spending(run)
    axes = slide.figure.axes[0]
    bars = np.array([[bar.get_height() for bar in container] for container in axes.containers])
    assert bars == pytest.approx(np.array([spending.spent[kind].mean(axis=0) for kind in KINDS]))
    assert bars.sum(axis=0) == pytest.approx([12] * 5)
    thin, thick = axes.collections
    assert thick.get_segments()[0][:, 1] == pytest.approx(np.quantile(spending.total[:, 0], (0.1, 0.9)))
    assert thin.get_segments()[0][:, 1] == pytest.approx(np.quantile(spending.total[:, 0], (0.025, 0.975)))


def test_the_table_of_spending_says_what_was_left(write_run: WriteRun) -> None:
    _, slide = draw("spending_on_support", write_run(replicates=4, **CLASSROOM))
    written = [text.get_text() for text in slide.figure.texts]
    place = written.index("Not spent, of £175m received")
    assert written[place + 1 : place + 3] == ["115.0", "115.0 to 115.0"]
    assert "    on consultants (30%)" in written
    unknown = {"changes": [{"month": 3, "lever": "funding.posts", "value": 1.0, "trust": None}]}
    _, slide = draw("spending_on_support", write_run(replicates=4, scenario=unknown, **CLASSROOM))
    assert not [text for text in slide.figure.texts if "on consultants" in text.get_text()]


def test_the_page_holds_the_record_where_there_is_one(write_run: WriteRun) -> None:
    _, slide = draw("national_dashboard", write_run(replicates=3))
    number = record_on(axes_called(slide.figure, "In special measures"))
    assert (number[2014.0][0], number[2017.0][0]) == (14, 16)
    assert number[2021.0] == (7, 7, 8)
    assert record_on(axes_called(slide.figure, "No substantive leader"))[2014.5] == pytest.approx((0.07, 0.05, 0.11))
    assert set(record_on(axes_called(slide.figure, "Rated inadequate"))) == {JUNE_2015, JUNE_2016}
    assert not record_on(axes_called(slide.figure, "Quality"))


def test_the_page_tells_every_headline_outcome_with_interval_and_replicates(write_run: WriteRun) -> None:
    outcomes = [{"replicate": r, "quality": 50.0 + r, "durable_recovery": [0.5, 0.7, None][r]} for r in range(3)]
    _, slide = draw("national_dashboard", write_run(replicates=3, rows={"outcomes": outcomes}))
    said = " ".join(slide.said)
    assert "Quality, points: 51.0 (48.5 to 53.5)." in said
    assert "Durable recovery, of spells; n = 2: 60.0% (0.0 to 100.0)." in said
    assert "False exits, of exits; n = 0: no value." in said
    _, slide = draw("national_dashboard", write_run(replicates=1, rows={"outcomes": outcomes[:1]}))
    assert "Quality, points: 50.0 (no interval)." in " ".join(slide.said)


def test_the_page_tells_the_outcomes_of_its_own_arm(write_run: WriteRun) -> None:
    outcomes = [{"arm": arm, "quality": quality} for arm, quality in (("first", 40.0), ("other", 60.0))]
    folder = write_run(replicates=1, titles={"first": "", "other": ""}, rows={"outcomes": outcomes})
    said = FIGURES["national_dashboard"](read_run(Results.open(folder), "other")).said
    assert [words for words in said if words.startswith("Quality, points")] == ["Quality, points: 60.0 (no interval)."]
