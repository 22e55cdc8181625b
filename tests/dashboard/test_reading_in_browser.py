"""The pages that read, in a real browser: a folder opened, a trust set against another arm, a number looked up."""

import made_up_results as made_up
import pytest
from browsing import SIZES, WIDE_FIRST, Server, Visit

from turnaround_sim.dashboard.experiments import folders

SLOW = 90_000
"""Milliseconds: the first walk after a start of the server compiles or loads the rules."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    home = tmp_path_factory.mktemp("served")
    made_up.write_run(home)
    root = home / "results"
    made_up.write_published(root)
    made_up.write_unfinished(root)
    made_up.write_damaged(root)
    return root


@pytest.fixture(scope="module")
def server(browser, root):
    """The dashboard over results of every state."""
    running = Server("dashboard", root)
    yield running
    running.end()


@pytest.mark.parametrize(("width", "height"), WIDE_FIRST)
def test_a_folder_is_opened_from_the_list_and_its_report_kept(browser, server, width, height):
    visit = Visit(browser, server, width, height)
    page = visit.go("experiments")
    assert page.get_by_text("3 of 8 pieces are done").is_visible()
    visit.check()
    page.get_by_role("link", name="Replaced, against Small").click()
    page.wait_for_selector("section.answer .sentence", timeout=SLOW)
    visit.settle(SLOW)
    assert "folder=" in page.url
    assert page.locator("h1").inner_text() == "replaced against small"
    assert page.locator("img.picture").count() >= 3
    assert all(each.get_attribute("alt") for each in page.locator("img.picture").all())
    page.get_by_text("The numbers as a table").first.click()
    assert page.get_by_role("table").first.is_visible()
    visit.check()
    page.get_by_role("button", name="Report to keep").click()
    with page.expect_download(timeout=SLOW) as kept:
        page.get_by_role("button", name="Save the report").click(timeout=SLOW)
    assert kept.value.path().read_text(encoding="utf-8").startswith("<!doctype html>")
    page.get_by_role("button", name="All results").click()
    page.get_by_label("Search titles, folders and dates").fill("money")
    page.keyboard.press("Enter")
    visit.settle()
    page.get_by_role("link", name="What does money buy?").click()
    page.wait_for_selector("section.answer .sentence")
    visit.settle()
    visit.check()
    page.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_trust_is_set_against_another_arm_in_the_same_luck(browser, server, root, width, height):
    (place,) = (each.place for each in folders.listed(root) if each.kind == folders.COMPARISON)
    visit = Visit(browser, server, width, height)
    page = visit.go(f"one_trust?run={place}&replicate=2&trust=4")
    page.wait_for_selector("img.picture", timeout=SLOW)
    visit.settle(SLOW)
    alone = page.locator("img.picture").get_attribute("src")
    page.get_by_label("Set against, in the same luck").click()
    page.get_by_role("option", name="arm: replaced").click()
    page.wait_for_selector("text=Where the two part", timeout=SLOW)
    visit.settle(SLOW)
    assert "against=arm" in page.url
    assert page.locator("img.picture").get_attribute("src") != alone
    assert page.get_by_text("an event ordered for it").first.is_visible()
    visit.check()
    page.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_number_is_looked_up_with_its_sources(browser, server, width, height):
    visit = Visit(browser, server, width, height)
    page = visit.go("evidence")
    assert page.get_by_role("heading", name="What the model gets wrong").is_visible()
    ends = (
        page.locator("table.cards")
        .first.locator("td")
        .evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().right)")
    )
    assert max(ends) <= width
    visit.check()
    page.get_by_role("tab", name="Every number").click()
    page.get_by_label("Search names, meanings and sources").fill("misfit")
    page.keyboard.press("Enter")
    visit.settle()
    page.get_by_text("One number in full, with its sources").click()
    page.wait_for_selector("text=Narrowed by the record")
    visit.check()
    with page.expect_download() as kept:
        page.get_by_role("button", name="These numbers as CSV").click()
    assert "parameters.leadership.misfit" in kept.value.path().read_text(encoding="utf-8")
    page.close()
