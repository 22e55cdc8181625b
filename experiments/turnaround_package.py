"""A package of five: which parts carry it.

**Question.** Of patience with leaders, a coaching director, a buddy, money for capability and one assurance lead,
which lower the shortfall of the first wave, alone and together?

**Hypothesis** (25 November 2026, before the first run). Each helps a little or not at all. Together they give about
the sum of what each gives alone. Money for capability and the coaching director carry most of it.

**Design.** All 32 combinations of five axes with two levels each in `configs/experiments/turnaround_package.toml`,
against none of them (patience of 12 months). Directors are not scarce and the envelope pays whatever is asked, so that
one kind of help does not pay for another. An effect is the mean over all combinations of the other four, so it is read
in sixteen pairs of arms.

**Reading.** If effects add up, a trust may take what it can get. If pairs of them fall short of their sum, they do the
same thing twice: coach, buddy and money all build capability, which is bounded. If an axis has no effect in any
company, it is dead weight at these values. £ and outcome are read together (`first_wave_spend_m`): two of the five
cost nothing here. It cannot be concluded that a package of another dose or length adds up likewise, nor that parts
would be free of one another where directors and money are scarce.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("turnaround_package")
