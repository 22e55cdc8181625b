"""A browser opens a report from a file: nothing is asked of any network, and the answer is seen without scrolling."""

from pathlib import Path

import numpy as np
import pytest
from browsing import SIZES, chromium
from made_up_fit import write_fit

from turnaround_sim.report.calibration import tell, write_calibration
from turnaround_sim.report.writing import write_report
from turnaround_sim.validation.fit import Fit


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium with a profile of its own, or the test is left out."""
    with chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="module")
def of_calibration(tmp_path_factory):
    """The report of a calibration with the null beside it."""
    root = tmp_path_factory.mktemp("fits")
    full, null = write_fit(root / "full"), write_fit(root / "null", "null", seed=3)
    return write_calibration(tell(Fit.open(full), Fit.open(null)))[0]


@pytest.fixture(params=["run", "calibration"])
def report(request, write_arms, of_calibration):
    """A report of seven arms that kept months, so that it has most of what a report may have; or of a calibration."""
    if request.param == "calibration":
        return of_calibration
    chance = np.random.default_rng(4)
    luck = chance.normal(size=40)
    arms = {"usual": luck, **{f"arm {n}": luck - n / 5 + chance.normal(scale=0.3, size=40) for n in range(1, 7)}}
    values = {arm: {"shortfall": (10 + its).tolist(), "spend_m": (100 + its).tolist()} for arm, its in arms.items()}
    asked = {"title": "How long should a chief executive be given?", "question": "Does patience lower the shortfall?"}
    folder = write_arms(values, keep=("outcomes", "months"), experiment=asked)
    return write_report(folder)[0]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_answer_is_seen_at_once_and_nothing_is_asked_for(browser, report: Path, width, height):
    page = browser.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(report.resolve().as_uri())
    assert said == []
    assert [address for address in asked if not address.startswith("data:")] == [report.resolve().as_uri()]
    for part in ("h1", ".verdict", ".sentence", ".notice"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= height, part
    # Nothing but a table or a wide picture, each in a frame of its own, is wider than the window.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    letters = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.sentence')).fontSize)")
    assert letters >= 18
    page.close()


def test_at_twice_the_size_nothing_is_cut(browser, report: Path):
    page = browser.new_page()
    page.set_viewport_size({"width": 640, "height": 400})  # 1280 by 800 at 200%
    page.goto(report.resolve().as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.close()


def test_words_stand_out_from_what_is_behind_them(browser, report: Path):
    page = browser.new_page()
    page.goto(report.resolve().as_uri())
    least = page.evaluate(
        """() => {
        const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(Number).map(x => x / 255)
            .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
            return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
        const behind = e => { for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c)) return c; }
            return 'rgb(255, 255, 255)'; };
        let least = 21;
        for (const e of document.querySelectorAll('h1, h2, h3, p, li, td, th, summary, figcaption, dt, dd, code')) {
            const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
            least = Math.min(least, (a + 0.05) / (b + 0.05)); }
        return least; }"""
    )
    assert least >= 4.5
    page.close()
