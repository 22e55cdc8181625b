"""The one entry from the command line. What is slow to import is imported by the verb that needs it."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from turnaround_sim.mistakes import Mistake, nearest

INTERRUPTED = 130

app = typer.Typer(
    name="turnaround",
    help="Simulate turnaround in NHS trusts placed in special measures. Illustrative, not a forecast.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
params = typer.Typer(help="What the model believes and what can be decided: every number with its source.")
app.add_typer(params, name="params")

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")]
Replicates = Annotated[int, typer.Option(help="How many times the world is run, each with luck of its own.")]
Seed = Annotated[int, typer.Option(help="Which luck: 0, 1, 2, …")]
First = Annotated[int, typer.Option(help="Number of the first replicate.")]
Out = Annotated[Path, typer.Option(help="The folder that holds all results.")]
Workers = Annotated[int | None, typer.Option(help="Threads; all processor cores if left out.")]
Keep = Annotated[str | None, typer.Option(metavar="outcomes|tables|panel", help="What is kept; tables if left out.")]
Panel = Annotated[bool, typer.Option("--panel", help="Short for --keep panel.")]
Engine = Annotated[str, typer.Option(metavar="ensemble|reference", help="The fast engine, or the one in plain Python.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Replace one value, such as levers.leadership.patience=12."),
]
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


@app.command()
def run(
    scenario: ScenarioName,
    replicates: Replicates = 100,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: Keep = None,
    panel: Panel = False,
    engine: Engine = "ensemble",
    set_: Set = None,
    arm: Annotated[str | None, typer.Option(help="SCENARIO is an experiment file: run this arm of it.")] = None,
    first: First = 0,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no figures.")] = False,
) -> None:
    """Run a scenario, or read its answer from disk if it was run before; draw its figures and sum it up."""
    from turnaround_sim.cli import running

    keeping, by = kept(keep, panel), named_engine(engine)
    asked = running.Asked(scenario, seed, replicates, first, out, workers, keeping, by, set_, arm)
    running.run(asked, as_json=as_json, quiet=quiet, figures=not no_figures)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A scenario file, or the name of a shipped one: the baseline.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The scenario that is set against it.")],
    replicates: Replicates = 100,
    seed: Seed = 1,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: Keep = None,
    panel: Panel = False,
    set_: Set = None,
    set_b: Annotated[
        list[str] | None, typer.Option("--set-b", metavar="KEY=VALUE", help="Replace one value in B alone.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All outcomes, not the headline ones only.")] = False,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Run two scenarios in the same worlds with the same luck, and tell what differs, pair by pair."""
    from turnaround_sim.cli import comparing

    asked = comparing.Asked(a, b, seed, replicates, out, workers, kept(keep, panel), set_, set_b)
    comparing.compare(asked, as_json=as_json, quiet=quiet, everything=everything)


@app.command()
def experiment(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An experiment file: arms, a baseline, outcomes.")],
    replicates: Annotated[int | None, typer.Option(help="Worlds under each arm; as the file says if left out.")] = None,
    seed: Annotated[int | None, typer.Option(help="Which luck; as the file says if left out.")] = None,
    out: Out = Path("results"),
    workers: Workers = None,
    keep: Keep = None,
    panel: Panel = False,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
) -> None:
    """Run all arms of an experiment in the same worlds, and set each against the baseline, pair by pair."""
    from turnaround_sim.cli import experimenting

    keeping = None if keep is None and not panel else kept(keep, panel)
    asked = experimenting.Asked(file, seed, replicates, out, workers, keeping)
    experimenting.run(asked, as_json=as_json, quiet=quiet)


@app.command()
def story(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a finished run.")],
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


@app.command()
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


@app.command()
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
    group: Annotated[str | None, typer.Option(help="One group only, such as leadership.")] = None,
    as_json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole table as a page, with sources.")] = False,
) -> None:
    """List every parameter and lever with its value, unit and kind."""
    from turnaround_sim.cli import declared

    if markdown:
        typer.echo(declared.as_page(), nl=False)
        return
    declared.list_all(group, as_json=as_json)


@params.command("show")
def params_show(
    name: Annotated[str, typer.Argument(help="Its name, such as levers.leadership.patience or patience.")],
    as_json: Json = False,
) -> None:
    """Show one parameter or lever: value, unit, range, kind, source and note."""
    from turnaround_sim.cli import declared

    declared.show(name, as_json=as_json)


def kept(keep: str | None, panel: bool) -> str:
    """How much a run keeps, from `--keep` and `--panel`. Raises Mistake where they disagree or are unknown."""
    if panel and keep not in (None, "panel"):
        raise Mistake(f"--panel means --keep panel, and --keep is {keep}: leave one out", key="--keep", value=keep)
    return "panel" if panel else _one_of("--keep", keep or "tables", ("outcomes", "tables", "panel"))


def named_engine(engine: str) -> str:
    """The engine's name, or Mistake."""
    return _one_of("--engine", engine, ("ensemble", "reference"))


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        message = f'{key} is "{value}"; allowed: {", ".join(allowed)}{nearest(value, allowed)}'
        raise Mistake(message, key=key, value=value)
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code.

    0 done; 1 an error of ours; 2 the user's mistake; 3 some replicates failed; 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    usage: type[Exception] = typer.BadParameter.__bases__[0]
    try:
        code = typer.main.get_command(app).main(args=words, prog_name="turnaround", standalone_mode=False)
    except Mistake as mistake:
        return _tell(mistake, words, 2)
    except usage as error:
        return _tell(_misused(error, words), words, 2)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:
        return _explain(error, words)
    if code == INTERRUPTED:
        message = "interrupted; what is finished is kept, and the same command goes on from there"
        return _tell(Mistake(message), words, code)
    return code if isinstance(code, int) else 0


def _misused(error: Exception, words: Sequence[str]) -> Mistake:
    """The mistake behind what the parser of the command line refused."""
    text = str(getattr(error, "format_message", error.__str__)()).rstrip(".")
    refused = getattr(error, "param", None)
    options = [*getattr(refused, "opts", []), getattr(error, "option_name", None)]
    key = next((option for option in options if option), "")
    beside = [after for word, after in pairwise(words) if word == key and after[:2] != "--"]
    within = [word.partition("=")[2] for word in words if key and word.startswith(f"{key}=")]
    context = getattr(error, "ctx", None)
    hint = f"; see {context.command_path} --help" if context is not None else ""
    value = next(iter(beside + within), None) if refused is not None else None
    return Mistake(f"{text[:1].lower()}{text[1:]}{hint}", key=key, value=value)


def _explain(error: Exception, words: Sequence[str]) -> int:
    """Say what went wrong where it is not the user's mistake."""
    experiment = sys.modules.get("turnaround_sim.experiment")
    if experiment is not None and isinstance(error, experiment.Incomplete):
        return _tell(Mistake(str(error), file=str(error.folder)), words, 3)
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
