"""What is believed about management time, improvement and quality."""

from turnaround_sim.provenance import Group, assumed, calibrated, elicited

# One number a line, as a table.
# fmt: off


class Operations(Group):
    """Where management time goes, and what improvement it buys."""

    routine: float = assumed(0.40, "share", low=0.2, high=0.6, note="management time that running the trust takes anyway")
    peak: float = assumed(3.0, "months of work", low=1.5, high=8.0, source="RudolphRepenning2002", note="open work at which a team works fastest, for each unit of capacity; beyond it more work slows it down")
    arrivals: float = assumed(0.32, "months of work/month", low=0.0, high=0.9, source="RudolphRepenning2002", note="non-novel interruptions in ordinary times; form from the theory, level ours")
    vacancy_arrivals: float = assumed(0.5, "1", low=0.0, high=3.0, note="interruptions for each share of posts empty")
    action_plan: float = assumed(0.10, "months of work/month", low=0.0, high=0.5, note="action-plan items inside special measures, 244 at 14 trusts in seven months (INT052)")
    incident_sd: float = assumed(0.08, "months of work", low=0.0, high=0.5, note="spread of incidents")
    capacity: float = assumed(1.0, "months of work/month", low=0.5, high=2.0, note="the most a settled team resolves; the unit of interruptions")
    executive_loss: float = assumed(0.5, "1", low=0.0, high=1.0, note="share of that capacity that goes with the whole team")
    interruption_time: float = assumed(0.10, "share/month of work", low=0.0, high=0.4, note="management time taken by one month of open work")
    most_interrupted: float = assumed(0.50, "share", low=0.2, high=0.9, note="no more of the day goes into interruptions than this")
    most_interruptions: float = assumed(12.0, "months of work", low=3.0, high=40.0, note="beyond this, items are never dealt with at all")

    most_quick: float = assumed(0.50, "share", low=0.0, high=1.0, note="the most of improvement time that a leader puts into quick fixes")
    horizon_response: float = assumed(0.30, "1/month", low=0.0, high=1.5, source="RepenningSterman2002", note="kappa: how sharply leaders turn to quick fixes as a review nears; 0 is no response to it")
    horizon: float = assumed(6.0, "months", low=1.0, high=24.0, note="H*: the horizon at which half of that is done")
    overdue_wait: float = assumed(9.0, "months", low=1.0, high=36.0, note="when leaders outside special measures expect an inspection that is overdue")
    quick_gain: float = elicited(3.0, "points", low=0.0, high=12.0, source="BarnettEtAl2017; MechanismPriors", note="lift of a month's time in quick fixes; preparation bump 0 to .1 SD over 1 to 4 months (part 10)")
    quick_memory: float = assumed(4.0, "months", low=1.0, high=6.0, note="how long a lift lasts; gone within six months")

    learning: float = calibrated(0.14, "1/month", low=0.0, high=0.4, source="T01; T05", note="capability a month from one unit of improvement work; real gains take years")
    forgetting: float = elicited(0.015, "1/month", low=0.002, high=0.05, source="MechanismPriors; RepenningSterman2002", note="capability lost a month; capability money decays 0 to 15 per cent a year (part 3)")
    first_capability: float = assumed(0.60, "0-1", low=0.2, high=0.9, note="capability before the burn-in; near where it settles, so that a short burn-in is enough")
    first_capability_sd: float = assumed(0.22, "0-1", low=0.0, high=0.4, note="spread of capability before the burn-in; near where it settles")
    unembedded: float = assumed(0.30, "1", low=0.0, high=1.0, note="w0: what a programme does before any of it is embedded")
    habit: float = assumed(0.035, "1/month", low=0.005, high=0.15, source="Gabarro1985secondary", note="embedding with time; taking charge takes about two years (F121)")
    sponsor: float = assumed(0.015, "1/month", low=0.0, high=0.1, source="Repenning2002", note="embedding with a sponsor outside")
    motivation: float = assumed(0.10, "1/month", low=0.0, high=0.5, source="Repenning2002", note="eta: commitment from visible results above the threshold, or its loss below")
    motivation_threshold: float = assumed(0.10, "SD/year", low=-0.5, high=1.0, source="Repenning2002", note="results that just keep commitment up")
    correction: float = assumed(0.008, "1/month", low=0.0, high=0.05, note="how fast a leader puts a programme right")
    inertia: float = assumed(0.8, "1", low=0.0, high=1.0, source="Sastry1997", note="how far embedding lowers readiness to change")
    context_drift: float = assumed(0.05, "1", low=0.0, high=0.2, source="Sastry1997", note="monthly drift of what is right")

    quality_rate: float = assumed(0.12, "1/month", low=0.03, high=0.4, note="lag of quality behind what can be held, about eight months")
    quality_noise: float = calibrated(0.9, "points", low=0.2, high=3.0, source="OwnReanalysis2026SHMI", note="monthly noise of a domain; about 6 per cent of annual variance is noise (INT215)")


