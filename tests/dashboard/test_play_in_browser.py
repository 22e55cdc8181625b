"""The game in a real browser: played to its end and replayed, a class with its teacher, and a server that is killed."""

import signal

import pytest
from browsing import SIZES, Server, Visit

from turnaround_sim.dashboard.playing.pieces import WATCH
from turnaround_sim.play.storage import Games

EXPECTED = "Both out, <script>alert(1)</script> **because** <img src=x onerror=alert(1)>"
NAME = '<script>alert("x")</script> Zoë'
LONG = 120_000


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A results root of the game's own."""
    root = tmp_path_factory.mktemp("played") / "results"
    root.mkdir()
    return root


@pytest.fixture(scope="module")
def server(root, browser):
    """The game alone; what it is started with decides nothing that is kept."""
    running = Server("play", root)
    yield running
    running.end()


def heading(visit, text):
    """Wait for a heading, then for all of the page."""
    visit.page.get_by_role("heading", name=text).first.wait_for(timeout=LONG)
    return visit.settle()


def press(visit, label):
    """Press a button by its label."""
    visit.page.get_by_role("button", name=label, exact=True).click()


def option(visit, place, text):
    """Choose from the list in this place of those on the page."""
    visit.page.get_by_role("combobox").nth(place).click()
    visit.page.get_by_role("option", name=text).first.click()
    visit.settle()


def predict(visit):
    """Write the prediction down, and begin."""
    heading(visit, "Before you begin")
    visit.page.get_by_role("textbox").first.fill(EXPECTED)
    press(visit, "Write it down and begin")
    heading(visit, "quarter 1 of 3")


def end_quarter(visit, after):
    """End a quarter, and wait for what comes after it."""
    press(visit, "End the quarter")
    return heading(visit, after)


def check_at_every_size(visit):
    """Fit for all, on a screen and on a phone."""
    for width, height in SIZES:
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.settle()
        visit.check()


def test_a_game_is_played_to_its_end_and_replayed(visit):
    opened = visit()
    page = opened.go("play")
    check_at_every_size(opened)
    page.get_by_role("spinbutton").first.fill("1")
    option(opened, 0, "1 year")
    press(opened, "Begin")
    heading(opened, "Before you begin")
    check_at_every_size(opened)
    predict(opened)
    page.get_by_text("Replace", exact=True).first.click()
    opened.settle()
    page.get_by_text("Ask for a buddy for").first.click()
    opened.settle()
    assert page.get_by_text("Replace the chief executive of").first.is_visible()
    assert page.get_by_text("up to £0.15m").first.is_visible()
    check_at_every_size(opened)

    # A browser lets any number be typed, and says it; what cannot be is told, and the quarter does not end.
    for typed in ("99", "-1"):
        page.get_by_role("spinbutton").first.fill(typed)
        press(opened, "End the quarter")
        page.get_by_text(f"£{typed}m cannot be given to").wait_for(timeout=LONG)
        assert page.get_by_role("heading", name="quarter 1 of 3").is_visible()
    check_at_every_size(opened)
    page.get_by_role("spinbutton").first.fill("")
    opened.settle()

    # A second click of an impatient hand plays no second quarter, and is no mistake.
    page.get_by_role("button", name="End the quarter").dblclick()
    heading(opened, "quarter 2 of 3")
    assert page.get_by_text("another window").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.reload()
    heading(opened, "quarter 2 of 3")
    page.go_back()
    heading(opened, "Play")
    page.go_forward()
    heading(opened, "quarter 2 of 3")

    other = visit()
    other.page.goto(page.url)
    heading(other, "quarter 2 of 3")
    end_quarter(opened, "quarter 3 of 3")
    press(other, "End the quarter")
    heading(other, "quarter 3 of 3")
    assert other.page.get_by_text("was ended in another window").is_visible()

    end_quarter(opened, "The end")
    assert page.get_by_text("you, nobody replaced").first.is_visible()
    assert page.locator("blockquote").first.inner_text().startswith(EXPECTED)
    press(opened, "Replay")
    page.get_by_text("Where the two parted").first.wait_for(timeout=LONG)
    opened.settle()
    press(opened, "Play them in 100 worlds")
    page.get_by_text("each policy against").first.wait_for(timeout=LONG)
    check_at_every_size(opened)
    with page.expect_download() as file:
        press(opened, "Download this game")
    assert "seed" in file.value.path().read_text()


CONTROL = "(at => /BUTTON|INPUT|TEXTAREA/.test(at.tagName) ? at.ariaLabel || at.innerText || at.value : '')"


