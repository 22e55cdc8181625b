"""The page Play from its first screen to its last, without a browser."""

from dataclasses import replace

import pytest
from made_up_games import begun as begun_game
from made_up_games import by_lot
from streamlit.testing.v1 import AppTest

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.playing.kept import games
from turnaround_sim.play.game import new_game
from turnaround_sim.play.moves import Buddy, Move
from turnaround_sim.play.saved import as_toml

QUARTERS = 4
EXPECTED = "Both will be out by then, because help comes early."


def put_up():
    """The page, as the server's script puts it up."""
    from turnaround_sim.dashboard.pages import play

    play.page()


def opened(**query):
    """The page at an address."""
    at = AppTest.from_function(put_up, default_timeout=240)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


@pytest.fixture
def kept(results):
    """Games in a file of their own."""
    return games()


@pytest.fixture
def begun(kept):
    """A short game whose prediction is written."""
    game = kept.create(new_game("national", "you", seed=1, quarters=QUARTERS))
    return kept.predict(game.token, EXPECTED)


def title(at):
    """The heading of the page."""
    assert not at.exception
    return at.title[0].value


def html(at):
    """All of our own pieces of HTML on the page."""
    return " ".join(str(each.proto.body) for each in at.get("html"))


def press(at, label):
    """Press the button of a label."""
    next(button for button in at.button if button.label == label).click()
    return at.run()


def asked(at, name):
    """What the address of the page asks for."""
    found = at.query_params[name]
    return found[0] if isinstance(found, list) else found


def test_a_game_from_the_first_screen_to_the_last(kept):
    at = opened()
    assert title(at) == "Play"
    at.number_input(key="alone-seed").set_value(1)
    at.selectbox(key="alone-quarters").set_value(QUARTERS)
    press(at, "Begin")
    token = asked(at, "game")
    assert title(at) == "Before you begin"
    at.text_area[0].set_value(EXPECTED)
    press(at, "Write it down and begin")
    assert title(at) == "October 2013: quarter 1 of 3"
    assert kept.load(token).prediction == EXPECTED

    first = kept.load(token)
    inside = [int(radio.key.split("-")[1]) for radio in at.radio if radio.key.endswith("-replace")]
    at.radio(key=f"q1-{inside[0]}-replace").set_value(True)
    at.selectbox(key=f"q1-{inside[0]}-director").set_value("coach")
    at.checkbox(key=f"q1-{inside[0]}-buddy").set_value(True)
    at.number_input(key=f"q1-{inside[0]}-money").set_value(1.5)
    at.run()
    said = html(at)
    assert "Replace the chief executive of" in said
    assert "up to £1.50m" in said
    left = f"£{first.budget_m - 1.5 - 0.26 - 0.15:.2f}m"
    assert left in said
    press(at, "End the quarter")
    assert [decision.do for decision in kept.load(token).moves[0].decisions] == [
        "replace",
        "director",
        "buddy",
        "money",
    ]
    assert title(at) == "January 2014: quarter 2 of 3"
    assert "What came of what you asked for" in html(at)
    press(at, "End the quarter")
    press(at, "End the quarter")
    assert title(at) == "The end"
    ended = kept.load(token)
    assert ended.ended
    assert [len(move.decisions) for move in ended.moves] == [4, 0, 0]
    said = html(at)
    assert EXPECTED in said
    assert "the patient policy" in said
    assert any("--trust" in code.value for code in at.code)
    assert any("the page One trust" in text.value for text in at.markdown)
    assert "you, nobody replaced" in said

    press(at, "Replay")
    assert "Where the two parted" in html(at)
    press(at, "Play them in 100 worlds")
    assert "Of 100 worlds" in html(at)
    assert "Replace the chief executive 3 months after entry, for every trust in special measures" in html(at)
    press(at, "Play again with the same luck")
    again = kept.load(asked(at, "game"))
    assert (again.seed, again.quarters, again.moves) == (ended.seed, ended.quarters, ())
    assert again.token != token


def test_nothing_is_decided_before_something_is_expected(kept):
    game = kept.create(new_game("national", "you", seed=1, quarters=QUARTERS))
    at = opened(game=game.token)
    assert "Waiting-time index" in html(at)
    assert "<table" not in html(at)  # which on a phone would hide its last columns
    at.text_area[0].set_value("  \n ")
    press(at, "Write it down and begin")
    assert "cannot be skipped" in at.error[0].value
    assert title(at) == "Before you begin"


def test_what_is_over_budget_is_warned_of_and_refused_and_the_ticks_stay(begun, kept):
    at = opened(game=begun.token)
    money = next(each for each in at.number_input if each.key.endswith("-money"))
    money.set_value(20.0)
    at.run()
    assert "more than there is" in at.warning[0].value
    press(at, "End the quarter")
    assert "over budget" in at.error[0].value.replace("\\", "")
    assert kept.load(begun.token).moves == ()
    assert at.number_input(key=money.key).value == 20.0


