"""A user's own list of trusts is read row by row, and a wrong cell is named by line and column."""

from pathlib import Path

import numpy as np
import pytest

from turnaround_sim.cohort import Cohort, read_cohort
from turnaround_sim.entities import TYPES
from turnaround_sim.mistakes import Mistake

HEADER = "name,type,system,size,rurality,deprivation"
ALFORD = "Alford,acute,East,5000,0.5,0.4"
BARTON = "Barton,mental health,7,3500,0.1,0.9"
TEMPLATE = Path(__file__).parents[2] / "configs" / "cohorts" / "template.csv"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "mine.csv"


def read(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Cohort:
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return read_cohort(path, path.name)


def test_each_row_becomes_a_trust(table: Path) -> None:
    cohort = read(table, HEADER, ALFORD, BARTON, "Carlby,acute,East,200,0,1")
    assert cohort.name == ("Alford", "Barton", "Carlby")
    assert cohort.type_words == ("acute", "mental health", "acute")
    assert cohort.system.tolist() == [0, 1, 0]
    assert cohort.system_name == ("East", "7")
    assert cohort.size.tolist() == [5000.0, 3500.0, 200.0]
    assert cohort.rurality.tolist() == [0.5, 0.1, 0.0]
    assert cohort.deprivation.tolist() == [0.4, 0.9, 1.0]
    assert np.isnan(cohort.disadvantage).all()
    assert (cohort.trusts, cohort.systems) == (3, 2)


def test_the_template_is_a_cohort() -> None:
    cohort = read_cohort(TEMPLATE)
    assert (cohort.trusts, cohort.systems) == (6, 2)
    assert set(cohort.type_words) == set(TYPES)
    assert cohort.disadvantage[1] == 4.5
    assert np.isnan(cohort.disadvantage[0])


def test_columns_may_stand_in_any_order_and_case(table: Path) -> None:
    usual = read(table, HEADER, ALFORD, BARTON)
    turned = read(
        table,
        "Deprivation, RURALITY ,size,system,type,name",
        "0.4,0.5,5000,East,Acute,Alford",
        "0.9,0.1,3500,7,MENTAL_HEALTH,Barton",
    )
    assert turned == usual


@pytest.mark.parametrize(
    ("encoding", "end", "mark"),
    [
        ("utf-8-sig", "\n", ","),
        ("utf-8", "\r\n", ","),
        ("utf-8", "\r", ","),
        ("utf-8", "\n", ";"),
        ("utf-8", "\n", "\t"),
    ],
)
def test_the_ways_in_which_spreadsheets_write_tables_are_read_alike(
    table: Path, encoding: str, end: str, mark: str
) -> None:
    usual = read(table, HEADER, ALFORD, BARTON)
    lines = [line.replace(",", mark) for line in (HEADER, ALFORD, BARTON)]
    assert read(table, *lines, encoding=encoding, end=end) == usual


def test_a_decimal_comma_is_read_where_semicolons_part_the_cells(table: Path) -> None:
    cohort = read(table, HEADER.replace(",", ";"), "Alford;acute;East;5000;0,5;0,4", "Barton;acute;East;3500;0,1;1")
    assert cohort.rurality.tolist() == [0.5, 0.1]


def test_blank_lines_and_empty_cells_at_the_edge_do_not_count(table: Path) -> None:
    usual = read(table, HEADER, ALFORD, BARTON)
    assert read(table, "", HEADER + ",,", ALFORD + ",,", ",,,,,,,", "", BARTON, "", "") == usual


def test_lines_are_counted_as_an_editor_counts_them(table: Path) -> None:
    with pytest.raises(Mistake, match="line 7: size"):
        read(table, "", HEADER, '"Al\nford",acute,East,5000,0.5,0.4', ",,,,,", "", "Barton,acute,East,1,0.1,0.9")


@pytest.mark.parametrize(
    ("lines", "key", "value", "words"),
    [
        ([HEADER, ALFORD, BARTON.replace("3500", "35")], "line 3: size", 35, "allowed 200 to 30000"),
        ([HEADER, ALFORD, BARTON.replace("3500", "many")], "line 3: size", "many", "is not a number"),
        ([HEADER, ALFORD.replace("5000", "inf"), BARTON], "line 2: size", float("inf"), "is out of range"),
        ([HEADER, ALFORD.replace("5000", ""), BARTON], "line 2: size", None, "is not a number; allowed 200 to 30000"),
        ([HEADER, ALFORD.replace("0.5", "1.5"), BARTON], "line 2: rurality", 1.5, "allowed 0 to 1"),
        ([HEADER, ALFORD, BARTON.replace("0.9", "-0.1")], "line 3: deprivation", -0.1, "allowed 0 to 1"),
        ([HEADER, ALFORD.replace("0.4", "1.50"), BARTON], "line 2: deprivation", 1.5, "= 1.5 is out of range"),
        ([HEADER, ALFORD.replace("acute", "acut"), BARTON], "line 2: type", "acut", 'did you mean "acute"?'),
        ([HEADER, ALFORD.replace("acute", "zoo"), BARTON], "line 2: type", "zoo", "allowed acute, mental health, amb"),
        ([HEADER, ALFORD.replace("Alford", ""), BARTON], "line 2: name", None, "empty"),
        ([HEADER, ALFORD.replace("East", " "), BARTON], "line 2: system", None, "empty"),
        ([HEADER, ALFORD, BARTON, ALFORD], "line 4: name", "Alford", "already the name in line 2"),
        ([HEADER, ALFORD, BARTON + ",9"], "line 3", BARTON + ",9", "has 7 cells, where the header has 6"),
        ([HEADER, "Alford,acute", BARTON], "line 2", "Alford,acute", "has 2 cells"),
        ([HEADER, ALFORD], "trusts", 1, "allowed 2 to 2000"),
        ([HEADER], "trusts", 0, "allowed 2 to 2000"),
        ([], "", None, "is empty; the first line must be name,type"),
        ([",,,"], "", None, "is empty"),
        ([ALFORD, BARTON], "line 1", ALFORD, "names no column; the first line must be name,type"),
        (["name,type,system,size,rurality", ALFORD], "deprivation", None, "is missing; needed name, type"),
        ([HEADER.replace("rurality", "rurallity"), ALFORD], "rurallity", "rurallity", 'did you mean "rurality"?'),
        ([HEADER + ",size", ALFORD + ",1"], "size", "size", "stands there twice"),
        ([HEADER + ",disadvantage", ALFORD + ",90", BARTON + ","], "line 2: disadvantage", 90, "allowed -30 to 30"),
        ([HEADER, '"Alford,acute,East,5000,0.5,0.4', BARTON], "line 2", None, "not well-formed CSV"),
        ([HEADER, ALFORD + "\0", BARTON], "", None, "is not a text file"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(
    table: Path, lines: list[str], key: str, value: object, words: str
) -> None:
    with pytest.raises(Mistake) as refused:
        read(table, *lines)
    assert (refused.value.file, refused.value.key, refused.value.value) == ("mine.csv", key, value)
    told = str(refused.value)
    assert told.startswith(f"mine.csv: {key} = " if ":" in key else "mine.csv: ")
    assert words in told
    assert key in told


def test_text_of_another_encoding_is_refused_with_its_line(table: Path) -> None:
    with pytest.raises(Mistake, match=r"mine\.csv: line 3 is not UTF-8 text; save the table as “CSV UTF-8”"):
        read(table, HEADER, ALFORD, BARTON.replace("Barton", "Bärton"), encoding="cp1252")


def test_a_missing_file_is_named_with_the_nearest_one(table: Path) -> None:
    read(table, HEADER, ALFORD, BARTON)
    with pytest.raises(Mistake, match=r'cannot be read \(No such file or directory\); did you mean "mine.csv"\?'):
        read_cohort(table.with_name("mime.csv"))


def test_a_cohort_cannot_be_changed_once_read(table: Path) -> None:
    cohort = read(table, HEADER, ALFORD, BARTON)
    with pytest.raises(ValueError, match="read-only"):
        cohort.size[0] = 1.0


def test_the_digest_tells_cohorts_apart(table: Path) -> None:
    one = read(table, HEADER, ALFORD, BARTON)
    other = read(table, HEADER, ALFORD, BARTON.replace("0.9", "0.8"))
    assert one.digest() != other.digest()
    assert one != other
    assert len({one, other, read(table, HEADER, ALFORD, BARTON)}) == 2


def test_arrays_of_another_length_are_refused(table: Path) -> None:
    cohort = read(table, HEADER, ALFORD, BARTON)
    with pytest.raises(ValueError, match="2 names, but an array of shape"):
        Cohort(
            name=cohort.name,
            type=cohort.type[:1],
            system=cohort.system,
            system_name=cohort.system_name,
            size=cohort.size,
            rurality=cohort.rurality,
            deprivation=cohort.deprivation,
            disadvantage=cohort.disadvantage,
        )
