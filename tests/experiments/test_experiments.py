"""Every experiment runs, on a shortened world, and is published in small, whole tables."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from experiments import findings, publishing
from turnaround_sim import dictionary
from turnaround_sim.analysis.expectation import came
from turnaround_sim.cli import experimenting
from turnaround_sim.design import read_experiment, shipped_experiments

HOUSE = Path(__file__).parents[2]
SHORT = {"months": 62, "trusts": 40, "systems": 8, "burn_in": 6}


def short(name: str):
    design = read_experiment(name)
    arms = {arm: replace(scenario, **SHORT) for arm, scenario in design.arms.items()}
    return replace(design, arms=arms, draws=min(design.draws, 1), worlds_per_draw=2)


def asked(name: str, out: Path) -> experimenting.Asked:
    return experimenting.Asked(name, None, 2, out, None, None)


def test_pages_are_those_of_shipped_experiments_and_those_that_run_themselves():
    assert set(findings.pages()) <= set(shipped_experiments())
    assert not set(findings.others()) & set(shipped_experiments())


@pytest.mark.parametrize("name", findings.pages())
def test_an_experiment_runs_and_is_published(name, tmp_path):
    design = short(name)
    folder = publishing.run_and_publish(design, asked(name, tmp_path), command="a command")
    assert folder == tmp_path / "published" / name
    rows = publishing.read_table(folder / "differences.csv")
    assert len(rows) == (len(design.arms) - 1) * len(dictionary.OUTCOMES)
    assert {row["arm"] for row in rows} == set(design.arms) - {design.baseline}
    axes = {axis for levels in design.choices.values() for axis in levels}
    assert set(rows[0]) == axes | {
        "arm", "outcome", "unit", "a", "b", "difference", "low", "high", "share_b_better", "share_tied", "replicates",
    }  # fmt: skip
    chosen = next(iter(set(design.choices) - {design.baseline}), None)
    if chosen:
        row = next(row for row in rows if row["arm"] == chosen)
        assert {axis: row[axis] for axis in design.choices[chosen]} == design.choices[chosen]
    tested = publishing.read_table(folder / "contrasts.csv")
    assert [row["name"] for row in tested] == [contrast.name for contrast in design.contrasts]
    verdicts = publishing.read_table(folder / "verdicts.csv")
    assert len(verdicts) == (len(design.contrasts) + len(design.arms) - 1 if design.draws else 0)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "a command"
    assert {"seed", "source", "versions", "date", "seconds", "rests_on"} <= set(manifest)
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 1_000_000
    assert findings.page(tmp_path / "published").count(f"\n## {name}\n") == 1


def test_an_experiment_is_run_from_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(publishing, "read_experiment", short)
    publishing.main("oversight", ["--replicates", "2", "--out", str(tmp_path)])
    assert capsys.readouterr().out.strip() == str(tmp_path / "published" / "oversight")
    manifest = json.loads((tmp_path / "published" / "oversight" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == f"python -m experiments.oversight --replicates 2 --out {tmp_path}"


def test_a_mistake_is_told_in_one_sentence_and_leaves_nothing(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        publishing.main("oversight", ["--replicates", "0", "--out", str(tmp_path)])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert "--replicates is 0" in err
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """An experiment of two arms with one contrast, run once."""
    folder = tmp_path_factory.mktemp("two")
    file = folder / "two.toml"
    file.write_text(
        'extends = "classroom"\nreplicates = 6\ndraws = 3\nworlds_per_draw = 2\nseed = 4\n[arms.usual]\n'
        "[arms.patient]\nlevers.leadership.patience = 24\n"
        '[[contrasts]]\nname = "fewer go"\na = "usual"\nb = "patient"\noutcome = "leaders_per_100_trust_months"\n'
        'expected = "lower"\n',
        encoding="utf-8",
    )
    design = read_experiment(file)
    answers, _ = experimenting.answered(
        experimenting.Asked(str(file), None, None, folder, 1, None), design, shown=False
    )
    return design, answers


def test_a_published_number_is_that_of_the_run(two, tmp_path):
    design, answers = two
    folder = publishing.publish(design, answers, tmp_path / "two", command="c")
    outcomes = answers[0].table("outcomes").set_index(["arm", "replicate"])["quality"]
    apart = (outcomes["patient"] - outcomes["usual"]).mean()
    (row,) = [row for row in publishing.read_table(folder / "differences.csv") if row["outcome"] == "quality"]
    assert float(row["difference"]) == pytest.approx(apart, rel=1e-4)
    (contrast,) = publishing.read_table(folder / "contrasts.csv")
    assert (contrast["arm_a"], contrast["arm_b"], contrast["replicates"]) == ("usual", "patient", "6")
    assert contrast["came"] == came(float(contrast["low"]), float(contrast["high"]), "lower")


def test_a_claim_is_supported_where_the_interval_over_draws_is_on_its_side(two, tmp_path):
    design, answers = two
    rows = list(publishing.verdicts(design, answers[1]))
    assert [(row["name"], row["arm_b"], row["outcome"]) for row in rows] == [
        ("fewer go", "patient", "leaders_per_100_trust_months"), ("", "patient", "shortfall"),
    ]  # fmt: skip
    values = answers[1].table("outcomes").set_index(["arm", "replicate"])["leaders_per_100_trust_months"]
    apart = values["patient"] - values["usual"]
    means = [apart[[2 * n, 2 * n + 1]].mean() for n in range(3)]
    verdict = rows[0]
    assert verdict["draws"] == 3
    assert verdict["difference"] == pytest.approx(sum(means) / 3)
    assert verdict["low"] < verdict["difference"] < verdict["high"]
    supported = verdict["high"] < 0
    assert verdict["verdict"] == f"{'supported' if supported else 'unsupported'}, not informed"
    against = replace(design, contrasts=(replace(design.contrasts[0], expected="higher"),))
    other = next(publishing.verdicts(against, answers[1]))
    assert other["verdict"] == f"{'contradicted' if supported else 'unsupported'}, not informed"
    folder = publishing.publish(design, answers[:1], tmp_path / "two", command="c")
    assert not (folder / "verdicts.csv").exists()


def test_effects_of_two_factors_are_published_over_replicates_and_over_draws(tmp_path):
    levels = "\n".join(
        f'[[grids.axes]]\nname = "{group}"\nlevels."{group} off".parameters.{group}.effects = 0.0\n'
        f'levels."{group} on".parameters.{group}.effects = 1.0'
        for group in ("leadership", "support")
    )
    text = 'extends = "classroom"\nreplicates = 6\ndraws = 3\nworlds_per_draw = 2\noutcomes = ["quality"]\n[[grids]]\n'
    file = tmp_path / "switches.toml"
    file.write_text(text + levels, encoding="utf-8")
    design = read_experiment(file)
    asked = experimenting.Asked(str(file), None, None, tmp_path, 1, None)
    answers, _ = experimenting.answered(asked, design, shown=False)
    folder = publishing.publish(design, answers, tmp_path / "published", command="c")
    rows = publishing.read_table(folder / "effects.csv")
    assert [(row["effect"], row["over"], row["units"]) for row in rows] == [
        (name, over, units)
        for over, units in (("replicates", "6"), ("draws", "3"))
        for name in ("leadership", "support", "leadership × support")
    ]
    for results, (leaders, support, both) in zip(answers, (rows[:3], rows[3:]), strict=True):
        mean = results.table("outcomes").groupby("arm", observed=True)["quality"].mean()
        off, helped, led, whole = (mean[arm] for arm in design.arms)
        assert float(leaders["mean"]) == pytest.approx((led + whole - off - helped) / 2, rel=1e-4)
        assert float(support["mean"]) == pytest.approx((helped + whole - off - led) / 2, rel=1e-4)
        assert float(both["mean"]) == pytest.approx((off + whole - helped - led) / 2, rel=1e-4, abs=1e-7)
        assert float(both["low"]) <= float(both["mean"]) <= float(both["high"])
    section = "\n".join(findings._effects(rows))
    assert section.count("| Quality, points |") == 3
    assert "| leadership × support |" in section


def test_a_figure_too_large_is_refused_and_what_was_published_stays(two, tmp_path):
    design, answers = two

    def large(results, folder):
        path = folder / "b.svg"
        path.write_text("x" * 200_001, encoding="utf-8")
        return [path]

    folder = publishing.publish(design, answers, tmp_path / "two", command="c")
    drawn = sorted(path.name for path in (folder / "figures").iterdir())
    assert drawn[:2] == ["1-swarm.png", "1-swarm.svg"]
    with pytest.raises(ValueError, match=r"b\.svg has 200001 bytes"):
        publishing.publish(design, answers, tmp_path / "two", command="c", draw=large)
    assert sorted(path.name for path in (folder / "figures").iterdir()) == drawn


# ---------------------------------------------------------------- the page of findings


def row(arm: str, difference: float, low: float, high: float) -> dict[str, str]:
    ends = {"difference": str(difference), "low": str(low), "high": str(high)}
    return {"arm": arm, "a": "8.0", **ends, "replicates": "200"}


SHORTFALL = findings.column_of("shortfall")


def test_a_finding_is_no_more_certain_than_its_interval():
    rows = [row("a", -1.0, -2.0, 0.5), row("b", -2.0, -3.0, -1.0), row("c", 1.0, 0.5, 1.5)]
    best, size, counted = findings.told_of_arms(rows, "usual", SHORTFALL)
    assert best == "**Quality shortfall: best with *b*** (picked as the largest, so likely overstated):"
    assert size == "-2.0 point-months a trust-year (-3.0 to -1.0, 200 pairs) against *usual* (8.00)."
    assert counted == "Of 3 arms: 1 better, 1 worse, 1 not told apart (some 0.150 would be told apart by chance)."
    none, counted = findings.told_of_arms(rows[:1], "usual", SHORTFALL)
    assert none == "**Quality shortfall: no arm does better than *usual*.**"
    assert counted.startswith("Of 1 arms: 1 not told apart")
    (few,) = findings.told_of_arms([{**rows[0], "low": "", "high": ""}], "usual", SHORTFALL)
    assert "too few" in few


def test_the_page_in_the_project_is_what_the_published_tables_make():
    assert (HOUSE / "experiments" / "README.md").read_text(encoding="utf-8") == findings.page()


def test_what_is_published_is_small_and_whole():
    published = HOUSE / "results" / "published"
    files = [path for path in published.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 7_500_000
    there = [published / name / "manifest.json" for name in findings.pages()]
    for manifest in (path for path in there if path.is_file()):
        facts = json.loads(manifest.read_text(encoding="utf-8"))
        rows = publishing.read_table(manifest.parent / "differences.csv")
        assert len({one["arm"] for one in rows}) == facts["arms"] - 1
        design = read_experiment(facts["name"])
        assert facts["hypothesis"] == " ".join(design.hypothesis.split()), "the hypothesis was changed after the run"
