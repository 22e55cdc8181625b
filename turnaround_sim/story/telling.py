"""A trust's story: one replicate walked again, month by month, and held against what the run wrote of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from turnaround_sim import entities
from turnaround_sim.beliefs import Uncertainty, believing
from turnaround_sim.cohort import Cohort
from turnaround_sim.experiment import draws_of
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.rules.leadership import PERSONS
from turnaround_sim.scenario import Scenario, from_resolved
from turnaround_sim.simulate import EVENT_TABLES, simulate
from turnaround_sim.store import Results, source_digest
from turnaround_sim.story.happenings import Happening, Row, happenings_of
from turnaround_sim.story.ledger import QUALITY, Account, Numbers, Turn, accounts_of, turning_points
from turnaround_sim.trace import Trace, trace

STATES = (
    "engagement", "staffing", "temporary_share", "capability", "embedding", "executive_stability", "attention",
    "oversight_load", "interruptions", "stigma", "galvanised", "pressure", "shock", "ordered_shock", "deficit", "funds",
    "quick_lift", "seen",
)  # fmt: skip
"""What a story tells of a trust as the engine held it."""


@dataclass(frozen=True, eq=False)
class Story:
    """One trust in one replicate.

    Parameters
    ----------
    arm, trust, replicate, seed
        Whose history it is.
    scenario, trace
        The world, and the replicate walked again.
    months
        The months the trust was open for, the one it closed in included.
    accounts
        What moved it, by variable; quality, the mean of five domains, first.
    happenings
        What happened to it, in order.
    tables
        Its own rows of the run's tables of events.
    uncertainty, draw
        Whence the parameters were drawn under which it lived, and which draw that was.
    """

    arm: str
    trust: int
    replicate: int
    seed: int
    scenario: Scenario
    trace: Trace
    months: int
    accounts: Mapping[str, Account]
    happenings: tuple[Happening, ...]
    tables: Mapping[str, list[Row]]
    uncertainty: Uncertainty = "none"
    draw: int = 0

    @property
    def name(self) -> str:
        """The trust's invented name."""
        return self.scenario.cohort.name[self.trust]

    @property
    def line(self) -> float:
        """The requires-improvement line, in points."""
        return self.scenario.parameters.regulation.line_inadequate

    @property
    def closed(self) -> bool:
        """Whether the trust was taken over or merged."""
        return not self.trace.at("trusts", self.months - 1)[self.trust]["is_open"]

    @property
    def quality(self) -> Numbers:
        """Latent quality at the end of every month, [month]."""
        return self.accounts[QUALITY].after

    @property
    def start(self) -> float:
        """Latent quality as the burn-in left it."""
        return float(self.accounts[QUALITY].before[0])

    def at(self, month: int) -> float:
        """Latent quality at the end of a month; month -1 is the start."""
        return self.start if month < 0 else float(self.quality[month])

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Its turning points."""
        spells = self.tables["spells"]
        left = [int(row["exited"]) for row in spells if row["end_reason"] == "exit"]
        return turning_points(self.start, self.quality, [row["entered"] for row in spells], left, self.closed)

    def states(self, name: str) -> NDArray[Any]:
        """One of the trust's own fields at the end of every month, from the end of the burn-in on, [month + 1]."""
        return self.trace.states["trusts"][: self.months + 1, self.trust][name]

    def month_rows(self) -> Iterator[dict[str, object]]:
        """What the trust was like at the end of every month; month -1 is the end of the burn-in."""
        for month in range(-1, self.months):
            state = self.trace.at("trusts", month)[self.trust]
            leader = self.trace.at("leaders", month)[state["leader"]]
            levels = self.trace.at("domains", month)[5 * self.trust : 5 * self.trust + 5]["level"]
            yield {
                "month": month,
                **{f"quality_{name}": float(level) for name, level in zip(entities.DOMAINS, levels, strict=True)},
                "quality": self.at(month),
                "rating": entities.RATINGS[state["rating"]],
                "regime": entities.REGIMES[state["regime"]],
                "leader": int(leader["number"]) + PERSONS * int(leader["generation"]),
                "acting": bool(leader["status"] == entities.ACTING),
                "director": _row(state["director"]),
                "buddy": _row(state["buddy"]),
                **{name: float(state[name]) for name in STATES},
            }


def tell(results: Results, arm: str, trust: int, replicate: int) -> Story:
    """The story of one trust in one replicate of a finished run, whatever the run kept.

    Raises Mistake where the run has no such arm, replicate or trust, was made by other rules, or says otherwise than
    the replicate that was walked again.
    """
    manifest = results.manifest
    arms = list(manifest["scenarios"])
    if arm not in arms:
        message = f'{results.folder} has no arm "{arm}"; it has {", ".join(arms)}{nearest(arm, arms)}'
        raise Mistake(message, file=str(results.folder), key="--arm", value=arm)
    first, last = manifest["first"], manifest["first"] + manifest["replicates"] - 1
    _within("--replicate", replicate, first, last)
    _within("--trust", trust, 0, manifest["scenarios"][arm]["trusts"] - 1)
    if manifest["source"] != source_digest():
        message = f"{results.folder} was made by other rules than those of this version; run it again"
        raise Mistake(message, file=str(results.folder), key="source", value=manifest["source"])
    seed = manifest["seed"]
    drawn = draws_of(manifest, [replicate])
    uncertainty: Uncertainty = manifest.get("uncertainty", "none")
    draw = 0 if drawn is None else drawn[0]
    scenario = believing(_rebuilt(results, arm), uncertainty, draw)
    walked = simulate(scenario, seed=seed, first=replicate, replicates=1, arm=arm)
    tables = {name: cast(pa.Table, walked[name]) for name in ("outcomes", *EVENT_TABLES)}
    _check(results, arm, trust, replicate, tables)
    return _told(scenario, arm, seed, trust, replicate, tables, uncertainty, draw)