class Quality(Group):
    """How much each cause adds to the level that a domain can hold; 10 points are one SD between trusts."""

    capability: float = calibrated(14.0, "points", low=0.0, high=40.0, source="MechanismPriors", note="all domains, for capability from none to all")
    effective_capability: float = calibrated(10.0, "points", low=0.0, high=40.0, note="effective leans on capability: more of the same")
    staffing: float = elicited(15.0, "points", low=0.0, high=60.0, source="Zaranko2023", note="all domains, for a share of 1 of staff at work")
    safe_staffing: float = elicited(25.0, "points", low=0.0, high=80.0, source="Zaranko2023; NursingTimes2023Zaranko", note="safe leans on staff: more of the same")
    temporary: float = elicited(0.5, "points", low=0.0, high=3.0, source="MechanismPriors", note="all domains, for ten points of temporary staff above the threshold: .05 to .20 SD (part 7)")
    safe_temporary: float = elicited(1.0, "points", low=0.0, high=4.0, source="DallOra2020; BMCHSR2020", note="safe suffers more")
    engagement: float = elicited(8.0, "points", low=0.0, high=30.0, source="MechanismPriors", note="all domains; .1 to .4 SD for one SD of engagement (part 8)")
    caring_engagement: float = elicited(15.0, "points", low=0.0, high=50.0, source="HSJ2015satisfaction", note="caring leans on engagement (INT151)")
    leadership: float = calibrated(0.5, "points", low=0.0, high=6.0, source="JankeEtAl2018", note="all domains, for a leader of twice the usual skill; little evidence of any effect (F065)")
    well_led_leadership: float = calibrated(6.0, "points", low=0.0, high=20.0, note="well-led leans on the leader")
    well_led_embedding: float = calibrated(8.0, "points", low=0.0, high=25.0, note="well-led leans on an embedded programme")
    well_led_executives: float = calibrated(8.0, "points", low=0.0, high=25.0, note="well-led leans on a settled team")
    pressure: float = calibrated(0.8, "points", low=0.0, high=6.0, note="all domains, for one unit of pressure")
    responsive_pressure: float = calibrated(2.5, "points", low=0.0, high=15.0, source="KeoghEtAl2018", note="responsive leans on pressure")
    partners: float = elicited(1.0, "points", low=0.0, high=5.0, source="MechanismPriors", note="all domains, for full help of partners: 0 to .25 SD (part 6)")
    responsive_partners: float = elicited(2.0, "points", low=0.0, high=8.0, source="KeoghEtAl2018", note="responsive leans on partners; delayed transfers show little link (INT203)")
    galvanise: float = elicited(0.75, "points", low=0.0, high=1.5, source="AllenBurgess2012; MechanismPriors", note="energy of a fresh label: 0 to .15 SD (part 9)")
