"""Who should help whom, and at what cost to the helper.

**Question.** Does a buddy help more where contexts are alike, for how many months and at how many trusts a buddy, and
what does it cost the trusts that help?

**Hypothesis** (25 November 2026, before the first run). Buddies lower the shortfall of the first wave, similar ones
most and random ones least. Months beyond fifteen add little. Capacity matters little while strong trusts are many. The
cost to buddies is too small to see.

**Design.** Matching (similar, nearest, strongest, random) × months (6, 15, 30) × capacity (1, 3) in
`configs/experiments/buddying.toml`, all 24, against *no buddies*; every trust inside is to have one. Harm is counted
twice: `buddy_effect` is the change of quality of trusts in the year after they become a buddy, less the national
change; `other_trusts_shortfall` is the shortfall of all trusts outside the first wave, buddies among them.

**Reading.** If similar beats random, matching is worth the trouble. If it does not, similarity is bought at the price
of a weaker buddy. If `buddy_effect` falls with capacity, help is taken from somewhere. In `buddy_effect` arms differ
in who becomes a buddy as well as in what it costs, so a difference between matching rules is no pure harm; between
capacities it is nearer to one. It does not exist in *no buddies*. It cannot be concluded how large the gain is:
transfer and the time it takes are elicited, and no NHS effect was measured.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("buddying")
