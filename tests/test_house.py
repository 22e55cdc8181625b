"""The house keeps its own rules: floors, sources, copies, words and the README."""

import ast
import csv
import importlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).resolve().parents[1]
PACKAGE = HOUSE / "turnaround_sim"
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))

ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\s*$(.*?)^\}\s*$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)
FACT = re.compile(r"\b(?:F\d{3}|INT\d{3}|T\d{2}[a-z]?)\b")


def room(name: str) -> ModuleType:
    """A module of the package, or a skip while it has not been written."""
    if importlib.util.find_spec(f"turnaround_sim.{name}") is None:
        pytest.skip(f"turnaround_sim.{name} is not there yet")
    return importlib.import_module(f"turnaround_sim.{name}")


@cache
def bibliography() -> dict[str, dict[str, str]]:
    text = (HOUSE / "docs" / "references.bib").read_text(encoding="utf-8")
    return {key: {"type": kind, **dict(FIELD.findall(body))} for kind, key, body in ENTRY.findall(text)}


def facts_of(key: str) -> set[str]:
    """The facts an entry's note names; T01-T38 stands for all between."""
    named = bibliography()[key]["note"].rpartition("Facts:")[2]
    spans = re.findall(r"\bT(\d\d)-T(\d\d)\b", named)
    return set(FACT.findall(named)) | {f"T{n:02d}" for low, high in spans for n in range(int(low), int(high) + 1)}


@cache
def project_files() -> tuple[Path, ...]:
    """Every text file of the project: what git knows or would take, or the whole folder where git is absent."""
    ask = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    asked = subprocess.run(ask, cwd=HOUSE, capture_output=True, check=False)
    if asked.returncode == 0:
        files = [HOUSE / name for name in asked.stdout.decode().split("\0") if name]
    else:
        hidden = re.compile(r"\.git|\.venv|\.hypothesis|\..*_cache|results|build|dist|__pycache__")
        files = [p for p in HOUSE.rglob("*") if not any(map(hidden.fullmatch, p.relative_to(HOUSE).parts))]
    binary = {".png", ".svg", ".parquet", ".nc", ".xlsx", ".pdf"}
    return tuple(p for p in files if p.is_file() and p.suffix not in binary)


# ---------------------------------------------------------------- floors


def test_imports_keep_to_the_floors() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_library_the_package_imports_is_declared() -> None:
    declared = {re.split(r"[\[<>=!~;\s]", line)[0].lower() for line in PROJECT["project"]["dependencies"]}
    declared |= {"llvmlite", "pil", "turnaround_sim"}  # numba's own; what pillow is called in Python
    optional = {("turnaround_sim/crew/cluster.py", "distributed")}  # the extra `cluster`
    fitting = (("smc", "pyabc"), ("smc", "sklearn"), ("emulator", "sklearn"))  # the extra `calibration`
    optional |= {(f"turnaround_sim/calibration/{name}.py", library) for name, library in fitting}
    exploring = (  # the extra `exploration`
        ("sensitivity/emulating", "sklearn"),
        ("exporting", "ema_workbench"),
        ("discovery/peeling", "ema_workbench"),
        ("discovery/growing", "sklearn"),
        ("choice/searching", "pymoo"),
    )
    optional |= {(f"turnaround_sim/analysis/{name}.py", library) for name, library in exploring}
    serving = (path.relative_to(HOUSE).as_posix() for path in (PACKAGE / "dashboard").rglob("*.py"))
    optional |= {(where, name) for where in serving for name in ("streamlit", "starlette")}  # the extra `dashboard`
    strangers = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                where = path.relative_to(HOUSE).as_posix()
                if top not in sys.stdlib_module_names and top.lower() not in declared and (where, top) not in optional:
                    strangers[top] = where
    assert not strangers


def test_the_package_has_its_public_names() -> None:
    package = importlib.import_module("turnaround_sim")
    public = getattr(package, "__all__", ())
    if not public:
        pytest.skip("turnaround_sim/__init__.py is not written yet")
    assert {"Scenario", "read_scenario", "run_scenario"} <= set(public)
    for name in public:
        assert getattr(package, name, None) is not None, f"{name} is promised and missing"


# ---------------------------------------------------------------- numbers and their sources


@pytest.mark.parametrize(("module", "whole"), [("parameters", "Parameters"), ("levers", "Levers")])
def test_every_number_has_unit_range_kind_and_origin(module: str, whole: str) -> None:
    declared = room("provenance").declared_paths(getattr(room(module), whole))
    assert declared, f"{module} declares nothing"
    kinds = {"chosen"} if module == "levers" else {"measured", "elicited", "calibrated", "assumed"}
    for path, number in declared.items():
        where = f"{module}.{path}"
        assert number.unit.strip(), f"{where} has no unit"
        assert number.low <= number.value <= number.high, f"{where} lies outside its range"
        assert number.kind in kinds, f"{where} is {number.kind}"
        assert number.sources or number.note.strip(), f"{where} has neither source nor note"
        assert number.sources or number.kind != "measured", f"{where} is measured by nobody"


