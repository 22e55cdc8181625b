"""Phases 3, 6 and 7 as a user of Mesa would write them: agents that act, sets of agents that are told to, Mesa's luck.

The equations and the state are those of the rules; the text owes nothing to them. There is no ledger of causes, which
only spares it work, and no rounding of sums. Nothing here is newer than Mesa 3.3.
"""

import math
from typing import Any

import mesa

from benchmarks.three_phases import World
from turnaround_sim.entities import ACTING, CARING, EFFECTIVE, NOBODY, RESPONSIVE, SAFE, SPECIAL_MEASURES, WELL_LED
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import engine_view


def clip(x: float, low: float, high: float) -> float:
    return max(low, min(high, x))


class Thing(mesa.Agent):
    """An agent that starts as a row of a world stands."""

    def __init__(self, model: mesa.Model, row: Any) -> None:
        super().__init__(model)
        for name in row.dtype.names:
            setattr(self, name, row[name].item())


class System(Thing):
    def start_month(self) -> None:
        self.wanted = 0.0
        self.left = 0.0

    def share_labour(self) -> None:
        p = self.model.p.workforce
        poached = p.poaching * self.wanted
        had = min(self.wanted - poached, p.pool_reach * self.pool)
        self.hired = had + poached
        self.fill = self.hired / self.wanted if self.wanted > 0 else 1.0
        self.poached = poached / self.staff if self.staff > 0 else 0.0
        self.pool -= had

    def refill_pool(self) -> None:
        p = self.model.p.workforce
        self.pool += p.stay_local * self.left + p.newcomers * self.posts - p.moving_away * self.pool


class Leader(Thing):
    def told(self, value: float, mean: float) -> float:
        return mean + self.model.p.leadership.effects * (value - mean)

    def fit(self, trust: "Trust") -> float:
        return 1.0 - self.model.p.leadership.misfit * abs(self.orientation - trust.context)

    def drift(self, trust: "Trust") -> None:
        p = self.model.p.operations
        ready = 1.0 - p.inertia * trust.embedding
        right = self.appropriateness + p.correction * ready * (1.0 - self.appropriateness)
        self.appropriateness = clip(right + self.random.gauss(0.0, p.context_drift), -1.0, 1.0)


