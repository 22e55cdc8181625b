"""Experiment files: what they say becomes arms, and what is wrong with them is said in one sentence."""

from pathlib import Path

import pytest

from turnaround_sim import cli
from turnaround_sim.design import read_experiment, shipped, shipped_experiments
from turnaround_sim.design.files import SHIPPED
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import read_scenario

HOUSE = Path(__file__).parents[2]
TWO = 'extends = "england"\n[arms.as-it-was]\n[arms.patient.levers.leadership]\npatience = 24\n'
GRID = """
extends = "classroom"
baseline = "patience 12, none"
[[grids]]
all.months = 24
[[grids.axes]]
key = "levers.leadership.patience"
values = [6, 12, 24]
[[grids.axes]]
name = "event"
[grids.axes.levels.none]
[[grids.axes.levels.shock.events]]
month = 3
trust = 1
do = "shock"
with.points = -10.0
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(text: str, name: str = "mine.toml"):
    Path(name).write_text(text, encoding="utf-8")
    return read_experiment(name)


def test_arms_are_scenarios_told_in_the_words_of_scenario_files():
    design = read(TWO)
    assert list(design.arms) == ["as-it-was", "patient"]
    assert design.arms["as-it-was"].resolved() == read_scenario("england").resolved()
    patient = read_scenario("england", {"levers.leadership.patience": 24})
    assert design.arms["patient"].resolved() == patient.resolved()
    assert (design.name, design.baseline, design.seed, design.replicates, design.keep, design.outcomes) == (
        "mine", "as-it-was", 1, 100, "outcomes", ("shortfall",),
    )  # fmt: skip
    assert design.choices == {}


def test_everything_can_be_said():
    said = (
        'name = "long"\ntitle = "T"\nquestion = "Q"\nhypothesis = "H"\nbaseline = "patient"\nseed = 7\n'
        'replicates = 9\nkeep = "tables"\noutcomes = ["quality", "spend_m"]\n'
    )
    design = read(said + TWO)
    assert (design.name, design.title, design.question, design.hypothesis) == ("long", "T", "Q", "H")
    assert (design.baseline, design.seed, design.replicates, design.keep) == ("patient", 7, 9, "tables")
    assert design.outcomes == ("quality", "spend_m")


def test_a_grid_makes_an_arm_of_every_combination():
    design = read(GRID)
    assert list(design.arms) == [
        "patience 6, none", "patience 6, shock", "patience 12, none", "patience 12, shock", "patience 24, none",
        "patience 24, shock",
    ]  # fmt: skip
    assert [arm.levers.leadership.patience for arm in design.arms.values()] == [6, 6, 12, 12, 24, 24]
    assert [len(arm.events) for arm in design.arms.values()] == [0, 1, 0, 1, 0, 1]
    assert {arm.months for arm in design.arms.values()} == {24}
    assert design.choices["patience 24, shock"] == {"patience": "patience 24", "event": "shock"}


def test_a_grid_may_name_its_arms():
    text = GRID.replace('"patience 12, none"', '"p 12|none"').replace('key = "levers', 'name = "p"\nkey = "levers')
    design = read(text.replace("all.months", 'name = "{p}|{event}"\nall.months'))
    assert next(iter(design.arms)) == "p 6|none"
    assert design.baseline == "p 12|none"


def test_an_arm_may_extend_another_scenario_or_a_file_beside_the_experiment(tmp_path):
    folder = tmp_path / "experiments"
    folder.mkdir()
    (folder / "short.toml").write_text('extends = "classroom"\nmonths = 6\n', encoding="utf-8")
    design = read(
        'extends = "england"\n[arms.a]\n[arms.b]\nextends = "short.toml"\n[arms.c]\nextends = "null"\n',
        "experiments/x.toml",
    )
    assert design.arms["b"].months == 6
    assert design.arms["c"].resolved() == read_scenario("null").resolved()


@pytest.mark.parametrize(
    "file",
    [HOUSE / "configs" / "experiments" / f"{name}.toml" for name in shipped_experiments()],
    ids=lambda file: file.stem,
)
def test_every_experiment_of_the_house_can_be_read(file):
    design = read_experiment(file)
    assert design.name == file.stem
    assert design.question
    assert design.hypothesis
    told = [scenario.resolved() for scenario in design.arms.values()]
    assert all(told.count(one) == 1 for one in told), "two arms are one and the same"


AXES = """
[[grids.axes]]
key = "levers.leadership.patience"
values = [6, 12]
[[grids.axes]]
key = "levers.director.style"
values = [-1.0, 1.0]
[[grids.axes]]
key = "levers.buddy.share"
values = [0.0, 1.0]
"""
FRACTION = f'extends = "classroom"\n[[grids]]\nfraction = 2\n{AXES}'
REGULAR = FRACTION.replace("fraction = 2", "resolution = 3")
ONE_AXIS = 'extends = "classroom"\n[[grids]]\n[[grids.axes]]\nkey = "levers.leadership.patience"\nvalues = [6, 12]\n'
CONTRAST = (
    TWO
    + """
