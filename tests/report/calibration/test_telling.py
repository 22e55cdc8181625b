"""The report of a calibration says what its tables say: what is met, what is learnt, what nothing is learnt about."""

import pandas as pd
import pytest
from made_up_fit import ALL, FITTED, INFORMED, TARGETS, write_fit

from turnaround_sim import beliefs
from turnaround_sim.analysis.informing import PRICED_BY
from turnaround_sim.report.calibration import tell
from turnaround_sim.report.calibration.telling import TOPICS
from turnaround_sim.validation.fit import Fit


def fit_with(folder, **tables):
    """A made-up fit with some tables changed: each is a function of the table as written."""
    write_fit(folder)
    for name, change in tables.items():
        path = folder / f"{name}.parquet"
        change(pd.read_parquet(path)).to_parquet(path, index=False)
    return Fit.open(folder)


def test_the_answer_counts_what_is_met_of_the_fitted_and_of_the_held_out(tmp_path):
    telling = tell(Fit.open(write_fit(tmp_path / "fit", off={"T01": 2.0, "T14": -2.0, "T12": 2.0})))
    fitted, held = len(TARGETS.fitted), len(TARGETS.held_out)
    met = pd.read_parquet(tmp_path / "fit" / "predictive.parquet").set_index("target")["inside"]
    assert not met[["T01", "T14", "T12"]].any()
    own = int(met[[target.id for target in TARGETS.fitted]].sum())
    other = int(met[[target.id for target in TARGETS.held_out]].sum())
    assert telling.sentence == (
        f"The full model meets {own} of {fitted} facts it was fitted to and {other} of {held} it was not shown."
    )
    (missed,) = [text for name, text in telling.caveats if name == "Not met"]
    assert all(name in missed for name in ("T01", "T12", "T14"))
    assert "T26" not in missed


@pytest.mark.parametrize(("off", "met"), [(0.0, True), (2.0, False)])
def test_whether_the_leader_effect_is_met_stands_above_all(tmp_path, off, met):
    telling = tell(Fit.open(write_fit(tmp_path / "fit", off={"T26": off})))
    assert telling.verdict.startswith("The effect of a change of leader (T26) is ")
    assert ("is met" in telling.verdict) is met
    assert ("nothing may be said of leaders" in telling.verdict) is not met
    assert ("Leaders" in dict(telling.caveats)) is not met


def test_the_null_is_called_so(tmp_path):
    telling = tell(Fit.open(write_fit(tmp_path / "fit", "null")))
    assert telling.title == "What the record says of the null"
    assert telling.sentence.startswith("The null meets ")


def test_what_is_informed_is_named_and_topics_without_any_are_called_silent(tmp_path):
    telling = tell(Fit.open(write_fit(tmp_path / "fit")))
    assert telling.informed == INFORMED
    count = len(beliefs.uncertain())
    assert telling.beside[0] == (
        f"The record informs 2 of {count} uncertain parameters: operations.learning, leadership.label_exit."
    )
    assert telling.silent == tuple(TOPICS.values())
    assert telling.beside[1].startswith("It is silent about funding, coaching by directors, buddying, coordination of ")


def test_a_topic_of_which_one_parameter_is_informed_is_not_called_silent(tmp_path):
    def informing(table):
        table.loc[table["parameter"] == "finance.post_memory", ["ratio", "informed"]] = [0.6, True]
        return table

    telling = tell(fit_with(tmp_path / "fit", informed=informing))
    assert (telling.heard, "funding" in telling.silent) == (("funding",), False)
    assert "buddying" in telling.silent


def test_where_nothing_is_informed_it_says_none(tmp_path):
    telling = tell(fit_with(tmp_path / "fit", informed=lambda table: table.assign(informed=False)))
    assert telling.beside[0].startswith("The record informs none of ")


def test_every_group_of_levers_whose_worth_is_unknown_is_a_topic():
    assert set(TOPICS) == set(PRICED_BY)


def test_a_fit_that_did_not_end_at_temperature_one_says_so(tmp_path):
    assert "Not fitted in full" not in dict(tell(Fit.open(write_fit(tmp_path / "full"))).caveats)
    warm = tell(fit_with(tmp_path / "warm", generations=lambda table: table.assign(temperature=3.5)))
    assert "a temperature of 3.5 and not 1" in dict(warm.caveats)["Not fitted in full"]


def test_a_fit_of_few_particles_is_not_trusted_with_its_spreads(tmp_path):
    def unequal(table):
        return table.assign(weight=[0.9, *[0.1 / (len(table) - 1)] * (len(table) - 1)])

    assert "Few particles" not in dict(tell(Fit.open(write_fit(tmp_path / "many"))).caveats)
    few = tell(fit_with(tmp_path / "few", posterior=unequal))
    name, text = few.caveats[0]
    assert name == "Few particles"
    assert text.startswith("The fit has 1.23 particles, as if all weighed the same: fewer than 40.")


@pytest.mark.parametrize(("share", "said"), [(0.1, "too narrow"), (1.0, "too wide"), (0.8, "")])
def test_intervals_that_do_not_hold_the_truth_as_often_as_they_should_are_a_caveat(tmp_path, share, said):
    def covering(table):
        return table.assign(covered=[n < share * len(table) for n in range(len(table))])

    caveat = dict(tell(fit_with(tmp_path / "fit", recovery=covering)).caveats).get("Intervals", "")
    assert said in caveat
    assert bool(said) is bool(caveat)


def test_with_a_null_it_says_what_needs_no_leader_effect(tmp_path):
    full, null = write_fit(tmp_path / "full"), write_fit(tmp_path / "null", "null", seed=3)
    telling = tell(Fit.open(full), Fit.open(null))
    assert "leader effect" in telling.against_said[0]
    assert len(telling.against.table) == len(ALL)
    assert tell(Fit.open(full)).against is None


def test_the_facts_name_the_model_the_particles_and_the_seed(tmp_path):
    facts = dict(tell(Fit.open(write_fit(tmp_path / "fit"))).facts)
    assert facts["Model, targets"] == f"england, {TARGETS.title}"
    assert facts["Particles"] == "200, 180 as if all weighed the same"
    assert (facts["Seed"], facts["Worlds a particle"]) == ("1", "3")
    assert set(FITTED) == set(Fit.open(tmp_path / "fit").fitted)
