"""Scenario files merge with what they extend, and every wrong word in them is named with its place."""

from pathlib import Path

import pytest

from turnaround_sim.cohort import synthetic_cohort
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths, in_words, tidy
from turnaround_sim.scenario import (
    LeverChange,
    Place,
    PlannedEvent,
    Scenario,
    lever_paths,
    read_scenario,
    scenario_from,
    shipped_scenarios,
)
from turnaround_sim.scenario.sources import SHIPPED

COPIES = Path(__file__).parents[2] / "configs" / "scenarios"
COHORT = """name,type,system,size,rurality,deprivation
Alford,acute,East,5000,0.5,0.4
Barton,acute,West,4000,0.1,0.9
Carlby,community,West,900,0.6,0.2
"""
CHOICE, CHOICE_DECLARED = next((path, d) for path, d in lever_paths().items() if d.choices)
SWITCH = next(path for path, d in lever_paths().items() if d.annotation is bool)
BELIEF, BELIEF_DECLARED = next((p, d) for p, d in declared_paths(Parameters).items() if d.annotation is float)
CHANGE = '[[changes]]\nmonth = 3\nlever = "leadership.patience"\nvalue = 24\n'
FUND = '[[events]]\nmonth = 3\ntrust = 1\ndo = "fund"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def lever(path: str, value: str) -> str:
    group, name = path.split(".")
    return f"[levers.{group}]\n{name} = {value}\n"


def test_an_empty_file_is_england_as_assumed() -> None:
    assert read_scenario(write("plain.toml", "")) == Scenario("plain")


def test_a_file_says_what_differs() -> None:
    group, name = BELIEF.split(".")
    text = f"""
        name = "strict"
        title = "Strict"
        description = "Leaders get less time."
        months = 48
        trusts = 30
        systems = 5
        burn_in = 12
        [parameters.{group}]
        {name} = {BELIEF_DECLARED.high}
        [levers.leadership]
        patience = 6
        [[changes]]
        month = 12
        lever = "levers.leadership.patience"
        value = 24
        announced = 6
        why = "second thoughts"
        [[changes]]
        month = 13
        lever = "leadership.patience"
        value = 36
        trust = 4
        announced = false
        [[events]]
        month = 6
        trust = 3
        do = "fund"
        with = {{ millions = 2.0, months = 12 }}
        why = "a grant"
        """
    scenario = read_scenario(write("strict.toml", text))
    assert (scenario.name, scenario.title, scenario.description) == ("strict", "Strict", "Leaders get less time.")
    assert (scenario.months, scenario.trusts, scenario.systems, scenario.burn_in) == (48, 30, 5, 12)
    assert in_words(scenario.parameters)[group][name] == BELIEF_DECLARED.high
    assert scenario.levers.leadership.patience == 6
    assert scenario.changes == (
        LeverChange(12, "leadership.patience", 24, announced=6, why="second thoughts"),
        LeverChange(13, "leadership.patience", 36, trust=4, announced=False),
    )
    assert scenario.events == (PlannedEvent(6, 3, "fund", {"millions": 2.0, "months": 12}, why="a grant"),)


def test_a_choice_is_written_as_a_word() -> None:
    word = CHOICE_DECLARED.choices[-1]
    scenario = read_scenario(write("x.toml", lever(CHOICE, f'"{word}"')))
    group, name = CHOICE.split(".")
    assert in_words(scenario.levers)[group][name] == word


def test_tables_of_parent_and_child_merge_and_lists_follow_each_other() -> None:
    write("parent.toml", "months = 60\n" + lever("leadership.patience", "6") + CHANGE + FUND + "with.millions = 1\n")
    write("child.toml", 'extends = "parent.toml"\n' + lever(SWITCH, "true") + CHANGE.replace("3", "5") + FUND +
          "with.millions = 2\n")  # fmt: skip
    child = read_scenario("child.toml")
    assert child.months == 60
    assert child.levers.leadership.patience == 6
    group, name = SWITCH.split(".")
    assert in_words(child.levers)[group][name] is True
    assert [change.month for change in child.changes] == [3, 5]
    assert [event.details["millions"] for event in child.events] == [1.0, 2.0]


