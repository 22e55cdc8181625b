"""Chief executives: how long those in post have been there, how long appointments last, by rating."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnaround_sim.report.numbers.ratings import RATINGS
from turnaround_sim.report.numbers.spread import Quantiles, spread
from turnaround_sim.report.numbers.survival import Survival, survive
from turnaround_sim.report.run import Numbers, Run, Whole, as_codes, as_floats


@dataclass(frozen=True, eq=False)
class Published:
    """The overall ratings that a run published, to be looked up by trust and month."""

    months: int
    trusts: int
    when: Whole
    rating: Whole

    def at(self, replicate: Whole, trust: Whole, month: Numbers) -> Whole:
        """The latest rating published by the end of a month, as a place in `RATINGS`; -1 where there is none yet."""
        whose = replicate * self.trusts + trust
        # A month before 0 has seen nothing published; one after the end has seen all.
        asked = whose * self.months + np.clip(month, 0, self.months - 1).astype(np.int64)
        found = np.searchsorted(self.when, asked, side="right") - 1
        known = (found >= 0) & (month >= 0)
        known &= self.when[found] // self.months == whose if self.when.size else False
        return np.where(known, self.rating[found] if self.rating.size else -1, -1)


@dataclass(frozen=True, eq=False)
class Tenures:
    """Every substantive chief executive's time in a post, one entry a tenure.

    `started` and `ended` are months, `ended` infinite for one still in post; `left` says whether the leader went
    (not the trust's closing, not the run's end); `followed` are the months seen in post.
    """

    run: Run
    published: Published
    replicate: Whole
    trust: Whole
    started: Numbers
    ended: Numbers
    left: npt.NDArray[np.bool_]
    followed: Numbers


@dataclass(frozen=True, eq=False)
class InPost:
    """The median time in post [months] of those in post at a date: quantiles over replicates.

    `leaders` are the 10th, 50th and 90th percentile of how many there are; replicates `without` any are left out.
    """

    quantiles: Quantiles
    leaders: tuple[float, float, float]
    without: int


def read_published(run: Run) -> Published:
    """Every published rating of the run's arm."""
    table = run.table("inspections", "trust", "inspected", "published", "overall")
    published, inspected = as_floats(table["published"]), as_floats(table["inspected"])
    rating = as_codes(table["overall"], RATINGS)
    seen = np.isfinite(published) & (rating >= 0)
    whose = run.place(table) * run.trusts + table["trust"].to_numpy()
    when = whose[seen] * run.months + published[seen].astype(np.int64)
    order = np.lexsort((inspected[seen], when))
    return Published(run.months, run.trusts, when[order], rating[seen][order])


def read_tenures(run: Run) -> Tenures:
    """Every tenure of a substantive chief executive in the run's arm; interims are left out."""
    table = run.table("tenures", "trust", "started", "ended", "censored_at", "ended_because", "interim")
    table = table.filter(np.logical_not(table["interim"].to_numpy()))
    started, ended, censored = (as_floats(table[column]) for column in ("started", "ended", "censored_at"))
    gone = np.isfinite(ended)
    closed = as_codes(table["ended_because"], ("trust_closed",)) == 0
    return Tenures(
        run=run,
        published=read_published(run),
        replicate=run.place(table),
        trust=table["trust"].to_numpy().astype(np.int64),
        started=started,
        ended=np.where(gone, ended, np.inf),
        left=gone & ~closed,
        followed=np.where(gone, ended, censored) - started,
    )


def time_in_post(tenures: Tenures, month: int, rating: str | None) -> InPost:
    """How long those in post at the end of a month have been there, in trusts with a rating, or in all.

    Months in post are counted from the month of appointment. Those there at the time are met, so those who stay long
    are met more often; nothing is said of how long they will stay.
    """
    there = (tenures.started <= month) & (tenures.ended > month)
    if rating is not None:
        at = tenures.published.at(tenures.replicate, tenures.trust, np.full(there.shape, float(month)))
        there &= at == RATINGS.index(rating)
    replicate, months = tenures.replicate[there], month - tenures.started[there]
    count = np.bincount(replicate, minlength=tenures.run.replicates)
    by_replicate = np.split(months[np.argsort(replicate, kind="stable")], np.cumsum(count)[:-1])
    medians = np.array([np.median(each) for each in by_replicate if each.size])
    few, middle, many = np.quantile(count, (0.1, 0.5, 0.9))
    return InPost(spread(medians), (float(few), float(middle), float(many)), int((count == 0).sum()))


def still_in_post(tenures: Tenures, ratings: tuple[str, ...]) -> Survival:
    """How long appointments made from month 0 on last in trusts that had one of these ratings at the time.

    The rating is the one at the appointment, so that nobody is put into a group by what came later.
    """
    rating = tenures.published.at(tenures.replicate, tenures.trust, tenures.started)
    chosen = (tenures.started >= 0) & np.isin(rating, [RATINGS.index(name) for name in ratings])
    return survive(tenures.replicate[chosen], tenures.followed[chosen], tenures.left[chosen], tenures.run.replicates)
