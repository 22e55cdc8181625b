"""The page Explore in a real browser: a lever is moved, the picture changes, and the command gives the same numbers."""

import re
import shlex
from urllib.parse import urlsplit

import pytest
from browsing import SIZES, WIDE_FIRST
from typer.testing import CliRunner

from turnaround_sim.analysis.comparison import paired_differences
from turnaround_sim.cli import app
from turnaround_sim.dashboard.explore.drawing import told_row
from turnaround_sim.store import Results

SMALL = "explore?baseline=classroom&replicates=8"
PATIENCE = 'input[aria-label="Patience with a leader [months]"]'
ENOUGH = 120_000
"""Milliseconds: the rules may have to be compiled first."""


def move(opened, value):
    """Move the lever, run, and give the pictures that come of it."""
    page = opened.page
    page.locator(PATIENCE).fill(str(value))
    page.locator(PATIENCE).press("Enter")
    page.get_by_text(re.compile(f"to {value} months")).wait_for()
    before = drawn(page)
    page.get_by_role("button", name="Run both").click()
    other = "before => [...document.querySelectorAll('img.picture')].slice(0, 1).some(each => each.src !== before[0])"
    page.wait_for_function(other, arg=before or [""], timeout=ENOUGH)
    page.get_by_role("button", name="Tables (tables.xlsx)").wait_for()
    opened.settle()
    return drawn(page)


def drawn(page):
    """The pictures on the page."""
    return [each.get_attribute("src") for each in page.locator("img.picture").all()]


@pytest.mark.parametrize(("width", "height"), WIDE_FIRST)
def test_a_lever_moved_changes_the_picture_and_the_command_gives_its_numbers(
    visit, width, height, tmp_path, monkeypatch
):
    opened = visit(width, height)
    page = opened.go(SMALL)
    first = move(opened, 36)
    second = move(opened, 3)
    assert len(first) == len(second) == 5
    assert all(a != b for a, b in zip(first, second, strict=True))
    opened.check()
    for each in page.locator("img.picture").all():
        assert len(each.get_attribute("alt")) > 100
    # The address carries what is set; so does the link that is shown.
    query = urlsplit(page.url).query
    assert "levers.leadership.patience=3" in query
    shown = [each.inner_text().replace("\n", "") for each in page.locator('[data-testid="stCode"] code').all()]
    assert shown[-1].endswith(f"/explore?{query}")
    words = shlex.split(shown[0])
    assert words[:2] == ["turnaround", "compare"]
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*words[1:], "--quiet"])
    assert done.exit_code == 0, done.output
    rows = [
        tuple(cell.inner_text() for cell in row.locator("th, td").all())
        for row in page.get_by_role("region", name="Headline outcomes, pair by pair").locator("tbody tr").all()
    ]
    differences = paired_differences(Results.open(tmp_path / done.output.strip()), "classroom", "classroom-b")
    told = [told_row(each) for each in differences]
    assert len(rows) == 12
    assert set(rows) <= set(told)
    # The file that is offered asks for the same folder.
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Scenario file")).click()
    download.value.save_as(tmp_path / download.value.suggested_filename)
    again = CliRunner().invoke(app, [*shlex.split(shown[1])[1:], "--quiet"])
    assert again.output.strip() == done.output.strip()


def test_a_link_shows_the_same_at_once_and_a_bad_one_is_told(visit):
    opened = visit()
    page = opened.go(f"{SMALL}&levers.leadership.patience=36&levers.gone=1")
    page.get_by_role("button", name="Tables (tables.xlsx)").wait_for(timeout=ENOUGH)
    opened.settle()
    assert page.locator(PATIENCE).input_value() == "36"
    assert page.get_by_text("no lever or parameter").is_visible()
    opened.check()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_levers_and_an_assumption_are_fit_for_all(visit, width, height):
    opened = visit(width, height)
    page = opened.go("explore?baseline=classroom&replicates=8&parameters.leadership.misfit=0.2")
    groups = page.get_by_role("combobox", name="more, by group")
    groups.click()
    groups.press_sequentially("all of")
    page.get_by_role("option", name="all of them").wait_for()
    groups.press("Enter")
    page.locator('input[aria-label="Director: pool [people]"]').wait_for()
    for name in ("How it is run", "Your own scenario file"):
        page.get_by_text(name).click()
    opened.settle()
    opened.check()
    # By keyboard alone: the sources of a lever, its value, and the run.
    page.locator('button[aria-label^="Help for Patience"]').focus()
    page.get_by_text("A decision, not a belief").wait_for()
    page.keyboard.press("Escape")
    page.locator(PATIENCE).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.get_by_text("to 13 months").wait_for()
    page.get_by_role("button", name="Run both").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tables (tables.xlsx)").wait_for(timeout=ENOUGH)


