"""The end of a game: the same luck with other decisions, what it came to, what was true, and where the paths parted."""

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

import numpy as np

from turnaround_sim import entities
from turnaround_sim.analysis.comparison import Difference, paired
from turnaround_sim.beliefs import WORLDS_PER_DRAW, draw_of
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE, OUTCOMES, Column
from turnaround_sim.entities import DOMAINS, INADEQUATE, RATINGS, SPECIAL_MEASURES
from turnaround_sim.experiment import Progress
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.play.game import Game, dated, scenario_of, scenario_with, shipped
from turnaround_sim.play.moves import Decision, Replace, in_words
from turnaround_sim.play.seen import Report, plain_data, published, reports_of
from turnaround_sim.play.worlds import believed, ended, engine_of, parameters_in, taken_over_in, walk
from turnaround_sim.rules.leadership import PERSONS
from turnaround_sim.scenario import LeverChange, Scenario
from turnaround_sim.story.words import input_in_words
from turnaround_sim.tables import PANEL
from turnaround_sim.trace import first_divergence, trace

ONE_LUCK = (
    "One game is one luck. Beside another path it shows what a decision did in this world, not what such a decision "
    "does; that takes many worlds."
)
LATER = 6
"""Months by which each replacement is put off in the replay of waiting."""
PATIENT = 24
"""Months before a first review under the patient policy, as in the shipped scenario of that name."""
FOLLOWED = 24
"""Months after an exit in which a recovery has to last."""
WORLDS = 100
"""Worlds in which standing policies are compared."""

Rows = np.ndarray[Any, np.dtype[Any]]
Numbers = tuple[float, ...]


def _score(name: str, unit: str, better: str, label: str, meaning: str) -> Column:
    return Column(name, "number", unit, meaning, label=label, better=cast(Any, better))


SCORES = (
    _score(
        "quality_end", "points", "higher", "True quality at the end",
        "latent quality, mean of five domains, in the last month of each trust that the game is about; its mean over "
        "these",
    ),
    _score(
        "quality", "points", "higher", "True quality over all months",
        "latent quality, mean of five domains, over all months; a national director's is of all trusts",
    ),
    _score("months_in", "trust-months", "lower", "Months in special measures", "months that trusts were inside"),
    _score("spend_m", "£m", "lower", "Money spent", "on directors, buddies and grants"),
    _score("leaders", "people", "lower", "Chief executives who left", "substantive ones, for whatever reason"),
    _score(
        "shortfall", "point-months a trust-year", "lower", "Shortfall",
        "how far and how long latent quality lay below the line",
    ),
    _score(
        "recoveries", "trusts", "higher", "Durable recoveries",
        "exits after which the trust stayed out and was on or above the line 24 months later; exits later than that "
        "before the end are not counted, and where no exit was early enough there is no number",
    ),
    _score(
        "inadequate", "trusts", "lower", "Rated inadequate at the end", "trusts whose published rating is inadequate"
    ),
)  # fmt: skip
"""What a game is judged by, first what tells players apart: a national director on all trusts, but for quality at the
end, which is of those that her game is about; a chair on her own."""


@dataclass(frozen=True, eq=False)
class Path:
    """One way in which the game's world could have gone, on the game's luck.

    Parameters
    ----------
    name, told
        What it is called, and what was done in it.
    scenario, seed, replicate
        What was run, as `turnaround run` would.
    outcomes
        The outcomes of the whole system, by the data dictionary.
    scores
        The game's own, by `SCORES`.
    quality
        True quality of the trusts that the game is about, by trust, month by month; NaN once closed.
    monthly
        Month by month: mean true quality of those trusts, their shortfall and months in special measures so far, how
        many are inside, and money spent so far in the whole system.
    """

    name: str
    told: str
    scenario: Scenario
    seed: int
    replicate: int
    outcomes: Mapping[str, float]
    scores: Mapping[str, float]
    quality: Mapping[int, Numbers]
    monthly: Mapping[str, Numbers]


