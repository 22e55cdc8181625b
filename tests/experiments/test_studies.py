import json

import pytest

from experiments import studies
from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import read_tables
from turnaround_sim.design import shipped_studies
from turnaround_sim.design.files import STUDIES as VERBS


def test_every_shipped_study_is_published():
    assert set(studies.STUDIES) == {name for verb in VERBS for name in shipped_studies(verb)}
    for name in studies.STUDIES:
        assert (studies.PUBLISHED / name / "said.json").is_file()


def test_the_page_in_the_project_is_what_is_published():
    assert studies.PAGE.read_text(encoding="utf-8") == studies.page()


@pytest.mark.parametrize("name", shipped_studies("sensitivity"))
def test_what_is_said_of_a_published_study_is_what_its_tables_say(name):
    of = read_tables(studies.PUBLISHED / name)
    said = json.loads((studies.PUBLISHED / name / "said.json").read_text(encoding="utf-8"))
    assert said == {words.quantity(of, *each).label: list(studies._of_outcome(of, *each)) for each in of.quantities()}


def test_an_unknown_study_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        studies.main(["sensitivty"])
    assert ended.value.code == 2
    assert "there are sensitivity, influence" in capsys.readouterr().err
