"""How the command line behaves to a stranger: quick help, examples that run, 80 columns, no colour, quiet pipes."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from turnaround_sim import cli
from turnaround_sim.cli import bibliography, completing, health
from turnaround_sim.cli.declared import WEAKNESS, every
from turnaround_sim.cli.examples import EXAMPLES, example
from turnaround_sim.mistakes import Mistake

HOUSE = Path(__file__).parents[2]
SLOW = ("numpy", "numba", "pandas", "matplotlib", "mesa", "pyarrow", "scipy", "SALib", "xarray")


def verbs() -> Iterator[tuple[str, ...]]:
    """Every verb there is, as the words that call it."""

    def within(command, words):
        yield words
        for name, inner in getattr(command, "commands", {}).items():
            yield from within(inner, (*words, name))

    yield from within(typer.main.get_command(cli.app), ())


@pytest.fixture
def shell(tmp_path):
    """A shell in an empty folder, in which `turnaround` is this package's."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    command = bin_folder / "turnaround"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m turnaround_sim "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()

    def run(text: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "PYTHONPATH": str(HOUSE), **environment}
        return subprocess.run(
            ["bash", "-c", f"set -euo pipefail\n{text}"], cwd=work, env=env, capture_output=True, text=True, timeout=120
        )

    return run


def widest(text: str) -> str:
    """The widest line that holds no path and nothing to be copied."""
    lines = [line for line in text.splitlines() if "/" not in line and "turnaround " not in line]
    return max(lines, key=len, default="")


def test_every_verb_has_an_example_and_no_example_is_of_a_verb_that_is_gone():
    assert set(EXAMPLES) == {" ".join(words) for words in verbs()} - {""}


@pytest.mark.parametrize("words", [words for words in verbs() if words], ids=" ".join)
def test_help_says_what_a_verb_is_for_and_ends_with_its_example_as_it_is_to_be_typed(words, capsys):
    assert cli.main([*words, "--help"]) == 0
    out = capsys.readouterr().out
    command = EXAMPLES[" ".join(words)]
    assert out.rstrip().endswith("\n".join(f"    {line}" for line in command.splitlines()))
    assert command.startswith("turnaround ")
    assert max(map(len, out.splitlines())) <= 80
    assert not re.search(r"^  --\w[\w-]*( <\w+>)?$", out, re.MULTILINE), "an option without a word of help"


def test_help_of_the_whole_names_every_verb_in_full_lines(capsys):
    assert cli.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert "..." not in out.partition("Commands:")[2]
    for words in verbs():
        if len(words) == 1:
            assert re.search(rf"^  {words[0]} ", out, re.MULTILINE)


@pytest.mark.parametrize("verb", list(EXAMPLES))
def test_an_example_runs_as_it_stands_and_fits_a_screen_without_colour(verb, shell):
    done = shell(EXAMPLES[verb], COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "\x1b" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    if "--csv" not in EXAMPLES[verb]:
        assert len(widest(done.stdout)) <= 80, widest(done.stdout)


def test_a_narrow_screen_is_kept_to():
    code = "from turnaround_sim.cli import main; main(['params', 'table', '--group', 'finance'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, env={**os.environ, "COLUMNS": "60"}, capture_output=True, text=True
    )
    assert len(widest(done.stdout)) <= 60


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["params", "--help"], ["--version"]], ids=" ".join)
def test_help_imports_nothing_that_is_slow(words):
    code = f"import sys; from turnaround_sim.cli import main; main({words!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True)
    assert not set(done.stderr.split()) & set(SLOW)


def test_the_package_can_be_run_by_its_name():
    done = subprocess.run(
        [sys.executable, "-m", "turnaround_sim", "--version"], cwd=HOUSE, capture_output=True, text=True
    )
    assert done.stdout.startswith("turnaround_sim ")


def test_a_reader_that_goes_away_is_no_error(shell):
    done = shell("set +o pipefail; turnaround params table --csv | head -1; turnaround sources | head -2")
    assert done.returncode == 0
    assert done.stderr == ""


def test_examples_keep_their_lines():
    assert example("run") == "\b\nExample:\n  turnaround run classroom --replicates 10"


# -------------------- completion


def completed(words: str, shell_word: str = "bash") -> list[str]:
    """What the shell would offer for the last word."""
    split = words.split(" ")
    done = subprocess.run(
        [sys.executable, "-c", "from turnaround_sim.cli import main; main([])"],
        cwd=HOUSE,
        env={
            **os.environ,
            "_TURNAROUND_COMPLETE": f"complete_{shell_word}",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(split) - 1),
        },
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("turnaround sc", {"scenarios"}),
        ("turnaround run cla", {"classroom"}),
        ("turnaround run england --set levers.leadership.pat", {"levers.leadership.patience="}),
        ("turnaround run england --keep o", {"outcomes"}),
        ("turnaround run england --engine r", {"reference"}),
        (
            "turnaround params show parameters.finance.free",
            {"parameters.finance.freeze", "parameters.finance.freeze_line"},
        ),
        ("turnaround params table --group levers.dir", {"levers.director"}),
        ("turnaround params table --kind me", {"measured"}),
        ("turnaround sources Sast", {"Sastry1997"}),
        ("turnaround experiment clas", {"classroom_patience"}),
    ],
)
def test_the_shell_completes(words, offered):
    assert set(completed(words)) == offered


