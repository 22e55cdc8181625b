"""What a finished study in discovery says: read from its folder, as often as one likes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from turnaround_sim.analysis.discovery.chance import Labels, labels
from turnaround_sim.analysis.discovery.claims import Claim
from turnaround_sim.analysis.discovery.finding import Search, boxes
from turnaround_sim.analysis.discovery.study import BLOCK
from turnaround_sim.design import Factor
from turnaround_sim.design.factors import every
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Checked, read_blocks

Floats = npt.NDArray[np.float64]
Told = Callable[[str], None]
"""Hears which claim is looked into."""


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found of one claim.

    `places` [n, factors] and `margins` [n, worlds] are those of the points that count, in the order of `search`;
    `left_out` points had a world without a number for it.
    """

    claim: Claim
    places: Floats
    margins: Floats
    left_out: int
    labels: Labels
    search: Search


@dataclass(frozen=True, eq=False)
class Discovery:
    """A finished study: what was varied, and what was found of each claim."""

    folder: Path
    manifest: Mapping[str, Any]
    factors: tuple[Factor, ...]
    findings: tuple[Finding, ...]


def read_discovery(folder: Path, tell: Told | None = None) -> Discovery:
    """Look for regions in a finished study, claim by claim; the same folder gives the same, whatever order rows lie in.

    Raises Mistake where the folder cannot be read, or where most points of a claim have worlds without a number.
    """
    block = read_blocks(folder)[BLOCK]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    findings = []
    for told in manifest["claims"]:
        claim = Claim(**told)
        if tell is not None:
            tell(claim.name)
        margins = claim.margins(block)
        known = np.isfinite(margins).all(axis=1)
        if 2 * known.sum() <= known.size:
            absent = f"{known.size - known.sum()} of {known.size} points"
            text = (
                f"{_without(claim, block)} has no number in some world at {absent}, so "
                f'nothing can be said of "{claim.name}"; allowed: an outcome that every world has'
            )
            raise Mistake(text, file=str(folder), key=claim.outcome)
        margins, places = margins[known], block.places[known]
        search = boxes(
            places,
            claim.are_cases(margins),
            manifest["seed"],
            points=block.point[known],
            shuffles=manifest["shuffles"],
        )
        findings.append(Finding(claim, places, margins, int(known.size - known.sum()), labels(margins), search))
    return Discovery(folder, manifest, tuple(_factor(told) for told in manifest["factors"]), tuple(findings))


def _without(claim: Claim, block: Checked) -> str:
    """The outcomes of a claim that some world has no number for."""
    names = [name for name in (claim.outcome, claim.per) if name and not np.isfinite(block.values[name]).all()]
    return " and ".join(names) or claim.outcome


def _factor(told: Mapping[str, Any]) -> Factor:
    return Factor(
        path=told["path"],
        group=told["group"],
        declared=every()[told["path"]],
        low=told["low"],
        high=told["high"],
        distribution=told["distribution"],
        middle=told["middle"],
    )