def test_a_child_may_leave_its_parents_changes_and_events_behind() -> None:
    write("parent.toml", CHANGE + FUND + "with.millions = 1\n")
    child = read_scenario(write("child.toml", 'extends = "parent.toml"\ninherit_changes = false\n'))
    assert (len(child.changes), len(child.events)) == (0, 1)
    child = read_scenario(write("child.toml", 'extends = "parent.toml"\ninherit_events = false\n' + CHANGE))
    assert (len(child.changes), len(child.events)) == (2, 0)


def test_a_child_has_a_name_and_a_title_of_its_own() -> None:
    write("parent.toml", 'name = "elder"\ntitle = "Elder"\n')
    child = read_scenario(write("a child (2).toml", 'extends = "parent.toml"\n'))
    assert (child.name, child.title) == ("a-child-2", "")


def test_single_values_win_over_the_file() -> None:
    group, name = BELIEF.split(".")
    write("x.toml", "months = 60\ntrusts = 50\nsystems = 5\n" + lever("leadership.patience", "6"))
    word = CHOICE_DECLARED.choices[-1]
    sets: dict[str, object] = {
        "levers.leadership.patience": "18",
        f"levers.{CHOICE}": word,
        f"parameters.{BELIEF}": BELIEF_DECLARED.low,
        "months": "24",
        "name": "other",
    }
    scenario = read_scenario("x.toml", sets)
    assert scenario.levers.leadership.patience == 18
    assert in_words(scenario.levers)[CHOICE.split(".")[0]][CHOICE.split(".")[1]] == word
    assert in_words(scenario.parameters)[group][name] == BELIEF_DECLARED.low
    assert (scenario.months, scenario.trusts, scenario.name) == (24, 50, "other")


def test_systems_keep_their_number_of_trusts_where_only_trusts_are_said() -> None:
    write("parent.toml", "trusts = 100\nsystems = 20\n")
    assert read_scenario("parent.toml", {"trusts": 50}).systems == 10
    assert read_scenario("parent.toml", {"trusts": 50, "systems": 3}).systems == 3
    assert read_scenario("parent.toml", {"trusts": 2}).systems == 1
    child = write("child.toml", 'extends = "parent.toml"\ntrusts = 10\n')
    assert read_scenario(child, {"trusts": 100}).systems == 20


def test_a_file_may_name_a_cohort_beside_it() -> None:
    write("study/trusts.csv", COHORT)
    write("study/own.toml", 'cohort = "trusts.csv"\n')
    scenario = read_scenario("study/own.toml")
    assert (scenario.trusts, scenario.systems) == (3, 2)
    assert scenario.cohort.name == ("Alford", "Barton", "Carlby")
    assert scenario.resolved()["cohort"]["sha256"] == scenario.cohort.digest()


def test_a_cohort_takes_the_place_of_elder_numbers_of_trusts() -> None:
    write("trusts.csv", COHORT)
    write("parent.toml", "trusts = 100\nsystems = 20\n")
    scenario = read_scenario(write("child.toml", 'extends = "parent.toml"\ncohort = "trusts.csv"\n'))
    assert (scenario.trusts, scenario.systems) == (3, 2)
    back = read_scenario("child.toml", {"cohort": "synthetic"})
    assert back.cohort == synthetic_cohort(100, 20)
    assert read_scenario("parent.toml", {"cohort": "trusts.csv"}).trusts == 3


def test_a_horizon_cut_short_from_outside_leaves_later_events_unheard() -> None:
    write("x.toml", "months = 60\n" + FUND.replace("3", "40") + "with.millions = 1\n" + CHANGE.replace("3", "40"))
    scenario = read_scenario("x.toml", {"months": 24})
    assert scenario.resolved()["events"] == []
    assert scenario.resolved()["changes"] == []


ARM = Place("arms.toml", "arms.strict", ".")


