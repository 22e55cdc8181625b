"""A scenario as a file that `run` and `compare` take: what it extends, what it changes, and why."""

import json
from collections.abc import Iterator, Mapping

from turnaround_sim.analysis.asking import words_for
from turnaround_sim.dashboard.explore.asked import Asked, from_text
from turnaround_sim.dashboard.explore.uploads import said
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import shipped_scenarios

_TEXTS = ("extends", "name", "title", "description")
_LISTS = ("changes", "events")


def scenario_file(asked: Asked) -> tuple[str, str]:
    """Yours as a scenario file: its name and its text. Against the baseline it gives the same numbers to the digit.

    What an uploaded file said is written out, so that the file needs no other. Raises Mistake for what cannot be asked.
    """
    arm, yours = list(asked.arms.items())[1]
    own: dict[str, object] = {"extends": asked.b}
    if asked.b in asked.uploads:
        own = dict(said(asked.b, asked.uploads[asked.b].encode()))
    texts: dict[str, object] = {"name": arm, "title": yours.title, "description": yours.description}
    own = {**own, **{key: value for key, value in texts.items() if value}}
    for path, text in {**asked.believed, **asked.moved}.items():
        whole, group, name = path.split(".")
        tables = dict(_table(own.get(whole)))
        tables[group] = {**_table(tables.get(group)), name: from_text(path, text)}
        own[whole] = tables
    head = [f"# {NOTICE}", f"# {OUT_OF_SCOPE}", "# Against the baseline:", f"# {command_with(asked)}", ""]
    return _file_of(asked), "\n".join([*head, *_lines(own, asked.why)]) + "\n"


def command_with(asked: Asked) -> str:
    """The words that compare the scenario file with the baseline."""
    numbers = asked.command.partition(" --replicates ")[2]
    return f"{words_for(asked.a, _file_of(asked), asked.sets, None)} --replicates {numbers}"


def _file_of(asked: Asked) -> str:
    """The name of the file: that of the arm, unless a scenario has it already that says something else."""
    arm = list(asked.arms)[1]
    taken = arm in shipped_scenarios() or f"{arm}.toml" in asked.uploads
    return f"{arm}-yours.toml" if taken else f"{arm}.toml"


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _lines(own: Mapping[str, object], why: Mapping[str, str]) -> Iterator[str]:
    plain = [key for key in own if not isinstance(own[key], Mapping | list)]
    for key in sorted(plain, key=lambda key: _TEXTS.index(key) if key in _TEXTS else len(_TEXTS)):
        yield f"{key} = {as_toml(own[key])}"
    for whole in ("levers", "parameters"):
        for group, values in _table(own.get(whole)).items():
            yield ""
            yield f"[{whole}.{group}]"
            for name, value in _table(values).items():
                reason = why.get(f"{whole}.{group}.{name}", "")
                yield f"{name} = {as_toml(value)}" + (f"  # why: {reason}" if reason else "")
    for name in _LISTS:
        listed = own.get(name, [])
        for one in listed if isinstance(listed, list) else []:
            yield ""
            yield f"[[{name}]]"
            for key, value in _table(one).items():
                yield f"{key} = {as_toml(value)}"


def as_toml(value: object) -> str:
    r"""A value as TOML has it.

    >>> print(as_toml({"a": [1, 2.5, True], "b": 'a "b"'}))
    { a = [1, 2.5, true], b = "a \"b\"" }
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(as_toml(one) for one in value)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {as_toml(one)}' for key, one in value.items())} }}"
    raise Mistake(f"{value!r} cannot stand in a scenario", value=str(value))
