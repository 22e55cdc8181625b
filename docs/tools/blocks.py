"""The code blocks of the pages: found, run as a reader would run them, and their output compared with the page.

A page is read from top to bottom and run in a folder of its own, in this order of what stands there:

- `sh` is run by a shell that stops at the first error, `python` in one namespace a page, `diff` applied to a copy of
  the project, which a page that has any is run in, a new one for each `##` heading;
- `toml` is read as a scenario, an experiment or a study, and it, like `csv`, is saved under its `title` if it has one;
- a `text` block after an `sh` or `python` block is all that the block printed; a line that holds `…` alone stands for
  any lines, and times, rates and digests may differ.

A comment of one line above a block says where it is otherwise: `<!-- not run: why -->`, `<!-- not checked: why -->`,
`<!-- slow: why -->`, `<!-- ends with 2 -->`. Where the output is not compared, many replicates are cut to a few.

Run as a script it puts the output of every page as it now is, a part of `make docs-refresh`.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
MANY, FEW = 20, 4
"""Where nothing is compared, more replicates than many are cut to a few."""
RUN = ("sh", "python", "diff")
KNOWN = (*RUN, "toml", "csv", "text", "r", "bibtex")
PROJECT = (
    "turnaround_sim", "tests", "docs", "configs", "results/published", "pyproject.toml", "CHANGELOG.md", "CITATION.cff",
    "README.md",
)  # fmt: skip

FENCE = re.compile(
    r"(?:^<!-- (?P<remark>[^\n]+?) -->\n\n?)?"
    r"^```(?P<language>\S*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
REMARK = re.compile(r"(?:(not run|not checked|slow): \S.+|ends with (\d+))")
CHANGING = (
    (re.compile(r"\b[0-9a-f]{16}\b"), "<digest>"),
    (re.compile(r"^Time .*$", re.MULTILINE), "Time"),
    (re.compile(r"\b[\d.,]+ (?:s|seconds)\b"), "some s"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, what it holds and what is remarked above it."""

    line: int
    start: int
    end: int
    language: str
    title: str
    text: str
    remark: str

    @property
    def exempt(self) -> str:
        """`not run`, `not checked` or `slow` where the remark says so."""
        found = REMARK.fullmatch(self.remark)
        return (found[1] or "") if found else ""

    @property
    def ends_with(self) -> int:
        """The exit code it should end with."""
        found = REMARK.fullmatch(self.remark)
        return int(found[2]) if found and found[2] else 0


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [
        Block(
            text.count("\n", 0, m.start("language")) + 1,
            m.start("text"),
            m.end("text"),
            m["language"],
            m["title"] or "",
            m["text"],
            m["remark"] or "",
        )
        for m in FENCE.finditer(text)
    ]


def pages() -> list[Path]:
    """Every page that a reader may follow."""
    found = [HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *(HOUSE / "configs").rglob("*.md")]
    return sorted(found + list((HOUSE / "docs").rglob("*.md")))


def with_output(found: list[Block]) -> Iterator[tuple[Block, Block | None]]:
    """Each block with the block of its output, None where the page shows none."""
    for block, after in zip(found, [*found, None][1:], strict=True):
        is_output = after is not None and after.language == "text" and block.language in ("sh", "python")
        yield block, after if is_output else None


def tidied(text: str) -> str:
    """A text without what may differ from run to run."""
    for changing, instead in CHANGING:
        text = changing.sub(instead, text)
    return text.strip("\n")


def agrees(page: str, printed: str) -> bool:
    """Whether a page shows what was printed."""
    pattern = r".*?".join(re.escape(part.strip("\n")) for part in re.split(r"(?m)^…$", tidied(page)))
    return re.fullmatch(pattern.replace(r".*?", r"\n?.*?\n?"), tidied(printed), re.DOTALL) is not None


class Failed(Exception):
    """A block did not do what its page says."""


