"""The back-test: parameters frozen, England run from July 2013 and held against the record and simple rivals.

And two regimes that no parameter was ever fitted to, with only the regime's clock changed.
"""

from turnaround_sim.validation.backtest.draws import TO_2016, Draws, fitted_draws, prior_draws, product_draws
from turnaround_sim.validation.backtest.facts import backtest_facts
from turnaround_sim.validation.backtest.study import BackTest, back_test, read_backtest, write_backtest

__all__ = [
    "TO_2016",
    "BackTest",
    "Draws",
    "back_test",
    "backtest_facts",
    "fitted_draws",
    "prior_draws",
    "product_draws",
    "read_backtest",
    "write_backtest",
]
