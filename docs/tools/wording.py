"""How what is made is put on a page: in one line, in a cell, folded away."""

import inspect
import re
from collections.abc import Iterable, Iterator


def first_line(thing: object) -> str:
    """The first sentence of a docstring."""
    return flat(re.split(r"\n\s*\n", inspect.getdoc(thing) or "")[0])


def flat(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def cell(text: str) -> str:
    """A text that may stand in a table."""
    return text.replace("|", "\\|")


def folded(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines that a reader opens."""
    summary = re.sub(r"`([^`]*)`", r"<code>\1</code>", summary)
    yield from ('<details markdown="1">', f"<summary>{summary}</summary>", "", *lines, "</details>", "")
