"""A box as a sentence: names of the register, values with units, places in the range, and how often it is wrong."""

import numpy as np
import pytest

from turnaround_sim.analysis.discovery import sentences
from turnaround_sim.analysis.discovery.chance import labels
from turnaround_sim.analysis.discovery.claims import Claim
from turnaround_sim.analysis.discovery.finding import boxes
from turnaround_sim.analysis.discovery.findings import Finding
from turnaround_sim.analysis.discovery.regions import Limit, Region
from turnaround_sim.design import Factor
from turnaround_sim.design.factors import every

CLAIM = Claim("it beats it", "patience 12", "patience 24", "shortfall")


def factor(path, low, high, distribution="prior"):
    return Factor(path, path.split(".")[1], every()[path], low, high, distribution)


COACHING = factor("parameters.support.coaching", 0.0, 0.015)
DELAY = factor("parameters.support.buddy_delay", 0, 12)
DAYS = factor("levers.director.days", 0.0, 5.0, "uniform")
FACTORS = (COACHING, DELAY, DAYS)


def finding(is_case, claim=CLAIM, places=None):
    places = np.random.default_rng(0).random((len(is_case), 3)) if places is None else places
    margins = np.where(is_case, 1.0, -1.0)[:, None] + np.random.default_rng(1).normal(0, 0.5, (len(is_case), 4))
    return Finding(claim, places, margins, 0, labels(margins), boxes(places, is_case, 1, shuffles=2))


@pytest.fixture(scope="module")
def planted():
    rng = np.random.default_rng(3)
    places = rng.random((400, 3))
    inside = (places[:, 0] > 0.6) & (places[:, 2] < 0.5)
    return finding(rng.random(400) < np.where(inside, 0.95, 0.2), places=places)


@pytest.mark.parametrize(
    "limit, words",
    [
        (Limit(0, 0.7, 1.0), "capability from full coaching, three days a week (support.coaching) is above 0.00648 "),
        (Limit(0, 0.7, 1.0), " 1/month (the highest 30% of its prior)"),
        (Limit(1, 0.0, 0.5), "from entry to a link (support.buddy_delay) is at most 2 months (the lowest 50% of its "),
        (Limit(2, 0.2, 0.6), "is between 1 and 3 days/week (40% of its range, in its midst)"),
    ],
)  # fmt: skip
def test_a_limit_has_a_name_a_value_and_a_place(limit, words):
    assert words in sentences.limited(limit, FACTORS[limit.factor])


def test_a_box_says_where_how_often_against_what_and_how_often_it_is_wrong(planted):
    prim = planted.search.boxes[0]
    said = sentences.box_said(prim, planted, FACTORS)
    held = prim.held_out
    assert said.startswith("Where capability from full coaching, three days a week (support.coaching) is above ")
    assert "patience 12 has lower quality shortfall than patience 24" in said
    for share in (held.density, held.coverage, held.false_alarms):
        assert sentences.with_interval(share) in said
    assert f"against {sentences.percent(held.base.value)} anywhere" in said
    assert sentences.answer(planted).startswith("It depends: patience 12 has lower quality shortfall")


def test_where_nothing_lasts_it_is_said_so():
    noise = finding(np.random.default_rng(6).random(120) < 0.5)
    for box in noise.search.boxes:
        assert not box.is_found
        assert "finds no region" in sentences.box_said(box, noise, FACTORS)
    assert "no region stands out from the rest" in sentences.answer(noise)


@pytest.mark.parametrize(
    "cases, words",
    [(0, "Nowhere in the ranges"), (2, "Hardly anywhere: "), (198, "Nearly everywhere: "), (200, "Everywhere in the")],
)
def test_one_sided_answers(cases, words):
    assert sentences.answer(finding(np.arange(200) < cases)).startswith(words)


def test_a_claim_with_a_price_says_it():
    claim = Claim("pays", "money", "none", "first_wave_shortfall", 0.1, "first_wave_spend_m", "fails")
    assert sentences.said(claim) == (
        "money does not have lower quality shortfall, first wave than none by more than 0.100 point-months a "
        "trust-year for each £m a trust of spending on the first wave"
    )


def test_what_the_record_is_silent_about_is_named():
    region = Region((Limit(0, 0.5, 1.0), Limit(2, 0.0, 0.5)))
    named = sentences.uninformed(region, FACTORS)
    assert [each.short for each in named] == ["support.coaching"]  # a lever is no belief


def test_luck_is_told_with_the_labels(planted):
    said = sentences.luck_said(planted)
    assert "4 worlds in both arms" in said
    assert f"At {planted.labels.apart} of 400 points" in said
