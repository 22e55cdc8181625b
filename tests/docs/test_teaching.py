"""The teaching pages hold together: minutes add up, every lever is told of, every source and every warning is there."""

import re
from typing import get_args

import pytest
import teaching
from blocks import HOUSE

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.play import ending
from turnaround_sim.play.game import new_game
from turnaround_sim.play.moves import MIXES, STYLES, Reporting

PAGES = sorted((HOUSE / "docs" / "teaching").glob("*.md"))
PLAN, GUIDE, SHEET, INFO, INDEX = (
    (HOUSE / "docs" / "teaching" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("lesson-plan", "facilitator-guide", "worksheet", "info", "index")
)
MOVES = 11
"""Of a game of twelve quarters, the first of which is over when a player takes office."""


def test_the_minutes_of_the_lesson_add_up_to_fifty() -> None:
    rows = [(int(start), int(long)) for start, long in re.findall(r"^\| (\d+) \| (\d+) \|", PLAN, re.MULTILINE)]
    assert [start for start, _ in rows] == [sum(long for _, long in rows[:place]) for place in range(len(rows))]
    assert sum(long for _, long in rows) == 50


def test_the_worksheet_has_a_line_for_every_move() -> None:
    quarters = re.findall(r"^\| (\d+) \|", SHEET, re.MULTILINE)
    assert quarters == [str(quarter) for quarter in range(1, MOVES + 1)]
    assert "**twelve quarters**" in PLAN
    assert "Eleven moves" in PLAN


def test_the_worksheet_has_a_line_for_every_path_that_the_page_shows() -> None:
    lines = re.findall(r"^\| ([^|]+) \|", SHEET.split("## 4. ")[1].split("## 5. ")[0], re.MULTILINE)
    names = ("YOU", "LATE", "UNREPLACED", "UNDECIDED", "REGIME", "PATIENCE")
    assert lines[1:] == [getattr(ending, name) for name in names]


def test_what_the_first_page_says_of_levers_was_counted_in_the_guide() -> None:
    counted = {
        name: (int(better), int(worse), int(rating))
        for name, better, worse, rating in re.findall(
            r"^(\S[^\n]*?) {2,}(\d+) +(\d+) +(\d+) +\d+ +\d+$", GUIDE, re.MULTILINE
        )
    }
    said = " ".join(INDEX.split())
    assert f"true quality in {counted['£3m on capability'][0]} worlds of 200" in said
    coached, replaced = counted["director coaches"], counted["replace, month 3"]
    assert f"a coaching director in {coached[0]}." in said
    assert f"another in {coached[2]} of the 200" in said
    assert f"did harm in {replaced[1]} and good in {replaced[0]}." in said


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_says_what_it_is_and_what_it_is_not_for(path) -> None:
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert f"{NOTICE} {OUT_OF_SCOPE}" in text


def test_every_lever_has_its_numbers_in_the_guide() -> None:
    for name in teaching.PARTS:
        assert f"<!-- made from the code: {name} -->" in GUIDE


def test_every_decision_of_the_game_is_measured_in_the_guide() -> None:
    measured = re.findall(r"^(\S[^\n]*?) {2,}-?\d+\.\d\d", GUIDE, re.MULTILINE)
    styles = {"scrutinise": "director scrutinises", "balanced": "director, balanced", "coach": "director coaches"}
    levels = {"more": "more reports", "usual": "nothing decided", "fewer": "fewer reports", "one lead": "one lead body"}
    assert set(styles) == set(STYLES)
    assert set(levels) == set(get_args(Reporting.model_fields["level"].annotation))
    mixes = {f"£3m{', ' if mix == 'mixed' else ' on '}{mix}" for mix in MIXES}
    assert {*styles.values(), *levels.values(), *mixes, "replace, month 3", "buddy"} <= set(measured)


def test_the_lesson_can_be_set_as_it_is_told() -> None:
    game = new_game("chair", "you", "classroom", seed=1, quarters=MOVES + 1)
    assert game.quarter == 1
    assert game.quarters - 1 == MOVES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_source_that_is_named_is_in_the_bibliography(path) -> None:
    known = set(
        re.findall(r"^@\w+\{(\w+),", (HOUSE / "docs" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = re.findall(r"\[((?:[A-Z]\w*\d{4}\w*|[A-Z]\w+)(?:;\s+\w+)*)\](?!\()", path.read_text(encoding="utf-8"))
    keys = {key for group in named for key in re.split(r";\s+", group)}
    assert keys <= known, keys - known
    assert keys or path.stem != "facilitator-guide"


def test_the_six_headings_stand_twice_in_their_order() -> None:
    headings = re.findall(r"^### (.+)$", INFO, re.MULTILINE)
    six = [
        "WHAT IS IT?",
        "HOW IT WORKS",
        "HOW TO USE IT",
        "THINGS TO NOTICE",
        "THINGS TO TRY",
        "EXTENDING THE MODEL",
    ]
    assert headings == 2 * six


@pytest.mark.parametrize(
    "line",
    [
        teaching.Shown("an arm that is not there", "funding", "£7m on posts for 24 months"),
        teaching.Shown("an outcome that it was not judged by", "funding", "£5m on posts for 24 months", "quality"),
    ],
)
def test_a_line_that_no_study_has_is_refused(line) -> None:
    with pytest.raises(ValueError, match="0 rows"):
        list(teaching.levers([line]))
