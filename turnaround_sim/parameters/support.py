"""What is believed about improvement directors and buddies."""

from turnaround_sim.provenance import Group, assumed, elicited

# One number a line, as a table.
# fmt: off


class Support(Group):
    """What help from outside does, and what it costs those who give it."""

    effects: float = assumed(1.0, "1", low=0.0, high=1.0, note="1: support matters; 0: the null, no support has any effect")
    coaching: float = elicited(0.004, "1/month", low=0.0, high=0.015, source="MechanismPriors; JonesEtAl2016", note="capability from full coaching, three days a week; 0 to .30 SD after a year, centre .10 (part 1)")
    scrutiny_harm: float = elicited(0.5, "1", low=0.0, high=1.0, source="MechanismPriors", note="harm of scrutiny against the good of coaching: -.20 to +.05 SD (part 1)")
    absorbs: float = assumed(0.15, "1", low=0.0, high=0.5, note="share of oversight that a coaching director takes over")
    reporting: float = assumed(0.06, "share", low=0.0, high=0.2, note="time that a scrutinising director's own reports take, three days a week")
    rapport: float = elicited(6.0, "months", low=1.0, high=12.0, source="MechanismPriors", note="months until a director is trusted; lag 3 to 9 months (part 1)")
    dilution: float = elicited(0.3, "1", low=0.0, high=1.0, source="MechanismPriors", note="what each further trust on her list takes from a director (part 1)")
    director_turnover: float = assumed(0.02, "1/month", low=0.0, high=0.1, note="improvement directors who leave the pool")
    leaning_sd: float = assumed(0.35, "1", low=0.0, high=1.0, note="spread of directors' own style")
    director_skill_sd: float = assumed(0.25, "1", low=0.0, high=0.6, note="spread of directors' skill around 1")

    transfer: float = elicited(0.03, "1/month", low=0.0, high=0.1, source="MechanismPriors", note="share of the gap to a committed buddy closed in a month, times similarity; 0 to .30 SD in 12 to 24 months (part 2)")
    commitment: float = elicited(0.5, "0-1", low=0.1, high=1.0, source="NHSProviders2014reflections; AungerEtAl2021", note="mean commitment; mandated pairs lean on contracts (INT072-INT073)")
    buddying_time: float = elicited(0.02, "share", low=0.0, high=0.1, source="MechanismPriors", note="the buddy's own management time; cost to it 0 to .05 SD (part 2)")
    buddy_delay: int = assumed(2, "months", low=0, high=12, note="from entry to a link")
    unrated_strength: float = assumed(55.0, "points", low=40.0, high=80.0, note="seen level from which an unrated trust can be a buddy")
    sponsor: float = assumed(1.0, "1", low=0.0, high=2.0, note="weight of outside sponsors on embedding; multiplies operations.sponsor")
