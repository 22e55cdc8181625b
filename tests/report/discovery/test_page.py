"""The page on a study in discovery: the answer first, caveats, boxes with held-out numbers, how to repeat it."""

import html
import re

import made_up_points
import pytest

from turnaround_sim.analysis.discovery import sentences, study
from turnaround_sim.analysis.discovery.findings import read_discovery
from turnaround_sim.points.running import Points
from turnaround_sim.report.discovery import write_discovery

NOWHERE = '[[discover.claims]]\nname = "on false exits"\narm = "patience 12"\noutcome = "false_exits"'


def made(place, more=""):
    (place / "made_up.toml").write_text(made_up_points.STUDY.format(more=more), encoding="utf-8")
    asked = study.read(place / "made_up.toml")
    about = {"command": "turnaround discover made_up.toml"}
    return read_discovery(study.discover(asked, place, workers=2, tell=lambda done, of: None, about=about))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Points, "_world", made_up_points.world)
        yield made(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(found):
    return (write_discovery(found)[0]).read_text(encoding="utf-8")


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


def test_the_answer_stands_first_and_what_it_is_not(found, page):
    text = text_of(page)
    (finding,) = found.findings
    answer = text.index(sentences.answer(finding))
    assert answer < text.index("Illustrative, not a forecast.") < text.index("What a share is.")
    assert "Not for judging a named trust" in text


def test_boxes_stand_as_sentences_with_what_they_are_worth(found, page):
    text = text_of(page)
    (finding,) = found.findings
    for box in finding.search.boxes:
        assert sentences.box_said(box, finding, found.factors) in text
        assert sentences.guard_said(box) in text
        for share in (box.held_out.density, box.held_out.coverage, box.held_out.false_alarms, box.held_out.misses):
            assert sentences.with_interval(share) in text
    assert sentences.luck_said(finding) in text


def test_what_the_record_is_silent_about_is_marked(page):
    assert "Not informed. The record says nothing of support.coaching, support.transfer" in text_of(page)


def test_it_has_its_pictures_in_the_page_and_beside_it(found, page):
    names = {path.stem for path in (found.folder / "figures").glob("*.png")}
    assert names == {"claim-1-limits", "claim-1-points", "claim-1-tradeoff"}
    assert page.count("<svg ") == 3
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)


def test_it_can_be_repeated(found, page):
    text = text_of(page)
    assert "turnaround discover made_up.toml" in text
    assert found.manifest["source_digest"] in text
    assert found.folder.name in text


def test_the_same_study_gives_the_same_bytes(found, page):
    before = {path.name: path.read_bytes() for path in write_discovery(found)}
    after = {path.name: path.read_bytes() for path in write_discovery(read_discovery(found.folder))}
    assert before == after


def test_nowhere_is_an_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(Points, "_world", made_up_points.world)
    found = made(tmp_path, NOWHERE)
    paths = write_discovery(found)
    text = text_of(paths[0].read_text(encoding="utf-8"))
    assert "Nowhere in the ranges looked at: at none of 240 points patience 12 has lower false exits" in text
    assert [path.name for path in paths] == ["report.html"]
