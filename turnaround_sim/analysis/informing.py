"""Does the record inform an answer? Which parameters price what two arms do differently, and were they fitted."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from turnaround_sim import beliefs

PRIOR_ONLY = "prior only"
NOT_INFORMED = "not informed"
POSTERIOR = "posterior"

PRICED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "leadership": (
            "leadership.skill_sd", "leadership.misfit", "leadership.fit_programme", "leadership.programme_mean",
            "leadership.programme_sd", "leadership.experience_gain", "leadership.induction_time", "leadership.mandate",
            "leadership.embedding_loss", "leadership.capability_loss", "leadership.executives_follow",
            "leadership.interim_time", "leadership.interim_skill_loss", "leadership.interim_lack",
        ),
        "director": (
            "support.coaching", "support.scrutiny_harm", "support.absorbs", "support.reporting", "support.rapport",
            "support.director_turnover", "support.leaning_sd", "support.director_skill_sd",
        ),
        "buddy": (
            "support.transfer", "support.commitment", "support.buddying_time", "support.buddy_delay",
            "support.dilution", "support.unrated_strength",
        ),
        "funding": (
            "finance.capability_gain", "finance.consultant_gain", "finance.post_build", "finance.post_memory",
            "finance.agency_premium", "finance.post_cost", "finance.spending",
        ),
        "oversight": (
            "systems.partner_demand", "systems.regulator_demand", "systems.national_demand", "systems.deficit_demand",
            "systems.time_per_request", "systems.lead_coordination", "systems.board_coordination",
            "systems.board_time", "systems.single_focus",
        ),
        "system": ("systems.partner_gain", "systems.help_delay", "systems.crowding", "quality.partners"),
        "regime": (
            "regulation.line_inadequate", "regulation.error_sd", "regulation.findings", "regulation.rating_stigma",
            "regulation.admission", "regulation.release", "regulation.decision_lag", "regulation.burden",
        ),
        "environment": ("quality.pressure", "quality.responsive_pressure", "workforce.overload"),
    }
)  # fmt: skip
"""The uncertain parameters that say how much a group of levers does, by the group."""

_BY_EVENT = {
    "replace_leader": "leadership", "fund": "funding", "send_director": "director", "send_buddy": "buddy",
    "inspect": "regime",
}  # fmt: skip


def priced(scenarios: Mapping[str, Any], a: str, b: str) -> tuple[str, ...]:
    """The groups of levers in which two arms of a run differ, by what its manifest has of their scenarios."""
    one, other = scenarios[a], scenarios[b]
    levers: Iterable[str] = (
        group for group in PRICED_BY if one.get("levers", {}).get(group) != other.get("levers", {}).get(group)
    )
    dated = (
        change["lever"].partition(".")[0]
        for change in (*one.get("changes", ()), *other.get("changes", ()))
        if (change in one.get("changes", ())) != (change in other.get("changes", ()))
    )
    done = (
        _BY_EVENT.get(event["do"], "")
        for event in (*one.get("events", ()), *other.get("events", ()))
        if (event in one.get("events", ())) != (event in other.get("events", ()))
    )
    switched: list[str] = []
    for group, means in (("leadership", ("leadership",)), ("support", ("director", "buddy"))):
        if one.get("parameters", {}).get(group) != other.get("parameters", {}).get(group):
            switched += means
    found = {*levers, *dated, *done, *switched}
    return tuple(group for group in PRICED_BY if group in found)


def silent(scenarios: Mapping[str, Any], a: str, b: str) -> tuple[str, ...]:
    """The groups of levers in which two arms differ and of whose worth the record says nothing.

    That is so where of all parameters that put a price on them none was narrowed by the calibration.
    """
    return tuple(
        group for group in priced(scenarios, a, b) if not any(beliefs.is_informed(path) for path in PRICED_BY[group])
    )


def grounds(manifest: Mapping[str, Any], a: str, b: str) -> str:
    """On what an answer about two arms rests: the prior only, the posterior, or a posterior that says nothing of it."""
    if manifest.get("uncertainty") != "posterior":
        return PRIOR_ONLY
    return NOT_INFORMED if silent(manifest["scenarios"], a, b) else POSTERIOR


def watermark(manifest: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> str:
    """What is to stand over answers about these arms where the record says nothing of them; else nothing."""
    if manifest.get("uncertainty") != "posterior":
        return ""
    groups = dict.fromkeys(group for a, b in pairs for group in silent(manifest["scenarios"], a, b))
    if not groups:
        return ""
    return f"Not informed by the record: what {_listed(list(groups))} is worth. It rests on judged ranges alone."


def _listed(groups: list[str]) -> str:
    words = {
        "leadership": "a change of leader", "director": "a director", "buddy": "a buddy", "funding": "money",
        "oversight": "oversight", "system": "help by the system", "regime": "the regime", "environment": "pressure",
    }  # fmt: skip
    told = [words[group] for group in groups]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"
