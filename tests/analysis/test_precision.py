"""Replicates are added until intervals are as narrow as was asked, and no number depends on how it came about."""

import json
import math
from dataclasses import replace

import made_up_engine
import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis import precision
from turnaround_sim.analysis.comparison import differences_against
from turnaround_sim.analysis.precision import FIRST, Seen, following, pairs_needed, precisely, widest
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import CHUNK, Question, Results

ARMS = {name: made_up_engine.MadeUpScenario(name=name, decides={"arm": name}) for name in ("usual", "new", "wild")}
SPREAD = {"usual": 0.0, "new": 1.0, "wild": 3.0}


def simulate(scenario, *, seed, first, replicates, arm="", **asked):
    """Outcomes that differ from the baseline's by normal numbers, three times as far under one arm."""
    made = made_up_engine.simulate(scenario, seed=seed, first=first, replicates=replicates, arm=arm, **asked)
    luck = [np.random.default_rng([seed, first + r, len(arm)]) for r in range(replicates)]
    outcomes = made["outcomes"]
    for column in ("shortfall", "quality"):
        values = pa.array([10.0 + SPREAD[arm] * random.normal() for random in luck])
        outcomes = outcomes.set_column(outcomes.column_names.index(column), column, values)
    return {**made, "outcomes": outcomes}


@pytest.fixture
def calls(monkeypatch):
    asked_for: list[tuple[str, int, int]] = []

    def counted(scenario, **asked):
        asked_for.append((asked["arm"], asked["first"], asked["replicates"]))
        return simulate(scenario, **asked)

    monkeypatch.setattr(experiment, "simulate", counted)
    return asked_for


def asked(replicates=50, keep="outcomes"):
    return Question("trial", {arm: s.resolved() for arm, s in ARMS.items()}, 1, replicates, keep)


def reach(out, targets, replicates=50, keep="outcomes", **how):
    return precisely(
        ARMS, asked(replicates, keep), "usual", targets, out=out, commands={}, about=lambda question: {}, **how
    )


