"""A link carries what was changed and no more; a bad or an old one is told of, and shows what it can."""

from urllib.parse import parse_qsl

import pytest

from turnaround_sim.dashboard.explore.asked import Asked, known
from turnaround_sim.dashboard.explore.link import LONGEST, as_query, link_of, read_link

ASKED = [
    Asked(),
    Asked(moved={"levers.leadership.patience": "24"}, why={"levers.leadership.patience": "because & so = on ü"}),
    Asked(
        "patient",
        "impatient",
        {"levers.funding.allocation": "marginal gain", "levers.oversight.assurance_lead": "true"},
    ),
    Asked(believed={"parameters.leadership.misfit": "0.3"}, replicates=40, seed=9, uncertainty="prior"),
]


@pytest.mark.parametrize("asked", ASKED)
def test_a_link_brings_back_what_was_set(asked):
    link = link_of(asked)
    assert link.carries
    assert not link.without
    assert read_link(dict(parse_qsl(link.query, strict_parsing=True))) == (asked, [])


def test_a_link_says_only_what_is_not_usual():
    assert link_of(Asked()).query == "baseline=england"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"baseline": "atlantis"}, "there is not"),
        ({"yours": "<script>"}, "there is not"),
        ({"levers.leadership.patience": "0"}, "out of range"),
        ({"levers.leadership.pateince": "24"}, "did you mean"),
        ({"levers.leadership": "24"}, "no lever or parameter"),
        ({"replicates": "1e9"}, "whole number from 1 to 1000"),
        ({"replicates": "-3"}, "whole number"),
        ({"replicates": "١٢"}, "whole number"),
        ({"seed": "x"}, "whole number"),
        ({"uncertainty": "maybe"}, "one of none, prior, posterior"),
        ({"colour": "blue"}, "means nothing here"),
        ({f"x{n}": "y" * 100 for n in range(100)}, "longer than any"),
        ({"levers.leadership.patience": []}, "not a number"),
    ],
)
def test_what_is_wrong_in_a_link_is_told_and_left_as_usual(query, said):
    asked, wrong = read_link(query)
    assert asked == Asked()
    assert said in " ".join(wrong)


def test_what_is_right_in_a_bad_link_is_kept():
    asked, wrong = read_link({"levers.buddy.share": "0.2", "levers.gone.lever": "3", "why.levers.gone.lever": "x"})
    assert asked == Asked(moved={"levers.buddy.share": "0.2"})
    assert len(wrong) == 1


def test_a_link_is_never_too_long():
    moved = {path: "0.123456789" for path, d in known().items() if path.startswith("levers.") and not d.choices}
    reasons = dict.fromkeys(moved, "w" * 200)
    few = dict(list(moved.items())[:30])
    link = link_of(Asked(moved=few, why=reasons))
    assert len(link.query) <= LONGEST
    assert "reasons" in link.without
    many = dict.fromkeys(known(), "0.123456789")
    assert not link_of(Asked(moved=many)).carries
    assert "scenario file" in link_of(Asked(moved=many)).without
    assert len(as_query(Asked(moved=moved))) == len(moved) + 1


def test_a_file_of_ones_own_is_not_in_a_link():
    assert not link_of(Asked(b="mine.toml", uploads={"mine.toml": 'extends = "england"'})).carries
