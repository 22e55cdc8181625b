import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.mistakes import Mistake, nearest

NAMES = ["leadership.departure_hazard", "leadership.tenure", "support.buddies"]


def test_a_mistake_says_where_it_is_and_what_would_be_right():
    mistake = Mistake("must be from 0 to 0.1", file="hard.toml", key="leadership.departure_hazard", value=2)
    assert str(mistake) == "hard.toml: leadership.departure_hazard = 2: must be from 0 to 0.1"


def test_a_mistake_keeps_its_place_for_programs_to_read():
    mistake = Mistake("must be from 0 to 0.1", file="hard.toml", key="leadership.departure_hazard", value=2)
    fields = (mistake.file, mistake.key, mistake.value, mistake.message)
    assert fields == ("hard.toml", "leadership.departure_hazard", 2, "must be from 0 to 0.1")


def test_what_the_message_names_already_is_not_said_twice():
    message = 'hard.toml: no parameter "leadershp.tenure"; did you mean "leadership.tenure"?'
    assert str(Mistake(message, file="hard.toml", key="leadershp.tenure", value="leadershp.tenure")) == message


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("must be above 0", "months = 0: must be above 0"),
        ("must be from 1 to 10", "months = 0: must be from 1 to 10"),
        ("months must be from 1 to 10", "0: months must be from 1 to 10"),
        ("months must be from 1 to 10, not 0", "months must be from 1 to 10, not 0"),
        ("months must be from 1 to 10, not 0.", "months must be from 1 to 10, not 0."),
        ("months_in_support must be more", "months = 0: months_in_support must be more"),
    ],
)
def test_a_bound_is_not_taken_for_the_value(message, sentence):
    assert str(Mistake(message, key="months", value=0)) == sentence


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "there are no trusts"),
        ({"file": "hard.toml"}, "hard.toml: there are no trusts"),
        ({"key": "trusts", "value": 0}, "0: there are no trusts"),
        ({"key": "size", "value": 0}, "size = 0: there are no trusts"),
        ({"key": "size", "value": False}, "size = False: there are no trusts"),
        ({"file": "hard.toml", "key": "size"}, "hard.toml: size: there are no trusts"),
        ({"value": "none at all"}, "'none at all': there are no trusts"),
    ],
)
def test_only_the_fields_that_are_given_are_named(fields, sentence):
    assert str(Mistake("there are no trusts", **fields)) == sentence


def test_a_mistake_survives_the_way_to_another_process():
    copy = pickle.loads(pickle.dumps(Mistake("must be positive", file="hard.toml", key="months", value=-3)))
    assert (str(copy), copy.value) == ("hard.toml: months = -3: must be positive", -3)


def test_a_slip_of_the_pen_is_offered_the_right_name():
    assert nearest("leadership.departure_hazzard", NAMES) == '; did you mean "leadership.departure_hazard"?'
    assert nearest("leadership.tenur", iter(NAMES)) == '; did you mean "leadership.tenure"?'


@pytest.mark.parametrize("allowed", [[], NAMES])
def test_a_word_like_no_other_is_offered_nothing(allowed):
    assert nearest("zzz", allowed) == ""


@given(st.sampled_from(NAMES), st.integers(0, 14))
def test_one_lost_letter_is_never_too_much(name, position):
    assert name in nearest(name[:position] + name[position + 1 :], NAMES)
