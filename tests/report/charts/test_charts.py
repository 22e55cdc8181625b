"""Charts draw the numbers they stand beside; which a report has follows from the design."""

from dataclasses import dataclass, field
from itertools import product

import made_up_arms
import numpy as np
import pytest
from matplotlib.patches import Rectangle

from turnaround_sim.analysis.contrasts import pointed_out
from turnaround_sim.analysis.factorial import two_levels
from turnaround_sim.report.charts import charts_of, curve, forest, heat, months, package, spread, worth
from turnaround_sim.report.slide import MODEL, WARNING, inline
from turnaround_sim.report.study import Study, read_study
from turnaround_sim.store import Results

LUCK = np.random.default_rng(4).normal(size=30)
NOISE = np.random.default_rng(9).normal(scale=0.3, size=(80, 30))


@dataclass
class Kept:
    """What a chart asks of the results but the outcomes."""

    tables: tuple[str, ...] = ("outcomes",)
    manifest: dict = field(default_factory=lambda: {"scenarios": {"usual": {"months": 12, "trusts": 10}}})


def study_of(contrasts, arms=()):
    kept = Kept()
    kept.manifest["scenarios"] = {arm: {"months": 12, "trusts": 10} for arm in contrasts.inquiry.arms}
    return Study(kept, contrasts, pointed_out(contrasts, arms), bool(arms))


def grid(axes, effect, baseline=""):
    """Arms on every combination of levels; their outcome is luck, some noise and a known effect."""
    levels = {axis: tuple(f"{axis} {value}" for value in values) for axis, values in axes.items()}
    values, choices = {}, {}
    for n, chosen in enumerate(product(*axes.values())):
        arm = ", ".join(f"{axis} {value}" for axis, value in zip(axes, chosen, strict=True))
        values[arm] = {"shortfall": 20 + LUCK + effect(*chosen) + NOISE[n], "spend_m": 100 + n + NOISE[n]}
        choices[arm] = {axis: f"{axis} {value}" for axis, value in zip(axes, chosen, strict=True)}
    return made_up_arms.contrasts(values, axes=levels, choices=choices, baseline=baseline)


def few(count=3, by=-1.0):
    arms = {"usual": {"shortfall": 20 + LUCK, "spend_m": 100 + NOISE[0]}}
    for n in range(1, count + 1):
        arms[f"arm {n}"] = {"shortfall": 20 + LUCK + by * n + NOISE[n], "spend_m": 100 + n + NOISE[-n]}
    return made_up_arms.contrasts(arms)


def names(study):
    return [chart.name for chart in charts_of(study)]


# ---------------------------------------------------------------- which


@pytest.mark.parametrize(
    ("contrasts", "expected"),
    [
        (few(0), ["s-curve"]),
        (few(1), ["swarm", "s-curve", "acceptability"]),
        (few(4), ["forest", "swarm", "s-curve", "acceptability"]),
        (grid({"months": (0, 6, 12)}, lambda m: -m), ["forest", "curve-months", "swarm", "s-curve", "acceptability"]),
        (
            grid({"start": (0, 6, 12), "dose": (0, 1, 2)}, lambda s, d: -d),
            ["forest", "heat", "curve-start", "curve-dose", "swarm", "s-curve", "acceptability"],
        ),
        (
            grid({"a": (0, 1), "b": (0, 1)}, lambda a, b: -a),
            ["forest", "waterfall", "effects", "swarm", "s-curve", "acceptability"],
        ),
    ],
    ids=["one", "two", "few", "axis", "two axes", "factorial"],
)  # fmt: skip
def test_the_design_says_which_charts_there_are(contrasts, expected):
    assert names(study_of(contrasts)) == expected


def test_sixty_arms_have_no_more_charts_than_two():
    contrasts = grid({"patience": (1, 2, 3, 4, 5), "days": (0, 1, 2, 3), "delay": (0, 1, 2)}, lambda p, d, w: -p)
    study = study_of(contrasts)
    assert len(charts_of(study)) <= 8
    told = forest.draw(study)
    assert len(told.rows) == 59
    drawn = [label.get_text() for figure in told.figures for label in figure.axes[0].get_yticklabels()]
    assert len(drawn) == 59
    assert all(figure.get_size_inches()[1] < 12 for figure in told.figures)
    assert len({figure.axes[0].get_xlim() for figure in told.figures}) == 1


