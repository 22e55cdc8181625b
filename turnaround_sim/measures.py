"""What is observed: the tables of a run and its outcomes, defined once, written alike by both engines."""

from math import nan
from typing import Any

from turnaround_sim.arithmetic import rectified
from turnaround_sim.entities import (
    ACTING,
    BUDDY,
    EXITED,
    GOOD,
    INADEQUATE,
    MOVED,
    NOT_RATED,
    ONGOING,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    SPECIAL_MEASURES,
    WATCHED,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.nhs import NHS
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule

FOLLOWED = 72
"""Months for which money spent on the first wave is counted: to the last month in which its quality is read."""


@rule
def quality_of(nhs: NHS, i: int) -> float:
    """A trust's latent quality is the mean of its five domains.

    quality [points] = (safe + effective + caring + responsive + well-led) / 5

    Source: ours; CQC weighs its key questions alike.
    """
    d = 5 * i
    total = nhs.domains[d].level + nhs.domains[d + 1].level + nhs.domains[d + 2].level
    return (total + nhs.domains[d + 3].level + nhs.domains[d + 4].level) / 5.0


@rule
def note_spell(nhs: NHS, trust: TrustFields, why: int, t: int) -> None:
    """A spell that has ended, or is cut off by the end of the scenario (why = 0), goes into its table.

    Source: ours; an unfinished spell is censored, never dropped.
    """
    tally = nhs.tally[0]
    if tally.spells < len(nhs.spells):
        row = nhs.spells[tally.spells]
        row.trust = trust.number
        row.spell = trust.spell
        row.entered = trust.entered
        row.exited = nan
        row.censored_at = nan
        if why == ONGOING:
            row.censored_at = float(t)
        else:
            row.exited = float(t)
        row.rating_at_entry = trust.rating_at_entry
        row.rating_at_exit = NOT_RATED
        if why != ONGOING:
            row.rating_at_exit = trust.rating
        row.end_reason = why
        row.entry_basis = trust.entry_basis
        row.chief_executives = trust.spell_leaders
        row.months_without_substantive_leader = trust.spell_months_without
        row.director_months = trust.spell_director_months
        row.buddy_months = trust.spell_buddy_months
        row.funding_m = trust.spell_funding
    tally.spells += 1


@rule
def note_tenure(nhs: NHS, trust: TrustFields, leader: LeaderFields, who: int, why: int, ended: bool, t: int) -> None:
    """A tenure that has ended, or is cut off by the end of the scenario, goes into its table.

    Source: ours; tenures older than month 0 start before it; what ended in the burn-in is left out.
    """
    tally = nhs.tally[0]
    if t < 0:
        return
    if leader.status != ACTING and ended:
        tally.departures += 1
    if tally.tenures < len(nhs.tenures):
        row = nhs.tenures[tally.tenures]
        row.trust = trust.number
        row.leader = who
        row.started = leader.started
        row.ended = nan
        row.censored_at = nan
        if ended:
            row.ended = float(t)
        else:
            row.censored_at = float(t)
        row.ended_because = why
        row.interim = leader.status == ACTING
        row.experienced = leader.experienced_at_start
        row.in_special_measures_at_start = leader.special_at_start
        row.rating_at_end = trust.rating
    tally.tenures += 1


@rule
def note_inspection(nhs: NHS, trust: TrustFields) -> None:
    """An inspection goes into its table; its report may come after the end of the scenario.

    Source: ours.
    """
    tally = nhs.tally[0]
    if tally.inspections < len(nhs.inspections):
        row = nhs.inspections[tally.inspections]
        row.trust = trust.number
        row.inspected = trust.inspected
        row.published = nan
        if trust.publishes_at < tally.months:
            row.published = float(trust.publishes_at)
        row.kind = trust.inspection_kind
        row.safe = trust.found_safe
        row.effective = trust.found_effective
        row.caring = trust.found_caring
        row.responsive = trust.found_responsive
        row.well_led = trust.found_well_led
        row.overall = trust.found_overall
    tally.inspections += 1


@rule
def note_support(
    nhs: NHS,
    trust: TrustFields,
    kind: int,
    started: int,
    ended: float,
    partner: float,
    similarity: float,
    days: float,
    cost: float,
) -> None:
    """A piece of support goes into its table; `ended` is NaN where it outlasts the scenario.

    Source: ours.
    """
    tally = nhs.tally[0]
    if tally.support < len(nhs.support):
        row = nhs.support[tally.support]
        row.trust = trust.number
        row.kind = kind
        row.started = started
        row.ended = ended
        row.partner = partner
        row.similarity = similarity
        row.days_a_week = days
        row.cost_m = cost
    tally.support += 1


@rule
def begin_year(trust: TrustFields) -> None:
    """In October the year's sums start at nothing.

    Source: ours; years run from October to September as the staff survey does.
    """
    trust.year_engagement = 0.0
    trust.year_mortality = 0.0
    trust.year_4h = 0.0
    trust.year_temporary = 0.0
    trust.year_spend = 0.0
    trust.year_leader_changes = 0
    trust.year_executive_changes = 0.0
    trust.year_interim = 0
    trust.year_special = 0


@rule
def note_year(nhs: NHS, trust: TrustFields, year: int) -> None:
    """In September a trust's year goes into its table.

    observed [..] = sums over twelve months / 12; engagement is October's survey

    Source: OwnReanalysis2026SHMI, OwnReanalysis2026AE for what is published.
    """
    tally = nhs.tally[0]
    if tally.annual < len(nhs.annual):
        row = nhs.annual[tally.annual]
        d = 5 * trust.number
        row.trust = trust.number
        row.year = year
        row.observed_engagement = trust.october_engagement
        row.observed_mortality = trust.year_mortality / 12.0
        row.observed_4h = trust.year_4h / 12.0
        row.quality_safe = nhs.domains[d].year_sum / 12.0
        row.quality_effective = nhs.domains[d + 1].year_sum / 12.0
        row.quality_caring = nhs.domains[d + 2].year_sum / 12.0
        row.quality_responsive = nhs.domains[d + 3].year_sum / 12.0
        row.quality_well_led = nhs.domains[d + 4].year_sum / 12.0
        total = row.quality_safe + row.quality_effective + row.quality_caring
        row.quality = (total + row.quality_responsive + row.quality_well_led) / 5.0
        row.rating_at_year_end = trust.rating
        row.leader_changes = trust.year_leader_changes
        row.executive_changes = trust.year_executive_changes
        row.interim_months = trust.year_interim
        row.special_measures_months = trust.year_special
        row.temporary_share = trust.year_temporary / 12.0
        row.spend_m = trust.year_spend
        row.deficit_m = trust.deficit
    tally.annual += 1


@rule
def observe(nhs: NHS, p: Parameters, t: int) -> None:
    """The month is counted: national figures, the year's sums, the sums behind the outcomes.

    shortfall [points x trust-months] += max(0, line - quality) for every open trust

    Source: docs/model.md, 4.11.
    """
    tally = nhs.tally[0]
    national = nhs.national[0]
    row = nhs.months[t]
    row.month = t
    open_trusts = 0
    in_special = 0
    watched = 0
    entries = 0
    exits = 0
    inadequate = 0
    requires = 0
    good = 0
    outstanding = 0
    without = 0
    without_special = 0
    quality = 0.0
    safe = 0.0
    effective = 0.0
    caring = 0.0
    responsive = 0.0
    well_led = 0.0
    engagement = 0.0
    temporary = 0.0
    staffing = 0.0
    load = 0.0
    threshold = p.regulation.line_inadequate
    for trust in nhs.trusts:
        i = trust.number
        if trust.exited == t:
            exits += 1
        # A trust may enter and be taken over in the same month.
        if trust.entered == t:
            entries += 1
        if not trust.is_open:
            nhs.quality[t, i] = nan
            continue
        d = 5 * i
        here = quality_of(nhs, i)
        nhs.quality[t, i] = here
        open_trusts += 1
        quality += here
        safe += nhs.domains[d].level
        effective += nhs.domains[d + 1].level
        caring += nhs.domains[d + 2].level
        responsive += nhs.domains[d + 3].level
        well_led += nhs.domains[d + 4].level
        engagement += trust.engagement
        temporary += trust.temporary_share
        staffing += trust.staffing
        load += trust.oversight_load
        special = trust.regime == SPECIAL_MEASURES
        if special:
            in_special += 1
            trust.year_special += 1
        elif trust.regime == WATCHED:
            watched += 1
        if trust.rating == INADEQUATE:
            inadequate += 1
        elif trust.rating == REQUIRES_IMPROVEMENT:
            requires += 1
        elif trust.rating == GOOD:
            good += 1
        elif trust.rating == OUTSTANDING:
            outstanding += 1
        if nhs.leaders[trust.leader].status == ACTING:
            without += 1
            trust.year_interim += 1
            if special:
                without_special += 1
                trust.spell_months_without += 1
        short = rectified(threshold - here)
        tally.shortfall += short
        if short > 0.0:
            tally.below += 1
            if not special:
                tally.missed += 1
        trust.year_temporary += trust.temporary_share
        for k in range(5):
            nhs.domains[d + k].year_sum += nhs.domains[d + k].level
    count = float(max(1, open_trusts))
    row.in_special_measures = in_special
    row.on_watch_list = watched
    row.entries = entries
    row.exits = exits
    row.rated_inadequate = inadequate
    row.rated_requires_improvement = requires
    row.rated_good = good
    row.rated_outstanding = outstanding
    row.quality = quality / count
    row.quality_safe = safe / count
    row.quality_effective = effective / count
    row.quality_caring = caring / count
    row.quality_responsive = responsive / count
    row.quality_well_led = well_led / count
    row.engagement = engagement / count
    row.temporary_share = temporary / count
    row.staffing = staffing / count
    row.without_substantive_leader = without
    row.without_substantive_leader_in_special_measures = without_special
    row.spend_m = national.month_spent
    row.oversight_load = load / count
    tally.trust_months += open_trusts
    tally.without_leader += without
    tally.inadequate_months += inadequate
    tally.rated_months += inadequate + requires + good + outstanding
    tally.engagement += engagement
    tally.temporary += temporary
    tally.quality += quality
    if t == FOLLOWED - 1:
        for trust in nhs.trusts:
            if trust.first_wave:
                tally.first_wave_spend += trust.support_spend
    if len(nhs.panel) > 0:
        fill_panel(nhs, t)


@rule
def fill_panel(nhs: NHS, t: int) -> None:
    """The month of every trust goes into the panel, variable by variable.

    Source: ours; the order is PANEL's.
    """
    for trust in nhs.trusts:
        i = trust.number
        if not trust.is_open:
            for k in range(len(nhs.panel)):
                nhs.panel[k, t, i] = nan
            continue
        for k in range(5):
            nhs.panel[k, t, i] = nhs.domains[5 * i + k].level
        leader = nhs.leaders[trust.leader]
        nhs.panel[5, t, i] = nhs.quality[t, i]
        nhs.panel[6, t, i] = trust.engagement
        nhs.panel[7, t, i] = trust.staffing
        nhs.panel[8, t, i] = trust.temporary_share
        nhs.panel[9, t, i] = trust.capability
        nhs.panel[10, t, i] = trust.embedding
        nhs.panel[11, t, i] = trust.attention
        nhs.panel[12, t, i] = trust.oversight_load
        nhs.panel[13, t, i] = trust.stigma
        nhs.panel[14, t, i] = trust.pressure
        nhs.panel[15, t, i] = trust.rating
        nhs.panel[16, t, i] = trust.regime
        nhs.panel[17, t, i] = trust.heard_person
        nhs.panel[18, t, i] = t - leader.started


@rule
def still_in(nhs: NHS, months: int) -> Any:
    """What share of spells has ended by exit within so many months of entry, and the mean months in, up to the horizon.

    Aalen-Johansen: at each month, exits and take-overs compete; spells cut off by the end leave the risk set.
    Returns (share out, restricted mean months in).

    Source: ours; the textbook estimator, computed here on whole months.
    """
    n = min(nhs.tally[0].spells, len(nhs.spells))
    in_now = 1.0
    out = 0.0
    mean = 0.0
    for month in range(months + 1):
        at_risk = 0
        left = 0
        ended = 0
        for k in range(n):
            row = nhs.spells[k]
            last = row.exited
            if row.end_reason == ONGOING:
                last = row.censored_at
            lasted = last - row.entered
            if lasted >= month:
                at_risk += 1
                if lasted == month and row.end_reason != ONGOING:
                    ended += 1
                    if row.end_reason == EXITED:
                        left += 1
        if at_risk > 0:
            out += in_now * left / at_risk
            in_now *= 1.0 - ended / at_risk
        if month < months:
            mean += in_now
    return out, mean


@rule
def relapsed(nhs: NHS, months: int) -> float:
    """What share of trusts that left is back within so many months: product-limit, follow-up cut off by the end.

    Source: ours; KaplanMeier1958 on whole months.
    """
    n = min(nhs.tally[0].spells, len(nhs.spells))
    away = 1.0
    exits = 0
    for k in range(n):
        if nhs.spells[k].end_reason == EXITED:
            exits += 1
    if exits == 0:
        return nan
    for month in range(1, months + 1):
        at_risk = 0
        back = 0
        for k in range(n):
            row = nhs.spells[k]
            if row.end_reason != EXITED:
                continue
            follow = float(nhs.tally[0].months) - row.exited
            again = nan
            for j in range(n):
                later = nhs.spells[j]
                if later.trust == row.trust and later.spell == row.spell + 1:
                    again = later.entered - row.exited
            if again == again and again < follow:
                if again >= month:
                    at_risk += 1
                    if again == month:
                        back += 1
            elif follow >= month:
                at_risk += 1
        if at_risk > 0:
            away *= 1.0 - back / at_risk
    return 1.0 - away


@rule
def change_after(nhs: NHS, i: int, t: int) -> float:
    """How a trust's latent quality changed in the twelve months from t, against the mean of all trusts; NaN if cut off.

    change [points] = (quality at t + 12 - quality at t) of the trust, less the same of the national mean

    Source: ours; spill-over is what exposed trusts do beyond the rest.
    """
    if t < 0 or t + 12 >= nhs.tally[0].months:
        return nan
    own: float = nhs.quality[t + 12, i] - nhs.quality[t, i]
    return own - (nhs.months[t + 12].quality - nhs.months[t].quality)


@rule
def mean_or_nan(total: float, count: int) -> float:
    """A mean, or NaN of nothing.

    Source: ours.
    """
    if count == 0:
        return nan
    return total / count


@rule
def shortfall_to(nhs: NHS, p: Parameters, first_wave: bool, months: int) -> float:
    """How far the first wave, or all other trusts, lay below the line over the first months; NaN if cut off.

    shortfall [point-months a trust-year] = 12 * sum of max(0, line - quality) / open trust-months

    Source: ours; the shortfall of all trusts, parted in two.
    """
    if months > nhs.tally[0].months:
        return nan
    short = 0.0
    followed = 0
    for trust in nhs.trusts:
        if trust.first_wave == first_wave:
            for t in range(months):
                here = nhs.quality[t, trust.number]
                if here == here:
                    short += rectified(p.regulation.line_inadequate - here)
                    followed += 1
    return mean_or_nan(12.0 * short, followed)


@rule
def first_wave_quality(nhs: NHS, t: int) -> float:
    """The latent quality of the first wave in a month, mean of its open trusts; NaN if cut off or none is open.

    Source: ours.
    """
    if t >= nhs.tally[0].months:
        return nan
    total = 0.0
    count = 0
    for trust in nhs.trusts:
        here = nhs.quality[t, trust.number]
        if trust.first_wave and here == here:
            total += here
            count += 1
    return mean_or_nan(total, count)


@rule
def first_wave_out(nhs: NHS, wave: int, t: int) -> float:
    """What share of the first wave had ended its first spell by exit in a month or before; NaN if cut off.

    Source: ours; all began in one month, so that nobody is censored before.
    """
    if t >= nhs.tally[0].months:
        return nan
    left = 0
    for k in range(min(nhs.tally[0].spells, len(nhs.spells))):
        spell = nhs.spells[k]
        if spell.entered == 0 and spell.end_reason == EXITED and spell.exited <= t:
            left += 1
    return mean_or_nan(float(left), wave)


@rule
def first_wave_recovered(nhs: NHS, p: Parameters, wave: int, t: int) -> float:
    """What share of the first wave is open, out of special measures and not below the line in a month; NaN if cut off.

    Source: ours.
    """
    if t >= nhs.tally[0].months:
        return nan
    well = 0
    for trust in nhs.trusts:
        # A closed trust has no quality, and is not on or above any line.
        if trust.first_wave and nhs.quality[t, trust.number] >= p.regulation.line_inadequate:
            inside = False
            for k in range(min(nhs.tally[0].spells, len(nhs.spells))):
                spell = nhs.spells[k]
                ends_later = spell.end_reason == ONGOING or spell.exited > t
                if spell.trust == trust.number and spell.entered <= t and ends_later:
                    inside = True
            if not inside:
                well += 1
    return mean_or_nan(float(well), wave)


@rule
def conclude_first_wave(nhs: NHS, p: Parameters) -> None:
    """The outcomes of the trusts that entered in month 0, counted from then; NaN where none did.

    Source: docs/model.md, 4.11; a cohort with a common start can be followed as in a trial.
    """
    tally = nhs.tally[0]
    row = nhs.outcomes[0]
    wave = 0
    for trust in nhs.trusts:
        if trust.first_wave:
            wave += 1
    row.first_wave_shortfall = shortfall_to(nhs, p, True, 60)
    row.other_trusts_shortfall = nan
    if wave > 0:
        row.other_trusts_shortfall = shortfall_to(nhs, p, False, 60)
    row.first_wave_quality_12 = first_wave_quality(nhs, 12)
    row.first_wave_quality_24 = first_wave_quality(nhs, 24)
    row.first_wave_quality_36 = first_wave_quality(nhs, 36)
    row.first_wave_quality_48 = first_wave_quality(nhs, 48)
    row.first_wave_quality_60 = first_wave_quality(nhs, 60)
    row.first_wave_quality_72 = first_wave_quality(nhs, 72)
    row.first_wave_out_12 = first_wave_out(nhs, wave, 12)
    row.first_wave_out_24 = first_wave_out(nhs, wave, 24)
    row.first_wave_out_36 = first_wave_out(nhs, wave, 36)
    row.first_wave_recovered = first_wave_recovered(nhs, p, wave, 60)
    row.first_wave_spend_m = nan
    if tally.months >= FOLLOWED:
        row.first_wave_spend_m = mean_or_nan(tally.first_wave_spend, wave)


@rule
def conclude(nhs: NHS, p: Parameters) -> None:
    """The outcomes of the replicate, each by its definition in the data dictionary.

    Source: docs/model.md, 4.11.
    """
    tally = nhs.tally[0]
    row = nhs.outcomes[0]
    n = min(tally.spells, len(nhs.spells))
    threshold = p.regulation.line_inadequate
    months = float(max(1, tally.trust_months))
    row.shortfall = 12.0 * tally.shortfall / months
    row.missed_entries = mean_or_nan(float(tally.missed), tally.below)
    row.rated_inadequate = mean_or_nan(float(tally.inadequate_months), tally.rated_months)
    row.leaders_per_100_trust_months = 100.0 * tally.departures / months
    row.months_without_leader = tally.without_leader / months
    row.quality = tally.quality / months
    row.engagement = tally.engagement / months
    row.temporary_share = tally.temporary / months
    spend = 0.0
    for t in range(tally.months):
        spend += nhs.months[t].spend_m
    row.spend_m = spend
    row.out_12 = nan
    row.out_24 = nan
    row.out_36 = nan
    row.months_in = nan
    if n > 0:
        out_12, _ = still_in(nhs, 12)
        out_24, _ = still_in(nhs, 24)
        out_36, _ = still_in(nhs, 36)
        _, months_in = still_in(nhs, 48)
        row.out_12 = out_12
        row.out_24 = out_24
        row.out_36 = out_36
        row.months_in = months_in
    row.relapse_36 = relapsed(nhs, 36)
    row.relapse_48 = relapsed(nhs, 48)
    followed = 0
    durable = 0
    exits = 0
    false_exits = 0
    near = 0
    near_change = 0.0
    for k in range(n):
        spell = nhs.spells[k]
        t = spell.entered
        for other in nhs.trusts:
            if other.system == nhs.trusts[spell.trust].system and other.number != spell.trust:
                change = change_after(nhs, other.number, t)
                if change == change:
                    near += 1
                    near_change += change
        if spell.end_reason != EXITED:
            continue
        out = int(spell.exited)
        exits += 1
        if nhs.quality[out, spell.trust] < threshold:
            false_exits += 1
        if out + 24 < tally.months:
            followed += 1
            back = False
            for j in range(n):
                later = nhs.spells[j]
                if later.trust == spell.trust and later.spell > spell.spell and later.entered <= out + 24:
                    back = True
            if not back and nhs.quality[out + 24, spell.trust] >= threshold:
                durable += 1
    row.durable_recovery = mean_or_nan(float(durable), followed)
    row.false_exits = mean_or_nan(float(false_exits), exits)
    row.neighbour_effect = mean_or_nan(near_change, near)
    helped = 0
    helped_change = 0.0
    for k in range(min(tally.support, len(nhs.support))):
        support = nhs.support[k]
        if support.kind == BUDDY:
            change = change_after(nhs, int(support.partner), support.started)
            if change == change:
                helped += 1
                helped_change += change
    row.buddy_effect = mean_or_nan(helped_change, helped)
    gave = 0
    gave_change = 0.0
    for k in range(min(tally.tenures, len(nhs.tenures))):
        tenure = nhs.tenures[k]
        if tenure.ended_because == MOVED:
            change = change_after(nhs, tenure.trust, int(tenure.ended))
            if change == change:
                gave += 1
                gave_change += change
    row.donor_effect = mean_or_nan(gave_change, gave)
    conclude_first_wave(nhs, p)
