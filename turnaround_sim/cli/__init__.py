"""The one entry from the command line. What is slow to import is imported by the verb that needs it."""

import errno
import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from turnaround_sim.cli import completing, examples
from turnaround_sim.mistakes import Mistake, nearest

if TYPE_CHECKING:
    from turnaround_sim.beliefs import Uncertainty
    from turnaround_sim.calibration.study import Model

INTERRUPTED = 130
LEFT = 141
"""The reader of our output went away, as in `turnaround params list | head -1`; the code that a shell gives for it."""

app = typer.Typer(
    name="turnaround",
    help="Simulate turnaround in NHS trusts placed in special measures. Illustrative, not a forecast.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
params = typer.Typer(
    help="What the model believes and what can be decided: every number with its source.",
    short_help="Every number of the model, with unit, range and source.",
)
app.add_typer(params, name="params")

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file, or the name of a shipped one.",
        autocompletion=completing.scenario,
    ),
]
Replicates = Annotated[int, typer.Option(help="How many times the world is run, each with luck of its own.")]
Seed = Annotated[int, typer.Option(help="Which luck: 0, 1, 2, …")]
First = Annotated[int, typer.Option(help="Number of the first replicate.")]
Out = Annotated[Path, typer.Option(help="The folder that holds all results.")]
Workers = Annotated[int | None, typer.Option(help="Threads; all processor cores if left out.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Let a dask cluster compute: tcp://host:8786, or the scheduler's file."),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="OUTCOME=±X",
        help="Add replicates until its 95% interval lies within ±X in every arm; may be given again.",
        autocompletion=completing.outcome,
    ),
]
Most = Annotated[
    int | None, typer.Option("--most", help="With --precision: so many replicates at most; 20,000 if left out.")
]
Keep = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(completing.KEEPS), help="What is kept; tables if left out.", autocompletion=completing.keep
    ),
]
Panel = Annotated[bool, typer.Option("--panel", help="Short for --keep panel.")]
Engine = Annotated[
    str,
    typer.Option(
        metavar="|".join(completing.ENGINES),
        help="The fast engine, or the one in plain Python.",
        autocompletion=completing.engine,
    ),
]
Uncertain = Annotated[
    str,
    typer.Option(
        "--uncertainty",
        metavar="|".join(completing.UNCERTAINTIES),
        help="How parameters are drawn: from what the record leaves of their ranges, from these, or not at all.",
        autocompletion=completing.uncertainty,
    ),
]
WorldsPerDraw = Annotated[int, typer.Option(help="Replicates that share one draw of the parameters.")]
Study = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A study's file, an experiment or a scenario, or the name of a shipped one.",
        autocompletion=completing.study,
    ),
]
KeepOutcomes = Annotated[str, typer.Option(metavar="outcomes", help="What is kept: the outcomes of every world.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Replace one value, such as levers.leadership.patience=12; may be given again.",
        autocompletion=completing.number,
    ),
]
Group = Annotated[str | None, typer.Option(help="One group only, such as leadership.", autocompletion=completing.group)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.callback(invoke_without_command=True)
def _turnaround(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(f"turnaround_sim {_version()}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("turnaround_sim")
    except metadata.PackageNotFoundError:
        return "(not installed)"


@app.command(short_help="Run a scenario, draw its figures and sum it up.")
def run(
    scenario: ScenarioName,
    replicates: Replicates = 100,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    scheduler: Scheduler = None,
    keep: Keep = None,
    panel: Panel = False,
    engine: Engine = "ensemble",
    set_: Set = None,
    arm: Annotated[str | None, typer.Option(help="SCENARIO is an experiment file: run this arm of it.")] = None,
    first: First = 0,
    uncertainty: Uncertain = "posterior",
    worlds_per_draw: WorldsPerDraw = 4,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no figures.")] = False,
) -> None:
    """Run a scenario, or read its answer from disk if it was run before; draw its figures and sum it up."""
    from turnaround_sim.cli import running

    keeping, by = kept(keep, panel), named_engine(engine)
    drawing = named_uncertainty(uncertainty)
    asked = running.Asked(
        scenario, seed, replicates, first, out, workers, keeping, by, set_, arm, drawing, worlds_per_draw, scheduler
    )
    running.run(asked, as_json=as_json, quiet=quiet, figures=not no_figures)


@app.command(short_help="Two scenarios in the same worlds: what differs.")
def compare(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="A scenario file, or the name of a shipped one: the baseline.",
            autocompletion=completing.scenario,
        ),
    ],
    b: Annotated[
        str,
        typer.Argument(metavar="B", help="The scenario that is set against it.", autocompletion=completing.scenario),
    ],
    replicates: Replicates = 100,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    scheduler: Scheduler = None,
    precision: Precision = None,
    most: Most = None,
    keep: Keep = None,
    panel: Panel = False,
    set_: Set = None,
    set_b: Annotated[
        list[str] | None,
        typer.Option(
            "--set-b", metavar="KEY=VALUE", help="Replace one value in B alone.", autocompletion=completing.number
        ),
    ] = None,
    uncertainty: Uncertain = "posterior",
    worlds_per_draw: WorldsPerDraw = 4,
    everything: Annotated[bool, typer.Option("--all", help="All outcomes, not the headline ones only.")] = False,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Run two scenarios in the same worlds with the same luck, and tell what differs, pair by pair."""
    from turnaround_sim.cli import comparing

    drawing = named_uncertainty(uncertainty)
    keeping = kept(keep, panel)
    asked = comparing.Asked(
        a, b, seed, replicates, out, workers, keeping, set_, set_b, drawing, worlds_per_draw, scheduler, precision, most
    )
    comparing.compare(asked, as_json=as_json, quiet=quiet, everything=everything)


@app.command(short_help="Many arms in the same worlds, each against a baseline.")
def experiment(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="An experiment file: arms, a baseline, outcomes.",
            autocompletion=completing.experiment,
        ),
    ],
    replicates: Annotated[int | None, typer.Option(help="Worlds under each arm; as the file says if left out.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which luck; as the file says if left out.")] = None,
    out: Out = Path("results"),
    workers: Workers = None,
    scheduler: Scheduler = None,
    precision: Precision = None,
    most: Most = None,
    keep: Keep = None,
    panel: Panel = False,
    uncertainty: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(completing.UNCERTAINTIES),
            help="At stated values, or under draws of the parameters; both if left out and the file has draws.",
            autocompletion=completing.uncertainty,
        ),
    ] = None,
    worlds_per_draw: Annotated[int | None, typer.Option(help="Worlds under each draw; as the file says.")] = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folders only.")] = False,
) -> None:
    """Run all arms of an experiment in the same worlds, and set each against the baseline, pair by pair."""
    from turnaround_sim.cli import experimenting

    keeping = None if keep is None and not panel else kept(keep, panel)
    drawing = None if uncertainty is None else named_uncertainty(uncertainty)
    asked = experimenting.Asked(
        file, seed, replicates, out, workers, keeping, drawing, worlds_per_draw, scheduler, precision, most
    )
    experimenting.run(asked, as_json=as_json, quiet=quiet)


@app.command(short_help="Fit the model, or its null, to facts.")
def calibrate(
    targets: Annotated[
        str,
        typer.Argument(
            metavar="TARGETS",
            help="A file of targets, or the name of a shipped one.",
            autocompletion=completing.targets,
        ),
    ] = "england",
    model: Annotated[
        str,
        typer.Option(
            metavar="|".join(completing.MODELS),
            help="The model, or its null in which leaders and support do nothing.",
            autocompletion=completing.model,
        ),
    ] = "england",
    replicates: Annotated[int, typer.Option(help="Worlds under each particle.")] = 8,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    effort: Annotated[
        str,
        typer.Option(
            metavar="|".join(completing.EFFORTS),
            help="How much is computed; small is for a first look.",
            autocompletion=completing.effort,
        ),
    ] = "full",
    keep: Annotated[
        str,
        typer.Option(metavar="outcomes|tables", help="tables: keep what was counted in every world that was run."),
    ] = "outcomes",
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Fit the parameters to what is known of England, and say which of them the record informs."""
    from turnaround_sim.cli import calibrating

    asked = calibrating.Asked(
        targets,
        cast("Model", _one_of("--model", model, completing.MODELS)),
        replicates,
        seed,
        out,
        workers,
        _one_of("--effort", effort, completing.EFFORTS),
        _one_of("--keep", keep, ("outcomes", "tables")),
    )
    calibrating.run(asked, as_json=as_json, quiet=quiet)


@app.command(short_help="Which assumptions drive an outcome, chance apart.")
def sensitivity(
    file: Study = "sensitivity",
    method: Annotated[
        str | None,
        typer.Option(metavar="|".join(completing.METHODS), help="This method alone.", autocompletion=completing.method),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(completing.BYS),
            help="Factors one by one, in groups, or both.",
            autocompletion=completing.by,
        ),
    ] = None,
    points: Annotated[int | None, typer.Option(help="N: rows of the sample; as the file says if left out.")] = None,
    precision: Annotated[
        float | None,
        typer.Option(help="Double N from 64 on until total indices are known to ±X, or --points are reached."),
    ] = None,
    replicates: Annotated[int | None, typer.Option(help="Worlds at each point; as the file says if left out.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which luck, and which sample; as the file says.")] = None,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: KeepOutcomes = "outcomes",
    plan: Annotated[bool, typer.Option("--plan", help="Say how many worlds it would take, and stop.")] = False,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Vary parameters and levers over their ranges, and share out what differs among them, chance taken out."""
    from turnaround_sim.analysis.sensitivity.settings import Said
    from turnaround_sim.cli import sensitising

    keep_outcomes(keep)
    asked = sensitising.Asked(file, Said(method, points, replicates, seed, by, precision), out, workers)
    code = sensitising.run(asked, as_json=as_json, quiet=quiet, only_plan=plan)
    if code:
        raise typer.Exit(code)


@app.command(short_help="A finished study for R, pandas or the EMA Workbench.")
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of a finished study.", autocompletion=completing.folder)
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="|".join(completing.FORMS),
            help="CSV with row ids, or archives of the EMA Workbench.",
            autocompletion=completing.form,
        ),
    ] = "csv",
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the paths only.")] = False,
) -> None:
    """Write the designs and outcomes of a finished study for other tools, into its folder."""
    from turnaround_sim.cli import exporting

    exporting.run(folder, to, as_json=as_json, quiet=quiet)


@app.command(short_help="Where a claim holds, and where it does not.")
def discover(
    file: Study,
    points: Annotated[
        int | None, typer.Option(help="Points of the sample; as the file says, else 1,000, if left out.")
    ] = None,
    replicates: Annotated[int | None, typer.Option(help="Worlds at each point; as the file says if left out.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which luck, and which sample; as the file says.")] = None,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: KeepOutcomes = "outcomes",
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Say where in what is unknown one arm beats another: a box found on half of the points, judged on the rest."""
    from turnaround_sim.cli import discovering

    keep_outcomes(keep)
    discovering.run(discovering.Asked(file, points, replicates, seed, out, workers), as_json=as_json, quiet=quiet)


@app.command(short_help="Which policy holds up, within a shared budget.")
def choose(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A study's file or an experiment's with two arms or more, or the name of a shipped one.",
            autocompletion=completing.experiment,
        ),
    ] = "choice",
    draws: Annotated[
        int | None, typer.Option(help="Draws of the posterior, and as many of the prior; as the file says if left out.")
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(help="Worlds under each draw, in every arm; as the file says if left out.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Which luck, and which search; as the file says.")] = None,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: KeepOutcomes = "outcomes",
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Set policies against each other over what is not known: regret, thresholds, a search, and what would turn it."""
    from turnaround_sim.cli import choosing

    keep_outcomes(keep)
    choosing.run(choosing.Asked(file, draws, replicates, seed, out, workers), as_json=as_json, quiet=quiet)


@app.command(short_help="The scorecard: facts that no fit has seen.")
def validate(
    replicates: Annotated[int, typer.Option(help="Worlds of England, each under a draw of its own.")] = 200,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    uncertainty: Uncertain = "posterior",
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Hold the model against facts that it was never fitted to: pass, fail or not testable, each with its source."""
    from turnaround_sim.cli import validating

    asked = validating.Asked(replicates, seed, out, workers, named_uncertainty(uncertainty))
    validating.run(asked, as_json=as_json, quiet=quiet)


@app.command(short_help="Draw every figure of a finished run.")
def figures(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of a finished run.", autocompletion=completing.folder)
    ],
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Draw this figure only; may be given again.")
    ] = None,
    arm: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which of several arms; the first if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draw every figure of a finished run into its folder, and say where they are."""
    from turnaround_sim.cli import drawing

    drawing.draw(folder, only, arm, as_json=as_json)


@app.command(short_help="A finished run on one page, and its tables.")
def report(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="The folder of a finished run or calibration.",
            autocompletion=completing.folder,
        ),
    ],
    arm: Annotated[
        list[str] | None,
        typer.Option(
            "--arm",
            metavar="NAME",
            help="Point out this arm in pictures of a few; may be given again. The best three if left out.",
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Of a calibration: that of the null, to see what needs no leader effect.",
            autocompletion=completing.folder,
        ),
    ] = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the page's path only.")] = False,
) -> None:
    """Write one page on a finished run, comparison, experiment or calibration into its folder, and its tables."""
    from turnaround_sim.cli import reporting

    reporting.report(folder, tuple(arm or ()), against, as_json=as_json, quiet=quiet)


@app.command(short_help="Why one trust failed or recovered, month by month.")
def story(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of a finished run.", autocompletion=completing.folder)
    ],
    trust: Annotated[int, typer.Option(help="Number of the trust, from 0.")],
    replicate: Annotated[int, typer.Option(help="Number of the replicate.")] = 0,
    arm: Annotated[str | None, typer.Option(help="Which arm of the run; its first if left out.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="ARM", help="Another arm, run or scenario: where does the trust part from it?")
    ] = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Tell why one trust failed or recovered in one replicate: contributions by cause, month by month."""
    from turnaround_sim.cli import telling

    telling.story(telling.Asked(folder, trust, replicate, arm, against), as_json=as_json, quiet=quiet)


