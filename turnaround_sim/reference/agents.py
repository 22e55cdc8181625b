"""The agents of the reference: Mesa agents with the declared state, whose methods are the rules.

To try another rule, subclass an agent, write the method anew and hand the class to `NHSModel`.
"""

import mesa

from turnaround_sim import entities
from turnaround_sim.reference.binding import in_reference
from turnaround_sim.rules import finance, leadership, operations, regulation, support, systems, workforce


class Trust(mesa.Agent, entities.TrustFields):
    """A trust: splits management time, recruits, borrows staff, spends money, is inspected and rated."""

    be_shocked = in_reference(systems.be_shocked)
    listen_to_place = in_reference(systems.listen_to_place)
    feel_pressure = in_reference(systems.feel_pressure)
    crowd_out = in_reference(systems.crowd_out)
    take_help = in_reference(systems.take_help)
    be_burdened = in_reference(systems.be_burdened)
    seek_staff = in_reference(workforce.seek_staff)
    lose_and_hire = in_reference(workforce.lose_and_hire)
    borrow_staff = in_reference(workforce.borrow_staff)
    engage = in_reference(workforce.engage)
    be_interrupted = in_reference(operations.be_interrupted)
    look_ahead = in_reference(operations.look_ahead)
    spend_attention = in_reference(operations.spend_attention)
    polish = in_reference(operations.polish)
    work = in_reference(operations.work)
    improve = in_reference(operations.improve)
    embed = in_reference(operations.embed)
    fade = in_reference(operations.fade)
    weigh = in_reference(operations.weigh)
    see = in_reference(operations.see)
    be_shaken = in_reference(operations.be_shaken)
    start_afresh = in_reference(operations.start_afresh)
    be_reviewed = in_reference(leadership.be_reviewed)
    be_removed_at_entry = in_reference(leadership.be_removed_at_entry)
    vacate = in_reference(leadership.vacate)
    be_led_by = in_reference(leadership.be_led_by)
    be_inspected = in_reference(regulation.be_inspected)
    be_rated = in_reference(regulation.be_rated)
    be_decided_on = in_reference(regulation.be_decided_on)
    enter = in_reference(regulation.enter)
    leave = in_reference(regulation.leave)
    needs_director = in_reference(support.needs_director)
    may_need_buddy = in_reference(support.may_need_buddy)
    pair_up = in_reference(support.pair_up)
    spend = in_reference(finance.spend)
    turn_into_posts = in_reference(finance.turn_into_posts)
    balance_books = in_reference(finance.balance_books)


class Domain(mesa.Agent, entities.DomainFields):
    """One of the five CQC domains of a trust: moves towards what its causes can hold."""

    move = in_reference(operations.move)


class Leader(mesa.Agent, entities.LeaderFields):
    """A leader: sets out with a programme, puts it right or not, learns, resigns, looks elsewhere."""

    be_born = in_reference(leadership.be_born)
    set_out = in_reference(leadership.set_out)
    exit_hazard = in_reference(leadership.exit_hazard)
    leave_or_stay = in_reference(leadership.leave_or_stay)
    look_elsewhere = in_reference(leadership.look_elsewhere)
    learn = in_reference(leadership.learn)
    drift = in_reference(operations.drift)
    interest = in_reference(leadership.interest)
    take_post = in_reference(leadership.take_post)
    go = in_reference(leadership.go)
    act_up = in_reference(leadership.act_up)


class ImprovementDirector(mesa.Agent, entities.ImprovementDirectorFields):
    """An improvement director: coaches or scrutinises, and can be spread thin."""

    be_engaged = in_reference(support.be_engaged)
    coach = in_reference(support.coach)
    scrutinise = in_reference(support.scrutinise)


class SystemPartner(mesa.Agent, entities.SystemPartnerFields):
    """A body of a local system: asks for reports, offers help."""

    ask_for_reports = in_reference(systems.ask_for_reports)
    offer_help = in_reference(systems.offer_help)


class System(mesa.Agent, entities.SystemFields):
    """A local system: shares out a finite pool of staff, and its fortunes."""

    weather = in_reference(systems.weather)
    share_labour = in_reference(workforce.share_labour)
    refill_pool = in_reference(workforce.refill_pool)


class Regulator(mesa.Agent, entities.RegulatorFields):
    """The regulator: opens so many inspections a month."""

    tighten = in_reference(regulation.tighten)


class NationalBody(mesa.Agent, entities.NationalBodyFields):
    """The national body: holds the envelope and pays from it."""

    receive_envelope = in_reference(finance.receive_envelope)
    pay_bills = in_reference(finance.pay_bills)
