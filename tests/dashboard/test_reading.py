"""What a folder says: the same words as its report, and one clear message where it cannot be read."""

import json
import pickle
import shutil
from dataclasses import replace

import made_up_results as made_up
import pytest
from made_up_fit import write_fit

from turnaround_sim import cli
from turnaround_sim.dashboard.experiments import folders, published, written
from turnaround_sim.dashboard.experiments.reading import has_page, page_of, read
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report import calibration
from turnaround_sim.report.answer import answer_of
from turnaround_sim.report.page import Drawn, templates
from turnaround_sim.report.robust import robustness_of
from turnaround_sim.report.slide import UNCALIBRATED
from turnaround_sim.report.study import read_study
from turnaround_sim.store import Results
from turnaround_sim.validation.fit import Fit
from turnaround_sim.validation.study import published as published_facts
from turnaround_sim.validation.study import told as shown


@pytest.fixture
def entry(root):
    (entry,) = folders.listed(root)
    return entry


def test_a_run_says_what_its_report_says(root, entry):
    told = read(root, entry)
    study = read_study(Results.open(root / entry.place))
    answer = answer_of(study, robustness_of(study))
    assert (told.sentence, told.verdict, told.beside) == (answer.sentence, answer.verdict, answer.beside)
    assert told.marks == (UNCALIBRATED,)
    assert told.commands[0].startswith("turnaround compare ")
    headings = [section.heading for section in told.sections]
    assert headings[:2] == ["Pictures", "Differences by outcome"]
    assert all(drawn.svgs and drawn.rows for drawn in told.sections[0].pictures)


def test_a_reading_can_be_kept(root, entry):
    told = read(root, entry)
    assert pickle.loads(pickle.dumps(told)) == told


def test_its_report_is_what_the_command_writes(root, entry):
    assert has_page(root, entry)
    text = page_of(root, entry)
    assert not (root / entry.place / "report.html").exists()
    assert cli.main(["report", str(root / entry.place), "--quiet"]) == 0
    assert (root / entry.place / "report.html").read_text(encoding="utf-8") == text


def test_every_state_that_cannot_be_read_is_one_sentence(root):
    made_up.write_unfinished(root)
    made_up.write_damaged(root)
    made_up.write_foreign(root)
    for name, word in (("slow", "is not finished"), ("broken", "is damaged"), ("foreign", "kept ")):
        (entry,) = (each for each in folders.listed(root) if each.place.startswith(name))
        with pytest.raises(Mistake, match=word) as wrong:
            read(root, entry)
        assert "\n" not in str(wrong.value)
        assert entry.place in str(wrong.value)


def test_a_folder_that_goes_away_meanwhile_is_told(root, entry):
    shutil.rmtree(root / entry.place)
    with pytest.raises(Mistake, match="any more"):
        read(root, entry)


def test_a_table_that_goes_away_meanwhile_is_told(root, entry):
    (root / entry.place / "outcomes.parquet").unlink()
    with pytest.raises(Mistake, match="outcomes"):
        read(root, entry)


def test_what_another_version_wrote_otherwise_is_told(root):
    folder = made_up.write_published(root)
    (folder / "contrasts.csv").write_text("name,outcome\nx,shortfall\n", encoding="utf-8")
    with pytest.raises(Mistake, match="published/money cannot be read by this version"):
        read(root, folders.entry_of(root, "published/money"))


def test_a_kind_that_is_not_known_is_told(root, entry):
    with pytest.raises(Mistake, match="no kind of answer"):
        read(root, replace(entry, kind=folders.UNKNOWN))


def test_what_is_published_is_counted_from_its_tables(root):
    made_up.write_published(root)
    entry = folders.entry_of(root, "published/money")
    told = read(root, entry)
    assert told.sentence.startswith("Of 2 contrasts named before the run: 1 as expected, 1 the other way")
    assert told.expected == "Little."
    expected, pictures, differences, rest = told.sections
    assert expected.tables[0].rows[0][0] == "more <b>money</b> helps"
    (drawn,) = pictures.pictures
    assert (drawn.title, drawn.said) == ("Two lines", "One is above.")
    assert differences.tables[0].rows == (("much", "1.00", "-1.00", "-1.50 to -0.50", "200"),)
    assert rest.tables[0].rows == (("much", "–", "–", "–", "200"),)
    assert not has_page(root, entry)


def test_what_is_published_in_words_is_said_in_these(root):
    folder = made_up.write_published(root)
    (folder / "said.json").write_text(json.dumps({"A claim": ["It holds.", "So it is."]}), encoding="utf-8")
    told = read(root, folders.entry_of(root, "published/money"))
    assert told.sentence == "It holds."
    assert told.sections[-1].said == ("So it is.",)


SCORES = """quantity,score,fitted,cases,model,low,high,persistence,best_rival
stock,CRPS,,4,1,0.5,1.5,2,persistence
exits,CRPS,,83,1,0.5,3,2,persistence
again,CRPS,,4,3,2,4,2,persistence
"""


def test_a_back_test_is_not_said_to_be_better_than_its_interval(root):
    folder = root / "published" / "backtest"
    folder.mkdir(parents=True)
    (folder / "backtest.json").write_text(json.dumps({"worlds": 400, "seed": 1}), encoding="utf-8")
    (folder / "backtest_scores.csv").write_text(SCORES, encoding="utf-8")
    entry = folders.entry_of(root, "published/backtest")
    told = read(root, entry)
    assert (entry.kind, entry.worlds) == (folders.BACKTEST, "400 worlds")
    assert "on 2 of 3 things, and on 1 of them with its whole 95% interval" in told.sentence
    assert told.beside == ("Few cases stand behind a score: from 4 to 83.",)


