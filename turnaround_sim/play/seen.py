"""What a player sees: all that was public by the month, and nothing else.

Each view is computed anew from month 0. It is made from a copy that holds public columns only, so that no latent number
can come into it.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, cast

import numpy as np

from turnaround_sim import entities
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.entities import ACTING, DOMAINS, NEVER, NOBODY, RATINGS, REGIMES, SPECIAL_MEASURES, TYPES
from turnaround_sim.parameters import Parameters
from turnaround_sim.play.game import Game, believed, month_of, scenario_of, shipped
from turnaround_sim.play.moves import (
    TERM,
    Buddy,
    Decision,
    Director,
    Dismiss,
    Money,
    Replace,
    Reporting,
    in_words,
    monthly_price,
)
from turnaround_sim.population import populate
from turnaround_sim.rules.leadership import PERSONS

Rows = np.ndarray[Any, np.dtype[Any]]

RATED = ("safe", "effective", "caring", "responsive", "well_led", "overall")
COUNTED = (
    "in_special_measures", "on_watch_list", "entries", "exits", "rated_inadequate", "rated_requires_improvement",
    "rated_good", "rated_outstanding", "without_substantive_leader", "spend_m",
)  # fmt: skip
"""National figures of a month that are published."""

PUBLIC: Mapping[str, tuple[str, ...]] = {
    "trusts": (
        "is_open", "rating", "regime", "entered", "leader", "vacant_since", "director", "director_since", "buddy",
        "buddy_since", "buddy_ordered", "buddy_until", "event_funding", "event_funding_until", "funds", "support_spend",
    ),
    "leaders": ("number", "generation", "status", "started", "experienced_at_start"),
    "months": COUNTED,
    "annual": (
        "trust", "year", "observed_engagement", "observed_mortality", "observed_4h", "rating_at_year_end",
        "leader_changes", "interim_months",
    ),
    "spells": ("trust", "entered", "exited", "end_reason"),
    "tenures": ("trust", "leader", "started", "ended", "ended_because", "interim"),
    "inspections": ("trust", "inspected", "published", *RATED),
    "support": ("trust", "kind", "started", "ended", "partner", "cost_m"),
}  # fmt: skip
"""Of each kind of rows, the columns that anybody outside could have read."""


@dataclass(frozen=True)
class Report:
    """A published inspection: when it was made and came out, and its ratings in words, domain by domain."""

    inspected: int
    published: int
    overall: str
    domains: Mapping[str, str]

    @classmethod
    def of(cls, row: Any) -> "Report":
        """The report that a row of inspections tells of."""
        return cls(
            inspected=int(row["inspected"]),
            published=int(row["published"]),
            overall=RATINGS[int(row["overall"])],
            domains={name: RATINGS[int(row[name])] for name in DOMAINS},
        )


@dataclass(frozen=True)
class Spell:
    """A spell in special measures; `exited` is None while it goes on, `ended` the way in which it ended."""

    entered: int
    exited: int | None
    ended: str


@dataclass(frozen=True)
class LeaderSeen:
    """Who leads: a person's number, since which month, for how many; a deputy who acts is interim."""

    person: int
    since: int
    months: int
    interim: bool
    experienced: bool


@dataclass(frozen=True)
class Departure:
    """A chief executive who left, in which month and why."""

    month: int
    why: str


@dataclass(frozen=True)
class Help:
    """A director or a buddy: "none", "waiting" or "here", since when, until when, and what it may still cost in £m."""

    state: str = "none"
    who: str = ""
    since: int | None = None
    until: int | None = None
    promised_m: float = 0.0


@dataclass(frozen=True)
class Year:
    """A trust's year, October to September, in noisy figures that are published."""

    year: int
    engagement: float
    mortality: float
    four_hours: float
    rating: str
    leader_changes: int
    interim_months: int


@dataclass(frozen=True)
class TrustSeen:
    """One trust as the public knows it. `index` is the noisy monthly indicator, smoothed, month by month."""

    number: int
    name: str
    type: str
    system: int
    posts: int
    is_open: bool
    rating: str
    reports: tuple[Report, ...]
    report_awaited: bool
    regime: str
    in_special_measures: bool
    months_in: int
    spells: tuple[Spell, ...]
    leader: LeaderSeen
    departures: tuple[Departure, ...]
    director: Help
    buddy: Help
    reporting: str
    money_promised_m: float
    spent_m: float
    promised_m: float
    index: tuple[float, ...]
    years: tuple[Year, ...]


