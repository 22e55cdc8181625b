"""The scenario file gives the same numbers to the last digit, carries the reasons, and comes back as it went."""

import pytest

from turnaround_sim import experiment
from turnaround_sim.cli.comparing import Asked as Typed
from turnaround_sim.dashboard.explore.asked import Asked
from turnaround_sim.dashboard.explore.uploads import checked, read_upload, reasons_in
from turnaround_sim.dashboard.explore.writing import command_with, scenario_file
from turnaround_sim.scenario import shipped_scenarios

OWN = """
extends = "classroom"
name = "ours"
title = "Our \\"own\\" plan"
inherit_changes = false
months = 48
[levers.leadership]
patience = 30
[[changes]]
month = 3
lever = "buddy.share"
value = 0.9
why = "said so"
[[events]]
month = 5
trust = 2
do = "fund"
with = { millions = 3.0, months = 6 }
"""
REASON = 'the "board" asked # for it \\ and more'
ASKED = [
    Asked(moved={"levers.leadership.patience": "24"}, why={"levers.leadership.patience": REASON}),
    Asked(b="patient"),
    Asked("england", "patient", {"levers.funding.allocation": "equal"}, {"parameters.leadership.misfit": "0.3"}),
    Asked("classroom", "ours.toml", {"levers.buddy.share": "0.25"}, uploads={"ours.toml": OWN}),
    Asked("ours.toml", "ours.toml", {"levers.leadership.patience": "40"}, uploads={"ours.toml": OWN}),
]


def test_the_file_made_from_an_upload_is_named_after_it():
    asked = Asked(b="good.toml", moved={"levers.buddy.share": "0.25"}, uploads={"good.toml": 'extends = "england"\n'})
    assert scenario_file(asked)[0] == "good-yours.toml"
    assert command_with(asked).startswith("turnaround compare england good-yours.toml ")


@pytest.mark.parametrize("asked", ASKED)
def test_the_file_asks_the_same_question(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for own, text in asked.uploads.items():
        (tmp_path / own).write_text(text, encoding="utf-8")
    name, text = scenario_file(asked)
    (tmp_path / name).write_text(text, encoding="utf-8")
    sets = [f"{path}={value}" for path, value in asked.believed.items()]
    arms = Typed(asked.a, name, 1, 100, None, None, "tables", sets, None).arms()
    assert {arm: (its.title, its.description) for arm, its in arms.items()} == {
        arm: (its.title, its.description) for arm, its in asked.arms.items()
    }
    question = experiment.question_about(asked.question.name, arms, seed=1, replicates=100, uncertainty="posterior")
    assert question.digest == asked.question.digest
    # It takes the place of no other scenario.
    assert name not in asked.uploads
    assert name.removesuffix(".toml") not in shipped_scenarios()
    # It is yours whole, what holds for both included.
    assert read_upload(name, text).resolved() == list(asked.arms.values())[1].resolved()
    assert f"# {command_with(asked)}" in text
    assert command_with(asked).startswith(f"turnaround compare {asked.a} {name} ")
    # It can be uploaded in its turn, whatever it was made from.
    assert checked(name, text.encode()) == text
    assert reasons_in(text) == dict(asked.why)
