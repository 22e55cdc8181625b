"""What a finished choice says: read from its folder, as often as one likes."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t

from turnaround_sim.analysis.choice.asking import Budget, Search, Searched, Threshold, Wanted
from turnaround_sim.analysis.choice.regret import (
    Between,
    Estimate,
    Regret,
    against_best,
    interval,
    known,
    losses,
    means_of,
    regrets,
)
from turnaround_sim.analysis.choice.satisficing import Satisfied, Spending, satisfied, spending
from turnaround_sim.analysis.discovery.chance import labels
from turnaround_sim.analysis.discovery.claims import Claim
from turnaround_sim.analysis.discovery.finding import boxes
from turnaround_sim.analysis.discovery.findings import Finding
from turnaround_sim.analysis.informing import watermark
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.design import Factor
from turnaround_sim.design.factors import every
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Checked, read_blocks
from turnaround_sim.provenance import Number

Floats = npt.NDArray[np.float64]

MAIN, RIVALS, SET, BESIDE = "policies", "rivals", "pareto", "beside"
"""The folders of tables: the arms of the file, the two rivals, the Pareto set, the arms as the search saw them."""
TRIED = "search.parquet"
FRESH, SEEN = "fresh", "seen"
SPENT = "spend_m"
SHUFFLES = 20
DRAWN = "posterior", "prior"


@dataclass(frozen=True, eq=False)
class Policies:
    """What every policy does under draws from one source, and what follows from it.

    `values` is [draws, arms, worlds] for each outcome that the study looks at, spends or has a threshold on. Draws in
    which some policy has no number for an outcome are `left_out` of its regret.
    """

    uncertainty: str
    arms: tuple[str, ...]
    values: Mapping[str, Floats]
    spending: tuple[Spending, ...]
    regrets: Mapping[str, tuple[Regret, ...]]
    between: Mapping[str, tuple[Between, ...]]
    satisfied: tuple[Satisfied, ...]
    left_out: Mapping[str, int]

    @classmethod
    def of(
        cls,
        uncertainty: str,
        arms: tuple[str, ...],
        values: Mapping[str, Floats],
        outcomes: Sequence[str],
        wanted: Wanted,
        seed: int,
        allowed: Sequence[bool] | None = None,
    ) -> "Policies":
        """All that is said of the policies; which of them are `allowed` follows from what they spend if it is None."""
        spent = means_of(values[wanted.budget.outcome if wanted.budget else SPENT])
        money = spending(spent, arms, wanted.budget)
        may = [each.within for each in money] if allowed is None else list(allowed)
        found, between, left = {}, {}, {}
        for outcome in outcomes if any(may) else ():
            lost = losses(values[outcome], column_of(outcome).better)
            there = known(lost)
            left[outcome] = int((~there).sum())
            if there.sum() > 1:
                found[outcome] = tuple(regrets(lost[there], arms, may, seed))
                between[outcome] = tuple(against_best(lost[there], arms, may))
        means = {threshold.outcome: means_of(values[threshold.outcome]) for threshold in wanted.satisfy}
        met = satisfied(means, arms, wanted.satisfy) if wanted.satisfy else []
        return cls(uncertainty, arms, values, tuple(money), found, between, tuple(met), left)

    def best(self, outcome: str) -> str:
        """The policy within budget that does best on the mean; it may be so by luck."""
        between = self.between[outcome]
        return between[0].best

    def leaders(self, outcome: str) -> tuple[str, ...]:
        """The best policy, and those within budget that are not told from it."""
        within = {each.arm for each in self.spending if each.within}
        beside = [each.arm for each in self.between[outcome] if not each.is_told and each.arm in within]
        return (self.best(outcome), *beside)

    @property
    def within(self) -> tuple[str, ...]:
        """The policies that keep the budget."""
        return tuple(each.arm for each in self.spending if each.within)


@dataclass(frozen=True)
class Member:
    """A policy of the Pareto set: its levers, what the search saw, and what came anew.

    `spent` is measured anew, `within` says whether it keeps the budget then, and `still` whether no other of the set
    beats it on all objectives then.
    """

    levers: Mapping[str, Number]
    seen: Mapping[str, float]
    fresh: Mapping[str, Estimate]
    spent: Estimate
    within: bool
    still: bool


@dataclass(frozen=True)
class Pareto:
    """The set that no other policy tried beats on all objectives, and how much worse it looks anew.

    `flattered` has for each objective by how much the set lost against the policies of the file when both were
    measured anew, in its unit, positive where it lost: what the search had from luck.
    """

    wanted: Search
    tried: int
    within: int
    members: tuple[Member, ...]
    beside: Mapping[str, Mapping[str, Number]]
    flattered: Mapping[str, Estimate]


@dataclass(frozen=True, eq=False)
class Choice:
    """A finished choice."""

    folder: Path
    manifest: Mapping[str, Any]
    wanted: Wanted
    factors: tuple[Factor, ...]
    posterior: Policies
    prior: Policies
    pareto: Pareto | None
    conditions: Finding | None

    @property
    def outcome(self) -> str:
        """The outcome that policies are chosen by."""
        return str(self.manifest["outcomes"][0])

    @property
    def watermark(self) -> str:
        """What is to stand over the answer where the record says nothing of the levers."""
        best = self.posterior.best(self.outcome)
        pairs = [(best, arm) for arm in self.posterior.arms if arm != best]
        return watermark({"uncertainty": "posterior", "scenarios": self.manifest["scenarios"]}, pairs)

    def of(self, drawn: str) -> Policies:
        """The policies under draws of the posterior or of the prior."""
        return self.posterior if drawn == "posterior" else self.prior


def read_choice(folder: Path) -> Choice:
    """All that a finished choice says. Raises Mistake where the folder cannot be read, or nothing can be chosen by."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    wanted = _wanted(manifest["wanted"])
    blocks = read_blocks(folder / MAIN)
    arms, seed, outcomes = tuple(manifest["arms"]), int(manifest["seed"]), manifest["outcomes"]
    posterior = Policies.of("posterior", arms, _values(blocks["posterior"]), outcomes, wanted, seed)
    # What may be chosen is decided by the posterior, for both alike.
    may = [each.within for each in posterior.spending]
    prior = Policies.of("prior", arms, _values(blocks["prior"]), outcomes, wanted, seed, may)
    if any(outcomes[0] not in policies.regrets for policies in (posterior, prior)):
        text = f"{outcomes[0]} has no number in most draws, so nothing can be chosen by it; allowed: another outcome"
        raise Mistake(text, file=str(folder), key="outcomes")
    factors = tuple(_factor(told) for told in manifest["factors"])
    rivals = manifest["rivals"]
    return Choice(
        folder=folder,
        manifest=manifest,
        wanted=wanted,
        factors=factors,
        posterior=posterior,
        prior=prior,
        pareto=None if wanted.search is None else _pareto(folder, wanted, wanted.search, posterior, manifest),
        conditions=None if rivals is None else _conditions(folder, rivals[0], rivals[1], outcomes[0], seed),
    )


