import itertools
import math

import numpy as np
import pytest
from bare_world import KEY, added_up, world

from turnaround_sim.entities import ACTING, IN_POOL, IN_POST, NOBODY, SPECIAL_MEASURES, SYSTEM
from turnaround_sim.month import close_the_record, month, walk
from turnaround_sim.month.beginnings import begin, open_the_record
from turnaround_sim.rules.leadership import person
from turnaround_sim.scenario import PlannedEvent

BUSY = {
    "beliefs": {
        "regulation.takeover": 0.005,
        "regulation.merging": 0.002,
        "regulation.release": 1.0,
        "leadership.moving": 0.05,
        "support.director_turnover": 0.05,
    },
    "levers": {
        "leadership.patience": 4,
        "leadership.least_gain": 3.0,
        "leadership.removal_at_entry": 0.5,
        "director.pool": 3,
        "buddy.share": 1.0,
        "regime.review_entries": 0.4,
        "regime.inspections_a_month": 2.0,
        "regime.inspection_interval": 7,
        "regime.support_after_exit": 6,
        "funding.envelope": 20.0,
    },
}


def busy(**kwargs):
    events = (
        PlannedEvent(3, 1, "fund", {"millions": 2.0, "months": 6}),
        PlannedEvent(4, 2, "replace_leader"),
        PlannedEvent(5, 3, "send_director", {"months": 6}),
        PlannedEvent(6, 4, "send_buddy", {"months": 6}),
        PlannedEvent(7, 5, "inspect"),
        PlannedEvent(8, 6, "shock", {"points": -10.0, "months": 4}),
        PlannedEvent(20, 7, "acquire", {"partner": 8}),
    )
    return world(trusts=12, systems=3, months=42, burn_in=6, events=events, **{**BUSY, **kwargs})


@pytest.fixture(scope="module")
def history():
    """A busy world walked month by month, what must hold looked at after each."""
    nhs = busy(panel=True)
    balances, faults = [], []
    for t in range(-6, 42):
        walk(nhs, nhs.p, KEY, t, t + 1)
        faults += [(t, fault) for fault in what_is_wrong(nhs)]
        if t >= 0:
            body = nhs.national[0]
            balances.append((body.opening, body.month_received, body.month_spent, body.closing))
    return nhs, balances, faults


def what_is_wrong(nhs):
    """Every breach of what must hold at the end of any month."""
    posts = [trust.leader for trust in nhs.trusts if trust.is_open]
    if len(set(posts)) != len(posts):
        yield "someone leads two trusts"
    for trust in nhs.trusts:
        leader = nhs.leaders[trust.leader]
        if trust.is_open and (leader.trust != trust.number or leader.status == IN_POOL):
            yield f"trust {trust.number} and its leader disagree"
        if trust.is_open and (leader.status == ACTING) != (trust.vacant_since >= -100):
            yield f"trust {trust.number} has a vacancy with a leader, or none without"
        for name in ("staffing", "engagement", "capability"):
            causes = nhs.causes[trust.number]
            told = added_up(getattr(causes, f"{name}_before"), causes, f"{name}_")
            if trust.is_open and told != getattr(trust, name):
                yield f"the causes of {name} do not add up"
        for name in ("engagement", "capability", "embedding", "executive_stability", "stigma", "attention", "help"):
            if not 0.0 <= getattr(trust, name) <= 1.0:
                yield f"{name} is no share"
    for domain in nhs.domains:
        if not 0.0 <= domain.level <= 100.0 or added_up(domain.before, domain) != domain.level:
            yield "a domain does not add up"
    for other in nhs.trusts:
        if other.buddying != sum(trust.buddy == other.number for trust in nhs.trusts):
            yield "a buddy's count is wrong"
    for director in nhs.directors:
        own = [trust for trust in nhs.trusts if trust.director == director.number]
        if director.caseload != len(own) or director.days != pytest.approx(sum(t.director_days for t in own)):
            yield "a director's list is wrong"
    for leader in nhs.leaders:
        if leader.status == IN_POST and nhs.trusts[leader.trust].leader != leader.number:
            yield "someone in post leads nobody"
    if nhs.national[0].balance < 0.0:
        yield "the envelope is overdrawn"


def test_nothing_that_must_hold_is_broken_in_any_month_of_a_busy_world(history):
    assert history[2] == []


