"""What happened in a month, in words: visits and reports, entries and exits, people, support, take-overs, policy."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from turnaround_sim import entities
from turnaround_sim.dashboard.live.world import Standing, World, title
from turnaround_sim.story.happenings import KINDS, WHY_LEFT, ordered, policy


class News(NamedTuple):
    """Something that happened this month; `kind` is one of those of a story, `trusts` whom it is about."""

    kind: str
    text: str
    trusts: tuple[int, ...]


class Step(NamedTuple):
    """A leader who went from one trust to another this month."""

    leader: int
    whence: int
    to: int


def news(world: World) -> list[News]:
    """What happened in the month walked last, in the order of a story's kinds; nothing before month 0."""
    if world.month < 0:
        return []
    found = [*_policy(world), *_orders(world)]
    for trust in world.model.trusts:
        found += _of_trust(world, trust, world.before[trust.number], world.now[trust.number])
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.trusts))


def moves(world: World) -> list[Step]:
    """The leaders who went from one trust to another this month."""
    if world.month < 0:
        return []
    sat = {each.leader: i for i, each in enumerate(world.before) if each.is_open and not each.acting}
    return [
        Step(trust.heard_appointed, sat[trust.heard_appointed], trust.number)
        for trust in world.model.trusts
        if trust.heard_appointed != entities.NOBODY and trust.heard_appointed in sat
    ]


def why_left(world: World, trust: int) -> str:
    """Why the substantive leader of the month before is no longer in post, in words; empty if nobody went."""
    was, now, state = world.before[trust], world.now[trust], world.model.trusts[trust]
    if world.month < 0 or not was.is_open or was.acting or (was.leader == now.leader and now.is_open):
        return ""
    if not now.is_open:
        return WHY_LEFT[entities.DEPARTURES[entities.TRUST_CLOSED]]
    if state.heard_poached_leader:
        return WHY_LEFT[entities.DEPARTURES[entities.MOVED]]
    notes = state.notes
    weighed = (notes.leaving, notes.at_entry, notes.review)
    why = next((each.why for each in weighed if each is not None and each.why != entities.STAYS), 0)
    # A strategy from entry, or an order: both are removals at review in the tables.
    return WHY_LEFT[entities.DEPARTURES[why or entities.REMOVED_AT_REVIEW]]


def _policy(world: World) -> Iterator[News]:
    for change in world.scenario.changes:
        if change.month == world.month:
            whom = () if change.trust is None else (change.trust,)
            of = "" if change.trust is None else f"{world.names[change.trust]}: "
            because = f" ({change.why})" if change.why else ""
            yield News("policy", f"{of}{policy(change)}{because}", whom)


def _orders(world: World) -> Iterator[News]:
    for event in world.model.events:
        if event.month == world.month and world.before[event.trust].is_open:
            yield News("order", f"{world.names[event.trust]}: {ordered(event, world.names)}", (event.trust,))


def _of_trust(world: World, trust: Any, was: Standing, now: Standing) -> Iterator[News]:
    t, i = world.month, int(trust.number)
    name = world.names[i]
    if not was.is_open:
        return
    if trust.published_at == t:
        before = entities.RATINGS[was.rating]
        yield News("rating", f"{name}: report published, {entities.RATINGS[now.rating]} (before: {before})", (i,))
    if trust.inspected == t:
        kind = entities.INSPECTIONS[trust.inspection_kind]
        yield News("inspection", f"{name}: {kind} inspection, the report comes out in month {trust.publishes_at}", (i,))
    yield from _regime(world, trust, was, now)
    yield from _people(world, trust, was, now)
    yield from _support(world, trust, was, now)
    if not now.is_open:
        other = int(trust.heard_acquirer)
        yield News("merger", f"{name} is taken over by {world.names[other]}, and closes", (i, other))


def _regime(world: World, trust: Any, was: Standing, now: Standing) -> Iterator[News]:
    t, i = world.month, int(trust.number)
    name = world.names[i]
    if trust.entered == t:
        grounds = "a national review" if trust.entry_basis == entities.ON_REVIEW else "a report's ratings"
        yield News("regime", f"{name} enters special measures on {grounds}", (i,))
    elif trust.exited == t:
        spent = t - trust.entered
        yield News("regime", f"{name} leaves special measures after {_months(spent)}", (i,))
    elif now.regime == entities.WATCHED != was.regime:
        yield News("regime", f"{name} is put on the watch list", (i,))
    elif was.regime == entities.WATCHED and now.regime == entities.OUT and now.is_open:
        yield News("regime", f"{name} is taken off the watch list", (i,))


def _people(world: World, trust: Any, was: Standing, now: Standing) -> Iterator[News]:
    t, i = world.month, int(trust.number)
    name = world.names[i]
    gone = why_left(world, i)
    if gone:
        yield News("leader", f"{name}: {title(was.leader, False)} {gone} after {_months(t - was.since)}", (i,))
    if not now.is_open or now.leader == was.leader:
        return
    if now.acting:
        yield News("leader", f"{name}: {title(now.leader, True)} acts as an interim", (i,))
        return
    step = next((step for step in moves(world) if step.to == i), None)
    whence = f" from {world.names[step.whence]}" if step else ""
    known = ", experienced in special measures" if world.model.leaders[trust.leader].experienced_at_start else ""
    whom = (i,) if step is None else (i, step.whence)
    yield News("leader", f"{name}: {title(now.leader, False)} takes the post{whence}{known}", whom)


def _support(world: World, trust: Any, was: Standing, now: Standing) -> Iterator[News]:
    i, t = int(trust.number), world.month
    name = world.names[i]
    came = now.director != entities.NOBODY and trust.director_since == t
    if was.director != entities.NOBODY and (came or now.director != was.director):
        yield News("support", f"{name}: improvement director {was.director} goes", (i,))
    if came:
        yield News("support", f"{name}: improvement director {now.director} comes", (i,))
    linked = now.buddy != entities.NOBODY and trust.buddy_since == t
    if was.buddy != entities.NOBODY and (linked or now.buddy != was.buddy):
        yield News("support", f"{name}: {world.names[was.buddy]} is its buddy no more", (i, was.buddy))
    if linked:
        yield News("support", f"{name}: {world.names[now.buddy]} becomes its buddy", (i, now.buddy))
    for began, ended, what in (
        (now.grant_from, was.grant_from, "money"),
        (now.system_since, was.system_since, "the system's support"),
    ):
        if began == ended:
            continue
        yield News("support", f"{name}: {what} {'begins' if began == t else 'ends'}", (i,))


def _months(count: int) -> str:
    return f"{count} month{'s' if count != 1 else ''}"
