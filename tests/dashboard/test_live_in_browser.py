"""The page Live model in a real browser: by mouse, by keyboard, playing, on a projector and on a phone."""

import re

import pytest
from browsing import SIZES, WIDE_FIRST

FOCUSED = "document.activeElement.shadowRoot?.activeElement?.dataset.trust"


def step(opened, name, comes_to):
    opened.page.get_by_role("button", name=name, exact=True).click()
    opened.page.locator(f"text=At the end of month {comes_to}").wait_for()
    return opened.settle()


def trust(page, number):
    return page.locator(f'g[data-trust="{number}"]').locator("visible=true")


def month(page):
    return int(re.search(r"At the end of month (\d+)", page.locator("text=At the end of month").inner_text())[1])


@pytest.mark.parametrize(("width", "height"), WIDE_FIRST)
def test_a_trust_is_chosen_by_mouse_and_by_keyboard(visit, width, height):
    opened = visit(width, height)
    page = opened.go("live")
    step(opened, "Step 12 months", 11)
    step(opened, "Step one month", 12)
    assert page.locator("g.trust").locator("visible=true").count() == 12
    trust(page, 7).click()
    page.locator("h2", has_text=re.compile("^Acute 008$")).wait_for()
    assert trust(page, 7).get_attribute("aria-pressed") == "true"
    trust(page, 0).focus()
    page.keyboard.press("Enter")
    page.locator("h2", has_text=re.compile("^Acute 001$")).wait_for()
    page.get_by_text("Leader 17 was removed at review after 17 months.").wait_for()
    # The picture is drawn anew, and whoever walks it by keyboard is still where she was.
    assert page.evaluate(FOCUSED) == "0"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "3"
    opened.check()


def test_it_plays_and_is_stopped(visit):
    opened = visit()
    page = opened.go("live")
    step(opened, "Step one month", 0)
    page.get_by_role("combobox", name="Pace of Play").click()
    page.get_by_role("option", name=re.compile("^fast")).click()
    opened.settle()
    page.get_by_role("button", name="Play", exact=True).click()
    page.locator("text=At the end of month 3").wait_for()
    page.get_by_role("button", name="Pause", exact=True).click()
    opened.settle()
    stopped = month(page)
    assert stopped >= 3
    page.wait_for_timeout(2500)
    assert month(page) == stopped
    opened.check()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_large_world_is_looked_at_system_by_system(visit, width, height):
    opened = visit(width, height)
    page = opened.go("live")
    page.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name=re.compile("^null")).click()
    page.locator('button[data-system="4"]').wait_for(timeout=60_000)
    opened.settle()
    step(opened, "Step 12 months", 11)
    page.locator('button[data-system="4"]').click()
    page.locator('button[data-system="4"][aria-pressed="true"]').wait_for()
    opened.settle()
    assert page.locator("text=System 05").locator("visible=true").count() >= 2
    assert 3 <= page.locator("g.trust").locator("visible=true").count() <= 10
    opened.check()
