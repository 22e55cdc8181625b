"""What money buys, and what is left when it stops.

**Question.** For the same money, which mix of posts, consultants and capability helps the first wave, and for how
long? How should the money end, who should get it when there is too little, and would directors or buddies do more for
it?

**Hypothesis** (25 November 2026, before the first run). Money for posts lifts quality while it flows, and little is
left two years after. Money for capability gives less at first and more later. Consultants give next to nothing. A
taper changes little. With too little money, the rule of allocation changes who gains and hardly the whole. For the
price of a buddy, a buddy or a coaching director does no less than the same money as a grant.

**Design.** Four grids in `configs/experiments/funding.toml`, in the same worlds, all against *no money*.

- Dose (£2m, £5m, £10m a trust-year) × mix × months (12, 24, 36). Dose nought is *no money*, one arm, since mix and
  months mean nothing in it. Money flows from entry, from an envelope that always suffices, and goes on after exit, so
  that it stops at month 12, 24 or 36 and arms of one dose and length get the same £ whatever they do to exits: a mix
  that works would otherwise end its own grant. What is granted in a month is fixed by what was known before it
  (`entitled` in `turnaround_sim/rules/finance.py`), and is spent from the month after. `first_wave_quality_12` to
  `_72` read what is there in the last month of the money and two and three years later.
- Endings: £5m for 24 months' worth, cut off or tapering over 6, 12 or 24 months, the £ held equal.
- Allocation: the envelope brings £2.0m a month, and the first wave alone is entitled to £4.6m; so it binds.
- The same £ otherwise, alone, for 24 months. A buddy costs £0.15m a year (`finance.buddy_cost`); at £2,000 a day
  (`finance.director_day_rate`) that is 75 director days a year, 1.442 days a week; a director for five days a week
  costs £0.52m. In *no support, money returned* it buys nothing. Larger doses have no such counterpart: neither
  directors nor buddies can absorb them, and what is not bought would go back.

Read £ and outcome together: `first_wave_spend_m` says what a trust in fact had over six years, directors and buddies
included.

**Reading.** If capability beats posts in the whole shortfall and posts lead in month 12, the mix is a choice between
soon and lasting. If nothing is left of posts two and three years after, they are paid relief. If consultants cannot be
told from no money, their place in a grant is not supported. If a buddy or a director matches a grant of the same £,
the unit costs decide, and they are the weakest numbers here: one disclosed day rate and one account of five buddies.
It cannot be concluded how large any effect would be in England: the gain of a pound is elicited, not measured, and no
source says what trusts were paid. Nothing is said of money for buildings, equipment or debt.

**Found** (25 November 2026, after the first run). The numbers are in `results/published/funding/`, the sentences in
`experiments/README.md`. The £ of one dose and length come out equal but for a few hundredths: a trust that comes back
within six years is granted anew, so a mix after which fewer come back costs a little less (`first_wave_spend_m`).
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("funding")
