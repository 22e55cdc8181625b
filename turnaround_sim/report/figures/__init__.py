"""The figures of a finished run by name, and how they are drawn into its folder."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.report.figures import dashboard, leaders, number_in, ratings, spending, still_in
from turnaround_sim.report.run import Run, read_run
from turnaround_sim.report.slide import Slide, save
from turnaround_sim.store import Results

OF_EVERY_RUN: Mapping[str, Callable[[Run], Slide]] = {
    "still_in_since_entry": still_in.draw,
    "number_in_special_measures": number_in.draw,
}
"""What `turnaround run` draws at once."""

FIGURES: Mapping[str, Callable[[Run], Slide]] = {
    **OF_EVERY_RUN,
    "ratings_over_time": ratings.draw,
    "leaders_time_in_post": leaders.draw,
    "spending_on_support": spending.draw,
    "national_dashboard": dashboard.draw,
}
"""All figures, in the order in which they are drawn."""


def draw_run_figures(folder: Path) -> list[Path]:
    """Draw a finished run: the share still in special measures since entry, and the number in at each year's end.

    Reads the run's tables and manifest and writes `figures/still_in_since_entry` and
    `figures/number_in_special_measures`, each as PNG and SVG, into the folder; of several arms the first is drawn.
    What happened in England stands beside the model where the run has England's 220 trusts. The same run gives
    the same files, byte for byte. Uses no shared drawing state, so threads may call it.

    Returns
    -------
    The four paths; none where the run kept no tables.

    Raises
    ------
    Mistake
        The folder holds no finished run.
    """
    results = Results.open(folder)
    if not _kept_tables(results):
        return []
    run = read_run(results)
    return [path for name in OF_EVERY_RUN for path in _draw(run, name)]


def draw_figures(folder: Path, names: Iterable[str] = (), arm: str | None = None) -> dict[str, list[Path]]:
    """Draw figures of a finished run, all of them if none is named.

    Those of the first arm go into `figures` in the run's folder, those of another into a folder of its own in there.
    What else holds of `draw_run_figures` holds here.

    Returns
    -------
    The paths of each figure, PNG and SVG, by its name.

    Raises
    ------
    Mistake
        The folder holds no finished run, the run kept no tables, or it has no such arm; or there is no such figure.
    """
    names = list(dict.fromkeys(names)) or list(FIGURES)
    for name in names:
        if name not in FIGURES:
            # A part of a name is too short to be close to it, but says what is meant.
            whole = next((figure for figure in FIGURES if name and name in figure), name)
            message = f'no figure "{name}"; allowed: {", ".join(FIGURES)}{nearest(whole, FIGURES)}'
            raise Mistake(message, key="--only", value=name)
    results = Results.open(folder)
    if not _kept_tables(results):
        kept = "this run kept outcomes only, and figures are drawn from its tables; run it again with --keep tables"
        raise Mistake(f"{folder}: {kept}", file=str(folder), key="--keep")
    run = read_run(results, arm)
    return {name: _draw(run, name) for name in names}


def _draw(run: Run, name: str) -> list[Path]:
    slide = FIGURES[name](run)
    folder = run.results.folder / "figures"
    if not run.is_first:
        folder /= re.sub(r"[^\w.-]+", "-", run.arm).strip(".-") or "arm"
    folder.mkdir(parents=True, exist_ok=True)
    return save(slide.figure, run, slide.title, slide.said, folder / name)


def _kept_tables(results: Results) -> bool:
    """Whether the run kept the tables that figures are drawn from: not so under `--keep outcomes`."""
    return "months" in results.tables
