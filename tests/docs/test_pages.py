"""Every block of code on every page runs, and what a page shows as printed is what is printed."""

import os
import re
import shutil
from pathlib import Path

import blocks
import pytest

PAGES = blocks.pages()
WITH_CODE = [path for path in PAGES if blocks.blocks(path.read_text(encoding="utf-8"))]
MOST_NOT_RUN = 16


def named(path: Path) -> str:
    return path.relative_to(blocks.HOUSE).as_posix()


def run(path: Path, folder: Path, slow: bool) -> None:
    if any(block.language in ("sh", "diff") for block in blocks.blocks(path.read_text(encoding="utf-8"))):
        for tool in ("bash", "git"):
            if shutil.which(tool) is None:
                pytest.skip(f"no {tool} here")
    for block, output, printed in blocks.run_page(path, folder, slow):
        if output is not None:
            shown = f"{named(path)}:{output.line} shows another output; `make docs-refresh` puts this:\n{printed}"
            assert blocks.agrees(output.text, printed), shown
        assert block.language in blocks.KNOWN


@pytest.mark.parametrize("path", WITH_CODE, ids=named)
def test_every_block_of_a_page_runs_and_prints_what_the_page_shows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COLUMNS", "MPLBACKEND"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # the pages set them, and they are put back
    run(path, tmp_path, slow=False)


@pytest.mark.slow
def test_the_changes_worked_through_compile_and_run_in_the_ensemble(tmp_path: Path) -> None:
    run(blocks.HOUSE / "CONTRIBUTING.md", tmp_path, slow=True)


@pytest.mark.parametrize("path", WITH_CODE, ids=named)
def test_every_block_is_of_a_known_language_and_every_remark_is_understood(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = blocks.blocks(text)
    assert len(found) * 2 == len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE)), "a fence is not read"
    before = [None, *found[:-1]]
    for earlier, block in zip(before, found, strict=True):
        where = f"{named(path)}:{block.line}"
        assert block.language in blocks.KNOWN, where
        assert not block.remark or blocks.REMARK.fullmatch(block.remark), f"{where}: {block.remark}"
        assert block.language not in ("r", "bibtex") or block.exempt == "not run", where
        printed = earlier is not None and earlier.language in ("sh", "python")
        assert block.language != "text" or printed or block.exempt == "not checked", f"{where} is nobody's output"


def test_few_blocks_are_not_run_and_each_says_why() -> None:
    reasons = [
        f"{named(path)}:{block.line}: {block.remark}"
        for path in WITH_CODE
        for block in blocks.blocks(path.read_text(encoding="utf-8"))
        if block.exempt == "not run"
    ]
    assert 0 < len(reasons) <= MOST_NOT_RUN, "\n".join(reasons)


@pytest.mark.parametrize(
    ("page", "printed", "told"),
    [
        ("a\nb\n", "a\nb\n\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("Time 3 s for 4\nx 0123456789abcdef", "Time 9 s for 4\nx fedcba9876543210", True),
        ("mean 1.13", "mean 1.14", False),
    ],
)
def test_an_output_agrees_but_for_times_and_digests(page: str, printed: str, told: bool) -> None:
    assert blocks.agrees(page, printed) == told


def test_a_page_that_does_not_do_what_it_says_is_named_with_its_line(tmp_path: Path, monkeypatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n```sh\nturnaround run no_such_scenario\n```\n", encoding="utf-8")
    monkeypatch.setattr(blocks, "HOUSE", tmp_path)
    with pytest.raises(blocks.Failed, match=r"page\.md:3: Failed: it ended with 2"):
        list(blocks.run_page(page, tmp_path / "desk"))
