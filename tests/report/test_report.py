"""A report says what a run's numbers say and no more, is whole or not there, and holds all that it shows."""

import io
import json
import os
import re
from collections import Counter

import numpy as np
import openpyxl
import pytest

from turnaround_sim.analysis.comparison import paired_differences
from turnaround_sim.analysis.robustness import verdicts
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report import page as report_page
from turnaround_sim.report.page import note_of, tables_of
from turnaround_sim.report.study import read_study
from turnaround_sim.report.telling import tell
from turnaround_sim.report.writing import write_report
from turnaround_sim.store import Results

LUCK = np.random.default_rng(4).normal(scale=0.5, size=40)
NOISE = np.random.default_rng(9).normal(scale=0.4, size=(70, 40))


def outcomes(shortfall, spend=100.0):
    return {"shortfall": list(shortfall), "spend_m": list(np.broadcast_to(spend, len(LUCK)))}


def two(by=-1.0, noise=NOISE[0]):
    return {"usual": outcomes(10 + LUCK), "patient": outcomes(10 + LUCK + by + noise, 100 + NOISE[1])}


def many(best=-2.0, count=6):
    arms = {"usual": outcomes(10 + LUCK)}
    arms |= {f"arm {n}": outcomes(10 + LUCK + (best if n == 1 else 0) + NOISE[n]) for n in range(1, count + 1)}
    return arms


def answer(folder):
    return tell(read_study(Results.open(folder))).answer