@app.command(short_help="What a run would do and how long it would take.")
def check(
    scenario: ScenarioName,
    replicates: Replicates = 100,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: Keep = None,
    panel: Panel = False,
    engine: Engine = "ensemble",
    set_: Set = None,
    as_json: Json = False,
) -> None:
    """Say what a run would do, how long it would take and how much disk it would need, without running it."""
    from turnaround_sim.cli import checking, running

    keeping, by = kept(keep, panel), named_engine(engine)
    asked = running.Asked(scenario, seed, replicates, 0, out, workers, keeping, by, set_)
    checking.check(asked, as_json=as_json)


@app.command(short_help="The scenarios that come with the package.")
def scenarios(as_json: Json = False) -> None:
    """List the scenarios that come with the package."""
    from turnaround_sim.cli import checking

    checking.list_scenarios(as_json=as_json)


@params.callback(invoke_without_command=True)
def _params(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@params.command("list")
def params_list(
    group: Group = None,
    as_json: Json = False,
) -> None:
    """List every parameter and lever with its value, unit and kind."""
    from turnaround_sim.cli import declared

    declared.list_all(group, as_json=as_json)


@params.command("table")
def params_table(
    group: Group = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(completing.KINDS), help="One kind only, such as assumed.", autocompletion=completing.kind
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(completing.ORDERS),
            help="As declared if left out. The last four give the evidence register: grade, influence and score.",
            autocompletion=completing.order,
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print it for a spreadsheet.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print it as a page of documentation.")] = False,
    as_json: Json = False,
) -> None:
    """Show every parameter and lever in a table, or the evidence register: what is weak and how much hangs on it."""
    from turnaround_sim.cli import declared

    forms = {"--csv": as_csv, "--markdown": as_markdown, "--json": as_json}
    asked = [flag for flag, wanted in forms.items() if wanted]
    if len(asked) > 1:
        raise Mistake(f"{' and '.join(asked)} are two forms of one table: leave one out", key=asked[0])
    kind = kind and _one_of("--kind", kind, completing.KINDS)
    sort = sort and _one_of("--sort", sort, completing.ORDERS)
    declared.tabulate(group, kind, sort, form=asked[0].removeprefix("--") if asked else "")


@params.command("show")
def params_show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Its name, such as levers.leadership.patience or patience.",
            autocompletion=completing.number,
        ),
    ],
    as_json: Json = False,
) -> None:
    """Show one parameter or lever: value, unit, range, kind, source and note."""
    from turnaround_sim.cli import declared

    declared.show(name, as_json=as_json)


