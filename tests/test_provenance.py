"""Every number is declared once, says where it comes from, and is checked against its range."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from pydantic import ValidationError

from turnaround_sim.provenance import (
    Declared,
    Group,
    Groups,
    assumed,
    calibrated,
    chosen,
    declarations,
    declared_paths,
    elicited,
    engine_view,
    groups_of,
    in_words,
    measured,
    plain,
    tidy,
    with_values,
    written,
)


class Weather(Group):
    """What the sky does."""

    rain: float = measured(0.25, "1/day", low=0.0, high=1.0, source="Kew1; Kew2", date="2018")
    gale: float = elicited(2, "1/year", low=0, high=9, note="three sailors asked")
    drift: float = calibrated(0.5, "1", low=0.0, high=2.0, source="T1")
    lag: int = assumed(3, "months", low=0, high=24, note="a season")


class Watch(Group):
    """What the crew decides."""

    hours: int = chosen(4, "hours", low=1, high=12, note="length of a watch")
    order: int = chosen("youngest", "choice", choices=("oldest", "youngest", "random"), note="who goes first")
    lamp: bool = chosen(False, "1", note="whether a lamp burns")


class Ship(Groups):
    """Everything."""

    weather: Weather = Weather()
    watch: Watch = Watch()


def test_a_declaration_keeps_what_was_said_about_the_number() -> None:
    rain, gale, _, lag = declarations(Weather)
    assert rain == Declared(
        "rain", float, 0.25, "1/day", 0.0, 1.0, "measured", source="Kew1; Kew2", note="", date="2018", choices=()
    )
    assert rain.sources == ("Kew1", "Kew2")
    assert (gale.kind, gale.note, gale.sources) == ("elicited", "three sailors asked", ())
    assert (lag.name, lag.annotation, lag.value) == ("lag", int, 3)
    assert [d.choices for d in declarations(Watch)] == [(), ("oldest", "youngest", "random"), ()]


def test_defaults_have_the_type_of_their_annotation() -> None:
    assert [type(value) for value in plain(Weather())] == [float, float, float, int]
    assert [type(value) for value in plain(Watch())] == [int, int, bool]


def test_a_whole_number_for_a_float_becomes_a_float_and_numpy_numbers_become_plain() -> None:
    assert type(Weather(rain=1).rain) is float
    assert type(Weather(rain=np.float64(0.5)).rain) is float
    assert type(Watch(hours=np.int64(5)).hours) is int  # type: ignore[arg-type]
    assert type(Watch(hours=5.0).hours) is int  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("group", "name", "value", "words"),
    [
        (Weather, "rain", 2.0, "2.0 1/day is out of range; allowed 0 to 1"),
        (Weather, "rain", -0.001, "-0.001 1/day is out of range"),
        (Weather, "rain", float("nan"), "nan 1/day is out of range"),
        (Weather, "drift", float("inf"), "inf is out of range; allowed 0 to 2"),
        (Weather, "rain", "much", '"much" is not a number; allowed 0 to 1 1/day'),
        (Weather, "rain", True, "true is not a number"),
        (Weather, "lag", 25, "25 months is out of range; allowed 0 to 24"),
        (Weather, "lag", 2.5, "2.5 months is not a whole number"),
        (Weather, "lag", False, "false is not a number; allowed 0 to 24 months"),
        (Weather, "lag", None, "None is not a number"),
        (Watch, "lamp", 1, "1 is neither true nor false"),
        (Watch, "lamp", "true", '"true" is neither true nor false'),
        (Watch, "order", "yungest", 'did you mean "youngest"?'),
        (Watch, "order", "zzz", '"zzz" is not among the choices; allowed one of oldest, youngest, random'),
        (Watch, "order", 3, "3 is not among the choices"),
        (Watch, "order", True, "true is not among the choices"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_in_words(
    group: type[Group], name: str, value: object, words: str
) -> None:
    with pytest.raises(ValidationError, match=name) as refused:
        group(**{name: value})
    assert words in str(refused.value)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="rane"):
        Weather(rane=0.1)  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="wether"):
        Ship(wether=Weather())  # type: ignore[call-arg]


def test_groups_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Weather().rain = 0.5
    with pytest.raises(ValidationError, match="frozen"):
        Ship().watch = Watch()


def test_equal_wholes_are_equal_and_hash_alike() -> None:
    assert Ship(watch=Watch(hours=5)) == Ship(watch=Watch(hours=5)) != Ship()
    assert len({Ship(), Ship(), Ship(watch=Watch(hours=5))}) == 2


def test_a_choice_is_written_as_a_word_and_held_as_its_code() -> None:
    order = declarations(Watch)[1]
    assert order.read("random") == 2
    assert order.read(2) == 2
    assert order.word(2) == "random"
    assert Watch(order="oldest").order == 0  # type: ignore[arg-type]


def _group_with(annotation: Any, field: Any) -> type[Group]:
    return type("Wrong", (Group,), {"__annotations__": {"x": annotation}, "x": field, "__module__": __name__})


@pytest.mark.parametrize(
    ("annotation", "make", "words"),
    [
        (float, lambda: 0.5, "must be declared"),
        (float, lambda: measured(2.0, "1", low=0.0, high=1.0, source="A"), "out of range"),
        (float, lambda: measured(0.5, "1", low=0.0, source="A"), "needs low and high"),
        (float, lambda: measured(0.5, "1", low=1.0, high=0.0, source="A"), "above high"),
        (float, lambda: measured(0.5, "", low=0.0, high=1.0, source="A"), "needs a unit"),
        (float, lambda: measured(0.5, "1", low=0.0, high=1.0, source="", note="n"), "needs a source"),
        (float, lambda: assumed(0.5, "1", low=0.0, high=1.0), "needs a source or a note"),
        (float, lambda: elicited(0.5, "1", low=0.0, high=1.0), "needs a source or a note"),
        (float, lambda: calibrated(0.5, "1", low=0.0, high=1.0), "needs a source or a note"),
        (float, lambda: chosen(0.5, "1", low=0.0, high=1.0, note=""), "needs a source or a note"),
        (float, lambda: chosen("a", "choice", choices=("a", "b"), note="n"), "is an int"),
        (int, lambda: chosen("a", "choice", choices=("a", "a"), note="n"), "distinct"),
        (int, lambda: chosen(2, "choice", choices=("a", "b"), note="n"), "not among the choices"),
        (int, lambda: assumed(1, "1", low=0, high=2.5, note="n"), "not a whole number"),
        (bool, lambda: assumed(1, "1", low=0, high=1, note="n"), "neither true nor false"),
        (str, lambda: assumed(1, "1", low=0, high=1, note="n"), "must be a float, an int or a bool"),
    ],
)
def test_a_wrong_declaration_stops_the_class_from_being_made(
    annotation: type, make: Callable[[], Any], words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        _group_with(annotation, make())


def test_a_default_word_outside_the_choices_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="not among the choices"):
        chosen("c", "choice", choices=("a", "b"), note="n")


def test_a_whole_holds_groups_and_nothing_else() -> None:
    with pytest.raises(TypeError, match=r"Odd\.x is no Group"):
        type("Odd", (Groups,), {"__annotations__": {"x": int}, "x": 1, "__module__": __name__})


def test_paths_lead_to_every_declaration() -> None:
    assert list(groups_of(Ship)) == ["weather", "watch"]
    assert list(declared_paths(Ship)) == [
        *("weather.rain", "weather.gale", "weather.drift", "weather.lag"),
        *("watch.hours", "watch.order", "watch.lamp"),
    ]


def test_replacing_values_makes_a_checked_copy() -> None:
    ship = Ship()
    other = with_values(ship, {"watch.order": "random", "weather.lag": 7.0, "weather.rain": 1})
    assert (other.watch.order, other.weather.lag, other.weather.rain) == (2, 7, 1.0)
    assert ship == Ship()
    assert with_values(ship, {}) == ship
    with pytest.raises(KeyError, match=r"watch\.horn"):
        with_values(ship, {"watch.horn": 1})
    with pytest.raises(ValueError, match="99 hours is out of range"):
        with_values(ship, {"watch.hours": 99})


def test_in_words_is_read_back_to_the_same_whole() -> None:
    ship = Ship(watch=Watch(hours=7, order=2, lamp=True))
    words = in_words(ship)
    assert words["watch"] == {"hours": 7, "order": "random", "lamp": True}
    assert Ship.model_validate(words) == ship


def test_the_engine_view_reads_like_the_original_and_holds_numbers_only() -> None:
    ship = Ship(watch=Watch(hours=7, order=2))
    view = engine_view(ship)
    assert view.watch.hours == 7
    assert view.watch.order == 2
    assert view.weather.rain == 0.25
    assert {type(value) for group in view for value in group[1:]} <= {float, int, bool}
    assert hash(view) == hash(engine_view(ship))
    with pytest.raises(AttributeError):
        view.watch.hours = 1


def test_compiled_code_reads_the_engine_view() -> None:
    @numba.njit
    def rain_in_a_watch(p: Any) -> float:
        return float(p.weather.rain * p.watch.hours)

    assert rain_in_a_watch(engine_view(Ship())) == 1.0


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12.0"), (12, "12"), (False, "false"), ("a", '"a"'), (None, "None"), ([1], "[1]")]
)
def test_values_are_written_as_in_a_scenario_file(value: object, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(("value", "text"), [(12.0, "12"), (0.1, "0.1"), (True, "true"), (1e6, "1000000"), (7, "7")])
def test_bounds_are_written_at_their_shortest(value: float, text: str) -> None:
    assert tidy(value) == text


def test_what_is_allowed_is_said_in_words() -> None:
    assert [d.allowed for d in declarations(Watch)] == ["1 to 12", "one of oldest, youngest, random", "true or false"]
    assert declarations(Weather)[0].allowed == "0 to 1"
