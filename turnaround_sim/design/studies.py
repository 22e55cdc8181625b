"""Study files: an experiment file, or a scenario, with the numbers that are to be varied and how."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from turnaround_sim.design.factors import Factor, read_factors, uncertain_factors
from turnaround_sim.design.files import SHIPPED, STUDIES, read_arms, read_outcomes, shipped, shipped_studies
from turnaround_sim.design.grids import one_of
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import Declared, Number
from turnaround_sim.scenario import Place, Scenario, parsed, read_scenario, shipped_scenarios
from turnaround_sim.scenario.sources import SHIPPED as SCENARIOS

TEXTS = ("name", "title", "question", "hypothesis")
KEYS = (*TEXTS, "extends", "baseline", "seed", "replicates", "outcomes", "factors", "middle", "arms", "grids", *STUDIES)
_OF_EXPERIMENTS = ("draws", "worlds_per_draw", "keep", "precision", "contrasts")
"""What an experiment file may say besides, and a study passes over."""

_SEED = Declared("seed", int, 1, "1", 0, 2**31 - 2, "chosen", note="which luck, and which sample")
_REPLICATES = Declared("replicates", int, 8, "1", 1, 10_000, "chosen", note="worlds at each point, in every arm")
_MIDDLE = Declared("middle", float, 1.0, "1", 0.01, 1.0, "chosen", note="the middle part of every prior that is varied")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Study:
    """What a study varies, in which arms, and what it looks at.

    `factors` is None where the file names none: then it is for the verb to say. `own` is the table of the verb, and
    `place` where it stands, for its mistakes; the verb reads it.
    """

    file: str
    name: str
    arms: Mapping[str, Scenario]
    baseline: str
    factors: tuple[Factor, ...] | None
    seed: int
    replicates: int
    outcomes: tuple[str, ...]
    own: Mapping[str, object]
    place: Place
    title: str = ""
    question: str = ""
    hypothesis: str = ""
    middle: float = 1.0

    @property
    def varied(self) -> tuple[Factor, ...]:
        """The factors, every uncertain parameter where the file names none."""
        return uncertain_factors(self.arms.values(), self.middle) if self.factors is None else self.factors

    def whole(self, declared: Declared) -> int:
        """A whole number of the verb's own table, by the name that it is declared under; its value if left out."""
        return self.place.at(declared.name).whole(declared, self.own.get(declared.name, declared.value))

    def number(self, declared: Declared) -> Number:
        """A number of the verb's own table, by the name that it is declared under; its value if left out."""
        return self.place.at(declared.name).number(declared, self.own.get(declared.name, declared.value))

    def resolved(self) -> dict[str, Any]:
        """What decides its numbers, the verb's own table apart; fit for JSON."""
        return {
            "arms": {arm: scenario.resolved() for arm, scenario in self.arms.items()},
            "order": list(self.arms),
            "baseline": self.baseline,
            "factors": [factor.resolved() for factor in self.varied],
            "seed": self.seed,
            "replicates": self.replicates,
        }


def read_study(asked: Path | str, verb: str, keys: tuple[str, ...], default: tuple[str, ...]) -> Study:
    """A study of one verb from its file; an experiment file or a scenario will do, by name too.

    `keys` are those that the verb's own table may have, `default` the outcomes that are looked at where the file names
    none. Raises Mistake at the first thing that is wrong.
    """
    path, file = _whichever(asked, verb)
    said, top = parsed(path, file), Place(file)
    if not _is_study(said):
        scenario = read_scenario(str(asked))
        only = {scenario.name: scenario}
        seed, replicates = int(_SEED.value), int(_REPLICATES.value)
        own = Place(file, verb, ".")
        return Study(
            file, scenario.name, only, scenario.name, None, seed, replicates, default, {}, own, title=scenario.title
        )
    top.keys(said, (*KEYS, *_OF_EXPERIMENTS))
    texts = {name: top.at(name).text(said.get(name, "")) for name in TEXTS}
    name = texts.pop("name") or path.stem
    if not _NAME.fullmatch(name):
        text = f"{name!r} cannot name a folder; allowed: letters, digits, dots, dashes and underscores"
        raise top.at("name").mistake(name, text)
    own = Place(file, verb, ".")
    table = own.table(said.get(verb, {}))
    own.keys(table, keys)
    arms = read_arms(top, said, path.parent).arms
    if not arms:
        if "extends" not in said:
            raise Mistake("there is no scenario; allowed: extends, or arms", file=file, key="extends")
        extends = top.at("extends").text(said["extends"])
        beside = path.parent / extends
        scenario = read_scenario(beside if beside.is_file() else extends)
        arms = {scenario.name: scenario}
    middle = float(top.at("middle").number(_MIDDLE, said.get("middle", _MIDDLE.value)))
    factors = read_factors(top.at("factors"), said["factors"], arms.values(), middle) if "factors" in said else None
    return Study(
        file=file,
        name=name,
        arms=arms,
        baseline=one_of(top.at("baseline"), said.get("baseline", next(iter(arms))), tuple(arms)),
        factors=factors,
        seed=top.at("seed").whole(_SEED, said.get("seed", _SEED.value)),
        # Of an experiment the replicates are those of its own arms, and far too many for each of many points.
        replicates=top.at("replicates").whole(_REPLICATES, said["replicates"])
        if verb in said and "replicates" in said
        else int(_REPLICATES.value),
        outcomes=read_outcomes(top, said, default),
        own=table,
        place=own,
        middle=middle,
        **texts,
    )


def _is_study(said: Mapping[str, object]) -> bool:
    """Whether a file is more than a scenario."""
    return any(key in said for key in ("arms", "grids", "factors", *STUDIES))


def _whichever(asked: Path | str, verb: str) -> tuple[Path, str]:
    """The file of a study, an experiment or a scenario."""
    if Path(asked).is_file():
        return Path(asked), str(asked)
    for names, folder in ((shipped(), SHIPPED), (shipped_scenarios(), SCENARIOS)):
        if str(asked) in names:
            return folder / f"{asked}.toml", f"{asked}.toml"
    known = (*shipped(), *shipped_scenarios())
    near = nearest(str(asked), known) or nearest(Path(asked).stem, known)
    own = ", ".join(shipped_studies(verb)) or "none"
    text = f'"{asked}" is neither a file nor a shipped study, experiment or scenario; shipped for {verb}: {own}{near}'
    raise Mistake(text, key=verb, value=str(asked))
