"""Tab offers what fits, quickly, and never complains."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from turnaround_sim import cli
from turnaround_sim.assurance import register
from turnaround_sim.cli import completing, declared
from turnaround_sim.provenance import KINDS

HOUSE = Path(cli.__file__).parents[2]
SLOW = ("numba", "mesa", "pandas", "matplotlib", "pyarrow", "scipy", "numpy")
ASK = (
    "import atexit, sys\n"
    f"atexit.register(lambda: sys.stderr.write(' '.join({{*{SLOW!r}}} & set(sys.modules))))\n"
    "from turnaround_sim.cli import main\n"
    "sys.exit(main([]))\n"
)


def offered(line: str, cwd: Path, shell: str = "bash") -> list[str]:
    """What is offered at the end of a line; asserts that nothing slow was loaded and nothing was said."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    if shell != "bash":
        asked = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    here = {**os.environ, **asked, "PYTHONPATH": str(HOUSE), "_TURNAROUND_COMPLETE": f"complete_{shell}"}
    answer = subprocess.run([sys.executable, "-c", ASK], cwd=cwd, env=here, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    return answer.stdout.split("\n")[:-1] if answer.stdout.strip() else []


def test_verbs_are_offered(tmp_path):
    assert sorted(offered("turnaround r", tmp_path)) == ["report", "run"]
    assert set(offered("turnaround params ", tmp_path)) == {"list", "table", "show"}


def test_scenarios_are_those_that_ship_and_the_files_that_are_there(tmp_path):
    for name in ("clever.toml", "clever.txt", "cases/hard.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert offered("turnaround run cl", tmp_path) == ["classroom", "clever.toml"]
    assert offered("turnaround run ca", tmp_path) == ["cases/"]
    assert offered("turnaround check cases/", tmp_path) == ["cases/hard.toml"]
    assert offered("turnaround run nowhere/", tmp_path) == []


def test_keys_to_set_are_the_levers_and_the_parameters(tmp_path):
    offers = offered("turnaround run classroom --set ", tmp_path)
    assert set(offers) == set(declared.every())
    assert offered("turnaround run classroom --set levers.leadership.pat", tmp_path) == ["levers.leadership.patience"]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("turnaround run classroom --keep ", ["outcomes", "tables", "panel"]),
        ("turnaround check classroom --engine r", ["reference"]),
        ("turnaround params list --group leadershi", ["leadership"]),
        ("turnaround params table --kind m", ["measured"]),
        ("turnaround params table --sort w", ["weak-but-influential"]),
        ("turnaround params show levers.leadership.pat", ["levers.leadership.patience"]),
        ("turnaround compare a b --precision shortf", ["shortfall="]),
        ("turnaround sources ChenH", ["ChenHambrick2012"]),
        ("turnaround run classroom --replicates ", []),
    ],
)
def test_options_have_their_words(line, offers, tmp_path):
    assert offered(line, tmp_path) == offers


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_the_same(shell, tmp_path):
    said = "\n".join(offered("turnaround run class", tmp_path, shell))
    assert "classroom" in said
    assert "england" not in said


def test_what_cannot_be_found_is_not_offered(monkeypatch):
    def breaks():
        raise RuntimeError("no declarations")

    monkeypatch.setattr(completing, "_numbers", breaks)
    assert completing.number("levers") == completing.group("l") == []


def test_the_words_are_those_of_the_package():
    assert completing.KINDS == KINDS
    assert completing.REGISTER == register.ORDERS


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_installed(shell, tmp_path):
    # The shell is named, since in a test none can be found by its process.
    here = {
        **os.environ,
        "HOME": str(tmp_path),
        "PYTHONPATH": str(HOUSE),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    for option in ("--show-completion", "--install-completion"):
        answer = subprocess.run(
            [sys.executable, "-m", "turnaround_sim", option, shell],
            cwd=tmp_path, env=here, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (answer.returncode, answer.stderr) == (0, "")
        if option == "--show-completion":
            script = answer.stdout
            assert f"_TURNAROUND_COMPLETE=complete_{shell}" in script
    assert any(
        script.strip() in path.read_text(encoding="utf-8") for path in tmp_path.rglob("*urnaround*") if path.is_file()
    )
