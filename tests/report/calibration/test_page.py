"""The page of a calibration is whole or not there, holds all that it shows, and is the same each time."""

import os
import re

import pandas as pd
import pytest
from made_up_fit import ALL, write_fit

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.calibration import tell, write_calibration
from turnaround_sim.validation.fit import Fit


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("fits")
    return write_fit(root / "full", off={"T26": 2.0}), write_fit(root / "null", "null", seed=3)


@pytest.fixture(scope="module")
def written(folders):
    full, null = folders
    return {path: path.read_bytes() for path in write_calibration(tell(Fit.open(full), Fit.open(null)))}


def test_page_table_and_pictures_lie_in_the_folder(folders, written):
    names = [path.relative_to(folders[0]).as_posix() for path in written]
    assert names[:2] == ["report.html", "against_null.csv"]
    pictures = [name for name in names if name.startswith("figures/")]
    stems = {name.rpartition(".")[0] for name in pictures}
    assert {f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")} == set(pictures)
    assert {"figures/informed", "figures/recovery-1", "figures/course", "figures/predictive-held-out"} <= stems
    assert len(pd.read_csv(folders[0] / "against_null.csv")) == len(ALL)
    assert not list(folders[0].glob(".report-*"))


def test_the_same_fits_give_the_same_bytes(folders, written):
    full, null = folders
    again = write_calibration(tell(Fit.open(full), Fit.open(null)))
    assert {path: path.read_bytes() for path in again} == written


def test_the_page_has_the_answer_first_and_nothing_from_elsewhere(folders, written):
    text = written[folders[0] / "report.html"].decode()
    plain = re.sub(r"<[^>]+>", " ", text[text.index("<main>") :])
    parts = (
        "What the record says of the full model",
        "is not met: nothing may be said of leaders",
        "The full model meets",
        "silent about funding",
        NOTICE,
        "Which facts are met",
        "What needs no leader effect",
        "What the record teaches",
        "Can the method be trusted?",
        "Run it again",
        OUT_OF_SCOPE,
    )
    places = [plain.index(part) for part in parts]
    assert places == sorted(places)
    assert "turnaround calibrate england --model england" in text
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", text)
    assert "<script" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_without_a_null_the_page_says_how_to_ask_for_it(tmp_path):
    folder = write_fit(tmp_path / "fit")
    write_calibration(tell(Fit.open(folder)))
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "--against" in text
    assert not (folder / "against_null.csv").exists()


def test_a_folder_that_refuses_keeps_what_was_there(tmp_path, monkeypatch):
    folder = write_fit(tmp_path / "fit")
    (folder / "report.html").write_text("before", encoding="utf-8")
    telling, usual = tell(Fit.open(folder)), os.replace

    def refusing(source, target):
        if str(target).endswith("course.svg"):
            raise OSError(28, "No space left on device")
        usual(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(Mistake, match="cannot write to"):
        write_calibration(telling)
    assert (folder / "report.html").read_text(encoding="utf-8") == "before"
    assert not list((folder / "figures").glob("*"))
    assert not list(folder.glob(".report-*"))
