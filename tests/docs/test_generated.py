"""What the pages say of the code is as the code is."""

import re

import generate
import pytest
from blocks import HOUSE

from turnaround_sim import dictionary
from turnaround_sim.cli import declared


def test_the_pages_are_as_the_code_says() -> None:
    behind = [path.relative_to(HOUSE).as_posix() for path in generate.differing()]
    assert not behind, "docs are not as the code says; run `make docs-refresh`"


def test_every_rule_stands_once_in_the_model() -> None:
    told = re.findall(r"^\*\*`(\w+)`\*\*", (HOUSE / "docs" / "model.md").read_text(encoding="utf-8"), re.MULTILINE)
    science = [name for name in generate.by_name() if generate.is_science(name)]
    assert sorted(told) == sorted(science)


def test_every_number_and_every_column_stands_on_its_page() -> None:
    parameters = (HOUSE / "docs" / "parameters.md").read_text(encoding="utf-8")
    model = (HOUSE / "docs" / "model.md").read_text(encoding="utf-8")
    for path in declared.every():
        name = f"| `{path.rpartition('.')[2]}` |"
        assert name in parameters
        assert name in model
    columns = (HOUSE / "docs" / "reference" / "columns.md").read_text(encoding="utf-8")
    for held in dictionary.TABLES.values():
        assert all(f"| `{column.name}` |" in columns for column in held)


def test_every_command_of_the_program_has_its_heading() -> None:
    page = (HOUSE / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    for verb in ("run", "check", "scenarios", "params list", "params show"):
        assert f"\n## turnaround {verb}\n" in page


def test_a_mark_that_nothing_is_made_for_is_refused() -> None:
    part = generate.PART.search("<!-- made from the code: nonsense -->\n<!-- end of it -->")
    assert part is not None
    with pytest.raises(ValueError, match="nonsense"):
        generate._filled(part)


def test_what_is_between_marks_is_replaced_and_what_is_outside_is_kept() -> None:
    page = "before\n<!-- made from the code: national levers -->\nold\n<!-- end of it -->\nafter\n"
    made = generate.PART.sub(generate._filled, page)
    assert made.startswith("before\n")
    assert made.endswith("\nafter\n")
    assert "old" not in made
    assert "`director.pool`" in made
