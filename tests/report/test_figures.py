"""Readers of the figures are told what they are, see nothing cut off or overlaid, and get the same files each time."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from turnaround_sim.mistakes import Mistake
from turnaround_sim.report import FIGURES, draw_figures, draw_run_figures
from turnaround_sim.report.numbers.spells import in_special_measures
from turnaround_sim.report.run import read_run
from turnaround_sim.store import Results

pytestmark = pytest.mark.filterwarnings("error")
WriteRun = Callable[..., Path]
CLASSROOM = {"trusts": 12, "months": 60, "first_wave": 1, "entries_a_month": (0.05, 0.03), "titles": {"a": "A class"}}
RUNS = {
    "england": {},
    "one replicate": {"replicates": 1},
    "ten years": {"months": 120, "replicates": 40},
    "few entrants": {"entries_a_month": (0.05, 0.03)},
    "nobody": {"first_wave": 0, "entries_a_month": (0.0, 0.0)},
    "four months": {"months": 4},
    "one year end": {"months": 6},
    "classroom": CLASSROOM,
    "long title, many arms": {"titles": {"a": "A title of many words & $signs$ <that> go on " * 4, "b": "B"}},
}


def words_of(folder: Path, name: str) -> str:
    """What a figure says to one who cannot see it."""
    svg = ElementTree.parse(folder / "figures" / f"{name}.svg").getroot()
    return str(svg.findtext("{http://www.w3.org/2000/svg}desc"))


def writing_on(folder: Path, name: str) -> str:
    """What is written on a figure: matplotlib leaves each text as a comment beside its outlines."""
    svg = (folder / "figures" / f"{name}.svg").read_text(encoding="utf-8")
    return " ".join(re.findall(r"<!-- (.*?) -->", svg, flags=re.DOTALL))


def texts_on(figure: Figure) -> list[Text]:
    """Every text that is seen: matplotlib also holds labels of ticks outside the axes."""
    unseen = set()
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            unseen |= {label for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)}
            unseen -= {tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high}
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text not in unseen]


def drawn(folder: Path, name: str) -> Figure:
    """A figure itself, as it is about to be saved."""
    return FIGURES[name](read_run(Results.open(folder))).figure


def box_of(text: Text) -> Bbox:
    """Where a text is, its frame included if one is seen."""
    frame = text.get_bbox_patch()
    return frame.get_window_extent() if frame and frame.get_linewidth() > 2 else text.get_window_extent()


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("facts", RUNS.values(), ids=RUNS)
def test_nothing_written_is_cut_off_or_overlaid(name: str, facts: dict[str, object], write_run: WriteRun) -> None:
    figure = drawn(write_run(**{"replicates": 20, **facts}), name)
    figure.draw_without_rendering()
    boxes = {text: box_of(text) for text in texts_on(figure)}
    for text, box in boxes.items():
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert inside, f"{text.get_text()!r} leaves the slide"
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        # Boxes carry the line's full height, so a hair of overlap is not yet seen.
        overlaid = first.padded(-3).overlaps(second.padded(-3))
        assert not overlaid, f"{one.get_text()!r} lies on {other.get_text()!r}"


@pytest.mark.parametrize("name", ["england", "nobody", "four months", "classroom"])
def test_a_run_is_drawn_at_once_in_two_figures_as_png_and_svg(name: str, write_run: WriteRun) -> None:
    folder = write_run(**{"replicates": 5, **RUNS[name]})
    paths = draw_run_figures(folder)
    assert [path.relative_to(folder / "figures").as_posix() for path in paths] == [
        "still_in_since_entry.png",
        "still_in_since_entry.svg",
        "number_in_special_measures.png",
        "number_in_special_measures.svg",
    ]
    for path in paths:
        if path.suffix == ".png":
            with Image.open(path) as image:
                assert image.width > 1900
        else:
            assert ElementTree.parse(path).getroot().get("role") == "img"


@pytest.mark.parametrize("name", ["four months", "one replicate"])
def test_any_finished_run_gives_every_figure(name: str, write_run: WriteRun) -> None:
    folder = write_run(**{"replicates": 3, **RUNS[name]})
    figures = draw_figures(folder)
    assert list(figures) == list(FIGURES)
    for figure, paths in figures.items():
        assert [path.relative_to(folder / "figures").as_posix() for path in paths] == [f"{figure}.png", f"{figure}.svg"]
        assert all(path.is_file() for path in paths)


def test_the_same_run_gives_the_same_files_also_from_threads(write_run: WriteRun) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(read_all, [write_run(replicates=5), write_run(replicates=5)])
    assert first == second
    other = read_all(write_run(replicates=6))
    assert all(first[name] != other[name] for name in FIGURES)


def read_all(folder: Path) -> dict[str, list[bytes]]:
    return {name: [path.read_bytes() for path in paths] for name, paths in draw_figures(folder).items()}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_what_it_is(name: str, write_run: WriteRun) -> None:
    folder = write_run(replicates=5)
    draw_figures(folder, [name])
    for said in (words_of(folder, name), writing_on(folder, name)):
        assert "UNCALIBRATED: starting values, not fitted" in said
        assert "Illustrative, not a forecast" in said
        assert "5 replicates, seed 7." in said
        assert "Scenario: England, 2013 to 2025" in said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"calibrated": False, "worlds_per_draw": 1}, "seed 7, each with parameters drawn from their ranges."),
        (
            {"calibrated": True, "worlds_per_draw": 4},
            "seed 7, every 4 with parameters drawn from what the record",
        ),
    ],
)
def test_drawn_parameters_are_told(said: dict[str, object], words: str, write_run: WriteRun) -> None:
    folder = write_run(replicates=5)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    drawn = {**manifest, "uncertainty": "posterior", "draws": 5, **said}
    (folder / "manifest.json").write_text(json.dumps(drawn), encoding="utf-8")
    draw_figures(folder, ["national_dashboard"])
    for text in (words_of(folder, "national_dashboard"), writing_on(folder, "national_dashboard")):
        assert words in text
        assert "UNCALIBRATED" not in text or not said["calibrated"]
    assert "Neither holds" not in writing_on(folder, "national_dashboard")


def test_figures_are_drawn_by_name_and_an_unknown_one_draws_nothing(write_run: WriteRun) -> None:
    folder = write_run(replicates=1)
    assert list(draw_figures(folder, ["ratings_over_time", "ratings_over_time"])) == ["ratings_over_time"]
    assert len(list((folder / "figures").iterdir())) == 2
    with pytest.raises(Mistake, match=r'no figure "dashboard".*did you mean "national_dashboard"'):
        draw_figures(folder, ["spending_on_support", "dashboard"])
    assert len(list((folder / "figures").iterdir())) == 2


def test_another_arm_has_a_folder_of_its_own_and_its_name(write_run: WriteRun) -> None:
    folder = write_run(replicates=2, titles={"england": "As it was", "more / money": "With more money"})
    draw_figures(folder, ["spending_on_support"])
    (png, svg) = draw_figures(folder, ["spending_on_support"], "more / money")["spending_on_support"]
    assert png == folder / "figures" / "more-money" / "spending_on_support.png"
    assert "Scenario: With more money (one of 2 arms)" in svg.read_text(encoding="utf-8")
    assert "Scenario: As it was (the first of 2 arms)" in words_of(folder, "spending_on_support")


def test_only_a_calibrated_run_loses_the_warning(write_run: WriteRun) -> None:
    fitted, claimed = write_run(replicates=2, calibrated=True), write_run(replicates=2, calibrated="yes")
    for folder, warned in ((fitted, False), (claimed, True)):
        draw_run_figures(folder)
        assert ("UNCALIBRATED" in writing_on(folder, "still_in_since_entry")) == warned
        assert "Illustrative, not a forecast" in writing_on(folder, "still_in_since_entry")


def test_the_record_stands_beside_england(write_run: WriteRun) -> None:
    folder = write_run(replicates=2)
    draw_run_figures(folder)
    survival = words_of(folder, "still_in_since_entry")
    assert "Record, 11 spells: still in 55% after 12 months, 45% after 24 months, 27% after 36 months" in survival
    assert "Record, 15 spells: still in 100% after 12 months, 87% after 24 months, 60% after 36 months" in survival
    number = words_of(folder, "number_in_special_measures")
    assert "Record: 14 in 2013, 12 in 2014" in number
    assert "7 to 8 in 2020" in number
    assert "the record names only some of its trusts" in writing_on(folder, "number_in_special_measures")


@pytest.mark.parametrize("name", FIGURES)
def test_the_record_is_left_out_elsewhere_and_the_figure_says_so(name: str, write_run: WriteRun) -> None:
    folder = write_run(replicates=2, **CLASSROOM)
    draw_figures(folder, [name])
    written = writing_on(folder, name)
    assert "record" not in written.replace("no record", "")
    assert "12 trusts, not England's 220" in " ".join(written.split())
    assert "Record" not in words_of(folder, name)


def test_replicates_without_entrants_are_told(write_run: WriteRun) -> None:
    folder = write_run(replicates=9, first_wave=0, entries_a_month=(0.0, 0.0))
    draw_run_figures(folder)
    assert words_of(folder, "still_in_since_entry").count("no entrants in 9 of 9 replicates") == 3
    assert writing_on(folder, "still_in_since_entry").count("no entrants in") == 3


def test_a_title_with_dollar_signs_is_not_taken_for_a_formula(write_run: WriteRun) -> None:
    figure = drawn(write_run(replicates=1, titles={"a": "From $1m to $2m"}), "still_in_since_entry")
    (title,) = [text for text in texts_on(figure) if "From $1m to $2m" in text.get_text()]
    assert not title.get_parse_math()


def test_the_record_is_drawn_where_it_was(write_run: WriteRun) -> None:
    folder = write_run(replicates=2)
    survival, number = drawn(folder, "still_in_since_entry"), drawn(folder, "number_in_special_measures")
    black = [line for line in survival.axes[0].lines if line.get_color() == "#000000" and len(line.get_xdata()) == 61]
    shares = [float(black[0].get_ydata()[month]) for month in (11, 12, 24, 36, 48)]
    assert shares == pytest.approx([10 / 11, 6 / 11, 5 / 11, 3 / 11, 0])
    points = next(line for line in number.axes[0].lines if line.get_color() == "#000000")
    assert dict(zip(points.get_xdata(), points.get_ydata(), strict=True)) == {
        2013: 14,
        2014: 12,
        2015: 15,
        2016: 16,
        2017: 16,
        2018: 15,
        2019: 10,
    }


def test_the_models_median_is_drawn_dashed(write_run: WriteRun) -> None:
    folder = write_run(replicates=11)
    lines = drawn(folder, "number_in_special_measures").axes[0].lines
    dashed = next(line for line in lines if line.get_linestyle() == "--")
    assert dashed.get_ydata().tolist() == in_special_measures(read_run(Results.open(folder)))[0.5].tolist()


def test_a_run_without_tables_has_no_figures(write_run: WriteRun) -> None:
    folder = write_run(replicates=1, keep=("outcomes",))
    assert draw_run_figures(folder) == []
    with pytest.raises(Mistake, match=r"kept outcomes only.*run it again with --keep tables"):
        draw_figures(folder)
    assert not (folder / "figures").exists()


def test_an_unfinished_run_is_refused(write_run: WriteRun) -> None:
    folder = write_run(replicates=1)
    (folder / "done").unlink()
    for draw in (draw_run_figures, draw_figures):
        with pytest.raises(Mistake):
            draw(folder)
