import pytest
from bare_world import believing, deciding
from hypothesis import example, given
from hypothesis import strategies as st

from turnaround_sim.entities import NEVER, NOBODY, OUT, SPECIAL_MEASURES, NationalBodyFields, TrustFields
from turnaround_sim.rules.finance import (
    EQUAL,
    MARGINAL,
    RANDOM,
    SEVERITY,
    WORST_OBSERVED,
    add_to_envelope,
    balance_books,
    be_granted,
    buddy_bill,
    claim,
    director_bill,
    entitled,
    pay_bills,
    pay_out,
    per_size,
    receive_envelope,
    spend,
    stop_spending,
    take_grant,
    turn_into_posts,
)

POUND = 2.0**-20
"""The grain of money: a 2^-20th of £1m, about £1."""


def test_the_envelope_comes_in_equal_months():
    body = NationalBodyFields(balance=1.0, received=5.0, month_received=9.0, month_spent=9.0)
    receive_envelope(body, deciding(funding__envelope=72.0, funding__envelope_years=2.0))
    assert (body.balance, body.received, body.month_received, body.month_spent) == (4.0, 8.0, 3.0, 0.0)


def test_where_money_is_not_scarce_what_is_added_counts_as_received():
    body = NationalBodyFields(balance=1.0, received=5.0, month_received=2.0)
    add_to_envelope(body, 0.5)
    assert (body.balance, body.received, body.month_received) == (1.5, 5.5, 2.5)


def grant(t, *, trust=None, **levers):
    trust = trust or TrustFields(regime=SPECIAL_MEASURES, entered=10)
    policy = {
        "funding__millions": 6.0,
        "funding__delay": 3,
        "funding__months": 4,
        "funding__taper": 0,
        "regime__support_after_exit": 0,
        **levers,
    }
    return entitled(trust, deciding(**policy), t)


def test_a_grant_flows_from_its_delay_for_its_months():
    assert [grant(t) for t in range(10, 19)] == [0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.0, 0.0]


def test_a_grant_tapers_off_in_a_straight_line():
    tail = [grant(t, funding__taper=3) for t in range(16, 21)]
    assert tail == [0.5, 0.375, 0.25, 0.125, 0.0]


def test_a_small_grant_is_paid_to_the_pound():
    assert grant(13, funding__millions=0.75) == 0.0625


def test_only_an_open_trust_inside_a_regime_with_money_is_entitled():
    assert grant(13, funding__millions=0.0) == 0.0
    assert grant(13, trust=TrustFields(regime=OUT, entered=10)) == 0.0
    assert grant(13, trust=TrustFields(regime=SPECIAL_MEASURES, entered=10, is_open=False)) == 0.0


def ranked(allocation, u=0.3, **trust):
    state = {"seen": 45.0, "seen_at_entry": 43.0, "size": 10_000.0, "spell_funding": 0.5, **trust}
    return claim(TrustFields(**state), deciding(funding__allocation=allocation), u)


def test_each_rule_of_allocation_ranks_by_its_own_measure():
    assert ranked(WORST_OBSERVED) == 55.0  # 100 - 45
    assert ranked(SEVERITY) == 110.0  # for twice 5,000 posts
    assert ranked(MARGINAL) == 2.0  # 2 points for £.5m and half a million more
    assert ranked(RANDOM) == 0.3
    assert ranked(EQUAL) == 1.0


def test_a_marginal_gain_is_gain_for_a_pound_half_a_million_more():
    trust = TrustFields(seen=44.0, seen_at_entry=40.0, spell_funding=1.5)
    assert claim(trust, deciding(funding__allocation=MARGINAL), 0.0) == 2.0


def test_a_grant_moves_money_and_makes_none():
    body, trust = NationalBodyFields(balance=3.0, granted=1.0), TrustFields(grant_wanted=2.0, funds=0.25)
    be_granted(trust, body, 0.5, 7)
    assert (body.balance, body.granted, trust.funds, trust.grant_wanted) == (2.5, 1.5, 0.75, 1.5)
    assert (trust.heard_granted, trust.funding_granted, trust.funding_from) == (0.5, 0.5, 7)


def test_money_granted_in_a_spell_is_counted_for_the_spell_and_the_grant_keeps_its_first_month():
    inside = TrustFields(regime=SPECIAL_MEASURES, spell_funding=1.0, funding_from=4)
    take_grant(inside, 0.5, 9)
    assert (inside.spell_funding, inside.funding_from) == (1.5, 4)
    outside = TrustFields(spell_funding=1.0)
    take_grant(outside, 0.5, 9)
    assert (outside.spell_funding, outside.funding_from) == (1.0, 9)


def spent(funds, posts=0.5, consultants=0.25, capability=0.25, rate=0.5):
    trust = TrustFields(funds=funds, year_spend=1.0)
    levers = deciding(funding__posts=posts, funding__consultants=consultants, funding__capability=capability)
    spend(trust, levers, believing(finance__spending=rate))
    return trust


def test_money_is_spent_as_the_mix_says():
    trust = spent(4.0)
    assert (trust.spent_posts, trust.spent_consultants, trust.spent_capability) == (1.0, 0.5, 0.5)
    assert (trust.funds, trust.year_spend, trust.support_spend) == (2.0, 3.0, 2.0)


def test_a_mix_that_does_not_add_up_to_one_is_scaled():
    trust = spent(4.0, posts=1.0, consultants=1.0, capability=0.0)
    assert (trust.spent_posts, trust.spent_consultants, trust.spent_capability) == (1.0, 1.0, 0.0)


