"""What a comparison says on the page is what the command prints of it, and where it falls is counted pair by pair."""

import math
import re
import shutil
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.text import Text

from turnaround_sim.analysis.comparison import paired, paired_differences
from turnaround_sim.dashboard.explore import drawing, findings, places
from turnaround_sim.dashboard.explore.drawing import told_row
from turnaround_sim.dashboard.explore.renamed import Renamed
from turnaround_sim.dictionary import OUTCOMES
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.charts import months, spread
from turnaround_sim.report.study import read_study
from turnaround_sim.report.writing import write_report
from turnaround_sim.store import Results

ARMS = ("classroom", "classroom-b")


@pytest.fixture(scope="module")
def found(compared):
    return findings.findings_of(compared)


def test_the_answer_comes_with_what_must_stand_over_it(found):
    assert found.sentence.startswith("In the model, yours ")
    assert "the baseline" in found.sentence
    assert "interval" in found.sentence or "same" in found.sentence
    assert any(mark.startswith("UNCALIBRATED") for mark in found.marks)
    assert found.covered.startswith("24 pairs, seed 1")
    assert "chance alone" in found.covered
    assert found.caveats


def test_the_table_has_the_numbers_that_compare_prints(found, compared):
    printed = {each.outcome: each for each in paired_differences(Results.open(compared), *ARMS)}
    assert {each.outcome: each.difference for each in found.differences} == {
        name: pytest.approx(each.difference, nan_ok=True, abs=0) for name, each in printed.items()
    }
    headline = found.pictures[0]
    assert told_row(printed["shortfall"]) in headline.rows
    assert len(headline.rows) == 12


def test_all_headline_outcomes_are_counted_and_those_told_apart_named():
    rows = [
        paired(column, [1.0, 2.0, 3.0], [1.0 + d, 2.0 + 1.1 * d, 3.0 + d])
        for column, d in zip((c for c in OUTCOMES if c.headline), [-1.0, 1.0, 1.0, 0.0] + [0.0] * 8, strict=True)
    ]
    rows[4] = replace(rows[4], low=-1.0, high=1.0)
    rows[5] = replace(rows[5], low=math.nan, high=math.nan)
    apart = [each.label for each in rows[:3]]
    assert [each.label for each in rows[:3]] == ["Quality shortfall", "Durable recovery", "False exits"]
    assert drawing.tally(rows).startswith(
        f"Of the 12 headline outcomes: better 2 ({', '.join(apart[:2])}), worse 1 (False exits), not told apart 1, the "
        "same 7 ("
    )
    assert "too few to tell 1 (" in drawing.tally(rows)


def test_pictures_and_tables_say_yours_and_the_baseline(found):
    for picture in found.pictures:
        told = " ".join((picture.title, picture.said, *picture.svgs, *picture.header, *sum(picture.rows, ())))
        assert "classroom-b" not in told, picture.title
    assert "of pairs" in found.pictures[0].header[-1]
    words = " ".join((found.sentence, *found.beside, *(text for _, text in found.caveats)))
    assert "classroom-b" not in words


def test_legends_say_yours_and_the_baseline(compared):
    study = read_study(Renamed(Results.open(compared), dict(zip(ARMS, ("baseline", "yours"), strict=True))))
    for chart in (spread.s_curve(study), months.draw(study, "in_special_measures")):
        named = {text.get_text() for text in chart.figures[0].findobj(Text)}
        assert {"baseline", "yours"} <= named
        assert not any("classroom" in text or "(baseline)" in text for text in named)


def test_arms_under_other_names_have_the_numbers_of_their_own(compared):
    plain = Results.open(compared)
    other = Renamed(plain, dict(zip(ARMS, ("baseline", "yours"), strict=True)))
    assert repr(paired_differences(other, "baseline", "yours")) == repr(paired_differences(plain, *ARMS))
    assert list(plain.manifest["scenarios"]) == list(ARMS)