def test_money_in_and_money_out_are_the_same_in_every_month(history):
    assert [opening + received - spent for opening, received, spent, _ in history[1]] == [b[3] for b in history[1]]
    assert [b[0] for b in history[1][1:]] == [b[3] for b in history[1][:-1]]


def test_a_busy_world_is_busy(history):
    nhs = history[0]
    tally = nhs.tally[0]
    assert tally.spells > 3
    assert tally.inspections > 10
    assert {row.kind for row in nhs.support[: tally.support]} == {1, 2, 3, 4}
    assert not nhs.trusts[7].is_open
    assert {row.ended_because for row in nhs.tenures[: tally.tenures]} >= {0, 1, 3, 6}
    assert math.isfinite(nhs.outcomes[0].shortfall)


def test_every_trust_is_led_without_a_break(history):
    """Substantive and acting tenures of a trust follow upon each other from before month 0 to the end."""
    nhs = history[0]
    rows = nhs.tenures[: nhs.tally[0].tenures]
    for trust in nhs.trusts:
        own = sorted((row for row in rows if row.trust == trust.number), key=lambda row: (row.started, row.interim))
        assert own
        ends = [row.censored_at if math.isnan(row.ended) else row.ended for row in own]
        assert own[0].started <= 0
        for (earlier, end), later in zip(zip(own, ends, strict=True), own[1:], strict=False):
            assert end == later.started, (trust.number, earlier, later)
        assert (ends[-1] == 42.0) == trust.is_open


def test_nobody_leads_two_trusts_at_once(history):
    nhs = history[0]
    rows = nhs.tenures[: nhs.tally[0].tenures]
    for one, other in itertools.combinations(rows, 2):
        if one.leader == other.leader:
            ends = [row.censored_at if math.isnan(row.ended) else row.ended for row in (one, other)]
            assert max(one.started, other.started) >= min(ends)


def test_a_year_is_written_for_every_open_trust_each_september(history):
    nhs = history[0]
    rows = nhs.annual[: nhs.tally[0].annual]
    assert {row.year for row in rows} == {2013, 2014, 2015}
    assert sum(row.year == 2013 for row in rows) == 12
    assert sum(row.year == 2015 for row in rows) < 12  # a seat has closed
    assert all(0 <= row.special_measures_months <= 12 for row in rows)


def test_the_panel_shows_what_stands_in_the_world(history):
    nhs = history[0]
    trust = next(trust for trust in nhs.trusts if trust.is_open)
    i = trust.number
    assert list(nhs.panel[:5, 41, i]) == [nhs.domains[5 * i + k].level for k in range(5)]
    assert nhs.panel[9, 41, i] == trust.capability
    assert np.isnan(nhs.panel[:, 41, 7]).all()


def told(things):
    """All that things hold, to the last digit, in words: in words what is not a number equals itself."""
    return [repr(vars(thing)) for thing in things]


def test_walking_at_a_stretch_is_walking_month_by_month(history):
    nhs = busy()
    walk(nhs, nhs.p, KEY, -6, 42)
    assert told(nhs.trusts) == told(history[0].trusts)
    assert told(nhs.outcomes) == told(history[0].outcomes)


def test_all_policies_share_their_burn_in():
    lenient = busy()
    strict = busy(levers={"leadership.removal_at_entry": 1.0, "oversight.requests": 9.0, "funding.envelope": 0.0})
    for nhs in (lenient, strict):
        walk(nhs, nhs.p, KEY, -6, 0)
    assert told(lenient.trusts) == told(strict.trusts)
    assert lenient.national[0].received == 0.0
    assert lenient.tally[0].tenures == lenient.tally[0].inspections == 0


def test_before_the_record_there_is_no_regime_and_no_money():
    nhs = busy(levers={"regime.review_entries": 12.0})
    walk(nhs, nhs.p, KEY, -6, -1)
    month(nhs, nhs.p, KEY, -1)
    assert all(trust.regime != SPECIAL_MEASURES and trust.rating == 0 for trust in nhs.trusts)
    assert nhs.national[0].received == 0.0


