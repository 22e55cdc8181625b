"""`sources` shows what rests on each entry of the bibliography."""

import json

import pytest

from turnaround_sim import cli
from turnaround_sim.assurance import bibliography
from turnaround_sim.cli import declared


def told(capsys, *words: str):
    assert cli.main(["sources", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_source_is_listed_with_what_rests_on_it(capsys):
    listed = {source["key"]: source for source in told(capsys)["sources"]}
    assert tuple(listed) == bibliography.keys()
    for path, number in declared.every().items():
        for source in number.sources:
            key = source if source in listed else bibliography.source_of(source)
            assert path in listed[key]["parameters"], source
    assert any(source["record"] for source in listed.values())
    assert any(source["targets"] for source in listed.values())


def test_one_source_has_its_numbers_facts_and_rules(capsys):
    source = told(capsys, "ChenHambrick2012")
    assert source["parameters"] == ["parameters.leadership.misfit"]
    assert "F105" in source["facts"]
    assert "rules.leadership.set_out" in source["rules"]
    assert source["reference"].startswith("Chen and Hambrick. 2012.")


def test_a_fact_leads_to_its_source(capsys):
    assert told(capsys, "F105")["key"] == "ChenHambrick2012"


def test_people_read_one_source_in_full(capsys):
    assert cli.main(["sources", "ChenHambrick2012"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("ChenHambrick2012\n  Chen and Hambrick. 2012.")
    assert "Numbers   parameters.leadership.misfit\n" in out
    assert "Facts     F105\n" in out


@pytest.mark.parametrize(("key", "said"), [("ChenHambrik2012", 'did you mean "ChenHambrick2012"'), ("F999", "F999")])
def test_an_unknown_source_is_a_mistake_with_the_nearest(key, said, capsys):
    assert cli.main(["sources", key]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_spans_of_facts_are_written_out(monkeypatch):
    made_up = {"Made2020": {"note": "Read twice. Facts: F102, T08-T11, INT005a"}}
    monkeypatch.setattr(bibliography, "_entries", lambda: made_up)
    assert bibliography.facts("Made2020") == ("F102", "T08", "T09", "T10", "T11", "INT005a")
