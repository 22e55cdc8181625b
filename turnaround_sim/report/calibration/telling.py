"""What the report of a calibration says, whole, before it is set as a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from turnaround_sim.analysis.informing import PRICED_BY
from turnaround_sim.analysis.words import number
from turnaround_sim.report.calibration import checked
from turnaround_sim.report.calibration.predicted import LEADER_EFFECT
from turnaround_sim.validation.against_null import FEWEST, AgainstNull, against_null, effective, told
from turnaround_sim.validation.fit import Fit

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "funding": "funding",
        "director": "coaching by directors",
        "buddy": "buddying",
        "oversight": "coordination of oversight",
        "system": "help by the system",
        "leadership": "what a change of leader costs and brings",
        "regime": "the regime",
        "environment": "pressure",
    }
)
"""Groups of levers in the order in which they are told, and what users ask about them."""

MODELS = {"england": "the full model", "null": "the null"}
MOST_NAMED = 12


@dataclass(frozen=True, eq=False)
class Telling:
    """Everything that the report of a calibration says but its pictures.

    `silent` and `heard` are the topics of which no parameter is informed, and of which some are. `against` is None
    where no null was named.
    """

    fit: Fit
    verdict: str
    sentence: str
    beside: tuple[str, ...]
    caveats: tuple[tuple[str, str], ...]
    informed: tuple[str, ...]
    silent: tuple[str, ...]
    heard: tuple[str, ...]
    against: AgainstNull | None
    against_said: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """What the report is about."""
        return f"What the record says of {MODELS.get(self.fit.model, self.fit.model)}"


def tell(fit: Fit, null: Fit | None = None) -> Telling:
    """Everything that a report says of a fit, and of it against a null. Raises Mistake where the two do not belong."""
    predictive, informed = fit.table("predictive"), fit.table("informed")
    fitted = predictive[predictive["use"] == "calibrate"]
    held = predictive[predictive["use"] == "validate"]
    learnt = tuple(informed.sort_values("ratio", kind="stable").query("informed")["parameter"])
    silent, heard = topics(set(learnt))
    met = {row["target"]: bool(row["inside"]) for row in predictive.to_dict("records")}
    against = against_null(fit, null) if null is not None else None
    name = MODELS.get(fit.model, fit.model)
    sentence = f"{name[:1].upper()}{name[1:]} meets {fitted['inside'].sum()} of {len(fitted)} facts it was fitted to"
    sentence += f" and {held['inside'].sum()} of {len(held)} it was not shown." if len(held) else "."
    return Telling(
        fit=fit,
        verdict=_verdict(fit, met),
        sentence=sentence,
        beside=tuple(_beside(len(informed), learnt, silent)),
        caveats=tuple(_caveats(fit, met, sorted(name for name, inside in met.items() if not inside))),
        informed=learnt,
        silent=silent,
        heard=heard,
        against=against,
        against_said=tuple(told(against)) if against is not None else (),
        facts=tuple(_facts(fit)),
    )


def _verdict(fit: Fit, met: Mapping[str, bool]) -> str:
    """Whether the fact on which all that is said of leaders hangs is met."""
    if LEADER_EFFECT not in met:
        return "What a change of leader does was not among the facts"
    does = "is met" if met[LEADER_EFFECT] else "is not met: nothing may be said of leaders"
    return f"The effect of a change of leader ({LEADER_EFFECT}) {does}"


def _beside(count: int, learnt: tuple[str, ...], silent: tuple[str, ...]) -> Iterator[str]:
    if not learnt:
        yield f"The record informs none of {count} uncertain parameters."
    else:
        rest = f" and {len(learnt) - MOST_NAMED} more" if len(learnt) > MOST_NAMED else ""
        names = ", ".join(learnt[:MOST_NAMED])
        yield f"The record informs {len(learnt)} of {count} uncertain parameters: {names}{rest}."
    if silent:
        yield f"It is silent about {_listed(silent)}: what the model says of them rests on judged ranges."


def _caveats(fit: Fit, met: Mapping[str, bool], missed: list[str]) -> Iterator[tuple[str, str]]:
    """What must be known with the answer, the weightiest first."""
    many = effective(fit.weights)
    if many < FEWEST:
        count = f"The fit has {number(many)} particles, as if all weighed the same: fewer than {FEWEST}."
        yield "Few particles", f"{count} Spreads and intervals after the fit look narrower than they are."
    if not met.get(LEADER_EFFECT, True):
        outside = (
            f"{LEADER_EFFECT} lies outside its interval, so no result on replacing leaders, or on money beside it,"
        )
        yield "Leaders", f"{outside} may be quoted from this fit."
    if missed:
        yield "Not met", f"The model's mean lies outside the record's interval for {', '.join(missed)}."
    if fit.temperature > checked.FULL:
        ended = f"The fit ended at a temperature of {fit.temperature:.3g} and not 1: the record does not count in full,"
        yield "Not fitted in full", f"{ended} and parameters look less certain than it makes them."
    covered = checked.coverage(fit).iloc[0]
    if not covered["low"] <= checked.NOMINAL <= covered["high"]:
        share = f"{covered['share']:.0%} of the 80% intervals held it ({covered['low']:.0%} to {covered['high']:.0%})"
        way = "narrow: trust them less" if covered["high"] < checked.NOMINAL else "wide"
        yield "Intervals", f"Where the truth was known, {share}: they are too {way}."
    reasons = "A model that meets these facts may meet them for the wrong reason: others might as well, the null first."
    yield "What it does not show", reasons


def topics(learnt: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics of which no parameter is informed, and of which some are."""
    heard = tuple(topic for group, topic in TOPICS.items() if learnt & set(PRICED_BY[group]))
    return tuple(topic for topic in TOPICS.values() if topic not in heard), heard


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _facts(fit: Fit) -> Iterator[tuple[str, str]]:
    """How the fit was made; what a manifest lacks is left out."""
    manifest, last = fit.manifest, fit.table("generations").iloc[-1]
    versions = ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items())
    yield "Model, targets", f"{fit.model}, {fit.targets.title or fit.targets.name}"
    yield "Particles", f"{len(fit.posterior)}, {last['ess']:.0f} as if all weighed the same"
    told = {
        "Worlds a particle": str(manifest.get("worlds", "")),
        "Seed": str(manifest.get("seed", "")),
        "Source": str(manifest.get("source", "")),
        "Versions": versions,
        "Run on": str(manifest.get("started", "")),
        "Time taken": f"{number(manifest['seconds'])} s" if "seconds" in manifest else "",
    }
    yield from ((name, value) for name, value in told.items() if value)
