"""Agents of the reference that note what their rules weighed; they decide as all others do.

A month is over before anyone can ask about it, and by then a trust may have another leader or have entered the regime.
So the numbers are noted where a rule is asked, by the reference's own way of letting a class answer for itself.
"""

import math
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple

from turnaround_sim.arithmetic import hazard_to_probability
from turnaround_sim.entities import (
    ACTING,
    NOT_RATED,
    OUT,
    PARTNERS,
    SPECIAL_MEASURES,
)
from turnaround_sim.reference import ImprovementDirector, Leader, SystemPartner, Trust
from turnaround_sim.reference.binding import in_reference
from turnaround_sim.rules import leadership, operations, regulation, support, systems


class Leaving(NamedTuple):
    """What decided whether a leader left of her own accord: chances a month, and what made them what they are.

    `label`, `load` and `rated` are ratios: by how much the label, the oversight load and the published rating multiply
    the chance of resigning; `proneness` is her own, 1 on average. She leaves where `drawn` is below `chance`.
    """

    person: int
    tenure: int
    chance: float
    retiring: float
    proneness: float
    label: float
    load: float
    rated: float
    drawn: float
    why: int


class Review(NamedTuple):
    """What a review weighed: points seen to be gained, points asked for, and whether the published rating has risen."""

    held: bool
    months_to_go: int
    gain: float
    least: float
    risen: bool
    removals: int
    most: int
    why: int


class AtEntry(NamedTuple):
    """Whether the national body removed a leader outright as her trust entered; removed where drawn < chance."""

    chance: float
    drawn: float
    why: int


class Candidate(NamedTuple):
    """A person whom a panel looked at, and her score; None where she would not take the post."""

    person: int
    score: float | None


class Coaching(NamedTuple):
    """What an improvement director did this month: number, style -1 to 1, trusts on her list, coaching, time taken."""

    director: int
    style: float
    caseload: int
    coaching: float
    scrutiny: float


class Reported(NamedTuple):
    """What a published report meant to the national body: whether a rule was met, and what was decided."""

    may_enter: bool
    may_leave: bool
    decision: int
    decides_at: int


@dataclass
class Notes:
    """What was weighed in and about one trust in one month; None or empty where no rule was asked."""

    leaving: Leaving | None = None
    at_entry: AtEntry | None = None
    review: Review | None = None
    panel: list[Candidate] = field(default_factory=list)
    coaching: Coaching | None = None
    reports: dict[str, float] = field(default_factory=dict)
    offers: dict[str, float] = field(default_factory=dict)
    buddy_sought: bool = False
    buddies_asked: int = 0
    buddies_fit: int = 0
    reported: Reported | None = None
    hired: float = 0.0
    left: float = 0.0


class TellingTrust(Trust):
    """A trust that notes what was decided about it."""

    notes: Notes
    _regulator_asks = in_reference(systems.regulator_asks)
    _national_asks = in_reference(systems.national_asks)
    _deficit_asks = in_reference(systems.deficit_asks)
    _can_buddy = in_reference(support.can_buddy)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes = Notes()

    def be_shocked(self, p: Any, z: float) -> None:
        """With the first thing that happens to it in a month, a trust takes a new page."""
        self.notes = Notes()
        super().be_shocked(p, z)

    def regulator_asks(self, levers: Any, p: Any) -> float:
        """Note what the regulator asks for."""
        asked: float = self._regulator_asks(levers, p)
        self.notes.reports["regulator"] = asked
        return asked

    def national_asks(self, levers: Any, p: Any) -> float:
        """Note what the national body asks for."""
        asked: float = self._national_asks(levers, p)
        self.notes.reports["national body"] = asked
        return asked

    def deficit_asks(self, p: Any) -> float:
        """Note what the deficit asks for."""
        asked: float = self._deficit_asks(p)
        self.notes.reports["deficit"] = asked
        return asked

    def be_reviewed(self, leader: Any, levers: Any, p: Any, t: int) -> int:
        """Note what a review weighed."""
        why: int = super().be_reviewed(leader, levers, p, t)
        if self.regime == SPECIAL_MEASURES and leader.status != ACTING:
            most = levers.leadership.most_removals
            wait = int(operations.review_in(self, leader, levers, t))
            self.notes.review = Review(
                held=wait == 0 and self.removals < most,
                months_to_go=wait,
                gain=self.seen - self.seen_at_start,
                least=levers.leadership.least_gain,
                risen=regulation.improved_since(self),
                removals=self.removals,
                most=most,
                why=why,
            )
        return why

    def be_removed_at_entry(self, leader: Any, levers: Any, u: float) -> int:
        """Note whether a leader was removed at entry."""
        why: int = super().be_removed_at_entry(leader, levers, u)
        if self.newly_entered and leader.status != ACTING:
            self.notes.at_entry = AtEntry(levers.leadership.removal_at_entry, u, why)
        return why

    def be_decided_on(self, levers: Any, p: Any, t: int, u: float, u_lag: float) -> None:
        """Note what a report led to."""
        enters, leaves = regulation.meets_entry_rule(self, levers), regulation.meets_exit_rule(self, levers)
        super().be_decided_on(levers, p, t, u, u_lag)
        self.notes.reported = Reported(enters, leaves, self.decision, self.decides_at)

    def may_need_buddy(self, levers: Any, p: Any, t: int) -> bool:
        """Note whether a buddy was sought."""
        self.notes.buddy_sought = super().may_need_buddy(levers, p, t)
        return self.notes.buddy_sought

    def can_buddy(self, trust: Any, levers: Any, p: Any) -> bool:
        """Note with the trust that seeks a buddy how many were looked at, and how many could have been one."""
        able: bool = self._can_buddy(trust, levers, p)
        trust.notes.buddies_asked += 1
        trust.notes.buddies_fit += able
        return able

    def lose_and_hire(self, causes: Any, system: Any, p: Any) -> None:
        """Note how many staff came and went [WTE]."""
        super().lose_and_hire(causes, system, p)
        lost = causes.staffing_leavers + causes.staffing_engagement + causes.staffing_stigma + causes.staffing_poached
        self.notes.left = -lost * self.size
        self.notes.hired = causes.staffing_hires * self.size