def tab_to(page, what):
    """Go on by keyboard until this is in focus: a button's text, or the label or else the value of a control."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{CONTROL}(document.activeElement)").startswith(what):
            return
    raise AssertionError(f"{what} is not reached by keyboard")


def test_a_quarter_is_played_without_a_mouse(visit):
    opened = visit()
    page = opened.go("play")
    tab_to(page, "Begin")
    page.keyboard.press("Enter")
    heading(opened, "Before you begin")
    tab_to(page, "What will happen to")
    page.keyboard.type("Nothing much.")
    tab_to(page, "Write it down")
    page.keyboard.press("Enter")
    heading(opened, "quarter 1 of 11")
    tab_to(page, "0")
    page.keyboard.press("ArrowRight")
    opened.settle()
    assert page.get_by_text("Replace the chief executive of").is_visible()
    tab_to(page, "End the quarter")
    page.keyboard.press("Enter")
    heading(opened, "quarter 2 of 11")
    assert page.get_by_text("replace the chief executive of").first.is_visible()


def test_a_page_that_no_longer_looks_anew_is_loaded_again(visit):
    """As after a night's sleep: the server has given the page up, and what it asks for is not answered."""
    opened = visit()
    page = opened.go("play")
    page.evaluate(
        """() => {
            const mark = document.body.appendChild(document.createElement("span"));
            Object.assign(mark.dataset, { beat: "0", every: "0.4" });
            window.beating = setInterval(() => { mark.dataset.beat = Date.now(); }, 200);
        }"""
    )
    page.add_script_tag(content=WATCH.read_text(encoding="utf-8"))
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.wait_for_timeout(4000)
    assert loads == []
    with page.expect_navigation(timeout=10_000):
        page.evaluate("clearInterval(window.beating)")


def test_a_class_with_two_players_and_a_teacher_outlives_a_server_that_is_killed(browser, root, tmp_path):
    running = Server("play", root)
    teacher = Visit(browser, running)
    page = teacher.go("play")
    page.get_by_role("tab", name="Teach a class").click()
    panel = page.get_by_role("tabpanel").last
    panel.get_by_role("textbox").first.fill("Tuesday <b>class</b>")
    panel.get_by_role("spinbutton").fill("1")
    panel.get_by_role("combobox").click()
    page.get_by_role("option", name="1 year").click()
    panel.get_by_role("button", name="Open the class").click()
    page.get_by_text("and type the code").wait_for(timeout=LONG)
    code = page.locator(".facts.large dd").nth(1).inner_text()
    players = []
    for name in (NAME, "Bob"):
        player = Visit(browser, running)
        player.page.goto(f"{running.address}/play?class={code}")
        heading(player, "Tuesday")
        player.page.get_by_role("textbox").nth(1).fill(name)
        press(player, "Join")
        predict(player)
        players.append(player)
    player = players[0].page.url.rpartition("/")[2]
    end_quarter(players[0], "quarter 2 of 3")
    players[1].page.get_by_text("Replace", exact=True).first.click()
    players[1].settle()
    end_quarter(players[1], "quarter 2 of 3")
    end_quarter(players[1], "quarter 3 of 3")
    page.get_by_text("quarter 3 of 3").wait_for(timeout=LONG)

    players[1].page.get_by_text("Ask for a buddy for").first.click()
    players[1].settle()

    running.end(signal.SIGKILL)
    players[0].page.close()
    running = Server("play", root, "--port", running.address.rpartition(":")[2])
    try:
        # Pages that were left open find the server again by themselves; one is opened anew, as on another laptop.
        end_quarter(players[1], "The end")
        players[0] = Visit(browser, running)
        players[0].page.goto(f"{running.address}/{player}")
        heading(players[0], "quarter 2 of 3")
        assert players[0].page.get_by_text("Nothing is ticked").is_visible()
        page = heading(teacher, "Players: 2 joined, 1 through")
        page.get_by_text("Every decision", exact=True).click()
        page.get_by_text("replace the chief executive of").first.wait_for()
        page.get_by_text("ask for a buddy for").first.wait_for()
        assert page.get_by_text(NAME).first.is_visible()
        teacher.said.clear()  # of the time in which there was no server
        check_at_every_size(teacher)
        token = page.url.rpartition("=")[2]
        page.goto(f"{running.address}/play?class={code}&view=projector")
        page.get_by_text("1. Bob").wait_for(timeout=LONG)
        teacher.settle()
        check_at_every_size(teacher)
        # Deleted in another window: the wall says so by itself.
        Games(root / "games.sqlite").delete(token)
        page.get_by_text("no class has this code").wait_for(timeout=LONG)
    finally:
        for each in (teacher, *players):
            each.page.close()
        said = running.end()
    assert "Traceback" not in said
