import html
import re

import pytest

from turnaround_sim.analysis.sensitivity.reading import read_analysis
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.analysis.sensitivity.study import Asked, answered
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.sensitivity import write_sensitivity

STUDY = """
title = "What does a small world hang on?"
question = "Which of these moves it?"
extends = "classroom"
replicates = 4
factors = ["leadership.programme_mean", "regulation.line_inadequate", "workforce.leaving", "workforce.newcomers"]
outcomes = ["rated_inadequate"]
[sensitivity]
methods = ["ofat", "morris", "sobol", "pawn"]
points = 64
trajectories = 3
levels = 3
emulator = 0.1
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    where = tmp_path_factory.mktemp("study")
    (where / "s.toml").write_text(STUDY, encoding="utf-8")
    asked = Asked(*read_sensitivity(where / "s.toml", Said()))
    of = read_analysis(answered(asked, where, workers=2, tell=lambda stage, done, of: None, about={"command": "again"}))
    return of, write_sensitivity(of)


@pytest.fixture(scope="module")
def page(told):
    return told[1][0].read_text(encoding="utf-8")


def test_the_page_says_what_it_hangs_on_how_much_is_chance_and_whether_n_was_enough(page):
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    for words in (
        "What does a small world hang on?",
        "Rated inadequate hangs most on",
        "of the variance between single worlds",
        "N = 64 is too small",
        "What they stand on",
        "Ranges decide",
        "Factors on their own",
        "Run it again",
        "The same from few worlds",
        NOTICE,
        OUT_OF_SCOPE,
    ):
        assert words in text


def test_every_number_that_is_drawn_stands_in_a_table_with_its_interval(page):
    assert page.count("95% interval") >= 8
    assert page.count("<figure") == page.count("The numbers of this picture")


def test_the_same_study_gives_the_same_bytes_and_every_picture_is_there(told):
    of, paths = told
    before = {path.name: path.read_bytes() for path in paths}
    assert {path.name: path.read_bytes() for path in write_sensitivity(of)} == before
    names = {path.stem for path in paths}
    drawn = ("chance", "sobol", "groups", "morris", "ofat", "pawn", "settling", "emulator")
    assert names >= {"report", "chance", *(f"{name}-rated_inadequate" for name in drawn[1:])}


def test_the_page_needs_nothing_from_elsewhere(page):
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)
