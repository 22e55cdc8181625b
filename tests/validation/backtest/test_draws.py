"""Frozen parameters: those of the prior, or those a calibration left."""

import pandas as pd
import pytest

from turnaround_sim import beliefs
from turnaround_sim.evidence.targets import Target, read_targets
from turnaround_sim.record import kaplan_meier, month_of, number_in_by_year_end, read_record, survival_spells
from turnaround_sim.scenario import read_scenario
from turnaround_sim.validation.backtest.draws import TO_2016, counted, fitted_draws, prior_draws, product_draws
from turnaround_sim.validation.backtest.forecasts import SPLIT
from turnaround_sim.validation.backtest.rivals import as_known


def test_the_prior_owns_up_to_the_targets_it_was_set_by() -> None:
    draws = prior_draws()
    assert {"T05", "T07", "T10"} <= draws.fitted
    assert not {"T12", "T14"} & draws.fitted
    assert not draws.calibrated
    england = read_scenario("england")
    assert draws.of(england, 3) == beliefs.drawn(england.parameters, 3)


def test_the_products_draws_are_those_of_a_run_and_only_the_posterior_has_seen_targets() -> None:
    england, seen = read_scenario("england"), frozenset({"T10"})
    draws = product_draws("posterior", seen)
    assert draws.of(england, 3) == beliefs.believing(england, "posterior", 3).parameters
    assert (draws.fitted, draws.calibrated) == (seen, True)
    stated = product_draws("none", seen)
    assert stated.of(england, 3) == england.parameters
    assert (stated.fitted, stated.calibrated) == (frozenset(), False)
    assert product_draws("prior", seen).name == prior_draws().name


def test_a_particle_is_drawn_as_often_as_its_weight_says() -> None:
    posterior = pd.DataFrame(
        {
            "particle": [0, 1],
            "weight": [0.25, 0.75],
            "candidate": [5, 7],
            "regulation.release": [0.3, 0.6],
            "regulation.decision_lag": [3.0, 5.0],
        }
    )
    draws = fitted_draws(posterior, name="draws", fitted=frozenset({"T10"}), size=8)
    england, schools = read_scenario("england"), read_scenario("schools")
    released = [draws.of(england, number).regulation.release for number in range(draws.size)]
    assert released == [0.3] * 2 + [0.6] * 6
    assert draws.of(england, 7).regulation.decision_lag == 5.0
    assert draws.of(schools, 7).regulation.decision_lag == 0.0, "what a scenario sets is its own choice"
    unfitted = beliefs.candidate(england.parameters, 7).operations.learning
    assert draws.of(england, 7).operations.learning == unfitted
    assert draws.calibrated


def test_workers_change_no_number_and_worlds_share_draws_in_turn() -> None:
    classroom = read_scenario("classroom")
    draws = prior_draws()
    asked: list[int] = []
    draws = type(draws)("noted", 2, lambda scenario, number: asked.append(number) or scenario.parameters, frozenset())

    def ever_in(world: object) -> float:
        return float(world.months["in_special_measures"].sum())  # type: ignore[attr-defined]

    alone = counted(classroom, ever_in, draws=draws, worlds=6, each=2, seed=1)
    assert asked == [0, 0, 1, 1, 0, 0]
    assert counted(classroom, ever_in, draws=draws, worlds=6, each=2, seed=1, workers=3) == alone
    assert len(set(alone)) > 1


def test_a_failure_in_one_world_is_not_swallowed() -> None:
    def refuse(_: object) -> float:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        counted(read_scenario("classroom"), refuse, draws=prior_draws(), worlds=2, seed=1, workers=2)


def last_month(target: Target) -> int:
    """The last month that a target's options speak of; of a first wave, its last month of following."""
    options = target.options
    if target.statistic == "share_still_in" and options["entered_to"] == 0:
        return int(options["after"])
    months = [value for name, value in options.items() if name in ("last", "month", "entered_to", "until")]
    years = [month_of(value + 1, 9) for name, value in options.items() if name == "last_year"]
    return int(max([*months, *options.get("months", []), *years, 0]))


def test_the_first_half_holds_nothing_of_the_second() -> None:
    half, whole = read_targets(TO_2016), {target.id: target for target in read_targets("england").targets}
    fitted = {target.id for target in half.fitted}
    assert fitted == {
        "T01", "T02", "T03", "T04h", "T05h", "T06h", "T10", "T13h", "T15", "T16", "T17", "T18", "T19h", "T24", "T25",
        "T25c", "T26",
    }  # fmt: skip
    for target in half.fitted:
        if target.id != "T26":  # it is of 2000 to 2013, counted in all years of the model
            assert last_month(target) <= SPLIT, target.id
    # All the others are those of England, and judge.
    for target in half.targets:
        if not target.id.endswith("h"):
            assert target.value == whole[target.id].value
            assert target.use == (whole[target.id].use if target.id in fitted else target.use)
    assert {target.id for target in half.targets if not target.id.endswith("h")} == set(whole)


def test_the_first_half_says_what_the_record_said_then() -> None:
    half = {target.id: target for target in read_targets(TO_2016).targets}
    known = as_known(read_record())
    spells = survival_spells(known)
    later = spells[spells["entered"] > 0]
    shares = kaplan_meier(later["entered"], later["ended"], later["censored"], (12, 24, 36))
    for name, row in zip(("T04h", "T05h", "T06h"), shares.itertuples(), strict=True):
        said = half[name]
        assert (said.value, said.low, said.high) == pytest.approx((row.share, row.low, row.high), abs=0.005)
        assert said.n == len(later)
    assert half["T13h"].value == pytest.approx(number_in_by_year_end(known, (2014, 2015, 2016))["low"].mean(), abs=0.05)
    quality = known[(known["regime"] == "SMQ") & known["exited"].notna()]
    rated = quality[quality["overall_rating_at_exit"].notna()]
    assert half["T19h"].n == len(rated)
    assert half["T19h"].value == pytest.approx((rated["overall_rating_at_exit"] == "good").mean(), abs=0.005)
