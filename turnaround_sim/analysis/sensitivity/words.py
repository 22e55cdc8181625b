"""What a sensitivity study says in words: what drives an outcome, how much is chance, and whether N was enough."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from turnaround_sim import dictionary
from turnaround_sim.analysis.sensitivity.reading import CHANCE, CURVES, EMULATOR, INDICES, STEPS, Analysed
from turnaround_sim.analysis.words import number, quoted

STABLE = 0.05
"""The half-width of an interval within which an index is called stable, unless another is asked for."""

RANKED: tuple[tuple[str, str], ...] = (
    ("sobol", "total"), ("fast", "total"), ("morris", "size"), ("pawn", "pawn"), ("delta", "delta"),
)  # fmt: skip
"""Methods and the measure that ranks factors by each, the most telling first."""

MEASURES = {
    "first": "share of the variance that it makes alone",
    "total": "share of the variance that it has a part in",
    "size": "effect per width of its range, chance taken out",
    "pawn": "greatest shift of the whole distribution",
    "delta": "shift of the whole distribution",
}
METHODS = {
    "sobol": "Sobol", "groups": "Sobol, by groups", "fast": "Fourier test", "morris": "Morris screen",
    "ofat": "one factor at a time", "pawn": "PAWN", "delta": "delta", "emulator": "emulator",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """An outcome of one arm, or its difference from the baseline, and what to call it."""

    outcome: str
    arm: str
    label: str
    unit: str


def quantity(of: Analysed, outcome: str, arm: str) -> Quantity:
    """What is looked at, in words."""
    column = next(column for column in dictionary.OUTCOMES if column.name == outcome)
    baseline = of.manifest["baseline"]
    log = outcome in of.manifest["settings"]["log"]
    label = f"{column.label} (log scale)" if log else column.label
    label = label if arm == baseline else f"{label}, {quoted(arm)} less {quoted(baseline)}"
    return Quantity(outcome, arm, label, f"log of 1 + {column.unit}" if log else column.unit)


def ranked(of: Analysed, outcome: str, arm: str) -> tuple[str, str, pd.DataFrame]:
    """The most telling method there is, its measure and its indices, the largest first; no rows where none was made."""
    for method, measure in RANKED:
        its = of.indices(method, outcome, arm, measure)
        if len(its):
            return method, measure, its
    return "", "", of.tables[INDICES].iloc[:0]


def told_apart(its: pd.DataFrame) -> pd.DataFrame:
    """The indices that are told from nought, or from what a factor that does nothing would have."""
    above = its["low"] > its["noise"].fillna(0.0)
    return its[above]


def drives(of: Analysed, outcome: str, arm: str, most: int = 3) -> str:
    """What an outcome hangs on, in one sentence."""
    label = quantity(of, outcome, arm).label
    method, _, its = ranked(of, outcome, arm)
    rows = of.tables[CHANCE]
    measured = bool(((rows["method"] == "sobol") & (rows["outcome"] == outcome) & (rows["arm"] == arm)).any())
    if measured and method != "sobol":
        return f"{label}: what the factors do cannot be told from chance with so few rows and worlds; more are needed."
    if not method:
        refused = any(told[1:3] == (outcome, arm) for told in of.refused)
        return f"{label}: " + ("refused, since values are missing." if refused else "no index was asked for.")
    found = told_apart(its)
    if not len(found):
        return f"{label}: no factor is told from nought with so few points; more are needed."
    first = found.head(most)
    if method in ("sobol", "fast"):
        parts = [f"{row['factor'].partition('.')[2]} {interval_said(row)}" for row in first.to_dict("records")]
        start = f"{label} hangs most on {listed(parts)}"
        return f"{start} of the variance that factors make, what they do with others counted in."
    names = [row["factor"].partition(".")[2] for row in first.to_dict("records")]
    return f"{label} moves most with {listed(names)} ({METHODS[method]}: {MEASURES[RANKED_BY[method]]})."


RANKED_BY = dict(RANKED)


def interval_said(row: Mapping[Any, Any]) -> str:
    """A share with its interval, cut at nought and one, where shares end."""
    value, low, high = (min(max(row[key], 0.0), 1.0) for key in ("value", "low", "high"))
    return f"{value:.0%} ({low:.0%} to {high:.0%})"


def listed(words: list[str]) -> str:
    """Words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def chance(of: Analysed, outcome: str, arm: str) -> str:
    """How much of what differs between single worlds is chance; empty where it was not measured."""
    rows = of.tables[CHANCE]
    mine = rows[(rows["outcome"] == outcome) & (rows["arm"] == arm) & (rows["part"] == "chance_share")]
    for method in ("sobol", "groups"):
        for row in mine[mine["method"] == method].to_dict("records"):
            if row["value"] != row["value"]:
                return "With one world a point chance cannot be told from the factors: indices hold both."
            said = (
                f"Chance makes {interval_said(row)} of the variance between single worlds; indices share out the rest."
            )
            return said + (" It dominates: a single world says little." if row["low"] > 0.5 else "")
    return ""


