"""What a player sees: all that was public by the month, and nothing else.

Each view is computed anew from month 0. It is made from a copy that holds public columns only, so that no latent number
can come into it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache, partial
from typing import Any, cast

import numpy as np

from turnaround_sim import entities
from turnaround_sim.entities import ACTING, NEVER, NOBODY, RATINGS, REGIMES, SPECIAL_MEASURES, TYPES
from turnaround_sim.experiment import cores
from turnaround_sim.play.game import Game, month_of, scenario_of, shipped
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
from turnaround_sim.play.worlds import Walked, walk
from turnaround_sim.rules.leadership import PERSONS

Rows = np.ndarray[Any, np.dtype[Any]]
Row = Mapping[str, Any]
Order = tuple[int, Decision]
Orders = dict[tuple[str, int | None], Order]

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


@dataclass(frozen=True, slots=True)
class Report:
    """A published inspection: when it was made and came out, and its ratings in words, domain by domain."""

    inspected: int
    published: int
    overall: str
    domains: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell in special measures; `exited` is None while it goes on, `ended` the way in which it ended."""

    entered: int
    exited: int | None
    ended: str


@dataclass(frozen=True, slots=True)
class LeaderSeen:
    """Who leads: a person's number, since which month, for how many; a deputy who acts is interim."""

    person: int
    since: int
    months: int
    interim: bool
    experienced: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """A chief executive who left, in which month and why."""

    month: int
    why: str


@dataclass(frozen=True, slots=True)
class Help:
    """A director or a buddy: "none", "waiting" or "here", since when, until when, and what it may still cost in £m."""

    state: str = "none"
    who: str = ""
    since: int | None = None
    until: int | None = None
    promised_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Year:
    """A trust's year, October to September, in noisy figures that are published."""

    year: int
    engagement: float
    mortality: float
    four_hours: float
    rating: str
    leader_changes: int
    interim_months: int


@dataclass(frozen=True, slots=True)
class TrustSeen:
    """One trust as the public knows it. `index` is made of waiting times, month by month.

    It is responsive quality, lifted by quick fixes, with noise on top and smoothed, as `rules.operations.see` has it.
    """

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision, and what it has come to so far."""

    quarter: int
    month: int
    trust: int | None
    said: str
    came: str


@dataclass(frozen=True, slots=True)
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
class Published:
    """What may be shown of a walked world: public columns, of what was out by the month."""

    rows: Mapping[str, Rows]
    index: Rows
    month: int

    def told(self, table: str) -> list[Row]:
        """The rows of a table as plain dictionaries."""
        return _told(self.rows[table])

    def of(self, table: str) -> Mapping[int, list[Row]]:
        """The rows of a table by trust."""
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.told(table):
            found[row["trust"]].append(row)
        return found


def _told(rows: Rows) -> list[Row]:
    names = rows.dtype.names or ()
    return [dict(zip(names, row, strict=True)) for row in rows.tolist()]


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
    return _seen(game.bare)


@lru_cache(maxsize=64)
def _seen(game: Game) -> Seen:
    return _makers.submit(_made, game).result()


def _made(game: Game) -> Seen:
    return view(game, published(walk(game, scenario_of(game), month_of(game))))


_makers = ThreadPoolExecutor(cores(), "view")
"""Who makes views, first come, first served: more at once than there are cores would only hinder each other."""


def view(game: Game, public: Published) -> Seen:
    """What the player sees of what was published."""
    world = shipped(game.scenario)
    tables = {name: public.of(name) for name in ("annual", "spells", "tenures", "inspections", "support")}
    rows, orders, replaced = public.told("trusts"), _orders(game), _replaced(game)
    leaders = _told(public.rows["leaders"][public.rows["trusts"]["leader"]])
    index = public.index.T.tolist()
    trusts = tuple(
        _trust(
            game,
            public.month,
            rows[i],
            leaders[i],
            tuple(index[i]),
            {name: of.get(i, []) for name, of in tables.items()},
            partial(_order_on, orders, i),
            frozenset(replaced[i]),
            i,
        )
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


def _orders(game: Game) -> Orders:
    """The last decision of each kind on each trust, with its month; one on all trusts does away with those before."""
    last: Orders = {}
    for move in game.moves:
        for decision in move.decisions:
            kind = "director" if isinstance(decision, Director | Dismiss) else decision.do
            if decision.trust is None:
                last = {key: order for key, order in last.items() if key[0] != kind}
            last[kind, decision.trust] = (move.month, decision)
    return last


def _replaced(game: Game) -> Mapping[int, list[int]]:
    """The months in which the player had a trust's leader replaced, by trust."""
    months: dict[int, list[int]] = defaultdict(list)
    for move in game.moves:
        for decision in move.decisions:
            if isinstance(decision, Replace):
                months[decision.trust].append(move.month)
    return months


def _order_on(orders: Orders, trust: int, kind: str) -> Order | None:
    return orders.get((kind, trust)) or orders.get((kind, None))


