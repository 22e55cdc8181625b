"""Small worlds on the compiled engine, filmed month by month, and the paired test that tells two of them apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from turnaround_sim import entities
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import AnyGroups, declared_paths
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario

Array = np.ndarray[Any, Any]
Settings = Mapping[str, float | int | bool]

TRUSTS, SYSTEMS, MONTHS, BURN_IN, REPLICATES, SEED = 40, 8, 60, 24, 20, 20131
FALSE_ALARM = 1e-4
"""What does nothing passes a look once in 10,000 seeds; there are two looks at most, and the seeds are fixed."""
LOOKS = (range(8), range(8, 40))

ROUTINE = 0.4
NO_CLOSURES = {"regulation.takeover": 0.0, "regulation.merging": 0.0}
BASE: Settings = {
    **NO_CLOSURES,
    "leadership.effects": 1.0,
    "support.effects": 1.0,
    "systems.national_scarcity": True,
    "operations.routine": ROUTINE,
    "regulation.release": 0.5,
    "levers.regime.review_entries": 10.0,
    "levers.regime.inspections_a_month": 3.0,
    "levers.leadership.removal_at_entry": 0.1,
    "levers.leadership.patience": 12,
    "levers.leadership.least_gain": 1.0,
    "levers.leadership.interim_length": 4.0,
    "levers.director.delay": 1,
    "levers.director.days": 2.5,
    "levers.director.style": 0.5,
    "levers.director.stay": 18,
    "levers.director.taper": 3,
    "levers.director.pool": 12,
    "levers.buddy.share": 1.0,
    "levers.buddy.months": 18,
    "levers.buddy.capacity": 2,
    "levers.funding.millions": 5.0,
    "levers.funding.delay": 1,
    "levers.funding.months": 18,
    "levers.funding.envelope": 200.0,
    "levers.funding.envelope_years": 2.0,
    "levers.oversight.requests": 2.0,
    "levers.oversight.coordination": 0.1,
    "levers.system.support": 0.5,
    "levers.system.neighbour_help": 0.3,
}
"""What the tests lean on, said here, so that no default can take it away. Ten trusts enter in month 0."""


@dataclass(frozen=True, eq=False)
class Film:
    """One replicate, month by month from month 0: how everything stood when the month ended.

    `trusts`, `causes` and `leaders` are [month, trust] (the leader is whoever leads the trust), `domains` [month,
    trust, domain], `people` [month, row], `directors`, `partners` and `systems` [month, row], `national` and `tally`
    [month]. `opening` holds the trusts and domains as the burn-in left them. Tables are as long as they were filled.
    """

    trusts: Array
    causes: Array
    leaders: Array
    domains: Array
    people: Array
    directors: Array
    systems: Array
    national: Array
    tally: Array
    opening: dict[str, Array]
    months: Array
    annual: Array
    spells: Array
    tenures: Array
    inspections: Array
    support: Array
    outcomes: Array

    @property
    def first_wave(self) -> Array:
        """Which trusts entered in month 0."""
        return np.asarray(self.trusts["entered"][0] == 0)

    @property
    def special(self) -> Array:
        """Where and when trusts were in special measures, [month, trust]."""
        return np.asarray(self.trusts["is_open"] & (self.trusts["regime"] == entities.SPECIAL_MEASURES))

    @property
    def quality(self) -> Array:
        """Latent quality, [month, trust]."""
        return np.asarray(self.domains["level"].mean(axis=2))


def with_any(groups: AnyGroups, values: Settings) -> AnyGroups:
    """A copy with some numbers replaced, also by numbers out of range: a test may switch off what a user may not."""
    paths = declared_paths(type(groups))
    for path, value in values.items():
        group, name = path.split(".")
        assert path in paths, path
        kind = paths[path].annotation
        changed = getattr(groups, group).model_copy(update={name: kind(value)})
        groups = groups.model_copy(update={group: changed})
    return groups


def small_world(
    settings: Settings,
    *,
    changes: Sequence[LeverChange] = (),
    events: Sequence[PlannedEvent] = (),
    months: int = MONTHS,
) -> Scenario:
    """A small England: settings of levers start with `levers.`, the others are parameters.

    Trusts enter on a review's grounds in month 0 only, unless the settings say how many do.
    """
    said = {**BASE, **settings}
    levers = {path.removeprefix("levers."): value for path, value in said.items() if path.startswith("levers.")}
    parameters = {path: value for path, value in said.items() if not path.startswith("levers.")}
    once = () if "levers.regime.review_entries" in settings else (LeverChange(1, "regime.review_entries", 0.0),)
    return Scenario(
        name="small",
        months=months,
        trusts=TRUSTS,
        systems=SYSTEMS,
        burn_in=BURN_IN,
        parameters=with_any(Parameters(), parameters),
        levers=with_any(Levers(), levers),
        changes=(*once, *changes),
        events=tuple(events),
    )


def films(
    settings: Settings,
    *,
    changes: Sequence[LeverChange] = (),
    events: Sequence[PlannedEvent] = (),
    months: int = MONTHS,
    replicates: Iterable[int] = range(REPLICATES),
) -> list[Film]:
    """Replicates of a small world, filmed."""
    scenario = small_world(settings, changes=changes, events=events, months=months)
    engine = Ensemble(populate(scenario), [scenario.parameters])
    return [film(engine, replicate) for replicate in replicates]


def film(engine: Ensemble, replicate: int) -> Film:
    """One replicate, filmed."""
    nhs = engine.fresh()
    engine.advance(nhs, SEED, replicate, -engine.burn_in, 0)
    opening = {"trusts": nhs.trusts.copy(), "domains": nhs.domains.copy().reshape(-1, 5)}
    names = {
        "trusts": nhs.trusts,
        "causes": nhs.causes,
        "domains": nhs.domains,
        "people": nhs.leaders,
        "directors": nhs.directors,
        "systems": nhs.systems,
        "national": nhs.national,
        "tally": nhs.tally,
    }
    months = engine.months
    seen = {name: np.empty((months, len(rows)), rows.dtype) for name, rows in names.items()}
    for month in range(months):
        engine.advance(nhs, SEED, replicate, month, month + 1)
        for name, rows in names.items():
            # Byte by byte: NumPy would go through the rows field by field.
            seen[name][month].view(np.uint8)[:] = rows.view(np.uint8)
    if engine.grow(nhs):
        return film(engine, replicate)
    seen["domains"] = seen["domains"].reshape(months, -1, 5)
    seen["national"], seen["tally"] = seen["national"][:, 0], seen["tally"][:, 0]
    leaders = np.take_along_axis(seen["people"], seen["trusts"]["leader"], axis=1)
    lengths = {name: int(nhs.tally[name][0]) for name in ("annual", "spells", "tenures", "inspections", "support")}
    tables = {name: getattr(nhs, name)[:length].copy() for name, length in lengths.items()}
    return Film(
        **seen, **tables, leaders=leaders, opening=opening, months=nhs.months.copy(), outcomes=nhs.outcomes.copy()
    )


Outcome = Callable[[Film], float]


def chance_of_nothing(differences: Sequence[float], direction: int) -> float:
    """How likely paired differences are to lie so far in a direction by chance alone: a one-sided t test."""
    found = direction * np.asarray(differences, float)
    assert np.isfinite(found).all(), "an outcome was not defined in some replicate"
    if np.ptp(found) <= 1e-9 * np.abs(found).max():
        return 0.0 if found[0] > 0.0 else 1.0
    return float(stats.ttest_1samp(found, 0.0, alternative="greater").pvalue)


def assert_moves(outcome: Outcome, those: Settings, these: Settings, direction: int) -> None:
    """Under the same luck, these settings move an outcome up (1) or down (-1) against those.

    A few replicates are looked at first, and many only where few do not tell.
    """
    differences: list[float] = []
    for look in LOOKS:
        pairs = zip(films(those, replicates=look), films(these, replicates=look), strict=True)
        differences += [outcome(this) - outcome(that) for that, this in pairs]
        if chance_of_nothing(differences, direction) < FALSE_ALARM:
            return
    raise AssertionError(f"no such move: {differences}")


def everywhere(field: str) -> Outcome:
    """The mean of a trust's variable over all trusts and months."""
    return lambda film: float(film.trusts[field].mean())


