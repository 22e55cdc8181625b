"""The organisation or its whole system.

**Question.** Does support by the whole local system help the first wave more than support for the organisation alone,
how does it go with intensity and neighbours' help, and what does it do to the neighbours?

**Hypothesis** (25 November 2026, before the first run). Whole-system support lowers the shortfall of the first wave,
more so the more intense it is, and adds to neighbours' help. Neighbours lose nothing that can be seen.

**Design.** Focus × intensity (0.2, 0.5, 1.0) × neighbours' usual help (0.2, 0.0, 0.5) in
`configs/experiments/system_support.toml`, all 18, against support of 0.2 for the organisation alone. Worlds end in
June 2021, before England itself changed to whole systems. Spill-over is read twice: `neighbour_effect`, the change of
quality in the other trusts of a system in the year after one entered, less the national change; and
`other_trusts_shortfall`.

**Reading.** If focus matters only at high intensity, the programme is its intensity. If neighbours' help at all times
does as much as support inside, the regime comes late. If neighbours gain, it is through patients: a trust with a
better name keeps its own. It cannot be concluded that helping is free: partners' capacity is given and helping costs
them nothing in the model, so a harm to neighbours through their own time cannot show. Focus on one organisation is
worth 0.4 of the whole by assumption; the difference between the two is that number carried through the model.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("system_support")
