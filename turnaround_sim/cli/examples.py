"""An example for every verb: the last lines of its help, to be copied as they stand; the tests run them all."""

from collections.abc import Iterator
from typing import Any

RUN = "turnaround run classroom --replicates 10"

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": (RUN,),
    "run": (RUN,),
    "compare": (
        "turnaround compare classroom classroom --set-b levers.leadership.patience=24",
        "turnaround compare england patient --replicates 20",
        "turnaround compare classroom null --precision shortfall=±1",
    ),
    "experiment": ("turnaround experiment classroom_patience --replicates 10",),
    "calibrate": ("turnaround calibrate england --effort small --quiet",),
    "discover": ("turnaround discover classroom_patience --points 60 --replicates 2 --quiet",),
    "validate": ("turnaround validate --replicates 20",),
    "sensitivity": (
        "turnaround sensitivity classroom --method morris --replicates 2 --quiet",
        "turnaround sensitivity sensitivity --plan",
    ),
    "export": ("turnaround export $(turnaround sensitivity classroom --method ofat --quiet)",),
    "choose": ("turnaround choose classroom_patience --draws 6 --replicates 4 --quiet",),
    "figures": (f'turnaround figures "$({RUN} --quiet)"',),
    "report": ('turnaround report "$(turnaround compare classroom null --quiet)"',),
    "story": ('turnaround story "$(turnaround run classroom --quiet)" --trust 3',),
    "dashboard": ("turnaround dashboard --no-browser",),
    "play": ("turnaround play --no-browser",),
    "check": ("turnaround check classroom --replicates 1000",),
    "scenarios": ("turnaround scenarios",),
    "params": ("turnaround params show patience",),
    "params list": ("turnaround params list --group leadership",),
    "params table": (
        "turnaround params table --sort weak-but-influential",
        "turnaround params table --csv > parameters.csv",
    ),
    "params show": ("turnaround params show levers.leadership.patience",),
    "sources": ("turnaround sources", "turnaround sources ChenHambrick2012"),
    "doctor": ("turnaround doctor",),
}
"""By the words of the verb. A verb that reads a finished run takes its folder from "$(turnaround run … --quiet)"."""


def verbs(command: Any, words: str = "") -> Iterator[tuple[str, Any]]:
    """Every command of the program with the words that call it, itself first."""
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from verbs(below, f"{words} {name}".strip())


def show_in_help(command: Any) -> None:
    """Let the help of every command that has examples end with them."""
    for words, verb in verbs(command):
        lines = EXAMPLES.get(words, ())
        if lines:
            # The first line keeps the paragraph from being filled: a broken command could not be copied.
            verb.epilog = "\n".join(["\b", f"Example{'s' * (len(lines) > 1)}:", *(f"  {line}" for line in lines)])