def test_what_is_shown_in_a_field_is_what_is_run_or_nothing_is(visit):
    opened = visit()
    page = opened.go(f"{SMALL}&levers.leadership.patience=36")
    page.get_by_role("button", name="Tables (tables.xlsx)").wait_for(timeout=ENOUGH)
    assert page.get_by_role("status").first.inner_text() == "The run is done: the answer stands on this page."
    field, button = page.locator(PATIENCE), page.get_by_role("button", name="Run both")
    field.fill("500")
    field.press("Enter")
    page.get_by_text("500 months is out of range; allowed 1 to 120").first.wait_for()
    opened.settle()
    assert field.input_value() == "500"
    assert button.is_disabled()
    opened.check()
    field.fill("1.5")
    field.press("Enter")
    page.get_by_text("1.5 months is not a whole number").first.wait_for()
    field.fill("")
    field.press("Enter")
    page.get_by_text("not a whole number").first.wait_for(state="hidden")
    opened.settle()
    assert field.input_value() == "12"
    assert button.is_enabled()
    # The usual value comes back even where it was there before.
    field.fill("")
    field.press("Enter")
    opened.settle()
    page.wait_for_function("field => document.querySelector(field).value === '12'", arg=PATIENCE)


def test_a_bad_upload_is_told_and_loses_nothing(visit):
    opened = visit()
    page = opened.go(f"{SMALL}&levers.leadership.patience=36")
    page.get_by_role("button", name="Tables (tables.xlsx)").wait_for(timeout=ENOUGH)
    page.get_by_text("Your own scenario file").click()
    content = b"[levers.leadership]\npatiense = 30\n"
    page.locator('input[type="file"]').set_input_files(
        [{"name": "mine.toml", "mimeType": "text/plain", "buffer": content}]
    )
    page.get_by_text("did you mean").wait_for()
    opened.settle()
    assert page.locator(PATIENCE).input_value() == "36"
    assert page.locator("img.picture").count() == 5
    good = b'extends = "classroom"\n[levers.leadership]\npatience = 30\n'
    page.locator('input[type="file"]').set_input_files(
        [{"name": "mine.toml", "mimeType": "text/plain", "buffer": good}]
    )
    page.get_by_text("of your earlier settings").wait_for()
    opened.settle()
    opened.check()


def test_a_tab_closed_in_mid_run_holds_up_nobody(visit, server):
    long, short = visit(), visit()
    page = long.go("explore?baseline=england&replicates=1000&seed=12&levers.leadership.patience=20")
    page.get_by_text(re.compile(r"^\d+ of \d+ replicates")).wait_for(timeout=ENOUGH)
    page.close()
    page = short.go(f"{SMALL}&seed=3&levers.leadership.patience=36")
    page.get_by_role("button", name="Tables (tables.xlsx)").wait_for(timeout=ENOUGH)
    short.settle()
    # The long run gave way rather than being waited for.
    assert (server.out / "england-against-england-b").is_dir()
    assert not list(server.out.glob("england-against-england-b/*/done"))
    assert page.locator("img.picture").count() == 5


def test_a_run_is_stopped_by_its_button(visit):
    opened = visit()
    page = opened.go("explore?baseline=england&replicates=900&seed=13&levers.leadership.patience=20")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text(re.compile("^Stopped")).wait_for()
    assert page.get_by_role("status").first.inner_text() == "The run was stopped."
    opened.settle()
    opened.check()