def rivals_of(policies: Policies, wanted: Wanted, outcome: str) -> tuple[str, str] | None:
    """B and A: the runner-up that is to beat the best; None where but one policy keeps the budget."""
    if wanted.rivals is not None:
        return wanted.rivals
    within = set(policies.within)
    others = [each for each in policies.between.get(outcome, ()) if each.arm in within]
    if not others:
        return None
    return min(others, key=lambda each: each.mean).arm, policies.best(outcome)


def _conditions(folder: Path, b: str, a: str, outcome: str, seed: int) -> Finding:
    """Where in the prior B beats A: boxes found on one half of the draws and judged on the other."""
    block = read_blocks(folder / RIVALS)["prior"]
    claim = Claim(f"{b} beats {a}", b, a, outcome)
    margins = claim.margins(block)
    there = np.isfinite(margins).all(axis=1)
    margins, places = margins[there], block.places[there]
    search = boxes(places, claim.are_cases(margins), seed, points=block.point[there], shuffles=SHUFFLES)
    return Finding(claim, places, margins, int((~there).sum()), labels(margins), search)


def _pareto(folder: Path, wanted: Wanted, search: Search, policies: Policies, manifest: Mapping[str, Any]) -> Pareto:
    tried = pd.read_parquet(folder / TRIED)
    blocks = read_blocks(folder / SET) if (folder / SET).is_dir() else {}
    count = sum(name.startswith(FRESH) for name in blocks)
    fresh = [_values(blocks[f"{FRESH} {number}"]) for number in range(count)]
    seen = [_values(blocks[f"{SEEN} {number}"]) for number in range(count)]
    means = np.array(
        [[losses(means_of(its[name]), column_of(name).better).mean() for name in search.objectives] for its in fresh]
    )
    members = []
    for number in range(count):
        spent = _estimate(means_of(fresh[number][wanted.budget.outcome if wanted.budget else SPENT])[:, 0])
        beaten = ((means <= means[number]).all(axis=1) & (means < means[number]).any(axis=1)).any()
        design = blocks[f"{FRESH} {number}"].design.iloc[0]
        members.append(
            Member(
                levers={lever.path: _number(lever, design[lever.path]) for lever in search.levers},
                seen={name: float(means_of(seen[number][name]).mean()) for name in search.objectives},
                fresh={name: _estimate(means_of(fresh[number][name])[:, 0]) for name in search.objectives},
                spent=spent,
                within=wanted.budget is None or spent.value <= wanted.budget.limit,
                still=not beaten,
            )
        )
    beside = {
        arm: {lever.path: _lever_of(manifest["scenarios"][arm], lever) for lever in search.levers}
        for arm in manifest["arms"]
    }
    flattered = {}
    if count:
        before = _values(read_blocks(folder / BESIDE)[f"{SEEN} 0"])
        for name in search.objectives:
            better = column_of(name).better
            anew = np.mean([means_of(its[name])[:, 0] for its in fresh], axis=0) - means_of(policies.values[name]).mean(
                axis=1
            )
            once = np.mean([means_of(its[name])[:, 0] for its in seen], axis=0) - means_of(before[name]).mean(axis=1)
            flattered[name] = _apart(losses(anew, better), losses(once, better))
    return Pareto(search, len(tried), int((tried["over_budget"] <= 0).sum()), tuple(members), beside, flattered)