@pytest.mark.parametrize(("module", "whole"), [("parameters", "Parameters"), ("levers", "Levers")])
def test_every_source_stands_in_the_bibliography(module: str, whole: str) -> None:
    known = set(bibliography()) | {fact for key in bibliography() for fact in facts_of(key)}
    declared = room("provenance").declared_paths(getattr(room(module), whole))
    missing = {f"{module}.{path}": set(d.sources) - known for path, d in declared.items() if set(d.sources) - known}
    assert not missing, f"not in docs/references.bib: {missing}"


def test_the_bibliography_is_whole() -> None:
    text = (HOUSE / "docs" / "references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,\s]+),", text, re.MULTILINE)
    assert len(keys) == len({key.lower() for key in keys}), "a key stands twice"
    assert set(keys) == set(bibliography()), "an entry cannot be read"
    for key, entry in bibliography().items():
        assert entry["type"] in {"article", "techreport", "misc", "online"}, key
        assert entry.get("author"), f"{key} has no author"
        assert entry.get("title"), f"{key} has no title"
        assert entry.get("note"), f"{key} has no note"
        assert entry["type"] != "online" or entry.get("url", "").startswith("http"), f"{key} has no address"
        assert entry["type"] != "article" or entry.get("journal"), f"{key} has no journal"
        assert all(value.count("{") == value.count("}") for value in entry.values()), f"{key} has an open brace"


def test_no_fact_stands_behind_two_sources() -> None:
    claimed: dict[str, str] = {}
    for key in bibliography():
        for fact in facts_of(key):
            if not fact.startswith("T"):  # a target may rest on several
                assert claimed.setdefault(fact, key) == key, f"{fact} is claimed by {claimed[fact]} and {key}"


def test_every_spell_of_the_record_has_a_source() -> None:
    with (PACKAGE / "record" / "spells.csv").open(encoding="utf-8", newline="") as lines:
        spells = list(csv.DictReader(lines))
    assert spells
    assert all(row["source_url"].startswith("http") for row in spells)


# ---------------------------------------------------------------- scenarios


def shipped_scenarios() -> list[Path]:
    return sorted((PACKAGE / "scenarios").glob("*.toml"))


def test_the_readable_scenarios_are_those_of_the_package() -> None:
    copies = HOUSE / "configs" / "scenarios"
    if not shipped_scenarios() and not copies.exists():
        pytest.skip("no scenarios yet")
    assert [p.name for p in shipped_scenarios()] == sorted(p.name for p in copies.glob("*.toml"))
    for path in shipped_scenarios():
        assert path.read_bytes() == (copies / path.name).read_bytes(), f"{path.name} differs from its copy"


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda p: p.stem)
def test_a_shipped_scenario_loads_by_name_and_by_path(path: Path) -> None:
    read_scenario = room("scenario").read_scenario
    scenario = read_scenario(path.stem)
    assert scenario.name == path.stem
    assert scenario.description.strip(), f"{path.name} does not say what it is"
    assert read_scenario(HOUSE / "configs" / "scenarios" / path.name).resolved() == scenario.resolved()


# ---------------------------------------------------------------- experiments

PARTS = ("**Question.**", "**Hypothesis** (25 November 2026, before the first run).", "**Design.**", "**Reading.**")
SHIPPED = sorted(p.stem for p in (PACKAGE / "experiments").glob("*.toml"))


@pytest.mark.parametrize(
    "path", [p for p in sorted((HOUSE / "experiments").glob("*.py")) if p.stem in SHIPPED], ids=lambda p: p.stem
)
def test_an_experiment_says_its_question_hypothesis_design_and_reading(path: Path) -> None:
    text = " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())
    places = [text.find(part) for part in PARTS]
    assert min(places) >= 0, f"{path.name} lacks {PARTS[places.index(min(places))]}"
    assert places == sorted(places)
    assert f"configs/experiments/{path.stem}.toml" in text


# ---------------------------------------------------------------- words

