"""Which folders hold a finished choice; it needs none of the libraries that one is made with."""

import json
from pathlib import Path

KIND = "choice"


def is_choice(folder: Path) -> bool:
    """Whether a folder holds a finished study of this kind."""
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("kind") == KIND and (folder / "done").is_file()
