"""The report of a calibration as one page, with its pictures beside it."""

from io import StringIO
from pathlib import Path

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.calibration import against, checked, learnt, predicted
from turnaround_sim.report.calibration.telling import Telling
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.page import drawn, templates
from turnaround_sim.report.writing import PAGE, files_of, replace

COMPARED = "against_null.csv"

COLOURS = {True: "#111111", False: "#b34f00"}
"""Of the answer: black, and vermillion where the leader effect is not met."""

WORDS = (
    ("Fact, target", "a number from the record that the model is asked to meet, with its 95% interval"),
    ("Fitted, held out", "shown to the fit; never shown to it, so that it judges the model"),
    ("Met", "the mean of the model's worlds lies within the record's interval"),
    ("Before, after the fit", "where a parameter is drawn from (prior), and what the record leaves (posterior)"),
    ("Informed", "the spread of a parameter after the fit is at most 80% of that before"),
    ("Particle", "one set of parameters that the record leaves possible, with a weight"),
    ("Null", "the same model in which leaders and support do nothing, fitted on its own"),
    ("Log score", "the logarithm of the chance that a model gave to what was observed; higher is better"),
    ("Left out", "a fitted fact foretold as if it had not been fitted, by weighing the particles anew"),
)  # fmt: skip


def write_calibration(telling: Telling) -> list[Path]:
    """Write a fit's report into its folder: all files or none; the same fit, the same bytes.

    Returns
    -------
    `report.html`, `against_null.csv` where a null was named, and `figures/*.png` and `*.svg`.

    Raises
    ------
    Mistake
        The folder cannot be written to.
    """
    charts = {part: list(each) for part, each in charts_of(telling).items()}
    files = {PAGE: page(telling, charts).encode()}
    if telling.against is not None:
        rows = StringIO()
        telling.against.table.to_csv(rows, index=False, float_format="%.6g", lineterminator="\n")
        files[COMPARED] = rows.getvalue().encode()
    files |= files_of(chart for part in charts.values() for chart in part)
    return replace(telling.fit.folder, files)


def page(telling: Telling, charts: dict[str, list[Chart]]) -> str:
    """The whole page, its charts part by part. The same fit gives the same text."""
    return (
        templates()
        .get_template("calibration.html")
        .render(
            title=telling.title,
            telling=telling,
            colour=COLOURS[": nothing" not in telling.verdict],
            charts={part: [drawn(chart) for chart in its] for part, its in charts.items()},
            command=command_of(telling),
            notice=NOTICE,
            out_of_scope=OUT_OF_SCOPE,
            words=WORDS,
        )
    )


def command_of(telling: Telling) -> str:
    """The words that ask for the fit again."""
    manifest = telling.fit.manifest
    return manifest.get("command") or f"turnaround calibrate {telling.fit.targets.name} --model {manifest['model']}"


def charts_of(telling: Telling) -> dict[str, list[Chart]]:
    """The pictures of every part of the page, in order."""
    fit = telling.fit
    return {
        "met": [each for use in predicted.KINDS if (each := predicted.draw(fit, use)) is not None],
        "null": [against.draw(telling.against)] if telling.against is not None else [],
        "learnt": [learnt.ratios(fit), learnt.densities(fit), *filter(None, [learnt.correlations(fit)])],
        "checked": [checked.recovery(fit), checked.course(fit)],
    }
