"""The scorecard: facts that no calibration has seen, each held against the worlds of a finished run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from turnaround_sim.evidence.statistics import Indicator, correlation_over_years
from turnaround_sim.evidence.targets import Target, Targets
from turnaround_sim.evidence.worlds import World, worlds_of
from turnaround_sim.experiment import by_draw, draws_of, interval
from turnaround_sim.record import month_of, wilson
from turnaround_sim.store import Results
from turnaround_sim.validation import counted
from turnaround_sim.validation.fact import Fact, Result

NAN = float("nan")
DIRECTIONS = {"T27": 1, "T34": 1, "T35": -1, "T38": 1}
"""Held-out targets of which a source gives no more than the sign."""


@dataclass(frozen=True)
class Question:
    """One fact, and how it is counted in a world.

    Where `sign` is 0 the mean over worlds must lie from `low` to `high`; else its 95% interval must lie on that side of
    nought. Tolerances were written down before the model was asked, from the source's own interval where it has one.
    """

    id: str
    fact: str
    count: Callable[[World], float]
    observed: float
    low: float
    high: float
    sign: int
    source: str
    strength: str
    tolerance: str
    held_out: bool = True


def _side(sign: int) -> str:
    return "above" if sign > 0 else "below"


def _share(
    *, id: str, fact: str, count: Callable[[World], float], of: tuple[int, int], source: str, strength: str
) -> Question:
    """A share that was counted: the tolerance is Wilson's interval."""
    share, low, high = (float(one) for one in wilson(*of))
    said = f"{low:.2f} to {high:.2f}: Wilson's 95% interval of {of[0]} of {of[1]}"
    return Question(id, fact, count, share, low, high, 0, source, strength, said)


def _sign(
    *, id: str, fact: str, count: Callable[[World], float], sign: int, source: str, strength: str, observed: float = NAN
) -> Question:
    return Question(id, fact, count, observed, NAN, NAN, sign, source, strength, f"{_side(sign)} nought: a direction")


def _far(indicator: Indicator, apart: int, observed: float, source: str) -> Question:
    name = {"observed_engagement": "engagement", "observed_mortality": "mortality-like quality"}[indicator]
    count = partial(correlation_over_years, indicator=indicator, apart=apart, first_year=2013, last_year=2019)
    half = 0.09
    return Question(
        f"P{apart}{'e' if 'eng' in indicator else 'm'}",
        f"annual {name}: correlation {apart} years apart",
        count,
        observed,
        observed - half,
        observed + half,
        0,
        source,
        "weak: between correlations that were fitted",
        f"within {half}, as wide as the interval of the correlation five years apart",
    )


QUESTIONS: tuple[Question, ...] = (
    Question(
        "L1", "chief executives who leave, a trust and year", counted.leaders_gone_a_year, 0.235, 0.18, 0.30, 0,
        "F091; F095; F098", "strong", ".18 to .30: the three derivations, .21 to .25, and a fifth on either side",
    ),
    _share(
        id="L5", fact="chief executives gone within five months of a failing label",
        count=partial(counted.gone_within, months=5), of=(4, 12), source="F044", strength="medium: n = 12, 2001-02",
    ),
    Question(
        "L7", "executives new within a year, trusts rated inadequate less outstanding", counted.team_renewed, 0.52,
        0.26, 0.78, 0, "F026; F027", "strong; numbers of trusts not stated",
        ".26 to .78: half to one and a half times .72 less .20",
    ),
    _sign(
        id="L8", fact="more months without a substantive leader where rated inadequate than where good or better",
        count=counted.gap_by_rating, sign=1, source="F024; F025", strength="strong", observed=0.11,
    ),
    _sign(
        id="L10", fact="the worst fifth of trusts rise over two years although they keep their leader",
        count=counted.rise_of_those_who_keep, sign=1, source="F099; F100; F101; F084", strength="strong",
    ),
    _sign(
        id="L14", fact="trusts rise more after a leader with experience of turnaround",
        count=counted.rise_after_experienced, sign=1, source="F074; F083; F104", strength="conflicting",
    ),
    _sign(
        id="L15", fact="trusts rise less in a year led by an interim", count=counted.rise_under_an_interim, sign=-1,
        source="F111; F112; F113", strength="medium, firms only",
    ),
    _share(
        id="R1", fact="share rated inadequate among trusts rated by June 2015",
        count=partial(counted.share_rated_by, month=month_of(2015, 6), rating="inadequate"), of=(9, 84),
        source="INT151", strength="strong; a year before the ratings that were fitted",
    ),
    _share(
        id="R2", fact="share rated good among trusts rated by June 2015",
        count=partial(counted.share_rated_by, month=month_of(2015, 6), rating="good"), of=(25, 84),
        source="INT151", strength="strong; a year before the ratings that were fitted",
    ),
    _share(
        id="A1", fact="share of spells ended by acquisition or merger",
        count=partial(counted.share_acquired, entered_to=month_of(2020, 12)), of=(1, 41),
        source="SpellsRecord", strength="medium: one of 41",
    ),
    _far("observed_engagement", 2, 0.74, "INT216"),
    _far("observed_mortality", 2, 0.78, "INT215"),
    _far("observed_mortality", 3, 0.74, "INT215"),
)  # fmt: skip