def text_of(folder):
    write_report(folder)
    return (folder / "report.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------- the answer


def test_a_difference_is_told_with_its_size_interval_and_pairs(write_arms):
    folder = write_arms(two())
    d = paired_differences(Results.open(folder), "usual", "patient")[0]
    told = answer(folder)
    assert told.sentence == (
        f"In the model, “patient” lowers quality shortfall by {-d.difference:.2f} point-months a trust-year against "
        f"“usual” (95% interval {-d.high:.2f} to {-d.low:.2f}, 40 pairs)."
    )
    assert told.verdict == "Better in the model, at its stated values"
    assert told.beside[0] == f"For size: under “usual” it is {d.a:.2f} point-months a trust-year on average."
    assert (
        told.beside[1]
        == f"“patient” does better in {d.share_b_better:.0%} of pairs and worse in {1 - d.share_b_better:.0%}."
    )


def test_a_difference_that_chance_could_make_is_not_called_one(write_arms):
    told = answer(write_arms(two(by=0.0)))
    assert told.verdict == "Cannot be told apart"
    assert "“patient” cannot be told apart from “usual”" in told.sentence
    assert not re.search("lowers|raises|better", told.sentence)
    assert answer(write_arms(two(by=2.0))).verdict.startswith("Worse")
    assert answer(write_arms(two(by=0.0, noise=0.0 * LUCK))).verdict == "No difference"
    assert "too few" in answer(write_arms({"usual": {"shortfall": [1.0]}, "patient": {"shortfall": [2.0]}})).sentence


def test_of_many_the_best_is_named_with_an_interval_widened_for_all_and_its_optimism(write_arms):
    folder = write_arms(many())
    told = answer(folder)
    low, high = read_study(Results.open(folder)).contrasts.together("shortfall", "arm 1", 6)
    assert told.sentence.startswith("Of 6 arms, “arm 1” comes out best: in the model it lowers quality shortfall by ")
    assert f"(95% interval {-high:.2f} to {-low:.2f}, widened for 6 arms; 40 pairs)" in told.sentence
    beside = " ".join(told.beside)
    assert "picked because it came out best" in beside
    assert "Bonferroni" in beside


def test_of_many_that_do_nothing_none_is_named_best(write_arms):
    told = answer(write_arms(many(best=0.0, count=30)))
    assert "none of 30 arms can be told to do better than “usual”" in told.sentence
    assert told.verdict == "Cannot be told apart"
    assert "overstated" not in " ".join(told.beside)


def test_where_all_arms_are_worse_the_answer_says_so(write_arms):
    arms = {"usual": outcomes(10 + LUCK), **{f"arm {n}": outcomes(13 + LUCK + NOISE[n]) for n in range(3)}}
    told = answer(write_arms(arms))
    assert "all 3 arms do worse than “usual”" in told.sentence
    furthest = max(arms, key=lambda arm: sum(arms[arm]["shortfall"]))
    assert f"The furthest, “{furthest}”, differs by" in " ".join(told.beside)
    assert told.verdict.startswith("Worse")


def test_arms_of_which_some_are_worse_and_none_better_are_not_all_called_worse(write_arms):
    vague = {f"arm {n}": outcomes(10 + LUCK + 1.5 + 12 * NOISE[n]) for n in range(1, 6)}
    told = answer(write_arms({"usual": outcomes(10 + LUCK), "arm 0": outcomes(10.2 + LUCK + 0.05 * NOISE[0]), **vague}))
    assert "none of 6 arms can be told to do better than “usual” on quality shortfall (" in told.sentence
    assert "cannot be told apart" in told.sentence


def test_one_arm_has_its_own_mean_and_no_comparison(write_arms):
    told = answer(write_arms({"usual": outcomes(10 + LUCK)}))
    assert re.fullmatch(
        r"In the model, quality shortfall is [\d.]+ point-months a trust-year on average \(95% interval of the mean "
        r"[\d.]+ to [\d.]+, 40 replicates\)\.",
        told.sentence,
    )


# ---------------------------------------------------------------- caveats, assumptions


def caveats(folder):
    return dict(tell(read_study(Results.open(folder))).caveats)


def test_caveats_are_those_of_the_run(write_arms):
    few = {arm: {"shortfall": its["shortfall"][:10]} for arm, its in two().items()}
    levers = {"patient": {"leadership": {"patience": 24}}}
    told = caveats(write_arms(few, levers=levers))
    assert list(told) == ["Prior only", "Few replicates", "Weak grounds"]
    assert told["Few replicates"].startswith("10 pairs are few")
    assert "Whether the sign holds over other values was not run." in told["Prior only"]
    assert "2 parameters: 0 of grade A, 1 of grade B and 1 of grade C or D, which are supposed" in told["Weak grounds"]
    asked = {"baseline": "usual", "outcomes": ["shortfall", "spend_m"]}
    told = caveats(write_arms(many(), experiment=asked, calibrated=True))
    assert list(told) == ["What an interval holds", "Many looks"]
    assert told["Many looks"].startswith("Of 12 intervals at 95% on the outcomes asked for, about 1 would")
    # Of two intervals a tenth of one is to be expected, and that is not one.
    told = caveats(write_arms(two(), experiment=asked, calibrated=True))
    assert list(told) == ["What an interval holds"]


def test_what_differs_between_arms_is_listed_with_unit_kind_and_source(write_arms):
    folder = write_arms(two(), levers={"patient": {"leadership": {"patience": 24}}})
    telling = tell(read_study(Results.open(folder)))
    (one,) = telling.assumptions
    assert (one.path, one.values, one.unit) == (
        "levers.leadership.patience",
        {"usual": "12", "patient": "24"},
        "months",
    )
    assert (one.kind, one.sources, one.grade) == ("chosen", "INT013", "–")
    assert [(rest.path, rest.grade) for rest in telling.resting] == [
        ("parameters.leadership.effects", "D"), ("parameters.leadership.misfit", "B"),
    ]  # fmt: skip
    assert "All else is the same: 1 levers and 4 parameters" in text_of(folder)


def test_what_was_expected_beforehand_stands_beside_what_came(write_arms):
    contrast = {"name": "waiting", "claim": "waiting helps", "a": "usual", "b": "patient", "outcome": "shortfall"}
    asked = {"baseline": "usual", "contrasts": [{**contrast, "expected": "lower"}, {**contrast, "expected": "higher"}]}
    folder = write_arms(two(), experiment=asked)
    assert [one.came for one in tell(read_study(Results.open(folder))).expected] == ["as expected", "the other way"]
    page = text_of(folder)
    assert page.index("What was expected, and what came") < page.index("<h2>Pictures</h2>")
    assert "patient against usual" in page


def test_dated_changes_that_all_arms_share_are_not_said_to_differ(write_arms):
    folder = write_arms(two())
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    shared = {"month": 3, "lever": "leadership.patience", "value": 6, "trust": None}
    own = {"month": 9, "lever": "director.days", "value": 5.0, "trust": None}
    told["scenarios"]["usual"]["changes"], told["scenarios"]["patient"]["changes"] = [shared], [shared, own]
    path.write_text(json.dumps(told), encoding="utf-8")
    (one,) = tell(read_study(Results.open(folder))).assumptions
    assert one.path == "dated changes"
    assert one.values == {"usual": "none", "patient": "month 9, lever director.days, value 5.0"}


def test_of_many_arms_one_outcome_stands_open(write_arms):
    asked = {"baseline": "usual", "outcomes": ["shortfall", "spend_m"]}
    assert text_of(write_arms(many(count=4), experiment=asked)).index("All other outcomes") > 0
    page = text_of(write_arms(many(count=20), experiment=asked))
    assert page.index("<caption>Quality shortfall") < page.index("All other outcomes") < page.index("<caption>Spending")


# ---------------------------------------------------------------- over parameter draws


DRAWN = {"uncertainty": "prior", "worlds_per_draw": 2}


def test_a_run_over_draws_beside_it_says_whether_the_sign_holds(write_arms):
    folder = write_arms(two(), source="this")
    assert answer(folder).verdict == "Better in the model, at its stated values"
    # Other policies and another version say nothing of this run.
    write_arms(two(by=0.0), levers={"patient": {"leadership": {"patience": 36}}}, source="this", **DRAWN)
    write_arms(two(by=0.0), source="that", **DRAWN)
    assert answer(folder).verdict == "Better in the model, at its stated values"
    drawn = write_arms(two(by=0.0), source="this", **DRAWN)
    (verdict,) = verdicts(Results.open(drawn), "usual", "shortfall")
    told = answer(folder)
    assert told.verdict == "Better at the stated values, not supported over the parameter ranges"
    assert told.beside[0].startswith("Over draws from the parameter ranges it is not supported: the sign may turn (")
    page = text_of(folder)
    assert "Does the sign hold over draws of the parameters?" in page
    assert f"{drawn.parent.name}/{drawn.name}" in page
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["robustness"]
    row = [cell.value for cell in sheet[2]]
    assert row[0] == "patient"
    numbers = (verdict.mean, verdict.low, verdict.high, verdict.share_of_draws, verdict.between_sd)
    assert row[1:6] == pytest.approx(numbers)
    assert row[6:] == [20, 2, "unsupported"]


def test_a_sign_that_holds_is_said_to_hold_and_still_to_be_prior_only(write_arms):
    folder = write_arms(two())
    write_arms(two(), **DRAWN)
    told = answer(folder)
    assert told.verdict == "Better in the model, over the parameter ranges too"
    assert "prior only, not fitted" in told.beside[0]


def test_of_one_arm_over_draws_one_thing_is_said_of_intervals(write_arms):
    one = {"usual": two()["usual"]}
    levers = {"usual": {"leadership": {"patience": 24}}}
    drawn, stated = (tell(read_study(Results.open(write_arms(one, levers=levers, **facts)))) for facts in (DRAWN, {}))
    note = report_page.note_of(drawn.study)
    assert "over draws of the parameters" in note
    assert "what is unknown about the numbers" in note
    assert report_page.tables_of(drawn)[0].header[-1] == "Draws"
    assert "and other draws" in dict(report_page.glossary(drawn.study))["95% interval"]
    assert "unknown" not in report_page.note_of(stated.study)
    assert "chance alone" in dict(stated.caveats)["Prior only"]
    assert "and other draws" not in dict(report_page.glossary(stated.study))["95% interval"]


def test_of_one_arm_no_lever_is_said_to_have_changed(write_arms):
    levers = {"usual": {"leadership": {"patience": 24}}}
    told = caveats(write_arms({"usual": two()["usual"]}, levers=levers))
    assert told["Weak grounds"].startswith("What the levers that are not as first set do rests on")


def test_a_run_over_draws_counts_draws_and_not_worlds(write_arms):
    folder = write_arms(two(), **DRAWN)
    told = tell(read_study(Results.open(folder)))
    assert told.differences["shortfall"]["patient"].replicates == 20
    assert "20 draws)" in told.answer.sentence
    assert dict(told.facts)["Replicates"] == "40 under each of 2 arms: 20 draws of the parameters, 2 worlds each"
    assert dict(told.caveats)["Prior only"].count("20 draws of the parameters") == 1
    # Each place says what it counts.
    assert "in how many draws (each the mean of its worlds) an arm is" in note_of(told.study)
    assert [table.header[-2:] for table in tables_of(told)] == [("Better, worse (of draws)", "Draws")] * 2
    write_report(folder)
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    differences, means = ([cell.value for cell in book[name][1]] for name in ("differences", "outcomes by arm"))
    assert differences[-2:] == ["draws", "left out"]
    assert book["differences"].cell(2, len(differences) - 1).value == 20
    assert means[-1] == "draws"
    assert "replicates" not in differences


# ---------------------------------------------------------------- the page


ODD = '<script>alert("1")</script> $x_1^$ =1+1'


def test_an_arm_s_name_can_do_no_harm(write_arms):
    arms = two()
    arms[ODD] = arms.pop("patient")
    folder = write_arms(arms, command=f"turnaround compare '{ODD}'")
    page = text_of(folder)
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; $x_1^$ =1+1" in page
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book["differences"]["A2"].value == ODD


def test_the_page_asks_for_nothing_from_elsewhere(write_arms):
    page = text_of(write_arms(many(), keep=("outcomes", "months")))
    assert not re.findall(r"<(?:script|link(?! rel=\"icon\" href=\"data:,\")|iframe|img|object|embed|base)\b", page)
    assert not re.findall(r"@import|@font-face|\bsrc=", page)
    assert set(re.findall(r"url\((.)", page)) <= {"#"}
    assert {address[:1] for address in re.findall(r'(?:xlink:)?href="([^"]*)"', page)} <= {"#", "d"}
    names = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [name for name, count in names.items() if count > 1] == []
    pointed_at = set(re.findall(r'xlink:href="#([^"]+)"|url\(#([^)]+)\)', page))
    assert {a or b for a, b in pointed_at} <= set(names)


def test_the_page_says_what_it_must_in_its_order(write_arms):
    asked = {"title": "How long?", "question": "Does patience help?", "hypothesis": "It does not.", "baseline": "usual"}
    page = text_of(write_arms(two(), experiment=asked, command="turnaround compare usual patient --replicates 40"))
    parts = [
        "<h1>How long?</h1>", "Does patience help?", 'class="sentence">In the model, “patient” lowers', NOTICE,
        "Prior only", "It does not.", "<h2>Pictures</h2>", "<h2>Differences by outcome</h2>", "<h2>Assumptions</h2>",
        "turnaround compare usual patient --replicates 40", "Seed", OUT_OF_SCOPE, "Words used",
    ]  # fmt: skip
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_every_picture_has_a_title_words_and_its_numbers(write_arms):
    page = text_of(write_arms(many(), keep=("outcomes", "months")))
    pictures = re.findall(r"<svg .*?</svg>", page, flags=re.DOTALL)
    assert len(pictures) >= 5
    for picture in pictures:
        assert 'role="img"' in picture
        title, words = re.search(r"<title>(.+?)</title>\s*<desc>(.+?)</desc>", picture, flags=re.DOTALL).groups()
        assert len(words) > len(title)
        assert NOTICE in words
    assert page.count("The numbers of this picture") >= 5


def test_a_run_of_one_arm_has_its_figures(write_run):
    folder = write_run(replicates=3, months=24)
    page = text_of(folder)
    assert page.count("<svg ") == 4
    assert "What happened in this run?" in page
    assert "<h2>Outcomes</h2>" in page


# ---------------------------------------------------------------- the workbook


def test_the_workbook_holds_every_difference_and_mean(write_arms):
    folder = write_arms(many(), levers={"arm 1": {"director": {"days": 5.0}}})
    write_report(folder)
    results = Results.open(folder)
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == ["read me", "differences", "outcomes by arm", "assumptions", "dictionary"]
    sheet = book["differences"]
    assert sheet.freeze_panes == "B2"
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 6 * len(paired_differences(results, "usual", "arm 1"))
    for row in rows:
        expected = next(d for d in paired_differences(results, "usual", row["arm"]) if d.outcome == row["outcome"])
        for name, value in (("difference", expected.difference), ("low", expected.low), ("high", expected.high)):
            assert row[name] is None if np.isnan(value) else row[name] == pytest.approx(value)
        assert (row["unit"], row["pairs"], row["left out"]) == (
            expected.unit,
            expected.replicates,
            expected.left_out,
        )
    first = rows[0]
    assert first["low, all arms"] < first["low"] < first["high"] < first["high, all arms"]
    assert sheet["H2"].number_format == "#,##0.00"
    assert sheet["M2"].number_format == "0.0%"
    assert sheet.column_dimensions["B"].width >= len("shortfall")
    means = book["outcomes by arm"]
    assert [means.cell(2, n).value for n in (1, 2, 14 + 1)][:2] == ["usual", "shortfall"]
    assert means["E2"].value == pytest.approx(np.mean(10 + LUCK))
    told = {row[0].value: [cell.value for cell in row] for row in book["assumptions"].iter_rows(min_row=2)}
    assert told["levers.director.days"][7:10] == ["2.5", "5.0", "2.5"]
    said = {row[0].value: row[1].value for row in book["read me"].iter_rows()}
    assert "“arm 1” comes out best" in said["Answer"]
    assert NOTICE in said["Notice"]


def test_the_workbook_has_no_formula_and_no_error(write_arms):
    folder = write_arms({"usual": {"shortfall": [1.0, 2.0]}, "other": {"shortfall": [np.nan, np.nan]}})
    write_report(folder)
    for sheet in openpyxl.load_workbook(folder / "tables.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), f"{sheet.title}!{cell.coordinate}"
                assert cell.value not in ("nan", "inf", "None"), f"{sheet.title}!{cell.coordinate}"


# ---------------------------------------------------------------- on disk


def test_the_same_run_gives_the_same_bytes(write_arms):
    folder = write_arms(many())
    first = [path.read_bytes() for path in write_report(folder)]
    assert [path.read_bytes() for path in write_report(folder)] == first
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("before", [True, False])
def test_where_one_file_is_refused_neither_changes(write_arms, monkeypatch, before):
    folder = write_arms(two())
    there = {}
    if before:
        for name in ("report.html", "tables.xlsx"):
            (folder / name).write_text("as it was", encoding="utf-8")
            there[name] = "as it was"
    replace = os.replace

    def refuses(old, new):
        if str(new).endswith("tables.xlsx") and "before" not in str(old):
            raise PermissionError(13, "Permission denied")
        replace(old, new)

    monkeypatch.setattr(os, "replace", refuses)
    with pytest.raises(Mistake, match=r"cannot write to .*: Permission denied"):
        write_report(folder)
    left = {
        path.name: path
        for path in folder.iterdir()
        if path.name in ("report.html", "tables.xlsx") or path.name[0] == "."
    }
    assert {name: path.read_text(encoding="utf-8") for name, path in left.items()} == there


def test_a_folder_that_is_no_run_is_a_mistake_and_nothing_is_written(tmp_path):
    with pytest.raises(Mistake, match="is not the folder of a finished run"):
        write_report(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_arm_that_is_not_there_is_a_mistake_and_nothing_is_written(write_arms):
    folder = write_arms(two())
    with pytest.raises(Mistake, match='did you mean "patient"'):
        write_report(folder, ("patiant",))
    assert not (folder / "report.html").exists()


def test_a_source_is_put_into_words_by_whoever_knows_it(write_arms):
    folder = write_arms(two(), levers={"patient": {"leadership": {"patience": 24}}})
    write_report(folder, spelt=lambda key: f"{key}: a book")
    assert "INT013: a book" in (folder / "report.html").read_text(encoding="utf-8")


def test_the_manifest_of_an_earlier_version_is_enough(write_arms):
    folder = write_arms(two())
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "experiment" not in facts
    assert "does not say by which command" in text_of(folder)
    assert io.BytesIO((folder / "tables.xlsx").read_bytes()).read(2) == b"PK"
