"""The assurance file follows the files it speaks of: nothing left out, nothing typed by hand, nothing named in vain."""

import dataclasses
import re
import tomllib
from pathlib import Path

import assurance
import generate
import pytest
from assurance import HOUSE, PACKAGE, PAGES

NAMES = ("assumptions.md", "data.md", "decisions.md", "model-card.md", "statement.md")
BY_HAND = {"4.11", "7.15", "7.16", "95", "2013", "11"}
"""Sections of the model, the level of intervals, the first year of the record, the number of a decision."""


def rows(name: str, key: str) -> list[dict[str, str]]:
    return list(tomllib.loads((PAGES / name).read_text(encoding="utf-8"))[key])


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_typed_by_hand(name: str) -> None:
    text = generate.PART.sub("", (PAGES / name).read_text(encoding="utf-8"))
    text = re.sub(r"\]\([^)]*\)|^\d+\. ", "", text, flags=re.MULTILINE)
    assert set(re.findall(r"\b\d+(?:\.\d+)?\b", text)) <= BY_HAND


def test_no_row_of_the_lists_has_a_number_typed_by_hand() -> None:
    for row in rows("assumptions.toml", "assumptions"):
        said = " ".join(row[key] for key in ("assumed", "affects", "evidence", "done"))
        assert set(re.findall(r"\d+", said)) <= {"2015", "2016", "2020"}, said


def test_every_page_has_something_made() -> None:
    for name in NAMES:
        assert generate.PART.search((PAGES / name).read_text(encoding="utf-8")), name


def test_every_file_of_data_is_in_the_log_once() -> None:
    logged = [row["path"] for row in rows("data.toml", "data")]
    assert len(logged) == len(set(logged))
    listed = {path for folder in ("scenarios", "experiments") for path in (PACKAGE / folder).glob("*.toml")}
    carried = {path for kind in ("csv", "toml", "parquet", "json") for path in PACKAGE.rglob(f"*.{kind}")}
    assert {path.relative_to(HOUSE).as_posix() for path in carried - listed} == set(logged)
    page = (PAGES / "data.md").read_text(encoding="utf-8")
    assert all(f"`{path.parent.name}/{path.name}`" in page for path in listed)


def test_who_checks_a_file_of_data_is_there() -> None:
    for row in rows("data.toml", "data"):
        assert (HOUSE / row["checked"]).is_file(), row["checked"]


def test_a_period_is_read_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    path.write_text("# made up\nentered,left\n2014-03,\n2013-07,2016-01\n", encoding="utf-8")
    assert assurance.period(path, {"dates": ["entered", "left"]}) == "2013-07 to 2016-01"
    assert assurance.rows_of(path) == 2
    path = tmp_path / "targets.toml"
    path.write_text('targets = [{ period = "end of 2016" }, { period = "2001-2015" }]\n', encoding="utf-8")
    assert assurance.period(path, {}) == "2001 to 2016"


def test_a_checksum_is_that_of_the_file_as_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\r\n1\r\n")
    windows = assurance.checksum(path)
    path.write_bytes(b"a\n1\n")
    assert windows == assurance.checksum(path) == "309b0e45a73d"
    path.write_bytes(b"a\n2\n")
    assert assurance.checksum(path) != windows


def test_every_decision_is_in_the_log_in_its_own_words() -> None:
    page = (PAGES / "decisions.md").read_text(encoding="utf-8")
    for path in (HOUSE / "docs" / "decisions").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        _, sentence = assurance.decision(text)
        assert page.count(f"(../decisions/{path.name}) | {assurance.cell(sentence)} |") == 1
        assert sentence[:-1] in " ".join(text.split())


def test_a_decision_is_the_first_sentence_of_its_choice() -> None:
    text = (
        "# 7. Two bells\n\n**Context.** Why. So.\n\n**Choice.** Take e.g. the\ncheap one.\nAnd more.\n\n**Rejected.**"
    )
    assert assurance.decision(text) == ("Two bells", "Take e.g. the cheap one.")
    with pytest.raises(ValueError, match="no decision"):
        assurance.decision("# 7. Two bells\n\n**Context.** Why.\n")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rules": ["no_such_rule"], "numbers": []}, "no_such_rule"),
        ({"numbers": ["leadership.no_such_number"]}, "no_such_number"),
        ({"numbers": ["prices: no_such_group"]}, "no_such_group"),
        ({"basis": "turnaround_sim/nowhere", "numbers": []}, "nowhere"),
    ],
)
def test_an_assumption_that_names_what_is_not_there_is_refused(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        assurance._place(wrong)


def test_every_assumption_says_where_it_stands() -> None:
    for row in rows("assumptions.toml", "assumptions"):
        assert row.get("rules") or row.get("basis"), row["assumed"]


def test_assumed_numbers_add_up() -> None:
    *groups, total = list(assurance.assumed_numbers())[2:]
    cells = [[cell.strip() for cell in line.split("|")] for line in groups]
    for column in (2, 3):
        assert sum(int(row[column]) for row in cells) == int(total.split("|")[column])
    assert all(int(row[3]) == row[4].count("`") / 2 for row in cells)


def _rows_of_facts() -> list[str]:
    return [line for line in list(assurance.facts_by_family())[4:] if line.startswith("|")]


def test_counts_follow_the_scorecard(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _rows_of_facts()[-1]
    facts = assurance.published()
    first = next(fact for fact in facts if fact.held_out and fact.result == "fail")
    changed = tuple(dataclasses.replace(fact, result="pass") if fact is first else fact for fact in facts)
    monkeypatch.setattr(assurance, "published", lambda: changed)
    met, missed, _ = map(int, re.findall(r"\d+", before))
    assert list(map(int, re.findall(r"\d+", _rows_of_facts()[-1])))[:2] == [met + 1, missed - 1]
    assert f"| {first.id} |" not in "\n".join(assurance.facts_missed())
    for name in ("statement.md", "model-card.md"):
        text = (PAGES / name).read_text(encoding="utf-8")
        assert generate.PART.sub(generate._filled, text) != text, f"{name} does not follow the scorecard"


def test_every_held_out_fact_is_of_one_kind() -> None:
    *kinds, total = [list(map(int, re.findall(r" \**(\d+)\** \|", line))) for line in _rows_of_facts()]
    assert [sum(column) for column in zip(*kinds, strict=True)] == total
    of_record = [fact for fact in assurance.published() if fact.held_out and fact.kind == "record"]
    assert sum(total) == len(of_record), "what theories foretell is no fact of the record"


def test_what_favours_the_null_is_read_as_a_word() -> None:
    words = " ".join(assurance.null_counted())
    scored = int(re.findall(r"of (\d+) facts", words)[0])
    said = list(map(int, re.findall(r"\*\*(\d+)\*\*", words)))
    assert len(said) == 3
    assert sum(said) == scored


def test_sources_named_on_the_pages_are_in_the_bibliography() -> None:
    known = re.findall(r"^@\w+\{([^,\s]+),", (HOUSE / "docs" / "references.bib").read_text(encoding="utf-8"), re.M)
    for name in NAMES:
        named = re.findall(r"\b[A-Z][A-Za-z]+(?:19|20)\d\d\w*\b", (PAGES / name).read_text(encoding="utf-8"))
        assert set(named) <= set(known), name


def test_the_parts_of_the_house_are_all_used() -> None:
    pages = "".join((PAGES / name).read_text(encoding="utf-8") for name in NAMES)
    assert not [name for name in assurance.PARTS if f"<!-- made from the code: {name} -->" not in pages]