def test_without_a_mix_all_goes_into_posts():
    trust = spent(4.0, posts=0.0, consultants=0.0, capability=0.0)
    assert (trust.spent_posts, trust.spent_consultants, trust.spent_capability) == (2.0, 0.0, 0.0)


@given(st.integers(0, 2**30), st.floats(0.05, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@example(524289, 1.0, 0.0, 0.0, 5e-324)
def test_no_pound_is_lost_or_made_by_spending(grains, rate, posts, consultants, capability):
    before = grains * POUND
    trust = spent(before, posts, consultants, capability, rate)
    used = trust.spent_posts + trust.spent_consultants + trust.spent_capability
    assert trust.funds + used == before
    assert min(trust.funds, trust.spent_posts, trust.spent_consultants, trust.spent_capability) >= 0.0


POSTS = {"finance__post_cost": 0.05, "finance__post_build": 0.5, "finance__post_memory": 10.0}


def test_money_becomes_posts_at_their_cost_and_posts_outlast_it_for_a_while():
    trust, p = TrustFields(size=4000.0, spent_posts=0.5), believing(**POSTS)
    turn_into_posts(trust, p)  # 12 * .5 / (.05 * 4000) = .03 of the establishment
    assert trust.funded_posts == pytest.approx(0.015)
    for _ in range(80):
        turn_into_posts(trust, p)
    assert trust.funded_posts == pytest.approx(0.03)
    trust.spent_posts = 0.0
    for _ in range(7):
        turn_into_posts(trust, p)
    assert trust.funded_posts == pytest.approx(0.03 * 0.4782969)  # .9 seven times over: less than half


def test_money_counts_for_less_in_a_larger_trust():
    assert per_size(2.0, TrustFields(size=5000.0)) == 2.0
    assert per_size(2.0, TrustFields(size=20_000.0)) == 0.5


BOOKS = {
    "finance__post_cost": 0.06,
    "finance__agency_premium": 1.4,
    "finance__pressure_cost": 0.02,
    "finance__allowance": 0.022,
    "finance__relief": 0.02,
    "workforce__cover": 0.7,
}


def test_agency_staff_and_pressure_run_up_a_deficit():
    trust = TrustFields(size=5000.0, staffing=0.85, pressure=0.5, deficit=10.0)
    balance_books(trust, believing(**BOOKS))
    # Pay £25m a month; .4 * .7 * .15 + .02 * .5 - .022 = .03 of it; relief .2.
    assert trust.deficit == pytest.approx(10.55)


def test_a_fully_staffed_calm_trust_runs_a_surplus_of_its_allowance():
    trust = TrustFields(size=5000.0, staffing=1.1, pressure=0.0, deficit=0.0)
    balance_books(trust, believing(**BOOKS))
    assert trust.deficit == pytest.approx(-0.55)


BILLS = {"finance__director_day_rate": 0.0015, "finance__buddy_cost": 0.15}


def test_helpers_are_billed_while_they_help():
    p = believing(**BILLS)
    helped = TrustFields(director=3, director_days=2.0, buddy=5)
    assert director_bill(helped, p) == pytest.approx(0.013, abs=POUND)  # 2 * 52 / 12 * .0015
    assert buddy_bill(helped, p) == pytest.approx(0.0125, abs=POUND)
    alone = TrustFields(director=NOBODY, director_days=2.0, buddy=NOBODY)
    assert (director_bill(alone, p), buddy_bill(alone, p)) == (0.0, 0.0)


def test_what_the_envelope_cannot_cover_the_trust_bears():
    body, trust = NationalBodyFields(balance=4.0), TrustFields(deficit=1.0)
    pay_bills(body, trust, 2.0, 1.0, 0.25)
    assert (trust.director_cost, trust.buddy_cost, trust.year_spend) == (0.5, 0.25, 0.75)
    assert trust.support_spend == 0.75
    assert trust.deficit == 3.25
    assert (body.spent_directors, body.spent_buddies, body.balance, body.month_spent) == (0.5, 0.25, 3.25, 0.75)


@given(st.lists(st.integers(1, 2**18), min_size=1, max_size=60), st.integers(0, 2**22))
def test_bills_never_take_more_than_the_envelope_holds(grains, balance):
    bills = [grain * POUND for grain in grains]
    body = NationalBodyFields(balance=balance * POUND)
    covered = min(1.0, body.balance / sum(bills))
    for bill in bills:
        trust = TrustFields()
        pay_bills(body, trust, bill, 0.0, covered)
        assert trust.deficit >= 0.0
    assert body.balance >= 0.0


def test_what_a_trust_spent_is_counted_by_what_it_bought():
    body = NationalBodyFields(month_spent=1.0, spent_posts=1.0)
    trust = TrustFields(spent_posts=0.5, spent_consultants=0.25, spent_capability=0.125)
    pay_out(body, trust)
    assert body.month_spent == 1.875
    assert (body.spent_posts, body.spent_consultants, body.spent_capability) == (1.5, 0.25, 0.125)


def test_a_trust_with_nothing_left_spends_nothing():
    trust = TrustFields(spent_posts=0.5, spent_consultants=0.25, spent_capability=0.125)
    stop_spending(trust)
    assert (trust.spent_posts, trust.spent_consultants, trust.spent_capability) == (0.0, 0.0, 0.0)
    assert trust.funding_from == NEVER
