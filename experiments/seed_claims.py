"""What people say about special measures, claim by claim.

**Question.** Which of the claims made about special measures does the model bear out, and by how much?

**Hypothesis** (25 November 2026, before the first run). Coaching, similar buddies, one assurance lead and the whole
system come out as claimed and are small. Posts money comes out as claimed. Experienced leaders and support after exit
cannot be told from chance. Replacing leaders every nine to twelve months does harm that is small beside its interval.

**Design.** For each claim two arms in `configs/experiments/seed_claims.toml` that differ in one thing, and one outcome
with the side on which the claim puts it; all in the same worlds. Which lever or belief tests what:

- *Coaching directors help more than scrutinising ones*: what directors are asked to be, `director.style`.
- *Buddies help when the context is similar*: matching by likeness against matching by lot, everyone buddied.
- *Money buys posts and consultants and the gain leaves with it*: a grant on each until month 24, read then and three
  years after; the claim is borne out where nothing can be told apart at the end. Capability money stands beside it.
- *Duplicated oversight crowds out improvement; one assurance lead frees it*: no further requests inside; one lead.
- *Leaders with special-measures experience help*: how much panels prefer them.
- *Replacing leaders every 9 to 12 months stops change from embedding*: reviews that ask for a gain hardly anyone
  shows, with removal and without.
- *Reliance on temporary staff holds quality down*: no lever sets it, so a belief is changed: temporary staff fill 65 or
  35 per cent of the gaps. That has two sides, fewer hands and less reliance, and the sum is read.
- *Some failure lies in the system*: the same support with the whole system and with the organisation alone.
- *Support that ends at exit lets some trusts relapse*: director, buddy, money and partners for two years after exit,
  against none.

Two claims no pair of arms can test. *Listening raises engagement*: nobody can choose leaders for listening in the
model, and it is counted from its mean, so that setting its weight to nought would move nothing on average; the
direction is held by `tests/verification/test_mechanisms.py`. *One trust went in, came out after 18 months and was back
after 68*: a single course, which many replicates hold somewhere and none confirms; relapse as a rate is in the record
of targets.

**Reading.** *As expected* means that the model as it stands carries the claim through all else that happens, at these
values. It is no evidence that the claim is true: most were put in as mechanisms with a size that was judged. *Not told
apart* means that the effect, if there is one, is lost in what chance does to eleven trusts. *The other way* is where
to look first, since something in the model works against what people say.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("seed_claims")
