"""What the agents of one trust do in a month, and why: in words, with the numbers that they weighed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from turnaround_sim import entities
from turnaround_sim.dashboard.live.news import moves, why_left
from turnaround_sim.dashboard.live.telling import Notes
from turnaround_sim.dashboard.live.world import World, title
from turnaround_sim.entities import NEVER, NOBODY, SPECIAL_MEASURES, CauseFields
from turnaround_sim.month.policy import levers_at, national_levers
from turnaround_sim.rules import finance, leadership, operations
from turnaround_sim.story.ledger import declared

ASKERS = {
    "commissioner": "attention_commissioner",
    "education body": "attention_education",
    "professional regulators": "attention_professional",
    "local providers": "attention_local",
    "regulator": "attention_regulator",
    "national body": "attention_national",
    "deficit": "attention_deficit",
}
"""By whom and for what reports are asked for, and the cause under which their time is booked."""
REPORTS = declared(CauseFields, "attention_")


class Fact(NamedTuple):
    """A number that was weighed, or that came of it: what it is, and its value with its unit."""

    name: str
    value: str


class Doing(NamedTuple):
    """One agent: who it is, what it did this month, and the numbers behind that."""

    agent: str
    did: str
    facts: tuple[Fact, ...]


class _Trust(NamedTuple):
    """What all the tellers below look at."""

    world: World
    number: int
    state: Any
    causes: Any
    notes: Notes
    levers: Any
    p: Any
    t: int

    @property
    def special(self) -> bool:
        return bool(self.state.regime == SPECIAL_MEASURES)


def doings(world: World, trust: int) -> list[Doing]:
    """What each agent did in and about a trust in the month walked last; none for a trust that is closed."""
    state = world.model.trusts[trust]
    if not state.is_open:
        return []
    t = world.month
    levers = levers_at(world.model, t, trust)
    of = _Trust(world, trust, state, world.model.causes[trust], state.notes, levers, world.model.p, t)
    return [
        _chief_executive(of),
        _director(of),
        _buddy(of),
        _partners(of),
        _regulator(of),
        _national_body(of),
        _managers(of),
        _staff(of),
    ]


def stands(world: World, trust: int) -> str:
    """How a trust stands at the end of the month, in a sentence."""
    name = world.names[trust]
    if trust in world.closed:
        month, other = world.closed[trust]
        return f"{name} closed in month {month}: {world.names[other]} took it over."
    now, state = world.now[trust], world.model.trusts[trust]
    kind = entities.TYPES[state.kind]
    text = f"{name}, {_a(kind)} trust in {world.place(trust)}: {_rated(now.rating)}, "
    if now.regime == SPECIAL_MEASURES:
        text += f"in special measures since month {state.entered}"
    elif now.regime == entities.WATCHED:
        text += "on the watch list"
    elif now.regime == entities.AFTER_EXIT:
        text += f"out of special measures since month {state.exited}, with support"
    else:
        text += "not in special measures"
    led = "led by a deputy" if now.acting else "led by a chief executive"
    quality = world.quality_now(trust)
    side = "below" if quality < world.line else "above"
    text += f", {led} ({world.leads(trust)}). Its quality is {quality:.1f} points, {side} the line of {world.line:.1f}."
    return text


def _chief_executive(of: _Trust) -> Doing:
    world, t = of.world, of.t
    gone, now, was = why_left(world, of.number), world.now[of.number], world.before[of.number]
    said = []
    if gone:
        said.append(f"{title(was.leader, False).capitalize()} {gone} after {_months(t - was.since)}.")
    if now.acting:
        said.append(f"{title(now.leader, True).capitalize()} acts as an interim, since month {now.since}.")
        if of.state.fills_from > t + 1:
            said.append(f"The post can be filled from month {of.state.fills_from} on.")
        elif of.notes.panel or of.state.vacant_since < t:
            said.append("Nobody could be had this month; a panel looks again in the next.")
        else:
            said.append("A panel looks for someone next month.")
    elif now.leader != was.leader:
        step = next((step for step in moves(world) if step.to == of.number), None)
        whence = f", from {world.names[step.whence]}" if step else ""
        said.append(f"{title(now.leader, False).capitalize()} takes the post{whence}.")
    else:
        # With month 0 tenures are set to the record: what they were before is not worth a word.
        served = f", {_months(t - now.since)} in post," if t >= 0 else ""
        said.append(f"{title(now.leader, False).capitalize()}{served} stays.")
        if world.model.leaders[of.state.leader].applies:
            said.append("She looks for another post.")
    facts = [*_leaving(of), *_review(of), *_panel(of), *_person(of)]
    return Doing("Chief executive", " ".join(said), tuple(facts))


def _leaving(of: _Trust) -> Iterator[Fact]:
    weighed = of.notes.leaving
    if weighed is None:
        return
    whose = title(weighed.person, False)
    yield Fact(f"chance that {whose} leaves of her own accord this month", f"{weighed.chance:.2%}")
    yield Fact("drawn; she leaves if it is below that chance", f"{weighed.drawn:.2%}")
    if weighed.retiring:
        yield Fact("of that chance, retirement", f"{weighed.retiring:.0%}")
    yield Fact("her own proneness to leave; 1 is the mean", f"× {weighed.proneness:.2f}")
    for name, ratio in (
        ("the label of special measures", weighed.label),
        (f"oversight above {of.p.leadership.usual_load:.0%} of management time", weighed.load),
        ("the published rating", weighed.rated),
    ):
        if ratio != 1.0:
            yield Fact(f"what {name} does to it", f"× {ratio:.2f}")
    entry = of.notes.at_entry
    if entry is not None:
        yield Fact("chance of being removed at entry", f"{entry.chance:.0%}")
        yield Fact("drawn; removed if it is below that chance", f"{entry.drawn:.2%}")


def _review(of: _Trust) -> Iterator[Fact]:
    review = of.notes.review
    if review is None:
        return
    if review.removals >= review.most:
        yield Fact("review", f"no more: {review.removals} removed in this spell, the most allowed")
        return
    yield Fact("review", "this month" if review.held else f"in {_months(review.months_to_go)}")
    yield Fact("gain that reviewers see since her patience began to count", f"{review.gain:+.1f} points")
    yield Fact("least gain that they ask for", f"{review.least:.1f} points")
    yield Fact("published rating has risen since then", "yes" if review.risen else "no")
    if of.state.replacement_due >= of.t and operations.leads_since_entry(of.state, _leader(of)):
        yield Fact("to be replaced, by the strategy taken up at entry", f"month {of.state.replacement_due}")


def _panel(of: _Trust) -> Iterator[Fact]:
    panel = of.notes.panel
    if not panel:
        return
    scores = sorted((each.score for each in panel if each.score is not None), reverse=True)
    yield Fact("people whom the panel looked at", f"{len(panel)}")
    yield Fact("of them, would not take the post", f"{len(panel) - len(scores)}")
    if scores:
        yield Fact("score of who was ranked first, in SD", f"{scores[0]:+.2f}")


def _person(of: _Trust) -> Iterator[Fact]:
    leader = _leader(of)
    yield Fact(f"skill of {of.world.leads(of.number)}, as it bears now; 1 is the mean", f"{_skill(of):.2f}")
    yield Fact("months led in special measures so far", f"{leader.experience}")
    yield Fact("how well the programme suits the trust, −1 to 1; hidden from all", f"{leader.appropriateness:+.2f}")
    yield Fact("how far it is embedded, 0 to 1", f"{of.state.embedding:.2f}")


def _director(of: _Trust) -> Doing:
    world, state, here = of.world, of.state, of.notes.coaching
    facts: list[Fact] = []
    if state.director != NOBODY:
        others = [
            world.names[other.number]
            for other in world.model.trusts
            if other.director == state.director and other.number != of.number
        ]
        days = f"{state.director_days:g} days a week, since month {state.director_since}"
        said = f"Improvement director {state.director} works here {days}."
        said += f" She also works with {' and '.join(others)}." if others else " This is her only trust."
    else:
        said = _no_director(of)
        if here is not None:
            said = f"Improvement director {here.director} went this month. {said}"
    if here is not None:
        manner = "coaches" if here.style >= 0.0 else "scrutinises"
        facts.append(Fact(f"style of director {here.director}, −1 to 1: she {manner}", f"{here.style:+.2f}"))
        facts.append(Fact("trusts on her list", f"{here.caseload}"))
        facts.append(Fact("coaching this month, after trust earned and caseload", f"{here.coaching:+.2f}"))
        facts.append(Fact("capability through coaching, on a scale of 0 to 1", f"{of.causes.capability_director:+.4f}"))
        facts.append(Fact("management time that her own reporting takes", f"{here.scrutiny:.1%}"))
    if state.director != NOBODY:
        facts.append(Fact("paid for her so far", f"£{state.director_cost:.2f}m"))
    return Doing("Improvement director", said, tuple(facts))


def _no_director(of: _Trust) -> str:
    state, levers, t = of.state, of.levers, of.t
    if state.needs_director(levers, t):
        pool = national_levers(of.world.model, t).director.pool
        return f"None, though it is to have one: of the {pool} in the pool none has the days to spare."
    if not of.special:
        return "None: improvement directors are sent to trusts in special measures."
    if levers.director.days <= 0.0:
        return "None: the policy in force sends none."
    first = state.entered + levers.director.delay
    if t < first:
        return f"None yet: one is asked for from month {first} on."
    return "None: the months for which the policy gives one are over."


def _buddy(of: _Trust) -> Doing:
    world, state = of.world, of.state
    facts: list[Fact] = []
    if state.buddy != NOBODY:
        said = f"{world.names[state.buddy]} is its buddy, since month {state.buddy_since}."
        facts.append(Fact("likeness of the two, 0 to 1", f"{state.similarity:.2f}"))
        facts.append(Fact("commitment of the pair, 0 to 1", f"{state.commitment:.2f}"))
        # In its first month a link comes after the month's work.
        if state.buddy_since < of.t:
            facts.append(Fact("the buddy's capability, 0 to 1", f"{state.heard_buddy_capability:.2f}"))
            facts.append(Fact("its own, before this month's causes", f"{of.causes.capability_before:.2f}"))
            facts.append(Fact("capability passed on", f"{of.causes.capability_buddy:+.4f}"))
    else:
        said = _no_buddy(of)
    helped = [world.names[other.number] for other in world.model.trusts if other.buddy == of.number]
    if helped:
        said += f" It is itself the buddy of {' and '.join(helped)}."
        facts.append(Fact("management time that helping takes", f"{-of.causes.attention_buddying:.1%}"))
    return Doing("Buddy", said, tuple(facts))


def _no_buddy(of: _Trust) -> str:
    notes, levers = of.notes, of.levers
    if not of.special:
        return "None: buddies are for trusts in special measures."
    if notes.buddy_sought and not notes.buddies_asked:
        return f"None: it is not among the {levers.buddy.share:.0%} of such trusts that are drawn to have one."
    if notes.buddy_sought:
        asked = notes.buddies_asked - 1
        return f"None could be had: of {asked} other trusts none is strong, out of trouble and free for one more."
    first = of.state.entered + of.p.support.buddy_delay
    if of.t < first:
        return f"None yet: one is looked for from month {first} on."
    return "None: the months for which the policy gives one are over."


def _partners(of: _Trust) -> Doing:
    reports, facts = of.notes.reports, []
    for body, field in ASKERS.items():
        if body not in reports:
            continue
        value = f"{reports[body]:.1f} a month, {-getattr(of.causes, field):.1%} of management time"
        offered = of.notes.offers.get(body, 0.0)
        value += f"; offers help, {offered:.3f} of 1" if offered else ""
        facts.append(Fact(REPORTS[field], value))
    if of.causes.attention_board:
        facts.append(Fact(REPORTS["attention_board"], f"{-of.causes.attention_board:.1%} of management time"))
    facts.append(Fact("help at work, after its delay, 0 to 1", f"{of.state.help:.3f}"))
    total, load = sum(reports.values()), of.state.oversight_load
    said = f"{total:.1f} reports are asked for this month; they take {load:.0%} of management time."
    helpers = [body for body, offered in of.notes.offers.items() if offered]
    said += f" Help is offered by the {_listed(helpers)}." if helpers else " Nobody offers help."
    return Doing("System partners and others who ask for reports", said, tuple(facts))


def _regulator(of: _Trust) -> Doing:
    state, t = of.state, of.t
    facts: list[Fact] = []
    said = []
    if state.inspected == t and t >= 0:
        kind = entities.INSPECTIONS[state.inspection_kind]
        said.append(f"Inspects the trust this month ({kind}); the report comes out in month {state.publishes_at}.")
    elif state.publishes_at > NEVER:
        said.append(
            f"Writes its report on the visit of month {state.inspected}; it comes out in month {state.publishes_at}."
        )
    elif state.published_at == t and t >= 0:
        said.append(f"Publishes its report on the visit of month {state.inspected}: {_rated(state.rating)}.")
    elif t >= 0 and state.due > NEVER:
        said.append(
            f"Is next due from month {state.due} on." if state.due > t else "Is due, and comes where it is most urgent."
        )
    else:
        said.append("Has not begun: there are no inspections before month 0.")
    if state.urgency > -999.5 and state.inspected != t:
        facts.append(Fact("urgency: months overdue, and more where things look bad", f"{state.urgency:.1f}"))
    if t >= 0:
        slots = national_levers(of.world.model, t).regime.inspections_a_month
        facts.append(Fact("inspections that it can begin in a month, in all trusts", f"{slots:g}"))
    if state.found_overall != entities.NOT_RATED:
        seen = f"published in month {state.published_at}"
        seen = f"not published before month {state.publishes_at}" if state.publishes_at > NEVER else seen
        found = [f"{name} {entities.RATINGS[getattr(state, f'found_{name}')]}" for name in entities.DOMAINS]
        text = "; ".join(found).replace("well_led", "well-led")
        facts.append(Fact(f"found in month {state.inspected} ({seen})", text))
    reported = of.notes.reported
    if reported is not None:
        rule = ("exit", reported.may_leave) if of.special else ("entry", reported.may_enter)
        facts.append(Fact(f"the report meets the rule for {rule[0]}", "yes" if rule[1] else "no"))
    return Doing("Regulator", " ".join(said), tuple(facts))


def _national_body(of: _Trust) -> Doing:
    state, t, world = of.state, of.t, of.world
    said, facts = [], []
    if of.special:
        said.append(f"Keeps the trust in special measures, for {_months(t - state.entered)} now.")
    if state.decision != entities.NO_DECISION:
        way = "put it into" if state.decision == entities.TO_ENTER else "let it leave"
        said.append(f"Has decided to {way} special measures; it takes effect in month {state.decides_at}.")
    if t == state.entered and t >= 0:
        said = ["Puts the trust into special measures this month."]
    if t == state.exited and t >= 0:
        said.append("Lets the trust leave special measures this month.")
    wanted, got = finance.entitled(state, of.levers, t) if t >= 0 else 0.0, state.heard_granted
    if wanted > 0.0 or got > 0.0:
        said.append(f"Grants £{got:.3f}m this month.")
        facts.append(Fact("grant that it is entitled to this month", f"£{wanted:.3f}m"))
        facts.append(Fact("grant paid this month", f"£{got:.3f}m"))
    elif of.special:
        first = state.entered + of.levers.funding.delay
        said.append(f"Money flows from month {first} on." if t < first else "Grants no money any more.")
    spent = (state.spent_posts, state.spent_consultants, state.spent_capability)
    if state.funds > 0.0 or sum(spent) > 0.0:
        facts.append(Fact("granted and not yet spent", f"£{state.funds:.3f}m"))
        for kind, amount in zip(("temporary posts", "consultants", "capability"), spent, strict=True):
            facts.append(Fact(f"spent this month on {kind}", f"£{amount:.3f}m"))
    facts.append(Fact("left in the national envelope", f"£{world.model.national[0].balance:.2f}m"))
    facts.append(Fact("spent on support of the trust so far", f"£{state.support_spend:.2f}m"))
    return Doing("National body", " ".join(said) or "Does nothing about the trust this month.", tuple(facts))


def _managers(of: _Trust) -> Doing:
    state = of.state
    said = f"{state.attention:.0%} of management time is left for improvement"
    said += f", and {state.quick_share:.0%} goes into quick fixes." if round(state.quick_share, 2) else "."
    facts = (
        Fact(
            "open interruptions: findings, action plans, vacancies, incidents",
            f"{state.interruptions:.1f} months of work",
        ),
        Fact("months to the next expected visit, review or removal", f"{state.horizon:.0f}"),
        Fact("what quick fixes add to what inspectors see", f"{state.quick_lift:.1f} points"),
        Fact("how settled the executive team is, 0 to 1", f"{state.executive_stability:.2f}"),
        Fact("deficit so far; minus is a surplus", _money(state.deficit)),
    )
    return Doing("Managers of the trust", said, facts)


def _staff(of: _Trust) -> Doing:
    state, notes = of.state, of.notes
    said = f"{notes.left:.0f} leave and {notes.hired:.0f} are hired, whole-time equivalents; {state.staffing:.0%} of "
    said += f"posts are filled with own staff. Engagement is {state.engagement:.2f} on a scale of 0 to 1."
    facts = (
        Fact("staff that it seeks", f"{state.hiring_wanted:.0f} whole-time equivalents"),
        Fact("share of them that the labour pool of its system can give", f"{state.heard_fill:.0%}"),
        Fact("temporary staff, of all at work", f"{state.temporary_share:.1%}"),
        Fact("stigma: what the label does to its name, 0 to 1", f"{state.stigma:.2f}"),
        Fact("pressure of demand; 0 is usual", f"{state.pressure:+.2f}"),
    )
    return Doing("Staff", said, facts)


def _leader(of: _Trust) -> Any:
    return of.world.model.leaders[of.state.leader]


def _skill(of: _Trust) -> float:
    return float(leadership.skilled(_leader(of), of.p))


def _rated(rating: int) -> str:
    return "not yet rated" if rating == entities.NOT_RATED else f"rated {entities.RATINGS[rating]}"


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _money(millions: float) -> str:
    return f"{'−' if millions < 0.0 else ''}£{abs(millions):.1f}m"


def _months(count: int) -> str:
    return f"{count} month{'s' if count != 1 else ''}"


def _listed(words: list[str]) -> str:
    """Words as one says them.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
