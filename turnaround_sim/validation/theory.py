"""What theories of failing organisations foretell, each tried in a small world in which little else happens.

The worlds are the shipped scenarios theory_*.toml. What each theory foretells was written down from the theory; where
the model does not show it the fact is a miss, and stays one.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.experiment import interval
from turnaround_sim.population import populate
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario, read_scenario
from turnaround_sim.tables import PANEL
from turnaround_sim.validation.fact import Fact

Floats = npt.NDArray[np.float64]
NAN = float("nan")

TRIAL = "levers.leadership.trial_period"
PATIENCE = "levers.leadership.patience"
DRIFT = "parameters.operations.context_drift"
ARRIVALS = "parameters.operations.arrivals"
FINDINGS = "parameters.regulation.findings"
STAY = "levers.director.stay"
SHOCKS = "parameters.systems.trust_shock_sd"

TRIALS = (0, 3, 6, 9, 12, 15, 18, 21, 24)
PILES = tuple(round(0.02 * step, 2) for step in range(1, 21))
"""Findings a visit leaves, in months of work, tried from the least."""
DROWNED = 3.0
"""Open interruptions in months of work, beyond which a team no longer works them off (capacity is .5 a month)."""
CAPACITY = 0.5
FORM = "theory: a form, not a size"


class Bench:
    """Small worlds under any settings, each run once: what was counted there, a number a replicate."""

    def __init__(self, *, replicates: int, seed: int, workers: int) -> None:
        self.replicates, self.seed = replicates, seed
        self._pool = ThreadPoolExecutor(workers)
        self._kept: dict[tuple[object, ...], Floats] = {}

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def count(self, name: str, sets: Mapping[str, object], what: Callable[[Any], Any]) -> Floats:
        """What a shipped world shows under these settings [replicates, …]."""
        return self.count_in(partial(read_scenario, name, sets), (name, tuple(sorted(sets.items()))), what)

    def count_in(self, made: Callable[[], Scenario], key: tuple[object, ...], what: Callable[[Any], Any]) -> Floats:
        """The same in a scenario that is made here; `key` names it."""
        asked = (key, what)
        if asked not in self._kept:
            scenario = made()
            parts = np.array_split(np.arange(self.replicates), max(1, self._pool._max_workers))
            found = self._pool.map(partial(_counted, scenario, self.seed, what), parts)
            self._kept[asked] = np.array([value for part in found for value in part], float)
        return self._kept[asked]


def _counted(scenario: Scenario, seed: int, what: Callable[[Any], Any], replicates: npt.NDArray[np.int64]) -> list[Any]:
    engine = Ensemble(populate(scenario), [scenario.parameters], panel=True)
    return [what(engine.run(seed, int(replicate))) for replicate in replicates]


def path_of(column: str) -> Callable[[Any], Floats]:
    """Counts the mean of a column over trusts, month by month."""
    return _PATHS[column]


def _path(place: int, nhs: Any) -> Floats:
    return np.asarray(nhs.panel[place].mean(axis=1))


_PATHS: Mapping[str, Callable[[Any], Floats]] = {name: partial(_path, place) for place, name in enumerate(PANEL)}


def leaders(nhs: Any) -> float:
    """Leaders that a trust had."""
    return float(nhs.tally[0]["tenures"]) / len(nhs.trusts)


def drowned(nhs: Any) -> float:
    """The share of trusts that no longer work off what is open, at the end."""
    return float((nhs.trusts["interruptions"] > DROWNED).mean())


def shown(nhs: Any) -> Floats:
    """What shows of the responsive domain in each year: the four-hour performance that is published."""
    rows = nhs.annual[: int(nhs.tally[0]["annual"])]
    return np.array([rows["observed_4h"][rows["year"] == year].mean() for year in np.unique(rows["year"])])


def gain(nhs: Any) -> float:
    """The rise over two years of trusts that are in special measures at the start."""
    quality = nhs.panel[PANEL.index("quality")]
    chosen = nhs.panel[PANEL.index("regime")][1] > 0
    return float((quality[24] - quality[0])[chosen].mean())


def _late(bench: Bench, sets: Mapping[str, object]) -> Floats:
    """Quality in the last year, new leaders judged as `sets` say."""
    return np.asarray(bench.count("theory_trial", sets, path_of("quality"))[:, -12:].mean(axis=1))


def serial_leaders(bench: Bench) -> Floats:
    """Leaders a trust had in six years without a trial period, less those with one of two years."""
    counts = [bench.count("theory_trial", {TRIAL: months}, leaders) for months in (0, 24)]
    return counts[0] - counts[1]


def lost_without_trial(bench: Bench) -> Floats:
    """Quality after six years with a trial period of two years, less without."""
    return _late(bench, {TRIAL: 24}) - _late(bench, {TRIAL: 0})


def largest_step(bench: Bench) -> Floats:
    """The largest share of the whole rise, from no trial to two years, that one step of three months brings."""
    rises = np.diff([_late(bench, {TRIAL: months}) for months in TRIALS], axis=0)
    return np.asarray(rises.max(axis=0) / rises.sum(axis=0))


def cost_of_long_trials(bench: Bench) -> Floats:
    """What five years of trial cost against two where the environment drifts, less the same where it does not."""
    cost = []
    for drift in (0.2, 0.0):
        sets = {DRIFT: drift, "parameters.leadership.fit_programme": 1.0}
        cost.append(_late(bench, {TRIAL: 24, **sets}) - _late(bench, {TRIAL: 60, **sets}))
    return cost[0] - cost[1]


def need_under_turbulence(bench: Bench) -> Floats:
    """What two years of trial give over six months, under large shocks less under small ones."""
    need = [_late(bench, {TRIAL: 24, SHOCKS: sd}) - _late(bench, {TRIAL: 6, SHOCKS: sd}) for sd in (8.0, 1.0)]
    return need[0] - need[1]


def shown_under_pressure(year: int, bench: Bench) -> Floats:
    """What shows under pressure less without, in a year from the first."""
    counts = [bench.count("theory_trap", {PATIENCE: months}, shown) for months in (1, 120)]
    return np.asarray((counts[0] - counts[1])[:, year])


def quality_under_pressure(bench: Bench) -> Floats:
    """True quality after four years under pressure, less without."""
    paths = [bench.count("theory_trap", {PATIENCE: months}, path_of("quality")) for months in (1, 120)]
    return np.asarray((paths[0] - paths[1])[:, 47])


def pressure_that_ends(bench: Bench) -> Floats:
    """The share of the quality lost to two years of pressure that is still lost eight years later."""

    def pressed(until: int) -> Scenario:
        changes = (LeverChange(0, "leadership.patience", 1), LeverChange(until, "leadership.patience", 120))
        return replace(read_scenario("theory_trap", {PATIENCE: 120}), months=120, changes=changes if until else ())

    paths = [bench.count_in(partial(pressed, until), ("pressed", until), path_of("quality")) for until in (24, 0)]
    lost = (paths[1] - paths[0]).mean(axis=0)
    return np.asarray((paths[1] - paths[0])[:, -1] / lost[24])


def least_pile(load: float, bench: Bench) -> Floats:
    """The least pile of findings that leaves half of all trusts unable to work off what is open."""
    sets = [{ARRIVALS: round(load * CAPACITY, 3), FINDINGS: pile} for pile in PILES]
    shares = np.array([bench.count("theory_overload", one, drowned) for one in sets])
    tips = shares > 0.5
    return np.where(tips.any(axis=0), np.array(PILES)[tips.argmax(axis=0)], PILES[-1] + PILES[0])


def shrinking_pile(bench: Bench) -> Floats:
    """The smaller of two falls of the least pile: from a load of half to .7, and from there to .9."""
    half, more, most = (least_pile(load, bench) for load in (0.5, 0.7, 0.9))
    return np.minimum(half - more, more - most)


def drowned_at_capacity(bench: Bench) -> Floats:
    """The share of trusts that drown at a load above capacity although a visit leaves nothing."""
    return bench.count("theory_overload", {ARRIVALS: 0.52, FINDINGS: 0.0}, drowned)


def still_drowned(bench: Bench) -> Floats:
    """The share of trusts still drowned three years after one pile, at a load of .7."""
    return bench.count("theory_overload", {ARRIVALS: 0.35, FINDINGS: 0.28}, drowned)


def spread_thinly(bench: Bench) -> Floats:
    """Trusts drowned by one pile at a load of half, less those drowned by as much in six visits over three years."""

    def visited() -> Scenario:
        base = read_scenario("theory_overload", {ARRIVALS: 0.25, FINDINGS: 0.28 / 6})
        visits = ((month, trust) for month in range(6, 42, 6) for trust in range(base.trusts))
        events = tuple(PlannedEvent(month=month, trust=trust, do="inspect") for month, trust in visits)
        return replace(base, events=events, changes=(LeverChange(0, "regime.inspections_a_month", 40.0),))

    once = bench.count("theory_overload", {ARRIVALS: 0.25, FINDINGS: 0.28}, drowned)
    return once - bench.count_in(visited, ("visited",), drowned)


def kept_without_sponsor(stay: int, bench: Bench) -> Floats:
    """How embedded the programme is four years after its sponsor left, less when the sponsor left."""
    path = bench.count("theory_commitment", {STAY: stay}, path_of("embedding"))
    return np.asarray(path[:, stay + 48] - path[:, stay])


def peak_with_drift(bench: Bench) -> Floats:
    """The month in which quality is best where the environment drifts fast, less where it drifts slowly."""
    peaks = [bench.count("theory_tenure", {DRIFT: drift}, path_of("quality")).argmax(axis=1) for drift in (0.2, 0.05)]
    return np.asarray(peaks[0] - peaks[1], float)


def replaced_less_kept(bench: Bench) -> Floats:
    """The rise over two years of trusts picked at their worst, leaders replaced at once less leaders kept."""
    now = {"levers.leadership.replace_after": 0}
    return bench.count("theory_reversion", now, gain) - bench.count("theory_reversion", {}, gain)


def rise_of_the_kept(bench: Bench) -> Floats:
    """The rise over two years of trusts picked at their worst, leaders kept."""
    return bench.count("theory_reversion", {}, gain)


@dataclass(frozen=True)
class Theory:
    """What a theory foretells: the mean of `count` lies from `low` to `high`, with its whole interval."""

    id: str
    fact: str
    count: Callable[[Bench], Floats]
    low: float
    high: float
    unit: str
    source: str
    strength: str = FORM


THEORIES: tuple[Theory, ...] = (
    Theory(
        "S1a", "without a trial period leaders are replaced in series", serial_leaders, 1.0, np.inf,
        "leaders a trust in six years", "Sastry1997",
    ),
    Theory(
        "S1b", "without a trial period quality does not come back", lost_without_trial, 0.0, np.inf, "points",
        "Sastry1997",
    ),
    Theory(
        "S2", "success jumps at one length of the trial period, that of rebuilding", largest_step, 0.5, 1.0,
        "share of the rise in one step of three months", "Sastry1997",
    ),
    Theory(
        "S3", "a very long trial period costs more where the environment drifts", cost_of_long_trials, 0.0, np.inf,
        "points", "Sastry1997",
    ),
    Theory(
        "S4", "a longer trial period is needed under turbulence", need_under_turbulence, 0.0, np.inf, "points",
        "Sastry1997",
    ),
    Theory(
        "C1a", "pressure for results: what shows is better in the first year", partial(shown_under_pressure, 0), 0.0,
        np.inf, "points of four-hour performance", "RepenningSterman2002",
    ),
    Theory(
        "C1b", "pressure for results: true quality is worse after four years", quality_under_pressure, -np.inf, 0.0,
        "points", "RepenningSterman2002",
    ),
    Theory(
        "C2", "there are two basins: quality lost to two years of pressure stays lost", pressure_that_ends, 0.5,
        np.inf, "share still lost eight years later", "RepenningSterman2002",
    ),
    Theory(
        "C3", "whoever judges by what shows is right about pressure only late: worse in the fourth year",
        partial(shown_under_pressure, 3), -np.inf, 0.0, "points of four-hour performance", "RepenningSterman2002",
    ),
    Theory(
        "D1a", "the pile of findings that a team can bear shrinks with its load", shrinking_pile, 0.0, np.inf,
        "months of work", "RudolphRepenning2002",
    ),
    Theory(
        "D1b", "above capacity collapse needs no shock", drowned_at_capacity, 0.5, np.inf, "share of trusts",
        "RudolphRepenning2002",
    ),
    Theory(
        "D2", "after tipping, the end of the shock alone restores nothing", still_drowned, 0.5, np.inf,
        "share of trusts three years later", "RudolphRepenning2002",
    ),
    Theory(
        "D3", "the same findings spread thinly do no harm", spread_thinly, 0.5, np.inf, "share of trusts",
        "RudolphRepenning2002",
    ),
    Theory(
        "I1a", "a sponsor who leaves before results show takes the programme along", partial(kept_without_sponsor, 3),
        -np.inf, 0.0, "embedding four years later, less when the sponsor left", "Repenning2002",
    ),
    Theory(
        "I1b", "after the threshold the programme carries itself", partial(kept_without_sponsor, 12), 0.0, np.inf,
        "embedding four years later, less when the sponsor left", "Repenning2002",
    ),
    Theory(
        "I1c", "and does not come undone later", partial(kept_without_sponsor, 24), 0.0, np.inf,
        "embedding four years later, less when the sponsor left", "Repenning2002",
    ),
    Theory(
        "H1", "the best time of a tenure comes sooner where the environment drifts", peak_with_drift, -np.inf, 0.0,
        "months", "HambrickFukutomi1991",
    ),
    Theory(
        "RM1", "trusts picked at their worst rise although their leader is kept", rise_of_the_kept, 0.0, np.inf,
        "points in two years", "F099; F100; F101", "strong: matched cases",
    ),
    Theory(
        "RM2", "replacing all their leaders adds or takes away less than a point", replaced_less_kept, -1.0, 1.0,
        "points in two years", "F099; F100; F101", "strong: matched cases",
    ),
)  # fmt: skip

UNTESTABLE: tuple[tuple[str, str, str, str], ...] = (
    ("C4", "a new leader judged early picks quick fixes", "RepenningSterman2002",
     "That is the rule by which leaders in the model decide, so that it could not fail."),
    ("E1-E3", "search for the best workload overshoots where feedback is late, and rotation makes it worse",
     "RahmandadRepenning2016", "Nobody in the model searches for a workload by what it brought."),
    ("I2", "the more programmes at once, the fewer survive", "Repenning2002", "A trust has one programme at a time."),
    ("M1-M4", "slow socialisation, turnover and drift of what an organisation knows", "March1991",
     "What an organisation knows is one number in the model, and no code that people learn from."),
)  # fmt: skip


def theory_facts(*, replicates: int = 40, seed: int = 1, workers: int = 1) -> list[Fact]:
    """Every theory tried, then those that cannot be."""
    bench = Bench(replicates=replicates, seed=seed, workers=workers)
    try:
        tried = [_judged(theory, theory.count(bench)) for theory in THEORIES]
    finally:
        bench.close()
    rest = [
        Fact(id, fact, "not testable", NAN, NAN, NAN, NAN, "", source, True, FORM, why, "theory")
        for id, fact, source, why in UNTESTABLE
    ]
    return [*tried, *rest]


def _judged(theory: Theory, values: Floats) -> Fact:
    mean, low, high = interval(values.tolist())
    holds = theory.low < low and high < theory.high
    bound = {
        (True, True): f"from {theory.low:g} to {theory.high:g}",
        (True, False): f"above {theory.low:g}",
        (False, True): f"below {theory.high:g}",
    }[bool(np.isfinite(theory.low)), bool(np.isfinite(theory.high))]
    return Fact(
        id=theory.id,
        fact=theory.fact,
        result="pass" if holds else "fail",
        model=mean,
        low=low,
        high=high,
        observed=NAN,
        tolerance=f"{bound}, the whole interval of the mean ({theory.unit})",
        source=theory.source,
        held_out=True,
        strength=theory.strength,
        why=f"{len(values)} small worlds show {mean:.3g} ({low:.3g} to {high:.3g}), {theory.unit}.",
        kind="theory",
    )
