import dataclasses
import math
from typing import get_type_hints

import mesa
import numpy as np
import pytest

from turnaround_sim import entities
from turnaround_sim.entities import NEVER, CauseFields, DomainFields, TrustFields
from turnaround_sim.scenario.checks import COUNTS
from turnaround_sim.series import dtype_of

ALL = sorted(
    (thing for thing in vars(entities).values() if isinstance(thing, type) and dataclasses.is_dataclass(thing)),
    key=lambda thing: thing.__name__,
)
EVERY_FIELD = [
    pytest.param(thing, field, id=f"{thing.__name__}.{field.name}")
    for thing in ALL
    for field in dataclasses.fields(thing)
]
FLOATS = [each for each in EVERY_FIELD if get_type_hints(each.values[0])[each.values[1].name] is float]
WORDS = {
    "RATINGS": ("NOT_RATED", "INADEQUATE", "REQUIRES_IMPROVEMENT", "GOOD", "OUTSTANDING"),
    "TYPES": ("ACUTE", "MENTAL_HEALTH", "AMBULANCE", "COMMUNITY"),
    "DOMAINS": ("SAFE", "EFFECTIVE", "CARING", "RESPONSIVE", "WELL_LED"),
    "REGIMES": ("OUT", "WATCHED", "SPECIAL_MEASURES", "AFTER_EXIT"),
    "PARTNERS": ("COMMISSIONER", "EDUCATION_BODY", "PROFESSIONAL_REGULATORS", "LOCAL_PROVIDERS"),
    "DEPARTURES": ("STAYS", "RESIGNED", "REMOVED_AT_ENTRY", "REMOVED_AT_REVIEW", "RETIRED", "MOVED", "TRUST_CLOSED"),
    "SPELL_ENDS": ("ONGOING", "EXITED", "ACQUIRED", "MERGED"),
    "INSPECTIONS": (None, "COMPREHENSIVE", "FOCUSED"),
    "ENTRY_BASES": (None, "ON_REVIEW", "ON_RATING"),
    "SUPPORTS": (None, "DIRECTOR", "BUDDY", "FUNDING", "SYSTEM"),
}


@pytest.mark.parametrize(("thing", "field"), EVERY_FIELD)
def test_every_variable_is_declared_with_role_and_meaning_and_a_type_that_engines_hold(thing, field):
    assert field.metadata["role"] in ("state", "heard", "cause")
    assert len(field.metadata["meaning"]) > 0
    assert not field.metadata["meaning"].endswith(".")
    annotation = get_type_hints(thing)[field.name]
    assert annotation in (float, int, bool)
    assert type(field.default) is annotation


@pytest.mark.parametrize(("thing", "field"), FLOATS)
def test_every_number_that_is_measured_has_a_unit(thing, field):
    assert field.metadata["unit"]


def test_no_variable_takes_a_name_that_mesa_needs():
    taken = {name for name in dir(mesa.Agent) if not name.startswith("__")} | {"model", "unique_id", "pos"}
    for thing in ALL:
        assert {field.name for field in dataclasses.fields(thing)}.isdisjoint(taken), thing


@pytest.mark.parametrize("words", WORDS)
def test_every_code_points_to_its_word(words):
    spoken = getattr(entities, words)
    assert len(spoken) == len(WORDS[words])
    for code, name in enumerate(WORDS[words]):
        if name is None:
            assert spoken[code] == ""
        else:
            assert getattr(entities, name) == code


def test_codes_of_words_that_matter_are_spelt_as_one_would_say_them():
    assert entities.RATINGS[entities.REQUIRES_IMPROVEMENT] == "requires improvement"
    assert entities.TYPES[entities.MENTAL_HEALTH] == "mental health"
    assert entities.REGIMES[entities.SPECIAL_MEASURES] == "special measures"
    assert entities.DEPARTURES[entities.REMOVED_AT_REVIEW] == "removed_at_review"
    assert entities.SPELL_ENDS[entities.ACQUIRED] == "acquired"


def test_never_lies_before_every_month_of_every_scenario():
    longest_tenure = 480
    assert -COUNTS["burn_in"].high - longest_tenure - 100 > NEVER


def test_causes_start_at_nothing_and_are_floats():
    for thing in (CauseFields, DomainFields):
        for field in dataclasses.fields(thing):
            if field.metadata["role"] == "cause":
                assert field.default == 0.0


@pytest.mark.parametrize("name", ["staffing", "engagement", "capability"])
def test_every_ledger_keeps_what_was_before_and_ends_with_its_bound_and_what_a_merger_brings(name):
    own = [field for field in dataclasses.fields(CauseFields) if field.name.startswith(f"{name}_")]
    assert own[0].name == f"{name}_before"
    assert own[0].metadata["role"] == "state"
    assert [field.name for field in own[-2:]] == [f"{name}_bound", f"{name}_merger"]
    assert all(field.metadata["role"] == "cause" for field in own[1:])


@pytest.mark.parametrize("thing", ALL, ids=lambda thing: thing.__name__)
def test_a_row_of_the_compiled_engine_holds_every_variable_and_its_default(thing):
    row = np.array([tuple(vars(thing()).values())], dtype_of(thing))[0]
    for field in dataclasses.fields(thing):
        held = row[field.name].item()
        assert held == field.default or (math.isnan(held) and math.isnan(field.default))


def test_two_things_with_equal_numbers_are_still_two():
    assert TrustFields() != TrustFields()
