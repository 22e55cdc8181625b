"""The pages that read, without a browser: what they say of good, missing, damaged and foreign results."""

import json
import shutil

import made_up_results as made_up
import pytest
from streamlit.testing.v1 import AppTest

from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.dictionary import NOTICE

WAIT = 60


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return made_up.write_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def filled(results, run):
    """The results root with a run in it."""
    shutil.copytree(run.parents[1], results, dirs_exist_ok=True)
    return results


def experiments():
    from turnaround_sim.dashboard.pages import experiments

    experiments.page()


def one_trust():
    from turnaround_sim.dashboard.pages import one_trust

    one_trust.page()


def evidence():
    from turnaround_sim.dashboard.pages import evidence

    evidence.page()


def opened(page, **asked):
    test = AppTest.from_function(page, default_timeout=WAIT)
    for name, value in asked.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def html(test):
    return " ".join(each.proto.body for each in test.get("html"))


def place_of(root):
    return next(each.place for each in folders.listed(root) if each.state == "finished" and each.kind == "comparison")


@pytest.mark.usefixtures("results")
def test_an_empty_root_is_no_fault():
    test = opened(experiments)
    assert "No results yet" in test.info[0].value
    assert NOTICE in html(test)
    test = opened(one_trust)
    assert not test.error
    assert test.selectbox(key="trust-scenario").value == "england"
    assert not opened(evidence).error


def test_a_run_is_chosen_from_the_list_and_its_answer_comes_first(filled):
    test = opened(experiments)
    place = place_of(filled)
    assert place in html(test)
    test.selectbox(key="experiments-chosen").set_value(place).run()
    assert test.query_params["folder"] == place
    assert not test.exception
    assert test.title[0].value == "replaced against small"
    assert 'class="sentence"' in html(test)
    assert "UNCALIBRATED" in html(test)
    assert test.code[0].value.startswith("turnaround compare ")
    test.button[0].click().run()
    assert "folder" not in test.query_params


def test_the_list_is_searched(filled):
    made_up.write_published(filled)
    test = opened(experiments)
    test.text_input(key="experiments-words").set_value("money").run()
    assert test.selectbox(key="experiments-chosen").options == [
        "What does money buy? · experiment · 2026-11-25 · 200 replicates · published/money"
    ]
    test.text_input(key="experiments-words").set_value("no such").run()
    assert "None of 2 folders fits" in test.info[0].value


def test_every_folder_that_cannot_be_read_is_one_message(filled):
    made_up.write_unfinished(filled)
    made_up.write_damaged(filled)
    made_up.write_foreign(filled)
    (filled / "link").symlink_to(filled / place_of(filled))
    places = [each.place for each in folders.listed(filled) if each.place != place_of(filled)]
    for place in (*places, "link", "../outside", "nowhere"):
        test = opened(experiments, folder=place)
        assert len(test.error) == 1
    assert len(places) == 3
    assert "3 of 8 pieces are done" in html(opened(experiments))


def test_a_folder_deleted_under_the_page_is_one_message_and_others_open(filled):
    made_up.write_published(filled)
    place = place_of(filled)
    test = opened(experiments, folder=place)
    assert not test.error
    shutil.rmtree(filled / place)
    test.run()
    assert not test.exception
    assert len(test.error) == 1
    assert place not in html(test)
    assert "published/money" in html(test)
    assert not opened(experiments, folder="published/money").error


@pytest.mark.parametrize("button", ["Report to keep", "All results"])
def test_a_button_of_a_page_whose_folder_has_gone_is_one_message(filled, button):
    made_up.write_published(filled)
    test = opened(experiments, folder=place_of(filled))
    shutil.rmtree(filled / place_of(filled))
    next(each for each in test.button if each.label == button).click().run()
    assert not test.exception
    assert len(test.error) == (button == "Report to keep")
    assert "published/money" in html(test)


def test_a_report_that_cannot_be_made_is_one_message(filled):
    place = place_of(filled)
    test = opened(experiments, folder=place)
    (filled / place / "outcomes.parquet").unlink()
    next(each for each in test.button if each.label == "Report to keep").click().run()
    assert not test.exception
    assert len(test.error) == 1
    assert not test.get("download_button")


def test_a_report_is_made_and_then_offered(filled):
    test = opened(experiments, folder=place_of(filled))
    assert not test.get("download_button")
    next(each for each in test.button if each.label == "Report to keep").click().run()
    assert not test.error
    (save,) = test.get("download_button")
    assert save.proto.label == "Save the report"


def test_a_trust_of_a_run_that_went_or_lost_a_table_is_one_message(filled):
    place = place_of(filled)
    test = opened(one_trust, run=place, replicate="2", trust="4")
    (filled / place / "outcomes.parquet").write_bytes(b"no table")
    again = opened(one_trust, run=place, replicate="1", trust="4")
    assert len(again.error) == 1
    shutil.rmtree(filled / place)
    test.run()
    assert not test.exception