def _apart(a: Floats, b: Floats) -> Estimate:
    """The mean of a less that of b, with Welch's interval."""
    difference = float(a.mean() - b.mean())
    if min(len(a), len(b)) < 2:
        return Estimate(difference, math.nan, math.nan)
    one, other = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if one + other == 0.0:
        return Estimate(difference, difference, difference)
    freedom = (one + other) ** 2 / (one**2 / (len(a) - 1) + other**2 / (len(b) - 1))
    half = float(t.ppf(0.975, freedom)) * math.sqrt(one + other)
    return Estimate(difference, difference - half, difference + half)


def _estimate(values: Floats) -> Estimate:
    return Estimate(*interval(values))


def _values(block: Checked) -> dict[str, Floats]:
    return dict(block.values)


def _number(lever: Searched, value: float) -> Number:
    declared = lever.declared
    if declared.annotation is bool:
        return bool(value)
    return int(value) if declared.annotation is int or declared.choices else float(value)


def _lever_of(scenario: Mapping[str, Any], lever: Searched) -> Number:
    """What an arm sets a lever to at its start, from its manifest, as the engines hold it."""
    group, name = lever.short.split(".")
    value = scenario.get("levers", {}).get(group, {}).get(name, lever.declared.value)
    return lever.declared.read(value)


def _wanted(told: Mapping[str, Any]) -> Wanted:
    """What was asked, from the manifest."""
    search = told["search"]
    if search is not None:
        levers = tuple(Searched(**{**lever, "values": tuple(lever["values"])}) for lever in search["levers"])
        search = Search(**{**search, "levers": levers, "objectives": tuple(search["objectives"])})
    return Wanted(
        draws=told["draws"],
        replicates=told["replicates"],
        points=told["points"],
        budget=None if told["budget"] is None else Budget(**told["budget"]),
        satisfy=tuple(Threshold(**each) for each in told["satisfy"]),
        rivals=None if told["rivals"] is None else (told["rivals"][0], told["rivals"][1]),
        search=search,
    )


def _factor(told: Mapping[str, Any]) -> Factor:
    return Factor(told["path"], told["group"], every()[told["path"]], told["low"], told["high"], told["distribution"])
