"""An example of every verb, shown at the end of its help and run by the tests as it stands."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "run": "turnaround run classroom --replicates 10",
    "compare": "turnaround compare classroom classroom --replicates 10 \\\n    --set-b levers.leadership.patience=24",
    "figures": 'turnaround figures "$(turnaround run classroom --replicates 10 --quiet)"',
    "check": "turnaround check classroom --set levers.leadership.patience=24",
    "scenarios": "turnaround scenarios",
    "params": "turnaround params table --group leadership",
    "params list": "turnaround params list --group levers.leadership",
    "params show": "turnaround params show levers.leadership.patience",
    "params table": "turnaround params table --kind assumed --csv",
    "sources": "turnaround sources Sastry1997",
    "doctor": "turnaround doctor",
    "experiment": "turnaround experiment classroom_patience",
}
"""By the words that call the verb; each can be copied into a shell and run in an empty folder."""


def example(verb: str) -> str:
    """The end of a verb's help: its example, its lines left as they are."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES[verb].splitlines())
    return f"\b\nExample:\n{lines}"
