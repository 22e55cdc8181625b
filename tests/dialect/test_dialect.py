"""The rules keep to what Python and the compiler work out alike, and each says where it comes from."""

import ast
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import turnaround_sim.rule

# isort: split
from numba import njit

PACKAGE = Path(turnaround_sim.rule.__file__).parent
ROOMS = ("rules", "month", "measures", "arithmetic")

FORBIDDEN_NODES = {
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a generator expression",
    ast.Dict: "a dict literal",
    ast.Set: "a set literal",
    ast.JoinedStr: "an f-string",
    ast.Lambda: "a lambda",
    ast.Try: "try",
    ast.TryStar: "try",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.With: "with",
}
FORBIDDEN_NAMES = {"np", "numpy", "random"}
FORBIDDEN_CALLS = {"sum", "sorted", "map", "filter", "pow", "dict", "set"}
IMPORTS = {"math", "enum", "typing"}
# The same to the last bit in both engines, which a test below shows.
EXACT_FUNCTIONS = ("exp", "log", "sqrt", "tanh", "erf", "floor", "ceil")
EXACT = {*EXACT_FUNCTIONS, "pi", "inf", "nan"}


def imported(node: ast.AST) -> Iterator[str]:
    """Each module named by an import statement; a relative one keeps its dots."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield "." * node.level + (node.module or "")


def not_exact(node: ast.AST) -> Iterator[str]:
    """Each name taken from `math` that has not been compared between the engines."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
        yield from {node.attr} - EXACT
    if isinstance(node, ast.ImportFrom) and node.module == "math":
        yield from {alias.name for alias in node.names} - EXACT


def said_elsewhere(tree: ast.AST) -> set[ast.AST]:
    """Strings not to be reported: docstrings, other strings that stand alone, and the pieces of f-strings."""
    nodes = list(ast.walk(tree))
    alone = {node.value for node in nodes if isinstance(node, ast.Expr)}
    return alone | {piece for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}


def defaults(function: ast.FunctionDef) -> list[ast.expr]:
    return [default for default in (*function.args.defaults, *function.args.kw_defaults) if default is not None]


def is_rule(function: ast.FunctionDef) -> bool:
    named = [getattr(d.func if isinstance(d, ast.Call) else d, "id", None) for d in function.decorator_list]
    dotted = [getattr(d, "attr", None) for d in function.decorator_list]
    return "rule" in named + dotted


def faults_of(node: ast.AST, prose: set[ast.AST]) -> Iterator[str]:
    """What one node does that the dialect has no room for."""
    if type(node) in FORBIDDEN_NODES:
        yield FORBIDDEN_NODES[type(node)]
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
        yield "`**`, which the compiler rounds otherwise"
    for module in imported(node):
        if module.split(".")[0] not in IMPORTS | {"turnaround_sim"}:
            yield f"import of {module}"
    for name in not_exact(node):
        yield f"math.{name}, not known to be the same in both engines"
    if isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES:
        yield f"use of {node.id}"
    if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
        yield f"use of {node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
        yield f"a call of {node.func.id}"
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and node not in prose:
        yield f"the string {node.value!r}"
    if isinstance(node, ast.FunctionDef):
        for default in defaults(node):
            if isinstance(default, ast.List | ast.Dict | ast.Set | ast.Call):
                yield f"a mutable default of {node.name}"
        if is_rule(node):
            yield from undocumented(node)


def undocumented(function: ast.FunctionDef) -> Iterator[str]:
    prose = ast.get_docstring(function)
    if prose is None:
        yield f"rule {function.name} without a docstring"
    elif not any(line.startswith("Source:") and line != "Source:" for line in prose.splitlines()):
        yield f"rule {function.name} without a line `Source: ...`"


def faults(text: str, file: str) -> list[str]:
    """Every breach of the dialect in a file's text, as "file:line: what"."""
    tree = ast.parse(text, file)
    prose = said_elsewhere(tree)
    found = [(getattr(node, "lineno", 0), fault) for node in ast.walk(tree) for fault in faults_of(node, prose)]
    return [f"{file}:{line}: {fault}" for line, fault in sorted(found)]


def files() -> list[Path]:
    """The files of each room, be it a module or a package."""
    return [file for room in ROOMS for file in sorted([*PACKAGE.glob(f"{room}.py"), *PACKAGE.glob(f"{room}/**/*.py")])]


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_the_science_keeps_to_the_dialect(file):
    assert faults(file.read_text(encoding="utf-8"), str(file.relative_to(PACKAGE.parent))) == []


