import pytest

from turnaround_sim.design import read_experiment, read_study, shipped, shipped_experiments, shipped_studies
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import Declared

KEYS = ("points",)
POINTS = Declared("points", int, 64, "1", 1, 1000, "chosen")


def read(tmp_path, text, verb="sensitivity"):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read_study(path, verb, KEYS, ("shortfall",))


def test_a_study_of_one_scenario_has_one_arm(tmp_path):
    study = read(
        tmp_path, 'extends = "classroom"\nfactors = ["support"]\nreplicates = 3\n[sensitivity]\npoints = 128\n'
    )
    assert (study.name, list(study.arms), study.baseline) == ("study", ["classroom"], "classroom")
    assert (study.replicates, study.seed, study.outcomes) == (3, 1, ("shortfall",))
    assert {factor.group for factor in study.varied} == {"support"}
    assert study.whole(POINTS) == 128


def test_a_study_of_arms_has_a_baseline(tmp_path):
    text = 'extends = "classroom"\nbaseline = "b"\n[arms.a]\n[arms.b]\nlevers.leadership.patience = 24\n'
    study = read(tmp_path, text)
    assert (list(study.arms), study.baseline) == (["a", "b"], "b")
    assert study.arms["b"].levers.leadership.patience == 24
    assert study.whole(POINTS) == 64


def test_an_experiment_or_a_scenario_will_do():
    of_experiment = read_study("patience", "sensitivity", KEYS, ("shortfall",))
    assert of_experiment.baseline == "patience 12"
    assert of_experiment.replicates == 8  # those of the experiment are for each arm, not for each of many points
    of_scenario = read_study("classroom", "sensitivity", KEYS, ("shortfall",))
    assert list(of_scenario.arms) == ["classroom"]
    assert len(of_scenario.varied) > 100


def test_a_study_that_is_shipped_is_read_by_its_name_and_is_no_experiment():
    assert "sensitivity" in shipped_studies("sensitivity")
    assert not set(shipped_studies("sensitivity")) & set(shipped_experiments())
    assert set(shipped_experiments()) < set(shipped())
    with pytest.raises(Mistake, match=r"asks for a study, in \[sensitivity\]; it is run by: turnaround sensitivity s"):
        read_experiment("sensitivity")


@pytest.mark.parametrize(
    "text, words",
    [
        ('extends = "clasroom"\n[sensitivity]\n', r'"clasroom" is neither a file nor a shipped scenario.*"classroom"'),
        ("[sensitivity]\n", r"there is no scenario; allowed: extends, or arms"),
        (
            'extends = "classroom"\n[sensitivity]\npionts = 3\n',
            r'not a known key; allowed: points; did you mean "po',
        ),
        ('extends = "classroom"\nfactor = []\n[sensitivity]\n', r'not a known key.*did you mean "factors"'),
        ('extends = "classroom"\nreplicates = 0\n[sensitivity]\n', r"replicates = 0 is out of range; allowed 1 to"),
        ('extends = "classroom"\noutcomes = ["shortfal"]\n[sensitivity]\n', r'did you mean "shortfall"'),
        ('name = "a/b"\nextends = "classroom"\n[sensitivity]\n', r"cannot name a folder"),
    ],
)
def test_a_wrong_study_is_told_with_what_is_allowed(tmp_path, text, words):
    with pytest.raises(Mistake, match=words):
        read(tmp_path, text)


def test_a_study_that_is_not_there_is_named_with_what_there_is():
    with pytest.raises(Mistake, match=r'"sensitivty" is neither a file nor .*did you mean "sensitivity"'):
        read_study("sensitivty", "sensitivity", KEYS, ())