class Trust(Thing):
    def settle(self, systems: list[System], leaders: list[Leader]) -> None:
        self.place = systems[self.system]
        self.chief = leaders[self.leader]

    @property
    def vacancies(self) -> float:
        return max(0.0, 1.0 - self.staffing)

    @property
    def frozen(self) -> float:
        p = self.model.p.finance
        return p.freeze if self.deficit > p.freeze_line * self.size * p.turnover_per_post else 0.0

    @property
    def appeal(self) -> float:
        p = self.model.p.workforce
        liked = 1.0 + p.engagement_hiring * (self.engagement - 0.5)
        return clip((1.0 - p.stigma_hiring * self.stigma) * liked, 0.0, 2.0)

    @property
    def at_work(self) -> float:
        p = self.model.p
        covered = p.workforce.cover * self.vacancies + p.support.effects * self.funded_posts
        return self.staffing + p.workforce.temporary_worth * covered

    def seek_staff(self) -> None:
        rate = self.model.p.workforce.hiring
        self.hiring_wanted = self.size * rate * self.vacancies * self.appeal * (1.0 - self.frozen)
        self.place.wanted += self.hiring_wanted

    def change_staff(self) -> None:
        p = self.model.p.workforce
        leaving = p.leaving * self.staffing * math.exp(-p.engagement_leaving * (self.engagement - 0.5))
        leaving += p.stigma_leaving * self.stigma * self.staffing
        poached = self.place.poached * self.staffing
        hires = p.hiring * self.vacancies * self.appeal * self.place.fill * (1.0 - self.frozen)
        self.staffing = clip(self.staffing - leaving - poached + hires, 0.0, 1.2)
        self.place.left += self.size * leaving
        self.temporary = p.cover * self.vacancies + self.funded_posts
        self.temporary_share = self.temporary / max(0.1, self.staffing + self.temporary)

    def change_engagement(self) -> None:
        p, chief = self.model.p.workforce, self.chief
        upset = p.departure_upset * self.shaken
        if chief.status == ACTING:
            upset += p.interim_upset
        listening = chief.told(chief.listening, self.model.p.leadership.mean_listening)
        self.engagement = clip(
            self.engagement
            + p.engagement_return * (self.permanent_engagement - self.engagement)
            + p.listening * (listening - 0.5)
            - p.stigma_engagement * self.stigma
            - p.strain * max(0.0, p.usual_staffing - self.at_work)
            - p.overload * max(0.0, self.interruptions - p.overload_from)
            - chief.told(upset, p.mean_upset)
            + p.galvanise_engagement * self.galvanised
            + self.random.gauss(0.0, p.engagement_sd),
            0.0,
            1.0,
        )

    def step_workforce(self) -> None:
        self.change_staff()
        self.change_engagement()

    def work(self) -> float:
        p, chief = self.model.p, self.chief
        return (
            self.attention
            * chief.told(self.heard_skill, p.leadership.mean_skill)
            * chief.told(chief.fit(self), p.leadership.mean_fit)
            * chief.told(chief.appropriateness, p.leadership.mean_appropriateness)
            * (p.operations.unembedded + chief.told(self.embedding, p.leadership.mean_embedding))
            * (0.5 + self.engagement)
        )

    def improve(self) -> None:
        p, chief = self.model.p, self.chief
        done, room, helped = self.work(), 1.0 - self.capability, p.support.effects
        veteran = chief.status != ACTING and chief.experience >= 12 and self.regime == SPECIAL_MEASURES
        experience = p.leadership.experience_gain if veteran else 0.0
        example = max(0.0, self.heard_buddy_capability - self.capability)
        money = 5000.0 / self.size
        self.capability = clip(
            self.capability
            + p.operations.learning * done * (room if done >= 0 else self.capability)
            + chief.told(experience, p.leadership.mean_experience_gain) * room
            + helped * p.support.coaching * self.heard_coaching * room
            + helped * p.support.transfer * self.similarity * self.commitment * example
            + helped * p.systems.partner_gain * self.help * room
            + helped * p.finance.capability_gain * self.spent_capability * money * room
            + helped * p.finance.consultant_gain * self.spent_consultants * money
            - p.operations.forgetting * self.capability
            - self.capability
            * chief.told(p.leadership.capability_loss * self.shaken, p.leadership.mean_capability_loss),
            0.0,
            1.0,
        )
        self.shaken = 0.0

    def embed(self) -> None:
        p, m = self.model.p, self.embedding
        helped = self.director != NOBODY or self.buddy != NOBODY
        board = self.regime == SPECIAL_MEASURES and self.model.improvement_board(self)
        sponsor = p.support.effects * p.support.sponsor * p.operations.sponsor if helped or board else 0.0
        seen = clip(self.results / 10.0, -2.0, 2.0) - p.operations.motivation_threshold
        grown = (p.operations.habit + sponsor) * (1.0 - m) + p.operations.motivation * seen * m * (1.0 - m)
        self.embedding = clip(m + grown, 0.0, 1.0)

    def fade(self) -> None:
        p = self.model.p
        if self.stigma > 0:
            self.stigma -= self.stigma / p.workforce.stigma_memory
            self.galvanised -= self.galvanised / p.workforce.galvanise_memory
        self.induction -= self.induction / p.leadership.induction_memory
        self.mandate -= self.mandate / p.leadership.mandate_memory
        self.executive_stability += p.leadership.stability_return * (1.0 - self.executive_stability)

    def step_improvement(self) -> None:
        self.improve()
        self.embed()
        self.chief.drift(self)
        self.fade()

    def weigh(self) -> None:
        """What each cause stands at, for the trust's domains to read."""
        p, chief = self.model.p, self.chief
        counted = p.workforce.cover * self.vacancies + p.support.effects * self.funded_posts
        over = max(0.0, counted / max(0.1, self.staffing + counted) - p.workforce.temporary_threshold)
        led = (self.heard_skill - 1.0) + (chief.listening - 0.5)
        if chief.status == ACTING:
            led -= p.leadership.interim_lack
        self.shocks = self.shock + self.heard_system_shock + self.ordered_shock
        self.gap = self.at_work - p.workforce.usual_staffing
        self.harm = 100.0 * over * over
        self.led = chief.told(led, p.leadership.mean_led)
        self.embedded = p.leadership.effects * (self.embedding - p.leadership.mean_embedding)
        self.settled = p.leadership.effects * (self.executive_stability - p.leadership.mean_stability)

    def see(self) -> None:
        p, random = self.model.p.observation, self.random
        flow, outcomes = self.domains[RESPONSIVE].level, self.domains[EFFECTIVE].level
        noise, deaths = random.gauss(0.0, 1.0), p.mortality_noise * random.gauss(0.0, 1.0)
        self.seen += (flow + self.quick_lift + p.indicator_noise * noise - self.seen) / p.window
        self.seen_slow += (self.seen - self.seen_slow) / p.slow_window
        self.results = 12.0 * (self.seen - self.seen_slow) / p.slow_window
        self.seen_mortality += (outcomes + self.case_mix + deaths - self.seen_mortality) / p.mortality_window
        self.year_4h += 90.0 + 0.1 * p.sd_4h * (flow + self.quick_lift - 50.0) + p.noise_4h * noise
        self.year_mortality += outcomes + deaths
        self.year_engagement += self.engagement
        if self.model.month % 12 == 3:
            self.october_engagement = self.engagement + random.gauss(0.0, p.survey_noise)


