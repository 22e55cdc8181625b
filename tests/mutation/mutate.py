"""Mutation testing: the rules are broken one token at a time, and the tests of each file must notice.

    make mutation                       every file, two at a time
    make mutation FILES=rules/finance   one file

Cosmic Ray makes the mutants, in a copy of the tree under `build/mutation`, so that no source of ours is ever broken; a
run that was stopped goes on where it was. Mutants that lived are tried again when the tests have changed, all are made
anew when the source has. The tests are those of the mutated file alone, and Python runs them: nothing is compiled.

`survivors.md` is written from what was found. It is refused, with the list of what is owed, while a mutant lives that
`explained.toml` does not explain, or while fewer than 85 in 100 mutants of the rules are killed.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGE = ROOT / "turnaround_sim"
BUILD = ROOT / "build" / "mutation"
SURVIVORS = HERE / "survivors.md"
EXPLAINED = HERE / "explained.toml"

LEAST_SCORE = 85.0
AT_ONCE = 2
SECONDS = 20.0

OPERATORS = (
    "NumberReplacer",
    "AddNot",
    "ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|Mod_Mul|FloorDiv_Mul)",
    "ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_GtE|LtE_Lt|LtE_Gt|Gt_GtE|Gt_LtE|GtE_Gt|GtE_Lt)",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceUnaryOperator_Delete_(USub|Not)",
    "ZeroIterationForLoop",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
)
"""What is broken. Left out: operators that no rule could mean (bits, shifts, powers, `is`), whose mutants die of a type
error and flatter the score; and the mark `@rule`, which plain Python does not feel and the tests of the engines do."""

Explanations = Mapping[tuple[str, str, str], str]

LEFT_OUT = f"core/(?!({'|'.join(OPERATORS)})$)"


@dataclass(frozen=True)
class Mutated:
    """One file to break, named as `rules/finance`, with its own tests and its own copy of the tree."""

    name: str

    @property
    def source(self) -> Path:
        return Path("turnaround_sim") / f"{self.name}.py"

    @property
    def tests(self) -> Path:
        *room, module = self.name.split("/")
        return Path("tests", *room, f"test_{module}.py")

    @property
    def tree(self) -> Path:
        return BUILD / self.name.replace("/", "-")

    @property
    def session(self) -> Path:
        return self.tree / "session.sqlite"

    @property
    def made(self) -> bool:
        """Whether its mutants have been made, and of the source as it stands."""
        kept = self.tree / "made_of.py"
        return self.session.exists() and kept.exists() and kept.read_bytes() == (ROOT / self.source).read_bytes()

    def run(self, *command: str, **more: str) -> None:
        """Run in the copy, quietly; what it said is shown if it fails."""
        environment = {**os.environ, "PYTHONPATH": str(self.tree), **more}
        done = subprocess.run(command, cwd=self.tree, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(command)}\n{done.stdout}{done.stderr}")


def mutated_files() -> list[Mutated]:
    """The rules and the measures, the longest file first."""
    files = [*(PACKAGE / "rules").glob("[!_]*.py"), PACKAGE / "measures.py"]
    files.sort(key=lambda path: path.stat().st_size, reverse=True)
    return [Mutated(path.relative_to(PACKAGE).with_suffix("").as_posix()) for path in files]


def try_mutants(file: Mutated) -> None:
    """Make the mutants of a file, unless they are there, and let its tests try those that have not been killed."""
    if not file.made:
        shutil.rmtree(file.tree, ignore_errors=True)
    for part in ("turnaround_sim", "tests"):
        shutil.rmtree(file.tree / part, ignore_errors=True)
        shutil.copytree(ROOT / part, file.tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", file.tree)
    pytest = ["pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=1", str(file.tests)]
    (file.tree / "mutation.toml").write_text(
        f'[cosmic-ray]\nmodule-path = "{file.source}"\ntimeout = {SECONDS}\nexcluded-modules = []\n'
        f'test-command = "{" ".join(pytest)}"\ndistributor.name = "local"\n'
        f"filters.operators-filter.exclude-operators = ['{LEFT_OUT}']\n"
    )
    # The tests must pass on the text as it is. What Python compiles on the way is kept, but for the file to be broken:
    # mutants of one second and one size would be taken for one another.
    file.run(sys.executable, "-m", *pytest)
    for compiled in (file.tree / file.source).parent.glob(f"__pycache__/{file.source.stem}.*"):
        compiled.unlink()
    tools = Path(sys.executable).parent
    if not file.made:
        file.run(str(tools / "cosmic-ray"), "init", "mutation.toml", file.session.name)
        file.run(str(tools / "cr-filter-operators"), file.session.name, "mutation.toml")
        shutil.copy(ROOT / file.source, file.tree / "made_of.py")
    forget_survivors(file)
    file.run(sys.executable, str(HERE / "warm.py"), "mutation.toml", file.session.name)


def forget_survivors(file: Mutated) -> None:
    """What lived is to be tried again; what was killed stays killed."""
    with sqlite3.connect(file.session) as session:
        session.execute("DELETE FROM work_results WHERE test_outcome = 'SURVIVED'")


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test noticed: the line as it is and as it was broken."""

    file: str
    line: str
    mutant: str
    where: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What an explanation is found by: line numbers move."""
        return self.file, self.line, self.mutant


@dataclass(frozen=True)
class Found:
    """What became of the mutants of one file."""

    file: str
    mutants: int
    tried: int
    survivors: tuple[Survivor, ...]

    @property
    def killed(self) -> int:
        return self.tried - len(self.survivors)


def found_in(file: Mutated) -> Found:
    """Read a session; its survivors in the order of the text."""
    with sqlite3.connect(file.session) as session:
        mutants = session.execute(
            "SELECT start_pos_row, test_outcome, diff FROM mutation_specs LEFT JOIN work_results USING (job_id)"
            " WHERE worker_outcome IS NULL OR worker_outcome != 'SKIPPED'"
        ).fetchall()
    lived = []
    for where, outcome, diff in mutants:
        if outcome == "SURVIVED":
            changed = [text for text in diff.splitlines() if text[:1] in ("+", "-") and text[:3] not in ("+++", "---")]
            line, mutant = (" ".join(text[1:].strip() for text in changed if text[0] == sign) for sign in "-+")
            lived.append(Survivor(file.name, line, mutant, where))
    tried = sum(outcome is not None for _, outcome, _ in mutants)
    return Found(file.name, len(mutants), tried, tuple(sorted(lived, key=lambda s: (s.where, s.mutant))))


def explanations() -> Explanations:
    """Why a mutant may live: by its file, the line as it is and the line as it was broken."""
    held = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"]
    return {(entry["file"], line, mutant): entry["why"] for entry in held for line, mutant in entry["mutants"]}


def score(found: Sequence[Found]) -> float:
    """Mutants killed, per hundred."""
    return 100.0 * sum(f.killed for f in found) / max(1, sum(f.mutants for f in found))


def owed(found: Sequence[Found], why: Explanations) -> Iterator[str]:
    """What stands in the way of the report."""
    rules = [f for f in found if f.file.startswith("rules/")]
    for f in found:
        if f.tried < f.mutants:
            yield f"{f.file}: {f.mutants - f.tried} of {f.mutants} mutants have not been tried"
        for s in f.survivors:
            if s.key not in why:
                yield f"{s.file}:{s.where}: lives and is not explained\n    - {s.line}\n    + {s.mutant}"
    if rules and score(rules) < LEAST_SCORE:
        yield f"rules: {score(rules):.1f} per cent killed, {LEAST_SCORE:.0f} are asked for"


def report(found: Sequence[Found], why: Explanations) -> str:
    """The page of what was tried and what lived."""
    rules = [f for f in found if f.file.startswith("rules/")]
    lines = [
        "# Mutants that live",
        "",
        "Written by `make mutation`; not to be edited. Each mutant breaks one token of one line, and the tests of that",
        "file alone are asked to notice.",
        "",
        f"Cosmic Ray {version('cosmic-ray')}, {date.today().isoformat()}.",
        "",
        "| file | mutants | killed | live | killed, per cent |",
        "|---|---:|---:|---:|---:|",
    ]
    named = [*((f.file, [f]) for f in found), ("**rules**", rules), ("**all**", found)]
    for name, group in named:
        mutants, killed = sum(f.mutants for f in group), sum(f.killed for f in group)
        lines.append(f"| {name} | {mutants:,} | {killed:,} | {mutants - killed:,} | {score(group):.1f} |")
    for f in found:
        if f.survivors:
            lines += ["", f"## {f.file}"]
        for s in f.survivors:
            lines += [
                "",
                f"Line {s.where}: {why[s.key]}",
                "",
                "```diff",
                f"- {s.line}",
                f"+ {s.mutant}",
                "```",
            ]
    return "\n".join(lines) + "\n"


def main(names: Sequence[str]) -> int:
    """Try the mutants of the files named, or of all; write the report when every file has been tried."""
    files = mutated_files()
    unknown = set(names) - {file.name for file in files}
    if unknown:
        sys.stderr.write(
            f"No such file to mutate: {', '.join(sorted(unknown))}. There are: {', '.join(f.name for f in files)}.\n"
        )
        return 2
    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(try_mutants, [file for file in files if not names or file.name in names]))
    found = [found_in(file) for file in files if file.made]
    for f in found:
        sys.stdout.write(f"{f.file:18} {f.killed:5,} of {f.mutants:5,} killed ({score([f]):.1f} per cent)\n")
    why = explanations()
    missing = [*(f"{file.name}: not tried yet" for file in files if not file.made), *owed(found, why)]
    if missing:
        sys.stdout.write("\n".join(["", *missing, "", f"{len(missing)} owed; {SURVIVORS.name} is left as it was.\n"]))
        return 1
    SURVIVORS.write_text(report(found, why), encoding="utf-8")
    sys.stdout.write(f"{SURVIVORS.relative_to(ROOT)} is written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
