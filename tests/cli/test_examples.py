"""Every verb's help ends with examples; they run as they stand, from top to bottom, and read well in narrow places."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from turnaround_sim import cli
from turnaround_sim.cli import examples

VERBS = dict(examples.verbs(cli.program()))
LINES = list(dict.fromkeys(line for verb in VERBS for line in examples.EXAMPLES.get(verb, ())))
SERVING = [line for verb in ("dashboard", "play") for line in examples.EXAMPLES[verb]]
"""They serve until stopped."""
LINES = [line for line in LINES if line not in SERVING]
LONG = (" calibrate ", " discover ")
QUICK = [pytest.param(line, marks=pytest.mark.slow) if any(verb in line for verb in LONG) else line for line in LINES]
"""A calibration takes a minute or two, a search for regions a quarter of one."""
HOUSE = Path(cli.__file__).parents[2]
UNUSUAL = ("FORCE_COLOR", "COLUMNS", "PYTHONUNBUFFERED")


def test_every_verb_has_an_example_that_calls_it_and_no_example_lacks_its_verb():
    assert set(examples.EXAMPLES) == set(VERBS)
    for verb, lines in examples.EXAMPLES.items():
        assert lines
        assert all(f"turnaround {verb}".strip() in line for line in lines)


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("verb", VERBS)
def test_help_ends_with_the_examples_in_one_piece(verb, width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    assert cli.main([*verb.split(), "--help"]) == 0
    out = capsys.readouterr().out
    lines = examples.EXAMPLES[verb]
    assert tuple(line.strip() for line in out.splitlines()[-len(lines) :]) == lines
    assert "\x1b" not in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert all(len(line) <= width for line in out.splitlines() if line.strip() not in lines)


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    """A folder to stand in, with `turnaround` on the path."""
    folder = tmp_path_factory.mktemp("stand")
    program = folder / "bin" / "turnaround"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m turnaround_sim "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def said(line: str, stand: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    usual = {key: value for key, value in os.environ.items() if key not in UNUSUAL}
    path = f"{stand / 'bin'}{os.pathsep}{os.environ['PATH']}"
    here = {**usual, "PATH": path, "PYTHONPATH": str(HOUSE), "PYTHONUTF8": "1", **environment}
    return subprocess.run(["sh", "-c", line], cwd=stand, env=here, capture_output=True, text=True, check=False)


def too_long(text: str, width: int) -> list[str]:
    """Lines longer than so many columns that hold no path and no address."""
    return [line for line in text.splitlines() if len(line) > width and not re.search(r"\S[/\\]\S", line)]


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are lines for a POSIX shell")
@pytest.mark.parametrize("line", QUICK)
def test_every_example_runs_as_it_stands(line, stand):
    answer = said(line, stand)
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    assert answer.stdout.strip() or ">" in line
    assert "\x1b" not in answer.stdout
    assert not too_long(answer.stdout, 80)


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are lines for a POSIX shell")
@pytest.mark.parametrize("line", SERVING)
def test_a_server_says_where_it_is_and_can_be_stopped(line, stand):
    command = [sys.executable, "-m", "turnaround_sim", *words_of(line), "--out", str(stand / "served")]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        first = server.stdout.readline()
        with urllib.request.urlopen(first.split()[1]) as answer:
            assert answer.status == 200
        server.send_signal(signal.SIGINT)
        rest, wrong = server.communicate(timeout=20)
    assert server.returncode == 0
    assert wrong == ""
    assert not too_long(rest, 80)


def words_of(line: str) -> list[str]:
    return line.partition(" > ")[0].split()[1:]


WHOLE = ["turnaround params list", "turnaround params table", "turnaround params table --sort name"]


@pytest.mark.parametrize(
    "line", [line for line in LINES + WHOLE if not re.search(r"\$\(|--csv| calibrate | discover | validate ", line)]
)
def test_what_it_prints_keeps_to_sixty_columns_too(line, stand, monkeypatch, capsys):
    monkeypatch.chdir(stand)
    for name, value in {"COLUMNS": "60", "TERM": "dumb", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert cli.main(words_of(line)) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert not too_long(out, 60)


def test_the_module_is_the_program(stand):
    answer = subprocess.run(
        [sys.executable, "-m", "turnaround_sim", "--version"], cwd=stand, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout.split()[0]) == (0, "turnaround_sim")
    assert said("turnaround rn", stand).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_reader_that_goes_away_is_no_error(stand):
    answer = said("(turnaround params list; echo $? >&2) | head -1", stand)
    assert answer.stdout.startswith("parameters.leadership")
    assert answer.stdout.count("\n") == 1
    assert answer.stderr.strip() == "141"
    # What fits into a buffer is written at the very end.
    short = said("(sleep 1; turnaround scenarios --json; echo $? >&2) | :", stand)
    assert short.stderr.strip() == "141"


@pytest.mark.parametrize("words", [line.split()[1:] for line in [*WHOLE, "turnaround params show patience"]])
def test_no_window_is_too_narrow(words, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "5")
    assert cli.main(words) == 0
    assert capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("verb", ["scenarios", "params table"])
def test_a_full_disk_behind_the_output_is_one_message(verb, stand):
    answer = said(f"turnaround {verb} > /dev/full", stand)
    assert answer.returncode == 2
    assert answer.stderr == "error: what was to be printed cannot be written: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX shell")
def test_an_output_that_was_closed_is_no_error(stand):
    answer = said("turnaround scenarios --json >&-", stand)
    assert (answer.returncode, answer.stderr) == (0, "")
