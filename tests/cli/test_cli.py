"""One clear message for every mistake, the right exit code, and nothing left behind by wrong input."""

import json
import subprocess
import sys

import made_up_engine
import pytest

from turnaround_sim import cli, experiment
from turnaround_sim.cli import checking, examples, running, stopping
from turnaround_sim.mistakes import Mistake


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    """The made-up engine, no drawing, and an empty folder to stand in."""
    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    monkeypatch.setattr(checking, "simulate", made_up_engine.simulate)
    monkeypatch.setattr(running, "_draw", lambda folder: [])
    monkeypatch.chdir(tmp_path)
    world = 'title = "A small world"\ntrusts = 12\nsystems = 3\nmonths = 6\n'
    (tmp_path / "small.toml").write_text(world, encoding="utf-8")


def listing(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        (["run", "small.toml", "--replicates", "0"], "--replicates", "from 1"),
        (["run", "small.toml", "--replicates", "-5"], "--replicates", "from 1"),
        (["run", "small.toml", "--replicates", "many"], "--replicates", "many"),
        (["run", "small.toml", "--replicates=lots"], "--replicates", "lots"),
        (["run", "small.toml", "--replicates"], "--replicates", "argument"),
        (["run", "small.toml", "--seed", "-1"], "--seed", "from 0"),
        (["run", "small.toml", "--workers", "0"], "--workers", "at least 1"),
        (["run", "small.toml", "--keep", "tabels"], "--keep", 'did you mean "tables"'),
        (["run", "small.toml", "--keep", "outcomes", "--panel"], "--keep", "leave one out"),
        (["run", "small.toml", "--engine", "mesa"], "--engine", "ensemble, reference"),
        (["run", "small.toml", "--replicate", "3"], "--replicate", 'did you mean "--replicates"'),
        (["run", "small.toml", "--set", "levers.leadership.patience"], "--set", "KEY=VALUE"),
        (["run", "small.toml", "--set", "months=9", "--set", "months=8"], "months", "twice"),
        (["run", "small.toml", "--set", "levers.leadership.patiense=9"], "levers.leadership.patiense", "patience"),
        (["run", "smal.toml"], "scenario", "smal.toml"),
        (["run"], "SCENARIO", "SCENARIO"),
        (["run", "small.toml", "other.toml"], "", "other.toml"),
        (["fly"], "", "fly"),
        (["rn", "small.toml"], "", 'did you mean "run"'),
        (["params", "lst"], "", 'did you mean "list"'),
        (["params", "show"], "NAME", "NAME"),
        (["check", "small.toml", "--out", "small.toml"], "--out", "is a file"),
        (["params", "table", "--kind", "asumed"], "--kind", 'did you mean "assumed"'),
        (["params", "table", "--sort", "influenc"], "--sort", 'did you mean "influence"'),
        (["params", "table", "--group", "leadershp"], "--group", 'did you mean "leadership"'),
        (["run", "small.toml", "--seed", "x"], "--seed", "a whole number is needed"),
        (["check", "small.toml", "--replicates", "0"], "--replicates", "from 1"),
        (["params", "show", "leadership.patienc"], "leadership.patienc", "patience"),
        (["params", "list", "--group", "leadershp"], "--group", 'did you mean "leadership"'),
    ],
    ids=" ".join,
)
def test_a_mistake_is_told_in_one_line_or_one_object_and_leaves_nothing_behind(words, key, said, tmp_path, capsys):
    before = listing(tmp_path)
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert said in err
    if words[:1] not in (["fly"], ["rn"]):
        assert cli.main([*words[:1], "--json", *words[1:]] if words[0] != "params" else [*words, "--json"]) == 2
        out, err = capsys.readouterr()
        told = json.loads(out)
        assert err == ""
        assert set(told) == {"error"}
        assert set(told["error"]) == {"file", "key", "value", "message"}
        assert told["error"]["key"].endswith(key)
        assert said in told["error"]["message"]
    assert listing(tmp_path) == before