def test_a_scenario_may_be_told_in_a_table_of_another_file(folder: Path) -> None:
    write("here/parent.toml", "months = 48\ntrusts = 30")
    said = {"name": "strict", "extends": "parent.toml", "levers": {"leadership": {"patience": 6}}}
    whole = write("here/strict.toml", 'extends = "parent.toml"\n' + lever("leadership.patience", "6"))
    assert scenario_from(said, ARM, folder / "here") == read_scenario(whole)
    assert scenario_from(said, ARM, folder / "here", {"months": "24"}).months == 24


def test_a_table_that_extends_nothing_starts_from_the_defaults(folder: Path) -> None:
    assert scenario_from({"name": "alone"}, ARM, folder) == Scenario("alone")


def test_a_mistake_in_a_table_is_named_by_its_place_in_the_file(folder: Path) -> None:
    with pytest.raises(Mistake) as refused:
        scenario_from({"name": "strict", "months": 0}, ARM, folder)
    assert (refused.value.file, refused.value.key) == ("arms.toml", "arms.strict.months")


def test_shipped_scenarios_are_read_by_name() -> None:
    for name in shipped_scenarios():
        assert read_scenario(name).name == name


@pytest.mark.skipif(not (COPIES.is_dir() and SHIPPED.is_dir()), reason="only one of the two folders is here")
def test_readable_copies_of_shipped_scenarios_are_the_same_to_the_byte() -> None:
    shipped = {path.name: path.read_bytes() for path in SHIPPED.glob("*.toml")}
    assert {path.name: path.read_bytes() for path in COPIES.glob("*.toml")} == shipped


