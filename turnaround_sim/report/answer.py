"""The answer in one sentence, no more certain than its interval, and the few caveats that matter for this run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.analysis.contrasts import ALPHA, Best, best_of
from turnaround_sim.analysis.informing import watermark
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.report.assumptions import Assumption, weak
from turnaround_sim.report.robust import Robustness
from turnaround_sim.report.slide import TOO_FEW
from turnaround_sim.report.study import Study


@dataclass(frozen=True)
class Answer:
    """What a reader takes away: one sentence, and what must be known with it. `verdict` is the sentence in a word."""

    verdict: str
    finding: str
    sentence: str
    beside: tuple[str, ...]


def answer_of(study: Study, robustness: Robustness | None) -> Answer:
    """The answer of a run on its first outcome."""
    if not study.inquiry.others:
        return _of_one_arm(study)
    best = best_of(study.contrasts)
    sentence = _of_two(study, best) if best.looked_at == 1 else _of_many(study, best)
    return Answer(_verdict(study, best, robustness), best.finding, sentence, tuple(_beside(study, best, robustness)))


def _verdict(study: Study, best: Best, robustness: Robustness | None) -> str:
    """The answer in a few words: how it comes out, and how far that goes."""
    word = {"better": "Better", "worse": "Worse", "differs": "Different"}.get(best.finding)
    if word is None:
        return {"unclear": "Cannot be told apart", "same": "No difference", "too few": "Too few to tell"}[best.finding]
    if robustness is not None and best.arm in robustness.verdicts:
        if robustness.verdicts[best.arm].supported != "supported":
            return f"{word} at the stated values, not supported over {robustness.of_what}"
        return f"{word} in the model, over {robustness.of_what} too"
    ranges = "over what the record leaves of the parameter ranges" if study.calibrated else "over the parameter ranges"
    how_far = ranges if study.inquiry.worlds_per_draw else "at its stated values"
    return f"{word} in the model, {how_far}"


def _of_one_arm(study: Study) -> Answer:
    column, arm = study.inquiry.primary, study.inquiry.baseline
    mean, low, high, count = study.contrasts.mean(column.name, arm)
    told = f"{number(mean, (high - low) / 2)} {column.unit}"
    ends = f"95% interval of the mean {interval(low, high)}, " if low == low else ""
    counted = "draws" if study.inquiry.worlds_per_draw > 1 else "replicates"
    values = study.contrasts.values[arm][column.name]
    known = sorted(value for value in values.tolist() if math.isfinite(value))
    beside = ["One policy alone says nothing of what another would do: a comparison sets two in the same worlds."]
    if len(known) >= 20:
        worlds = known[int(0.1 * len(known))], known[int(0.9 * len(known)) - 1]
        beside.insert(
            0, f"Single worlds lie far apart: the middle 80% of them from {number(worlds[0])} to {number(worlds[1])}."
        )
    return Answer(
        "One policy",
        "",
        f"In the model, {_small(column.label)} is {told} on average ({ends}{count} {counted}).",
        tuple(beside),
    )


def _of_two(study: Study, best: Best) -> str:
    each, column = best.difference, study.inquiry.primary
    arm, baseline = quoted(best.arm), quoted(study.inquiry.baseline)
    outcome = _small(column.label)
    counted = f"{each.replicates} {study.contrasts.unit}"
    if best.finding == "too few":
        return f"{each.replicates} {study.contrasts.unit} are too few to tell {arm} from {baseline}."
    if best.finding == "same":
        return f"In the model, {arm} gives the same {outcome} as {baseline} in all {counted}."
    if best.finding == "unclear":
        return (
            f"In the model, {arm} cannot be told apart from {baseline}: {outcome} differs by {_signed(each)} "
            f"{column.unit} (95% interval {interval(each.low, each.high)}, {counted})."
        )
    return (
        f"In the model, {arm} {_moves(each)} {outcome} by {_size(each, each.low, each.high)} {column.unit} against "
        f"{baseline} ({_ends(each.low, each.high)}, {counted})."
    )


def _of_many(study: Study, best: Best) -> str:
    each, column, m = best.difference, study.inquiry.primary, best.looked_at
    arm, baseline, outcome = quoted(best.arm), quoted(study.inquiry.baseline), _small(column.label)
    counted = f"{each.replicates} {study.contrasts.unit}"
    if best.finding == "too few":
        return f"{each.replicates} {study.contrasts.unit} are too few to tell any of {m} arms from {baseline}."
    widened = f"widened for {m} arms; {counted}"
    if best.finding in ("better", "differs"):
        does = "comes out best" if best.finding == "better" else "lies furthest from the baseline"
        way = _moves(each)
        return (
            f"Of {m} arms, {arm} {does}: in the model it {way} {outcome} by {_size(each, best.low, best.high)} "
            f"{column.unit} against {baseline} ({_ends(best.low, best.high)}, {widened})."
        )
    if best.finding == "worse" or len(best.worse) == m:
        all_or_none = f"all {m} arms do worse than {baseline} on {outcome}"
        if len(best.worse) < m:
            rest = f"{len(best.worse)} do worse, {m - len(best.worse)} cannot be told apart"
            all_or_none = f"none of {m} arms can be told to do better than {baseline} on {outcome} ({rest})"
        return (
            f"In the model, {all_or_none}; the nearest, {arm}, differs by {_signed(each)} {column.unit} (95% interval "
            f"{interval(best.low, best.high)}, {widened})."
        )
    worse = f", and {len(best.worse)} do worse" if best.worse else ""
    nearest = (
        f"the same as the baseline in all {counted}"
        if best.finding == "same"
        else f"{_signed(each)} {column.unit} (95% interval {interval(best.low, best.high)}, {widened})"
    )
    return (
        f"In the model, none of {m} arms can be told to do better than {baseline} on {outcome}{worse}: the "
        f"best-looking, {arm}, gives {nearest}."
    )


def _beside(study: Study, best: Best, robustness: Robustness | None) -> list[str]:
    told = [robustness.of(best.arm)] if robustness is not None else []
    each, column = best.difference, study.inquiry.primary
    if best.finding not in ("same", "too few"):
        usual = f"{number(each.a)} {column.unit}"
        told.append(f"For size: under {quoted(study.inquiry.baseline)} it is {usual} on average.")
    if best.looked_at > 1 and (best.finding == "worse" or len(best.worse) == best.looked_at):
        all_arms = [study.contrasts.difference(column.name, arm) for arm in study.inquiry.others]
        furthest, arm = max(zip(all_arms, study.inquiry.others, strict=True), key=lambda one: abs(one[0].difference))
        told.append(f"The furthest, {quoted(arm)}, differs by {_signed(furthest)} {column.unit}.")
    if best.looked_at == 1 and each.share_b_better == each.share_b_better and best.finding not in ("same", "too few"):
        worse = max(0.0, 1 - each.share_b_better - each.share_tied)
        told.append(
            f"{quoted(best.arm)} does better in {each.share_b_better:.0%} of {study.contrasts.unit} and worse in "
            f"{worse:.0%}."
        )
    if best.looked_at > 1 and best.finding in ("better", "differs"):
        if best.rivals:
            count, of = len(best.rivals), best.looked_at - 1
            told.append(f"{count} of the {of} other arms cannot be told apart from it.")
        told.append(
            "It was picked because it came out best, so its size is likely to be overstated; run it again with "
            "another seed before relying on it."
        )
    if best.looked_at > 1:
        told.append(
            f"The interval is widened (Bonferroni) so that all {best.looked_at} hold together in 95 cases of 100."
        )
    return told


def caveats(study: Study, resting: Sequence[Assumption], robustness: Robustness | None) -> list[tuple[str, str]]:
    """The caveats that matter most for this run, the weightiest first: a few words, and a sentence or two."""
    contrasts, inquiry = study.contrasts, study.inquiry
    found: list[tuple[str, str]] = []
    chance = (
        "Every interval covers chance alone, not what is unknown about the numbers put in."
        if not inquiry.worlds_per_draw
        else f"Intervals are over {contrasts.units} draws of the parameters: they hold what is unknown about the "
        "numbers, as far as the draws do, and not what is unknown about the rules."
    )
    mark = watermark(study.results.manifest, [(inquiry.baseline, arm) for arm in inquiry.others])
    mark = mark or (robustness.watermark if robustness is not None else "")
    if mark:
        found.append(("Not informed", mark))
    if not study.calibrated:
        beyond = (
            ""
            if robustness is not None or inquiry.worlds_per_draw or not inquiry.others
            else " Whether the sign holds over other values was not run."
        )
        found.append(("Prior only", f"The numbers put in are not fitted to what happened. {chance}{beyond}"))
    else:
        found.append(("What an interval holds", chance))
    if contrasts.units < TOO_FEW:
        counted = f"{contrasts.units} {contrasts.unit if inquiry.others else 'replicates'}"
        found.append(("Few replicates", f"{counted} are few: intervals are rough, and what is rare may not be seen."))
    count = len(inquiry.others) * len(inquiry.outcomes)
    by_chance = round(count * ALPHA)
    if by_chance:
        looks = (
            f"Of {count} intervals at 95% on the outcomes asked for, about {by_chance} would leave out nought where "
            "there is nothing. Only the answer above and the thin bars of the chart of all arms allow for that."
        )
        found.append(("Many looks", looks))
    thin = weak(resting) if inquiry.others else weak(resting, "the levers that are not as first set")
    if thin:
        found.append(("Weak grounds", thin))
    left = max((contrasts.difference(inquiry.primary.name, arm).left_out for arm in inquiry.others), default=0)
    if left:
        without = f"In up to {left} of {contrasts.units} {contrasts.unit} the first outcome has no value in one arm."
        found.append(("Pairs left out", f"{without} They are left out."))
    return found[:5]


def _ends(low: float, high: float) -> str:
    """The interval of a size, without its sign."""
    small, large = sorted((abs(low), abs(high)))
    return f"95% interval {interval(small, large)}"


def _size(each: Difference, low: float, high: float) -> str:
    return number(abs(each.difference), (high - low) / 2)


def _signed(each: Difference) -> str:
    return number(each.difference, (each.high - each.low) / 2)


def _moves(each: Difference) -> str:
    return "lowers" if each.difference < 0 else "raises"


def _small(label: str) -> str:
    """A label within a sentence; what is written in capitals stays so."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