def tell_of(
    scenario: Scenario, seed: int, trust: int, replicate: int, uncertainty: Uncertainty = "none", draw: int = 0
) -> Story:
    """The story of one trust in one replicate of a scenario, or of one draw of its parameters, walked for it."""
    scenario = believing(scenario, uncertainty, draw)
    walked = simulate(scenario, seed=seed, first=replicate, replicates=1)
    tables = {name: cast(pa.Table, walked[name]) for name in EVENT_TABLES}
    return _told(scenario, scenario.name, seed, trust, replicate, tables, uncertainty, draw)


def _told(
    scenario: Scenario,
    arm: str,
    seed: int,
    trust: int,
    replicate: int,
    tables: Mapping[str, pa.Table],
    uncertainty: Uncertainty,
    draw: int,
) -> Story:
    kept = trace(scenario, seed, replicate)
    is_open = kept.states["trusts"][1:, trust]["is_open"]
    months = scenario.months if is_open.all() else int(is_open.argmin()) + 1
    rows = {name: tables[name].to_pylist() for name in ("spells", "tenures", "inspections", "support")}
    own = {name: [row for row in of if row["trust"] == trust] for name, of in rows.items()}
    return Story(
        arm=arm,
        trust=trust,
        replicate=replicate,
        seed=seed,
        scenario=scenario,
        trace=kept,
        months=months,
        accounts=accounts_of(kept, trust, months),
        happenings=happenings_of(kept, trust, months, rows),
        tables=own,
        uncertainty=uncertainty,
        draw=draw,
    )


def _within(key: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise Mistake(f"{key} = {value} is out of range; allowed {low} to {high}", key=key, value=value)


def _rebuilt(results: Results, arm: str) -> Scenario:
    """The scenario of an arm, from what the manifest has of it; a user's own trusts from the table of trusts."""
    resolved, title = results.manifest["scenarios"][arm], results.manifest["titles"].get(arm, "")
    try:
        return from_resolved(resolved, arm, title)
    except ValueError:
        pass
    if "trusts" not in results.tables:
        message = f"{results.folder} kept no table of its own trusts; run it again with --keep tables"
        raise Mistake(message, file=str(results.folder), key="--keep")
    for cohort in _cohorts(_of(results.arrow("trusts"), arm)):
        try:
            return from_resolved(resolved, arm, title, cohort)
        except ValueError:
            continue
    message = f"{results.folder}: its trusts cannot be told from one replicate; run it again with more"
    raise Mistake(message, file=str(results.folder), key="--replicates")


def _cohorts(table: pa.Table) -> Iterator[Cohort]:
    """The cohorts that may lie behind a table of trusts: a disadvantage that never differs was fixed, or never was."""
    frame = table.to_pandas()
    first = frame[frame["replicate"] == frame["replicate"].iloc[0]]
    spread = frame.groupby("trust")["disadvantage"].agg(lambda values: values.nunique() == 1).to_numpy()
    for fixed in (spread, np.zeros(len(first), bool)):
        yield Cohort(
            name=tuple(first["name"].astype(str)),
            type=np.array([entities.TYPES.index(word) for word in first["type"].astype(str)], np.int64),
            system=first["system"].to_numpy(np.int64, copy=True),
            system_name=tuple(f"System {n + 1}" for n in range(int(first["system"].max()) + 1)),
            size=first["size"].to_numpy(float, copy=True),
            rurality=first["rurality"].to_numpy(float, copy=True),
            deprivation=first["deprivation"].to_numpy(float, copy=True),
            disadvantage=np.where(fixed, first["disadvantage"], np.nan),
        )


def _check(results: Results, arm: str, trust: int, replicate: int, walked: Mapping[str, pa.Table]) -> None:
    """Nothing if the run wrote of the replicate and the trust what the walk found, else Mistake."""
    for name, table in walked.items():
        if name in results.tables:
            there = _of(results.arrow(name), arm, replicate)
            if name != "outcomes":
                there, table = (each.filter(pc.equal(each["trust"], trust)) for each in (there, table))
            if _plain(there) != _plain(table):
                path = results.folder / f"{name}.parquet"
                message = f"{path} does not say of replicate {replicate} what this version finds; run it again"
                raise Mistake(message, file=str(path), key="--replicate", value=replicate)


def _of(table: pa.Table, arm: str, replicate: int | None = None) -> pa.Table:
    table = table if replicate is None else table.filter(pc.equal(table["replicate"], replicate))
    return table.filter(pc.equal(table["arm"].cast(pa.string()), arm))


def _plain(table: pa.Table) -> list[list[object]]:
    """Rows that can be compared: an empty number is like any other."""
    return [[None if value != value else value for value in row.values()] for row in table.to_pylist()]


def _row(row: int) -> int | None:
    return None if row == entities.NOBODY else int(row)