PATIENCE = f"allowed {lever_paths()['leadership.patience'].allowed}"
WRONG = [
    ("trustss = 5", "trustss", 5, 'did you mean "trusts"?'),
    ("patience = 3", "patience", 3, 'did you mean "levers.leadership.patience"?'),
    ("months = 0", "months", 0, "allowed 1 to 1200"),
    ("months = 1201", "months", 1201, "allowed 1 to 1200"),
    ("months = 12.5", "months", 12.5, "is not a whole number"),
    ('months = "12"', "months", "12", "is not a number"),
    ("months = true", "months", "true", "is not a number"),
    ("trusts = 1", "trusts", 1, "allowed 2 to 2000"),
    ("trusts = nan", "trusts", None, "nan is out of range; allowed 2 to 2000"),
    ("trusts = 20\nsystems = 21", "systems", 21, "allowed 1 to 20"),
    ("burn_in = -1", "burn_in", -1, "allowed 0 to 600"),
    ("title = 3", "title", 3, "allowed: text"),
    ('name = "a/b"', "name", "a/b", "cannot name a folder"),
    ('name = "../up"', "name", "../up", "cannot name a folder"),
    ('cohort = "none.csv"', "cohort", "none.csv", "is no file"),
    ("extends = 3", "extends", 3, "allowed: text"),
    ('extends = "wrong.toml"', "extends", "wrong.toml", "closes a circle"),
    ('extends = "nowhere"', "extends", "nowhere", "neither a file nor a shipped scenario; shipped: "),
    ("inherit_changes = 0", "inherit_changes", 0, "neither true nor false"),
    (lever("leadership.patience", "999"), "levers.leadership.patience", 999, f"999 months is out of range; {PATIENCE}"),
    (lever("leadership.patience", "true"), "levers.leadership.patience", "true", PATIENCE),
    (lever("leadership.patience", "inf"), "levers.leadership.patience", float("inf"), PATIENCE),
    (lever("leadership.patience", "[]"), "levers.leadership.patience", [], PATIENCE),
    (lever("leadership.pateince", "9"), "levers.leadership.pateince", 9, 'did you mean "levers.leadership.patience"?'),
    (lever("leadreship.patience", "9"), "levers.leadreship", None, 'did you mean "levers.leadership.patience"?'),
    ("[lever.leadership]\npatience = 9", "lever", None, 'did you mean "levers.leadership.patience"?'),
    ("[parameters.leadership]\npatience = 9", "parameters.leadership.patience", 9, "levers.leadership.patience"),
    (lever(SWITCH, "1"), f"levers.{SWITCH}", 1, "neither true nor false"),
    (lever(CHOICE, '"zzz"'), f"levers.{CHOICE}", "zzz", f"allowed {CHOICE_DECLARED.allowed}"),
    ("levers = 3", "levers", 3, "is not a table"),
    ("[levers]\nleadership = 3", "levers.leadership", 3, "is not a table"),
    ("changes = 3", "changes", 3, "each under [[changes]]"),
    ("[changes]\nmonth = 3", "changes", {"month": 3}, "each under [[changes]]"),
    ("changes = [3]", "change 1", 3, "is not a table"),
    (CHANGE.replace("value", "valeu"), "change 1: valeu", 24, 'did you mean "value"?'),
    ('[[changes]]\nmonth = 3\nlever = "leadership.patience"', "change 1: value", None, "is missing"),
    (CHANGE.replace("patience", "patince"), "change 1: lever", "leadership.patince", 'mean "leadership.patience"?'),
    (CHANGE.replace("leadership.", ""), "change 1: lever", "patience", 'did you mean "leadership.patience"?'),
    (CHANGE.replace("24", "0"), "change 1: levers.leadership.patience", 0, PATIENCE),
    (CHANGE + "trust = 220", "change 1: trust", 220, "allowed 0 to 219"),
    (CHANGE.replace("leadership.patience", "director.pool") + "trust = 1", "change 1: trust", 1, "the nation only"),
    (CHANGE + "announced = true", "change 1: announced", "true", "or false"),
    (CHANGE + "announced = -1", "change 1: announced", -1, "allowed 0 to 1199"),
    (CHANGE + "why = 3", "change 1: why", 3, "allowed: text"),
    (CHANGE + CHANGE.replace("3", "-3"), "change 2: month", -3, "allowed 0 to 1199"),
    ("months = 12\n" + CHANGE.replace("3", "12"), "change 1: month", 12, "after the end; allowed 0 to 11"),
    (FUND.replace("fund", "fnd"), "event 1: do", "fnd", 'did you mean "fund"?'),
    (FUND, "event 1: with.millions", None, "is missing; allowed: millions, months"),
    (FUND + "with = {milions = 2}", "event 1: with.milions", 2, 'did you mean "millions"?'),
    (FUND + "with = {millions = 999}", "event 1: with.millions", 999, "999 £m is out of range; allowed 0 to 500"),
    (FUND + "with = 3", "event 1: with", 3, "is not a table"),
    (FUND.replace("trust = 1", "trust = 500") + "with.millions = 1", "event 1: trust", 500, "allowed 0 to 219"),
    (FUND.replace("fund", "inspect") + "with.months = 1", "event 1: with.months", 1, "allowed: none"),
    (FUND.replace("fund", "acquire") + "with.partner = 1", "event 1: with.partner", 1, "is the trust itself"),
    (
        FUND.replace("fund", "acquire")
        + "with.partner = 2\n"
        + FUND.replace("fund", "acquire").replace("= 1", "= 4")
        + "with.partner = 2",
        "event 2: with.partner",
        2,
        "takes over trust 1 in month 3 already; allowed: one a month",
    ),
    (FUND.replace("month = 3", "month = 120") + "with.millions = 1", "event 1: month", 120, "allowed 0 to 119"),
]


@pytest.mark.parametrize(
    ("text", "key", "value", "words"), WRONG, ids=[key + " " + words for _, key, _, words in WRONG]
)
def test_a_wrong_file_is_refused_with_one_sentence(text: str, key: str, value: object, words: str) -> None:
    with pytest.raises(Mistake) as refused:
        read_scenario(write("wrong.toml", text))
    mistake, told = refused.value, str(refused.value)
    assert mistake.file == "wrong.toml"
    assert mistake.key == key
    if value is not None:
        assert mistake.value == value
        assert (tidy(value) if isinstance(value, int | float) else str(value)) in told
    assert "wrong.toml" in told
    assert key in told
    assert words in told
    assert "\n" not in told


