"""Targets are read from their file, and each mistake in one is told in one sentence."""

import inspect
import math
import pickle
import re
import tomllib
from pathlib import Path

import pytest

from turnaround_sim.evidence import targets
from turnaround_sim.evidence.checked import words_of
from turnaround_sim.evidence.statistics import STATISTICS
from turnaround_sim.evidence.targets import options_of, read_targets, shipped_targets
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths
from turnaround_sim.record import month_of, read_leaders, read_ratings
from turnaround_sim.scenario import read_scenario, shipped_scenarios

HOUSE = Path(__file__).parents[2]
ENGLAND = read_targets("england")
BY_ID = {target.id: target for target in ENGLAND.targets}

GOOD = """
scenario = "england"

[[targets]]
id = "A1"
fact = "first entries"
statistic = "entries"
options = { first = "2014-01", last = "2016-12", again = false }
value = 17
low = 10
high = 27
unit = "entries"
n = 17
population = "all trusts"
period = "2014-2016"
source = "SpellsRecord"
use = "calibrate"
"""
SET = """
[[targets]]
id = "A2"
fact = "months from inspection to publication"
value = 4
unit = "months"
population = "all trusts"
period = "2013-2021"
source = "InspectionsRecord"
use = "set"
held_by = "regulation.publication_lag"
"""


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "mine.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_targets(path)

    return reading


def test_all_targets_of_england_are_there():
    wanted = {f"T{number:02}" for number in range(1, 39)} | {"T23b", "T25b", "T25c", "T33b", "T38b"}
    assert set(BY_ID) == wanted
    assert ENGLAND.name == ENGLAND.scenario == "england"
    by_use = {use: {t.id for t in ENGLAND.targets if t.use == use} for use in ("calibrate", "validate", "set")}
    assert by_use["set"] == {"T23", "T23b", "T33", "T33b", "T36", "T37"}
    assert by_use["validate"] == {"T12", "T14", "T25b", "T27", "T34", "T35", "T38", "T38b"}
    assert {t.id for t in ENGLAND.fitted} == by_use["calibrate"]
    assert {t.id for t in ENGLAND.held_out} == by_use["validate"]


def test_months_are_written_as_dates_and_counted_from_july_2013():
    assert BY_ID["T16"].options == {"rating": "good", "month": month_of(2016, 6)}
    assert BY_ID["T13"].options == {"months": [month_of(year, 12) for year in range(2014, 2019)]}


def test_what_goes_in_as_it_is_names_what_holds_it_and_counts_nothing():
    held = {*declared_paths(Parameters), *(f"levers.{path}" for path in declared_paths(Levers))}
    for target in ENGLAND.targets:
        assert bool(target.held_by) == (target.use == "set")
        if target.use == "set":
            assert {path.strip() for path in target.held_by.split(";")} <= held
            assert not target.statistic
            with pytest.raises(ValueError, match=f"{target.id} goes in as it is"):
                target.of(None)


def test_every_source_is_in_the_bibliography():
    text = (HOUSE / "docs" / "references.bib").read_text(encoding="utf-8")
    keys = {entry.partition("{")[2].partition(",")[0] for entry in text.split("\n@")}
    for target in ENGLAND.targets:
        named = [name.strip() for name in target.source.split(";")]
        assert named[0] in keys, target.id
        for name in named:
            assert name in keys or f"{name}," in text or f"{name}}}" in text, (target.id, name)


@pytest.mark.parametrize("table", [read_leaders, read_ratings])
def test_values_are_those_of_the_record(table):
    rows = table()
    if "target" not in rows:
        rows = rows[rows["as_of"] == month_of(2016, 6)].assign(target=["T15", "T16", "T17", "T18"], value=rows["share"])
    for row in rows.itertuples():
        target = BY_ID[row.target]
        assert [target.value, target.low, target.high] == pytest.approx([row.value, row.low, row.high], abs=0.0051)
        assert row.source in target.source
        assert row.fact in target.source


def test_shipped_targets_lie_in_configs_word_for_word():
    copies = {path.stem: path.read_bytes() for path in (HOUSE / "configs" / "targets").glob("*.toml")}
    assert {name: (targets.SHIPPED / f"{name}.toml").read_bytes() for name in shipped_targets()} == copies
    assert shipped_targets() == ("england",)


def test_every_statistic_is_described_to_whoever_writes_a_file():
    for name, statistic in STATISTICS.items():
        assert inspect.getdoc(statistic)
        for option, field in options_of(name).model_fields.items():
            assert field.description or words_of(field.annotation), (name, option)