def tables(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def halves(folder, outcome="shortfall"):
    told = differences_against(Results.open(folder), "usual", ["new", "wild"])
    return {arm: (each.high - each.low) / 2 for arm, rows in told.items() for each in rows if each.outcome == outcome}


def test_replicates_are_added_until_every_arm_is_precise(tmp_path, calls):
    reached = reach(tmp_path, {"shortfall": 0.4})
    # The wild arm's pairs differ by 3: some (1.96 * 3 / 0.4)^2 = 216 pairs.
    assert reached.met
    assert 175 <= reached.replicates <= 275
    assert reached.replicates % CHUNK == 0
    (seen,) = reached.seen
    assert (seen.arm, seen.within, seen.pairs) == ("wild", 0.4, reached.replicates)
    assert seen.half_width == pytest.approx(halves(reached.folder)["wild"])
    assert seen.half_width <= 0.4
    assert halves(reached.folder)["new"] < seen.half_width
    assert (reached.to_halve, reached.arms) == (4 * reached.replicates, 3)


def test_the_widest_of_several_outcomes_decides(tmp_path, calls):
    reached = reach(tmp_path, {"quality": 5.0, "shortfall": 0.4})
    assert [each.outcome for each in reached.seen] == ["shortfall", "quality"]
    assert [each.met for each in reached.seen] == [True, True]
    assert reached.replicates == reach(tmp_path, {"shortfall": 0.4}).replicates


@pytest.mark.parametrize("keep", ["outcomes", "tables"])
def test_the_answer_is_that_of_the_question_asked_outright_and_nothing_is_computed_twice(keep, tmp_path, calls):
    reached = reach(tmp_path / "stages", {"shortfall": 0.4}, keep=keep)
    assert len(set(calls)) == len(calls) == 3 * reached.replicates / CHUNK
    question = asked(reached.replicates, keep)
    outright = experiment.run_arms(ARMS, question, out=tmp_path / "outright")
    assert reached.folder == question.folder(tmp_path / "stages")
    assert tables(reached.folder) == tables(outright)
    left = {"outcomes": ["chunks", question.digest], "tables": [question.digest]}[keep]
    assert sorted(path.name for path in reached.folder.parent.iterdir()) == sorted(left)


def test_the_same_command_goes_on_from_wherever_it_was_stopped(tmp_path, calls):
    whole = reach(tmp_path / "whole", {"shortfall": 0.4})
    stages = range(len(calls))
    for stopped_at in (*list(stages)[:: len(calls) // 4], len(calls) - 1):
        last = len(calls) + stopped_at

        def progress(done, total, last=last):
            if len(calls) > last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reach(tmp_path / str(stopped_at), {"shortfall": 0.4}, workers=1, progress=progress)
        before = len(calls)
        again = reach(tmp_path / str(stopped_at), {"shortfall": 0.4})
        assert again.replicates == whole.replicates
        assert tables(again.folder) == tables(whole.folder)
        assert len(calls) - before < len(stages)
    before = len(calls)
    assert reach(tmp_path / "whole", {"shortfall": 0.4}).folder == whole.folder
    assert len(calls) == before


def test_a_finer_precision_takes_over_the_coarser_ones_chunks(tmp_path, calls):
    coarse = reach(tmp_path, {"shortfall": 0.4})
    before = len(calls)
    fine = reach(tmp_path, {"shortfall": 0.3})
    assert len(calls) - before == 3 * (fine.replicates - coarse.replicates) / CHUNK
    assert json.loads((fine.folder / "manifest.json").read_text())["chunks_reused"] >= 3 * coarse.replicates / CHUNK


def test_the_first_stage_is_as_large_as_was_asked_and_no_smaller_than_the_variance_needs(tmp_path, calls):
    assert reach(tmp_path / "few", {"shortfall": 50.0}, replicates=8).replicates == FIRST
    assert reach(tmp_path / "many", {"shortfall": 50.0}, replicates=130).replicates == 130


def test_where_the_bound_is_reached_it_is_said_what_it_would_take(tmp_path, calls):
    reached = reach(tmp_path, {"shortfall": 0.1}, most=110)
    assert (reached.met, reached.replicates) == (False, 110)
    (seen,) = reached.seen
    assert seen.half_width == pytest.approx(3 * 1.96 / math.sqrt(110), rel=0.2)
    assert seen.needed == pytest.approx((3 * 1.96 / 0.1) ** 2, rel=0.3)
    assert tables(reached.folder) == tables(experiment.run_arms(ARMS, asked(110), out=tmp_path / "outright"))


def test_a_bound_below_the_first_stage_is_a_mistake_and_one_below_what_was_asked_bounds_it(tmp_path, calls):
    with pytest.raises(Mistake, match="--most is 40: at least 50"):
        reach(tmp_path, {"shortfall": 1.0}, most=40)
    assert list(tmp_path.iterdir()) == []
    assert reach(tmp_path, {"shortfall": 0.01}, replicates=500, most=60).replicates == 60


def test_how_long_more_would_take_is_told_by_what_was_computed_here(tmp_path, calls):
    reached = reach(tmp_path, {"shortfall": 0.4})
    assert reached.seconds_to_halve == pytest.approx(9 * reached.replicates / reached.rate)
    assert math.isnan(reach(tmp_path, {"shortfall": 0.4}).seconds_to_halve)


def test_where_parameters_are_drawn_it_is_draws_that_are_counted(tmp_path, monkeypatch):
    def by_draw(scenario, *, seed, first, replicates, arm="", **asked):
        made = simulate(scenario, seed=seed, first=first, replicates=replicates, arm=arm, **asked)
        draws = [np.random.default_rng([seed, (first + r) // asked["worlds_per_draw"], 7]) for r in range(replicates)]
        values = pa.array([10.0 + SPREAD[arm] * random.normal() for random in draws])
        outcomes = made["outcomes"]
        place = outcomes.column_names.index("shortfall")
        return {**made, "outcomes": outcomes.set_column(place, "shortfall", values)}

    monkeypatch.setattr(experiment, "simulate", by_draw)
    question = replace(asked(), uncertainty="prior", worlds_per_draw=4)
    how = {"out": tmp_path, "commands": {}, "about": lambda question: {}}
    reached = precisely(ARMS, question, "usual", {"shortfall": 0.4}, **how)
    # As many draws as it took worlds, and four worlds to each.
    assert reached.met
    assert 700 <= reached.replicates <= 1100
    assert reached.replicates % math.lcm(4, CHUNK) == 0
    assert precisely(ARMS, question, "usual", {"shortfall": 50.0}, **how).replicates == 4 * FIRST
    with pytest.raises(Mistake, match="--most is 199: at least 200"):
        precisely(ARMS, question, "usual", {"shortfall": 1.0}, most=199, **how)


def seen_of(half_width, within=1.0, pairs=100, replicates=100):
    return Seen("shortfall", "Shortfall", "points", "new", half_width, within, pairs, replicates)


def test_the_next_stage_follows_from_the_variance_in_whole_chunks_and_at_most_fourfold():
    assert following([seen_of(1.0)], 100, 20_000) is None
    # Half as wide: some four times the pairs, fewer since Student's quantile falls: (1.9660 / 1.9842)^2 of 400.
    assert pairs_needed(2.0, 100, 1.0) == 393
    assert following([seen_of(2.0)], 100, 20_000) == 400
    assert following([seen_of(1.2)], 100, 20_000) == 150
    assert following([seen_of(9.0)], 100, 20_000) == 400
    assert following([seen_of(9.0)], 100, 130) == 130
    assert following([seen_of(9.0)], 130, 130) is None
    assert following([seen_of(1.2), seen_of(1.5)], 100, 20_000) == following([seen_of(1.5)], 100, 20_000) == 225
    assert following([seen_of(1.0001)], 100, 20_000) == 125
    assert following([seen_of(math.nan, pairs=1)], 100, 20_000) == 400


def test_pairs_without_a_value_are_made_up_for():
    assert following([seen_of(1.2, pairs=50)], 100, 20_000) == 150
    assert seen_of(1.2, pairs=50).needed == 2 * pairs_needed(1.2, 50, 1.0)


@pytest.mark.parametrize(("spread", "pairs"), [(1.0, 50), (0.1, 60), (40.0, 50)])
def test_pairs_needed_is_the_fewest_that_are_enough(spread, pairs):
    half = stats.t.ppf(0.975, pairs - 1) * spread / math.sqrt(pairs)
    needed = pairs_needed(half, pairs, 0.1)

    def reached(n):
        return stats.t.ppf(0.975, n - 1) * spread / math.sqrt(n)

    assert reached(needed) <= 0.1
    assert needed == 2 or reached(needed - 1) > 0.1


@pytest.mark.parametrize("arm", ["new", "wild"])
def test_an_arm_without_an_interval_is_wider_than_any(arm, tmp_path, calls):
    folder = reach(tmp_path, {"shortfall": 50.0}).folder
    told = differences_against(Results.open(folder), "usual", ["new", "wild"])
    (place,) = [n for n, column in enumerate(dictionary.OUTCOMES) if column.name == "shortfall"]
    told[arm][place] = replace(told[arm][place], low=math.nan, high=math.nan, replicates=1)
    (seen,) = widest(told, {"shortfall": 50.0}, 50)
    assert (seen.arm, seen.met, seen.needed) == (arm, False, math.inf)


def covered(seed, within, experiments):
    """How often the interval holds the truth, nought, when sampling stops as soon as it is narrow enough."""
    random, held = np.random.default_rng(seed), 0
    for _ in range(experiments):
        differences, replicates = random.normal(size=2000), FIRST
        while True:
            half = precision._quantile(replicates) * differences[:replicates].std(ddof=1) / math.sqrt(replicates)
            more = following([seen_of(half, within, replicates, replicates)], replicates, len(differences))
            if more is None:
                break
            replicates = more
        held += abs(differences[:replicates].mean()) <= half
    return held / experiments


@pytest.mark.parametrize(("within", "seed"), [(0.25, 11), (0.2, 12), (0.1, 13)])
def test_stopping_when_it_is_narrow_enough_costs_little_coverage(within, seed):
    # In 20,000 experiments it was 94.6 to 95.1 in 100. Of 3,000 as good as the worst of these, some one in 1,000
    # would fail here by chance; the seeds are fixed, so that they never do.
    assert covered(seed, within, 3000) > 0.9335


def test_stopping_at_what_favours_one_side_would_be_noticed():
    # What the statistics test is for: a rule that stopped at a difference that looks real would cover far less.
    random, held = np.random.default_rng(5), 0
    for _ in range(500):
        differences, replicates = random.normal(size=2000), FIRST
        while True:
            half = precision._quantile(replicates) * differences[:replicates].std(ddof=1) / math.sqrt(replicates)
            if abs(differences[:replicates].mean()) > half or replicates >= 2000:
                break
            replicates += 25
        held += abs(differences[:replicates].mean()) <= half
    assert held / 500 < 0.8
