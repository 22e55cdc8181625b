"""Money: the envelope, who is paid, what it buys, and the deficit.

Amounts of intervention money are kept to a 2^-20th of £1m (about £1), so that sums are exact and the identity too.
"""

from turnaround_sim.arithmetic import exact_down, rectified
from turnaround_sim.entities import (
    NEVER,
    NOBODY,
    SPECIAL_MEASURES,
    NationalBodyFields,
    TrustFields,
)
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.regulation import observed_gap
from turnaround_sim.rules.support import supported, taper

WORST_OBSERVED, EQUAL, SEVERITY, RANDOM, MARGINAL = 0, 1, 2, 3, 4


@rule
def receive_envelope(national: NationalBodyFields, levers: Levers) -> None:
    """The national body receives its yearly envelope month by month.

    received [£m] = envelope / (12 * years)

    Source: HSJ2014Hunt (INT084: £70m extra for the regime); its years are ours to state, a lever.
    """
    national.month_received = exact_down(levers.funding.envelope / (12.0 * levers.funding.envelope_years))
    national.balance += national.month_received
    national.received += national.month_received
    national.month_spent = 0.0


@rule
def add_to_envelope(national: NationalBodyFields, amount: float) -> None:
    """Where money is not scarce, the envelope grows to what is asked of it.

    Source: ours, for tests of what reaches whom; the identity of money holds.
    """
    national.balance += amount
    national.received += amount
    national.month_received += amount


@rule
def entitled(trust: TrustFields, levers: Levers, t: int) -> float:
    """What a trust's grant would be this month, were there money enough; fixed by what was known before.

    grant [£m] = £m a trust-year / 12 * taper, from the delay after entry

    Source: NuffieldTrust2021SMQ (INT011: trusts bid for central funds); dose, months and taper are levers.
    """
    if not trust.is_open or levers.funding.millions <= 0.0 or not supported(trust, levers, t):
        return 0.0
    months = t - trust.entered - levers.funding.delay
    if months < 0:
        return 0.0
    return exact_down(levers.funding.millions / 12.0 * taper(months, levers.funding.months, levers.funding.taper))


@rule
def claim(trust: TrustFields, levers: Levers, u: float) -> float:
    """How a trust ranks when the envelope is short, by the rule in force.

    worst observed: how far it is seen below the rest; severity: the same by size; marginal gain: what it visibly
    gained since entry for what it was granted, half a million more; random: a draw; equal: all alike

    Source: ours, named rules of allocation; a lever.
    """
    rule_in_force = levers.funding.allocation
    if rule_in_force == WORST_OBSERVED:
        return observed_gap(trust)
    if rule_in_force == SEVERITY:
        return observed_gap(trust) * trust.size / 5000.0
    if rule_in_force == MARGINAL:
        return (trust.seen - trust.seen_at_entry) / (0.5 + trust.spell_funding)
    if rule_in_force == RANDOM:
        return u
    return 1.0


@rule
def be_granted(trust: TrustFields, national: NationalBodyFields, amount: float, t: int) -> None:
    """A grant moves from the envelope to a trust.

    Source: ours, bookkeeping: the identity holds every month.
    """
    national.balance -= amount
    national.granted += amount
    trust.grant_wanted -= amount
    take_grant(trust, amount, t)


@rule
def take_grant(trust: TrustFields, amount: float, t: int) -> None:
    """A trust takes a grant.

    Source: ours, bookkeeping.
    """
    trust.funds += amount
    trust.heard_granted += amount
    trust.funding_granted += amount
    if trust.regime == SPECIAL_MEASURES:
        trust.spell_funding += amount
    if trust.funding_from == NEVER:
        trust.funding_from = t


@rule
def spend(trust: TrustFields, levers: Levers, p: Parameters) -> None:
    """A trust spends part of what it holds, on posts, consultants and capability as the mix says.

    spent [£m] = rate * funds; shares are the mix, or posts where no mix is given

    Source: NuffieldTrust2021SMQ (INT011: mainly posts and consultants); rate assumed.
    """
    total = levers.funding.posts + levers.funding.consultants + levers.funding.capability
    used = exact_down(p.finance.spending * trust.funds)
    trust.spent_consultants = 0.0
    trust.spent_capability = 0.0
    if total > 0.0:
        # Of shares smaller than a computer can divide the quotient may be more than the whole.
        trust.spent_consultants = min(used, exact_down(used * levers.funding.consultants / total))
        trust.spent_capability = min(
            used - trust.spent_consultants, exact_down(used * levers.funding.capability / total)
        )
    trust.spent_posts = used - trust.spent_consultants - trust.spent_capability
    trust.funds -= used
    trust.year_spend += used
    trust.support_spend += used