# ---------------------------------------------------------------- what they draw


def drawn(axes, colour):
    return [line for line in axes.lines if line.get_color() == colour]


def test_the_forest_colours_only_what_is_told_apart_with_all_arms_together():
    arms = {
        "usual": LUCK,
        "down": LUCK - 2 + NOISE[0],
        "up": LUCK + 2 + NOISE[1],
        "same": LUCK,
        "none": LUCK + NOISE[2],
    }
    study = study_of(made_up_arms.contrasts(arms))
    told = forest.draw(study)
    (axes,) = told.figures[0].axes
    points = {line.get_ydata()[0]: line for line in axes.lines if line.get_marker() == "o"}
    assert [points[y].get_color() for y in sorted(points)] == [MODEL, WARNING, "#6E6E6E"]
    assert [points[y].get_markerfacecolor() for y in sorted(points)][-1] == "white"
    assert points[0].get_xdata()[0] == pytest.approx(study.contrasts.difference("shortfall", "down").difference)
    assert "the same" in [text.get_text() for text in axes.texts]
    assert told.said.startswith("2 of 4 arms are told apart")
    thin = next(line for line in axes.lines if line.get_linewidth() == 1.2 and line.get_ydata()[0] == 0)
    assert tuple(thin.get_xdata()) == study.contrasts.together("shortfall", "down", 4)


def test_an_arm_that_is_told_apart_only_when_looked_at_alone_stays_grey():
    wave = np.tile([1.0, -1.0], 15)
    half = 2.045 * wave.std(ddof=1) / np.sqrt(30)
    arms = {"usual": 0 * wave, "near": wave - 1.2 * half, **{f"other {n}": wave for n in range(9)}}
    study = study_of(made_up_arms.contrasts(arms))
    assert study.contrasts.difference("shortfall", "near").high < 0
    told = forest.draw(study)
    point = next(line for line in told.figures[0].axes[0].lines if line.get_marker() == "o")
    assert (point.get_color(), point.get_markerfacecolor()) == ("#6E6E6E", "white")
    assert told.said == (
        "0 of 10 arms are told apart from the baseline when all are looked at together; 1 would be if each were "
        "looked at alone."
    )


def test_better_is_to_the_left_only_where_lower_is_better():
    texts = lambda chart: [text.get_text() for text in chart.figures[0].axes[0].texts if "better" in text.get_text()]  # noqa: E731
    assert texts(forest.draw(study_of(few(2)))) == ["◀ better"]
    up = {"usual": LUCK, "a": LUCK + 1 + NOISE[0], "b": LUCK - 1 + NOISE[1]}
    study = study_of(made_up_arms.contrasts(up, outcomes=("quality",)))
    assert texts(forest.draw(study)) == ["better ▶"]
    assert study.shown[0] == "a"


def test_a_curve_goes_through_the_means_and_stands_at_nought_at_the_baseline():
    contrasts = grid({"months": (0, 6, 12, 24)}, lambda m: -m / 6, baseline="months 6")
    (family,) = contrasts.inquiry.families()
    told = curve.draw(study_of(contrasts), family, "months")
    (axes,) = told.figures[0].axes
    line = axes.lines[0]
    assert line.get_xdata().tolist() == [0, 6, 12, 24]
    expected = [contrasts.difference("shortfall", f"months {m}").difference for m in (0, 6, 12, 24)]
    assert line.get_ydata().tolist() == pytest.approx(expected)
    assert line.get_ydata()[1] == 0
    assert told.said == "Beside the baseline: better at 2 of 3 points (12, 24); worse at 1 of 3 points (0)."
    band = axes.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(contrasts.difference("shortfall", "months 0").high)