def test_targets_can_be_sent_to_another_process_and_told_apart():
    # Told in words, since an interval that is missing is not even equal to itself.
    assert repr(pickle.loads(pickle.dumps(ENGLAND))) == repr(ENGLAND)
    assert pickle.loads(pickle.dumps(ENGLAND.fitted)) == ENGLAND.fitted
    assert len({hash(target) for target in ENGLAND.targets}) == len(ENGLAND.targets)


def test_a_file_is_read_by_its_path(read, tmp_path):
    mine = read(GOOD + SET)
    assert (mine.name, mine.title, mine.scenario) == ("mine", "", "england")
    first, second = mine.targets
    assert (first.id, first.value, first.low, first.high, first.n) == ("A1", 17.0, 10.0, 27.0, 17)
    assert second.n is None
    assert math.isnan(second.low)
    assert math.isnan(second.high)


def test_a_scenario_may_lie_beside_the_targets(read, tmp_path):
    (tmp_path / "other.toml").write_text('extends = "england"\n', encoding="utf-8")
    mine = read(GOOD.replace('"england"', '"other.toml"'))
    assert read_scenario(mine.scenario).name == "other"


def test_every_shipped_scenario_may_be_named(read):
    for name in shipped_scenarios():
        assert read(GOOD.replace('"england"', f'"{name}"')).scenario == name


MISTAKES = {
    "misspelt statistic": (
        ('"entries"\noptions', '"entreis"\noptions'),
        "target A1: statistic",
        "entreis",
        '"entreis" is not a statistic; allowed: share_still_in, .*did you mean "entries"',
    ),
    "unknown option": (
        ("again = false", "again = false, rating = 3"),
        "target A1: options.rating",
        3,
        "3 is not a known key; allowed: first, last, again",
    ),
    "misspelt option": (
        ("again = false", "agian = false"),
        "target A1: options.agian",
        "false",
        'false is not a known key; allowed: first, last, again; did you mean "again"',
    ),
    "missing option": (
        (", again = false", ""),
        "target A1: options.again",
        None,
        "options.again is missing; allowed: first, last, again",
    ),
    "no month": (
        ('"2016-12"', '"2016-13"'),
        "target A1: options.last",
        "2016-13",
        '"2016-13" will not do; allowed: a month from "2013-07" on',
    ),
    "a month before the start": (
        ('"2014-01"', '"2013-06"'),
        "target A1: options.first",
        "2013-06",
        '"2013-06" will not do; allowed: a month from "2013-07" on',
    ),
    "months as a number": (('"2014-01"', "6"), "target A1: options.first", 6, "6 will not do; allowed: a month"),
    "neither true nor false": (("again = false", "again = 1"), "target A1: options.again", 1, "allowed: true or false"),
    "interval the wrong way round": (
        ("low = 10", "low = 30"),
        "target A1: low",
        30,
        "30 is above high = 27; allowed: an interval the right way round",
    ),
    "value outside its interval": (
        ("value = 17", "value = 9.5"),
        "target A1: value",
        9.5,
        "9.5 lies outside its interval; allowed: 10 to 27",
    ),
    "n of none": (("n = 17", "n = 0"), "target A1: n", 0, "0 will not do; allowed: a whole number from 1"),
    "n below nought": (("n = 17", "n = -4"), "target A1: n", -4, "-4 will not do; allowed: a whole number from 1"),
    "n in part": (("n = 17", "n = 17.5"), "target A1: n", 17.5, "17.5 will not do; allowed: a whole number from 1"),
    "value as text": (("value = 17", 'value = "17"'), "target A1: value", "17", '"17" will not do; allowed: a number'),
    "value without end": (
        ("value = 17", "value = inf"),
        "target A1: value",
        math.inf,
        "inf will not do; allowed: a number",
    ),
    "unknown use": (
        ('use = "calibrate"', 'use = "validat"'),
        "target A1: use",
        "validat",
        '"validat" will not do; allowed: calibrate, validate, set; did you mean "validate"',
    ),
    "unknown key": (
        ("unit =", "units ="),
        "target A1: units",
        "entries",
        '"entries" is not a known key; allowed: id, fact, .*did you mean "unit"',
    ),
    "no unit": (('unit = "entries"\n', ""), "target A1: unit", None, "unit is missing; allowed: id, fact"),
    "no interval": (("low = 10\n", ""), "target A1: low", None, 'low is missing; use = "calibrate" needs it'),
    "no statistic": (
        ('statistic = "entries"\n', ""),
        "target A1: statistic",
        None,
        'statistic is missing; use = "calibrate" needs it',
    ),
    "empty id": (('id = "A1"', 'id = ""'), "target 1: id", '""', '"" will not do; allowed: text in quotation marks'),
    "id twice": (("A2", "A1"), "target 2: id", "A1", '"A1" names another target already; allowed: a name for each'),
    "no target to fit": (
        ('use = "calibrate"', 'use = "validate"'),
        "targets",
        None,
        'there is none to fit; allowed: at least one with use = "calibrate"',
    ),
    "unknown scenario": (
        ('scenario = "england"', 'scenario = "enland"'),
        "scenario",
        "enland",
        '"enland" is not a shipped scenario, nor a file beside the targets; allowed: .*did you mean "england"',
    ),
    "no scenario": (('scenario = "england"', ""), "scenario", None, "scenario is missing; allowed: name, title"),
    "unknown key of the file": (
        ('scenario = "england"', 'scenario = "england"\ntitel = "x"'),
        "titel",
        "x",
        '"x" is not a known key; allowed: name, title, .*did you mean "title"',
    ),
    "set with a statistic": (
        ("value = 4\n", 'value = 4\nstatistic = "entries"\n'),
        "target A2: statistic",
        "entries",
        '"entries" counts what use = "set" puts in as it is; allowed: no statistic',
    ),
    "set with nothing that holds it": (
        ('held_by = "regulation.publication_lag"\n', ""),
        "target A2: held_by",
        None,
        'held_by is missing; use = "set" needs it',
    ),
    "held and fitted": (
        ('unit = "entries"', 'unit = "entries"\nheld_by = "regulation.release"'),
        "target A1: held_by",
        "regulation.release",
        'holds what goes in as it is; allowed: only with use = "set"',
    ),
    "options that are none": (
        ('options = { first = "2014-01", last = "2016-12", again = false }', "options = 3"),
        "target A1: options",
        3,
        "3 will not do; allowed: keys with values",
    ),
    "not TOML": (("low = 10", "low = "), "line 10", None, "line 10 is not well-formed TOML"),
}


