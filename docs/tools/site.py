"""What the site has beyond the pages in this folder: those that lie at the root, and every decision in its list."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

HOUSE = Path(__file__).resolve().parents[2]
AT_THE_ROOT = ("CONTRIBUTING.md", "CHANGELOG.md")


def on_config(config: Any) -> Any:
    """Lists every decision after the page that introduces them."""
    for section in config.nav:
        for entry in section.get("Background", ()):
            if isinstance(entry, dict) and "Decisions" in entry:
                for path in sorted((HOUSE / "docs" / "decisions").glob("[0-9]*.md")):
                    title = path.read_text(encoding="utf-8").partition("\n")[0]
                    entry["Decisions"].append({re.sub(r"^# 0*(\d+)\.? ", r"\1. ", title): f"decisions/{path.name}"})
    return config


def on_files(files: Files, config: Any) -> Files:
    """Adds the pages of the root, with links as they are from here."""
    for name in AT_THE_ROOT:
        text = (HOUSE / name).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, name.lower(), content=text))
    return files
