"""What is believed about money."""

from turnaround_sim.provenance import Group, assumed, elicited, measured

# One number a line, as a table.
# fmt: off


class Finance(Group):
    """Unit costs, what money buys, and how deficits build up."""

    turnover_per_post: float = measured(0.070, "£m/WTE/year", low=0.05, high=0.1, source="HSJ2015takeover; CQCarchiveWexham", note="£253m turnover and 3,600 staff at Heatherwood and Wexham Park (INT087, INT091)", date="2014")
    post_cost: float = assumed(0.050, "£m/WTE/year", low=0.03, high=0.09, note="a post with on-costs; the documented unit cost of intervention money")
    agency_premium: float = elicited(1.4, "ratio", low=1.2, high=1.6, source="MechanismPriors", note="price of a temporary worker against an own one (part 7)")
    pressure_cost: float = assumed(0.02, "share of pay", low=0.0, high=0.1, note="cost of one unit of pressure")
    allowance: float = assumed(0.022, "share of pay", low=0.0, high=0.06, note="temporary staffing that budgets allow for, so that a usual trust breaks even")
    relief: float = assumed(0.02, "1/month", low=0.0, high=0.1, note="savings and bail-outs, as a share of the accumulated deficit")
    freeze_line: float = assumed(0.05, "share of turnover", low=0.0, high=0.2, source="HSJ2014Hunt", note="deficit above which vacancies are frozen; the worst had 10 to 12 per cent (INT083)")
    freeze: float = assumed(0.30, "1", low=0.0, high=1.0, note="share of hiring stopped by a freeze")

    spending: float = assumed(0.5, "1/month", low=0.05, high=1.0, note="share of granted money spent in a month")
    post_build: float = assumed(0.35, "1/month", low=0.05, high=1.0, note="how fast money becomes posts")
    post_memory: float = elicited(9.0, "months", low=4.0, high=17.0, source="MechanismPriors", note="posts fade with a half-life of 3 to 12 months once money stops (part 3)")
    capability_gain: float = elicited(0.06, "1/£m per 5,000 posts", low=0.0, high=0.2, source="MechanismPriors", note="capability from £1m on capability; +.05 to +.30 SD over 12 to 36 months (part 3)")
    consultant_gain: float = elicited(0.005, "1/£m per 5,000 posts", low=-0.03, high=0.06, source="PublicFinance2018consultants; MechanismPriors", note="-.05 to +.10 SD for £1m (part 3)")
    director_day_rate: float = measured(0.0020, "£m/day", low=0.001, high=0.003, source="HSJ2018nicework; HSJ2018interimpay", note="£1,750 to £2,400 a day (INT074-INT075), of financial directors", date="2018")
    buddy_cost: float = measured(0.150, "£m/year", low=0.1, high=0.4, source="HSJ2014buddies", note="£148,400 a year for each arrangement, with a bonus of up to as much again (INT067-INT070)", date="2014")
