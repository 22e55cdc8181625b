"""Places: circumstances, pressure, the demands and the help of local bodies, and what spills over to neighbours."""

import math
from typing import Any

from turnaround_sim.arithmetic import clip, clip01, exact, rectified
from turnaround_sim.entities import (
    AFTER_EXIT,
    COMMISSIONER,
    EDUCATION_BODY,
    LOCAL_PROVIDERS,
    SPECIAL_MEASURES,
    CauseFields,
    SystemFields,
    SystemPartnerFields,
    TrustFields,
)
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule


@rule
def weather(system: SystemFields, p: Parameters, z: float) -> None:
    """Good and bad times of a place pass slowly.

    shock [points] = persistence * shock + sd * sqrt(1 - persistence^2) * z

    Source: ours, an AR(1); persistence from OwnReanalysis2026AE.
    """
    keep = p.systems.shock_persistence
    system.shock = keep * system.shock + p.systems.system_shock_sd * math.sqrt(1.0 - keep * keep) * z


@rule
def be_shocked(trust: TrustFields, p: Parameters, z: float) -> None:
    """Good and bad times of a trust pass slowly.

    shock [points] = persistence * shock + sd * sqrt(1 - persistence^2) * z

    Source: ours, an AR(1); persistence from OwnReanalysis2026AE.
    """
    keep = p.systems.shock_persistence
    trust.shock = keep * trust.shock + p.systems.trust_shock_sd * math.sqrt(1.0 - keep * keep) * z


@rule
def season(t: int, p: Parameters) -> float:
    """Winter presses, summer eases; month 0 is a July.

    season [index] = amplitude * (1 - distance from January / 3 months)

    Source: ours, a triangular wave between July and January.
    """
    away = t % 12 - 6
    if away < 0:
        away = -away
    return p.systems.season * (1.0 - away / 3.0)


@rule
def listen_to_place(trust: TrustFields, system: SystemFields, p: Parameters) -> None:
    """A trust takes in the state of its place: the shock, and patients diverted from failing neighbours.

    diverted [index] = diversion * (failing of the system - its own part) / other trusts

    Source: ours, so that spill-over is read in one place; diversion MechanismPriors.
    """
    trust.heard_system_shock = system.shock
    others = system.trusts - 1
    trust.heard_diverted = 0.0
    if others > 0:
        own = exact(divert(trust))
        trust.heard_diverted = p.systems.diversion * rectified(system.failing - own) / others


@rule
def divert(trust: TrustFields) -> float:
    """A trust with a bad name sends patients to its neighbours.

    diverted [index] = stigma * size / 5000 posts

    Source: ours; the label moves patients and referrals, size in units of a median acute trust.
    """
    return trust.stigma * trust.size / 5000.0


@rule
def feel_pressure(trust: TrustFields, levers: Levers, p: Parameters, t: int) -> None:
    """Pressure is what season, poverty, the nation and failing neighbours put on a trust.

    pressure [index] = season + deprivation + national + diverted

    Source: ours, a sum; winter and poverty are the two usual correlates of demand.
    """
    need = p.systems.deprivation_pressure * (trust.deprivation - 0.5)
    trust.pressure = season(t, p) + need + levers.environment.national_pressure + trust.heard_diverted


@rule
def ask_for_reports(partner: SystemPartnerFields, trust: TrustFields, levers: Levers, p: Parameters) -> float:
    """A partner asks for reports, and for more of them when a trust fails.

    requests [1/month] = demand + alarm * requests inside special measures

    Source: NHSProviders2017burden (INT109-INT110); inside special measures unmeasured, so a lever.
    """
    if partner.kind >= levers.oversight.bodies:
        return 0.0
    asked = partner.demand
    if trust.regime == SPECIAL_MEASURES:
        asked += partner.alarm * levers.oversight.requests
    return asked


@rule
def regulator_asks(trust: TrustFields, levers: Levers, p: Parameters) -> float:
    """The regulator asks every trust for data, and a failing one for more.

    requests [1/month] = demand + requests inside special measures

    Source: HSJ2013bureaucracy (INT116-INT118); inside special measures unmeasured, so a lever.
    """
    asked = p.systems.regulator_demand
    if trust.regime == SPECIAL_MEASURES:
        asked += levers.oversight.requests
    return asked


@rule
def national_asks(trust: TrustFields, levers: Levers, p: Parameters) -> float:
    """The national body asks every trust for returns, and a failing one for more.

    requests [1/month] = demand + requests inside special measures

    Source: NHSProviders2017burden (INT110); inside special measures unmeasured, so a lever.
    """
    asked = p.systems.national_demand
    if trust.regime == SPECIAL_MEASURES:
        asked += levers.oversight.requests
    return asked


@rule
def deficit_asks(trust: TrustFields, p: Parameters) -> float:
    """A deficit brings its own returns and meetings.

    requests [1/month] = rate * deficit over a year's turnover, at most 6

    Source: ours; a deficit of 10 per cent of turnover (HSJ2014Hunt, INT083) asks as much as one body.
    """
    owed = trust.deficit / (trust.size * p.finance.turnover_per_post)
    return clip(p.systems.deficit_demand * owed, 0.0, 6.0)


