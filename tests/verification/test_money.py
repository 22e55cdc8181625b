"""No pound is made or lost: the identity of money holds every month, to the last bit, under any policy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import MONTHS, TRUSTS, Array, Film, Settings, film, films, small_world

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.population import populate
from turnaround_sim.scenario import PlannedEvent

KINDS = ("spent_posts", "spent_consultants", "spent_capability", "spent_directors", "spent_buddies")
WORST, EQUAL, SEVERITY, RANDOM, MARGINAL = range(5)
SHORT: Settings = {
    "levers.funding.envelope": 20.0,
    "levers.funding.millions": 10.0,
    "levers.funding.months": 36,
    "levers.director.days": 0.0,
    "levers.buddy.share": 0.0,
}


def assert_money_adds_up(seen: Film, *, scarce: bool = True) -> None:
    """The identity and its parts, for a whole run."""
    books = seen.national
    funds = seen.trusts["funds"]
    assert (books["opening"] + books["month_received"] == books["month_spent"] + books["closing"]).all()
    assert books["opening"][0] == 0.0
    assert (books["opening"][1:] == books["closing"][:-1]).all()
    assert (books["closing"] == books["balance"] + funds.sum(axis=1)).all()
    assert (np.cumsum(books["month_received"]) == books["received"] + books["ordered"]).all()
    assert (np.cumsum(books["month_spent"]) == sum(books[kind] for kind in KINDS)).all()
    assert (seen.months["spend_m"] == books["month_spent"]).all()
    assert seen.outcomes["spend_m"][0] == books["month_spent"].sum()
    helpers = books["spent_directors"] + books["spent_buddies"]
    assert (books["balance"] == books["received"] + books["lapsed"] - books["granted"] - helpers).all()
    assert (np.cumsum(seen.trusts["heard_granted"].sum(axis=1)) == books["granted"] + books["ordered"]).all()
    for kind in KINDS[:3]:
        assert (np.cumsum(np.where(seen.trusts["is_open"], seen.trusts[kind], 0.0).sum(axis=1)) == books[kind]).all()
    assert (books["balance"] >= 0.0).all()
    assert (funds >= 0.0).all()
    assert (seen.trusts["funded_posts"] >= 0.0).all()
    if scarce:
        assert (books["granted"] + helpers <= books["received"] + books["lapsed"]).all()


def test_money_adds_up_in_plain_and_in_busy_worlds(plain: list[Film], busy: list[Film]) -> None:
    for seen in plain + busy:
        assert_money_adds_up(seen)


def test_money_adds_up_where_it_is_not_short() -> None:
    for seen in films({**SHORT, "systems.national_scarcity": False, "levers.director.days": 5.0}):
        assert_money_adds_up(seen, scarce=False)
        assert (seen.trusts["grant_wanted"] == 0.0).all()


share = st.floats(0.0, 1.0)
policies = st.fixed_dictionaries(
    {
        "levers.funding.millions": st.floats(0.0, 100.0),
        "levers.funding.envelope": st.floats(0.0, 500.0),
        "levers.funding.envelope_years": st.floats(0.5, 15.0),
        "levers.funding.delay": st.integers(0, 12),
        "levers.funding.months": st.integers(0, 48),
        "levers.funding.taper": st.integers(0, 24),
        "levers.funding.posts": share,
        "levers.funding.consultants": share,
        "levers.funding.capability": share,
        "levers.funding.allocation": st.integers(0, 4),
        "levers.director.days": st.floats(0.0, 5.0),
        "levers.buddy.share": share,
        "levers.regime.support_after_exit": st.integers(0, 24),
        "levers.regime.review_entries": st.floats(0.0, 3.0),
        "finance.spending": st.floats(0.05, 1.0),
        "regulation.takeover": st.floats(0.0, 0.005),
        "systems.national_scarcity": st.booleans(),
    }
)
orders = st.lists(
    st.one_of(
        st.builds(
            lambda month, trust, millions, months: PlannedEvent(
                month, trust, "fund", {"millions": millions, "months": months}
            ),
            st.integers(0, 35),
            st.integers(0, TRUSTS - 1),
            st.floats(0.0, 50.0),
            st.integers(0, 24),
        ),
        st.builds(
            lambda month, trust: PlannedEvent(month, trust, "acquire", {"partner": (trust + 1) % TRUSTS}),
            st.integers(0, 35),
            st.integers(0, TRUSTS - 1),
        ),
        st.builds(
            lambda month, trust, days: PlannedEvent(month, trust, "send_director", {"days_a_week": days}),
            st.integers(0, 35),
            st.integers(0, TRUSTS - 1),
            st.floats(0.0, 5.0),
        ),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(policy=policies, events=orders, replicate=st.integers(0, 1000))
def test_money_adds_up_under_any_policy(policy: Settings, events: list[PlannedEvent], replicate: int) -> None:
    scenario = small_world(policy, events=events, months=36)
    seen = film(Ensemble(populate(scenario), [scenario.parameters]), replicate)
    assert_money_adds_up(seen, scarce=bool(policy["systems.national_scarcity"]))


def when_short(seen: Film) -> list[tuple[Array, Array, int]]:
    """What was wanted and what was paid, by trust, in each month in which the envelope did not reach."""
    paid = seen.trusts["heard_granted"]
    wanted = paid + seen.trusts["grant_wanted"]
    return [
        (wanted[t], paid[t], t) for t in range(MONTHS) if (wanted[t] > 0.0).sum() > 1 and (paid[t] < wanted[t]).any()
    ]


def rank(seen: Film, rule: int, month: int) -> Array:
    """How trusts rank by a rule, on what was known when the money was granted."""
    trusts = seen.trusts[month]
    gap = np.maximum(0.0, 100.0 - trusts["seen"])
    if rule == WORST:
        return np.asarray(gap)
    if rule == SEVERITY:
        return np.asarray(gap * trusts["size"] / 5000.0)
    before = seen.trusts[month - 1]["spell_funding"]
    return np.asarray((trusts["seen"] - trusts["seen_at_entry"]) / (0.5 + before))


@pytest.mark.parametrize("rule", [WORST, SEVERITY, MARGINAL])
def test_short_money_goes_down_the_list_until_it_is_gone(rule: int) -> None:
    months = 0
    for seen in films({**SHORT, "levers.funding.allocation": rule}, replicates=range(6)):
        for wanted, paid, month in when_short(seen):
            ranks = rank(seen, rule, month)
            asked = wanted > 0.0
            full, none = asked & (paid == wanted), asked & (paid == 0.0)
            part = asked & ~full & ~none
            assert part.sum() <= 1
            assert (ranks[full].min(initial=np.inf) >= ranks[part | none]).all()
            assert (ranks[part].min(initial=np.inf) >= ranks[none]).all()
            assert seen.national["balance"][month] == 0.0
            months += 1
    assert months > 10


def test_short_money_shared_equally_gives_each_the_same_part() -> None:
    months = 0
    for seen in films({**SHORT, "levers.funding.allocation": EQUAL}, replicates=range(6)):
        for wanted, paid, month in when_short(seen):
            asked = wanted > 0.0
            if paid.sum() == 0.0:
                continue
            parts = paid[asked] / wanted[asked]
            assert np.ptp(parts) < 1e-4, month
            assert seen.national["balance"][month] < 1e-4
            months += 1
    assert months > 10


def test_short_money_given_at_random_follows_no_rank() -> None:
    agree = []
    for seen in films({**SHORT, "levers.funding.allocation": RANDOM}):
        for wanted, paid, month in when_short(seen):
            asked = wanted > 0.0
            if paid.sum() > 0.0 and (paid[asked] == 0.0).any():
                first = np.where(asked, paid / np.maximum(wanted, 1e-9), -1.0).argmax()
                agree.append(first == np.where(asked, rank(seen, WORST, month), -1.0).argmax())
    assert len(agree) > 50
    assert np.mean(agree) < 0.5


def test_without_an_envelope_nobody_is_paid() -> None:
    for seen in films({"levers.funding.envelope": 0.0}):
        assert seen.national["month_spent"].sum() == 0.0
        assert not seen.trusts["heard_granted"].any()


def test_a_grant_is_what_the_levers_say_while_money_lasts() -> None:
    said = {
        "levers.funding.millions": 6.0,
        "levers.funding.delay": 2,
        "levers.funding.months": 12,
        "levers.funding.taper": 3,
    }
    for seen in films({**said, "levers.funding.envelope": 2000.0, "regulation.release": 0.1}, replicates=range(5)):
        stayed = seen.first_wave & seen.special[:30].all(axis=0)
        assert stayed.any()
        full = [0.0] * 2 + [0.5] * 12 + [0.375, 0.25, 0.125] + [0.0] * 13
        assert (seen.trusts["heard_granted"][:30, stayed] == np.array(full)[:, np.newaxis]).all()


def test_a_closed_trust_returns_what_it_has_not_spent() -> None:
    closures = 0
    said = {"regulation.takeover": 0.005, "levers.funding.millions": 20.0, "levers.funding.envelope": 2000.0}
    for seen in films(said):
        books = seen.national
        shut = seen.trusts["is_open"][:-1] & ~seen.trusts["is_open"][1:]
        returned = np.where(shut, seen.trusts["funds"][:-1], 0.0).sum(axis=1)
        assert (np.diff(books["lapsed"]) == returned).all()
        assert (seen.trusts["funds"][~seen.trusts["is_open"]] == 0.0).all()
        closures += (returned > 0.0).sum()
    assert closures > 0
