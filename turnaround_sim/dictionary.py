"""What every column of every table means: its unit, and where its definition comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "whole", "number", "yes or no"]
Better = Literal["lower", "higher", ""]

NOTICE = "Illustrative, not a forecast."
OUT_OF_SCOPE = "Not for judging a named trust or person, not for predicting a date of exit."

MODEL = "turnaround_sim"
REGIME = "CQC ratings and the special measures regime"
FOUR_RATINGS = "inadequate, requires improvement, good or outstanding; empty where not yet rated"


@dataclass(frozen=True)
class Column:
    """One column: its name, the type it has on disk, its unit ("1" for a share, a code or an index) and its meaning.

    A column of type "number" may be empty (NaN) and is a float64; "whole" is an int32 (the seed an int64) and never
    empty; "text" may be empty. `label` is the outcome's name in plain words, and `headline` puts it in short summaries;
    `better` says which way of it is meant to be good, "" where that is not for the model to say.
    """

    name: str
    type: Type
    unit: str
    meaning: str
    source: str = MODEL
    label: str = ""
    headline: bool = False
    better: Better = ""


def _text(name: str, meaning: str, source: str = MODEL) -> Column:
    return Column(name, "text", "1", meaning, source)


def _whole(name: str, unit: str, meaning: str, source: str = MODEL) -> Column:
    return Column(name, "whole", unit, meaning, source)


def _number(name: str, unit: str, meaning: str, source: str = MODEL) -> Column:
    return Column(name, "number", unit, meaning, source)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "yes or no", "1", meaning)


def _outcome(name: str, unit: str, better: Better, label: str, meaning: str, headline: bool = False) -> Column:
    return Column(name, "number", unit, meaning, MODEL, label, headline, better)


_ADDRESS = (
    _text("arm", "the scenario this row was computed under"),
    _whole("replicate", "1", "number of the replicate, from 0; the same number in two arms shares its luck"),
    _whole("seed", "1", "seed of the run"),
)
_TRUST = _whole("trust", "1", "number of the trust, from 0: the same in every table, and its place in the panel")

_DOMAINS = {
    "safe": "safe",
    "effective": "effective",
    "caring": "caring",
    "responsive": "responsive",
    "well_led": "well-led",
}


def _qualities(span: str) -> tuple[Column, ...]:
    return tuple(
        _number(f"quality_{key}", "points", f"latent quality of the domain {word}, 0 to 100, {span}")
        for key, word in _DOMAINS.items()
    )


OUTCOMES: tuple[Column, ...] = (
    _outcome(
        "shortfall",
        "point-months a trust-year",
        "lower",
        "Quality shortfall",
        "primary outcome: latent quality points below the requires-improvement line, summed over all trusts and months "
        "from month 0, divided by trust-years",
        True,
    ),
    _outcome(
        "durable_recovery",
        "share of spells",
        "higher",
        "Durable recovery",
        "spells that ended by exit with latent quality above the line 24 months later, among spells followed long "
        "enough to know",
        True,
    ),
    _outcome(
        "false_exits",
        "share of exits",
        "lower",
        "False exits",
        "exits of trusts whose latent quality was below the line when they left",
        True,
    ),
    _outcome(
        "missed_entries",
        "share of trust-months",
        "lower",
        "Missed entries",
        "trust-months outside special measures, among those with latent quality below the line",
        True,
    ),
    *(
        _outcome(
            f"out_{n}",
            "share of spells",
            "higher",
            f"Out within {n} months",
            f"spells ended by exit within {n} months of entry; unfinished spells are censored, acquisition competes",
            n == 24,
        )
        for n in (12, 24, 36)
    ),
    _outcome(
        "months_in",
        "months",
        "lower",
        "Months in special measures",
        "restricted mean length of a spell, to 48 months; unfinished spells are censored",
        True,
    ),
    *(
        _outcome(
            f"relapse_{n}",
            "share of exits",
            "lower",
            f"Back within {n} months",
            f"trusts that entered special measures again within {n} months of leaving",
            n == 36,
        )
        for n in (36, 48)
    ),
    _outcome(
        "rated_inadequate",
        "share of rated trust-months",
        "lower",
        "Rated inadequate",
        "trust-months with a published overall rating of inadequate, among those with any rating",
        True,
    ),
    _outcome(
        "leaders_per_100_trust_months",
        "leaders",
        "",
        "Chief executives per 100 trust-months",
        "substantive chief executives who left a post, per 100 trust-months",
        True,
    ),
    _outcome(
        "months_without_leader",
        "share of trust-months",
        "lower",
        "Without a substantive leader",
        "trust-months without a substantive chief executive",
        True,
    ),
    _outcome(
        "spend_m", "£m", "lower", "Spending on support", "intervention funds and support spent over the run", True
    ),
    _outcome(
        "quality",
        "points",
        "higher",
        "Quality",
        "latent quality, mean of five domains, over all trusts and months",
        True,
    ),
    _outcome("engagement", "0-1", "higher", "Staff engagement", "staff engagement, mean over all trusts and months"),
    _outcome(
        "temporary_share",
        "share of staff",
        "lower",
        "Temporary staff",
        "temporary staff among all staff, mean over all trusts and months",
    ),
    _outcome(
        "neighbour_effect",
        "points",
        "higher",
        "Effect on neighbours",
        "change of latent quality in the other trusts of a system over the year after one entered, less the national "
        "change",
    ),
    _outcome(
        "buddy_effect",
        "points",
        "higher",
        "Effect on buddies",
        "change of latent quality in a buddy over the year after a link began, less the national change",
    ),
    _outcome(
        "donor_effect",
        "points",
        "higher",
        "Effect on donors",
        "change of latent quality over the year after another trust hired the leader away, less the national change",
    ),
    _outcome(
        "first_wave_shortfall",
        "point-months a trust-year",
        "lower",
        "Quality shortfall, first wave",
        "latent quality points below the requires-improvement line, summed over the trusts that entered in month 0 and "
        "over months 0 to 59, divided by their trust-years; this and all that follow: empty where no trust entered in "
        "month 0, or where the run is too short",
    ),
    _outcome(
        "other_trusts_shortfall",
        "point-months a trust-year",
        "lower",
        "Quality shortfall, other trusts",
        "the same over months 0 to 59 for all trusts that did not enter in month 0",
    ),
    *(
        _outcome(
            f"first_wave_quality_{n}",
            "points",
            "higher",
            f"Quality of the first wave after {n} months",
            f"latent quality in month {n}, mean of five domains, over the trusts that entered in month 0 and are open",
        )
        for n in (12, 24, 36, 48, 60, 72)
    ),
    *(
        _outcome(
            f"first_wave_out_{n}",
            "share of trusts",
            "higher",
            f"First wave out within {n} months",
            f"trusts that entered in month 0 and had left by exit in month {n} or before, among all that entered in "
            "month 0; one that was taken over has not left by exit",
        )
        for n in (12, 24, 36)
    ),
    _outcome(
        "first_wave_recovered",
        "share of trusts",
        "higher",
        "First wave recovered",
        "trusts that entered in month 0 and at the end of month 60 are open, outside special measures and of latent "
        "quality on or above the line, among all that entered in month 0",
    ),
    _outcome(
        "first_wave_spend_m",
        "£m a trust",
        "lower",
        "Spending on the first wave",
        "intervention funds and support spent in months 0 to 71 on trusts that entered in month 0, a trust",
    ),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "outcomes": (*_ADDRESS, *OUTCOMES),
    "trusts": (
        *_ADDRESS,
        _TRUST,
        _text("name", "invented name of the trust; no real organisation"),
        _text("type", "acute, mental health, ambulance or community"),
        _whole("system", "1", "number of the health system the trust belongs to, from 0"),
        _number("size", "WTE", "posts in the establishment, whole-time equivalents"),
        _number("rurality", "1", "how rural its patients live, 0 to 1"),
        _number("deprivation", "1", "how deprived its patients live, 0 to 1"),
        _number("disadvantage", "points", "permanent difference in the quality the trust can hold"),
    ),
    "months": (
        *_ADDRESS,
        _whole("month", "months", "month, from 0 (July 2013)"),
        _whole("in_special_measures", "trusts", "trusts in special measures at the month's end"),
        _whole("on_watch_list", "trusts", "trusts on the watch list at the month's end"),
        _whole("entries", "trusts", "trusts that entered special measures this month"),
        _whole("exits", "trusts", "trusts that left special measures this month, closures apart"),
        *(
            _whole(f"rated_{key}", "trusts", f"trusts whose published overall rating is {word}", REGIME)
            for key, word in {
                "inadequate": "inadequate",
                "requires_improvement": "requires improvement",
                "good": "good",
                "outstanding": "outstanding",
            }.items()
        ),
        _number("quality", "points", "latent quality, mean of five domains, mean over open trusts"),
        *_qualities("mean over open trusts"),
        _number("engagement", "0-1", "staff engagement, mean over open trusts"),
        _number("temporary_share", "1", "temporary staff among all staff, mean over open trusts"),
        _number("staffing", "1", "substantive staff relative to establishment, mean over open trusts"),
        _whole("without_substantive_leader", "trusts", "open trusts without a substantive chief executive"),
        _whole(
            "without_substantive_leader_in_special_measures",
            "trusts",
            "trusts in special measures without a substantive chief executive",
        ),
        _number("spend_m", "£m", "money spent on intervention funds and support this month"),
        _number("oversight_load", "1", "share of management time taken by reports to overseers, mean over open trusts"),
    ),
    "annual": (
        *_ADDRESS,
        _TRUST,
        _whole(
            "year",
            "years",
            "October-to-September year, numbered by the calendar year it begins in, as the staff survey is",
        ),
        _number("observed_engagement", "0-1", "engagement in October's staff survey, with survey noise"),
        _number("observed_mortality", "points", "mortality-like quality, 12-month mean of effective, with noise"),
        _number("observed_4h", "percentage points", "four-hour performance, 12-month mean of responsive, with noise"),
        *_qualities("12-month mean"),
        _number("quality", "points", "latent quality, mean of five domains, 12-month mean"),
        _text("rating_at_year_end", f"published overall rating in September: {FOUR_RATINGS}", REGIME),
        _whole("leader_changes", "leaders", "changes of chief executive in the year"),
        _number("executive_changes", "executives", "changes of other executives in the year"),
        _whole("interim_months", "months", "months under an interim chief executive"),
        _whole("special_measures_months", "months", "months in special measures"),
        _number("temporary_share", "1", "temporary staff among all staff, 12-month mean"),
        _number("spend_m", "£m", "money spent on support of this trust in the year"),
        _number("deficit_m", "£m", "accumulated deficit at the year's end (a surplus is negative)"),
    ),
    "spells": (
        *_ADDRESS,
        _TRUST,
        _whole("spell", "1", "which spell of this trust: 1, 2, …"),
        _whole("entered", "months", "month of entry; 0 for the first wave, above 0 for every other spell"),
        _number("exited", "months", "month of the end; empty while unfinished"),
        _number("censored_at", "months", "last month seen of an unfinished spell; empty where it ended"),
        _text("rating_at_entry", f"published overall rating at entry: {FOUR_RATINGS}", REGIME),
        _text("rating_at_exit", f"published overall rating at the end: {FOUR_RATINGS}", REGIME),
        _text("end_reason", "exit, acquired or merged; empty while unfinished"),
        _text("entry_basis", "review (before May 2014) or rating", REGIME),
        _whole("chief_executives", "leaders", "substantive chief executives in post during the spell"),
        _whole("months_without_substantive_leader", "months", "months of the spell without a substantive leader"),
        _number("director_months", "months", "months of the spell with an improvement director"),
        _number("buddy_months", "months", "months of the spell with a buddy"),
        _number("funding_m", "£m", "intervention funds granted in the spell"),
    ),
    "tenures": (
        *_ADDRESS,
        _TRUST,
        _whole("leader", "1", "number of the person, the same wherever the person works"),
        _whole("started", "months", "first month in post; negative before month 0"),
        _number("ended", "months", "last month in post; empty while in post"),
        _number("censored_at", "months", "last month seen of one still in post; empty where the tenure ended"),
        _text(
            "ended_because",
            "resigned, removed_at_entry, removed_at_review, retired, moved or trust_closed; empty for one still in "
            "post, and for a deputy whose gap ended",
        ),
        _flag("interim", "held the post for an interim only"),
        _flag("experienced", "had earned special-measures experience (12 months or more) when starting"),
        _flag("in_special_measures_at_start", "the trust was in special measures at the start"),
        _text("rating_at_end", f"published overall rating at the end: {FOUR_RATINGS}", REGIME),
    ),
    "inspections": (
        *_ADDRESS,
        _TRUST,
        _whole("inspected", "months", "month of the inspection; negative before month 0"),
        _number("published", "months", "month its ratings were published; empty if after the run's end"),
        _text("kind", "comprehensive or focused", REGIME),
        *(_text(key, f"rating for {word}: {FOUR_RATINGS}", REGIME) for key, word in _DOMAINS.items()),
        _text("overall", f"overall rating: {FOUR_RATINGS}", REGIME),
    ),
    "support": (
        *_ADDRESS,
        _TRUST,
        _text("kind", "director, buddy, funding or system"),
        _whole("started", "months", "first month"),
        _number("ended", "months", "last month; empty while it goes on"),
        _number("partner", "1", "number of the director, buddy trust or system; empty for funding"),
        _number("similarity", "1", "how alike trust and partner are, 0 to 1; empty where it does not apply"),
        _number("days_a_week", "days a week", "an improvement director's days a week; empty for other kinds"),
        _number("cost_m", "£m", "what it cost to the run's end"),
    ),
}

PANEL: tuple[Column, ...] = (
    *_qualities("at the month's end"),
    _number("quality", "points", "latent quality, mean of five domains"),
    _number("engagement", "0-1", "staff engagement"),
    _number("staffing", "1", "substantive staff relative to establishment"),
    _number("temporary_share", "1", "temporary staff among all staff"),
    _number("capability", "1", "improvement capability"),
    _number("embedding", "1", "how far the present programme is embedded"),
    _number("attention", "1", "management time left for improvement"),
    _number("oversight_load", "1", "share of management time taken by reports to overseers"),
    _number("stigma", "1", "stigma of the label"),
    _number("pressure", "1", "pressure of demand"),
    _number(
        "rating",
        "1",
        "published overall rating: 0 not rated, 1 inadequate, 2 requires improvement, 3 good, 4 outstanding",
        REGIME,
    ),
    _number("regime", "1", "0 none, 1 watch list, 2 special measures, 3 support after exit; empty once closed"),
    _number("leader", "1", "number of the person in post, acting deputies included"),
    _number("leader_tenure", "months", "months the leader has been in post"),
)


def columns(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in their order on disk."""
    return tuple(column.name for column in TABLES[table])


def described(tables: tuple[str, ...]) -> dict[str, object]:
    """The dictionary of some tables, and of `panel`, as plain dictionaries fit for JSON."""
    facts = ("meaning", "unit", "type", "source")
    known = {**TABLES, "panel": PANEL}
    return {
        "notice": NOTICE,
        "out_of_scope": OUT_OF_SCOPE,
        "tables": {
            table: {column.name: {fact: getattr(column, fact) for fact in facts} for column in known[table]}
            for table in tables
        },
    }