def test_the_sentence_reads_well() -> None:
    with pytest.raises(Mistake) as refused:
        read_scenario(write("england.toml", lever("leadership.patience", "999")))
    assert str(refused.value) == f"england.toml: levers.leadership.patience = 999 months is out of range; {PATIENCE}"


def test_a_mistake_in_a_parent_names_the_parent() -> None:
    write("parent.toml", "months = 0")
    with pytest.raises(Mistake, match=r"parent\.toml: months = 0"):
        read_scenario(write("child.toml", 'extends = "parent.toml"'))


@pytest.mark.parametrize(
    ("sets", "key", "words"),
    [
        ({"levers.leadership.patience": "999"}, "levers.leadership.patience", "999 months is out of range"),
        ({"levers.leadership.pateince": "9"}, "levers.leadership.pateince", 'mean "levers.leadership.patience"?'),
        ({"leadership.patience": 9}, "leadership", 'did you mean "levers.leadership.patience"?'),
        ({"levers.leadership": 9}, "levers.leadership", "is not a table"),
        ({"month": "9"}, "month", 'did you mean "months"?'),
        ({"months": ""}, "months", "is not a number"),
        ({"months": "a year"}, "months", '"a year" is not a number'),
        ({"extends": "england"}, "extends", "is not a known key"),
        ({"months": 9, "months.x": 9}, "months.x", "each key once"),
        ({"levers.leadership.patience": 9, "levers.leadership": {}}, "levers.leadership", "each key once"),
    ],
)
def test_a_wrong_setting_is_refused_under_its_own_name(sets: dict[str, object], key: str, words: str) -> None:
    with pytest.raises(Mistake, match=r"^--set: ") as refused:
        read_scenario(write("x.toml", ""), sets)
    assert (refused.value.file, refused.value.key) == ("--set", key)
    assert words in str(refused.value)


def test_numbers_of_trusts_that_disagree_with_the_cohort_are_refused() -> None:
    write("trusts.csv", COHORT)
    write("own.toml", 'cohort = "trusts.csv"\ntrusts = 4\n')
    with pytest.raises(Mistake, match=r"own\.toml: trusts = 4 disagrees with the cohort, which has 3"):
        read_scenario("own.toml")
    write("own.toml", 'cohort = "trusts.csv"\n')
    with pytest.raises(Mistake, match=r"--set: systems = 3 disagrees with the cohort, which has 2"):
        read_scenario("own.toml", {"systems": 3})


def test_a_wrong_cohort_is_named_by_its_own_file() -> None:
    write("trusts.csv", COHORT.replace("5000", "5"))
    with pytest.raises(Mistake, match=r"trusts\.csv: line 2: size = 5 staff is out of range"):
        read_scenario(write("own.toml", 'cohort = "trusts.csv"\n'))


def test_a_cohort_that_is_not_there_is_named_with_the_nearest() -> None:
    write("trusts.csv", COHORT)
    with pytest.raises(Mistake, match=r'"trust\.csv" is no file; .*; did you mean "trusts\.csv"\?'):
        read_scenario(write("own.toml", 'cohort = "trust.csv"\n'))


def test_levers_are_those_of_the_package() -> None:
    assert set(lever_paths()) == set(declared_paths(Levers))


def test_a_scenario_can_be_told_in_a_table_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "elder.toml").write_text("months = 30\ntrusts = 20\n", encoding="utf-8")
    place = Place("study.toml", "arms.one", ".")
    said: dict[str, object] = {"extends": "elder.toml", "levers": {"leadership": {"patience": 9}}}
    told = scenario_from(said, place, tmp_path, {"months": 24})
    assert (told.months, told.trusts, told.levers.leadership.patience) == (24, 20, 9)
    assert scenario_from({"months": 24}, place, tmp_path).trusts == Scenario("usual").trusts
    with pytest.raises(Mistake, match=r"study\.toml: arms\.one\.extends = .*neither a file nor a shipped scenario"):
        scenario_from({"extends": "elder"}, place, tmp_path / "elsewhere")
