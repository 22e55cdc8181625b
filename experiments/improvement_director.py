"""What an improvement director should do, how much, for how long and from when.

**Question.** Does a coaching director help the first wave more than one who scrutinises, and do more days, a longer
stay or an earlier start add to it?

**Hypothesis** (25 November 2026, before the first run). Coaching lowers the shortfall and scrutiny does not; days
multiply either; a longer stay helps a coach a little; seven months' delay costs little.

**Design.** Style × days × stay × delay in `configs/experiments/improvement_director.toml`: a balanced half of the 36
combinations, and *no director*. The pool holds a director for every trust and the envelope pays them all, so that the
help is compared and not the queue. In a half, stay and delay are read from all arms together; single pairs of arms
differ in style or days alone where a contrast names them. Styles are orders: a director leans her own way by a third
of the scale.

**Reading.** If coaching beats scrutiny at the same days, style matters more than presence. If scrutiny cannot be told
from no director, presence alone buys nothing. If five days add little to one, days are better spread over more trusts.
It cannot be concluded that real coaching works: its size is elicited from coaching in other trades (individuals, not
hospitals), and range and sign of scrutiny's harm are ours. What a delay costs hangs on the months that trust takes to
grow.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("improvement_director")