def enough(of: Analysed, outcome: str, arm: str) -> Iterator[str]:
    """Whether N was enough, and what is noise; the precision that is wanted is the study's, or STABLE."""
    wanted = float(of.manifest["settings"]["precision"]) or STABLE
    for method in ("groups", "sobol", "fast"):
        its = of.indices(method, outcome, arm, "total")
        if not len(its):
            continue
        widest = float(((its["high"] - its["low"]) / 2.0).max())
        n = int(its["points"].iloc[0])
        if widest <= wanted:
            held = f"total indices are stable to ±{number(widest)}"
            yield f"{METHODS[method]}: {held} (N = {n:,}; ±{wanted:g} was wanted)."
        else:
            more = n * (widest / wanted) ** 2 if widest == widest else float("nan")
            power = 1
            while power < more:
                power *= 2
            offer = f"; ±{wanted:g} would take about N = {power:,}" if more == more else ""
            held = f"N = {n:,} is too small: the widest total index is known to ±{number(widest)}"
            yield f"{METHODS[method]}: {held}{offer}."
        first = of.indices(method, outcome, arm, "first")
        below = int((its["value"] < 0.0).sum() + (first["value"] < 0.0).sum())
        if below:
            yield (
                f"{METHODS[method]}: {below} of {len(its) + len(first)} indices came out below nought, which none can "
                "be: that is noise about indices of nought."
            )
        yield from _unsettled(of, method, outcome, arm)


def _unsettled(of: Analysed, method: str, outcome: str, arm: str) -> Iterator[str]:
    """Whether an index has moved, since half the points, by more than its interval then was wide."""
    steps = of.tables[STEPS]
    mine = steps[
        (steps["method"] == method)
        & (steps["outcome"] == outcome)
        & (steps["arm"] == arm)
        & (steps["measure"] == "total")
    ]
    sizes = sorted(mine["points"].unique())
    if len(sizes) < 2:
        return
    last = mine[mine["points"] == sizes[-1]].set_index("factor")
    before = mine[mine["points"] == sizes[-2]].set_index("factor")
    moved = [
        factor
        for factor in last.index
        if not before.loc[factor, "low"] <= last.loc[factor, "value"] <= before.loc[factor, "high"]
    ]
    if len(moved) > max(1, 0.1 * len(last)):
        yield (
            f"{METHODS[method]}: from N = {sizes[-2]:,} to {sizes[-1]:,} the indices of {len(moved)} of {len(last)} "
            "left their intervals: they have not settled."
        )


