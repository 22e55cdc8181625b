"""What can be done: every lever with its unit and bounds. Each may change at a date, most also for one trust."""

from turnaround_sim.provenance import Group, Groups, chosen

# One number a line, as a table.
# fmt: off


class LeadershipLevers(Group):
    """When leaders are replaced, and by whom."""

    removal_at_entry: float = chosen(0.10, "1", low=0.0, high=1.0, note="chance that the leader is removed when a trust enters", source="F040; F045")
    patience: int = chosen(12, "months", low=1, high=120, note="months from the later of entry and appointment before the first review", source="INT013")
    least_gain: float = chosen(1.0, "points", low=-10.0, high=20.0, note="seen gain below which a reviewed leader is removed")
    trial_period: int = chosen(0, "months", low=0, high=120, note="months from appointment in which no leader is removed at review", source="Sastry1997")
    interim_length: float = chosen(4.0, "months", low=1.0, high=24.0, note="mean months before a vacant post can be filled", source="F028; F029")
    prefer_experienced: float = chosen(0.3, "SD", low=-2.0, high=5.0, note="what special-measures experience is worth to a panel")
    executive_clear_out: float = chosen(0.15, "1", low=0.0, high=1.0, note="share of the executive team that a new leader replaces at once", source="INT012")
    most_removals: int = chosen(3, "count", low=0, high=20, note="most leaders removed at review in one spell")
    replace_after: int = chosen(-1, "months", low=-1, high=120, note="full months from entry after which the leader in post at entry is replaced if the trust is still in; -1 never; each trust keeps to the strategy of its entry")
    replace_share: float = chosen(1.0, "1", low=0.0, high=1.0, note="share of those leaders that is replaced")
    replace_by: int = chosen("chance", "choice", choices=("chance", "worst observed", "sham"), note="which of them: by lot, those seen worst, or nobody, though it is expected")
    successor: int = chosen("appointed", "choice", choices=("appointed", "same quality"), note="who follows a leader so replaced: one whom a panel appoints, or a new person of the same quality")


class DirectorLevers(Group):
    """Improvement directors."""

    delay: int = chosen(2, "months", low=0, high=36, note="months from entry before a director is sent")
    days: float = chosen(2.5, "days/week", low=0.0, high=5.0, note="days a week with one trust; 0 sends none")
    style: float = chosen(0.2, "-1-1", low=-1.0, high=1.0, note="what directors are asked to do: -1 scrutinise, 1 coach", source="INT014")
    stay: int = chosen(18, "months", low=0, high=120, note="months of full support")
    taper: int = chosen(3, "months", low=0, high=36, note="months over which it then ends")
    pool: int = chosen(12, "people", low=0, high=200, note="improvement directors in the country")


class BuddyLevers(Group):
    """Buddy trusts."""

    share: float = chosen(0.6, "1", low=0.0, high=1.0, note="share of trusts in special measures given a buddy", source="INT066")
    matching: int = chosen("similar", "choice", choices=("similar", "nearest", "strongest", "random"), note="who is matched with whom", source="INT015")
    months: int = chosen(15, "months", low=0, high=120, note="length of a link")
    capacity: int = chosen(1, "trusts", low=0, high=10, note="trusts that one buddy can help at once")


class FundingLevers(Group):
    """Intervention money."""

    millions: float = chosen(1.5, "£m/trust-year", low=0.0, high=100.0, note="grant to a trust in special measures; what was paid is not known")
    delay: int = chosen(3, "months", low=0, high=36, note="months from entry before money flows", source="INT086")
    months: int = chosen(18, "months", low=0, high=120, note="months of full grant")
    taper: int = chosen(0, "months", low=0, high=36, note="months over which it then ends")
    posts: float = chosen(0.5, "1", low=0.0, high=1.0, note="share spent on temporary posts; the three shares are scaled to add up to 1", source="INT011")
    consultants: float = chosen(0.3, "1", low=0.0, high=1.0, note="share spent on consultants", source="INT011")
    capability: float = chosen(0.2, "1", low=0.0, high=1.0, note="share spent on capability")
    allocation: int = chosen("worst observed", "choice", choices=("worst observed", "equal", "severity", "random", "marginal gain"), note="who is paid first when the envelope is short")
    envelope: float = chosen(70.0, "£m", low=0.0, high=2000.0, note="national envelope over its years", source="INT084")
    envelope_years: float = chosen(2.0, "years", low=0.5, high=15.0, note="years over which the envelope is paid in; it is renewed after them")


class OversightLevers(Group):
    """Who asks a failing trust for what."""

    bodies: int = chosen(4, "count", low=0, high=4, note="local bodies that ask for reports: commissioner, education body, professional regulators, local providers")
    requests: float = chosen(2.0, "requests/month", low=0.0, high=10.0, note="further requests of each body inside special measures", source="INT110; INT121")
    coordination: float = chosen(0.1, "0-1", low=0.0, high=1.0, note="how far bodies coordinate their requests", source="INT111")
    assurance_lead: bool = chosen(False, "1", note="one body assures all others inside special measures")
    improvement_board: bool = chosen(False, "1", note="an improvement board coordinates inside special measures, and takes leaders' time")


class SystemLevers(Group):
    """What the local system does for a failing trust."""

    support: float = chosen(0.2, "0-1", low=0.0, high=1.0, note="intensity of partners' support inside special measures")
    neighbour_help: float = chosen(0.2, "0-1", low=0.0, high=1.0, note="usual help of local providers with flow")
    whole_system: bool = chosen(False, "1", note="the regime works with the whole system, not the organisation alone", source="INT108")


class RegimeLevers(Group):
    """The rules of inspection, entry and exit."""

    entry_rule: int = chosen("well-led and one more", "choice", choices=("well-led and one more", "overall"), note="what leads to special measures", source="INT019")
    exit_rule: int = chosen("requires improvement", "choice", choices=("requires improvement", "good"), note="what a report must show for release")
    review_entries: float = chosen(0.0, "trusts/month", low=0.0, high=50.0, note="trusts put in on a review's own grounds, the worst on two years of noisy mortality", source="SpellsRecord")
    inspection_interval: int = chosen(12, "months", low=1, high=60, note="planned months between inspections inside special measures", source="INT020")
    inspections_a_month: float = chosen(7.0, "inspections/month", low=0.0, high=300.0, note="inspections that the regulator can begin in a month")
    roll_out_from: int = chosen(0, "month", low=0, high=120, note="month from which trusts are due for a first inspection")
    support_after_exit: int = chosen(0, "months", low=0, high=120, note="months that support may go on after exit")


class EnvironmentLevers(Group):
    """What the nation meets: set by date, not by choice."""

    national_pressure: float = chosen(0.0, "index", low=-5.0, high=10.0, note="pressure on all trusts, for dated national shocks")


class Levers(Groups):
    """All levers, group by group; the defaults are the regime as first run, as far as it is known."""

    leadership: LeadershipLevers = LeadershipLevers()
    director: DirectorLevers = DirectorLevers()
    buddy: BuddyLevers = BuddyLevers()
    funding: FundingLevers = FundingLevers()
    oversight: OversightLevers = OversightLevers()
    system: SystemLevers = SystemLevers()
    regime: RegimeLevers = RegimeLevers()
    environment: EnvironmentLevers = EnvironmentLevers()
