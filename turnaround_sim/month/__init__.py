"""The month: eleven phases in order. The page to read first.

 1 environment    good and bad times, season, pressure, neighbours          `phases.environment`
 2 oversight      who asks for reports, who helps                           `phases.oversight`
 3 workforce      leaving, hiring from a finite pool, engagement            `phases.workforce`
 4 attention      one budget of management time; interruptions pile up      `phases.attention`
 5 choice         quick fixes under the announced policy                    `phases.attention`
 6 improvement    capability, embedding, drift of the programme             `phases.improvement`
 7 quality        five domains move; outsiders see noise                    `phases.quality`
 8 leadership     exits, removals, reviews, appointments                    `phases.leadership`
 9 inspection     by risk, through error, published late                    `phases.inspection`
10 regime         entry, exit, support, take-over                           `phases.regime`
11 money          the envelope, grants, spending, deficits                  `phases.money`

Chance is asked in this room and nowhere else; rules are handed the numbers. A phase writes only its own agent, and
reads of others only what that phase does not write, so that the order inside a phase cannot matter; what is scarce is
shared out in explicit order of priority (`allotment`). Months before 0 are the burn-in: no ratings, no regime, no
support, no money. Both engines run this text.
"""

from math import nan

from turnaround_sim.draws import Key
from turnaround_sim.entities import (
    BUDDY,
    DIRECTOR,
    FUNDING,
    NEVER,
    NOBODY,
    SPECIAL_MEASURES,
    STAYS,
    SYSTEM,
    TrustFields,
)
from turnaround_sim.measures import conclude, note_spell, note_support, note_tenure, note_year, observe
from turnaround_sim.month.beginnings import begin, open_the_record
from turnaround_sim.month.phases import (
    attention,
    books_before_record,
    environment,
    improvement,
    inspection,
    leadership,
    money,
    open_month,
    oversight,
    quality,
    regime,
    workforce,
)
from turnaround_sim.nhs import NHS
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.leadership import person


@rule
def month(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """One month of the whole NHS.

    Source: docs/model.md, 3.
    """
    open_month(nhs, t)
    environment(nhs, p, key, t)
    oversight(nhs, p, t)
    workforce(nhs, p)
    attention(nhs, p, t)
    improvement(nhs, p, t)
    quality(nhs, p, key, t)
    leadership(nhs, p, key, t)
    if t < 0:
        books_before_record(nhs, p)
        return
    inspection(nhs, p, key, t)
    regime(nhs, p, key, t)
    money(nhs, p, key, t)
    observe(nhs, p, t)
    if t % 12 == 2 and t > 12:
        for trust in nhs.trusts:
            if trust.is_open:
                note_year(nhs, trust, 2013 + (t - 3) // 12)


@rule
def note_open_support(nhs: NHS, trust: TrustFields) -> None:
    """Support that outlasts the scenario goes into its table without an end.

    Source: ours.
    """
    if trust.director != NOBODY:
        note_support(
            nhs, trust, DIRECTOR, trust.director_since, nan, float(trust.director), nan, trust.director_days,
            trust.director_cost,
        )  # fmt: skip
    if trust.buddy != NOBODY:
        note_support(
            nhs, trust, BUDDY, trust.buddy_since, nan, float(trust.buddy), trust.similarity, nan, trust.buddy_cost
        )
    if trust.funding_from != NEVER:
        note_support(nhs, trust, FUNDING, trust.funding_from, nan, nan, nan, nan, trust.funding_granted)
    if trust.system_since != NEVER:
        note_support(nhs, trust, SYSTEM, trust.system_since, nan, nan, nan, nan, 0.0)


@rule
def close_the_record(nhs: NHS, p: Parameters) -> None:
    """At the end everything still under way goes into its table, cut off and marked so; then the outcomes.

    Source: ours; an unfinished spell is censored, never dropped.
    """
    t = nhs.tally[0].months
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        if trust.regime == SPECIAL_MEASURES:
            note_spell(nhs, trust, 0, t)
        leader = nhs.leaders[trust.leader]
        note_tenure(nhs, trust, leader, person(leader), STAYS, False, t)
        note_open_support(nhs, trust)
    conclude(nhs, p)


@rule
def walk(nhs: NHS, p: Parameters, key: Key, first: int, last: int) -> None:
    """Walk from month `first` up to, but not including, month `last`.

    The first month of the burn-in begins with the beginnings; month 0 opens the record; the last month closes it.

    Source: ours.
    """
    tally = nhs.tally[0]
    for t in range(first, last):
        if t == -tally.burn_in:
            begin(nhs, p, key)
        if t == 0:
            open_the_record(nhs, p, key)
        month(nhs, p, key, t)
        if t == tally.months - 1:
            close_the_record(nhs, p)
