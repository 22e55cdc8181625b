"""The site is built without a warning and asks nothing of a network."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from blocks import HOUSE

pytest.importorskip("material", reason="the site is built where the extra `docs` is installed")

LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|data)=[\"']?([^\"'\s>]+)", re.I
)
LINKED = re.compile(r"<link\b[^>]*>", re.I)
ADDRESS = re.compile(r"\bhref=[\"']?([^\"'\s>]+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    answer = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=HOUSE,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return folder


def test_every_page_is_there(site: Path) -> None:
    pages = [path.relative_to(HOUSE / "docs").with_suffix(".html") for path in (HOUSE / "docs").rglob("*.md")]
    missing = [
        page.as_posix()
        for page in [*pages, Path("contributing.html"), Path("changelog.html")]
        if not (site / page).is_file()
    ]
    assert not missing


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        asked = LOADED.findall(text) + [a for link in LINKED.findall(text) for a in ADDRESS.findall(link)]
        outside = [address for address in asked if re.match(r"(?:https?:)?//", address)]
        assert not outside, f"{page.name} asks for {outside}"
        # The theme's own script would fetch a drawing library for these, and figures of a repository for that.
        assert 'class="mermaid"' not in text
        assert 'data-md-component="source"' not in text


def test_no_style_loads_anything_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*;", text), sheet.name


def test_the_search_can_be_read_from_a_folder(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert index.startswith("var __index = {")
    assert "iframe-worker.js" in (site / "index.html").read_text(encoding="utf-8")


def test_every_description_of_the_software_says_the_same() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    codemeta = json.loads((HOUSE / "codemeta.json").read_text(encoding="utf-8"))
    citation = dict(
        re.findall(r"^([\w-]+): \"?([^\"\n]+)\"?$", (HOUSE / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    )
    assert codemeta["name"] == project["name"]
    assert citation["title"].startswith(f"{project['name']}: ")
    assert codemeta["version"] == citation["version"] == project["version"]
    assert codemeta["license"] == f"https://spdx.org/licenses/{project['license']}"
    assert citation["license"] == project["license"]
    assert codemeta["description"] == project["description"]
    assert codemeta["dateModified"] == citation["date-released"]
    assert codemeta["keywords"] == project["keywords"]