def test_a_curve_holds_the_other_axes_where_something_differs():
    # Without a dose the start does not matter: at the baseline's dose all would be one flat line.
    contrasts = grid({"start": (0, 6, 12), "dose": (0, 2)}, lambda s, d: -d * (12 - s) / 6, baseline="start 0, dose 0")
    for arm in ("start 6, dose 0", "start 12, dose 0"):
        contrasts.values[arm]["shortfall"][:] = contrasts.values["start 0, dose 0"]["shortfall"]
    (family,) = contrasts.inquiry.families()
    told = curve.draw(study_of(contrasts), family, "start")
    assert told.title.endswith("along start, at dose 2")
    assert curve.draw(study_of(contrasts), family, "dose") is None


def test_words_on_an_axis_make_no_curve():
    contrasts = grid({"style": ("coach", "scrutinise", "both")}, len)
    (family,) = contrasts.inquiry.families()
    assert curve.draw(study_of(contrasts), family, "style") is None


def test_a_heat_map_hatches_what_is_not_told_apart_and_writes_every_number():
    contrasts = grid({"start": (0, 6), "dose": (0, 1, 2)}, lambda s, d: -d if s else 0.0, baseline="start 0, dose 0")
    (family,) = contrasts.inquiry.families()
    told = heat.draw(study_of(contrasts), family)
    (axes,) = told.figures[0].axes
    texts = [text.get_text() for text in axes.texts]
    assert len(texts) == 6
    assert texts.count("baseline") == 1
    hatched = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    covering = [d for d in contrasts.differences("shortfall").values() if d.low <= 0 <= d.high]
    assert len(hatched) == len(covering) >= 1
    assert len(told.rows) == 5
    assert told.said == f"In {5 - len(covering)} of 5 cells the interval leaves out nought."


def test_the_deepest_cell_is_blue_where_it_is_better():
    for outcome, better in (("shortfall", -3.0), ("quality", 3.0)):
        arms = {
            f"s {s}, d {d}": LUCK + (better if (s, d) == (1, 1) else 0) + NOISE[2 * s + d]
            for s in (0, 1)
            for d in (0, 1)
        }
        choices = {arm: dict(zip("sd", arm.split(", "), strict=True)) for arm in arms}
        axes = {"s": ("s 0", "s 1"), "d": ("d 0", "d 1")}
        contrasts = made_up_arms.contrasts(arms, axes=axes, choices=choices, outcomes=(outcome,))
        told = heat.draw(study_of(contrasts), contrasts.inquiry.families()[0])
        cell = next(patch for patch in told.figures[0].axes[0].patches if patch.get_xy() == (0.5, 0.5))
        red, _, blue, _ = cell.get_facecolor()
        assert blue > red


def test_the_s_curve_steps_once_a_world_from_nothing_to_all():
    told = spread.s_curve(study_of(few(1)))
    (axes,) = told.figures[0].axes
    usual = axes.lines[0]
    assert usual.get_xdata()[1:].tolist() == sorted(20 + LUCK)
    assert (usual.get_ydata()[0], usual.get_ydata()[-1]) == (0, 1)
    assert told.rows[0][5] == f"{np.median(20 + LUCK):.1f}"


def test_the_swarm_has_a_dot_for_every_pair_and_says_when_it_has_not():
    contrasts = few(2)
    told = spread.swarm(study_of(contrasts))
    (axes,) = told.figures[0].axes
    dots = [line for line in axes.lines if line.get_alpha() == 0.75]
    assert [sorted(line.get_xdata()) for line in dots] == [
        sorted(contrasts.apart("shortfall", arm)) for arm in ("arm 2", "arm 1")
    ]
    assert "stands for" not in told.reading
    more = np.random.default_rng(1).normal(size=900)
    told = spread.swarm(study_of(made_up_arms.contrasts({"usual": 0 * more, "other": more})))
    assert "One dot here stands for some 3.00 pairs." in told.reading
    dots = next(line for line in told.figures[0].axes[0].lines if line.get_alpha() == 0.75)
    assert dots.get_xdata().size == spread.MOST_DOTS
    assert np.median(dots.get_xdata()) == pytest.approx(np.median(more), abs=0.01)


