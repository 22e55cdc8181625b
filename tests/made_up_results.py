"""A small results root: two arms of a made-up world, something published, something unfinished, something broken."""

import json
from pathlib import Path

from turnaround_sim import cli

SMALL = """
title = "Small"
trusts = 12
systems = 3
months = 40
burn_in = 6
[levers.regime]
review_entries = 3.0
[[changes]]
month = 1
lever = "regime.review_entries"
value = 0.0
"""
REPLACED = """
extends = "small.toml"
title = "Replaced"
[[events]]
month = 18
trust = 4
do = "replace_leader"
"""
SVG = '<?xml version="1.0"?>\n<svg width="396pt"><title>Two lines</title><desc>One is above.</desc></svg>'
CONTRASTS = """name,claim,arm_a,arm_b,outcome,expected,unit,came,difference,low,high,replicates
x,more <b>money</b> helps,none,much,shortfall,lower,points,as expected,-1,-1.5,-0.5,200
y,,none,some,shortfall,lower,points,the other way,1,0.5,1.5,200
"""
DIFFERENCES = """arm,outcome,unit,a,b,difference,low,high,share_b_better,share_tied,replicates
much,shortfall,points,2,1,-1,-1.5,-0.5,0.9,0,200
much,spend_m,£m,2,,,,,,,200
"""


def write_run(home: Path) -> Path:
    """Two arms of a small world in three replicates; gives the folder, which lies under `home`/results."""
    (home / "small.toml").write_text(SMALL, encoding="utf-8")
    (home / "replaced.toml").write_text(REPLACED, encoding="utf-8")
    words = ["compare", str(home / "small.toml"), str(home / "replaced.toml"), "--replicates", "3", "--quiet"]
    assert cli.main([*words, "--uncertainty", "none", "--keep", "tables", "--out", str(home / "results")]) == 0
    return next((home / "results").glob("*/*/done")).parent


def write_published(root: Path) -> Path:
    """An experiment of which the small tables and a picture were kept."""
    folder = root / "published" / "money"
    (folder / "figures").mkdir(parents=True)
    manifest = {
        "name": "money", "title": "What does money buy?", "question": "What for?", "hypothesis": "Little.",
        "rests_on": "posterior", "command": "python -m experiments.money", "baseline": "none", "arms": 3,
        "outcomes": ["shortfall"], "replicates": 200, "seed": 1, "date": "2026-11-25",
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "contrasts.csv").write_text(CONTRASTS, encoding="utf-8")
    (folder / "differences.csv").write_text(DIFFERENCES, encoding="utf-8")
    (folder / "figures" / "1-lines.svg").write_text(SVG, encoding="utf-8")
    return folder


def write_unfinished(root: Path) -> Path:
    """A run that was stopped at the third of eight pieces, the second time that it was begun."""
    folder = root / "slow" / "0123456789abcdef.partial"
    folder.mkdir(parents=True)
    events = [
        {"event": "started", "chunks": 8, "chunks_reused": 0},
        {"event": "kept", "chunk": 0},
        {"event": "started", "chunks": 7, "chunks_reused": 1},
        {"event": "kept", "chunk": 1},
        {"event": "found", "chunk": 2},
    ]
    lines = [json.dumps(event) for event in events]
    (folder / "log.jsonl").write_text("\n".join([*lines, '{"event": "kep']), encoding="utf-8")
    return folder


def write_damaged(root: Path) -> Path:
    """A finished folder whose manifest was cut off."""
    folder = root / "broken" / "fedcba9876543210"
    folder.mkdir(parents=True)
    (folder / "done").write_text("fedcba9876543210\n", encoding="ascii")
    (folder / "manifest.json").write_text('{"name": "bro', encoding="utf-8")
    return folder


def write_foreign(root: Path) -> Path:
    """A finished folder of another version, whose manifest lacks what ours has."""
    folder = root / "foreign" / "00000000000000ff"
    folder.mkdir(parents=True)
    (folder / "done").write_text("x\n", encoding="ascii")
    told = {"scenarios": {"only": {"months": 3}}, "titles": {}, "files": {}, "started": "2020-01-01T00:00:00+00:00"}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return folder
