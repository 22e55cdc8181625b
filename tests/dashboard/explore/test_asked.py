"""What is asked on the page is what the command line asks, and nothing beyond the page's reach can be asked."""

import shlex

import pytest

from turnaround_sim import experiment
from turnaround_sim.cli.comparing import Asked as Typed
from turnaround_sim.dashboard.explore.asked import Asked, as_text, from_text, known, values_of
from turnaround_sim.mistakes import Mistake

FILE = 'extends = "england"\nname = "mine"\ntitle = "Mine"\n[levers.leadership]\npatience = 30\n'
ASKED = [
    Asked(moved={"levers.leadership.patience": "24", "levers.funding.allocation": "marginal gain"}),
    Asked(a="england", b="patient"),
    Asked(a="england", b="patient", moved={"levers.system.whole_system": "true"}, seed=5, replicates=40),
    Asked(moved={"levers.buddy.share": "0.05"}, believed={"parameters.leadership.misfit": "0.3"}, uncertainty="none"),
]


@pytest.mark.parametrize("asked", ASKED)
def test_the_command_asks_the_same_question(asked):
    words = shlex.split(asked.command)
    assert words[:4] == ["turnaround", "compare", asked.a, asked.b]
    said = {
        flag: [words[n + 1] for n, word in enumerate(words) if word == flag] for flag in set(words) if flag[:2] == "--"
    }
    typed = Typed(
        words[2], words[3], int(said["--seed"][0]), int(said["--replicates"][0]), None, None, said["--keep"][0],
        said.get("--set"), said.get("--set-b"), said["--uncertainty"][0],
    )  # fmt: skip
    arms = typed.arms()
    assert list(arms) == list(asked.arms)
    assert [arm.title for arm in arms.values()] == [arm.title for arm in asked.arms.values()]
    question = experiment.question_about(
        asked.question.name, arms, seed=typed.seed, replicates=typed.replicates, keep=typed.keep,
        uncertainty=typed.uncertainty,
    )  # fmt: skip
    assert question.digest == asked.question.digest
    assert asked.commands == dict(zip(arms, typed.commands(), strict=True))


def test_all_of_it_goes_through_json_and_back():
    import json

    asked = Asked(
        b="mine.toml", moved={"levers.buddy.share": "0.1"}, why={"levers.buddy.share": "ü"}, uploads={"mine.toml": FILE}
    )
    assert Asked(**json.loads(json.dumps(asked.as_dict()))) == asked


def test_an_upload_is_an_arm_like_any_other():
    asked = Asked(b="mine.toml", uploads={"mine.toml": FILE})
    assert list(asked.arms) == ["england", "mine"]
    assert asked.arms["mine"].levers.leadership.patience == 30
    both = Asked("mine.toml", "mine.toml", {"levers.leadership.patience": "36"}, uploads={"mine.toml": FILE})
    assert list(both.arms) == ["mine", "mine-b"]


@pytest.mark.parametrize("name", ["/etc/passwd", "configs/scenarios/england.toml", "englnd", ""])
def test_only_shipped_and_uploaded_scenarios_are_read(name):
    with pytest.raises(Mistake, match="is no scenario"):
        _ = Asked(b=name).arms


def test_what_would_take_minutes_is_refused_with_the_most_that_can_be():
    huge = 'extends = "england"\ntrusts = 2000\nmonths = 1000\n'
    asked = Asked(b="huge.toml", uploads={"huge.toml": huge}, replicates=100)
    with pytest.raises(Mistake, match=r"at most 4\d here"):
        _ = asked.question


def test_nothing_changed_is_no_comparison():
    assert not Asked().is_changed
    assert not Asked(believed={"parameters.leadership.misfit": "0.3"}).is_changed
    assert Asked(b="patient").is_changed


def test_every_value_comes_back_from_its_text():
    for path, value in values_of(Asked().read("england")).items():
        back = from_text(path, as_text(value))
        assert back == (pytest.approx(value) if isinstance(value, float) else value)
    assert len(known()) > 200


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("levers.leadership.patience", "0", "out of range"),
        ("levers.leadership.patience", "nan", "out of range"),
        ("levers.leadership.patience", "1.5", "whole number"),
        ("levers.leadership.patience", "many", "not a number"),
        ("levers.funding.allocation", "equl", "did you mean"),
        ("levers.system.whole_system", "1", "neither true nor false"),
        ("levers.leadership.patiense", "1", "did you mean"),
    ],
)
def test_what_is_not_allowed_is_told(path, text, said):
    with pytest.raises(Mistake, match=said):
        from_text(path, text)
