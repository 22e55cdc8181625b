"""Entries of the bibliography in words."""

import re
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# An installed package carries a copy of the one in docs.
_PLACES = (_PACKAGE / "references.bib", _PACKAGE.parent / "docs" / "references.bib")
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),\s*$(.*?)^\}\s*$", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)
_FACT = re.compile(r"\b[A-Z]+\d+[a-z]?\b")
_SPAN = re.compile(r"\b([A-Z]+)(\d+)-\1(\d+)\b")


@cache
def _entries() -> dict[str, dict[str, str]]:
    text = next((place.read_text(encoding="utf-8") for place in _PLACES if place.is_file()), "")
    return {key: dict(_FIELD.findall(body)) for key, body in _ENTRY.findall(text)}


def keys() -> tuple[str, ...]:
    """The keys of all sources, in the order of the bibliography."""
    return tuple(_entries())


def reference(key: str) -> str:
    """A source in words: author, year, title, where it appeared, address. Raises KeyError for an unknown key."""
    return _spelt(_entries()[key])


def address(key: str) -> str:
    """The address of the page that was read, or nothing."""
    return _entries()[key].get("url", "")


def facts(key: str) -> tuple[str, ...]:
    """What a source is said to stand behind: ids of facts (F, INT) and targets (T), in order, spans written out."""
    named = _entries()[key].get("note", "").rpartition("Facts:")[2]
    spelt = _SPAN.sub(
        lambda span: ", ".join(f"{span[1]}{n:0{len(span[2])}}" for n in range(int(span[2]), int(span[3]) + 1)),
        named,
    )
    return tuple(dict.fromkeys(_FACT.findall(spelt)))


def source_of(fact: str) -> str:
    """The key of the source behind a fact, or nothing."""
    return next((name for name, fields in _entries().items() if _stands_behind(fields, fact)), "")


def entry(key: str) -> str:
    """What a source is: a key of the bibliography, or the id of a fact that one of its entries stands behind."""
    if key in _entries():
        return f"{key}: {_spelt(_entries()[key])}"
    behind = source_of(key)
    return f"{key}: {reference(behind)}" if behind else key


def _stands_behind(fields: dict[str, str], fact: str) -> bool:
    named = fields.get("note", "").rpartition("Facts:")[2]
    if re.search(rf"\b{re.escape(fact)}\b", named):
        return True
    numbered = re.fullmatch(r"([A-Z]+)(\d+)", fact)
    return numbered is not None and any(
        letters == numbered[1] and int(low) <= int(numbered[2]) <= int(high)
        for letters, low, high in _SPAN.findall(named)
    )


def _spelt(fields: dict[str, str]) -> str:
    venue = next((fields[key] for key in ("journal", "institution", "publisher") if key in fields), "")
    parts = (fields.get("author", ""), fields.get("year", ""), fields.get("title", ""), venue, fields.get("url", ""))
    return ". ".join(_read_aloud(part) for part in parts if part)


def _read_aloud(text: str) -> str:
    r"""A field without the marks of its typesetting.

    >>> _read_aloud("turnaround\\_sim, \\pounds328m and {Q\\&A}")
    'turnaround_sim, £328m and Q&A'
    """
    text = text.replace(r"\pounds{}", "£").replace(r"\pounds", "£")
    return re.sub(r"\\([_&%#$])", r"\1", re.sub(r"``|''", '"', text)).replace("{", "").replace("}", "")
