"""What a run was asked is read from its manifest, and guessed plainly where the manifest does not say."""

from pathlib import Path

import made_up_arms
import pytest

from turnaround_sim.analysis.inquiry import column_of, read_inquiry
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Results

ASKED = {
    "title": "How long?",
    "question": "Does\n  patience help?",
    "hypothesis": "No.",
    "baseline": "b",
    "outcomes": ["quality", "unheard of"],
    "axes": {"patience": ["patience 3", "patience 12"], "style": ["coach", "scrutinise"]},
    "choices": {"a": {"patience": "patience 3"}, "b": {"patience": "patience 12", "style": "coach"}},
}


def inquiry_of(**manifest):
    facts = {"scenarios": {"a": {}, "b": {}}, "titles": {"a": "An arm", "b": ""}, "name": "both", **manifest}
    return read_inquiry(Results(Path("folder"), facts))


def test_the_manifest_says_what_was_asked():
    inquiry = inquiry_of(experiment=ASKED, uncertainty="prior", worlds_per_draw=4)
    assert (inquiry.title, inquiry.question, inquiry.hypothesis) == ("How long?", "Does patience help?", "No.")
    assert (inquiry.baseline, inquiry.others, inquiry.outcomes) == ("b", ("a",), ("quality",))
    assert inquiry.primary.label == "Quality"
    assert inquiry.titles == {"a": "An arm", "b": "b"}
    assert inquiry.worlds_per_draw == 4
    assert [(family.axes, dict(family.arms)) for family in inquiry.families()] == [
        (("patience",), {("patience 3",): "a"}),
        (("patience", "style"), {("patience 12", "coach"): "b"}),
    ]


def test_of_an_older_manifest_the_first_arm_is_the_baseline():
    inquiry = inquiry_of()
    assert (inquiry.title, inquiry.baseline, inquiry.outcomes) == ("b against a", "a", ("shortfall",))
    assert (inquiry.families(), inquiry.worlds_per_draw) == ([], 0)


def test_a_baseline_that_is_no_arm_is_a_mistake():
    with pytest.raises(Mistake, match='the baseline "c" is no arm of it; it has a, b'):
        inquiry_of(experiment={"baseline": "c"})
    with pytest.raises(Mistake, match='did you mean "quality"'):
        column_of("qualty")


def test_an_axis_is_numeric_where_all_its_levels_are_numbers():
    axes = {"months": ("3", "12"), "style": ("coach", "12")}
    choices = {"x": {"months": "3", "style": "coach"}, "y": {"months": "12", "style": "12"}}
    (family,) = made_up_arms.contrasts({"x": [1.0], "y": [2.0]}, axes=axes, choices=choices).inquiry.families()
    assert family.is_numeric("months")
    assert not family.is_numeric("style")