@pytest.mark.parametrize("wrong", MISTAKES)
def test_each_mistake_is_told_in_one_sentence(read, wrong, tmp_path):
    (right, instead), key, value, told = MISTAKES[wrong]
    assert (GOOD + SET).count(right) >= 1
    with pytest.raises(Mistake, match=told) as caught:
        read((GOOD + SET).replace(right, instead, 1 if wrong != "unknown key of the file" else -1))
    mistake = caught.value
    assert (mistake.file, mistake.key, mistake.value) == (str(tmp_path / "mine.toml"), key, value)
    assert "\n" not in str(mistake)
    assert len(re.findall(f"{re.escape(mistake.key)}[ :]", str(mistake))) == 1


def test_an_element_of_a_list_is_named(read):
    text = GOOD.replace('"entries"\n', '"number_in"\n', 1).replace(
        'first = "2014-01", last = "2016-12", again = false', 'months = ["2014-12", "2015"]'
    )
    with pytest.raises(Mistake, match=r'options\.months = "2015" will not do; allowed: a list of months'):
        read(text)


def test_words_of_an_option_are_offered(read):
    text = GOOD.replace('"entries"\n', '"share_rated"\n', 1).replace(
        'first = "2014-01", last = "2016-12", again = false', 'month = "2016-06", rating = "godo"'
    )
    with pytest.raises(Mistake, match=r'"godo" will not do; allowed: inadequate, .*; did you mean "good"\?'):
        read(text)


def test_a_file_that_cannot_be_read_is_a_mistake(read):
    with pytest.raises(Mistake, match="is not UTF-8 text"):
        read(b"\xff\xfe")
    with pytest.raises(Mistake, match=r'"englnd" is neither a file nor shipped targets; .*did you mean "england"\?'):
        read_targets("englnd")
    with pytest.raises(
        Mistake, match=r"targets = 3 will not do; allowed: one table after another, each under \[\[targets\]\]"
    ):
        read('scenario = "england"\ntargets = [3]\n')


def test_the_shipped_file_says_its_months_as_dates():
    said = tomllib.loads((targets.SHIPPED / "england.toml").read_text(encoding="utf-8"))
    for row in said["targets"]:
        for option in ("month", "first", "last", "entered_from", "entered_to", "since", "until"):
            assert isinstance(row.get("options", {}).get(option, ""), str)