[[contrasts]]
name = "patience"
claim = "patience lets change embed"
a = "as-it-was"
b = "patient"
outcome = "shortfall"
expected = "lower"
"""
)


def test_a_fraction_holds_the_first_of_every_axis_and_says_what_it_costs():
    design = read(FRACTION)
    assert list(design.arms) == [
        "patience 6, style -1, share 0", "patience 6, style 1, share 1", "patience 12, style -1, share 1",
        "patience 12, style 1, share 0",
    ]  # fmt: skip
    (price,) = design.fractions
    assert price.startswith("grid 1, 4 of 8 combinations: mixed up: patience with style × share, style with ")
    assert read(REGULAR).arms.keys() == design.arms.keys()
    assert read(GRID).fractions == ()


def test_contrasts_are_read_with_what_is_expected():
    assert read(TWO).contrasts == ()
    (contrast,) = read(CONTRAST).contrasts
    assert (contrast.name, contrast.a, contrast.b) == ("patience", "as-it-was", "patient")
    assert (contrast.outcome, contrast.expected, contrast.claim) == ("shortfall", "lower", "patience lets change embed")


WRONG = [
    ("", "arms", "there is no arm; allowed: two or more"),
    ("[arms.one]\n", "arms", "one arm is nothing to compare"),
    ("seed = -1\n" + TWO, "seed", "allowed 0 to"),
    ("seed = 1.5\n" + TWO, "seed", "1.5"),
    ("replicates = 0\n" + TWO, "replicates", "allowed 1 to"),
    ("draws = -1\n" + TWO, "draws", "allowed 0 to"),
    ("worlds_per_draw = 0\n" + TWO, "worlds_per_draw", "allowed 1 to"),
    ('replicates = "many"\n' + TWO, "replicates", '"many"'),
    ('keep = "all"\n' + TWO, "keep", "allowed: outcomes, tables, panel"),
    ('outcomes = ["shortfal"]\n' + TWO, "outcomes", 'did you mean "shortfall"'),
    ('outcomes = "shortfall"\n' + TWO, "outcomes", "is not a list"),
    ("precision = { shortfal = 1 }\n" + TWO, "precision", 'did you mean "shortfall"'),
    ("precision = { shortfall = 0 }\n" + TWO, "precision: shortfall", "allowed: a number above 0"),
    ('precision = { shortfall = "±1" }\n' + TWO, "precision: shortfall", "allowed: a number above 0"),
    ("precision = { shortfall = true }\n" + TWO, "precision: shortfall", "allowed: a number above 0"),
    ("precision = 1\n" + TWO, "precision", "is not a table"),
    ('baseline = "patent"\n' + TWO, "baseline", 'did you mean "patient"'),
    ("name = 3\n" + TWO, "name", "is not text"),
    ("replicate = 3\n" + TWO, "replicate", 'did you mean "replicates"'),
    ("seed = \n" + TWO, "line 1", "is not well-formed TOML"),
    (TWO.replace("england", "englnd"), "arms.as-it-was.extends", 'did you mean "england"'),
    (TWO.replace("patience", "patiense"), "arms.patient.levers.leadership.patiense",
     'did you mean "levers.leadership.patience"'),
    (TWO.replace("24", "-3"), "arms.patient.levers.leadership.patience", "allowed"),
    (TWO + "[[arms.patient.events]]\nmonth = 3\ntrust = 900\ndo = 'inspect'\n", "arms.patient.event 1: trust",
     "allowed 0 to 219"),
    ("arms = 3\n", "arms", "is not a table"),
    ("grids = 3\n", "grids", "is not a list"),
    (GRID.replace('key = "levers.leadership.patience"', 'key = "patience"'), 'grid 1, arm "patience 6, none".patience',
     "is not a known key"),
    (GRID.replace("[6, 12, 24]", "[]"), "grid 1: axis 1", "has no values; allowed: one or more"),
    (GRID.replace("[6, 12, 24]", "[6, 12, 6]"), "grid 1: axis 1", '"patience 6" stands twice'),
    (GRID.replace("values", "value"), "grid 1: axis 1: value", 'did you mean "values"'),
    (GRID.replace('name = "event"', 'name = "patience"'), "grid 1: axes", '"patience" names two axes'),
    (GRID.replace("all.months", "alle.months"), "grid 1: alle", "allowed: name, axes, all, fraction, resolution"),
    (GRID.replace("all.months = 24", "all.levers.leadership.patience = 3"),
     'grid 1, arm "patience 6, none".levers.leadership.patience', "each key once in an arm"),
    (GRID.replace("all.months", 'name = "{patients}"\nall.months'), "grid 1: name", 'did you mean "patience"'),
    (GRID.replace("all.months", 'name = "the same"\nall.months'), 'grid 1, arm "the same"',
     "names another arm already"),
    (FRACTION.replace("fraction = 2", "fraction = 0"), "grid 1: fraction", "allowed 2 to"),
    (FRACTION.replace("fraction = 2", "fraction = 1"), "grid 1: fraction", "allowed 2 to"),
    (FRACTION.replace("fraction = 2", "fraction = 2.5"), "grid 1: fraction", "2.5"),
    (FRACTION.replace("fraction = 2", 'fraction = "half"'), "grid 1: fraction", '"half"'),
    (FRACTION.replace("fraction", "fractions"), "grid 1: fractions", 'did you mean "fraction"'),
    (ONE_AXIS.replace("[[grids]]", "[[grids]]\nfraction = 2"), "grid 1: fraction", "a part of one axis"),
    (FRACTION.replace("[0.0, 1.0]", "[0.5]"), "grid 1: fraction", 'an axis with one level, "share"'),
    (FRACTION.replace("fraction = 2", "fraction = 9"), "grid 1: fraction", "too small a part"),
    (FRACTION.replace("fraction = 2", "fraction = 8"), "grid 1: fraction", "8 leaves too small"),
    (
        FRACTION.replace("[6, 12]", "[3, 6, 9, 12, 18]").replace("fraction = 2", "fraction = 7"), "grid 1: fraction",
        'leaves out "patience 9"'
    ),
    (GRID.replace("all.months = 24", "fraction = 2"), "grid 1: fraction", 'lets "patience" and "event" move together'),
    (REGULAR.replace("= 3", "= 2"), "grid 1: resolution", "allowed 3 to 5"),
    (REGULAR.replace("= 3", "= 6"), "grid 1: resolution", "allowed 3 to 5"),
    (REGULAR.replace("= 3", "= 4"), "grid 1: resolution", "4 needs 4 axes or more, and there are 3"),
    (REGULAR.replace("[6, 12]", "[6, 12, 24]"), "grid 1: resolution", '"patience" has 3; allowed: fraction'),
    (REGULAR.replace("resolution", "fraction = 2\nresolution"), "grid 1: resolution", "allowed: one of the two"),
    (ONE_AXIS.replace("[[grids]]", "[[grids]]\nresolution = 3"), "grid 1: resolution", "a part of one axis"),
    (FRACTION + 'fraction = 2\n', "grid 1: axis 3: fraction", "is not a known key"),
    ("contrasts = 3\n" + TWO, "contrasts", "is not a list"),
    (CONTRAST.replace('b = "patient"', 'b = "patent"'), "contrast 1: b", 'did you mean "patient"'),
    (CONTRAST.replace('b = "patient"', 'b = "as-it-was"'), "contrast 1: b", "is arm a too; allowed: another arm"),
    (CONTRAST.replace('"shortfall"', '"shortfal"'), "contrast 1: outcome", 'did you mean "shortfall"'),
    (CONTRAST.replace('"lower"', '"less"'), "contrast 1: expected", "allowed: lower, higher"),
    (CONTRAST.replace("expected", "expects"), "contrast 1: expects", 'did you mean "expected"'),
    (CONTRAST.replace('outcome = "shortfall"\n', ""), "contrast 1: outcome", "is missing"),
    (CONTRAST.replace('name = "patience"', 'name = " "'), "contrast 1: name", "is no name"),
    (CONTRAST + CONTRAST.removeprefix(TWO), "contrast 2: name", "names another contrast already"),
    (CONTRAST.replace("[[contrasts]]", "[[contrast]]"), "contrast", 'did you mean "contrasts"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "words"), WRONG, ids=[f"{key} {words}" for _, key, words in WRONG])
def test_a_wrong_file_is_refused_with_one_sentence(text, key, words):
    with pytest.raises(Mistake) as refused:
        read(text, "wrong.toml")
    mistake, told = refused.value, str(refused.value)
    assert words in told
    assert "\n" not in told
    assert told.count("wrong.toml") == 1
    assert (mistake.file, mistake.key) == ("wrong.toml", key)


@pytest.mark.parametrize("text", [text for text, _, _ in WRONG], ids=[f"{key} {words}" for _, key, words in WRONG])
def test_a_wrong_file_ends_the_command_with_2_and_nothing_is_written(text, capsys, tmp_path):
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    assert cli.main(["experiment", "wrong.toml"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("error: wrong.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.toml"]


def test_a_file_that_is_not_there_is_named_with_what_there_is():
    with pytest.raises(Mistake, match=r'"patiense\.toml" is neither a file nor a shipped .*did you mean "patience"'):
        read_experiment("patiense.toml")


def test_an_experiment_of_the_package_is_read_by_its_name_and_lies_in_configs_word_for_word():
    copies = {path.stem: path.read_bytes() for path in (HOUSE / "configs" / "experiments").glob("*.toml")}
    assert {name: (SHIPPED / f"{name}.toml").read_bytes() for name in shipped()} == copies
    assert read_experiment("classroom_patience").baseline == "one year"


def test_a_grid_too_large_is_refused_before_it_is_built():
    axes = "".join(
        f'[[grids.axes]]\nname = "a{n}"\nkey = "levers.leadership.patience"\nvalues = {list(range(1, 40))}\n'
        for n in range(3)
    )
    with pytest.raises(Mistake, match=r"59,319 combinations are too many; allowed: 10,000 at most"):
        read(f'extends = "england"\n[[grids]]\n{axes}')


def test_a_precision_is_read_by_outcome_and_is_nobodys_unless_it_is_said():
    said = read("precision = { shortfall = 0.05, quality = 1 }\n" + TWO)
    assert said.precision == {"shortfall": 0.05, "quality": 1.0}
    assert read(TWO).precision == {}