MIRROR = """label,scenario,estimate,low,high,excludes_zero,excludes_low,excludes_high,truth,worlds,note
Before and after,full model,1,0.5,1.5,0.3,0.2,0.4,-0.2,200,Too high.
Before and after,the null,1,0.5,1.5,0.4,0.3,0.5,0,200,Too high.
Matched,the null,0,-0.5,0.5,0.05,0.02,0.1,,200,
"""


def test_the_mirror_counts_false_alarms_in_the_null_alone(root):
    folder = root / "published" / "mirror"
    folder.mkdir(parents=True)
    about = {"numbers_that_differ_in_the_null": 0, "replicates": 200, "rests_on": "prior"}
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (folder / "mirror.csv").write_text(MIRROR, encoding="utf-8")
    told = read(root, folders.entry_of(root, "published/mirror"))
    assert "1 of 2 usual estimators" in told.sentence
    assert "“Before and after”: in 40% of 200 worlds (30% to 50%)" in told.beside[0]
    assert told.marks
    assert [row[6] for row in told.sections[0].tables[0].rows] == ["-0.200", "0", "–"]


def test_a_picture_of_dots_is_put_up_like_one_of_lines(root):
    from PIL import Image

    folder = made_up.write_published(root)
    Image.new("RGB", (120, 60)).save(folder / "figures" / "sobol-out.png")
    dots = read(root, folders.entry_of(root, "published/money")).sections[1].pictures[-1]
    assert dots.title == "Sobol: out"
    assert 'width="72pt" height="36pt"' in dots.svgs[0]
    assert published.described(dots.svgs[0]) == ""


PART = """{% extends "report.html" %}{% from "parts.html" import pictured, tabled %}{% block main %}<h1>T</h1>
<section class="answer" id="answer"><p class="sentence"><b>A.</b> It depends.</p><p>More.</p></section>
<ul class="caveats"><li><b>Luck.</b> There is some. Much.</li></ul>
<h2>A</h2><p>Said.</p>{{ pictured(chart) }}{{ tabled(["Box", "n"], [("<b>", "1")], caption="Boxes") }}
<h2>Run it again</h2><pre><code>x</code></pre>{{ tabled(["What", "Which"], [("Seed", "1")]) }}
<h2>Words used</h2><p>None.</p>{% endblock %}"""


def test_a_written_report_is_read_off_its_page():
    chart = Drawn("Two lines", "One is above.", "Read it so.", ("x", "y"), (("1", "2"),), ("<svg><p>no</p></svg>",))
    about = {"chart": chart, "title": "T", "colour": "#111111"}
    told = written.told_on(templates().from_string(PART).render(**about))
    assert told.answers == ["A. It depends.", "More."]
    assert told.caveats == [("Luck", "There is some. Much.")]
    assert told.facts == [("Seed", "1")]
    (section,) = told.sections()
    assert (section.heading, section.said, section.pictures) == ("A", ("Said.",), (chart,))
    (table,) = section.tables
    assert (table.caption, table.header, table.rows) == ("Boxes", ("Box", "n"), (("<b>", "1"),))


def test_a_study_whose_report_is_not_written_says_which_command_writes_it(tmp_path):
    with pytest.raises(Mistake, match="turnaround report"):
        written.written(tmp_path)


def test_a_calibration_says_what_its_report_says(root):
    folder = root / "calibration" / "0123456789ab"
    folder.parent.mkdir()
    write_fit(folder)
    entry = folders.entry_of(root, "calibration/0123456789ab")
    told = read(root, entry)
    telling = calibration.tell(Fit.open(folder))
    assert (told.sentence, told.verdict, told.beside) == (telling.sentence, telling.verdict, telling.beside)
    assert all(section.pictures for section in told.sections)
    assert cli.main(["report", str(folder), "--quiet"]) == 0
    assert (folder / "report.html").read_text(encoding="utf-8") == page_of(root, entry)


def test_a_scorecard_has_its_failures_first(root):
    folder = root / "validation" / "0123456789abcdef"
    folder.mkdir(parents=True)
    facts = shown(published_facts())
    about = {"answer": "It misses some.", "run": "x", "replicates": 9, "seed": 1, "uncertainty": "none", "source": "y"}
    (folder / "scorecard.json").write_text(json.dumps({**about, "facts": facts}), encoding="utf-8")
    entry = folders.entry_of(root, "validation/0123456789abcdef")
    told = read(root, entry)
    assert (entry.kind, entry.state, told.sentence) == (folders.SCORECARD, "finished", "It misses some.")
    counts = [len(section.tables[0].rows) for section in told.sections]
    held = [each["result"] for each in facts if each["held_out"]]
    assert counts == [held.count("fail"), held.count("pass"), held.count("not testable")]


def test_a_sensitivity_study_of_another_version_is_told(root):
    folder = root / "study" / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "done").touch()
    (folder / "manifest.json").write_text(json.dumps({"kind": "sensitivity"}), encoding="utf-8")
    with pytest.raises(Mistake, match="another version: turnaround report"):
        read(root, folders.entry_of(root, "study/0123456789abcdef"))