def test_the_waterfall_shows_what_parts_do_together_as_a_bar_of_its_own():
    contrasts = grid({"a": (0, 1), "b": (0, 1)}, lambda a, b: -2 * a - 3 * b + 2.5 * a * b)
    design = two_levels(contrasts.inquiry.families()[0], contrasts.inquiry.baseline)
    told = package.waterfall(study_of(contrasts), design)
    (axes,) = told.figures[0].axes
    widths = [bar.get_width() for bar in axes.patches]
    assert len(widths) == 4
    assert sum(widths[:3]) == pytest.approx(widths[3])
    assert widths[2] == pytest.approx(2.5, abs=0.4)
    assert axes.patches[2].get_hatch()
    starts = [bar.get_x() for bar in axes.patches]
    assert starts == pytest.approx([0, widths[0], widths[0] + widths[1], 0])
    assert "and is not nought" in told.said


def test_effects_of_a_fraction_say_what_they_are_mixed_with():
    of = made_up_arms.factors("abc", lambda a, b, c: a, keep=lambda levels: sum(levels) % 2, worlds=30, noise=0.1)
    design = two_levels(of.inquiry.families()[0], "")
    told = package.effects_chart(study_of(of), design)
    assert told.header[-1] == "Mixed with"
    assert told.rows[0][-1] == "b × c"
    assert "4 of 8 combinations were run" in told.reading


def test_acceptability_takes_gain_and_cost_together():
    contrasts = few(1)
    study = study_of(contrasts)
    told = worth.acceptability(study)
    plane, curves = (figure.axes[0] for figure in told.figures)
    gained = -contrasts.apart("shortfall", "arm 1") * 10
    cost = contrasts.apart("spend_m", "arm 1")
    dots = plane.lines[0]
    assert dots.get_xdata().tolist() == pytest.approx(gained.tolist())
    assert dots.get_ydata().tolist() == pytest.approx(cost.tolist())
    (left, right), (down, up) = plane.get_xlim(), plane.get_ylim()
    assert left < 0 < right
    assert down < 0 < up
    line = curves.lines[0]
    price = line.get_xdata()[50] / (1000 if "thousand" in told.header[1] else 1)
    assert line.get_ydata()[50] == pytest.approx(np.mean(price * gained > cost))
    assert told.header[1].startswith("Worth of one point-month, £")
    assert "exit would mislead" in told.reading


def test_there_is_no_acceptability_where_nothing_is_spent_or_no_way_is_better():
    arms = {arm: {"shortfall": LUCK + n, "spend_m": 0 * LUCK} for n, arm in enumerate(("usual", "other"))}
    assert worth.acceptability(study_of(made_up_arms.contrasts(arms))) is None
    arms = {
        arm: {"leaders_per_100_trust_months": LUCK + n, "spend_m": LUCK * n} for n, arm in enumerate(("usual", "other"))
    }
    contrasts = made_up_arms.contrasts(arms, outcomes=("leaders_per_100_trust_months",))
    assert worth.acceptability(study_of(contrasts)) is None


def test_months_are_paired_within_the_world(write_arms):
    arms = {arm: {"shortfall": [1.0 + n, 2.0, 3.0]} for n, arm in enumerate(("usual", "other"))}
    rows = [
        {"arm": arm, "replicate": world, "month": month, "quality": 50.0 + 10 * world + (arm == "other") * month}
        for arm in arms for world in range(3) for month in range(24)
    ]  # fmt: skip
    folder = write_arms(arms, keep=("outcomes", "months"), more={"months": rows})
    told = months.draw(read_study(Results.open(folder)), "quality")
    above, below = told.figures[0].axes
    assert above.lines[0].get_ydata().tolist() == [60.0] * 24
    assert below.lines[0].get_ydata().tolist() == pytest.approx(list(range(24)))
    assert told.rows[-1] == ("other", "24", "23.0", "23.0 to 23.0", "3")
    assert months.draw(study_of(few(1)), "quality") is None


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "$x_1^$", "a -- b", "=1+1"])
def test_names_are_drawn_as_they_are(name):
    arms = {"usual": LUCK, name: LUCK + NOISE[0], f"{name}2": LUCK + 1 + NOISE[1]}
    for chart in charts_of(study_of(made_up_arms.contrasts(arms))):
        for figure in chart.figures:
            svg = inline(figure, chart.title, chart.said, "p")
            assert "<script" not in svg