def test_what_an_outcome_means_stands_on_the_page(filled):
    test = opened(experiments, folder=place_of(filled))
    assert "What the outcomes mean" in [each.label for each in test.expander]
    shown = html(test)
    for word in ("Quality shortfall", "False exits", "Missed entries", "Point-month"):
        assert f'<th scope="row">{word}</th>' in shown


def of_other_rules(root, place, date="2020-01-01T00:00:00+00:00"):
    """A copy of a run as other rules made it, on another day."""
    there = root / place.replace("/", "/0", 1)
    shutil.copytree(root / place, there)
    told = json.loads((there / "manifest.json").read_text(encoding="utf-8"))
    told |= {"source": "0" * 16, "started": date}
    (there / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return there.relative_to(root).as_posix()


@pytest.mark.parametrize("date", ["2020-01-01T00:00:00+00:00", "2040-01-01T00:00:00+00:00"])
def test_of_answers_to_one_question_that_of_these_rules_is_shown(filled, date):
    place = place_of(filled)
    other = of_other_rules(filled, place, date)
    test = opened(experiments)
    assert f"<td>{place}</td>" in html(test)
    assert other not in html(test)
    test.checkbox(key="experiments-older").check().run()
    assert "finished, older, made by other rules" in html(test)
    assert other in html(test)
    assert "made by other rules" in opened(experiments, folder=other).markdown[1].value.lower()
    assert not any("other rules" in each.value for each in opened(experiments, folder=place).markdown)


def test_what_a_folder_says_is_text_and_nothing_else(filled):
    made_up.write_published(filled)
    test = opened(experiments, folder="published/money")
    assert "more &lt;b&gt;money&lt;/b&gt; helps" in html(test)
    assert "<b>money</b>" not in html(test)


def test_a_trust_is_told_by_an_address_and_set_against_another_arm(filled):
    place = place_of(filled)
    test = opened(one_trust, run=place, arm="small", replicate="2", trust="4", against="arm:replaced")
    assert not test.error
    assert test.header[0].value.endswith(r"\(trust 4\), replicate 2 of small")
    assert any(each.value == "Where the two part" for each in test.subheader)
    assert "--against replaced" in test.code[0].value
    test.selectbox(key=f"trust-against-{place}-small").set_value("").run()
    assert not any(each.value == "Where the two part" for each in test.subheader)
    assert "against" not in test.query_params
    assert test.query_params["trust"] == "4"


def test_what_was_looked_at_is_there_when_the_page_is_opened_again(filled):
    test = opened(one_trust, run=place_of(filled), replicate="2", trust="3")
    kept = test.session_state["trust-asked"]
    again = AppTest.from_function(one_trust, default_timeout=WAIT)
    again.session_state["trust-asked"] = kept
    again.run()
    assert r"\(trust 3\), replicate 2 of small" in again.header[0].value


def test_another_order_shows_its_own_first_trust(filled):
    test = opened(one_trust, run=place_of(filled), replicate="2", trust="0", against="arm:replaced")
    assert test.query_params["trust"] == "0"
    test.selectbox(key="trust-order-True").set_value("Where the two part most").run()
    assert test.query_params["trust"] == "4"


def test_nonsense_in_an_address_is_left_aside(filled):
    test = opened(one_trust, run="../x", arm="nobody", replicate="many", trust="-4", against="file:/etc/passwd")
    assert len(test.error) == 1
    assert test.selectbox(key="trust-run").value == place_of(filled)
    assert "replicate 0 of small" in test.header[0].value


def test_a_run_of_other_rules_is_one_message(filled):
    path = filled / place_of(filled) / "manifest.json"
    text = path.read_text(encoding="utf-8")
    at = text.index('"source": "') + len('"source": "')
    path.write_text(text[:at] + "0" * 16 + text[at + 16 :], encoding="utf-8")
    # Where nothing else can be walked the page begins with a scenario.
    test = opened(one_trust)
    assert not test.error
    assert test.radio(key="trust-whence").value == "a scenario"
    test = opened(one_trust, run=place_of(filled))
    assert "other rules" in test.error[0].value
    test.radio(key="trust-whence").set_value("a scenario").run()
    test.selectbox(key="trust-scenario").set_value("classroom").run()
    assert not test.exception
    assert not test.error
    assert "of classroom" in test.header[0].value


@pytest.mark.usefixtures("results")
def test_numbers_are_filtered_and_looked_up():
    test = opened(evidence)
    assert "What the model gets wrong" in [each.value for each in test.subheader]
    test.multiselect(key="evidence-groups").set_value(["levers.funding"]).run()
    shown = html(test).split("Numbers of the model")[-1]
    assert "levers.funding.millions" in shown
    assert "workforce.leaving" not in shown
    test.text_input(key="evidence-words").set_value("no such number").run()
    assert any("None of" in each.value for each in test.info)
    test.multiselect(key="evidence-groups").set_value([]).run()
    test.text_input(key="evidence-words").set_value("misfit").run()
    assert test.selectbox(key="evidence-number").value == "parameters.leadership.misfit"
    assert not test.exception
