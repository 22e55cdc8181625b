"""The bibliography: entries in words, and the verb `sources`, which says what rests on each."""

import re
import textwrap
from functools import cache
from pathlib import Path

from rich.markup import escape

from turnaround_sim.cli.words import console, print_json
from turnaround_sim.mistakes import Mistake, nearest

_PACKAGE = Path(__file__).resolve().parents[1]
# An installed package carries a copy of the one in docs.
_PLACES = (_PACKAGE / "references.bib", _PACKAGE.parent / "docs" / "references.bib")
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),\s*$(.*?)^\}\s*$", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)
_SPAN = re.compile(r"\b([A-Z]+)(\d+)-\1(\d+)\b")


@cache
def _entries() -> dict[str, dict[str, str]]:
    text = next((place.read_text(encoding="utf-8") for place in _PLACES if place.is_file()), "")
    return {key: dict(_FIELD.findall(body)) for key, body in _ENTRY.findall(text)}


def keys() -> tuple[str, ...]:
    """The keys of the bibliography, in its order."""
    return tuple(_entries())


def show(key: str | None, *, as_json: bool) -> None:
    """Print all entries, or one with what rests on it. Raises Mistake for an unknown key."""
    if key is None:
        _list(as_json=as_json)
        return
    if key not in _entries():
        behind = next((name for name, fields in _entries().items() if _stands_behind(fields, key)), None)
        if behind is None:
            message = f'no source "{key}"; `turnaround sources` has them all{nearest(key, keys())}'
            raise Mistake(message, key=key, value=key)
        key = behind
    numbers, rules = _numbers_on(key), _rules_on(key)
    if as_json:
        print_json({"source": {"key": key, **_told(key), "numbers": numbers, "rules": rules}})
        return
    to = console()
    for line in textwrap.wrap(entry(key), to.width, break_long_words=False, break_on_hyphens=False):
        to.print(escape(line), soft_wrap=True)
    for heading, found in (("Numbers that rest on it", numbers), ("Rules that name it", rules)):
        to.print(f"{heading}: {len(found) or 'none'}")
        for each in found:
            to.print(f"  {each}", soft_wrap=True)


def _list(*, as_json: bool) -> None:
    counts = {key: len(_numbers_on(key)) for key in keys()}
    if as_json:
        print_json({"sources": [{"key": key, **_told(key), "numbers": counts[key]} for key in keys()]})
        return
    to = console()
    for key in keys():
        rest = f" ({counts[key]} number{'s' * (counts[key] != 1)})" if counts[key] else ""
        said = textwrap.shorten(entry(key).partition(": ")[2], max(20, to.width - 4), placeholder=" …")
        to.print(f"[bold]{escape(key)}[/bold]{rest}", soft_wrap=True)
        to.print(f"    {escape(said)}", soft_wrap=True)


def _told(key: str) -> dict[str, str]:
    return {field: _plain(text) for field, text in _entries()[key].items()}


def _numbers_on(key: str) -> list[str]:
    """Parameters and levers whose source names a key, or a fact that its entry stands behind."""
    from turnaround_sim.cli.declared import every

    fields = _entries()[key]
    return [
        path
        for path, declared in every().items()
        if any(named == key or _stands_behind(fields, named) for named in declared.sources)
    ]


def _rules_on(key: str) -> list[str]:
    """Rules whose `Source:` names a key."""
    import turnaround_sim.month  # noqa: F401  (so that every rule is known)
    from turnaround_sim.rule import RULES

    named = re.compile(rf"\b{re.escape(key)}\b")
    return sorted(name for name, rule in RULES.items() if named.search((rule.__doc__ or "").partition("Source:")[2]))


def entry(key: str) -> str:
    """What a source is: a key of the bibliography, or the id of a fact that one of its entries stands behind."""
    if key in _entries():
        return f"{key}: {_spelt(_entries()[key])}"
    behind = next((name for name, fields in _entries().items() if _stands_behind(fields, key)), None)
    return key if behind is None else f"{key}: {_spelt(_entries()[behind])}"


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
    return ". ".join(_plain(part) for part in parts if part)


def _plain(text: str) -> str:
    """A field without the marks of TeX."""
    return re.sub(
        r"\\([_&%$#])", r"\1", re.sub(r"``|''", '"', text.replace(r"{\pounds}", "£")).replace("{", "").replace("}", "")
    )