@rule
def turn_into_posts(trust: TrustFields, p: Parameters) -> None:
    """Money becomes temporary posts at a unit cost; when it stops they go, half of them within months.

    posts [share of establishment] += build * (12 * spent / unit cost / size - posts) when rising, else
    (12 * spent / unit cost / size - posts) / memory

    Source: Monitor2014turning (INT053), Hansard2014regime, Hansard2016January (INT055): posts
    recruited; unit cost assumed.
    """
    paid = 12.0 * trust.spent_posts / (p.finance.post_cost * trust.size)
    if paid > trust.funded_posts:
        trust.funded_posts += p.finance.post_build * (paid - trust.funded_posts)
    else:
        trust.funded_posts += (paid - trust.funded_posts) / p.finance.post_memory


@rule
def per_size(amount: float, trust: TrustFields) -> float:
    """Money counts for less in a larger trust.

    £m per 5,000 posts

    Source: ours; a median acute trust is the unit.
    """
    return amount * 5000.0 / trust.size


@rule
def balance_books(trust: TrustFields, p: Parameters) -> None:
    """Agency premium and strain run up a deficit; savings and bail-outs bring it down.

    deficit [£m] += ((premium - 1) * cover * vacancies + pressure cost * pressure - allowance) * pay - relief * deficit

    Source: HFMA2016temporary (INT137), HSJ2014Hunt (INT082-INT083); allowance assumed, so that a usual trust
    breaks even.
    """
    pay = trust.size * p.finance.post_cost / 12.0
    vacancies = rectified(1.0 - trust.staffing)
    borrowed = (p.finance.agency_premium - 1.0) * p.workforce.cover * vacancies
    flow = pay * (borrowed + p.finance.pressure_cost * trust.pressure - p.finance.allowance)
    trust.deficit += flow - p.finance.relief * trust.deficit


@rule
def director_bill(trust: TrustFields, p: Parameters) -> float:
    """What a director costs this month.

    bill [£m] = days a week * 52 / 12 * day rate, in full while the support tapers

    Source: HSJ2018nicework (INT075: £1,750 to £2,400 a day).
    """
    if trust.director == NOBODY:
        return 0.0
    return exact_down(trust.director_days * 52.0 / 12.0 * p.finance.director_day_rate)


@rule
def buddy_bill(trust: TrustFields, p: Parameters) -> float:
    """What a buddy costs this month.

    bill [£m] = yearly cost / 12

    Source: HSJ2014buddies (INT067-INT068: about £150,000 a year).
    """
    if trust.buddy == NOBODY:
        return 0.0
    return exact_down(p.finance.buddy_cost / 12.0)


@rule
def pay_bills(
    national: NationalBodyFields,
    trust: TrustFields,
    director: float,
    buddy: float,
    covered: float,
    effects: float = 1.0,
) -> None:
    """The envelope pays directors and buddies before any grant; what it cannot cover, the trust bears.

    paid [£m] = bill * covered; deficit += bill * (1 - covered), where support is let to have `effects`

    Source: ours, bookkeeping; HSJ2025intervention (INT106-INT107: trusts to pay for support when money is short).
    """
    for_director = exact_down(director * covered)
    for_buddy = exact_down(buddy * covered)
    trust.director_cost += for_director
    trust.buddy_cost += for_buddy
    trust.deficit += effects * (director + buddy - for_director - for_buddy)
    trust.year_spend += for_director + for_buddy
    trust.support_spend += for_director + for_buddy
    national.spent_directors += for_director
    national.spent_buddies += for_buddy
    national.balance -= for_director + for_buddy
    national.month_spent += for_director + for_buddy


@rule
def pay_out(national: NationalBodyFields, trust: TrustFields) -> None:
    """What a trust spent is counted nationally, by what it bought.

    Source: ours, bookkeeping.
    """
    national.month_spent += trust.spent_posts + trust.spent_consultants + trust.spent_capability
    national.spent_posts += trust.spent_posts
    national.spent_consultants += trust.spent_consultants
    national.spent_capability += trust.spent_capability


@rule
def stop_spending(trust: TrustFields) -> None:
    """A trust with nothing left to spend spends nothing.

    Source: ours, bookkeeping.
    """
    trust.spent_posts = 0.0
    trust.spent_consultants = 0.0
    trust.spent_capability = 0.0