def test_every_picture_is_told_in_words_and_has_its_numbers(found):
    titles = [picture.title for picture in found.pictures]
    assert len(titles) == 5
    assert any("by local system" in title for title in titles)
    for picture in found.pictures:
        assert picture.rows
        assert all(len(row) == len(picture.header) for row in picture.rows)
        for svg in picture.svgs:
            root = ElementTree.fromstring(svg[svg.index("<svg ") :])
            assert root.get("role") == "img"
            told = {child.tag.partition("}")[2]: child.text for child in root}
            assert told["title"] == picture.title
            assert "Illustrative, not a forecast." in told["desc"]
            assert not re.search(r'(?:href|src)="(?!#)', svg)


def test_ratings_are_counted_at_the_end_of_the_run(compared):
    results = Results.open(compared)
    table = results.table("months")
    last = table[table["month"] == table["month"].max()]
    for place, column in zip(places.by_rating(results, *ARMS), places.RATINGS, strict=True):
        a, b = (last[last["arm"] == arm][column].to_numpy() for arm in ARMS)
        assert place.name == places.RATINGS[column]
        assert (place.a, place.b) == pytest.approx((a.mean(), b.mean()))
        assert place.difference == pytest.approx((b - a).mean())
        assert place.wide_low <= place.low <= place.difference <= place.high <= place.wide_high
        assert place.pairs == 24


def test_systems_are_means_over_their_trust_years(compared):
    results = Results.open(compared)
    trusts = results.table("trusts")
    of = trusts[(trusts["replicate"] == 0) & (trusts["arm"] == ARMS[0])].set_index("trust")["system"]
    annual = results.table("annual").assign(system=lambda rows: rows["trust"].map(of))
    mean = annual.groupby(["arm", "replicate", "system"], observed=True)["quality"].mean()
    found = places.by_system(results, *ARMS)
    assert len(found) == 3
    assert [place.difference for place in found] == sorted((place.difference for place in found), reverse=True)
    for place in found:
        system = int(place.name.split()[1].rstrip(","))
        a, b = (mean.loc[arm].xs(system, level="system").to_numpy() for arm in ARMS)
        assert place.difference == pytest.approx((b - a).mean())
        assert (place.a, place.b) == pytest.approx((a.mean(), b.mean()))


def test_a_system_that_gains_is_told_apart_only_where_all_are_looked_at():
    made = places.Place("x", 1.0, 2.0, 1.0, 0.1, 1.9, -0.1, 2.1, 9)
    assert not made.is_told_apart
    assert places.Place("x", 1.0, 2.0, 1.0, 0.3, 1.7, 0.1, 1.9, 9).is_told_apart


def test_draws_are_the_units_where_parameters_were_drawn(tmp_path):
    drawn = Results(tmp_path, {"uncertainty": "posterior", "worlds_per_draw": 2})
    a, b = np.zeros((6, 1)), np.array([[1.0], [3.0], [4.0], [4.0], [0.0], [np.nan]])
    (place,) = places._placed(drawn, range(6), ["one"], a, b)
    assert place.pairs == 5
    assert place.difference == pytest.approx((2.0 + 4.0 + 0.0) / 3)


def test_report_and_tables_are_those_of_the_command(compared, tmp_path):
    from turnaround_sim.assurance.bibliography import entry

    copy = shutil.copytree(compared, tmp_path / compared.name)
    page, book = write_report(copy, spelt=entry)
    assert findings.report_of(copy) == page.read_bytes()
    assert findings.tables_of(copy) == book.read_bytes()


def test_a_folder_that_is_gone_is_a_mistake(tmp_path, compared):
    copy = shutil.copytree(compared, tmp_path / compared.name)
    findings.findings_of(copy)
    shutil.rmtree(copy)
    for reading in (findings.findings_of, findings.report_of, findings.tables_of):
        with pytest.raises(Mistake, match="no such folder"):
            reading(copy)
