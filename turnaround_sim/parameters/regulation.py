"""What is believed about inspection, ratings and the regime."""

from turnaround_sim.provenance import Group, assumed, calibrated, elicited, measured

# One number a line, as a table.
# fmt: off


class Regulation(Group):
    """How the regulator reads quality, where its lines lie, and how the regime decides."""

    line_inadequate: float = calibrated(34.5, "points", low=20.0, high=45.0, source="T18; T10", note="below it a domain is inadequate: the requires-improvement line")
    line_good: float = calibrated(50.5, "points", low=40.0, high=60.0, source="T16; T17", note="from it a domain is good")
    line_outstanding: float = calibrated(73.0, "points", low=58.0, high=85.0, source="T15", note="from it a domain is outstanding")
    acute_offset: float = assumed(1.5, "points", low=0.0, high=8.0, note="acute trusts are read more strictly: more services are seen")
    caring_leniency: float = assumed(9.0, "points", low=0.0, high=20.0, note="caring is rated good far more often than the rest")
    safe_strictness: float = assumed(3.0, "points", low=0.0, high=15.0, note="safe is rated good less often")
    well_led_strictness: float = assumed(2.0, "points", low=0.0, high=15.0, note="nearly all trusts found inadequate overall were found so in well-led too, since they entered (T10, T18)")
    error_sd: float = elicited(6.5, "points", low=2.0, high=12.0, source="MechanismPriors; GriffithsEtAl2017", note="rating score and latent quality correlate .4 to .8 (part 10)")
    error_shared: float = elicited(0.71, "1", low=0.55, high=0.84, source="MechanismPriors", note="root of the share of error common to a visit, .3 to .7")
    error_own: float = elicited(0.71, "1", low=0.55, high=0.84, source="MechanismPriors", note="root of the share of error of a domain's own")
    publication_lag: int = measured(4, "months", low=2, high=6, source="InspectionsRecord", note="median from inspection to publication (T36)", date="2013-2021")
    least_interval: int = measured(7, "months", low=5, high=9, source="InspectionsRecord", note="no inspections inside a spell were closer (T37)", date="2013-2021")
    interval_inadequate: float = elicited(12.0, "months", low=6.0, high=18.0, source="CQCguidance", note="re-inspection where rated inadequate (INT020)")
    interval_requires_improvement: float = assumed(20.0, "months", low=12.0, high=30.0, note="planned re-inspection; within two years by policy of the time")
    interval_good: float = assumed(33.0, "months", low=20.0, high=48.0, note="planned re-inspection; within some three years by policy of the time")
    interval_outstanding: float = assumed(48.0, "months", low=30.0, high=60.0, note="planned re-inspection; within five years by policy of the time")
    risk_weight: float = assumed(0.4, "months/point", low=0.0, high=2.0, note="months of urgency for a point seen below the usual")
    special_urgency: float = assumed(24.0, "months", low=0.0, high=60.0, note="urgency that special measures give a visit that is due")
    findings: float = assumed(0.06, "months of work", low=0.0, high=0.4, note="work a finding makes, once for each domain below good and again if inadequate")
    rating_stigma: float = assumed(0.4, "0-1", low=0.0, high=1.0, note="sting of an inadequate rating without the regime")
    admission: float = assumed(0.95, "1", low=0.5, high=1.0, note="share of recommended trusts that the national body puts in")
    entry_lag: float = assumed(2.0, "months", low=0.0, high=6.0, note="entry follows within so many months of publication")
    release: float = calibrated(0.65, "1", low=0.1, high=1.0, source="T05; T07; T19", note="share released at a first better report that still requires improvement")
    release_good: float = calibrated(0.95, "1", low=0.5, high=1.0, source="T19", note="share released when rated good")
    decision_lag: float = assumed(2.0, "months", low=0.0, high=12.0, note="release follows within so many months of publication")
    takeover: float = calibrated(0.0008, "1/month", low=0.0, high=0.005, source="SpellsRecord", note="take-over of a trust in special measures: one in some 41 spells")
    merging: float = assumed(0.0002, "1/month", low=0.0, high=0.002, note="mergers of any trust; their number fell by a few a year at most")
    burden: float = assumed(1.0, "months of work", low=0.0, high=4.0, source="FulopEtAl2002", note="work that an acquired trust brings; plans were held up by 18 months (INT096)")
    carried: float = assumed(1.0, "1", low=0.0, high=1.0, note="share of an acquired trust that lives on in its acquirer, for better or worse; at 0 it vanishes with its seat, and its shortfall too")


class Observation(Group):
    """How noisy what is published is."""

    indicator_noise: float = measured(3.56, "points", low=2.0, high=6.0, source="OwnReanalysis2026AE", note="3.1 percentage points where one SD between trusts is 8.7 (INT204, INT210)", date="2016-2019")
    noise_4h: float = measured(3.1, "percentage points", low=2.0, high=5.0, source="OwnReanalysis2026AE", note="monthly noise of the four-hour indicator (INT210)", date="2016-2019")
    sd_4h: float = measured(8.7, "percentage points", low=7.0, high=10.8, source="OwnReanalysis2026AE", note="one SD between trusts of the four-hour indicator (INT204)", date="2016-2019")
    mortality_noise: float = calibrated(11.0, "points", low=3.0, high=15.0, source="OwnReanalysis2026SHMI", note="monthly; 2.5 points on a year's mean, some 6 per cent of variance (INT215)")
    case_mix_sd: float = assumed(9.0, "points", low=0.0, high=20.0, source="KeoghDashboardPMC", note="lasting part of a mortality ratio that is coding and case mix, not quality: the first wave were no outliers elsewhere (INT130)")
    mortality_window: float = assumed(12.0, "months", low=3.0, high=36.0, note="smoothing of the mortality ratio that a review looks at; about two years of readings")
    survey_noise: float = calibrated(0.028, "0-1", low=0.0, high=0.08, source="OwnReanalysis2026SHMI", note="sampling noise of October's survey, some 10 per cent of variance (INT216)")
    window: float = assumed(6.0, "months", low=1.0, high=24.0, note="how long outsiders smooth what they see")
    slow_window: float = assumed(12.0, "months", low=6.0, high=36.0, note="what a trend is read against")
