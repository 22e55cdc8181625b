"""What an outside analyst can see of a run, laid out as analysts lay it out. Latent quality is there for comparison."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnaround_sim.store import Results

QUALITIES = ("observed_mortality", "observed_4h", "quality")
"""What is held against leaders: two indicators that are published, and latent quality, which no analyst has."""
YEAR_BEGINS = 3
FIRST_YEAR = 2013
"""Years begin in October: that of 2013 in month 3."""

_WORLD = ["replicate", "trust"]


def trust_years(results: Results, arm: str) -> pd.DataFrame:
    """One row a trust and year, October to September.

    Columns: replicate, trust, year, the three qualities [points, percentage points for four hours], type, rating (the
    published one when the year began; empty where there was none), inside (in special measures for some of the year),
    ever_inside (for some of the run), changes (substantive leaders who left in the year), changed_inside (one of them
    left while the trust was in special measures) and tenure (years that the substantive leader in post at the year's
    end has been there; NaN where a deputy acts).
    """
    columns = ["arm", *_WORLD, "year", *QUALITIES, "rating_at_year_end", "leader_changes", "special_measures_months"]
    years = _of(results, "annual", arm, columns).rename(columns={"leader_changes": "changes"})
    years = years.sort_values([*_WORLD, "year"], ignore_index=True)
    types = _of(results, "trusts", arm, ["arm", *_WORLD, "type"])
    years = years.merge(types, on=_WORLD, how="left", validate="many_to_one")
    rating = years["rating_at_year_end"].astype(object)
    follows = years.duplicated(_WORLD)
    years["rating"] = rating.shift().where(follows & rating.shift().notna(), "")
    inside = changes_inside(_tenures(results, arm), _spells(results, arm))
    marked = inside.assign(year=year_of(inside["ended"])).drop_duplicates([*_WORLD, "year"])
    keys = pd.MultiIndex.from_frame(years[[*_WORLD, "year"]])
    years["changed_inside"] = keys.isin(pd.MultiIndex.from_frame(marked[[*_WORLD, "year"]]))
    years["inside"] = years["special_measures_months"] > 0
    ever = pd.MultiIndex.from_frame(_spells(results, arm)[_WORLD].drop_duplicates())
    years["ever_inside"] = pd.MultiIndex.from_frame(years[_WORLD]).isin(ever)
    years["tenure"] = _tenure_at_year_end(years, _tenures(results, arm))
    return years.drop(columns=["rating_at_year_end", "special_measures_months"])


def changes_inside(tenures: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """The substantive leaders who left while their trust was in special measures: replicate, trust, spell, ended.

    In a month leaders leave before trusts enter or leave the regime, so one who left in the month of entry left before.
    """
    gone = tenures[tenures["left"]]
    both = gone.merge(spells[[*_WORLD, "spell", "entered", "last"]], on=_WORLD)
    inside = both[(both["entered"] < both["ended"]) & (both["ended"] <= both["last"])]
    return inside[[*_WORLD, "spell", "entered", "ended"]]


def seen_spells(results: Results, arm: str) -> pd.DataFrame:
    """One row a spell in special measures.

    Columns: replicate, trust, spell, months (followed), exited (it ended by exit; else it is censored, by the end of
    the run or of the trust), leaders (substantive ones in post during the spell) and first_change (months from entry to
    the first leader's leaving, infinite where none left).
    """
    spells = _spells(results, arm)
    inside = changes_inside(_tenures(results, arm), spells)
    first = inside.groupby([*_WORLD, "spell"], observed=True)["ended"].min().rename("first")
    spells = spells.join(first, on=[*_WORLD, "spell"])
    return pd.DataFrame(
        {
            **{name: spells[name] for name in (*_WORLD, "spell")},
            "months": (spells["last"] - spells["entered"]).astype(float),
            "exited": spells["end_reason"] == "exit",
            "leaders": spells["chief_executives"].astype(float),
            "first_change": (spells["first"] - spells["entered"]).fillna(np.inf),
        }
    )


def appointments(results: Results, arm: str) -> pd.DataFrame:
    """One row a substantive leader appointed in special measures whose next 24 months are all within the run.

    Columns: replicate, trust, stayed (still in post after 24 months), and for each quality its rise from the year
    before the appointment to the third year from then (the appointment falls into the year between).
    """
    tenures = _tenures(results, arm)
    months = int(results.manifest["scenarios"][arm]["months"])
    begun = (tenures["started"] >= 0) & (tenures["started"] + 24 < months)
    mine = tenures[begun & tenures["in_special_measures_at_start"]].copy()
    mine["stayed"] = ~(mine["ended"] < mine["started"] + 24)
    mine["year"] = year_of(mine["started"])
    years = _of(results, "annual", arm, ["arm", *_WORLD, "year", *QUALITIES])
    keyed = years.set_index([*_WORLD, "year"])
    rises = {}
    for name in QUALITIES:
        before, after = (
            keyed[name].reindex(pd.MultiIndex.from_arrays([mine["replicate"], mine["trust"], mine["year"] + by]))
            for by in (-1, 2)
        )
        rises[name] = after.to_numpy() - before.to_numpy()
    return mine[[*_WORLD, "stayed"]].assign(**rises).reset_index(drop=True)


def year_of(month: "pd.Series[float]") -> "pd.Series[int]":
    """The October-to-September year in which a month lies."""
    return ((month - YEAR_BEGINS) // 12 + FIRST_YEAR).astype(int)


def _tenure_at_year_end(years: pd.DataFrame, tenures: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Years in post of the substantive leader there at each row's end, NaN where there is none."""
    ends = years[[*_WORLD, "year"]].assign(
        row=np.arange(len(years)), end=YEAR_BEGINS + 11 + 12 * (years["year"] - FIRST_YEAR)
    )
    both = ends.merge(tenures[[*_WORLD, "started", "until"]], on=_WORLD)
    there = both[(both["started"] <= both["end"]) & (both["until"] > both["end"])]
    tenure = np.full(len(years), np.nan)
    tenure[there["row"].to_numpy()] = (there["end"] - there["started"]).to_numpy() / 12
    return tenure


def _tenures(results: Results, arm: str) -> pd.DataFrame:
    """Substantive tenures; `until` is infinite for those still in post, `left` says that the leader went."""
    columns = ["arm", *_WORLD, "started", "ended", "ended_because", "interim", "in_special_measures_at_start"]
    tenures = _of(results, "tenures", arm, columns)
    tenures = tenures[~tenures["interim"]]
    left = tenures["ended"].notna() & (tenures["ended_because"] != "trust_closed")
    return tenures.assign(until=tenures["ended"].fillna(np.inf), left=left)


def _spells(results: Results, arm: str) -> pd.DataFrame:
    """Spells; `last` is the month of the end, or the last one seen of those unfinished."""
    columns = ["arm", *_WORLD, "spell", "entered", "exited", "censored_at", "end_reason", "chief_executives"]
    spells = _of(results, "spells", arm, columns)
    return spells.assign(last=spells["exited"].fillna(spells["censored_at"]))


def _of(results: Results, table: str, arm: str, columns: list[str]) -> pd.DataFrame:
    """The arm's rows of a table."""
    rows = results.table(table, columns)
    return rows[rows["arm"] == arm].drop(columns="arm").reset_index(drop=True)
