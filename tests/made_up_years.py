"""Trust-years and spells made up by hand or by chance, in the columns in which the naive estimators read them."""

from typing import Any

import numpy as np
import pandas as pd


def trust_years(values: Any, changes: Any = None, **columns: Any) -> pd.DataFrame:
    """One world's years from values [trust, year]; trusts are acute, inadequate and inside, unless `columns` differ.

    `changes` [trust, year] counts leaders who left; where any did, the change was inside special measures.
    """
    values = np.asarray(values, dtype=float)
    trusts, years = values.shape
    changes = np.zeros(values.shape, dtype=int) if changes is None else np.asarray(changes, dtype=int)
    frame = pd.DataFrame(
        {
            "replicate": 0,
            "trust": np.repeat(np.arange(trusts), years),
            "year": np.tile(np.arange(2013, 2013 + years), trusts),
            "observed_mortality": values.ravel(),
            "type": "acute",
            "rating": "inadequate",
            "inside": True,
            "ever_inside": True,
            "changes": changes.ravel(),
            "changed_inside": changes.ravel() > 0,
            "tenure": 1.0,
        }
    )
    return frame.assign(**{name: np.asarray(given).ravel() for name, given in columns.items()})


def spells(*rows: tuple[float, bool, float, float]) -> pd.DataFrame:
    """One world's spells from months, exited, leaders and the month of the first change (infinite for none)."""
    frame = pd.DataFrame(rows, columns=["months", "exited", "leaders", "first_change"])
    return frame.astype({"months": float, "exited": bool, "leaders": float, "first_change": float})
