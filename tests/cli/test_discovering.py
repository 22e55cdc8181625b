"""`discover`: what it prints and leaves, and what it says of a file that is wrong."""

import json
import re
import sys

import made_up_points
import pytest

from turnaround_sim import cli
from turnaround_sim.points.running import Points


@pytest.fixture(autouse=True)
def made_up_worlds(monkeypatch, tmp_path):
    monkeypatch.setattr(Points, "_world", made_up_points.world)
    monkeypatch.chdir(tmp_path)


def write(more="", **changes):
    text = made_up_points.STUDY.format(more=more)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    with open("made_up.toml", "w", encoding="utf-8") as file:
        file.write(text)


def discover(*words):
    return cli.main(["discover", "made_up.toml", "--workers", "2", *words])


def test_it_prints_the_answer_the_boxes_and_where_they_lie(capsys, tmp_path):
    write()
    assert discover() == 0
    out, err = capsys.readouterr()
    plain = " ".join(out.split())
    for words in (
        "A made-up study",
        "Illustrative, not a forecast.",
        "Not for judging a named trust",
        "It depends: patience 12 has lower quality shortfall than patience 24 at",
        "PRIM: Where capability from full coaching",
        "are false alarms.",
        "luck alone puts",
    ):
        assert words in plain
    assert re.search(r"points: 0 of 240", err)
    (folder,) = (tmp_path / "results" / "made_up").iterdir()
    assert (folder / "report.html").is_file()
    assert f"results/made_up/{folder.name}/report.html" in plain


def test_json_is_one_object_and_report_makes_the_same_page_again(capsys, tmp_path):
    write()
    assert discover("--json", "--points", "200") == 0
    out, err = capsys.readouterr()
    assert err == ""
    told = json.loads(out)
    (claim,) = told["claims"]
    assert claim["points"] == 200
    assert claim["base_rate"] == claim["cases"] / 200
    prim = claim["boxes"][0]
    assert (prim["method"], prim["found"]) == ("PRIM", True)
    named = {limit["factor"] for limit in prim["limits"]}
    assert named == {"parameters.support.coaching", "parameters.support.transfer"}
    for name in ("density", "coverage", "false_alarms", "misses"):
        share = prim["held_out"][name]
        assert share["low"] <= share["value"] <= share["high"]
    assert prim["held_out"]["false_alarms"]["value"] == pytest.approx(1 - prim["held_out"]["density"]["value"])
    page = tmp_path / told["folder"] / "report.html"
    first = page.read_bytes()
    page.unlink()
    assert cli.main(["report", told["folder"], "--quiet"]) == 0
    assert page.read_bytes() == first
    capsys.readouterr()
    assert cli.main(["report", told["folder"], "--arm", "patience 12"]) == 2
    assert "--arm does not go with a study in discovery" in capsys.readouterr().err


CLAIM = '[[discover.claims]]\nname = "it"\narm = "patience 12"\n'


@pytest.mark.parametrize(
    "more, changes, words",
    [
        (CLAIM.replace("patience 12", "patience 13"), {}, 'patience 12, patience 24; did you mean "patience 12"?'),
        (CLAIM + 'outcome = "shortfal"', {}, 'did you mean "shortfall"?'),
        (CLAIM + 'outcome = "leaders_per_100_trust_months"', {}, "has no better side"),
        (CLAIM + 'against = "patience 12"', {}, "is the arm itself"),
        (CLAIM + 'leest = 1.0', {}, 'did you mean "least"?'),
        (CLAIM + 'least = "much"', {}, "is not a number"),
        (CLAIM + 'where = "hold"', {}, 'did you mean "holds"?'),
        (CLAIM + CLAIM, {}, "names another claim already"),
        ("claims = []", {}, "claims is empty"),
        ("claims = 3", {}, "is not a list"),
        ('[[discover.claims]]\nname = "it"', {}, "arm is missing"),
        ("boxes = 3", {}, "is not a known key"),
        ("", {"points = 240": "points = 12"}, "allowed 40 to 100000"),
        ("", {'"support.coaching"': '"support.coching"'}, 'did you mean "parameters.support.coaching"?'),
        ("", {"low = 0.0, high = 5.0": "low = 5.0, high = 5.0"}, "leaves no width"),
        ("", {"replicates = 4": "replicates = 0"}, "replicates = 0"),
        ("", {'[arms."patience 24".levers.leadership]\npatience = 24': "",
              'baseline = "patience 24"': 'baseline = "patience 12"'}, "nothing to set it against"),
    ],
)  # fmt: skip
def test_a_wrong_file_gets_one_clear_line_and_leaves_nothing(capsys, tmp_path, more, changes, words):
    write(more, **changes)
    assert discover() == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "made_up.toml" in err
    assert "Traceback" not in err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("words", [("--points", "39"), ("--replicates", "0"), ("--seed", "-1"), ("--workers", "0")])
def test_a_wrong_number_on_the_command_line_is_named(capsys, words):
    write()
    assert discover(*words) == 2
    assert words[0] in capsys.readouterr().err


def test_a_file_that_is_not_there_is_met_with_what_is(capsys):
    assert cli.main(["discover", "discover_patients"]) == 2
    assert 'did you mean "discover_patience"?' in capsys.readouterr().err


@pytest.mark.parametrize("library", ["ema_workbench", "sklearn"])
def test_without_the_libraries_it_says_what_to_install(capsys, monkeypatch, library):
    write()
    for name in [name for name in sys.modules if name.startswith(("turnaround_sim.analysis.discovery", library))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Without(library), *sys.meta_path])
    assert discover() == 2
    assert 'pip install "turnaround_sim[exploration]"' in capsys.readouterr().err


class _Without:
    """Finds nothing of a library, as where it was not installed."""

    def __init__(self, library):
        self._library = library

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == self._library:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None