def in_first_wave(field: str, since: int = 0, until: int = MONTHS) -> Outcome:
    """The mean of a variable over the trusts that entered in month 0."""
    return lambda film: float(film.trusts[field][since:until, film.first_wave].mean())


def level(domain: int, since: int = 0) -> Outcome:
    """The mean level of a domain over all trusts and months."""
    return lambda film: float(film.domains["level"][since:, :, domain].mean())


def level_in_first_wave(domain: int, since: int = 0, until: int = MONTHS) -> Outcome:
    """The mean level of a domain over the trusts that entered in month 0."""
    return lambda film: float(film.domains["level"][since:until, film.first_wave, domain].mean())


def cause(field: str) -> Outcome:
    """The mean of a cause over all trusts and months."""
    return lambda film: float(film.causes[field].mean())


def together(one: Callable[[Film], Array], other: Callable[[Film], Array], since: int = 12) -> Outcome:
    """How two variables go together over trusts: their covariance in a month, averaged over months."""

    def covariance(film: Film) -> float:
        x, y = one(film)[since:].astype(float), other(film)[since:].astype(float)
        return float(((x - x.mean(axis=1, keepdims=True)) * (y - y.mean(axis=1, keepdims=True))).mean())

    return covariance


def of_trusts(field: str) -> Callable[[Film], Array]:
    """A trust's variable, [month, trust]."""
    return lambda film: film.trusts[field]


def of_leaders(field: str) -> Callable[[Film], Array]:
    """A variable of whoever leads, [month, trust]."""
    return lambda film: film.leaders[field]


def of_domain(domain: int) -> Callable[[Film], Array]:
    """The level of a domain, [month, trust]."""
    return lambda film: film.domains["level"][:, :, domain]


def tenures_ended(*reasons: int) -> Outcome:
    """How many substantive leaders left for these reasons; for any, if none is given."""

    def count(film: Film) -> float:
        rows = film.tenures[~film.tenures["interim"] & (film.tenures["ended"] == film.tenures["ended"])]
        return float(np.isin(rows["ended_because"], reasons).sum() if reasons else len(rows))

    return count