def test_there_is_something_to_look_at():
    assert PACKAGE / "arithmetic.py" in files()


@pytest.mark.parametrize("name", EXACT_FUNCTIONS)
def test_what_is_called_exact_is_the_same_to_the_last_bit_in_both_engines(name):
    function = getattr(math, name)

    @njit
    def compiled(arguments, answers):
        for i in range(arguments.size):
            answers[i] = function(arguments[i])

    chance = np.random.default_rng(7)
    arguments = np.concatenate([chance.uniform(-30.0, 30.0, 10_000), 10.0 ** chance.uniform(-300.0, 2.0, 10_000)])
    if name in ("log", "sqrt"):
        arguments = np.abs(arguments)
    answers = np.empty(arguments.size)
    compiled(arguments, answers)
    walked = np.array([function(x) for x in arguments.tolist()], dtype=float)
    assert np.array_equal(walked.view(np.int64), answers.view(np.int64))


SNIPPETS = {
    "y = x ** 2": "`**`",
    "x **= 2": "`**`",
    "import numpy": "import of numpy",
    "import numpy as np": "import of numpy",
    "from numpy import exp": "import of numpy",
    "y = np.exp(x)": "use of np",
    "y = numpy.exp(x)": "use of numpy",
    "y = [a for a in x]": "comprehension",
    "y = {a for a in x}": "comprehension",
    "y = {a: a for a in x}": "comprehension",
    "y = max(a for a in x)": "generator expression",
    "y = {}": "dict literal",
    "y = {1: x}": "dict literal",
    "y = {1, x}": "set literal",
    "y = f'{x}'": "f-string",
    "y = lambda x: x": "lambda",
    "try:\n    y = x\nexcept ValueError:\n    y = 0": "try",
    "def f():\n    global y": "global",
    "def f():\n    yield 1": "yield",
    "with x:\n    y = 0": "with",
    "y = sum(x)": "call of sum",
    "y = sorted(x)": "call of sorted",
    "y = map(f, x)": "call of map",
    "y = filter(f, x)": "call of filter",
    "y = pow(x, 2)": "call of pow",
    "y = dict(x)": "call of dict",
    "import random": "import of random",
    "y = random.gauss()": "use of random",
    "y = model.random.gauss()": "use of random",
    "import os.path": "import of os.path",
    "from mesa import Agent": "import of mesa",
    "from . import other": "import of .",
    "import turnaround_simulation": "import of turnaround_simulation",
    "y = math.lgamma(x)": "math.lgamma",
    "from math import pow": "math.pow",
    "y = 'word'": "the string 'word'",
    "y = b'word'": "the string b'word'",
    "def f(x: 'float'): ...": "the string 'float'",
    "def f(x=[]): ...": "mutable default",
    "def f(*, x=list()): ...": "mutable default",
    "@rule\ndef f(x): ...": "rule f without a docstring",
    "@rule\ndef f(x):\n    '''Do.'''": "rule f without a line",
    "@rule\ndef f(x):\n    '''Do. Source: ours.'''": "rule f without a line",
    "@rule\ndef f(x):\n    '''Do.\n\n    Source:\n    '''": "rule f without a line",
    "@turnaround_sim.rule.rule\ndef f(x): ...": "rule f without a docstring",
}


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_each_forbidden_form_is_caught_once_with_its_file_and_line(snippet):
    text = "x = 1\n" + snippet
    (found,) = faults(text, "snippet.py")
    place, what = found.split(": ", 1)
    file, line = place.split(":")
    assert file == "snippet.py"
    assert 2 <= int(line) <= len(text.splitlines())
    assert SNIPPETS[snippet] in what


CLEAN = '''
"""A room."""

import math
from enum import IntEnum
from typing import NamedTuple

from turnaround_sim.rule import rule


class Colour(IntEnum):
    """A choice."""

    RED = 1


LIMIT = 3
"""How often."""


@rule
def settle(trusts: tuple[float, ...], low: float = 0.0) -> float:
    """Settle.

    Source: ours, an example.

    >>> settle((1.0,))
    1.0
    """
    best = low
    for i in range(len(trusts)):
        best = max(best, math.exp(-trusts[i]) * 2.0 // 1.0)
    while True:
        best -= 1.0
        if best < Colour.RED:
            break
    return -best if best < 0.0 else round(best, 2)
'''


def test_what_the_dialect_allows_passes():
    assert faults(CLEAN, "clean.py") == []
