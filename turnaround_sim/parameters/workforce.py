"""What is believed about staff."""

from turnaround_sim.provenance import Group, assumed, calibrated, elicited

# One number a line, as a table.
# fmt: off


class Workforce(Group):
    """Who leaves, who can be hired, who is borrowed, and how engaged they are."""

    usual_staffing: float = assumed(0.955, "share", low=0.8, high=1.0, note="staff at work that a usual trust has, temporary ones counted by worth")
    leaving: float = assumed(0.010, "1/month", low=0.003, high=0.025, note="about 12 per cent a year leave in ordinary times")
    engagement_leaving: float = elicited(1.5, "1", low=0.0, high=5.0, source="NHSEngland2018engagement", note="log-rate of leaving for engagement; +1 SD goes with £1.7m less agency (INT150)")
    stigma_leaving: float = elicited(0.0025, "1/month", low=0.0, high=0.0045, source="Sims2016; MechanismPriors", note="extra leaving under the label: +1 to +5 points a year (INT157)")
    hiring: float = assumed(0.15, "1/month", low=0.03, high=0.5, note="vacancies filled a month if people can be had; three to nine months a post")
    stigma_hiring: float = elicited(0.15, "1", low=0.0, high=0.3, source="MechanismPriors; Berwick2016", note="hiring lost to the label: fill rate x .7 to 1 (part 9)")
    engagement_hiring: float = assumed(0.6, "1", low=0.0, high=2.0, note="hiring gained with engagement")
    poaching: float = assumed(0.20, "1", low=0.0, high=0.6, note="share of hires that come out of a neighbour's staff")
    pool_reach: float = assumed(0.30, "1/month", low=0.05, high=1.0, note="share of the local pool that can be hired in a month")
    stay_local: float = assumed(0.45, "1", low=0.0, high=1.0, note="share of leavers who look for work in the same area")
    newcomers: float = assumed(0.0088, "1/month", low=0.0, high=0.03, note="newly trained and arriving, a share of posts; keeps about one post in ten open (INT142)")
    moving_away: float = assumed(0.10, "1/month", low=0.01, high=0.5, note="share of the pool that gives up looking")
    first_pool: float = assumed(0.03, "share", low=0.0, high=0.2, note="the pool at the start, a share of posts")
    first_staffing: float = assumed(0.92, "share", low=0.8, high=1.0, source="HSJ2018overspend", note="own staff at the start; about one nursing post in ten is empty (INT142)")
    cover: float = assumed(0.70, "1", low=0.0, high=1.0, source="HFMA2019agency", note="share of vacancies covered by temporary staff; agency alone is 5 to 8 per cent of pay (INT136)")
    temporary_worth: float = elicited(0.6, "1", low=0.0, high=1.0, source="NursingTimes2023Zaranko", note="a temporary worker against an own one; an agency shift shows no benefit (INT147)")
    temporary_threshold: float = elicited(0.05, "share", low=0.0, high=0.15, source="DallOra2020", note="no harm below (INT145)")

    engagement_return: float = calibrated(0.05, "1/month", low=0.005, high=0.2, source="OwnReanalysis2026SHMI", note="drift back to a trust's own level; correlations .82, .67, .70 at 1, 3, 5 years (INT216)")
    engagement_sd: float = calibrated(0.014, "0-1", low=0.0, high=0.05, source="OwnReanalysis2026SHMI", note="monthly chance (INT216)")
    engagement_own: float = calibrated(0.075, "0-1", low=0.0, high=0.2, source="OwnReanalysis2026SHMI", note="lasting differences of engagement apart from quality (INT216)")
    engagement_with_quality: float = calibrated(0.30, "1", low=0.0, high=1.0, source="OwnReanalysis2026SHMI", note="lasting engagement that goes with lasting quality (INT219: r about .28)")
    listening: float = elicited(0.006, "1/month", low=0.0, high=0.02, source="MechanismPriors", note="from a usual leader to one who listens twice as much; .1 to .6 SD over 12 to 24 months (part 8)")
    stigma_engagement: float = elicited(0.004, "1/month", low=0.0, high=0.012, source="MechanismPriors; HSJ2022label", note="the label on morale; .25 to .80 SD (part 9)")
    strain: float = assumed(0.05, "1/month", low=0.0, high=0.2, note="short staffing on morale")
    overload: float = assumed(0.002, "1/month", low=0.0, high=0.02, note="interruptions beyond what staff take in their stride, on morale")
    overload_from: float = assumed(1.0, "months of work", low=0.0, high=6.0, note="interruptions that staff take in their stride")
    stigma_after_exit: float = assumed(0.5, "1", low=0.0, high=1.0, note="share of the sting that is left when the label is taken off")
    departure_upset: float = elicited(0.010, "0-1", low=0.0, high=0.05, source="BartanenDissertation", note="climate after a head goes; the size is ours (F085)")
    interim_upset: float = assumed(0.001, "1/month", low=0.0, high=0.01, note="morale in an interim month")
    mean_upset: float = calibrated(0.00025, "1/month", low=0.0, high=0.01, note="population mean of what the full model shows; used where leader effects are off")
    galvanise_engagement: float = assumed(0.001, "1/month", low=0.0, high=0.01, note="energy of a fresh label on morale")
    stigma_memory: float = elicited(26.0, "months", low=9.0, high=43.0, source="MechanismPriors", note="half-life 9 to 30 months (part 9)")
    galvanise_memory: float = elicited(18.0, "months", low=6.0, high=36.0, source="AllenBurgess2010memo", note="peak in year 2, gone by year 4 (INT172)")