class Domain(Thing):
    def settle(self, trusts: list[Trust]) -> None:
        self.owner = trusts[self.trust]

    def move(self) -> None:
        p, trust = self.model.p, self.owner
        q, kind = p.quality, self.kind
        target = (
            self.model.base
            + self.permanent
            + trust.shocks
            + (q.capability + (q.effective_capability if kind == EFFECTIVE else 0.0)) * (trust.capability - 0.5)
            + (q.staffing + (q.safe_staffing if kind == SAFE else 0.0)) * trust.gap
            - (q.temporary + (q.safe_temporary if kind == SAFE else 0.0)) * trust.harm
            + (q.engagement + (q.caring_engagement if kind == CARING else 0.0)) * (trust.engagement - 0.5)
            + (q.leadership + (q.well_led_leadership if kind == WELL_LED else 0.0)) * trust.led
            - (q.pressure + (q.responsive_pressure if kind == RESPONSIVE else 0.0)) * trust.pressure
            + (q.partners + (q.responsive_partners if kind == RESPONSIVE else 0.0)) * p.support.effects * trust.help
            + q.galvanise * trust.galvanised
        )
        if kind == WELL_LED:
            target += q.well_led_embedding * trust.embedded + q.well_led_executives * trust.settled
        noise = self.random.gauss(0.0, p.operations.quality_noise)
        self.level = clip(self.level + p.operations.quality_rate * (target - self.level) + noise, 0.0, 100.0)


class ThreePhases(mesa.Model):
    """A world of `three_phases`, month by month from where it stands."""

    def __init__(self, world: World, parameters: Parameters, seed: int = 1) -> None:
        super().__init__(rng=seed)
        self.p, self.nhs, self.month = engine_view(parameters), world.nhs, world.first
        systems = [System(self, row) for row in world.nhs.systems]
        leaders = [Leader(self, row) for row in world.nhs.leaders]
        trusts = [Trust(self, row) for row in world.nhs.trusts]
        domains = [Domain(self, row) for row in world.nhs.domains]
        for trust in trusts:
            trust.settle(systems, leaders)
            trust.domains = domains[5 * trust.number : 5 * trust.number + 5]
        for domain in domains:
            domain.settle(trusts)
        self.systems = self.agents_by_type[System]
        self.trusts = self.agents_by_type[Trust].select(lambda trust: trust.is_open)
        self.domains = self.agents_by_type[Domain].select(lambda domain: domain.owner.is_open)

    def improvement_board(self, trust: Trust) -> bool:
        return bool(self.nhs.levers[self.nhs.in_force[self.month, trust.number]]["oversight"]["improvement_board"])

    def step(self) -> None:
        self.base = self.p.systems.base + self.p.systems.trend * self.month / 12.0
        self.systems.do("start_month")
        self.trusts.do("seek_staff")
        self.systems.do("share_labour")
        self.trusts.do("step_workforce")
        self.systems.do("refill_pool")
        self.trusts.do("step_improvement")
        self.trusts.do("weigh")
        self.domains.do("move")
        self.trusts.do("see")
        self.month += 1

    def walk(self, months: int) -> None:
        for _ in range(months):
            self.step()