class TellingLeader(Leader):
    """A leader who notes, with the trust, what made her stay or go."""

    def leave_or_stay(self, trust: Any, p: Any, t: int, u: float) -> int:
        """Note the chances, and what made them what they are."""
        why: int = super().leave_or_stay(trust, p, t, u)
        resigning, retiring = self.exit_hazard(trust, p, t), leadership.retirement_hazard(self, p, t)
        trust.notes.leaving = Leaving(
            person=leadership.person(self),
            tenure=t - self.started,
            chance=hazard_to_probability(resigning + retiring),
            retiring=retiring / (resigning + retiring),
            proneness=self.frailty,
            label=self._times(resigning, trust, p, t, regime=OUT),
            load=self._times(resigning, trust, p, t, oversight_load=p.leadership.usual_load),
            rated=self._times(resigning, trust, p, t, rating=NOT_RATED),
            drawn=u,
            why=why,
        )
        return why

    def _times(self, hazard: float, trust: Any, p: Any, t: int, **otherwise: float) -> float:
        """By how much something multiplies the hazard: asked of the rule itself, with that one thing otherwise."""
        without: float = self.exit_hazard(SimpleNamespace(**(_felt(trust) | otherwise)), p, t)
        return hazard / without if without > 0.0 else math.nan

    def interest(self, trust: Any, levers: Any, p: Any, u: float, u_accepts: float) -> float:
        """Note with the trust how its panel ranks her."""
        score: float = super().interest(trust, levers, p, u, u_accepts)
        trust.notes.panel.append(Candidate(leadership.person(self), None if score <= REFUSES else score))
        return score


class TellingDirector(ImprovementDirector):
    """An improvement director who notes, with the trust, what she did there."""

    def coach(self, trust: Any, levers: Any, p: Any, t: int) -> float:
        """Note the coaching."""
        done: float = super().coach(trust, levers, p, t)
        manner = support.style(self, levers)
        trust.notes.coaching = Coaching(self.number, manner, self.caseload, done, 0.0)
        return done

    def scrutinise(self, trust: Any, levers: Any, p: Any, t: int) -> float:
        """Note the time that her own reporting takes."""
        taken: float = super().scrutinise(trust, levers, p, t)
        if trust.notes.coaching is not None:
            trust.notes.coaching = trust.notes.coaching._replace(scrutiny=taken)
        return taken


class TellingPartner(SystemPartner):
    """A system partner that notes, with the trust, what it asked for and offered."""

    def ask_for_reports(self, trust: Any, levers: Any, p: Any) -> float:
        """Note the reports."""
        asked: float = super().ask_for_reports(trust, levers, p)
        trust.notes.reports[PARTNERS[self.kind]] = asked
        return asked

    def offer_help(self, trust: Any, levers: Any, p: Any) -> float:
        """Note the help."""
        offered: float = super().offer_help(trust, levers, p)
        trust.notes.offers[PARTNERS[self.kind]] = offered
        return offered


REFUSES = -1000.0
"""What the rule of interest says of a candidate who would not take the post."""


def _felt(trust: Any) -> dict[str, Any]:
    """What of a trust bears on whether its leader goes; a rule that asks for more says so at once."""
    return {name: getattr(trust, name) for name in ("oversight_load", "regime", "rating")}
