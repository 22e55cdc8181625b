"""`params` shows every number with where it comes from."""

import csv
import io
import json

import pytest

from turnaround_sim import cli
from turnaround_sim.assurance import bibliography, register
from turnaround_sim.cli import declared
from turnaround_sim.mistakes import Mistake


def test_the_list_has_every_parameter_and_lever_with_its_kind(capsys):
    assert cli.main(["params", "list"]) == 0
    out = capsys.readouterr().out
    for path, number in declared.every().items():
        line = next(line for line in out.splitlines() if line.startswith(f"  {path.rpartition('.')[2]} "))
        assert line.split()[-1] in ("measured", "elicited", "calibrated", "assumed", "chosen")
        assert number.kind in out
    assert "levers.leadership" in out


def test_a_group_can_be_listed_alone(capsys):
    assert cli.main(["params", "list", "--group", "levers.leadership", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["params"]
    assert listed
    assert all(number["name"].startswith("levers.leadership.") for number in listed)
    assert {"value", "unit", "low", "high", "kind", "source", "sources", "note"} <= set(listed[0])


def test_one_number_is_shown_with_its_facts(capsys):
    assert cli.main(["params", "show", "levers.leadership.patience"]) == 0
    out = capsys.readouterr().out
    number = declared.every()["levers.leadership.patience"]
    assert out.startswith("levers.leadership.patience\n")
    assert number.allowed in out
    assert "chosen" in out
    assert number.note.split()[0] in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("path", list(declared.every()))
def test_every_number_is_found_by_its_full_path_and_tells_its_sources(path):
    told = declared._told(path)
    assert told["name"] == path
    assert json.loads(json.dumps(told, allow_nan=False))["unit"]
    assert list(told["sources"]) == [key.strip() for key in told["source"].split(";") if key.strip()]
    assert all(spelt.startswith(key) for key, spelt in told["sources"].items())


def test_a_table_of_every_number_keeps_to_eighty_columns(capsys):
    cli.main(["params", "list"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_short_name_is_enough_where_it_is_clear(capsys):
    assert cli.main(["params", "show", "leadership.patience"]) == 0
    assert capsys.readouterr().out.startswith("levers.leadership.patience\n")


def test_a_name_that_may_be_two_things_is_not_guessed(monkeypatch):
    number = declared.every()["levers.leadership.patience"]
    both = {"levers.a.rate": number, "parameters.a.rate": number}
    monkeypatch.setattr(declared, "every", lambda: both)
    with pytest.raises(Mistake, match=r"levers\.a\.rate or parameters\.a\.rate"):
        declared._path_of("a.rate")


@pytest.fixture
def made_up_bibliography(monkeypatch, tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(
        "@misc{Made2020,\n  author = {{A Body} and Made},\n  title  = {A ``title''},\n  year   = {2020},\n"
        "  url    = {https://example.org/a},\n  note   = {Facts: F102, T01-T09},\n}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(bibliography, "_PLACES", (path,))
    bibliography._entries.cache_clear()
    yield
    bibliography._entries.cache_clear()


@pytest.mark.usefixtures("made_up_bibliography")
def test_a_source_is_spelt_out_by_its_key_or_by_a_fact_it_stands_behind():
    spelt = 'A Body and Made. 2020. A "title". https://example.org/a'
    for key in ("Made2020", "F102", "T07"):
        assert bibliography.entry(key) == f"{key}: {spelt}"
    assert bibliography.entry("T10") == "T10"
    assert bibliography.entry("F10") == "F10"


def test_the_page_of_parameters_is_the_one_made_from_the_declarations() -> None:
    from pathlib import Path

    from turnaround_sim.cli.declared import as_page

    page = Path(__file__).resolve().parents[2] / "docs" / "parameters.md"
    assert page.read_text(encoding="utf-8") == as_page(), "run: turnaround params table --markdown > docs/parameters.md"


def table(capsys, *words: str) -> str:
    assert cli.main(["params", "table", *words]) == 0
    return capsys.readouterr().out


def test_the_table_has_every_number_with_range_unit_kind_source_and_date(capsys):
    lines = table(capsys).splitlines()
    place = 0
    for path, number in declared.every().items():
        place = next(n for n in range(place + 1, len(lines)) if lines[n].startswith(f"{path.rpartition('.')[2]} "))
        row = " ".join(lines[place : place + 6])
        assert number.kind in row
        assert number.allowed.split()[0] in row
        assert number.date in row
        assert all(source in row for source in number.sources)
    assert max(map(len, lines)) <= 80


def test_the_table_can_be_narrowed_and_sorted(capsys):
    def names(*words):
        return [number["name"] for number in json.loads(table(capsys, "--json", *words))["params"]]

    every = declared.every()
    assert names() == list(every)
    assert names("--kind", "measured") == [path for path, number in every.items() if number.kind == "measured"]
    assert {name.split(".")[1] for name in names("--group", "leadership", "--kind", "assumed")} == {"leadership"}
    last = [name.rpartition(".")[2] for name in names("--sort", "name")]
    assert last == sorted(last)
    kinds = [every[name].kind for name in names("--sort", "kind")]
    assert list(dict.fromkeys(kinds)) == ["measured", "elicited", "calibrated", "assumed", "chosen"]


def test_the_register_is_a_table_in_four_orders(capsys):
    def listed(*words):
        return json.loads(table(capsys, "--json", *words))["params"]

    parameters = {name for name in declared.every() if name.startswith("parameters.")}
    rows = {order: listed("--sort", order) for order in register.ORDERS}
    for order, its in rows.items():
        assert {row["name"] for row in its} == parameters, order
        assert len(its) == len(parameters)
    assert [row["name"] for row in rows["path"]] == sorted(parameters)
    assert [row["grade"] for row in rows["grade"]] == sorted((row["grade"] for row in rows["grade"]), reverse=True)
    scores = [row["score"] for row in rows["weak-but-influential"]]
    known = [score for score in scores if score is not None]
    assert scores == sorted(known, reverse=True) + [None] * (len(scores) - len(known))
    first = rows["weak-but-influential"][0]
    least = first["influence_low"]
    assert first["score"] == pytest.approx(first["weakness"] * least)
    moved = [row["influence"] for row in rows["influence"] if row["influence"] is not None]
    assert moved == sorted(moved, reverse=True)
    assert {row["name"].split(".")[1] for row in listed("--sort", "grade", "--group", "support")} == {"support"}
    assert {row["kind"] for row in listed("--sort", "grade", "--kind", "elicited")} == {"elicited"}


def test_the_register_keeps_to_eighty_columns_and_says_what_it_shows(capsys):
    lines = table(capsys, "--sort", "weak-but-influential").splitlines()
    assert max(map(len, lines)) <= 80
    rows = register.in_order(register.register(), "weak-but-influential")
    assert [line.split()[0] for line in lines[1:] if line[:1].islower() and "." in line.split()[0]][: len(rows)] == [
        row.path for row in rows
    ]
    first = rows[0]
    assert f"{first.score:.3f}" in lines[1]
    assert f"({first.influence.low:.1%} to {first.influence.high:.1%})" in lines[1]
    told = " ".join(lines)
    assert f"{first.influence.worlds:,} worlds" in told
    assert "Illustrative, not a forecast" in told


def test_the_register_has_a_row_a_parameter_for_a_spreadsheet_and_for_a_page(capsys):
    rows = list(csv.DictReader(io.StringIO(table(capsys, "--csv", "--sort", "path"))))
    assert len(rows) == len(register.register())
    measured = next(row for row in rows if row["name"] == "parameters.finance.buddy_cost")
    assert (measured["grade"], measured["confidence"], measured["influence"]) == ("A", "high", "")
    page = table(capsys, "--markdown", "--sort", "weak-but-influential")
    assert all(page.count(f"| `{row.path}` |") == 1 for row in register.register())


def test_levers_have_no_place_in_the_register(capsys):
    assert cli.main(["params", "table", "--sort", "grade", "--group", "levers"]) == 2
    assert "parameters only" in capsys.readouterr().err


def test_a_spreadsheet_gets_one_row_a_number(capsys):
    rows = list(csv.DictReader(io.StringIO(table(capsys, "--csv"))))
    assert [row["name"] for row in rows] == list(declared.every())
    patience = next(row for row in rows if row["name"] == "levers.leadership.patience")
    number = declared.every()["levers.leadership.patience"]
    assert float(patience["low"]) == number.low
    assert (patience["unit"], patience["kind"], patience["note"]) == (number.unit, number.kind, number.note)


def test_a_sorted_page_is_one_table_with_full_names(capsys):
    page = table(capsys, "--markdown", "--sort", "name", "--group", "levers.leadership")
    assert page.count("| name |") == 1
    assert "| `levers.leadership.patience` |" in page


def test_two_forms_at_once_are_refused(capsys):
    assert cli.main(["params", "table", "--csv", "--markdown"]) == 2
    assert "leave one out" in capsys.readouterr().err