@dataclass(frozen=True)
class Asked:
    """A decision, and what it has come to so far."""

    quarter: int
    month: int
    trust: int | None
    said: str
    came: str


@dataclass(frozen=True)
class Seen:
    """What the player of a game knows before the next move; `nation` has published figures month by month.

    Money is in £m: `spent_m` and `promised_m` are of the trusts in the player's hands, `left_m` is free.
    """

    month: int
    quarter: int
    quarters: int
    over: bool
    budget_m: float
    spent_m: float
    promised_m: float
    left_m: float
    trusts: tuple[TrustSeen, ...]
    nation: Mapping[str, tuple[float, ...]]
    asked: tuple[Asked, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data, fit for JSON."""
        return cast(dict[str, Any], plain_data(self))

    @property
    def inside(self) -> tuple[TrustSeen, ...]:
        """The trusts in special measures."""
        return tuple(trust for trust in self.trusts if trust.in_special_measures)


def plain_data(value: object) -> object:
    """Dataclasses, mappings and tuples as dictionaries and lists; a number that is none as None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain_data(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


@dataclass(frozen=True, eq=False)
class Walked:
    """A game's world at its month: the engine's rows, and what outsiders saw of each trust, [month, trust]."""

    nhs: Any
    index: Rows
    month: int


def walk(game: Game, month: int | None = None) -> Walked:
    """Walk a game's world from its burn-in to a month, the game's own if None."""
    scenario = believed(scenario_of(game), game.replicate)
    month = month_of(game) if month is None else month
    engine = Ensemble(populate(scenario), [scenario.parameters])
    while True:
        nhs = engine.fresh()
        engine.advance(nhs, game.seed, game.replicate, -scenario.burn_in, 0)
        index = np.zeros((month, scenario.trusts))
        for t in range(month):
            engine.advance(nhs, game.seed, game.replicate, t, t + 1)
            index[t] = nhs.trusts["seen"]
        if not engine.grow(nhs):
            return Walked(nhs, index, month)


@dataclass(frozen=True, eq=False)
class Published:
    """What may be shown of a walked world: public columns, of what was out by the month."""

    rows: Mapping[str, Rows]
    index: Rows
    month: int

    def of(self, table: str) -> Mapping[int, list[Any]]:
        """The rows of a table by trust."""
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self.rows[table]:
            found[int(row["trust"])].append(row)
        return found


def published(walked: Walked) -> Published:
    """The public part of a walked world. Ratings of a report that is not out yet are not in it."""
    nhs, month, rows = walked.nhs, walked.month, {}
    for name, columns in PUBLIC.items():
        whole = getattr(nhs, name)
        if name in ("annual", "spells", "tenures", "inspections", "support"):
            whole = whole[: int(nhs.tally[name][0])]
        elif name == "months":
            whole = whole[:month]
        rows[name] = _columns(whole, columns)
    pending = ~(rows["inspections"]["published"] < month)
    rows["inspections"]["published"][pending] = math.nan
    for name in RATED:
        rows["inspections"][name][pending] = entities.NOT_RATED
    return Published(rows, walked.index, month)


def _columns(rows: Rows, names: tuple[str, ...]) -> Rows:
    """A copy of some columns and of nothing that lies between them."""
    kept = np.zeros(len(rows), [(name, rows.dtype[name]) for name in names])
    for name in names:
        kept[name] = rows[name]
    return kept


def see(game: Game) -> Seen:
    """What the player sees at the game's month."""
    return view(game, published(walk(game)))


def view(game: Game, public: Published) -> Seen:
    """What the player sees of what was published."""
    world = shipped(game.scenario)
    tables = {name: public.of(name) for name in ("annual", "spells", "tenures", "inspections", "support")}
    orders = _orders(game)
    trusts = tuple(
        _trust(game, public, i, {name: rows.get(i, []) for name, rows in tables.items()}, orders)
        for i in range(world.trusts)
    )
    own = [trust for trust in trusts if game.trust in (None, trust.number)]
    if game.trust is None:
        spent = math.fsum(public.rows["months"]["spend_m"].tolist())
    else:
        spent = math.fsum(trust.spent_m for trust in own)
    promised = math.fsum(trust.promised_m for trust in own)
    return Seen(
        month=public.month,
        quarter=game.quarter,
        quarters=game.quarters,
        over=game.over,
        budget_m=game.budget_m,
        spent_m=spent,
        promised_m=promised,
        left_m=game.budget_m - spent - promised,
        trusts=trusts,
        nation={name: tuple(map(float, public.rows["months"][name].tolist())) for name in COUNTED},
        asked=tuple(_asked(game, public, trusts, tables)),
    )


def _orders(game: Game) -> dict[tuple[str, int | None], tuple[int, Decision]]:
    """The last decision of each kind on each trust, with its month; one on all trusts does away with those before."""
    last: dict[tuple[str, int | None], tuple[int, Decision]] = {}
    for move in game.moves:
        for decision in move.decisions:
            kind = "director" if isinstance(decision, Director | Dismiss) else decision.do
            if decision.trust is None:
                last = {key: order for key, order in last.items() if key[0] != kind}
            last[kind, decision.trust] = (move.month, decision)
    return last


def _trust(
    game: Game,
    public: Published,
    i: int,
    own: Mapping[str, list[Any]],
    orders: Mapping[tuple[str, int | None], tuple[int, Decision]],
) -> TrustSeen:
    world, month, row = shipped(game.scenario), public.month, public.rows["trusts"][i]
    is_open, inside = bool(row["is_open"]), int(row["regime"]) == SPECIAL_MEASURES
    reports = [Report.of(each) for each in own["inspections"] if not math.isnan(each["published"])]
    awaited = any(math.isnan(each["published"]) for each in own["inspections"])
    spells = [
        Spell(int(each["entered"]), int(each["exited"]), entities.SPELL_ENDS[int(each["end_reason"])])
        for each in own["spells"]
        if not math.isnan(each["exited"])
    ]
    if inside:
        spells.append(Spell(int(row["entered"]), None, ""))
    director = _director(game, public, i, orders.get(("director", i)), world.parameters)
    buddy = _buddy(public, i, world.cohort.name, world.parameters if _is_own(game, i) else None)
    money = float(row["event_funding"] + row["funds"])
    reporting = orders.get(("reporting", i)) or orders.get(("reporting", None))
    return TrustSeen(
        number=i,
        name=str(world.cohort.name[i]),
        type=TYPES[int(world.cohort.type[i])],
        system=int(world.cohort.system[i]),
        posts=int(world.cohort.size[i]),
        is_open=is_open,
        rating=RATINGS[int(row["rating"])],
        reports=tuple(reports),
        report_awaited=awaited and is_open,
        regime=REGIMES[int(row["regime"])],
        in_special_measures=inside,
        months_in=month - int(row["entered"]) if inside else 0,
        spells=tuple(spells),
        leader=_leader(public.rows["leaders"][row["leader"]], month),
        departures=tuple(
            Departure(int(each["ended"]), entities.DEPARTURES[int(each["ended_because"])].replace("_", " "))
            for each in own["tenures"]
            if not (each["interim"] or math.isnan(each["ended"]))
        ),
        director=director,
        buddy=buddy,
        reporting=cast(Reporting, reporting[1]).level if reporting else "usual",
        money_promised_m=money,
        spent_m=float(row["support_spend"]),
        promised_m=(money + director.promised_m + buddy.promised_m) if is_open and _is_own(game, i) else 0.0,
        index=tuple(public.index[:, i].tolist()),
        years=tuple(_year(each) for each in own["annual"]),
    )


def _is_own(game: Game, i: int) -> bool:
    return game.trust in (None, i)


def _year(row: Any) -> Year:
    return Year(
        year=int(row["year"]),
        engagement=float(row["observed_engagement"]),
        mortality=float(row["observed_mortality"]),
        four_hours=float(row["observed_4h"]),
        rating=RATINGS[int(row["rating_at_year_end"])],
        leader_changes=int(row["leader_changes"]),
        interim_months=int(row["interim_months"]),
    )


def _leader(row: Any, month: int) -> LeaderSeen:
    since = int(row["started"])
    return LeaderSeen(
        person=int(row["number"]) + PERSONS * int(row["generation"]),
        since=since,
        months=month - since,
        interim=int(row["status"]) == ACTING,
        experienced=bool(row["experienced_at_start"]),
    )


def _director(
    game: Game, public: Published, i: int, order: tuple[int, Decision] | None, parameters: Parameters
) -> Help:
    """The director of a trust; an order stands for a year, wherever the director is."""
    row, month = public.rows["trusts"][i], public.month
    here, until, promised = int(row["director"]) != NOBODY, None, 0.0
    if order is not None and isinstance(order[1], Director) and order[0] < month < order[0] + TERM:
        until = order[0] + TERM
        promised = monthly_price(order[1], parameters) * (min(until, game.months) - month)
    if not row["is_open"]:
        return Help()
    if here:
        return Help("here", f"director {int(row['director'])}", int(row["director_since"]), until, promised)
    return Help("waiting", until=until, promised_m=promised) if until is not None else Help()


def _buddy(public: Published, i: int, names: tuple[str, ...], parameters: Parameters | None) -> Help:
    """The buddy of a trust; without parameters it is no charge on the player."""
    row, month = public.rows["trusts"][i], public.month
    until = int(row["buddy_until"])
    promised = 0.0
    if parameters is not None and until > month:
        promised = monthly_price(Buddy(trust=i), parameters) * (until - month)
    if int(row["buddy"]) != NOBODY:
        who = str(names[int(row["buddy"])])
        return Help("here", who, int(row["buddy_since"]), until if until > NEVER else None, promised)
    if int(row["buddy_ordered"]) != NEVER and until > month:
        return Help("waiting", until=until, promised_m=promised)
    return Help()


def _asked(
    game: Game, public: Published, trusts: tuple[TrustSeen, ...], tables: Mapping[str, Mapping[int, list[Any]]]
) -> list[Asked]:
    """All that was decided, and what came of it."""
    told = []
    for move in game.moves:
        for decision in move.decisions:
            if decision.trust is None:
                came, name = f"in force since month {move.month}", ""
            else:
                trust = trusts[decision.trust]
                name = trust.name
                own = {kind: rows.get(trust.number, []) for kind, rows in tables.items()}
                came = _came(decision, move.month, public.month, trust, own)
            told.append(Asked(move.quarter, move.month, decision.trust, in_words(decision, name), came))
    return told


def _came(decision: Decision, since: int, now: int, trust: TrustSeen, own: Mapping[str, list[Any]]) -> str:
    if isinstance(decision, Replace):
        return _successor(since, trust, own["tenures"])
    if isinstance(decision, Director):
        return _arrival(entities.DIRECTOR, since, now, trust.director, trust, own["support"])
    if isinstance(decision, Buddy):
        return _arrival(entities.BUDDY, since, now, trust.buddy, trust, own["support"])
    if isinstance(decision, Dismiss):
        return f"gone since month {since}"
    if isinstance(decision, Money):
        if not trust.is_open:
            return "what was not spent lapsed when the trust closed"
        return f"paid month by month until month {since + TERM}" if now < since + TERM else "paid in full"
    return f"in force since month {since}"


def _successor(since: int, trust: TrustSeen, tenures: list[Any]) -> str:
    if not any(each["ended"] == since and not each["interim"] for each in tenures):
        return "had gone before"
    began = [int(each["started"]) for each in tenures if each["started"] > since and not each["interim"]]
    if not trust.leader.interim and trust.leader.since > since:
        began.append(trust.leader.since)
    if not began:
        return f"left in month {since}; a deputy acts"
    return f"left in month {since}; a successor began in month {min(began)}"


def _arrival(kind: int, since: int, now: int, help_: Help, trust: TrustSeen, support: list[Any]) -> str:
    """When a helper who was asked for came, or why there is none yet."""
    came = [int(each["started"]) for each in support if each["kind"] == kind]
    if help_.since is not None:
        came.append(help_.since)
    ended = sorted(int(each["ended"]) for each in support if each["kind"] == kind and each["ended"] > since)
    there = [month for month in came if month < since]
    if there and (not ended or max(there) < ended[0]) and help_.since in there:
        return f"goes on; here since month {max(there)}"
    came = sorted(month for month in came if since <= month < since + TERM)
    if came:
        gone = f", went in month {ended[0]}" if ended and help_.state != "here" else ""
        return f"came in month {came[0]}{gone}"
    if now >= since + TERM or help_.state == "none":
        return "never came"
    if not trust.in_special_measures and kind == entities.DIRECTOR:
        return "waiting: directors go to trusts in special measures"
    nobody = "no director has days to spare" if kind == entities.DIRECTOR else "no strong trust has room for one more"
    return f"waiting: {nobody}"