# One letter of each word stands in brackets, so that this page does not find itself.
FORBIDDEN = {
    "a package registry": r"(?i)py[p]i\.org|python[h]osted\.org|--(?:extra-)?inde[x]-url|--find-link[s]",
    "a path of one machine": r"(?<![\w.])/(?:tm[p]|wor[k]|hom[e]|roo[t]|User[s])/|[A-Z]:\\User[s]",
    "who wrote it": r"(?i)\bassistan[t]s?\b|\bagent sessio[n]|\blanguage mode[l]",
}
JOB_TITLES = re.compile(r"(?i)\b(?:nursing|healthcare|temporary) assistan[t]s?\b")
ADDRESS = re.compile(r"https?://([^\s/)}>\"']+)[^\s)}>\"']*")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_mentions(what: str) -> None:
    found = []
    for path in project_files():
        text = JOB_TITLES.sub("", path.read_text(encoding="utf-8", errors="replace"))
        text = ADDRESS.sub(lambda address: address[1], text)  # a published page may have any path
        found += [f"{path.relative_to(HOUSE).as_posix()}: {m[0]}" for m in re.finditer(FORBIDDEN[what], text)]
    assert not found


def test_no_module_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert not [p for p in PACKAGE.rglob("*.py") if p.stem in nothing]


def test_decisions_have_their_four_parts_and_follow_one_another() -> None:
    decisions = sorted((HOUSE / "docs" / "decisions").glob("*.md"))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        for part in ("Context", "Choice", "Rejected", "Consequence"):
            assert part.lower() in text.lower(), f"{path.name} does not give its {part.lower()}"
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name), path.name
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers)), "two decisions have one number"


# ---------------------------------------------------------------- papers and packaging


def readme_commands(language: str) -> list[str]:
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_the_readme_opens_with_its_two_commands() -> None:
    assert [line.partition(" ")[2].split()[0] for line in readme_commands("sh")[:2]] == ["demo", "test"]


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (HOUSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:PYTHON=\S+ )?make (\w+)`", text))
    named |= {line.split()[1] for line in readme_commands("sh") if line.startswith("make ")}
    assert named
    assert named <= targets


def test_every_command_of_the_readme_exists_with_its_flags() -> None:
    cli = room("cli")
    assert callable(cli.main)
    lines = [shlex.split(re.sub(r"^\S*/turnaround\b", "turnaround", line)) for line in readme_commands("sh")]
    commands = [words[1:] for words in lines if words[0] == "turnaround"]
    assert commands
    for words in commands:
        verb = [word for word in words[:1] if not word.startswith("-")]
        text = help_of(*verb)
        for flag in (word for word in words if word.startswith("--")):
            assert flag.partition("=")[0] in text, f"turnaround {' '.join(verb)} has no {flag}"


@cache
def help_of(*verb: str) -> str:
    ask = f"import sys; sys.argv = {['turnaround', *verb, '--help']!r}; from turnaround_sim.cli import main; main()"
    answer = subprocess.run(
        [sys.executable, "-c", ask],
        capture_output=True,
        text=True,
        check=False,
        cwd=HOUSE,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
    )
    assert answer.returncode == 0, f"turnaround {' '.join(verb)}: {answer.stderr}"
    return answer.stdout


def test_every_scenario_of_the_readme_reads(tmp_path: Path) -> None:
    read_scenario = room("scenario").read_scenario
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        path = tmp_path / "readme.toml"
        path.write_text(block, encoding="utf-8")
        assert read_scenario(path).months > 0


def test_every_python_block_of_the_readme_uses_names_that_exist() -> None:
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    package = importlib.import_module("turnaround_sim")
    if not getattr(package, "__all__", ()):
        pytest.skip("turnaround_sim/__init__.py is not written yet")
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module or "")
                assert all(hasattr(module, alias.name) for alias in node.names)


def test_every_path_of_the_readme_exists() -> None:
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    table = text[text.index("## Where things are") :]
    paths = [p for p in re.findall(r"`([\w./-]+)`", table) if "/" in p or p.endswith((".md", ".cff"))]
    assert paths
    missing = [p for p in paths if not (HOUSE / p).exists()]
    assert not missing


def test_every_version_and_licence_says_the_same() -> None:
    citation = (HOUSE / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {PROJECT['project']['version']}\n" in citation
    assert f"\nlicense: {PROJECT['project']['license']}\n" in citation
    assert (HOUSE / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert "## [Unreleased]" in (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_requirement_is_pinned_once_for_each_python() -> None:
    pins: dict[str, list[str]] = {}
    for line in (HOUSE / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pinned = re.fullmatch(r'([\w.-]+)==([\w.]+)(?:; python_version (<|>=) "3\.12")?', line)
            assert pinned, f"constraints.txt: {line}"
            pins.setdefault(pinned[1].lower().replace("_", "-"), []).append(pinned[3] or "")
    assert all(sorted(p) in ([""], ["<", ">="], ["<"], [">="]) for p in pins.values())
    asked = list(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        asked += extra
    names = {re.split(r"[\[<>=!~;\s]", line)[0].lower().replace("_", "-") for line in asked}
    assert names <= set(pins)