def test_completion_never_complains(monkeypatch):
    def broken():
        raise RuntimeError("no disk")

    assert completing._starting(broken)("a") == []


@pytest.mark.parametrize("shell_word", ["bash", "zsh", "fish"])
def test_a_script_for_completion_can_be_shown(shell_word):
    done = subprocess.run(
        [sys.executable, "-c", "from turnaround_sim.cli import main; main([])"],
        cwd=HOUSE, env={**os.environ, "_TURNAROUND_COMPLETE": f"source_{shell_word}"}, capture_output=True, text=True,
    )  # fmt: skip
    assert "_TURNAROUND_COMPLETE" in done.stdout


# -------------------- params table


def test_the_table_has_every_number_or_those_of_a_group_and_a_kind(capsys):
    cli.main(["params", "table", "--json"])
    assert len(json.loads(capsys.readouterr().out)["params"]) == len(every())
    cli.main(["params", "table", "--group", "finance", "--kind", "measured", "--json"])
    listed = json.loads(capsys.readouterr().out)["params"]
    expected = [p for p, d in every().items() if p.startswith("parameters.finance.") and d.kind == "measured"]
    assert [number["name"] for number in listed] == expected
    assert expected


def test_a_spreadsheet_gets_all_facts(capsys):
    cli.main(["params", "table", "--csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in rows] == list(every())
    patience = next(row for row in rows if row["name"] == "levers.leadership.patience")
    assert (patience["value"], patience["unit"], patience["kind"]) == ("12", "months", "chosen")


def test_weakness_puts_what_is_assumed_first_and_keeps_the_order_within(capsys):
    cli.main(["params", "table", "--sort", "weakness", "--json"])
    told = json.loads(capsys.readouterr().out)["params"]
    assert [WEAKNESS.index(number["kind"]) for number in told] == sorted(
        WEAKNESS.index(d.kind) for d in every().values()
    )
    assumed = [number["name"] for number in told if number["kind"] == "assumed"]
    assert assumed == [path for path, d in every().items() if d.kind == "assumed"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "guessed"], "--kind is"),
        (["--sort", "weaknes"], 'did you mean "weakness"'),
        (["--group", "finanse"], 'did you mean "finance"'),
    ],
)
def test_a_table_that_cannot_be_is_refused(words, said, capsys):
    assert cli.main(["params", "table", *words]) == 2
    assert said in capsys.readouterr().err


# -------------------- sources


def test_a_source_is_shown_with_every_number_and_rule_that_rests_on_it(capsys):
    assert cli.main(["sources", "Sastry1997", "--json"]) == 0
    source = json.loads(capsys.readouterr().out)["source"]
    assert source["author"] == "Sastry"
    assert "levers.leadership.trial_period" in source["numbers"]
    assert "turnaround_sim.rules.operations.drift" in source["rules"]
    assert source["numbers"] == [p for p, d in every().items() if "Sastry1997" in d.sources]


def test_a_fact_is_led_back_to_its_source(capsys):
    assert cli.main(["sources", "INT210"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("OwnReanalysis2026AE: turnaround_sim contributors.")
    assert "parameters.observation.noise_4h" in out


def test_all_sources_are_listed_without_marks_of_tex(capsys):
    assert cli.main(["sources"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == list(bibliography.keys())
    assert not re.search(r"[{}]|\\|``", out)
    assert cli.main(["sources", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["sources"]) == len(bibliography.keys())


def test_an_unknown_source_is_refused_with_the_nearest(capsys):
    with pytest.raises(Mistake, match='did you mean "Sastry1997"'):
        bibliography.show("Sastry1979", as_json=False)


# -------------------- doctor


def test_the_doctor_finds_both_engines_alike(capsys):
    assert cli.main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["self_test"]["ok"]
    assert told["cores"] >= 1
    assert told["versions"]["numba"][0].isdigit()
    assert told["free_bytes"] > 0
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "Self-test   OK" in out
    assert "may be deleted" in out


def test_the_doctor_names_the_first_difference_and_fails(monkeypatch, capsys):
    verdict = health.Verdict(0.1, 0.1, 0.1, "months.quality, row 3: 51.0 against 52.0")
    monkeypatch.setattr(health, "self_test", lambda: verdict)
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "FAILED: the engines differ in months.quality, row 3: 51.0 against 52.0" in out


def test_a_difference_of_engines_is_seen_to_the_last_bit():
    from turnaround_sim.simulate import simulate

    asked = {"seed": 1, "first": 0, "replicates": 1}
    one = simulate(health.SMALL, **asked)
    assert health.difference(one, simulate(health.SMALL, **asked)) == ""
    import pyarrow as pa
    import pyarrow.compute as pc

    nudged = dict(one)
    quality = pc.multiply(one["months"]["quality"], pa.scalar(1.0 + 2.0**-52))
    place = one["months"].column_names.index("quality")
    nudged["months"] = one["months"].set_column(place, "quality", quality)
    assert health.difference(one, nudged).startswith("months.quality, row 0: ")
    nudged["months"] = one["months"].slice(1)
    assert health.difference(one, nudged) == "months: 18 rows against 17"