@dataclass
class Desk:
    """The folder a page is run in, and what its Python blocks have come to."""

    folder: Path
    copied: bool = False
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__page__"})

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.copied:
            for name in PROJECT:
                away = shutil.ignore_patterns("__pycache__", "*.nbc", "*.nbi")
                there = HOUSE / name
                if there.is_dir():
                    shutil.copytree(there, self.folder / name, ignore=away)
                else:
                    shutil.copy(there, self.folder)

    def run(self, block: Block, whole: bool) -> str:
        """Run a block and give what it printed. Raises Failed where it does not end as it should."""
        text = block.text if whole else re.sub(r"(--replicates |replicates=)(\d+)", _fewer, block.text)
        if block.language == "toml":
            return self._read(block)
        if block.language == "csv":
            (self.folder / block.title).write_text(block.text, encoding="utf-8")
            return ""
        if block.language == "diff":
            return self._shell("git apply -C1 --whitespace=nowarn page.diff", 0, {"page.diff": text})
        if block.language == "python" and not self.copied:
            return self._python(text, block)
        if block.language == "python":
            return self._shell("python page.py", block.ends_with, {"page.py": text})
        return self._here(text, block) or self._shell(text, block.ends_with, {})

    def _readers(self) -> Iterator[tuple[str, Any]]:
        """How a file is read that has a key, the tables of studies first."""
        from turnaround_sim.analysis.choice import asking
        from turnaround_sim.analysis.discovery import study
        from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
        from turnaround_sim.design import read_experiment

        yield "sensitivity", lambda path: read_sensitivity(path, Said())
        yield "discover", study.read
        yield "choose", asking.read
        yield "arms", read_experiment

    def _read(self, block: Block) -> str:
        from turnaround_sim import read_scenario

        path = self.folder / (block.title or "page.toml")
        path.write_text(block.text, encoding="utf-8")
        if not self.copied:  # there it may say what only the copy knows
            with contextlib.chdir(self.folder):
                said = tomllib.loads(block.text)
                read = next((read for key, read in self._readers() if key in said), read_scenario)
                read(path)
        return ""

    def _python(self, text: str, block: Block) -> str:
        printed = io.StringIO()
        code = compile("\n" * block.line + text, "page", "exec")
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(printed):
            exec(code, self.names)
        return printed.getvalue()

    def _here(self, text: str, block: Block) -> str:
        """What our own command printed where a block is nothing else: handed to `main`, it need not start anew."""
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        if self.copied or not all(re.fullmatch(r"turnaround [^|<>&;$`\\()]*", line) for line in lines):
            return ""
        from turnaround_sim.cli import main

        printed, code = io.StringIO(), 0
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            for line in lines:
                code = code or main(shlex.split(line, comments=True)[1:])
        return _ended(printed.getvalue() or "\n", code, block.ends_with)

    def _shell(self, text: str, code: int, files: dict[str, str]) -> str:
        for name, held in files.items():
            (self.folder / name).write_text(held, encoding="utf-8")
        tools = self.folder / ".tools"
        if not tools.is_dir():
            tools.mkdir()
            _command(tools / "python", f'exec {shlex.quote(sys.executable)} "$@"')
            start = "from turnaround_sim.cli import main; import sys; sys.exit(main())"
            _command(tools / "dask", f'exec {shlex.quote(sys.executable)} -m dask "$@"')
            _command(tools / "turnaround", f'exec {shlex.quote(sys.executable)} -c "{start}" "$@"')
        package = self.folder if self.copied else HOUSE
        path = os.pathsep.join([str(tools), os.environ.get("PATH", "")])
        env = {**os.environ, "PATH": path, "PYTHONPATH": str(package), "COLUMNS": "80", "MPLBACKEND": "Agg"}
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=self.folder, env=env, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        return _ended(ran.stdout + ran.stderr, ran.returncode, code)


def _ended(printed: str, code: int, wanted: int) -> str:
    if code != wanted:
        raise Failed(f"it ended with {code}, not {wanted}:\n{printed}")
    return printed


def _fewer(found: re.Match[str]) -> str:
    return found[0] if int(found[2]) <= MANY else f"{found[1]}{FEW}"


def _command(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def run_page(path: Path, folder: Path, slow: bool = False) -> Iterator[tuple[Block, Block | None, str]]:
    """Run a page block by block; give each block that was run, the block of its output and what was printed."""
    text = path.read_text(encoding="utf-8")
    found = blocks(text)
    copied = any(block.language == "diff" for block in found)
    desk, heading = None, -1
    os.environ.update({"COLUMNS": "80", "MPLBACKEND": "Agg"})
    for block, output in with_output(found):
        here = text.count("\n## ", 0, block.start) if copied else 0
        if desk is None or here != heading:
            desk, heading = Desk(folder / str(here), copied), here
            if HOUSE / "docs" not in path.parents:
                for beside in path.parent.glob("*.csv"):
                    shutil.copy(beside, desk.folder)
        skipped = block.exempt == "not run" or (block.exempt == "slow" and not slow)
        if skipped or block.language not in (*RUN, "toml", "csv"):
            continue
        compared = output is not None and output.exempt != "not checked"
        try:
            printed = desk.run(block, compared)
        except Exception as error:
            raise Failed(f"{path.relative_to(HOUSE)}:{block.line}: {type(error).__name__}: {error}") from error
        yield block, output if compared else None, printed


def refreshed(path: Path, folder: Path) -> str:
    """A page with the output of its blocks as it now is; what agrees is left as it stands."""
    text = path.read_text(encoding="utf-8")
    changes = []
    for _, output, printed in run_page(path, folder):
        if output is not None and not agrees(output.text, printed):
            if "\n…\n" in f"\n{output.text}":
                sys.stdout.write(f"{path.relative_to(HOUSE)}:{output.line}: shortened by hand, to be mended by hand\n")
            else:
                clean = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines()) + "\n"
                changes.append((output.start, output.end, clean))
    for start, end, clean in reversed(changes):
        text = text[:start] + clean + text[end:]
    return text


def main() -> int:
    """Put the output on every page as it now is."""
    for path in pages():
        with tempfile.TemporaryDirectory() as folder:
            text = refreshed(path, Path(folder))
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(HOUSE)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
