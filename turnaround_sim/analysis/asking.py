"""How a comparison is asked for, wherever it is asked: the arms of two scenarios, and the words that ask again."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from turnaround_sim.analysis.inquiry import PRIMARY
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Scenario
from turnaround_sim.store import Question


def set_values(option: str, texts: Sequence[str] | None) -> dict[str, object]:
    """What `--set KEY=VALUE`, given any number of times, sets. Raises Mistake for what is no such text."""
    sets: dict[str, object] = {}
    for text in texts or ():
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key:
            raise Mistake(f'{option} "{text}" is not KEY=VALUE', key=option, value=text)
        if key in sets:
            raise Mistake(f"{option} {key} is given twice", key=key, value=value)
        sets[key] = value.strip()
    return sets


def as_arms(
    a: Scenario, b: Scenario, named: tuple[str, str], own: Mapping[str, object] = MappingProxyType({})
) -> dict[str, Scenario]:
    """Two scenarios by the names of their arms, the baseline first; `own` is what was set for the second alone.

    Raises Mistake where they are one and the same; `named` is how each was asked for.
    """
    if replace(b, name=a.name, title=a.title, description=a.description) == a:
        message = f'"{named[0]}" and "{named[1]}" are the same; name another scenario or change one value with --set-b'
        raise Mistake(message, key="B", value=named[1])
    if b.name == a.name:
        b = replace(b, name=f"{b.name}-b")
    if own:
        changed = ", ".join(f"{key} = {value}" for key, value in own.items())
        b = replace(b, title=f"{b.title or b.name}; {changed}")
    return {a.name: a, b.name: b}


def words_for(a: str, b: str, sets: Sequence[str] | None, sets_b: Sequence[str] | None) -> str:
    """The words that ask for a comparison, its numbers apart; `sets` hold for both scenarios, `sets_b` for B alone."""
    words = ["turnaround", "compare", a, b]
    words += [word for text in sets or () for word in ("--set", text)]
    return shlex.join(words + [word for text in sets_b or () for word in ("--set-b", text)])


def words_alone(a: str, b: str, sets: Sequence[str] | None, sets_b: Sequence[str] | None) -> tuple[str, str]:
    """The words that run A and B of a comparison alone."""
    both = [word for text in sets or () for word in ("--set", text)]
    # What is set for B alone wins, so it takes the place of what is set for both.
    own = set_values("--set-b", sets_b)
    kept = [text for text in sets or () if text.partition("=")[0].strip() not in own]
    all_b = [word for text in (*kept, *(sets_b or ())) for word in ("--set", text)]
    return shlex.join(["turnaround", "run", a, *both]), shlex.join(["turnaround", "run", b, *all_b])


def name_of(arms: Mapping[str, Scenario]) -> str:
    """Under which name the answer to a comparison of two arms is kept."""
    a, b = arms
    return f"{a}-against-{b}"


def about(arms: Mapping[str, Scenario], command: str) -> dict[str, object]:
    """What the manifest of a comparison says of the question."""
    return {"command": command, "experiment": {"baseline": next(iter(arms)), "outcomes": [PRIMARY]}}


def numbers_asked(question: Question) -> list[str]:
    """The options that ask for a question's numbers again, whatever the defaults are."""
    words = ["--replicates", str(question.replicates), "--seed", str(question.seed), "--keep", question.keep]
    if question.first:
        words += ["--first", str(question.first)]
    if question.engine != "ensemble":
        words += ["--engine", question.engine]
    words += ["--uncertainty", question.uncertainty]
    if question.uncertainty != "none":
        words += ["--worlds-per-draw", str(question.worlds_per_draw)]
    return words