def interactions(of: Analysed, outcome: str, arm: str) -> str:
    """How much the factors do only together, by first indices; empty where none were made."""
    for method in ("sobol", "fast"):
        its = of.indices(method, outcome, arm, "first")
        if len(its):
            # Those below nought count as they are, else noise would add up; errors are taken for independent.
            whole = float(its["value"].sum())
            half = float((((its["high"] - its["low"]) / 2.0) ** 2).sum() ** 0.5)
            if half > 0.5:
                return "How much the factors make alone cannot be told with so few rows."
            value, low, high = (min(max(share, 0.0), 1.0) for share in (whole, whole - half, whole + half))
            said = f"Alone, the factors make {value:.0%} (about {low:.0%} to {high:.0%}) of it"
            return f"{said}; the rest is what they do together."
    return ""


def emulated(of: Analysed, outcome: str, arm: str) -> str:
    """How good the emulator is, and whether it agrees with the direct indices; empty where there is none."""
    rows = of.tables[EMULATOR]
    mine = rows[(rows["outcome"] == outcome) & (rows["arm"] == arm)]
    if not len(mine):
        return ""
    row = mine.iloc[0]
    inside, of_how_many, gap = agreement(of, outcome, arm)
    good = row["explained_direct"] if row["explained_direct"] == row["explained_direct"] else row["explained"]
    said = f"From {int(row['points']):,} worlds the emulator foretells {max(good, 0.0):.0%} of what factors make of it"
    if not 0.0 <= good <= 1.0:
        return f"How good the emulator of {int(row['points']):,} worlds is cannot be told: nearly all of it is luck."
    said += f" at points that it was not shown. {inside} of {of_how_many} total indices of {LARGE:.0%} or more lie"
    said += f" within the intervals of the direct ones; of all, the farthest off is {gap * 100:.1f} points away."
    return said + (" Too little to rely on it." if good < 0.7 else "")


LARGE = 0.1
"""Indices that count when the emulator is held against the direct ones: what is smaller it may smooth away."""


def agreement(of: Analysed, outcome: str, arm: str) -> tuple[int, int, float]:
    """How many of the emulator's large total indices lie in the direct intervals, of how many, and the largest gap."""
    direct = of.indices("sobol", outcome, arm, "total").set_index("factor")
    its = of.indices("emulator", outcome, arm, "total").set_index("factor")
    if not len(direct):
        return 0, 0, float("nan")
    its = its.reindex(direct.index)
    large = (direct["value"] >= LARGE) | (its["value"] >= LARGE)
    inside = (direct["low"] <= its["value"]) & (its["value"] <= direct["high"])
    return int((inside & large).sum()), int(large.sum()), float((its["value"] - direct["value"]).abs().max())


def refusals(of: Analysed) -> Iterator[str]:
    """What was refused for missing values: how many points, and where they lie."""
    for method, outcome, arm, count in of.refused:
        rows = of.tables["missing"]
        mine = rows[(rows["method"] == method) & (rows["outcome"] == outcome) & (rows["arm"] == arm)]
        ids = sorted(mine["point"].unique())
        shown = ", ".join(map(str, ids[:5])) + (", …" if len(ids) > 5 else "")
        whole = of.manifest["blocks"][method]["points"]
        factor = str(mine["factor"].iloc[0])
        mean = float(mine["value"].mean())
        yield (
            f"{quantity(of, outcome, arm).label}, {METHODS.get(method, method)}: refused, since it has no value at "
            f"{count:,} of {whole:,} points (point {shown} of design.parquet; all of them in missing.parquet); what "
            f"sets them apart most is {factor.partition('.')[2]}, {number(mean)} there on average."
        )


def bends(of: Analysed) -> dict[str, list[str]]:
    """By outcome, the factors along whose range it surely goes up and down."""
    rows = of.tables[CURVES]
    told: dict[str, list[str]] = {}
    for row in rows[rows["turns"]].drop_duplicates(["outcome", "factor"]).to_dict("records"):
        told.setdefault(str(row["outcome"]), []).append(str(row["factor"]))
    return told
