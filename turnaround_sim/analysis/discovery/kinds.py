"""Which folders hold a study in discovery; asked of every folder, so that no library is needed for it."""

import json
from pathlib import Path

KIND = "discovery"


def is_discovery(folder: Path) -> bool:
    """Whether a folder holds a finished study in discovery."""
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(isinstance(told, dict) and told.get("kind") == KIND)
