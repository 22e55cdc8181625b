"""A real browser for tests: Chromium by Playwright, a server of ours, and what a page may not do."""

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = [(1280, 800), (390, 844)]
WIDE_FIRST = [(1280, 800), pytest.param(390, 844, marks=pytest.mark.slow)]
"""For what takes long: on a phone it is tried where slow tests are."""
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
GRAVE = ("serious", "critical")


def missing(why):
    """Leave a test out, with the reason; where a browser is required, fail it."""
    if REQUIRED:
        pytest.fail(f"REQUIRE_BROWSER is 1, and {why}")
    pytest.skip(why)


@contextmanager
def chromium(profile):
    """Chromium with a profile of its own."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install '.[browser]'")
    program = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    if shutil.which(program) is None:
        missing(f"there is no browser at {program}; CHROMIUM may name another")
    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(str(profile), executable_path=program, args=FLAGS)
        yield context
        context.close()


class Server:
    """`turnaround dashboard` or `play` in a process of its own."""

    def __init__(self, verb, out, *words):
        command = [sys.executable, "-m", "turnaround_sim", verb, "--no-browser", "--port", "0", "--out", str(out)]
        self.out = out
        self.process = subprocess.Popen(
            [*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=out.parent
        )
        said = self.process.stdout.readline()
        found = re.search(r"http://\S+:\d+", said)
        assert found, said + self.process.communicate(timeout=10)[1]
        self.address = found[0]

    def end(self, how=signal.SIGTERM):
        """Stop it, by default as a shell does, and give what it said of errors."""
        self.process.send_signal(how)
        return self.process.communicate(timeout=20)[1]


class Visit:
    """One page open in a browser, with all that it said to the console and asked of anybody but the server."""

    def __init__(self, context, server, width=1280, height=800):
        self.server = server
        self.page = context.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self.said, self.outside = [], []
        self.page.on("console", lambda message: self._hear(message))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._ask(request.url))

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text}")

    def _ask(self, url):
        near = (self.server.address, self.server.address.replace("http:", "ws:"), "data:", "blob:")
        if not url.startswith(near):
            self.outside.append(url)

    def go(self, path=""):
        """Open a page of the server and wait until it is all there."""
        self.page.goto(f"{self.server.address}/{path}")
        self.page.wait_for_selector("h1")
        return self.settle()

    def settle(self, timeout=30_000):
        """Wait until the server has put up all it has to say."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(IDLE, state="attached", timeout=timeout)
        return self.page

    def faults(self):
        """What axe finds that is serious: of each rule its name and where."""
        try:
            from axe_playwright_python.sync_playwright import Axe
        except ImportError:
            missing("axe-playwright-python is not installed: pip install '.[browser]'")
        found = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']} ({each['impact']}): {node['html'][:200]}"
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]

    def check(self):
        """Nothing said to the console, nothing asked of others, nothing wider than the window, no serious fault."""
        assert self.said == []
        assert self.outside == []
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        assert self.faults() == []