def test_a_page_that_is_out_of_date_plays_nothing(begun, kept):
    """Two windows of one game: the first to end a quarter has ended it."""
    one, two = opened(game=begun.token), opened(game=begun.token)
    press(one, "End the quarter")
    press(two, "End the quarter")
    assert title(two) == "January 2014: quarter 2 of 3"
    assert len(kept.load(begun.token).moves) == 1


def test_nothing_is_kept_in_the_window_but_the_address(begun, kept):
    at = opened(game=begun.token)
    press(at, "End the quarter")
    fresh = opened(game=begun.token)
    assert title(fresh) == title(at) == "January 2014: quarter 2 of 3"
    assert html(fresh) == html(at)


def test_who_looked_at_another_page_finds_the_game_again(begun):
    at = opened(game=begun.token)
    del at.query_params["game"]
    at.run()
    assert title(at) == "Play"
    press(at, "Go on with the game that you had open")
    assert title(at) == "October 2013: quarter 1 of 3"
    assert asked(at, "game") == begun.token


def test_a_game_can_be_ended_early(begun, kept):
    at = opened(game=begun.token)
    at.checkbox(key="q1-sure").set_value(True)
    at.run()
    press(at, "See the end")
    assert title(at) == "The end"
    assert kept.load(begun.token).moves == ()


def test_a_chair_has_one_trust(kept):
    game = kept.create(new_game("chair", "you", seed=1, quarters=QUARTERS))
    kept.predict(game.token, EXPECTED)
    at = opened(game=game.token)
    assert {radio.key for radio in at.radio} == {f"q1-{game.trust}-replace"}
    at.radio[0].set_value(True)
    at.run()
    press(at, "End the quarter")
    assert title(at) == "January 2014: quarter 2 of 3"
    for _ in range(2):
        press(at, "End the quarter")
    assert title(at) == "The end"


def test_england_shows_all_in_a_table_and_asks_whom_to_decide_about(kept):
    game = kept.create(new_game("national", "you", "england", seed=1, quarters=QUARTERS))
    kept.predict(game.token, EXPECTED)
    at = opened(game=game.token)
    assert "Trusts in special measures, longest first" in html(at)
    assert not at.number_input
    at.multiselect[0].set_value(at.multiselect[0].options[:1])
    at.run()
    buddy = at.checkbox[0]
    buddy.set_value(True)
    at.run()
    press(at, "End the quarter")
    assert len(kept.load(game.token).moves[0].decisions) == 1


@pytest.mark.parametrize(
    "query", [{"game": "x"}, {"class": "NOSUCH"}, {"teacher": "x"}, {"game": "'; DROP TABLE games"}]
)
def test_a_token_that_opens_nothing_shows_one_message_and_nothing_else(begun, query):
    at = opened(**query)
    assert len(at.error) == 1
    assert title(at) == "Play"
    assert not at.button
    assert "Acute" not in html(at)
    assert games().load(begun.token) == begun


def test_a_player_s_token_is_not_a_teacher_s_and_not_the_other_way_round(kept):
    klass = kept.new_class("Tuesday", role="national", quarters=QUARTERS, seed=1)
    player = kept.join(klass.code, "Ann")
    for query in ({"teacher": player.token}, {"game": klass.teacher_token}, {"game": klass.code}):
        assert len(opened(**query).error) == 1


def test_a_class_from_opening_to_deleting(kept):
    at = opened()
    at.text_input[-1].set_value("Tuesday <b>class</b>")
    at.selectbox(key="teach-quarters").set_value(QUARTERS)
    press(at, "Open the class")
    teacher = asked(at, "teacher")
    klass = kept.klass(teacher)
    assert klass.code in html(at)

    player = opened(**{"class": klass.code})
    assert player.text_input[0].value == klass.code
    player.text_input[1].set_value("<script>alert(1)</script>")
    press(player, "Join")
    assert title(player) == "Before you begin"
    player.text_area[0].set_value("<img src=x onerror=alert(1)>")
    press(player, "Write it down and begin")
    token = asked(player, "game")
    kept.play(token, Move(quarter=1, decisions=(Buddy(trust=0),)))

    at.run()
    said = html(at)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said
    assert "&lt;img src=x" in said
    assert "<script>alert(1)" not in said
    assert "quarter 2 of 3" in said
    assert f"game={token}" in said
    assert "ask for a buddy for" in said

    assert next(button for button in at.button if button.label == "Close the class").disabled
    at.checkbox(key="teacher-close-sure").set_value(True)
    at.run()
    press(at, "Close the class")
    assert kept.load(token).ended
    at.run()
    assert "1. &lt;script&gt;" in html(at)
    at.checkbox(key="teacher-sure").set_value(True)
    at.run()
    press(at, "Delete the class")
    assert len(opened(teacher=teacher).error) == 1
    assert len(opened(game=token).error) == 1


def test_the_wall_shows_code_and_league_and_no_token(kept):
    klass = kept.new_class("Tuesday", role="national", quarters=QUARTERS, seed=1)
    player = kept.join(klass.code, "Ann")
    kept.finish(player.token)
    said = html(opened(**{"class": klass.code, "view": "projector"}))
    assert klass.code in said
    assert "1. Ann" in said
    assert player.token not in said
    assert klass.teacher_token not in said