@dataclass(frozen=True)
class Score:
    """One of the scores on every path; `best` names the paths that did best, none where all are alike."""

    name: str
    label: str
    unit: str
    better: str
    meaning: str
    values: Mapping[str, float]
    best: tuple[str, ...]


@dataclass(frozen=True)
class LeaderTruth:
    """A chief executive as she was: skill (1 is the mean of all leaders), and months from and to."""

    person: int
    skill: float
    interim: bool
    first: int
    last: int


@dataclass(frozen=True)
class Truth:
    """What was true of a trust beside what was published of it.

    `quality` and `index` are true quality and what outsiders saw, month by month; `responsive` is the true level of the
    one domain of which the index is made, with quick fixes and noise on top, smoothed; `domains` is true quality at
    the end or when the trust closed; `line` is where quality starts to be inadequate.
    """

    trust: int
    name: str
    line: float
    quality: Numbers
    index: Numbers
    responsive: Numbers
    domains: Mapping[str, float]
    reports: tuple[Report, ...]
    leaders: tuple[LeaderTruth, ...]


@dataclass(frozen=True)
class Ending:
    """Everything that is told at the end of a game; `paths` begins with the player's own."""

    player: str
    prediction: str
    came: tuple[str, ...]
    paths: tuple[Path, ...]
    score: tuple[Score, ...]
    truth: tuple[Truth, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data, fit for JSON; of scenarios the name alone."""
        paths = [
            {**{name: plain_data(getattr(path, name)) for name in _TOLD}, "scenario": path.scenario.name}
            for path in self.paths
        ]
        rest = replace(self, paths=())
        return {**cast(dict[str, Any], plain_data(rest)), "paths": paths}

    def path(self, name: str) -> Path:
        """The path of a name; Mistake where the game has none of it."""
        names = [path.name for path in self.paths]
        if name not in names:
            raise Mistake(
                f'no path "{name}"; there are {", ".join(names)}{nearest(name, names)}', key="path", value=name
            )
        return self.paths[names.index(name)]


_TOLD = ("name", "told", "seed", "replicate", "outcomes", "scores", "quality", "monthly")


@dataclass(frozen=True)
class Parted:
    """A trust that is not the same in two paths: the first month in which it differs, and by what it read."""

    month: int
    trust: int
    name: str
    inputs: tuple[str, ...]


YOU = "you"
UNDECIDED = "nobody decided anything"
REGIME = "the regime as it was"
PATIENCE = "the patient policy"
LATE = "you, six months later"
UNREPLACED = "you, nobody replaced"


@lru_cache(maxsize=128)
def ending(game: Game) -> Ending:
    """What a game came to. Raises Mistake while it is still played: it would tell what is true."""
    if not game.over:
        text = f"this game is in quarter {game.quarter} of {game.quarters}; its truth is told when it has ended"
        raise Mistake(text, key="quarter", value=game.quarter)
    about = concerned(game)
    plans = {**_own_plans(game), **standing(game)}
    paths = tuple(_path(game, name, told, scenario, about) for name, (told, scenario) in plans.items())
    return Ending(
        player=game.player,
        prediction=game.prediction,
        came=_came(game, paths[0]),
        paths=paths,
        score=tuple(_scored(column, paths) for column in SCORES),
        truth=_truth(game, about),
        notes=(NOTICE, OUT_OF_SCOPE, ONE_LUCK),
    )


def scored(game: Game) -> Mapping[str, float]:
    """The scores of a game as it stands, as if nothing more were decided."""
    return _scores_of(game.bare)


@lru_cache(maxsize=1024)
def _scores_of(game: Game) -> Mapping[str, float]:
    about = concerned(game)
    return scores(next(ended(game, scenario_of(game))), game.trust, _line(game), about)


def _own_plans(game: Game) -> dict[str, tuple[str, Scenario]]:
    """The player's decisions, and the same with replacements put off or left out where there were any."""
    own = dated(game.moves)
    plans = {YOU: ("Your decisions.", scenario_with(game, own))}
    if any(isinstance(decision, Replace) for _, decision in own):
        late = [(month + LATER * isinstance(decision, Replace), decision) for month, decision in own]
        never = [(month, decision) for month, decision in own if not isinstance(decision, Replace)]
        plans[LATE] = ("Your decisions, each replacement six months later.", scenario_with(game, late))
        plans[UNREPLACED] = ("Your decisions, but for the replacements.", scenario_with(game, never))
    return plans


def standing(game: Game) -> dict[str, tuple[str, Scenario]]:
    """Policies that need nobody to decide: none at all, the regime as it was, and a patient one."""
    world = replace(shipped(game.scenario), months=game.months)
    patient = LeverChange(0, "leadership.patience", PATIENT, game.trust, why="the patient policy")
    return {
        UNDECIDED: ("Leaders stay until they go by themselves; no director, buddy or money.", scenario_with(game, [])),
        REGIME: ("Reviews, removals, directors, buddies and grants as the regime had them.", world),
        PATIENCE: (
            f"The regime, but no leader is reviewed for {PATIENT} months.",
            replace(world, changes=(*world.changes, patient)),
        ),
    }


@lru_cache(maxsize=64)
def variant(game: Game, quarter: int, place: int, later: int | None = None) -> Path:
    """The game with one decision put off by so many months, or left out if None.

    `place` counts the decisions of a quarter from 1. Raises Mistake where there is none.
    """
    if not game.over:
        raise Mistake("a game is replayed when it has ended", key="quarter", value=game.quarter)
    changed: list[tuple[int, Decision]] = []
    found = None
    for move in game.moves:
        for n, decision in enumerate(move.decisions, start=1):
            if (move.quarter, n) != (quarter, place):
                changed.append((move.month, decision))
                continue
            found = decision
            if later is not None:
                changed.append((move.month + later, decision))
    if found is None:
        raise Mistake(f"quarter {quarter} has no decision {place}", key="quarter", value=quarter)
    if later is not None and not 1 <= later <= game.months:
        raise Mistake(f"later = {later} is out of range; allowed 1 to {game.months} months", key="later", value=later)
    said = in_words(found, "" if found.trust is None else str(shipped(game.scenario).cohort.name[found.trust]))
    how = "without" if later is None else f"{later} months later:"
    name = f"you, {how} “{said}” of quarter {quarter}"
    return _path(game, name, "Your decisions, but for this one.", scenario_with(game, changed), concerned(game))


@lru_cache(maxsize=256)
def concerned(game: Game) -> tuple[int, ...]:
    """The trusts that a game is about: a chair's own, else those decided on and those ever in special measures."""
    if game.trust is not None:
        return (game.trust,)
    decided = {decision.trust for _, decision in dated(game.moves) if decision.trust is not None}
    return tuple(sorted(decided | {*_inside(next(ended(game, scenario_of(game))))}))


def _inside(nhs: Any) -> tuple[int, ...]:
    """The trusts that were ever in special measures."""
    return tuple(np.flatnonzero((_panel(nhs, "regime") == SPECIAL_MEASURES).any(axis=0)).tolist())


def _panel(nhs: Any, name: str) -> Rows:
    rows: Rows = nhs.panel[PANEL.index(name)]
    return rows


def _path(game: Game, name: str, told: str, scenario: Scenario, about: Sequence[int]) -> Path:
    nhs, line = next(ended(game, scenario)), _line(game)
    quality, regime = _panel(nhs, "quality")[:, list(about)], _panel(nhs, "regime")[:, list(about)]
    inside = (regime == SPECIAL_MEASURES).sum(axis=1)
    short = np.nansum(np.maximum(0.0, line - quality), axis=1)
    monthly = {
        "quality": _means(quality),
        "shortfall": tuple(short.cumsum().tolist()),
        "in_special_measures": tuple(inside.astype(float).tolist()),
        "months_in": tuple(inside.cumsum().astype(float).tolist()),
        "spend_m": tuple(nhs.months["spend_m"].cumsum().tolist()),
    }
    return Path(
        name=name,
        told=told,
        scenario=scenario,
        seed=game.seed,
        replicate=game.replicate,
        outcomes={column.name: float(nhs.outcomes[0][column.name]) for column in OUTCOMES},
        scores=scores(nhs, game.trust, line, about),
        quality={trust: tuple(quality[:, k].tolist()) for k, trust in enumerate(about)},
        monthly=monthly,
    )


def _means(quality: Rows) -> Numbers:
    """The mean of each month over the trusts that are open; NaN where there is none."""
    there = ~np.isnan(quality)
    counts = there.sum(axis=1)
    sums = np.where(there, quality, 0.0).sum(axis=1)
    return tuple(float(s) / int(n) if n else math.nan for s, n in zip(sums, counts, strict=True))


def _line(game: Game) -> float:
    return float(parameters_in(game, game.replicate).regulation.line_inadequate)


def scores(nhs: Any, trust: int | None, line: float, about: Sequence[int]) -> dict[str, float]:
    """The scores of a world at its end: of one trust, or of all.

    `line` is where quality starts to be inadequate; `about` are the trusts whose quality at the end is told.
    """
    rows, tenures = (getattr(nhs, name)[: int(nhs.tally[name][0])] for name in ("spells", "tenures"))
    regime, rating = _panel(nhs, "regime"), _panel(nhs, "rating")
    if trust is None:
        shortfall, mean, spend = (float(nhs.outcomes[0][name]) for name in ("shortfall", "quality", "spend_m"))
    else:
        quality = nhs.quality[:, trust][~np.isnan(nhs.quality[:, trust])]
        shortfall, mean = 12.0 * float(np.maximum(0.0, line - quality).mean()), float(quality.mean())
        spend = float(nhs.trusts[trust]["support_spend"])
        rows, tenures = rows[rows["trust"] == trust], tenures[tenures["trust"] == trust]
        regime, rating = regime[:, [trust]], rating[:, [trust]]
    left = ~tenures["interim"] & ~np.isnan(tenures["ended"])
    followed = [row for row in rows if _is_followed(nhs, row)]
    return {
        "quality_end": _at_last(nhs.quality, about),
        "quality": mean,
        "months_in": float((regime == SPECIAL_MEASURES).sum()),
        "spend_m": spend,
        "leaders": float(left.sum()),
        "shortfall": shortfall,
        "recoveries": float(sum(_lasted(nhs, row, rows, line) for row in followed)) if followed else math.nan,
        "inadequate": float((rating[-1] == INADEQUATE).sum()),
    }


def _at_last(quality: Rows, about: Sequence[int]) -> float:
    """The mean over trusts of each one's quality in the last month in which it was open; NaN where there are none.

    One that closed keeps what it had: a mean of those that are left would rise by the closing of the worst.
    """
    ends = [float(of[~np.isnan(of)][-1]) for of in (quality[:, i] for i in about)]
    return math.fsum(ends) / len(ends) if ends else math.nan


def _is_followed(nhs: Any, spell: Any) -> bool:
    """Whether a spell ended in an exit early enough for what came of it to be known."""
    return bool(spell["end_reason"] == entities.EXITED and spell["exited"] + FOLLOWED < len(nhs.quality))


def _lasted(nhs: Any, spell: Any, spells: Rows, line: float) -> bool:
    """Whether an exit that is followed was a recovery that lasted, as `durable_recovery` of the outcomes has it."""
    i, then = int(spell["trust"]), int(spell["exited"]) + FOLLOWED
    back = (spells["trust"] == i) & (spells["spell"] > spell["spell"]) & (spells["entered"] <= then)
    return bool(not back.any() and nhs.quality[then, i] >= line)


def _scored(column: Column, paths: Sequence[Path]) -> Score:
    values = {path.name: path.scores[column.name] for path in paths}
    known = [value for value in values.values() if value == value]
    best = (min if column.better == "lower" else max)(known, default=math.nan)
    winners = tuple(name for name, value in values.items() if value == best)
    if len(winners) == len(values):
        winners = ()
    return Score(column.name, column.label, column.unit, column.better, column.meaning, values, winners)


def _came(game: Game, own: Path) -> tuple[str, ...]:
    """What came, in sentences to be read beside the prediction."""
    seen = published(walk(game, scenario_of(game), game.months))
    spells, last = seen.rows["spells"], seen.rows["trusts"]
    if game.trust is not None:
        spells, last = spells[spells["trust"] == game.trust], last[[game.trust]]
    entered = len({int(row["trust"]) for row in spells})
    left = int((spells["end_reason"] == entities.EXITED).sum())
    inside = int(((last["regime"] == SPECIAL_MEASURES) & last["is_open"]).sum())
    if game.trust is None:
        first = f"{entered} trusts were in special measures at some time; {left} spells ended by exit, {inside} go on."
    else:
        names = shipped(game.scenario).cohort.name
        name, gone = names[game.trust], taken_over_in(game.bare, game.months)
        if gone is None:
            fate = f" and is rated {RATINGS[int(last[0]['rating'])]} at the end."
        else:
            fate = f". It was taken over in month {gone.month} by {names[gone.by]}."
        times = f"{len(spells)} time{'' if len(spells) == 1 else 's'}"
        first = f"{name} was in special measures {times}, left {left}{fate}"
    return first, *(f"{column.label}: {_counted(own.scores[column.name], column.unit)}." for column in SCORES)


def _counted(value: float, unit: str) -> str:
    """A score with its unit, in the singular where there is one."""
    if value != value:
        return "no number, since nothing came early enough to be counted"
    if value == 1.0:
        unit = {"people": "person"}.get(unit, unit.removesuffix("s"))
    return f"£{value:.2f}m" if unit == "£m" else f"{value:.4g} {unit}"


def _truth(game: Game, about: Sequence[int]) -> tuple[Truth, ...]:
    """What was true of each trust that the game is about."""
    engine, places, months = engine_of(game, scenario_of(game)), list(about), game.months
    index, level = np.full((months, len(places)), math.nan), np.full((months, len(places), len(DOMAINS)), math.nan)
    led: list[list[LeaderTruth]] = [[] for _ in places]
    for month, nhs in enumerate(engine.history(game.seed, game.replicate)):
        for k, i in enumerate(places):
            if not nhs.trusts[i]["is_open"]:
                continue
            index[month, k] = nhs.trusts[i]["seen"]
            level[month, k] = nhs.domains["level"][5 * i : 5 * i + 5]
            _note_leader(led[k], nhs.leaders[nhs.trusts[i]["leader"]], month)
    reports = published(walk(game, scenario_of(game), game.months)).of("inspections")
    names, line = shipped(game.scenario).cohort.name, _line(game)
    return tuple(
        Truth(
            trust=i,
            name=str(names[i]),
            line=line,
            quality=tuple(level[:, k].mean(axis=1).tolist()),
            index=tuple(index[:, k].tolist()),
            responsive=tuple(level[:, k, entities.RESPONSIVE].tolist()),
            domains=_at_end(level[:, k]),
            reports=reports_of(reports.get(i, [])),
            leaders=tuple(led[k]),
        )
        for k, i in enumerate(places)
    )


def _note_leader(led: list[LeaderTruth], leader: Any, month: int) -> None:
    person = int(leader["number"]) + PERSONS * int(leader["generation"])
    if led and led[-1].person == person:
        led[-1] = replace(led[-1], last=month)
    else:
        interim = int(leader["status"]) == entities.ACTING
        led.append(LeaderTruth(person, float(leader["skill"]), interim, month, month))


def _at_end(level: Rows) -> dict[str, float]:
    """The five domains in the last month in which the trust is open."""
    last = level[np.flatnonzero(~np.isnan(level[:, 0]))[-1]]
    return dict(zip(DOMAINS, map(float, last), strict=True))


_tracing = threading.Lock()
"""A trace of England takes some hundred megabytes: one parting at a time."""


_INPUTS = {
    "event": "what was decided for it",
    "levers in force": "the policy it lives under",
    "levers believed in": "the policy it knows of",
    "levers announced": "the policy it knows of",
    "leader's row": "what its leader was like",
    "director's row": "what its director was like",
    "buddy's row": "how its buddy stood",
    "system's row": "how its local system stood",
    "heard_coaching": "how much its director coached it",
    "heard_scrutiny": "how much time its director's reports took",
    "heard_skill": "how good its leader was",
    "heard_person": "who led it",
    "heard_appointed": "who was appointed to lead it",
    "heard_replaced": "that its leader was replaced",
    "heard_poached_leader": "that its leader went to another trust",
    "heard_director": "which director came to it",
    "heard_buddy": "which buddy it was given",
    "heard_buddy_capability": "how capable its buddy was",
    "heard_buddy_gone": "that its buddy fell out",
    "heard_granted": "what money it was given",
    "heard_covered": "how far its helpers could be paid for",
    "heard_help": "how much its neighbours helped",
    "heard_diverted": "how many patients came over from failing neighbours",
    "heard_fill": "how many of the staff it wanted it could get",
    "heard_poached": "how many of its staff went to neighbours",
    "heard_system_shock": "what befell its local system",
    "heard_inspection": "when it was inspected",
    "heard_review": "that a national review put it into special measures",
    "heard_burden": "what work came with a trust that it took in",
    "heard_acquirer": "by whom it was taken over",
    "heard_taken_in": "which trust it took in",
    "buddying": "how many trusts it was a buddy to",
    "similarity": "how like its buddy it was",
}


def _inputs_in_words(names: Sequence[str]) -> tuple[str, ...]:
    """What differed, decisions first, in words without the names of fields."""
    order = [name for name in _INPUTS if name in names] + [name for name in names if name not in _INPUTS]
    # That two policies differ is known to whoever asks, so it is told only where nothing else is.
    order = [name for name in order if not name.startswith("levers")] or order
    said = [_INPUTS.get(name) or input_in_words(name).removesuffix(f" ({name})") for name in order]
    return tuple(dict.fromkeys(said))


@lru_cache(maxsize=64)
def parted(a: Path, b: Path, most: int = 12) -> tuple[Parted, ...]:
    """Where two paths of one game parted: the trusts that differ, in the order in which they came to differ."""
    with _tracing:
        one, other = (trace(believed(path.scenario, path.replicate), path.seed, path.replicate) for path in (a, b))
        found = first_divergence(one, other)
    order = sorted(found.values(), key=lambda each: (each.month, each.trust))[:most]
    names = a.scenario.cohort.name
    return tuple(
        Parted(each.month, each.trust, str(names[each.trust]), _inputs_in_words(each.inputs)) for each in order
    )


@dataclass(frozen=True)
class Luck:
    """Standing policies in many worlds of the game's scenario, and where the game's own world lies among them.

    Parameters
    ----------
    worlds, seed
        How many, and the seed that they share with the game.
    baseline
        The policy that the others are compared with.
    differences
        For each other policy, each score against the baseline, world by world.
    spread
        Of each score under the baseline: the 5th, 50th and 95th of 100 worlds.
    here
        Each score under the baseline in the game's own world.
    told
        The same in sentences.
    """

    worlds: int
    seed: int
    baseline: str
    differences: Mapping[str, tuple[Difference, ...]]
    spread: Mapping[str, tuple[float, float, float]]
    here: Mapping[str, float]
    told: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data, fit for JSON."""
        return cast(dict[str, Any], plain_data(self))


def luck(game: Game, worlds: int = WORLDS, progress: Progress | None = None) -> Luck:
    """Whether a policy or luck did it: the standing policies in so many worlds of the game's scenario.

    `progress` is told how many worlds are done, of how many; nothing is told where the answer was found before.
    """
    game = game.bare.model_copy(update={"moves": (), "ended": False, "budget_m": 0.0})
    if (game, worlds) not in _lucks:
        while len(_lucks) >= MOST_LUCKS:
            _lucks.pop(next(iter(_lucks)), None)
        _lucks[game, worlds] = _luck(game, worlds, progress or (lambda done, of: None))
    return _lucks[game, worlds]


MOST_LUCKS = 32
_lucks: dict[tuple[Game, int], Luck] = {}


def _luck(game: Game, worlds: int, progress: Progress) -> Luck:
    values: dict[str, list[dict[str, float]]] = {}
    plans, about = standing(game), failing_in(game, range(worlds))
    for n, (name, (_, scenario)) in enumerate(plans.items()):
        values[name] = []
        for found in in_worlds(game, scenario, range(worlds), about):
            values[name].append(found)
            progress(n * worlds + len(values[name]), len(plans) * worlds)
    base = by_score(values[REGIME])
    differences = differences_from(REGIME, values)
    own = [game.replicate]
    here = next(in_worlds(game, plans[REGIME][1], own, failing_in(game, own)))
    spread = {c.name: cast(Any, percentiles(base[c.name])) for c in SCORES}
    told = tuple(_luck_in_words(worlds, base, here, differences))
    return Luck(worlds, game.seed, REGIME, differences, spread, here, told)


def by_score(rows: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """Each score in world after world."""
    return {c.name: [row[c.name] for row in rows] for c in SCORES}


def differences_from(
    baseline: str, rows: Mapping[str, Sequence[Mapping[str, float]]]
) -> dict[str, tuple[Difference, ...]]:
    """Of each other policy every score against the baseline's, from their scores in the same worlds, the first on."""
    columns = {name: by_score(each) for name, each in rows.items()}
    base = columns.pop(baseline, {})
    draws = [draw_of(replicate, WORLDS_PER_DRAW) for replicate in range(len(rows.get(baseline, ())))]
    return {name: tuple(paired(c, base[c.name], of[c.name], draws) for c in SCORES) for name, of in columns.items()}


def in_worlds(
    game: Game, scenario: Scenario, replicates: Sequence[int], about: Sequence[Sequence[int]]
) -> Iterator[dict[str, float]]:
    """The scores of a scenario, world by world; `about` has the trusts whose quality at the end is told, by world."""
    for replicate, those, nhs in zip(replicates, about, ended(game, scenario, replicates), strict=True):
        yield scores(nhs, game.trust, float(parameters_in(game, replicate).regulation.line_inadequate), those)


def failing_in(game: Game, replicates: Sequence[int]) -> list[tuple[int, ...]]:
    """By world, the trusts that come into special measures where nobody decides anything; a chair's is her own."""
    if game.trust is not None:
        return [(game.trust,)] * len(replicates)
    return [_inside(nhs) for nhs in ended(game, scenario_with(game, []), replicates)]


def percentiles(values: Sequence[float]) -> Numbers:
    """The 5th, 50th and 95th of 100 worlds in which there is a number; NaN where there is none."""
    known = [value for value in values if value == value]
    return tuple(map(float, np.percentile(known, (5, 50, 95)))) if known else (math.nan,) * 3


def _luck_in_words(
    worlds: int,
    base: Mapping[str, Sequence[float]],
    here: Mapping[str, float],
    differences: Mapping[str, tuple[Difference, ...]],
) -> Iterator[str]:
    for column in SCORES:
        if column.name not in _HEADLINES:
            continue
        values, (low, _, high) = base[column.name], percentiles(base[column.name])
        less = sum(value < here[column.name] for value in values)
        yield (
            f"{column.label} under {REGIME}: {here[column.name]:.2f} {column.unit} in this world. Of {worlds} worlds "
            f"{less} have less, and nine in ten lie between {low:.2f} and {high:.2f}: that much is luck, and what is "
            "not known of the parameters."
        )
        for name, rows in differences.items():
            row = next(each for each in rows if each.outcome == column.name)
            told = "no difference can be told" if row.low <= 0.0 <= row.high else "more than luck"
            yield (
                f"{column.label} under {name}: {row.difference:+.3f} {column.unit} beside that, on average "
                f"({row.low:+.3f} to {row.high:+.3f}, 95% interval, {row.replicates} worlds); {told}."
            )


_HEADLINES = ("quality_end", "shortfall")
"""The scores that are put into sentences; the others are in the table."""
