"""What is believed about leaders."""

from turnaround_sim.provenance import Group, assumed, calibrated, elicited, measured

# One number a line, as a table.
# fmt: off


class Leadership(Group):
    """How leaders differ, why they go, who comes next, and what a change costs or brings."""

    effects: float = assumed(1.0, "1", low=0.0, high=1.0, note="1: leaders matter; 0: the null, every leader term at its population mean")

    skill_sd: float = elicited(0.20, "1", low=0.0, high=0.5, source="SchoolsWeek2023heads; F087; F115", note="spread of turnaround skill around 1; head quality matters in schools, hardly at a distance")
    listening_sd: float = assumed(0.20, "0-1", low=0.0, high=0.4, note="spread of listening style around 0.5")
    misfit: float = elicited(0.40, "1", low=0.0, high=1.0, source="ChenHambrick2012", note="loss of work at the worst fit; only misfit out and fit in is known to help")
    fit_programme: float = assumed(0.30, "1", low=0.0, high=1.0, note="how much a fitting leader picks a better programme")
    programme_mean: float = calibrated(0.45, "-1-1", low=0.0, high=0.8, source="JankeEtAl2018", note="mean appropriateness of a new programme; set so that a change of leader has no mean effect (T26)")
    programme_sd: float = assumed(0.35, "1", low=0.0, high=0.8, note="spread of appropriateness between programmes")
    experience_gain: float = elicited(0.0006, "1/month", low=0.0, high=0.003, source="MechanismPriors", note="capability a month from an experienced leader; 0 to .15 SD a year, centre .03 (part 11)")

    base_log_hazard: float = calibrated(-4.0, "ln(1/month)", low=-5.5, high=-3.5, source="F095; F098", note="usual exits of one person; .019 a month over all posts")
    frailty_sd: float = calibrated(0.80, "ln", low=0.0, high=1.5, source="F098", note="spread of proneness to leave; elapsed tenures have shape .71")
    strain_exit: float = assumed(1.5, "1", low=0.0, high=6.0, note="log-hazard for all of one's time taken by oversight above the usual")
    usual_load: float = elicited(0.10, "share", low=0.05, high=0.15, source="MechanismPriors", note="time on oversight in ordinary times (part 4)")
    label_exit: float = calibrated(1.0, "ln", low=0.0, high=2.0, source="F096; F093", note="log-hazard inside special measures, .063 a month against .019")
    inadequate_exit: float = calibrated(0.45, "ln", low=0.0, high=1.5, source="F093", note="log-hazard where rated inadequate")
    outstanding_stay: float = calibrated(1.4, "ln", low=0.0, high=2.0, source="F094", note="log-hazard less where rated outstanding, .008 a month")
    retirement: float = assumed(0.003, "1/month/year", low=0.0, high=0.02, note="retirement hazard for each year in post beyond the threshold")
    retirement_after: float = assumed(96.0, "months", low=36.0, high=180.0, note="about one in ten is in post for over ten years (F012)")
    moving: float = assumed(0.012, "1/month", low=0.0, high=0.05, note="chance a month that a settled leader looks for another post; four in ten chief executives led a trust before (F036)")

    tenure_scale: float = measured(38.4, "months", low=20.0, high=60.0, source="OwnDerivation2026", note="Weibull scale of elapsed tenures in autumn 2013 (F098); the start state T23", date="2013")
    tenure_shape: float = measured(0.71, "1", low=0.5, high=1.0, source="OwnDerivation2026", note="Weibull shape of elapsed tenures in autumn 2013 (F098)", date="2013")

    return_resigned: float = assumed(0.45, "1", low=0.0, high=1.0, note="share of those who resign who lead again")
    return_removed: float = assumed(0.25, "1", low=0.0, high=1.0, note="share of those removed who lead again")
    return_delay: float = assumed(9.0, "months", low=0.0, high=36.0, note="mean wait before a return")
    renewal_delay: float = assumed(3.0, "months", low=0.0, high=24.0, note="mean wait before a new person comes up in a row of the pool")
    record_of_removal: float = assumed(0.7, "SD", low=0.0, high=2.0, note="what a removal does to a public record")
    record_reliability: float = assumed(0.35, "1", low=0.0, high=1.0, note="how far a first record shows skill, the rest is noise")
    record_weight: float = assumed(0.02, "1/month", low=0.0, high=0.1, note="how fast visible results change a record")
    record_noise: float = assumed(1.0, "SD", low=0.0, high=3.0, note="noise in what people make of results")
    interview_noise: float = assumed(0.8, "SD", low=0.0, high=2.0, note="noise of a panel")
    acceptance: float = assumed(0.35, "1", low=0.05, high=1.0, note="chance that a candidate would take a given post")
    repelled: float = assumed(0.55, "1", low=0.0, high=0.95, note="how much the label repels candidates; posts in special measures stand open more (F028-F029)")

    induction_time: float = assumed(0.10, "share", low=0.0, high=0.3, note="time a brand-new leader loses to finding her feet")
    induction_memory: float = elicited(6.0, "months", low=2.0, high=18.0, source="Gabarro1985secondary", note="taking hold takes about six months (F121)")
    mandate: float = elicited(0.1, "share", low=0.0, high=0.3, source="MechanismPriors", note="time a fresh mandate frees; gain of 0 to .30 SD where failing (part 12)")
    mandate_memory: float = assumed(12.0, "months", low=3.0, high=36.0, note="how long a mandate stays fresh")
    embedding_loss: float = elicited(0.2, "1", low=0.0, high=0.6, source="MechanismPriors", note="share of embedded progress lost at a change (part 12: 10 to 60 per cent)")
    capability_loss: float = elicited(0.01, "1", low=0.0, high=0.15, source="MechanismPriors", note="share of capability lost at a change")
    executives_follow: float = calibrated(0.25, "1", low=0.0, high=0.7, source="F026; F027", note="share of the team that goes after the chief executive")
    stability_return: float = assumed(0.06, "1/month", low=0.0, high=0.2, note="how fast a team settles")
    team: float = assumed(6.0, "people", low=4.0, high=10.0, note="executive directors a trust, 897 posts at 145 trusts (F020)")
    interim_time: float = assumed(0.10, "share", low=0.0, high=0.3, note="management time an interim gap costs")
    interim_skill_loss: float = elicited(0.15, "1", low=0.0, high=0.5, source="BallingerMarcel2010", note="skill a deputy lacks while acting; the size is ours (F111)")
    interim_lack: float = elicited(0.10, "1", low=0.0, high=0.5, source="BallingerMarcel2010", note="what well-led lacks in a gap; the size is ours (F111)")

    mean_skill: float = calibrated(1.0, "1", low=0.7, high=1.3, note="population mean of what the full model shows; used where leader effects are off")
    mean_fit: float = calibrated(0.89, "0-1", low=0.5, high=1.0, note="population mean, as above")
    mean_appropriateness: float = calibrated(0.46, "-1-1", low=0.0, high=0.9, note="population mean, as above")
    mean_embedding: float = calibrated(0.88, "0-1", low=0.2, high=0.9, note="population mean, as above; also the usual level that well-led is measured from")
    mean_stability: float = calibrated(0.9, "0-1", low=0.4, high=1.0, note="population mean, as above; also the usual level that well-led is measured from")
    mean_induction: float = calibrated(0.0096, "share", low=0.0, high=0.1, note="population mean, as above")
    mean_mandate: float = calibrated(0.0174, "share", low=0.0, high=0.1, note="population mean, as above")
    mean_interim_time: float = calibrated(0.0071, "share", low=0.0, high=0.1, note="population mean, as above")
    mean_quick: float = calibrated(0.122, "share", low=0.0, high=0.5, note="population mean, as above")
    mean_led: float = calibrated(-0.005, "1", low=-0.3, high=0.3, note="population mean, as above")
    mean_listening: float = calibrated(0.502, "0-1", low=0.3, high=0.7, note="population mean, as above")
    mean_capability_loss: float = calibrated(0.00018, "1/month", low=0.0, high=0.01, note="population mean, as above")
    mean_experience_gain: float = calibrated(1e-05, "1/month", low=0.0, high=0.003, note="population mean, as above")
