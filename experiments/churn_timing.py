"""When to replace the chief executive of a trust in special measures: a trial emulation, and its mirror.

**Question.** Does it help a trust that is put into special measures to replace the chief executive it entered with, and
if so when? Does it matter who comes, who picks, whether it is announced, and what it costs other trusts? And what would
the estimators that analysts use have said of the same worlds?

**Hypothesis** (25 November 2026, before the first run). Later replacement does a little less harm than early
replacement, and no month is told apart from never by more than half a point of quality. The quality of who comes
matters more than the month. Choosing whom to replace by what is seen gains nothing over choosing by lot. Naive
estimators report an effect of replacement in the null too, where there is none.

**Design.** `configs/experiments/churn_timing.toml`. The target trial: eligible are the trusts of the first wave, eleven
in each world; time nought is their entry in month 0, at which all arms are alike to the last byte. A strategy is given
at entry and followed whatever comes: *replace at month m* replaces the leader the trust entered with if, m months on,
the trust is still in and she is still there. Trusts that have left by then, and leaders who went of their own accord,
stay in their arm (intention to treat). Outcomes count from month 0. No leader is removed at entry or at review in any
arm unless it says so, so that the strategies alone differ.

- The month: never, and 0 to 36. Patience × trial period as a standing policy of review.
- Who is picked, at month 12, half of those who are still there: by lot, the worst by what is seen, or nobody though all
  expect it (sham); announced, and with nobody told.
- Who comes, at months 6, 12 and 24: whom the panel appoints; a person of the same drawn quality as the one who goes,
  which leaves the change itself; a panel that prefers special-measures experience.
- Everywhere: the same strategy for every trust that ever enters. `other_trusts_shortfall` then holds what is lost where
  a leader is hired away.

No arm compares trusts by the tenures that came about. **The mirror** (`experiments/naive_estimators.py`) does what an
analyst without a second world has to do, in England as the model has it and in the null.

**Reading.** An arm's difference from *never* is the effect of giving all trusts of the first wave that strategy, in
this model at these numbers. If *same quality* is as bad as *replace* and *never* is best, the harm lies in the
change; if *replace* beats *same quality*, in who comes. If *worst seen* is no better than *by lot*, what reviewers
can see does not tell them whom to replace. If *sham* differs from *never*, part of the effect is that of being
watched. An effect on the first wave that is not seen in `shortfall` is too small to be seen in the country, or paid
for elsewhere. It cannot be concluded that a given trust should keep or lose its leader, nor how large an effect would
be in England: the losses of a change and the gains of a fresh start are judgements, each with a range that holds
nought.

Added after the run: the later the month, the fewer trusts are still in and led by whom they entered with, and the fewer
of the sixty months are left to be lost. That the curve falls towards nought is due to both as well as to waiting: it
says what the strategy does, not that a change itself does less harm when it comes late.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("churn_timing")
