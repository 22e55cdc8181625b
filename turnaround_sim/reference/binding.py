"""How Mesa's agents come to obey the rules: the same text, in which each rule asks its first argument for its own way.

Compiled code calls a rule as a function. If the reference did so too, a pupil's `Leader.leave_or_stay` would be
silently passed over. So here every rule's code is given a namespace in which the name of a rule stands for "the method
of that name, if the first argument has one, else the rule itself". No line of a rule is written twice.
"""

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import turnaround_sim.month  # noqa: F401  (all rules are registered once this is in)
from turnaround_sim.rule import RULES

SCIENCE = "turnaround_sim.rules."


def _asked(name: str, text: Callable[..., Any]) -> Callable[..., Any]:
    """The rule's name in the reference: ask the first argument, fall back on the text."""

    def ask(first: Any, *rest: Any) -> Any:
        method = getattr(type(first), name, None)
        # A field may have the name of another thing's rule: its default is no method.
        return method(first, *rest) if callable(method) else text(first, *rest)

    ask.__name__ = name
    return ask


def _bind() -> dict[Callable[..., Any], Callable[..., Any]]:
    """A copy of every rule, in a namespace where other rules are asked for rather than called."""
    spaces: dict[str, dict[str, Any]] = {}
    copies: dict[Callable[..., Any], Callable[..., Any]] = {}
    for rule in RULES.values():
        space = spaces.setdefault(rule.__module__, dict(vars(sys.modules[rule.__module__])))
        copy = FunctionType(rule.__code__, space, rule.__name__, rule.__defaults__)
        copy.__doc__, copy.__module__, copy.__qualname__ = rule.__doc__, rule.__module__, rule.__qualname__
        copies[rule] = copy
    asked = {
        rule: _asked(rule.__name__, copy) if rule.__module__.startswith(SCIENCE) else copy
        for rule, copy in copies.items()
    }
    for space in spaces.values():
        for name, value in space.items():
            if isinstance(value, FunctionType) and value in asked:
                space[name] = asked[value]
    return copies


_COPIES = _bind()


def in_reference(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The reference's copy of a rule: as a class attribute it becomes a method of the agent."""
    return _COPIES[rule]