UNTESTABLE: tuple[tuple[str, str, str, str, str], ...] = (
    ("L2", "elapsed tenures of autumn 2013 (a third under a year, a quarter five years or more)", "F009; F011; F098",
     "strong", "They are the state in which the model starts."),
    ("L6", "how many leaders a label removes depends on policy", "F045; F046", "strong",
     "In the model that is a decision, the lever leadership.removal_at_entry, so that it could not fail."),
    ("L12", "change of leader helps where performance is bad and harms where it is good", "F078; F102", "mixed",
     "Sources disagree about the bad half (T27); of the good half no size is known."),
    ("L13", "it is fit that counts, not change", "F105", "strong in firms",
     "Nobody outside sees fit; inside, misfit lowers work by the form of a rule, so that it could not fail."),
    ("L16", "true gains take years", "F053; F054; F055", "strong",
     "It was found in the same spells that the model is fitted to (T01 to T09)."),
    ("L17", "quick fixes give a gain in post and a fall after leaving", "F089; F090", "medium",
     "Tables of a run do not tell what a leader spends on quick fixes; the capability trap of theory does."),
    ("L18", "heads matter in schools, hardly at a distance", "F087; F115; F065", "medium",
     "How far one chief executive differs from another is not told apart from trusts in the record."),
)  # fmt: skip
"""Stylised facts that cannot be held against the model, and why."""


def questions_of(targets: Targets) -> tuple[Question, ...]:
    """All facts that can be asked: the held-out targets, then the stylised facts, then what was fitted, marked so."""
    held = tuple(_of_target(target, held_out=True) for target in targets.held_out)
    fitted = tuple(
        replace(_of_target(target, held_out=False), id=name)
        for name, id in (("L3a", "T20"), ("L3b", "T21"), ("L9", "T26"))
        for target in targets.fitted
        if target.id == id
    )
    return (*held, *QUESTIONS, *fitted)


def _of_target(target: Target, *, held_out: bool) -> Question:
    sign = DIRECTIONS.get(target.id, 0) if held_out else 0
    said = (
        f"{_side(sign)} nought: a direction"
        if sign
        else f"{target.low:.3g} to {target.high:.3g}: the interval of the source"
    )
    low, high = (NAN, NAN) if sign else (target.low, target.high)
    strength = f"n = {target.n}" if target.n else "number not stated"
    return Question(
        target.id, target.fact, target.of, target.value, low, high, sign, target.source, strength, said, held_out
    )


def facts_of(results: Results, arm: str, questions: Sequence[Question]) -> list[Fact]:
    """What a finished run says of every question.

    `low` to `high` is, for what was counted in one England, the 95% interval of single worlds; for a direction that of
    the mean, over draws where parameters were drawn.
    """
    values = np.array([[_counted(question, world) for question in questions] for world in worlds_of(results, arm)])
    replicates = range(results.manifest["first"], results.manifest["first"] + len(values))
    draws = draws_of(results.manifest, replicates)
    return [_judged(question, values[:, place], draws) for place, question in enumerate(questions)]


def _counted(question: Question, world: World) -> float:
    with np.errstate(invalid="ignore"):
        return float(question.count(world))


def _judged(
    question: Question, values: "np.ndarray[tuple[int], np.dtype[np.float64]]", draws: list[int] | None
) -> Fact:
    known = np.isfinite(values)
    mean = low = high = NAN
    result: Result = "not testable"
    why = "No world of the run had anything to count."
    if known.any():
        there = [draw for draw, one in zip(draws, known, strict=True) if one] if draws is not None else None
        mean, mean_low, mean_high = interval(by_draw(values[known].tolist(), there))
        if question.sign:
            low, high = mean_low, mean_high
            holds = question.sign * (low if question.sign > 0 else high) > 0.0
            why = f"The 95% interval of the mean is {low:.3g} to {high:.3g}; it must lie {_side(question.sign)} nought."
        else:
            low, high = (float(one) for one in np.quantile(values[known], [0.025, 0.975]))
            holds = question.low <= mean <= question.high
            why = f"Single worlds show {low:.3g} to {high:.3g}; their mean is {mean:.3g}."
        result = "pass" if holds else "fail"
    return Fact(
        id=question.id,
        fact=question.fact,
        result=result,
        model=float(mean),
        low=float(low),
        high=float(high),
        observed=question.observed,
        tolerance=question.tolerance,
        source=question.source,
        held_out=question.held_out,
        strength=question.strength,
        why=why,
    )


def untestable() -> list[Fact]:
    """Stylised facts that cannot be asked of the model, each with the reason."""
    return [
        Fact(id, fact, "not testable", NAN, NAN, NAN, NAN, "", source, True, strength, why)
        for id, fact, source, strength, why in UNTESTABLE
    ]
