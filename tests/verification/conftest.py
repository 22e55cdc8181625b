"""Lets the tests of this folder import the small worlds, and keeps some of their runs for all of them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_worlds import Film, films


@pytest.fixture(scope="session")
def plain() -> list[Film]:
    """Twenty replicates of the small world as it is."""
    return films({})


@pytest.fixture(scope="session")
def busy() -> list[Film]:
    """Twenty replicates in which everything happens: seats close, leaders are removed, support is short and goes on."""
    return films(
        {
            "regulation.takeover": 0.005,
            "regulation.merging": 0.002,
            "levers.leadership.patience": 6,
            "levers.leadership.removal_at_entry": 0.5,
            "levers.director.pool": 3,
            "levers.regime.support_after_exit": 12,
            "levers.funding.envelope": 30.0,
            "levers.regime.review_entries": 0.3,
            "regulation.release": 1.0,
        }
    )
