"""What is believed about places, pressure and oversight."""

from turnaround_sim.provenance import Group, assumed, calibrated, elicited, measured

# One number a line, as a table.
# fmt: off


class Systems(Group):
    """Lasting and passing differences, pressure, oversight, and the help of partners."""

    base: float = assumed(50.0, "points", low=40.0, high=60.0, note="the level a usual trust holds; fixes the scale's middle")
    trend: float = calibrated(0.5, "points/year", low=-1.0, high=1.0, note="national trend of what can be held")
    trust_sd: float = calibrated(4.5, "points", low=0.0, high=10.0, source="OwnReanalysis2026SHMI", note="lasting differences between trusts; correlations .66 to .70 five years apart (INT215-INT216)")
    system_sd: float = elicited(3.0, "points", low=0.0, high=7.0, source="MechanismPriors", note="lasting differences between places: .1 to .4 of variance (part 6)")
    domain_sd: float = assumed(3.5, "points", low=0.0, high=8.0, note="lasting differences between a trust's domains")
    deprivation_weight: float = assumed(4.0, "points", low=0.0, high=15.0, note="what poverty of the area takes, from none to most")
    shock_persistence: float = measured(0.985, "1", low=0.9, high=0.995, source="OwnReanalysis2026AE", note="monthly persistence of the latent part (INT210)", date="2016-2019")
    trust_shock_sd: float = calibrated(6.0, "points", low=1.0, high=10.0, source="OwnReanalysis2026SHMI", note="spread of passing circumstances of trusts (INT215)")
    system_shock_sd: float = assumed(2.0, "points", low=0.0, high=6.0, note="spread of passing circumstances of places")
    season: float = assumed(0.5, "index", low=0.0, high=2.0, note="winter against the year's mean")
    deprivation_pressure: float = assumed(0.5, "index", low=0.0, high=3.0, note="demand from poverty, from none to most")
    diversion: float = elicited(0.5, "1", low=0.0, high=2.0, source="PropperEtAl2009", note="patients who shift away from a bad name and onto neighbours; the size is ours (INT135)")

    partner_demand: float = assumed(1.0, "requests/month", low=0.0, high=4.0, note="reports each partner asks in ordinary times")
    regulator_demand: float = assumed(1.5, "requests/month", low=0.0, high=6.0, note="reports the regulator asks in ordinary times")
    national_demand: float = assumed(1.5, "requests/month", low=0.0, high=6.0, note="reports the national body asks in ordinary times")
    deficit_demand: float = assumed(20.0, "requests/month", low=0.0, high=80.0, note="reports for a deficit of a year's turnover; 10 per cent asks as one body does")
    time_per_request: float = elicited(0.0125, "share", low=0.004, high=0.03, source="MechanismPriors", note="management time a request; 5 to 15 per cent in ordinary times, +5 to +25 points in special measures (part 4)")
    avoidable: float = measured(0.35, "1", low=0.1, high=0.6, source="HSJ2013bureaucracy", note="clinicians found 65 per cent of the data they give useful (INT118)", date="2013")
    crowding: float = elicited(0.5, "1", low=0.0, high=1.0, source="MechanismPriors", note="convexity: many requests at once (part 4)")
    lead_coordination: float = elicited(0.7, "0-1", low=0.1, high=1.0, source="MechanismPriors", note="coordination that one assurance lead brings; frees 10 to 50 per cent of the excess (part 5)")
    board_coordination: float = elicited(0.3, "0-1", low=0.0, high=0.6, source="MechanismPriors", note="coordination that an improvement board adds (part 5)")
    board_time: float = assumed(0.02, "share", low=0.0, high=0.1, note="leaders' time that an improvement board takes")

    single_focus: float = assumed(0.4, "0-1", low=0.0, high=1.0, note="how far partners help where the regime looks at the organisation alone")
    help_delay: float = elicited(9.0, "months", low=2.0, high=24.0, source="MechanismPriors", note="delay of help; 12 to 36 months to full effect (part 6)")
    partner_gain: float = elicited(0.004, "1/month", low=0.0, high=0.02, source="MechanismPriors; KletterEtAl2025", note="capability from full support of partners (part 6)")
    national_scarcity: bool = assumed(True, "1", note="false: leaders, inspectors, directors, buddies and money are not shared beyond a place; for tests of what reaches whom")