def _first_tab(at):
    """The tab that is open at first."""
    inside = next(each for each in at.main if each.type == "tab_container")
    return at.tabs[inside.proto.tab_container.default_tab_index].label


def test_on_a_shared_server_only_the_key_opens_a_class(kept):
    settings.use(replace(settings.held(), shared=True, teacher_key="key"))
    assert [tab.label for tab in opened().tabs] == ["Play alone", "Join a class"]
    assert _first_tab(opened()) == "Join a class"
    assert _first_tab(opened(key="key")) == "Teach a class"
    assert opened(key="wrong").error[0].value.startswith("this is not the key")
    assert any(button.label == "Open the class" for button in opened(key="key").button)


def test_a_name_that_is_taken_is_one_message(kept):
    klass = kept.new_class("Tuesday", role="national", quarters=QUARTERS, seed=1)
    kept.join(klass.code, "Ann")
    at = opened(**{"class": klass.code})
    at.text_input[1].set_value("ann")
    press(at, "Join")
    assert "in this class already" in at.error[0].value
    assert len(kept.players(klass.teacher_token)) == 1


def upload(at, name, data):
    """Give the page a file, and ask it to open it."""
    at.file_uploader[0].set_value((name, data, "application/toml"))
    at.run()
    return press(at, "Open it")


def test_a_saved_game_is_opened_at_its_end(begun, kept):
    kept.play(begun.token, Move(quarter=1, decisions=()))
    ended = kept.finish(begun.token)
    at = upload(opened(), "game.toml", as_toml(ended).encode())
    assert title(at) == "The end"
    again = kept.load(asked(at, "game"))
    assert again.token != ended.token
    assert again.moves == ended.moves


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"x = 1", b"# game = {}", b"extends = '/etc/passwd'\n" * 2])
def test_a_file_that_is_no_saved_game_is_one_message(kept, data):
    at = upload(opened(), "game.toml", data)
    assert len(at.error) == 1
    assert title(at) == "Play"


@pytest.mark.parametrize(("role", "pictures"), [("chair", 0), ("national", 1)])
def test_a_picture_of_one_trust_s_paths_is_not_shown_twice(kept, role, pictures):
    game = kept.predict(kept.create(new_game(role, "you", seed=1, quarters=QUARTERS)).token, EXPECTED)
    at = opened(game=kept.finish(game.token).token)
    found = [each.value for each in at.subheader]
    assert sum("quality on each path" in text for text in found) == pictures
    assert sum(text.startswith("Quality on each path") for text in found) == 1


def test_the_end_says_why_it_came_early(kept):
    whole = by_lot(begun_game("chair", seed=4), 0, 18)
    game = kept.create(whole.model_copy(update={"moves": whole.moves[:9], "ended": True}))
    said = opened(game=game.token).info[0].value
    assert said.startswith("Acute 004 was taken over in October 2015 by Acute 007.")
    klass = kept.new_class("Tuesday", role="national", quarters=QUARTERS, seed=1)
    ann, ben = (kept.join(klass.code, name) for name in ("Ann", "Ben"))
    kept.predict(ann.token, EXPECTED)
    at = opened(game=ann.token)
    kept.finish(ben.token)
    kept.close(klass.teacher_token)
    press(at, "End the quarter")
    assert title(at) == "The end"
    assert at.info[0].value.startswith("Your teacher closed the class while you were in quarter 1 of 3")
    assert not any("teacher" in info.value for info in opened(game=ben.token).info)


@pytest.mark.parametrize("typed", [99.0, -1.0, 25.0, 20.01])
def test_a_sum_that_cannot_be_is_one_message_and_nothing_is_played_until_it_is_mended(begun, kept, typed):
    at = opened(game=begun.token)
    key = next(each.key for each in at.number_input if each.key.endswith("-money"))
    at.number_input(key=key).set_value(typed)
    press(at, "End the quarter")
    assert len(at.error) == 1
    assert at.error[0].value.replace("\\", "").startswith(f"£{typed:g}m cannot be given to Acute")
    assert at.number_input(key=key).value == typed
    assert kept.load(begun.token).moves == ()
    at.number_input(key=key).set_value(None)
    at.run()
    assert not at.error
    press(at, "End the quarter")
    assert [move.decisions for move in kept.load(begun.token).moves] == [()]


def test_a_player_is_removed_by_the_teacher(kept):
    klass = kept.new_class("Tuesday", role="national", quarters=QUARTERS, seed=1)
    ann, ben = (kept.join(klass.code, name) for name in ("Annabella", "Ben"))
    at = opened(teacher=klass.teacher_token)
    assert f"/play?class={klass.code}" in html(at)
    assert f"/play?class={klass.code}" in html(opened(**{"class": klass.code, "view": "projector"}))
    at.selectbox(key="teacher-whom").set_value(ann.token)
    at.run()
    at.checkbox(key=f"teacher-remove-sure-{ann.token}").set_value(True)
    at.run()
    press(at, "Remove the player")
    assert [game.token for game in kept.players(klass.teacher_token)] == [ben.token]
    assert "Annabella" not in html(at)
    assert len(opened(game=ann.token).error) == 1