def test_a_mistake_in_a_file_names_the_file(tmp_path, capsys):
    (tmp_path / "broken.toml").write_text("months = 'twelve'\n", encoding="utf-8")
    assert cli.main(["run", "broken.toml", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["error"]
    assert (told["file"], told["key"], told["value"]) == ("broken.toml", "months", "twelve")


def test_a_root_that_cannot_be_written_is_named(tmp_path, capsys):
    before = listing(tmp_path)
    assert cli.main(["run", "small.toml", "--out", "small.toml"]) == 2
    assert "cannot write to small.toml" in capsys.readouterr().err
    assert listing(tmp_path) == before


def test_an_interruption_gives_130_and_says_that_nothing_is_lost(monkeypatch, capsys):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "run_arms", interrupted)
    assert cli.main(["run", "small.toml"]) == 130
    assert "goes on from there" in capsys.readouterr().err


def test_failed_replicates_give_3_and_the_place_of_the_log(monkeypatch, capsys):
    def fails(scenario, **asked):
        if asked["first"] <= 2 < asked["first"] + asked["replicates"]:
            raise ZeroDivisionError("nobody left")
        return made_up_engine.simulate(scenario, **asked)

    monkeypatch.setattr(experiment, "simulate", fails)
    words = ["run", "small.toml", "--replicates", "30", "--set", "levers.leadership.patience=9"]
    assert cli.main(words) == 3
    err = capsys.readouterr().err
    assert "log.jsonl" in err
    assert "turnaround run small.toml --set levers.leadership.patience=9 --seed 1" in err
    assert cli.main([*words, "--json"]) == 3
    assert "nobody left" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_an_error_of_ours_is_one_line_that_names_its_log_and_a_traceback_only_on_request(monkeypatch, tmp_path, capsys):
    def breaks(*args, **kwargs):
        raise KeyError("lost")

    monkeypatch.setattr(experiment, "run_arms", breaks)
    monkeypatch.setattr(cli.tempfile, "tempdir", str(tmp_path))
    assert cli.main(["run", "small.toml"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    (log,) = tmp_path.glob("turnaround-*.log")
    assert str(log) in err
    assert "breaks" in log.read_text(encoding="utf-8")
    monkeypatch.setenv("TURNAROUND_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.main(["run", "small.toml"])


HELPS = [[*verb.split(), "--help"] for verb, _ in examples.verbs(cli.program())]


def test_help_of_every_verb_needs_no_slow_import():
    # The parser of the command line itself takes up pydantic; our declarations, which need it too, are not loaded.
    ask = (
        "import contextlib, io, sys\nfrom turnaround_sim.cli import main\n"
        f"for words in {[[], ['params'], ['--version'], *HELPS]!r}:\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as said:\n"
        "        code = main(words)\n"
        "    slow = {'numpy', 'numba', 'pandas', 'matplotlib', 'mesa', 'pyarrow', 'scipy', 'turnaround_sim.levers'}\n"
        "    assert code == 0, (words, code)\n"
        "    assert said.getvalue().strip(), words\n"
        "    assert not slow & set(sys.modules), (words, slow & set(sys.modules))\n"
    )
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("kind", [OSError("a disk that fails"), KeyError("lost")])
def test_an_error_of_the_disk_that_has_a_file_is_not_taken_for_the_output(kind, monkeypatch, tmp_path, capsys):
    def breaks(*args, **kwargs):
        raise kind

    monkeypatch.setattr(experiment, "run_arms", breaks)
    monkeypatch.setattr(cli.tempfile, "tempdir", str(tmp_path))
    assert cli.main(["run", "small.toml"]) == 1
    assert "its log is" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_first_interruption_is_answered_and_the_second_ends_at_once(tmp_path):
    ask = (
        "import signal, os, sys, time\nfrom turnaround_sim.cli.stopping import stoppable\n"
        "try:\n    with stoppable():\n        os.kill(os.getpid(), signal.SIGINT)\n        time.sleep(9)\n"
        "except KeyboardInterrupt:\n    print('heard', flush=True)\n"
        "with stoppable():\n    try:\n        os.kill(os.getpid(), signal.SIGINT)\n        time.sleep(9)\n"
        "    finally:\n        os.kill(os.getpid(), signal.SIGINT)\n        time.sleep(9)\n"
    )
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False, timeout=8)
    assert said.returncode == 130
    assert said.stdout == "heard\n"
    assert said.stderr == 2 * stopping.WAITING


def test_keep_and_engine_are_told_apart():
    assert cli.kept(None, False) == "tables"
    assert cli.kept(None, True) == cli.kept("panel", True) == "panel"
    with pytest.raises(Mistake, match="did you mean"):
        cli.named_engine("ensembel")


def test_scenarios_lists_every_shipped_scenario_with_its_title(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(checking, "shipped_scenarios", lambda: ("small.toml",))
    assert cli.main(["scenarios"]) == 0
    assert capsys.readouterr().out == "small.toml  A small world\n"
    assert cli.main(["scenarios", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"scenarios": [{"name": "small.toml", "title": "A small world"}]}
