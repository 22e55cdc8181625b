"""What tests of the dashboard share: its settings, a browser, a server."""

import shutil

import made_up_results as made_up
import pytest
from browsing import Server, Visit, chromium

from turnaround_sim.dashboard import settings


@pytest.fixture
def results(tmp_path):
    """An empty results root that the pages are told of."""
    root = tmp_path / "results"
    root.mkdir()
    before = settings.held()
    settings.use(settings.Settings(root=root, games=root / "games.sqlite"))
    yield root
    settings.use(before)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium with a profile of its own, or the test is left out."""
    with chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="module")
def server(tmp_path_factory, browser):
    """The dashboard over an empty results root."""
    root = tmp_path_factory.mktemp("served") / "results"
    root.mkdir()
    running = Server("dashboard", root)
    yield running
    running.end()


@pytest.fixture
def visit(browser, server):
    """A page open in the browser; another size by `visit(width, height)`."""
    opened = []

    def open_page(width=1280, height=800):
        opened.append(Visit(browser, server, width, height))
        return opened[-1]

    yield open_page
    for each in opened:
        each.page.close()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a finished run of two arms, alone under a root; it is read and not written to."""
    return made_up.write_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def root(tmp_path, run):
    """A copy of that root, to do with as one likes."""
    root = tmp_path / "results"
    shutil.copytree(run.parents[1], root)
    return root
