"""What a sensitivity study asks for: the table `[sensitivity]` of its file, and what the command line says over it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar, get_args

from turnaround_sim.design import Study, read_study
from turnaround_sim.design.factors import Factor
from turnaround_sim.design.grids import listed, one_of
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import Declared

Method = Literal["ofat", "morris", "sobol", "fast", "delta", "pawn"]
METHODS: tuple[Method, ...] = get_args(Method)
By = Literal["factors", "groups", "both"]
BYS: tuple[By, ...] = get_args(By)
Text = TypeVar("Text", bound=str)
GIVEN_DATA = "delta", "pawn"
"""Methods that read any points that fill the ranges."""

FEWEST_EMULATED = 100
"""Points without which there is no emulator."""

DEFAULT: tuple[Method, ...] = ("morris", "sobol")
PRIMARY = ("shortfall",)

_POINTS = Declared("points", int, 256, "1", 32, 65_536, "chosen", note="base rows of a sample")
_MOST = Declared("most", int, 20, "1", 0, 1000, "chosen", note="factors that are taken one by one; 0 for all")
_TRAJECTORIES = Declared("trajectories", int, 10, "1", 2, 1000, "chosen", note="trajectories of the screen")
_LEVELS = Declared("levels", int, 5, "1", 2, 101, "chosen", note="steps along each range, one factor at a time")
_CURVES = Declared("curves", int, 3, "1", 2, 100, "chosen", note="curves of the Fourier test")
_EMULATOR = Declared(
    "emulator", float, 0.01, "1", 0.0, 1.0, "chosen", note="worlds of the emulator as a share; 0: none"
)
_PRECISION = Declared("precision", float, 0.0, "1", 0.0, 1.0, "chosen", note="half-width of total indices to reach")
_WORLDS = Declared("replicates", int, 8, "1", 1, 10_000, "chosen", note="worlds at each point")
_SEED = Declared("seed", int, 1, "1", 0, 2**31 - 2, "chosen", note="which luck, and which sample")

KEYS = (
    "methods",
    "by",
    "log",
    *(d.name for d in (_POINTS, _MOST, _TRAJECTORIES, _LEVELS, _CURVES, _EMULATOR, _PRECISION)),
)


@dataclass(frozen=True)
class Settings:
    """How much is computed, by which methods.

    `points` are base rows (`sobol`), points along a curve (`fast`) or points in all (`delta`, `pawn`); at most `most`
    factors are taken one by one, those that the screen finds to matter, 0 for all of them; `emulator` is what it may
    use of the worlds of the direct indices. With a `precision` rows are doubled until every total index is known to
    within it, or `points` are reached. Outcomes in `log` are looked at as the logarithm of one more: where a few points
    far out make nearly all of the variance, shares of it say little.
    """

    methods: tuple[Method, ...]
    by: By
    points: int
    most: int
    trajectories: int
    levels: int
    curves: int
    emulator: float
    precision: float
    log: tuple[str, ...] = ()

    def emulated(self, direct: int, worlds: int) -> int:
        """How many points, of one world each, the emulator is laid through; 0 for none."""
        if self.emulator == 0.0 or "sobol" not in self.methods or self.by == "groups":
            return 0
        return max(FEWEST_EMULATED, math.ceil(self.emulator * direct * worlds))

    def screens(self, factors: int) -> bool:
        """Whether factors are screened, because it is asked for or there are more than can be taken one by one."""
        return "morris" in self.methods or (
            self.by != "groups" and bool(set(self.methods) - {"ofat"}) and 0 < self.most < factors
        )


@dataclass(frozen=True)
class Said:
    """What the command line says; None is as the file has it."""

    method: str | None = None
    points: int | None = None
    replicates: int | None = None
    seed: int | None = None
    by: str | None = None
    precision: float | None = None


def read_sensitivity(file: Path | str, said: Said) -> tuple[Study, Settings]:
    """A study and its settings from its file and the command line. Raises Mistake at the first thing that is wrong."""
    study = read_study(file, "sensitivity", KEYS, PRIMARY)
    methods_at = study.place.at("methods")
    methods = tuple(
        one_of(methods_at, one, METHODS) for one in listed(methods_at, study.own.get("methods", list(DEFAULT)))
    )
    if not methods:
        raise Mistake(f"{methods_at.key} is empty; allowed: {', '.join(METHODS)}", file=study.file, key=methods_at.key)
    log_at = study.place.at("log")
    settings = Settings(
        methods=methods,
        by=one_of(study.place.at("by"), study.own.get("by", "both"), BYS),
        points=study.whole(_POINTS),
        most=study.whole(_MOST),
        trajectories=study.whole(_TRAJECTORIES),
        levels=study.whole(_LEVELS),
        curves=study.whole(_CURVES),
        emulator=float(study.number(_EMULATOR)),
        precision=float(study.number(_PRECISION)),
        log=tuple(one_of(log_at, one, study.outcomes) for one in listed(log_at, study.own.get("log", []))),
    )
    if said.method is not None:
        settings = replace(settings, methods=(_among("--method", said.method, METHODS),))
    if said.by is not None:
        settings = replace(settings, by=_among("--by", said.by, BYS))
    settings = replace(
        settings,
        points=int(_own("--points", _POINTS, said.points, settings.points)),
        precision=float(_own("--precision", _PRECISION, said.precision, settings.precision)),
    )
    study = replace(
        study,
        replicates=int(_own("--replicates", _WORLDS, said.replicates, study.replicates)),
        seed=int(_own("--seed", _SEED, said.seed, study.seed)),
    )
    _check(study, settings, "--points" if said.points is not None else study.place.at("points").key)
    return study, settings


def _among(key: str, value: str, allowed: tuple[Text, ...]) -> Text:
    for one in allowed:
        if one == value:
            return one
    raise Mistake(f'{key} is "{value}"; allowed: {", ".join(allowed)}{nearest(value, allowed)}', key=key, value=value)


def _own(key: str, declared: Declared, value: float | None, held: float) -> float:
    """A number of the command line, checked, or the one of the file."""
    if value is None:
        return held
    try:
        return declared.read(value)
    except ValueError as refusal:
        raise Mistake(f"{key} = {refusal}", key=key, value=value) from None


def _check(study: Study, settings: Settings, key: str) -> None:
    """Mistake for numbers that fit no sample of the methods asked for."""
    n, file = settings.points, "" if key.startswith("--") else study.file
    if "sobol" in settings.methods and n & (n - 1):
        near = 2 ** (n.bit_length() - 1)
        text = f"{n} is not a power of two, which Sobol's sequence needs; allowed: {near} or {2 * near}, say"
        raise Mistake(f"{key} = {text}", file=file, key=key, value=n)
    if "fast" in settings.methods and n < 65:
        text = f"{n} points along a curve are too few for the Fourier test; allowed: 65 or more"
        raise Mistake(f"{key} = {text}", file=file, key=key, value=n)
    given = [method for method in settings.methods if method in GIVEN_DATA]
    if given and "sobol" not in settings.methods and n < 100:
        text = f"{n} points are too few for {given[0]}, which cuts each range into 10 slices; allowed: 100 or more"
        raise Mistake(f"{key} = {text}", file=file, key=key, value=n)
    if len(study.varied) < 2:
        text = "one factor cannot be set against others; allowed: two or more under factors"
        raise Mistake(text, file=study.file, key="factors", value=study.varied[0].path)


def resolved(settings: Settings) -> Mapping[str, object]:
    """Everything that decides a sample, fit for JSON."""
    return {**asdict(settings), "methods": list(settings.methods), "log": list(settings.log)}


def grouped(factors: tuple[Factor, ...]) -> tuple[str, ...]:
    """The group of each factor."""
    return tuple(factor.group for factor in factors)