@app.command(short_help="Where the numbers come from, and what rests on each source.")
def sources(
    key: Annotated[
        str | None,
        typer.Argument(
            metavar="KEY",
            help="One source by its key, or a fact by its id, such as F087; all if left out.",
            autocompletion=completing.source,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the bibliography, and what in the model rests on each source."""
    from turnaround_sim.cli import resting

    resting.show(key, as_json=as_json)


@app.command(short_help="Is this machine fit? Versions, cache, a self-test.")
def doctor(
    out: Out = Path("results"),
    clear_cache: Annotated[
        bool, typer.Option("--clear-cache", help="Remove compiled rules first; the next run compiles them anew.")
    ] = False,
    clear_chunks: Annotated[
        bool, typer.Option("--clear-chunks", help="Remove chunks under --out that no run works with first.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Examine this machine: versions, cores, memory, disk and cache; and see whether both engines agree."""
    from turnaround_sim.cli import examining

    if not examining.examine(out, clear=clear_cache, clear_chunks=clear_chunks, as_json=as_json):
        raise typer.Exit(1)


Port = Annotated[int | None, typer.Option(help="Where to listen; the first free port from 8501 if left out.")]
Host = Annotated[
    str, typer.Option(help="Who can reach it: 127.0.0.1 this machine alone, 0.0.0.0 all on the local network.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser, only say the address.")]


@app.command(short_help="Pages in a browser: explore, read results, look inside.")
def dashboard(
    out: Out = Path("results"), port: Port = None, host: Host = "127.0.0.1", no_browser: NoBrowser = False
) -> None:
    """Serve the dashboard from this machine until stopped. It asks nothing of any network."""
    from turnaround_sim.cli import serving

    serving.serve(out, port, host, browser=not no_browser, only_play=False)


@app.command(short_help="The game: lead a turnaround, then replay the same luck.")
def play(
    out: Out = Path("results"), port: Port = None, host: Host = "127.0.0.1", no_browser: NoBrowser = False
) -> None:
    """Serve the game from this machine until stopped: for one player, or for a class on the local network.

    Games are kept in games.sqlite under --out; names stay there.
    """
    from turnaround_sim.cli import serving

    serving.serve(out, port, host, browser=not no_browser, only_play=True)


def kept(keep: str | None, panel: bool) -> str:
    """How much a run keeps, from `--keep` and `--panel`. Raises Mistake where they disagree or are unknown."""
    if panel and keep not in (None, "panel"):
        raise Mistake(f"--panel means --keep panel, and --keep is {keep}: leave one out", key="--keep", value=keep)
    return "panel" if panel else _one_of("--keep", keep or "tables", completing.KEEPS)


def keep_outcomes(keep: str) -> None:
    """Mistake where a study is to keep more than outcomes: it has thousands of points, each a run of its own."""
    if keep != "outcomes":
        text = f'--keep is "{keep}"; allowed: outcomes. A point\'s tables come from `turnaround run` with its values'
        raise Mistake(f"{text} as --set", key="--keep", value=keep)


def named_engine(engine: str) -> str:
    """The engine's name, or Mistake."""
    return _one_of("--engine", engine, completing.ENGINES)


def named_uncertainty(uncertainty: str) -> "Uncertainty":
    """How parameters are drawn, or Mistake."""
    return cast("Uncertainty", _one_of("--uncertainty", uncertainty, completing.UNCERTAINTIES))


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        message = f'{key} is "{value}"; allowed: {", ".join(allowed)}{nearest(value, allowed)}'
        raise Mistake(message, key=key, value=value)
    return value


def program() -> Any:
    """The whole command line, in which the help of every verb ends with its examples."""
    command = typer.main.get_command(app)
    examples.show_in_help(command)
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code.

    0 done; 1 an error of ours; 2 the user's mistake; 3 some replicates failed; 130 interrupted; 141 the reader of a
    pipe went away.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    try:
        code = _answer(words)
        sys.stdout.flush()
    except OSError as error:
        _write_no_more()
        if isinstance(error, BrokenPipeError):
            return LEFT
        return _tell(Mistake(f"what was to be printed cannot be written: {error.strerror or error}"), (), 2)
    return code


def _answer(words: Sequence[str]) -> int:
    usage: type[Exception] = typer.BadParameter.__bases__[0]
    try:
        code = program().main(args=list(words), prog_name="turnaround", standalone_mode=False)
    except Mistake as mistake:
        return _tell(mistake, words, 2)
    except usage as error:
        return _tell(_misused(error, words), words, 2)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            raise leaving.__context__ from None
        code = leaving.code
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EPIPE) and error.filename is None:
            raise
        return _explain(error, words)
    if code == INTERRUPTED:
        kept = "; what is finished is kept, and the same command goes on from there" * bool(
            set(words[:1])
            & {"run", "compare", "experiment", "calibrate", "validate", "sensitivity", "discover", "choose"}
        )
        return _tell(Mistake(f"interrupted{kept}"), words, code)
    return code if isinstance(code, int) else 0


def _write_no_more() -> None:
    """Let what is still to be printed go nowhere, so that Python does not complain of it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


_HINT = re.compile(r"[.,]? *(?:\(Possible options: |Did you mean )'?([^',?) ]+)'?.*$")
_TYPES = {"integer": "a whole number", "int": "a whole number", "number": "a number", "float": "a number"}


def _misused(error: Exception, words: Sequence[str]) -> Mistake:
    """The mistake behind what the parser of the command line refused."""
    text = str(getattr(error, "format_message", error.__str__)()).rstrip(".")
    refused = getattr(error, "param", None)
    options = [*getattr(refused, "opts", []), getattr(error, "option_name", None)]
    key = next((option for option in options if option), "")
    if key and not key.startswith("-"):
        key = getattr(refused, "metavar", None) or key
    beside = [after for word, after in pairwise(words) if word == key and after[:2] != "--"]
    within = [word.partition("=")[2] for word in words if key and word.startswith(f"{key}=")]
    value = next(iter(beside + within), None) if refused is not None else None
    asked = re.search(r"valid (integer|int|number|float)\b", text)
    if asked and value is not None:
        text = f'{key} is "{value}": {_TYPES[asked[1]]} is needed'
    near = _HINT.search(text)
    offer = f'; did you mean "{near[1]}"?' if near else ""
    text = text[: near.start()] if near else text
    context = getattr(error, "ctx", None)
    see = f"; see {context.command_path} --help" if context is not None and not offer else ""
    return Mistake(f"{text[:1].lower()}{text[1:]}{see}{offer}", key=key, value=value)


def _explain(error: Exception, words: Sequence[str]) -> int:
    """Say what went wrong where it is not the user's mistake."""
    experiment = sys.modules.get("turnaround_sim.experiment")
    if experiment is not None and isinstance(error, experiment.Incomplete):
        return _tell(Mistake(str(error), file=str(error.folder)), words, 3)
    points = sys.modules.get("turnaround_sim.points.running")
    if points is not None and isinstance(error, points.Failed):
        return _tell(Mistake(str(error)), words, 3)
    if os.environ.get("TURNAROUND_DEBUG") == "1":
        raise error
    with tempfile.NamedTemporaryFile("w", prefix="turnaround-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"turnaround {' '.join(words)}\n\n{''.join(traceback.format_exception(error))}")
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    message = f"an error of the program, not yours ({what}); its log is {log.name}"
    return _tell(Mistake(message, file=log.name), words, 1)


def _tell(mistake: Mistake, words: Sequence[str], code: int) -> int:
    if "--json" in words:
        told = {"file": mistake.file, "key": mistake.key, "value": mistake.value, "message": str(mistake)}
        typer.echo(json.dumps({"error": told}, ensure_ascii=False, default=str))
    else:
        typer.echo(f"{'' if code == INTERRUPTED else 'error: '}{mistake}", err=True)
    return code