def _trust(
    game: Game,
    month: int,
    row: Row,
    leader: Row,
    index: tuple[float, ...],
    own: Mapping[str, list[Row]],
    order_on: Callable[[str], Order | None],
    replaced: frozenset[int],
    i: int,
) -> TrustSeen:
    """One trust from its rows; `order_on` has the last decision of a kind on it, `replaced` when leaders had to go."""
    world = shipped(game.scenario)
    inside, chosen = row["regime"] == SPECIAL_MEASURES, game.trust in (None, i)
    spells = [
        Spell(each["entered"], int(each["exited"]), entities.SPELL_ENDS[each["end_reason"]])
        for each in own["spells"]
        if not math.isnan(each["exited"])
    ]
    if inside:
        spells.append(Spell(row["entered"], None, ""))
    director = _director(game, month, row, order_on("director"))
    buddy = _buddy(game, month, row, chosen)
    money = row["event_funding"] + row["funds"]
    reporting = order_on("reporting")
    return TrustSeen(
        number=i,
        name=str(world.cohort.name[i]),
        type=TYPES[int(world.cohort.type[i])],
        system=int(world.cohort.system[i]),
        posts=int(world.cohort.size[i]),
        is_open=row["is_open"],
        rating=RATINGS[row["rating"]],
        reports=reports_of(own["inspections"]),
        report_awaited=row["is_open"] and any(math.isnan(each["published"]) for each in own["inspections"]),
        regime=REGIMES[row["regime"]],
        in_special_measures=inside,
        months_in=month - row["entered"] if inside else 0,
        spells=tuple(spells),
        leader=_leader(leader, month),
        departures=tuple(
            Departure(int(each["ended"]), _why(each, replaced))
            for each in own["tenures"]
            if not (each["interim"] or math.isnan(each["ended"]))
        ),
        director=director,
        buddy=buddy,
        reporting=cast(Reporting, reporting[1]).level if reporting else "usual",
        money_promised_m=money,
        spent_m=row["support_spend"],
        promised_m=(money + director.promised_m + buddy.promised_m) if row["is_open"] and chosen else 0.0,
        index=index,
        years=tuple(_year(*each.values()) for each in own["annual"]),
    )


def _why(tenure: Row, replaced: frozenset[int]) -> str:
    """Why a chief executive left; whom the player had replaced the model has as removed at review."""
    if tenure["ended_because"] == entities.REMOVED_AT_REVIEW and tenure["ended"] in replaced:
        return "replaced"
    return entities.DEPARTURES[tenure["ended_because"]].replace("_", " ")


def reports_of(inspections: Iterable[Row]) -> tuple[Report, ...]:
    """The reports that are out, of rows of inspections."""
    return tuple(_report(*each.values()) for each in inspections if not math.isnan(each["published"]))


# What is published never changes, and it is told again in every later view: each is made once.
@lru_cache(maxsize=2**14)
def _report(trust: int, inspected: int, published: float, *ratings: int) -> Report:
    words = dict(zip(RATED, (RATINGS[rating] for rating in ratings), strict=True))
    return Report(inspected, int(published), words.pop("overall"), words)


@lru_cache(maxsize=2**14)
def _year(
    trust: int, year: int, engagement: float, mortality: float, four_hours: float, rating: int, changes: int, gap: int
) -> Year:
    return Year(year, engagement, mortality, four_hours, RATINGS[rating], changes, gap)


def _leader(row: Row, month: int) -> LeaderSeen:
    return LeaderSeen(
        person=row["number"] + PERSONS * row["generation"],
        since=row["started"],
        months=month - row["started"],
        interim=row["status"] == ACTING,
        experienced=row["experienced_at_start"],
    )


def _director(game: Game, month: int, row: Row, order: Order | None) -> Help:
    """The director of a trust; an order stands for a year, wherever the director is."""
    until, promised = None, 0.0
    if order is not None and isinstance(order[1], Director) and month < order[0] + TERM:
        until = order[0] + TERM
        promised = monthly_price(order[1], shipped(game.scenario).parameters) * (min(until, game.months) - month)
    if not row["is_open"]:
        return Help()
    if row["director"] != NOBODY:
        return Help("here", f"director {row['director']}", row["director_since"], until, promised)
    return Help("waiting", until=until, promised_m=promised) if until is not None else Help()


def _buddy(game: Game, month: int, row: Row, chosen: bool) -> Help:
    """The buddy of a trust; only one that the player asked for is a charge on her."""
    world, until = shipped(game.scenario), row["buddy_until"]
    left, promised = min(until, game.months) - month, 0.0
    if chosen and left > 0:
        promised = monthly_price(Buddy(trust=0), world.parameters) * left
    if row["buddy"] != NOBODY:
        who = str(world.cohort.name[row["buddy"]])
        return Help("here", who, row["buddy_since"], until if until > NEVER else None, promised)
    if row["buddy_ordered"] != NEVER and left > 0:
        return Help("waiting", until=until, promised_m=promised)
    return Help()


def _asked(
    game: Game, public: Published, trusts: tuple[TrustSeen, ...], tables: Mapping[str, Mapping[int, list[Row]]]
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


def _came(decision: Decision, since: int, now: int, trust: TrustSeen, own: Mapping[str, list[Row]]) -> str:
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


def _successor(since: int, trust: TrustSeen, tenures: list[Row]) -> str:
    if not any(each["ended"] == since and not each["interim"] for each in tenures):
        return "had gone before"
    began = [int(each["started"]) for each in tenures if each["started"] > since and not each["interim"]]
    if not trust.leader.interim and trust.leader.since > since:
        began.append(trust.leader.since)
    if not began:
        return f"left in month {since}; a deputy acts"
    return f"left in month {since}; a successor began in month {min(began)}"


def _arrival(kind: int, since: int, now: int, help_: Help, trust: TrustSeen, support: list[Row]) -> str:
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
