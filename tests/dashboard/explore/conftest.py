"""What tests of Explore share: a finished comparison of a small world."""

import pytest

from turnaround_sim.dashboard.explore.asked import Asked
from turnaround_sim.experiment import run_arms

SMALL = Asked("classroom", "classroom", {"levers.leadership.patience": "36"}, replicates=24, uncertainty="none")


@pytest.fixture(scope="session")
def compared(tmp_path_factory):
    """The folder of twelve trusts under more patience, in 24 worlds."""
    return run_arms(SMALL.arms, SMALL.question, out=tmp_path_factory.mktemp("results"), about=SMALL.about)
