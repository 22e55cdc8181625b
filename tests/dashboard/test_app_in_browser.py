"""Every page, opened by a browser: nothing is asked of anybody else, and axe finds nothing serious."""

import re

import pytest
from browsing import SIZES

from turnaround_sim.dashboard.settings import PAGES


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_and_is_fit_for_all(visit, name, width, height):
    opened = visit(width, height)
    page = opened.go(name)
    assert page.locator("h1").first.inner_text()
    assert page.locator(".notice").first.inner_text().startswith("Illustrative, not a forecast.")
    opened.check()


def test_one_page_leads_to_the_next_by_mouse_and_by_keyboard(visit):
    page = visit().go("evidence")
    assert page.title() == "Evidence · turnaround_sim"
    page.get_by_role("link", name="Live model").click()
    page.wait_for_url(re.compile(r"/live\b"))
    page.wait_for_function("document.title === 'Live model · turnaround_sim'")
    link = page.get_by_role("link", name="Experiments")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert link.evaluate("link => link === document.activeElement && getComputedStyle(link).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/experiments\b"))


def test_a_page_that_there_is_not_is_said(visit):
    opened = visit()
    page = opened.go("evidense")
    assert 'there is no page "evidense"' in page.get_by_role("alert").first.inner_text()
    assert 'did you mean "evidence"' in page.get_by_role("alert").first.inner_text()
    opened.check()


def test_ten_windows_stand_side_by_side(visit):
    opened = [visit() for _ in range(10)]
    for place, each in enumerate(opened):
        each.page.goto(f"{each.server.address}/{list(PAGES)[place % len(PAGES)]}")
    for place, each in enumerate(opened):
        each.page.wait_for_selector("h1")
        each.settle(60_000)
        assert each.page.locator("h1").first.inner_text() == list(PAGES.values())[place % len(PAGES)]
        assert (each.said, each.outside) == ([], [])
