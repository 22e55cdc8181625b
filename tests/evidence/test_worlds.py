"""A world is the same whether it comes from the ensemble's memory or from a finished run's files."""

from dataclasses import fields, replace

import numpy as np
import pytest

from turnaround_sim import simulate
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.evidence import worlds
from turnaround_sim.experiment import question_about, run_arms
from turnaround_sim.mistakes import Mistake
from turnaround_sim.population import populate
from turnaround_sim.record import month_of, number_in_by_year_end, read_record, survival_spells
from turnaround_sim.scenario import read_scenario
from turnaround_sim.store import Results

LONG = replace(read_scenario("classroom"), months=60)
ARMS = {"long": LONG, "short": replace(LONG, months=30)}


def finished(folder, **asked):
    question = question_about("two", ARMS, seed=4, replicates=3, first=2, **asked)
    return Results.open(run_arms(ARMS, question, workers=1, out=folder))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("runs"))


@pytest.mark.parametrize("arm", ARMS)
def test_a_world_read_from_disk_is_the_one_that_was_walked(results, arm):
    engine = Ensemble(populate(ARMS[arm]), [ARMS[arm].parameters])
    read = list(worlds.worlds_of(results, arm))
    assert len(read) == 3
    for replicate, world in enumerate(read, start=2):
        walked = worlds.world_of(engine.run(4, replicate))
        assert world.length == walked.length == ARMS[arm].months
        assert np.array_equal(world.types, walked.types)
        for name, row in worlds.TABLES.items():
            ours, theirs = getattr(world, name), getattr(walked, name)
            assert len(ours) == len(theirs) > 0, name
            for column in (field.name for field in fields(row)):
                assert np.array_equal(ours[column], theirs[column], equal_nan=ours[column].dtype.kind == "f"), column


def test_words_are_those_of_the_tables_on_disk():
    for column, words in worlds.WORDS.items():
        on_disk = simulate.WORDS.get(f"inspections.{column}") or simulate.WORDS[column]
        assert [word or "" for word in on_disk[1:]] == list(words[1:])


def test_an_arm_that_is_not_there_is_a_mistake(results):
    with pytest.raises(Mistake, match=r'no arm "shirt"; this run has long, short; did you mean "short"\?'):
        next(worlds.worlds_of(results, "shirt"))


def test_outcomes_alone_make_no_world(tmp_path):
    with pytest.raises(Mistake, match='no table "trusts"; this run kept outcomes'):
        next(worlds.worlds_of(finished(tmp_path, keep="outcomes"), "long"))


def test_a_world_without_an_event_has_an_empty_table(tmp_path):
    calm = {"calm": replace(LONG, months=2)}
    question = question_about("calm", calm, seed=4, replicates=1)
    (world,) = worlds.worlds_of(Results.open(run_arms(calm, question, workers=1, out=tmp_path)), "calm")
    assert len(world.annual) == 0
    assert world.length == 2


def test_the_record_is_a_world_of_41_spells():
    world, spells = worlds.recorded(), survival_spells(read_record())
    assert len(world.spells) == len(spells) == 41
    assert len(world.types) == 37
    assert list(world.spells["entered"]) == list(spells["entered"])
    assert np.isnan(world.spells["exited"]).sum() == 2
    assert not (np.isnan(world.spells["exited"]) & np.isnan(world.spells["censored_at"])).any()
    merged = world.spells[world.spells["end_reason"] == 2]
    assert list(merged["exited"]) == [month_of(2014, 10)]
    assert (world.spells["spell"] > 1).sum() == 4


def test_its_months_count_who_is_known_to_be_in():
    years = range(2013, 2021)
    known = number_in_by_year_end(read_record(), years)["low"]
    assert [worlds.recorded().months["in_special_measures"][month_of(year, 12)] for year in years] == list(known)
