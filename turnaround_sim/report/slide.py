"""What every figure of a report shares: the slide, its warning label, the names on lines, the files written."""

import html
import re
import textwrap
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.run import Run

# SVG ids come from this salt: without it the same figure would be another file each time.
matplotlib.rcParams["svg.hashsalt"] = "turnaround_sim"

MODEL = "#0072B2"  # blue and vermillion of Okabe and Ito, told apart by colour-blind readers
WARNING = "#D55E00"
RECORD = "#000000"
INNER, OUTER = "#9CC6E0", "#DDEBF5"  # two greys apart in black and white
GREY = "#555555"
DASHED = (0, (4, 1.5))
SIZE = (13.33, 7.5)  # a wide slide [inch]
DOTS_PER_INCH = 150
TOO_FEW = 40
UNCALIBRATED = "UNCALIBRATED: starting values, not fitted"


class Slide(NamedTuple):
    """A figure that is drawn but not yet written: its headline, and in words what is on it."""

    figure: Figure
    title: str
    said: list[str]


class End(NamedTuple):
    """Where a line ends, and its name."""

    across: float
    height: float
    name: str
    colour: str


def page(run: Run, title: str, subtitle: str) -> Figure:
    """A slide with its headline and the label that says how far to trust it."""
    figure = Figure(figsize=SIZE, facecolor="white")
    figure.text(0.03, 0.935, title, fontsize=22, fontweight="bold", va="center")
    figure.text(0.03, 0.88, subtitle, fontsize=15, va="center")
    figure.text(0.03, 0.838, _scenario(run), fontsize=13, color=GREY, va="center", parse_math=False)
    edge = GREY if run.calibrated else WARNING
    box = {"boxstyle": "square,pad=0.5", "facecolor": "white", "edgecolor": edge, "linewidth": 2.5}
    label = "\n".join(_labels(run))
    figure.text(0.965, 0.925, label, fontsize=12, fontweight="bold", ha="right", linespacing=1.3, va="center", bbox=box)
    return figure


def key(figure: Figure, entries: list[tuple[Artist, str]]) -> None:
    """One row that says what each mark stands for."""
    figure.legend(
        [handle for handle, _ in entries],
        [text for _, text in entries],
        loc="center left",
        bbox_to_anchor=(0.022, 0.788),
        ncols=len(entries),
        frameon=False,
        fontsize=13,
        handlelength=2,
        columnspacing=1.4,
    )


def footer(figure: Figure, run: Run, how: str) -> None:
    """How many replicates there are, and how to read them."""
    text = textwrap.fill(f"{_replicates(run)} {how} {OUT_OF_SCOPE}", 150)
    figure.text(0.03, 0.025, text, fontsize=11.5, color=GREY, va="bottom", linespacing=1.4)


def tidy(axes: Axes) -> None:
    """No frame, quiet lines across, figures large enough for a slide."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=13)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)


def remark(
    axes: Axes, across: float, height: float, text: str, *, size: float, colour: str, align: Literal["left", "right"]
) -> None:
    """A remark below this height, at shares of the axes' width and height, on paper so that no line crosses it."""
    paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}
    axes.text(
        across,
        height,
        text,
        transform=axes.transAxes,
        fontsize=size,
        color=colour,
        horizontalalignment=align,
        verticalalignment="top",
        bbox=paper,
        zorder=5,
    )


def name_ends(axes: Axes, ends: list[End], apart: float) -> None:
    """Name at most two lines where they end, the names at least this share of the axes' height apart."""
    low, high = axes.get_ylim()
    least = apart * (high - low)
    ends = sorted(ends, key=lambda end: end.height)
    heights = [end.height for end in ends]
    if len(ends) == 2 and heights[1] - heights[0] < least:
        centre = max(sum(heights) / 2, low + least / 2)
        heights = [centre - least / 2, centre + least / 2]
    for end, height in zip(ends, heights, strict=True):
        axes.annotate(
            end.name,
            (end.across, height),
            xytext=(9, 0),
            textcoords="offset points",
            fontsize=14,
            fontweight="bold",
            color=end.colour,
            va="center",
            annotation_clip=False,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )


def table(
    figure: Figure, rows: Sequence[tuple[str, ...]], *, left: float, rights: Sequence[float], top: float, step: float
) -> None:
    """A small table: a heading and rows below it, at shares of the slide. The first column begins at `left`.

    The others end at `rights`. A row whose name begins with a space belongs to the row above it.
    """
    for line, row in enumerate(rows):
        height = top - step * line
        belongs = row[0].startswith(" ")
        written = [figure.text(left, height, row[0])]
        written += [figure.text(right, height, text, ha="right") for right, text in zip(rights, row[1:], strict=True)]
        for text in written:
            text.set(fontsize=12.5, va="center", color=GREY if belongs else RECORD, parse_math=False)
            text.set_fontweight("normal" if line else "bold")
        if not belongs:
            rule = Line2D([left, max(rights)], [height + step / 2] * 2, color="#DDDDDD", linewidth=0.8)
            figure.add_artist(rule)


def save(figure: Figure, run: Run, title: str, said: list[str], path: Path) -> list[Path]:
    """Write `path`.png and `path`.svg, both with the figure told in words for readers who cannot see it."""
    words = " ".join(
        [f"{_scenario(run)}.", *(f"{label}." for label in _labels(run)), _replicates(run), *said, OUT_OF_SCOPE]
    )
    return write(figure, title, words, path)


def write(
    figure: Figure,
    title: str,
    words: str,
    path: Path,
    dots: int = DOTS_PER_INCH,
    edge: Literal["tight"] | None = None,
) -> list[Path]:
    """Write `path`.png and `path`.svg with these words for readers who cannot see them; the same bytes each time.

    With a tight edge the picture is as large as what is drawn, beyond its own rim too.
    """
    drawn = BytesIO()
    told = {"Title": title, "Description": words, "Date": None, "Creator": None}
    figure.savefig(drawn, format="svg", bbox_inches=edge, metadata=told)
    # Screen readers look for <desc> beside <title>; matplotlib writes the description into the metadata alone.
    svg = drawn.getvalue().decode().replace("</title>", f"</title>\n <desc>{escape(words)}</desc>", 1)
    vector, raster = path.with_suffix(".svg"), path.with_suffix(".png")
    vector.write_text(svg.replace("<svg ", '<svg role="img" ', 1), encoding="utf-8", newline="\n")
    about = {"Title": title, "Description": words, "Software": None}
    figure.savefig(raster, format="png", dpi=dots, bbox_inches=edge, metadata=about)
    return [raster, vector]


def inline(figure: Figure, title: str, words: str, prefix: str = "") -> str:
    """The figure as SVG for a page, with its title and the same in words for readers who cannot see it.

    It names no address, not even a licence's. `prefix` keeps the names inside it apart from those of other figures on
    the page.
    """
    drawn = BytesIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", drawn.getvalue().decode(), flags=re.DOTALL)
    if prefix:
        svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
        svg = re.sub(r'(\bid="|xlink:href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    told = f"<title>{html.escape(title)}</title>\n <desc>{html.escape(words)}</desc>"
    return re.sub(r"<svg ([^>]*)>", lambda found: f'<svg role="img" {found[1]}>\n {told}', svg, count=1)


def _scenario(run: Run) -> str:
    scenario = f"Scenario: {textwrap.shorten(run.title, 90, placeholder=' …')}"
    if run.arms == 1:
        return scenario
    return scenario + (f" (the first of {run.arms} arms)" if run.is_first else f" (one of {run.arms} arms)")


def _labels(run: Run) -> list[str]:
    uncalibrated = [] if run.calibrated else [UNCALIBRATED]
    return [*uncalibrated, NOTICE.removesuffix(".")]


def _drawn(run: Run) -> str:
    if not run.worlds_per_draw:
        return ""
    each = "each" if run.worlds_per_draw == 1 else f"every {run.worlds_per_draw}"
    whence = "what the record leaves of their ranges" if run.calibrated else "their ranges"
    return f", {each} with parameters drawn from {whence}"


def _replicates(run: Run) -> str:
    text = f"{run.replicates:,} replicate{'s' if run.replicates != 1 else ''}, seed {run.seed}{_drawn(run)}."
    if run.replicates < TOO_FEW:
        text += " Too few for the shading to be more than rough."
    if not run.is_england:
        text += f" {run.trusts} trusts, not England's 220: what happened in England is left out."
    return text
