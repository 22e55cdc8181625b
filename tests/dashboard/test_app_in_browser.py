"""Every page, opened by a browser: nothing is asked of anybody else, and axe finds nothing serious."""

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
