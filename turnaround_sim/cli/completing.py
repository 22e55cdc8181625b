"""What the shell offers when Tab is pressed. Called at every press: it imports little, and it never complains."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

KEEPS = ("outcomes", "tables", "panel")
ENGINES = ("ensemble", "reference")
MODELS = ("england", "null")
EFFORTS = ("full", "small")
METHODS = ("ofat", "morris", "sobol", "fast", "delta", "pawn")
FORMS = ("csv", "ema")
BYS = ("factors", "groups", "both")
UNCERTAINTIES = ("none", "prior", "posterior")
KINDS = ("measured", "elicited", "calibrated", "assumed", "chosen")
REGISTER = ("weak-but-influential", "path", "influence", "grade")
ORDERS = ("name", "kind", *REGISTER)

Completer = Callable[[str], list[str]]


def _offering(words: Callable[[str], Iterable[str]]) -> Completer:
    """Those words that begin as what was typed; none where they cannot be found."""

    def offered(incomplete: str) -> list[str]:
        try:
            return [word for word in words(incomplete) if word.startswith(incomplete)]
        except Exception:  # a shell that completes has no place for a message
            return []

    return offered


def _one_of(*words: str) -> Completer:
    return _offering(lambda incomplete: words)


def _shipped_or_files(kind: str, incomplete: str) -> Iterable[str]:
    """What is shipped of a kind, and the TOML files and folders of the folder that was typed."""
    shipped = Path(__file__).parents[1] / kind
    yield from sorted(path.stem for path in shipped.glob("*.toml"))
    folder = incomplete[: incomplete.rfind("/") + 1]
    for path in sorted(Path(folder or ".").expanduser().iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            yield f"{folder}{path.name}/"
        elif path.suffix == ".toml":
            yield f"{folder}{path.name}"


def _studies(incomplete: str) -> Iterable[str]:
    """What a study can be made of: studies, experiments and scenarios."""
    return dict.fromkeys([*_shipped_or_files("experiments", incomplete), *_shipped_or_files("scenarios", incomplete)])


def _folders(incomplete: str) -> Iterable[str]:
    """Folders of finished runs below the one that was typed, `results` where none was."""
    root = Path(incomplete[: incomplete.rfind("/") + 1] or "results")
    return sorted({path.parent.as_posix() for depth in ("*", "*/*") for path in root.glob(f"{depth}/done")})


def _numbers() -> list[str]:
    """The paths of all levers and parameters."""
    from turnaround_sim.levers import Levers
    from turnaround_sim.parameters import Parameters
    from turnaround_sim.provenance import declared_paths

    levers = [f"levers.{path}" for path in declared_paths(Levers)]
    return levers + [f"parameters.{path}" for path in declared_paths(Parameters)]


def _groups(incomplete: str) -> Iterable[str]:
    whole = list(dict.fromkeys(path.rpartition(".")[0] for path in _numbers()))
    return [*dict.fromkeys(group.partition(".")[2] for group in whole), *whole]


def _sources(incomplete: str) -> Iterable[str]:
    from turnaround_sim.assurance.bibliography import keys

    return keys()


def _outcomes(incomplete: str) -> Iterable[str]:
    from turnaround_sim import dictionary

    return (f"{column.name}=" for column in dictionary.OUTCOMES)


scenario = _offering(partial(_shipped_or_files, "scenarios"))
experiment = _offering(partial(_shipped_or_files, "experiments"))
targets = _offering(partial(_shipped_or_files, "targets"))
folder = _offering(_folders)
number = _offering(lambda incomplete: _numbers())
group = _offering(_groups)
source = _offering(_sources)
outcome = _offering(_outcomes)
study = _offering(_studies)
keep = _one_of(*KEEPS)
engine = _one_of(*ENGINES)
model = _one_of(*MODELS)
effort = _one_of(*EFFORTS)
method = _one_of(*METHODS)
by = _one_of(*BYS)
form = _one_of(*FORMS)
uncertainty = _one_of(*UNCERTAINTIES)
kind = _one_of(*KINDS)
order = _one_of(*ORDERS)