def marked(t):
    """A world begun and walked for one month, and what each phase leaves behind where it was."""
    nhs = world(
        trusts=4,
        systems=2,
        months=40,
        beliefs={"regulation.takeover": 0.0, "regulation.merging": 0.0},
        levers={"regime.review_entries": 4.0, "regime.inspections_a_month": 2.5},
        events=(PlannedEvent(max(t, 0), 3, "replace_leader"),),
    )
    begin(nhs, nhs.p, KEY)
    open_the_record(nhs, nhs.p, KEY)
    month(nhs, nhs.p, KEY, t)
    trust, body = nhs.trusts[3], nhs.national[0]
    return {
        "opened": trust.heard_person != NOBODY,
        "environment": trust.luck_staff != 0.5,
        "oversight": nhs.causes[3].attention_regulator < 0.0,
        "workforce": nhs.causes[3].staffing_leavers < 0.0,
        "attention": nhs.causes[3].attention_interruptions < 0.0,
        "improvement": nhs.causes[3].capability_decay < 0.0,
        "quality": nhs.domains[15].chance != 0.0,
        "leadership": nhs.leaders[trust.leader].status == ACTING,
        "inspection": nhs.regulator[0].slots != 0.0,
        "regime": any(each.regime == SPECIAL_MEASURES for each in nhs.trusts),
        "money": body.received > 0.0,
        "books": trust.deficit != 0.0,
        "observed": nhs.months[max(t, 0)].quality > 0.0,
        "year": nhs.tally[0].annual == 4,
    }


ALWAYS = {"opened", "environment", "oversight", "workforce", "attention", "improvement", "quality", "books"}
RECORDED = {*ALWAYS, "leadership", "inspection", "regime", "money", "observed"}


@pytest.mark.parametrize(
    ("t", "phases"), [(-1, ALWAYS), (0, RECORDED), (2, RECORDED), (14, {*RECORDED, "year"}), (15, RECORDED)]
)
def test_every_phase_of_a_month_leaves_its_mark(t, phases):
    marks = marked(t)
    if t < 0:  # a leader may go of her own accord in the burn-in; no order is given then
        marks["leadership"] = False
    assert {name for name, left in marks.items() if left} == phases


def test_a_walk_begins_with_the_beginnings_and_opens_the_record_in_month_nought():
    walked, begun = world(), world()
    walk(walked, walked.p, KEY, 0, 1)
    begin(begun, begun.p, KEY)
    open_the_record(begun, begun.p, KEY)
    month(begun, begun.p, KEY, 0)
    assert told(walked.trusts) == told(begun.trusts)
    assert told(walked.leaders) == told(begun.leaders)


def test_a_world_without_a_burn_in_begins_and_opens_in_month_nought():
    nhs = world(trusts=3, systems=1, months=2)
    walk(nhs, nhs.p, KEY, 0, 2)
    assert all(nhs.leaders[trust.leader].started < 2 for trust in nhs.trusts)
    assert nhs.tally[0].tenures >= 3
    assert nhs.months[1].month == 1


def test_what_is_under_way_at_the_end_is_cut_off_and_says_so():
    nhs = world(trusts=3, systems=1, months=10)
    under_way, closed = nhs.trusts[0], nhs.trusts[2]
    under_way.regime, under_way.entered, under_way.spell = SPECIAL_MEASURES, 4, 1
    under_way.director, under_way.director_since, under_way.director_days, under_way.director_cost = 2, 5, 3.0, 0.5
    under_way.buddy, under_way.buddy_since, under_way.similarity, under_way.buddy_cost = 1, 6, 0.75, 0.25
    under_way.funding_from, under_way.funding_granted, under_way.system_since = 7, 1.5, 4
    closed.is_open = False
    nhs.leaders[1].started = 3
    close_the_record(nhs, nhs.p)
    spell = nhs.spells[0]
    assert nhs.tally[0].spells == 1
    assert (spell.trust, spell.entered) == (0, 4)
    assert (spell.end_reason, spell.censored_at, spell.rating_at_exit) == (0, 10.0, 0)
    assert math.isnan(spell.exited)
    assert nhs.tally[0].tenures == 2
    tenure = nhs.tenures[1]
    assert (tenure.leader, tenure.started, tenure.censored_at) == (person(nhs.leaders[1]), 3, 10.0)
    assert math.isnan(tenure.ended)
    assert nhs.tally[0].departures == 0
    rows = nhs.support[: nhs.tally[0].support]
    assert [(row.kind, row.started, row.cost_m) for row in rows] == [
        (1, 5, 0.5), (2, 6, 0.25), (3, 7, 1.5), (SYSTEM, 4, 0.0),
    ]  # fmt: skip
    assert all(math.isnan(row.ended) for row in rows)
    assert (rows[0].partner, rows[0].days_a_week, rows[1].partner, rows[1].similarity) == (2.0, 3.0, 1.0, 0.75)
    assert closed.director == NOBODY
