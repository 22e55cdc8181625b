"""A small world in which a choice is made in a moment."""

from pathlib import Path

WORLD = """
name = "small"
question = "Which?"
baseline = "nothing"
replicates = 2
outcomes = ["shortfall", "quality"]
factors = ["support", "finance"]

[arms.nothing]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding.millions = 0.0
levers.regime.review_entries = 3.0

[arms.posts]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding = { millions = 2.0, posts = 1.0, consultants = 0.0, capability = 0.0 }
levers.regime.review_entries = 3.0

[arms.capability]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding = { millions = 2.0, posts = 0.0, consultants = 0.0, capability = 1.0 }
levers.regime.review_entries = 3.0

[choose]
draws = 6
points = 44
budget = { outcome = "spend_m", most = 5000.0 }
satisfy = [{ outcome = "shortfall", most = 0.0, against = "baseline" }, { outcome = "quality", least = 1.0 }]

[choose.search]
objectives = ["shortfall", "spend_m"]
population = 8
generations = 2
draws = 2
worlds = 2
most = 3
levers = [
    { name = "funding.millions", low = 0.0, high = 3.0 },
    { name = "leadership.patience", low = 6, high = 24 },
    { name = "buddy.matching" },
    { name = "oversight.assurance_lead" },
]
"""


def written(folder: Path, **changes: str) -> str:
    """The file of the small world; `changes` replace one line each, by what it begins with."""
    text = WORLD
    for begin, line in changes.items():
        (old,) = [each for each in WORLD.splitlines() if each.startswith(begin)]
        text = text.replace(old, line)
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)
