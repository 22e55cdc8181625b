"""The page Explore, put up without a browser: levers, links, uploads, runs and what is said when something is wrong."""

import os
import shutil
import signal
import sys
from time import monotonic, sleep

import pytest
from streamlit.testing.v1 import AppTest

from turnaround_sim.dashboard import engine, settings
from turnaround_sim.dashboard.pages import explore

PATIENCE = "explore.levers.leadership.patience"
SMALL = {"baseline": "classroom", "replicates": "8"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A results root with its engine."""
    root = tmp_path_factory.mktemp("served") / "results"
    root.mkdir()
    before = settings.held()
    settings.use(settings.Settings(root=root, games=root / "games.sqlite", address="http://127.0.0.1:8501"))
    yield root
    engine.close_all()
    settings.use(before)


def script():
    from turnaround_sim.dashboard.pages import explore

    explore.page()


@pytest.fixture
def put_up(root):
    """The page as somebody opens it, by a link if one is given."""

    def opened(**query):
        at = AppTest.from_function(script, default_timeout=30)
        for key, value in {**SMALL, **query}.items():
            at.query_params[key] = value
        return at.run()

    return opened


def run(at):
    """Press the button."""
    return next(button for button in at.button if button.label == "Run both").click().run()


def wait(at, seconds=90):
    """Look again and again until nothing is at work."""
    end = monotonic() + seconds
    while at.session_state[explore.HELD].turn is not None:
        assert monotonic() < end
        sleep(0.1)
        at.run()
    assert not at.exception
    return at


def said(at):
    """Everything that is said outside the controls."""
    parts = [*at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.subheader, *at.header]
    return "\n".join(part.value for part in parts).replace("\\", "").replace("**", "")


def pictures(at):
    """The pictures, as they are sent."""
    return [each.proto.body for each in at.get("html") if 'class="picture"' in each.proto.body]


def status(at):
    """What a screen reader is told of its own accord."""
    (said,) = [each.proto.body for each in at.get("html") if 'role="status"' in each.proto.body]
    return said.partition(">")[2].removesuffix("</div>")


def codes(at):
    return [each.value for each in at.code]


def test_a_newcomer_sees_a_dozen_levers_and_what_to_do(put_up):
    at = put_up()
    assert not at.exception
    levers = [
        each.label
        for each in (*at.number_input, *at.selectbox, *at.checkbox)
        if (each.key or "").startswith("explore.levers.")
    ]
    assert len(levers) == 12
    assert "move a lever on this page" in said(at)
    assert not pictures(at)


def test_all_levers_are_there_for_who_looks(put_up):
    at = put_up()
    at.selectbox(key="explore.group").set_value(explore.ALL).run()
    keys = {
        each.key
        for each in (*at.number_input, *at.selectbox, *at.checkbox)
        if (each.key or "").startswith("explore.levers.")
    }
    assert len(keys) == 48
    at.text_input(key="explore.find").set_value("style").run()
    keys = [each.key for each in (*at.number_input, *at.selectbox) if (each.key or "").startswith("explore.levers.")]
    assert keys == ["explore.levers.director.style"]


def test_a_lever_moved_changes_the_picture(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    assert "Changed from 12 months to 36 months." in said(at)
    wait(run(at))
    first = pictures(at)
    assert len(first) == 5
    assert "Illustrative" in " ".join(each.proto.body for each in at.get("html"))
    assert "Not informed by the record" in said(at)
    assert "--set-b levers.leadership.patience=36 --replicates 8 --seed 1" in codes(at)[0]
    at.number_input(key=PATIENCE).set_value(3).run()
    assert "of your earlier settings" in said(at)
    assert pictures(at) == first
    wait(run(at))
    assert "of your earlier settings" not in said(at)
    assert len(pictures(at)) == 5
    assert pictures(at) != first


def test_nothing_changed_is_said_and_not_run(put_up, root):
    at = run(put_up())
    assert "Nothing is changed" in said(at)
    assert at.session_state[explore.HELD].turn is None


def test_a_change_is_marked_given_a_reason_and_taken_back(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    at.text_input(key="explore.why.levers.leadership.patience").set_value("the *board* asked").run()
    assert at.query_params["why.levers.leadership.patience"] == "the *board* asked"
    at.button(key="explore.reset.levers.leadership.patience").click().run()
    assert at.number_input(key=PATIENCE).value == 12
    assert "levers.leadership.patience" not in at.query_params
    at.number_input(key=PATIENCE).set_value(36).run()
    at.text_input(key="explore.why.levers.leadership.patience").set_value("so").run()
    next(button for button in at.button if button.label == "Reset all levers").click().run()
    assert at.number_input(key=PATIENCE).value == 12
    next(button for button in at.button if button.label == "Undo the reset").click().run()
    assert at.number_input(key=PATIENCE).value == 36
    assert at.text_input(key="explore.why.levers.leadership.patience").value == "so"
    assert not [button for button in at.button if button.label == "Undo the reset"]


def test_a_number_that_is_not_allowed_is_told_and_keeps_all_from_running(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(24).run()
    at.number_input(key=PATIENCE).set_value(500).run()
    assert at.number_input(key=PATIENCE).value == 500
    assert "500 months is out of range; allowed 1 to 120" in at.error[0].value.replace("\\", "")
    button = next(button for button in at.button if button.label == "Run both")
    assert button.disabled
    assert "Nothing can be run before this is mended. Patience with a leader: 500" in said(at)
    at.number_input(key=PATIENCE).set_value(None).run()
    assert at.number_input(key=PATIENCE).value == 12
    assert at.session_state[explore.HELD].asked.moved == {}
    assert not next(button for button in at.button if button.label == "Run both").disabled
    at.number_input(key="explore.replicates").set_value(5000).run()
    assert "Replicates: 5000 is not allowed; a whole number from 1 to 1000 is" in said(at)
    assert next(button for button in at.button if button.label == "Run both").disabled
    at.number_input(key="explore.replicates").set_value(None).run()
    assert at.number_input(key="explore.replicates").value == 100
    # Where the number and the click come at once, as the field is left by the click.
    at.number_input(key=PATIENCE).set_value(24).run()
    at.number_input(key=PATIENCE).set_value(500)
    run(at)
    assert at.session_state[explore.HELD].turn is None
    at.number_input(key=PATIENCE).set_value(30).run()
    at.number_input(key=PATIENCE).set_value(36)
    assert run(at).session_state[explore.HELD].turn.asked.moved == {"levers.leadership.patience": "36"}


def test_the_outcomes_are_defined_and_all_of_them_counted(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    assert status(at) == ""
    run(at)
    assert status(at) == "The run has begun."
    wait(at)
    assert status(at) == "The run is done: the answer stands on this page."
    assert "Of the 12 headline outcomes: better" in said(at)
    assert "In the model, yours" in said(at)
    assert "Yours is “classroom” with patience with a leader 36 months; the baseline is “classroom”." in said(at)
    assert said(at).count("“classroom-b”") == 1
    bodies = [each.proto.body for each in at.get("html")]
    terms = next(body for body in bodies if 'class="terms"' in body)
    assert terms.startswith('<dl class="terms"><dt>Quality shortfall</dt><dd>Primary outcome')
    assert terms.count("<dt>") == 12
    table = next(body for body in bodies if "Headline outcomes, pair by pair" in body)
    assert table.count(' title="') == 12
    assert 'title="Primary outcome: latent quality' in table
    assert "lower is better" in table


def test_a_link_is_run_at_once_and_gives_the_same_picture(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    wait(run(at))
    link = dict(at.query_params.items())
    again = wait(put_up(**link))
    assert again.number_input(key=PATIENCE).value == 36
    assert pictures(again) == pictures(at)


def test_a_bad_link_is_told_and_falls_back(put_up):
    at = put_up(**{"levers.leadership.patience": "0", "levers.no.such": "1", "seed": "x", "yours": "atlantis"})
    assert not at.exception
    assert len(at.warning) == 4
    assert "out of range" in said(at)
    assert at.number_input(key=PATIENCE).value == 12
    assert len(codes(at)) == 0


def test_a_parameter_is_set_for_both(put_up):
    at = put_up()
    at.selectbox(key="explore.add").set_value("parameters.leadership.misfit").run()
    at.number_input(key="explore.parameters.leadership.misfit").set_value(0.2).run()
    assert "grade" in said(at)
    assert "Nothing is changed" in said(run(at))
    at.number_input(key=PATIENCE).set_value(36).run()
    wait(run(at))
    assert "--set parameters.leadership.misfit=0.2 --set-b levers.leadership.patience=36" in codes(at)[0]


def test_what_is_refused_keeps_everything(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    wait(run(at))
    before = pictures(at)
    held = at.session_state[explore.HELD]
    held.take("mine.toml", b"[levers.leadership]\npatiense = 3")
    at.run()
    assert 'did you mean "levers.leadership.patience"' in said(at)
    assert pictures(at) == before
    assert at.number_input(key=PATIENCE).value == 36


def test_an_upload_is_compared_with_the_baseline(put_up):
    at = put_up()
    at.session_state[explore.HELD].take("mine.toml", b'extends = "classroom"\n[levers.leadership]\npatience = 30\n')
    at.run()
    assert at.selectbox(key="explore.b").value == "mine.toml"
    wait(run(at))
    assert codes(at)[0].startswith("turnaround compare classroom mine.toml --replicates 8")
    assert "as you uploaded it" in said(at)
    assert "cannot carry a file" in said(at)
    assert len(pictures(at)) == 5


def test_a_run_is_stopped(put_up):
    at = put_up(baseline="england", replicates="900")
    at.number_input(key=PATIENCE).set_value(36).run()
    run(at)
    assert at.session_state[explore.HELD].turn is not None
    next(button for button in at.button if button.label == "Stop").click().run()
    wait(at)
    assert "Stopped." in said(at)
    assert "ended before there was an answer" in said(at)
    assert status(at) == "The run was stopped."
    assert not pictures(at)


def test_the_last_answer_stays_when_the_next_run_is_stopped(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    wait(run(at))
    before = pictures(at)
    for name in "ab":
        at.selectbox(key=f"explore.{name}").set_value("england").run()
    at.number_input(key="explore.replicates").set_value(900).run()
    run(at)
    next(button for button in at.button if button.label == "Stop").click().run()
    wait(at)
    assert pictures(at) == before
    assert "of your earlier settings" in said(at)
    for name in "ab":
        at.selectbox(key=f"explore.{name}").set_value("classroom").run()
    at.number_input(key="explore.replicates").set_value(8).run()
    assert "of the last run that was finished" in said(at)


def test_pressing_twice_asks_once_and_other_settings_take_its_place(put_up):
    at = put_up(baseline="england", replicates="900", seed="7")
    at.number_input(key=PATIENCE).set_value(36).run()
    run(at)
    first = at.session_state[explore.HELD].turn
    run(at)
    assert at.session_state[explore.HELD].turn is first
    at.selectbox(key="explore.a").set_value("classroom").run()
    at.selectbox(key="explore.b").set_value("classroom").run()
    at.number_input(key="explore.replicates").set_value(8).run()
    wait(run(at))
    assert first.state == "stopped"
    assert len(pictures(at)) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_that_dies_is_told_and_the_next_run_works(put_up, root):
    at = put_up(baseline="england", replicates="900", seed="8")
    at.number_input(key=PATIENCE).set_value(36).run()
    run(at)
    held = at.session_state[explore.HELD]
    end = monotonic() + 60
    while not engine.engine_of(root).look(held.turn).total:
        assert monotonic() < end
        sleep(0.05)
    os.kill(engine.engine_of(root).number, signal.SIGKILL)
    wait(at)
    assert [each.value.replace("\\", "") for each in at.error] == [engine.ENDED]
    at.selectbox(key="explore.a").set_value("classroom").run()
    at.selectbox(key="explore.b").set_value("classroom").run()
    at.number_input(key="explore.replicates").set_value(8).run()
    wait(run(at))
    assert len(pictures(at)) == 5


def test_who_waits_is_told_how_many_are_before(put_up):
    first, second = put_up(baseline="england", replicates="900", seed="9"), put_up()
    for at in (first, second):
        at.number_input(key=PATIENCE).set_value(36 if at is second else 24).run()
        run(at)
    texts = [each.proto.text for each in second.get("progress")]
    assert texts
    assert texts[0].replace("\\", "").startswith("Waiting: one run is before yours")
    # A tab that goes away in mid-run holds up nobody: whoever asked stops it, or it ends.
    next(button for button in first.button if button.label == "Stop").click().run()
    wait(second)
    assert len(pictures(second)) == 5


def test_who_comes_back_is_told_that_their_run_gave_way(put_up, monkeypatch):
    monkeypatch.setattr(engine, "UNSEEN", 1.0)
    left, other = put_up(baseline="england", replicates="900", seed="10"), put_up(seed="10")
    for at in (left, other):
        at.number_input(key=PATIENCE).set_value(24).run()
        run(at)
    wait(other)
    assert len(pictures(other)) == 5
    wait(left)
    assert next(each.value.replace("\\", "") for each in left.info) == engine.GIVEN_UP
    assert not left.error


def test_a_folder_deleted_under_the_page_is_told(put_up):
    at = put_up(seed="4")
    at.number_input(key=PATIENCE).set_value(36).run()
    wait(run(at))
    shutil.rmtree(at.session_state[explore.HELD].folder)
    at.run()
    assert not at.exception
    assert "there is no such folder" in said(at)
    wait(run(at))
    assert len(pictures(at)) == 5


def test_what_a_visitor_writes_is_shown_as_written(put_up):
    at = put_up()
    at.number_input(key=PATIENCE).set_value(36).run()
    at.session_state[explore.HELD].take("x.toml", b'extends = "classroom"\ntitle = "<script>alert(1)</script> **x**"\n')
    at.run()
    wait(run(at))
    shown = [each.value for each in (*at.caption, *at.markdown, *at.subheader)]
    assert not any("<script>" in text for text in shown)
    assert not any("<script>alert" in each.proto.body for each in at.get("html"))
