"""What the tables of a run hold: one dataclass a table, its fields the columns in order. Codes stand for words."""

from dataclasses import dataclass
from math import nan

PANEL = (
    "quality_safe", "quality_effective", "quality_caring", "quality_responsive", "quality_well_led", "quality",
    "engagement", "staffing", "temporary_share", "capability", "embedding", "attention", "oversight_load", "stigma",
    "pressure", "rating", "regime", "leader", "leader_tenure",
)  # fmt: skip


@dataclass(eq=False)
class MonthRow:
    """National figures of a month. Columns as in the data dictionary."""

    month: int = 0
    in_special_measures: int = 0
    on_watch_list: int = 0
    entries: int = 0
    exits: int = 0
    rated_inadequate: int = 0
    rated_requires_improvement: int = 0
    rated_good: int = 0
    rated_outstanding: int = 0
    quality: float = 0.0
    quality_safe: float = 0.0
    quality_effective: float = 0.0
    quality_caring: float = 0.0
    quality_responsive: float = 0.0
    quality_well_led: float = 0.0
    engagement: float = 0.0
    temporary_share: float = 0.0
    staffing: float = 0.0
    without_substantive_leader: int = 0
    without_substantive_leader_in_special_measures: int = 0
    spend_m: float = 0.0
    oversight_load: float = 0.0


@dataclass(eq=False)
class AnnualRow:
    """A trust and a year, October to September: what an analyst outside could have seen, and what was so."""

    trust: int = 0
    year: int = 0
    observed_engagement: float = 0.0
    observed_mortality: float = 0.0
    observed_4h: float = 0.0
    quality_safe: float = 0.0
    quality_effective: float = 0.0
    quality_caring: float = 0.0
    quality_responsive: float = 0.0
    quality_well_led: float = 0.0
    quality: float = 0.0
    rating_at_year_end: int = 0
    leader_changes: int = 0
    executive_changes: float = 0.0
    interim_months: int = 0
    special_measures_months: int = 0
    temporary_share: float = 0.0
    spend_m: float = 0.0
    deficit_m: float = 0.0


@dataclass(eq=False)
class SpellRow:
    """A spell in special measures."""

    trust: int = 0
    spell: int = 0
    entered: int = 0
    exited: float = nan
    censored_at: float = nan
    rating_at_entry: int = 0
    rating_at_exit: int = 0
    end_reason: int = 0
    entry_basis: int = 0
    chief_executives: int = 0
    months_without_substantive_leader: int = 0
    director_months: int = 0
    buddy_months: int = 0
    funding_m: float = 0.0


@dataclass(eq=False)
class TenureRow:
    """A leader's time in a post."""

    trust: int = 0
    leader: int = 0
    started: int = 0
    ended: float = nan
    censored_at: float = nan
    ended_because: int = 0
    interim: bool = False
    experienced: bool = False
    in_special_measures_at_start: bool = False
    rating_at_end: int = 0


@dataclass(eq=False)
class InspectionRow:
    """An inspection and what it found."""

    trust: int = 0
    inspected: int = 0
    published: float = nan
    kind: int = 0
    safe: int = 0
    effective: int = 0
    caring: int = 0
    responsive: int = 0
    well_led: int = 0
    overall: int = 0


@dataclass(eq=False)
class SupportRow:
    """A piece of support given to a trust."""

    trust: int = 0
    kind: int = 0
    started: int = 0
    ended: float = nan
    partner: float = nan
    similarity: float = nan
    days_a_week: float = nan
    cost_m: float = 0.0


@dataclass(eq=False)
class OutcomeRow:
    """The outcomes of one replicate; NaN where nothing happened that could be counted."""

    shortfall: float = nan
    durable_recovery: float = nan
    false_exits: float = nan
    missed_entries: float = nan
    out_12: float = nan
    out_24: float = nan
    out_36: float = nan
    months_in: float = nan
    relapse_36: float = nan
    relapse_48: float = nan
    rated_inadequate: float = nan
    leaders_per_100_trust_months: float = nan
    months_without_leader: float = nan
    spend_m: float = nan
    quality: float = nan
    engagement: float = nan
    temporary_share: float = nan
    neighbour_effect: float = nan
    buddy_effect: float = nan
    donor_effect: float = nan
    first_wave_shortfall: float = nan
    other_trusts_shortfall: float = nan
    first_wave_quality_12: float = nan
    first_wave_quality_24: float = nan
    first_wave_quality_36: float = nan
    first_wave_quality_48: float = nan
    first_wave_quality_60: float = nan
    first_wave_quality_72: float = nan
    first_wave_out_12: float = nan
    first_wave_out_24: float = nan
    first_wave_out_36: float = nan
    first_wave_recovered: float = nan
    first_wave_spend_m: float = nan
