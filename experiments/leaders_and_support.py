"""Leaders and support, each switched on or off.

**Question.** How do quality, recovery and time in special measures change if leaders matter, if support helps, and if
both do; and is the whole more than the two alone?

**Hypothesis** (25 November 2026, before the first run). Support lowers the shortfall a little. Leaders who matter raise
it a little if at all, since their terms have the same means where they do nothing, and gaps fall where a trust is weak.
What the two do together beyond their sum cannot be told from nought.

**Design.** All four combinations in `configs/experiments/leaders_and_support.toml`, on England's calendar, against that
in which neither has any effect, all under the same draws. Where leaders do nothing, each of their terms is at its mean
over all trusts and the label still removes them; where support does nothing, it is still sent and paid for. A main
effect is the mean over both settings of the other; the interaction is half of how much more the one does where the
other is on.

**Reading.** If support does the same with and without leaders who matter, it needs no leader to work. If leaders
change the spread between trusts and not the mean, it matters who leads a trust and not how often leaders change. The
contrast of leaders rests on means that were set at stated values: under draws of the parameters a part of it is that
the means no longer fit. It cannot be concluded that leaders in England have such an effect: what the record says of
that is for `turnaround calibrate` and the comparison with the null.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("leaders_and_support")
