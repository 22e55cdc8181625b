"""Compiled rules lie in a folder named by their source: an edited rule never finds an old one."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from turnaround_sim.ensemble import cache

HOUSE = Path(cache.__file__).parents[2]


@pytest.fixture
def numbas_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba's own setting comes back after the test."""
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", cache.numba.config.CACHE_DIR)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package's source, of which the digest is taken."""
    package = tmp_path / "turnaround_sim"
    shutil.copytree(cache.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "PACKAGE", package)
    return package


def digest() -> str:
    return cache.rules_digest.__wrapped__()


def test_the_same_source_has_the_same_digest(copy: Path) -> None:
    assert digest() == cache.rules_digest()


@pytest.mark.parametrize("file", ["rules/leadership.py", "month/phases.py", "draws.py", "parameters/support.py"])
def test_an_edit_of_what_is_compiled_gives_another_digest(copy: Path, file: str) -> None:
    before = digest()
    path = copy / file
    path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert digest() != before


@pytest.mark.parametrize("file", ["cli/running.py", "report/slide.py", "store/work.py", "experiment.py"])
def test_an_edit_above_the_engines_compiles_nothing_anew(copy: Path, file: str) -> None:
    before = digest()
    path = copy / file
    path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert digest() == before


def test_the_rooms_left_out_stand_above_the_engines() -> None:
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    engines = next(place for place, floor in enumerate(layers) if "ensemble" in floor)
    above = {room.strip("() ") for floor in layers[:engines] for room in floor.split("|")}
    assert {name.removesuffix(".py") for name in cache._ABOVE} <= above


def test_a_new_file_or_a_new_name_gives_another_digest(copy: Path) -> None:
    before = digest()
    (copy / "rules" / "hope.py").write_text("", encoding="utf-8")
    with_file = digest()
    (copy / "rules" / "hope.py").rename(copy / "rules" / "wish.py")
    assert len({before, with_file, digest()}) == 3


def test_another_numba_gives_another_digest(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest()
    monkeypatch.setattr(cache.numba, "__version__", "0.0.1")
    assert digest() != before


@pytest.mark.usefixtures("numbas_folder")
def test_the_folder_is_named_by_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURNAROUND_CACHE", str(tmp_path))
    folder = cache.use_cache()
    assert folder == tmp_path / "turnaround_sim" / cache.rules_digest()
    assert folder.is_dir()
    assert str(folder) == cache.numba.config.CACHE_DIR


@pytest.mark.usefixtures("numbas_folder")
def test_a_home_that_cannot_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A file where a folder is needed: that stops the almighty user too.
    (tmp_path / "home").write_text("", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.delenv("TURNAROUND_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path / "elsewhere"))
    assert cache.use_cache() == tmp_path / "elsewhere" / "turnaround_sim" / cache.rules_digest()


@pytest.mark.usefixtures("numbas_folder")
def test_a_user_without_a_home_has_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("TURNAROUND_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(cache.Path, "home", homeless)
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    assert cache.use_cache() == tmp_path / "turnaround_sim" / cache.rules_digest()


@pytest.mark.usefixtures("numbas_folder")
def test_where_nothing_can_be_written_there_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("TURNAROUND_CACHE", "HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path / "file"))
    before = cache.numba.config.CACHE_DIR
    assert cache.use_cache() is None
    assert before == cache.numba.config.CACHE_DIR


RULE = """
import sys
from turnaround_sim.ensemble.cache import use_cache
folder = use_cache()
from numba import njit
from turnaround_sim.arithmetic import logistic

@njit(cache=True)
def of(x):
    return logistic(x) + {more}

print(of(float(sys.argv[1])), sum(of.stats.cache_hits.values()), len(of.stats.cache_misses), folder)
"""

WORLD = """
from turnaround_sim.ensemble import run
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.population import populate
from turnaround_sim.scenario import Scenario
scenario = Scenario(name="tiny", months=12, trusts=6, systems=2, burn_in=6)
nhs = Ensemble(populate(scenario), [scenario.parameters]).run(1, 0)
stats = run._walk.stats
print(nhs.outcomes.tobytes().hex(), sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""


def started(code: str, *arguments: str, cwd: Path, cached: Path, path: Path = HOUSE) -> "subprocess.Popen[str]":
    here: Mapping[str, str] = {**os.environ, "TURNAROUND_CACHE": str(cached), "PYTHONPATH": str(path)}
    asked = cwd / "asked.py"
    if not asked.exists() or asked.read_text(encoding="utf-8") != code:
        # Once only: a process started a moment ago may be reading it.
        asked.write_text(code, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "asked.py", *arguments],
        cwd=cwd,
        env=here,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def said(process: "subprocess.Popen[str]") -> list[str]:
    out, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    return out.split()


def test_what_is_compiled_once_is_found_again(tmp_path: Path) -> None:
    first = said(started(RULE.format(more="0.0"), "0.5", cwd=tmp_path, cached=tmp_path / "cache"))
    again = said(started(RULE.format(more="0.0"), "0.5", cwd=tmp_path, cached=tmp_path / "cache"))
    assert first[0] == again[0]
    assert (first[1], again[1]) == ("0", "1"), "hits"
    assert again[3] == str(tmp_path / "cache" / "turnaround_sim" / cache.rules_digest())


def test_processes_that_compile_at_once_do_each_other_no_harm(tmp_path: Path) -> None:
    code = RULE.format(more="1.0")
    processes = [started(code, "0.5", cwd=tmp_path, cached=tmp_path / "cache") for _ in range(3)]
    answers = [said(process)[0] for process in processes]
    assert len(set(answers)) == 1
    # Of two that save at once one may lose its entry: that costs a compile, no more. After the next it is there.
    assert said(started(code, "0.5", cwd=tmp_path, cached=tmp_path / "cache"))[0] == answers[0]
    assert said(started(code, "0.5", cwd=tmp_path, cached=tmp_path / "cache"))[:2] == [answers[0], "1"]


@pytest.mark.slow
def test_two_processes_can_compile_the_whole_month_at_once(tmp_path: Path) -> None:
    both = [started(WORLD, cwd=tmp_path, cached=tmp_path / "cache") for _ in range(2)]
    answers = [said(process)[0] for process in both]
    assert answers[0] == answers[1]
    assert said(started(WORLD, cwd=tmp_path, cached=tmp_path / "cache")) == [answers[0], "1", "0"]


@pytest.mark.slow
def test_an_edited_rule_is_compiled_anew(tmp_path: Path) -> None:
    package = tmp_path / "copy" / "turnaround_sim"
    shutil.copytree(cache.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = said(started(WORLD, cwd=tmp_path, cached=tmp_path / "cache", path=package.parent))
    edited = package / "measures.py"
    text = edited.read_text(encoding="utf-8")
    assert "row.quality = tally.quality / months" in text
    edited.write_text(
        text.replace("row.quality = tally.quality / months", "row.quality = 1.0 + tally.quality / months"),
        encoding="utf-8",
    )
    after = said(started(WORLD, cwd=tmp_path, cached=tmp_path / "cache", path=package.parent))
    assert after[0] != before[0], "the old rules were found"
    assert after[1:] == ["0", "1"]