@rule
def coordinated(levers: Levers, p: Parameters, in_special_measures: bool) -> float:
    """Duplicate requests shrink when bodies coordinate, or one assures the others.

    coordination [0-1] = the lever; inside special measures at least that of an assurance lead, plus that of a board

    Source: NHSProviders2019burden (INT111): the burden was stable once two bodies joined; size MechanismPriors.
    """
    joined = levers.oversight.coordination
    if in_special_measures:
        if levers.oversight.assurance_lead:
            joined = max(joined, p.systems.lead_coordination)
        if levers.oversight.improvement_board:
            joined += p.systems.board_coordination
    return clip01(joined)


@rule
def crowd_out(trust: TrustFields, causes: CauseFields, asked: Any, levers: Levers, p: Parameters) -> None:
    """Requests take management time, each body's share by name; many at once take more than their sum.

    share [1] = requests * time a request * (1 - avoidable * coordination) * (1 + crowding * raw load)

    `asked` holds the requests of the four partners, the regulator, the national body and the deficit, in that order.

    Source: HSJ2013bureaucracy (INT118: 65 per cent useful); convexity MechanismPriors.
    """
    special = trust.regime == SPECIAL_MEASURES
    raw = p.systems.time_per_request * (asked[0] + asked[1] + asked[2] + asked[3] + asked[4] + asked[5] + asked[6])
    joined = coordinated(levers, p, special)
    share = p.systems.time_per_request * (1.0 - p.systems.avoidable * joined) * (1.0 + p.systems.crowding * raw)
    causes.attention_commissioner = -share * asked[0]
    causes.attention_education = -share * asked[1]
    causes.attention_professional = -share * asked[2]
    causes.attention_local = -share * asked[3]
    causes.attention_regulator = -share * asked[4]
    causes.attention_national = -share * asked[5]
    causes.attention_deficit = -share * asked[6]
    causes.attention_board = 0.0
    if special and levers.oversight.improvement_board:
        causes.attention_board = -p.systems.board_time
    trust.oversight_load = -(
        causes.attention_commissioner
        + causes.attention_education
        + causes.attention_professional
        + causes.attention_local
        + causes.attention_regulator
        + causes.attention_national
        + causes.attention_deficit
        + causes.attention_board
    )


@rule
def offer_help(partner: SystemPartnerFields, trust: TrustFields, levers: Levers, p: Parameters) -> float:
    """Partners help a failing trust with flow, staff and training, as far as they can and as the policy asks.

    help [0-1] = capacity / 2 * (usual help of local providers + support intensity * focus inside special measures);
    the education body gives half of that support, professional regulators none

    Source: VindrolaPadrosEtAl2022 (INT018), KletterEtAl2025 (INT108); size MechanismPriors (part 6).
    """
    offered = 0.0
    if partner.kind == LOCAL_PROVIDERS:
        offered = levers.system.neighbour_help
    if trust.regime == SPECIAL_MEASURES or trust.regime == AFTER_EXIT:
        focus = p.systems.single_focus
        if levers.system.whole_system:
            focus = 1.0
        if partner.kind == COMMISSIONER or partner.kind == LOCAL_PROVIDERS:
            offered += levers.system.support * focus
        elif partner.kind == EDUCATION_BODY:
            offered += 0.5 * levers.system.support * focus
    return 0.5 * partner.capacity * offered


@rule
def take_help(trust: TrustFields, offered: float, p: Parameters) -> None:
    """Help arrives with a delay, and goes with one.

    help [0-1] += (offered - help) / delay [months]

    Source: ours, a first-order delay; MechanismPriors part 6 (12 to 36 months to full effect).
    """
    trust.heard_help = offered
    trust.help += (clip01(offered) - trust.help) / p.systems.help_delay


@rule
def count_place(system: SystemFields) -> None:
    """A place starts the month's count of its trusts at nothing.

    Source: ours, bookkeeping.
    """
    system.posts = 0.0
    system.staff = 0.0
    system.wanted = 0.0
    system.hired = 0.0
    system.trusts = 0
    system.struggling = 0
    system.failing = 0.0


@rule
def count_trust(system: SystemFields, trust: TrustFields) -> None:
    """A place counts an open trust: its posts, its staff, its bad name.

    Each is rounded to a 2^-20th first, so that the sum does not depend on who is counted first.

    Source: ours, bookkeeping.
    """
    system.posts += exact(trust.size)
    system.staff += exact(trust.size * trust.staffing)
    system.trusts += 1
    system.failing += exact(divert(trust))
    if trust.regime == SPECIAL_MEASURES:
        system.struggling += 1


@rule
def be_burdened(trust: TrustFields, p: Parameters) -> None:
    """A trust that takes another over takes its unfinished work too.

    Source: FulopEtAl2002 (INT096): mergers cost management its focus; size assumed.
    """
    trust.interruptions += trust.heard_burden
    trust.heard_burden = 0.0
