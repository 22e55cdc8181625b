"""Gain and money are taken together, pair by pair."""

import made_up_arms
import numpy as np
import pytest

from turnaround_sim.analysis.acceptability import prices_for, rounded_up, wilson, worth_of


def two(shortfall, spend, outcomes=("shortfall",)):
    usual = {outcomes[0]: [5.0] * len(shortfall), "spend_m": [100.0] * len(shortfall)}
    return made_up_arms.contrasts(
        {"usual": usual, "other": {outcomes[0]: shortfall, "spend_m": spend}}, outcomes=outcomes
    )


def test_a_shortfall_is_counted_in_point_months_over_the_run():
    worth = worth_of(two([4.0, 6.0], [101.0, 99.0]), "other", "shortfall", trust_years=10)
    assert worth.gained.tolist() == [10.0, -10.0]
    assert worth.cost.tolist() == [1.0, -1.0]
    assert worth.unit == "point-month"


def test_the_share_counts_pairs_in_which_the_gain_is_worth_more_than_it_costs():
    # Gains 10, 10, 10, -10 point-months for £1m, £2m, -£1m and £1m.
    worth = worth_of(two([4.0, 4.0, 4.0, 6.0], [101.0, 102.0, 99.0, 101.0]), "other", "shortfall", 10)
    shares = worth.share(np.array([0.0, 0.1, 0.11, 0.21]))
    assert shares.tolist() == [0.25, 0.25, 0.5, 0.75]


def test_dearness_and_gain_of_one_pair_stay_together():
    # On average nothing is gained or spent, and yet at a high price half of the pairs are worth it, at none none.
    worth = worth_of(two([4.0, 6.0], [102.0, 98.0]), "other", "shortfall", 1)
    assert worth.share(np.array([0.0, 1.0, 3.0])).tolist() == [0.5, 0.5, 0.5]
    worth = worth_of(two([4.0, 6.0], [98.0, 102.0]), "other", "shortfall", 1)
    assert worth.share(np.array([0.0, 3.0])).tolist() == [0.5, 0.5]
    worth = worth_of(two([4.0, 6.0], [101.0, 102.0]), "other", "shortfall", 1)
    assert worth.share(np.array([0.0, 3.0])).tolist() == [0.0, 0.5]


def test_an_outcome_whose_higher_values_are_better_gains_upward():
    worth = worth_of(two([6.0], [100.0], outcomes=("quality",)), "other", "quality", 10)
    assert (worth.gained.tolist(), worth.unit) == ([1.0], "point")
    assert worth_of(two([6.0], [100.0], outcomes=("leaders_per_100_trust_months",)), "other", "spend_m", 1) is None
    assert (
        worth_of(two([6.0], [1.0], ("leaders_per_100_trust_months",)), "other", "leaders_per_100_trust_months", 1)
        is None
    )


def test_of_other_trusts_the_spending_is_not_known_and_shares_are_per_cent():
    arms = {
        arm: {"other_trusts_shortfall": [n], "spend_m": [1.0], "out_24": [0.2 + n / 10]} for n, arm in enumerate("ab")
    }
    of = made_up_arms.contrasts(arms, outcomes=("other_trusts_shortfall",))
    assert worth_of(of, "b", "other_trusts_shortfall", 1) is None
    worth = worth_of(of, "b", "out_24", 1)
    assert (worth.gained.tolist(), worth.unit) == (pytest.approx([10.0]), "percentage point")


def test_pairs_without_a_value_are_left_out():
    worth = worth_of(two([4.0, np.nan], [101.0, 102.0]), "other", "shortfall", 1)
    assert worth.units == 1


def test_prices_end_where_the_curves_have_been_told():
    worth = worth_of(two([4.0], [101.0]), "other", "shortfall", 1)
    prices = prices_for([worth])
    assert (prices[0], prices[-1]) == (0.0, 5.0)
    worth = worth_of(two([4.0, 6.0], [99.0, 101.0]), "other", "shortfall", 1)
    assert prices_for([worth])[-1] == 5.0
    free = worth_of(two([4.0], [100.0]), "other", "shortfall", 1)
    assert prices_for([free])[-1] == 1.0


@pytest.mark.parametrize(("value", "up"), [(1.0, 1.0), (1.01, 2.0), (2.1, 5.0), (5.5, 10.0), (0.021, 0.05)])
def test_rounding_goes_up(value, up):
    assert rounded_up(value) == pytest.approx(up)


def test_a_share_has_wilson_s_interval():
    assert wilson(0.0, 10)[0] == 0.0
    assert wilson(0.0, 10)[1] == pytest.approx(0.2775, abs=1e-4)
    assert np.isnan(wilson(0.5, 0)).all()


def test_what_is_asked_of_the_first_wave_is_counted_for_one_of_its_trusts_money_and_gain_alike():
    names = ("first_wave_shortfall", "first_wave_quality_36", "other_trusts_shortfall", "first_wave_spend_m")
    usual = {name: [5.0, 5.0] for name in names} | {"spend_m": [100.0, 100.0]}
    other = {**usual, names[0]: [4.0, 3.0], names[1]: [7.0, 6.0], names[3]: [6.0, 5.5], "spend_m": [900.0, 900.0]}
    contrasts = made_up_arms.contrasts({"usual": usual, "other": other}, outcomes=names)
    shortfall, quality = (worth_of(contrasts, "other", name, trust_years=2750) for name in names[:2])
    assert (shortfall.gained.tolist(), shortfall.cost.tolist()) == ([5.0, 10.0], [1.0, 0.5])
    assert (quality.gained.tolist(), quality.cost.tolist()) == ([2.0, 1.0], [1.0, 0.5])
    assert "first wave" in shortfall.scope
    assert worth_of(contrasts, "other", "other_trusts_shortfall", 2750) is None
