"""The picture of the mirror: nothing is cut off or overlaid, whatever the numbers, and it says what is drawn."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

from turnaround_sim.analysis.naive import ESTIMATORS, NULL, Truth, mirror
from turnaround_sim.report.mirror_figure import COLUMNS, PANELS, draw, save_mirror

NOBODY = pd.DataFrame(columns=["replicate", "estimator", "outcome", "estimate", "low", "high", "cases"])


def said(shift: float = 0.0, spread: float = 1.0, worlds: int = 40) -> pd.DataFrame:
    """What made-up analysts report: every estimator a little above `shift` points."""
    luck = np.random.default_rng(4).normal(shift, spread, (worlds, len(ESTIMATORS)))
    rows = [
        (r, each.name, each.outcome, luck[r, k], luck[r, k] - 2 * spread, luck[r, k] + 2 * spread, 9)
        for r in range(worlds)
        for k, each in enumerate(ESTIMATORS)
    ]
    return pd.DataFrame(rows, columns=list(NOBODY.columns))


MIRRORS = {
    "with a truth": (said(-3), said(3), {"observed_mortality_2": Truth(-0.2, -0.3, -0.1)}),
    "without": (said(), said(), {}),
    "far apart": (said(-60, 30), said(2000, 300), {}),
    "one world": (said(worlds=1), said(worlds=1), {}),
    "none": (NOBODY, NOBODY, {}),
    "two thousand": (said(worlds=2000), said(), {}),
}


@pytest.mark.parametrize("name", MIRRORS)
def test_nothing_written_is_cut_off_or_overlaid(name: str) -> None:
    figure = draw(mirror(*MIRRORS[name]), seed=1).figure
    figure.draw_without_rendering()
    unseen = set()
    for axes in figure.axes:
        low, high = axes.get_xlim()
        unseen |= {label for tick in axes.xaxis.get_major_ticks() for label in (tick.label1, tick.label2)}
        unseen -= {tick.label1 for tick in axes.xaxis.get_major_ticks() if low <= tick.get_loc() <= high}
    boxes = {
        text: text.get_window_extent()
        for text in figure.findobj(Text)
        if text.get_text().strip() and text not in unseen
    }
    for text, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert inside, f"{text.get_text()!r} leaves the slide"
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        assert not first.padded(-3).overlaps(second.padded(-3)), f"{one.get_text()!r} lies on {other.get_text()!r}"


def test_every_line_that_is_drawn_is_an_estimator_and_is_told_in_both_scenarios() -> None:
    known = {(each.name, each.outcome) for each in ESTIMATORS}
    assert {(line.estimator, line.outcome) for panel in PANELS for line in panel.lines} <= known
    told = draw(mirror(*MIRRORS["with a truth"]), seed=5).said
    for words, scenario in zip(told[1:], COLUMNS.values(), strict=True):
        assert words.startswith(scenario)
        assert all(line.words in words for panel in PANELS for line in panel.lines)
    assert "40 worlds of each, seed 5" in told[0]
    row = mirror(*MIRRORS["with a truth"]).set_index(["estimator", "outcome", "scenario"])
    shown = row.loc[("before_after", "observed_mortality_2", NULL), ["estimate", "low", "high"]]
    assert "Before and after a change: {:.2g} ({:.2g} to {:.2g}), truth 0 (0 to 0)".format(*shown) in told[1]
    assert "replacing helps" in told[1]
    assert "truth -0.2 (-0.3 to -0.1)" in told[2]
    assert "replacing harms" in told[2]


def test_where_the_mean_may_be_nought_no_effect_is_said() -> None:
    told = draw(mirror(said(spread=50), said(spread=50), {}), seed=1).said
    assert told[1].count("no effect") >= 7


def test_it_is_written_as_png_and_svg_with_its_words_and_the_same_each_time(tmp_path: Path) -> None:
    mirrored = mirror(*MIRRORS["with a truth"])
    first, second = (
        [path.read_bytes() for path in save_mirror(draw(mirrored, seed=1), tmp_path / name)] for name in ("a", "b")
    )
    assert first == second
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > 1200
        assert "UNCALIBRATED" in image.info["Description"]
    assert "<desc>UNCALIBRATED" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    calibrated = save_mirror(draw(mirrored, seed=1, calibrated=True), tmp_path / "c", calibrated=True)
    assert "UNCALIBRATED" not in calibrated[1].read_text(encoding="utf-8")
