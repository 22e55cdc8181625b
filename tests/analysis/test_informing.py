"""Whether the record informs an answer: by the parameters that price what two arms do differently."""

import pytest

from turnaround_sim import beliefs
from turnaround_sim.analysis import informing
from turnaround_sim.levers import Levers
from turnaround_sim.provenance import groups_of

USUAL = {
    "levers": {"leadership": {"patience": 12}, "funding": {"millions": 0.0}},
    "parameters": {"support": {"effects": 1.0}},
}


def _other(**changed):
    return {**USUAL, **changed}


@pytest.mark.parametrize(
    ("other", "groups"),
    [
        (USUAL, ()),
        (_other(levers={**USUAL["levers"], "funding": {"millions": 5.0}}), ("funding",)),
        (_other(changes=[{"month": 3, "lever": "oversight.bodies", "value": 2}]), ("oversight",)),
        (_other(events=[{"month": 3, "trust": 1, "do": "send_buddy"}]), ("buddy",)),
        (_other(parameters={"support": {"effects": 0.0}}), ("director", "buddy")),
    ],
)
def test_what_arms_do_differently_is_found_wherever_a_scenario_says_it(other, groups):
    assert informing.priced({"a": USUAL, "b": other}, "a", "b") == groups


def test_an_answer_is_not_informed_where_nothing_that_prices_it_was_narrowed(monkeypatch):
    arms = {"a": USUAL, "b": _other(levers={**USUAL["levers"], "funding": {"millions": 5.0}})}
    manifest = {"uncertainty": "posterior", "scenarios": arms}
    monkeypatch.setattr(beliefs, "informed", dict)
    assert informing.grounds(manifest, "a", "b") == "not informed"
    assert "what money is worth" in informing.watermark(manifest, [("a", "b")])
    monkeypatch.setattr(beliefs, "informed", lambda: {"finance.capability_gain": 0.5})
    assert informing.grounds(manifest, "a", "b") == "posterior"
    assert informing.watermark(manifest, [("a", "b")]) == ""
    monkeypatch.setattr(beliefs, "informed", lambda: {"finance.capability_gain": 0.81})
    assert informing.grounds(manifest, "a", "b") == "not informed"


def test_without_a_posterior_everything_is_prior_only():
    for uncertainty in ("none", "prior"):
        manifest = {"uncertainty": uncertainty, "scenarios": {"a": USUAL, "b": USUAL}}
        assert informing.grounds(manifest, "a", "b") == "prior only"
        assert informing.watermark(manifest, [("a", "b")]) == ""


def test_every_group_of_levers_has_uncertain_parameters_that_price_it():
    assert set(informing.PRICED_BY) == set(groups_of(Levers))
    for paths in informing.PRICED_BY.values():
        assert set(paths) <= set(beliefs.uncertain())
