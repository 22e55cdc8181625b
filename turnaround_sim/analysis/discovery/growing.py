"""CART: split the points in two, and each part again, wherever cases and others part best."""

import numpy as np
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.tree import DecisionTreeClassifier

from turnaround_sim.analysis.discovery.judging import Flags
from turnaround_sim.analysis.discovery.peeling import LEAST
from turnaround_sim.analysis.discovery.regions import Floats, Region, region_of

DEEPEST = 3
"""Questions from the top of the tree to a leaf."""
LEAVES = 6
FOLDS = 5


def leaves(places: Floats, is_case: Flags, seed: int) -> list[Region]:
    """The leaves of the tree, as boxes; one without limits where no split foretells cases that it was not shown.

    How many leaves there are, up to LEAVES, is settled by cross-validation: as few as foretell within one standard
    error of the best.
    """
    count = _size(places, is_case, seed)
    if count == 1:
        return [Region()]
    tree = _tree(count, len(is_case), seed).fit(places, is_case).tree_
    regions: list[Region] = []

    def walk(node: int, ends: dict[int, tuple[float, float]]) -> None:
        factor, cut = int(tree.feature[node]), float(tree.threshold[node])
        if factor < 0:
            regions.append(region_of([(each, *its) for each, its in ends.items()]))
            return
        low, high = ends.get(factor, (0.0, 1.0))
        walk(int(tree.children_left[node]), {**ends, factor: (low, cut)})
        walk(int(tree.children_right[node]), {**ends, factor: (float(np.nextafter(cut, 1.0)), high)})

    walk(0, {})
    return regions


def _size(places: Floats, is_case: Flags, seed: int) -> int:
    """How many leaves foretell best the points of a fold that was kept back; 1 where none do."""
    if min(is_case.sum(), (~is_case).sum()) < FOLDS:
        return 1
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    # Brier's score: a leaf of cases only would be punished without bounds by the logarithm of its one mistake.
    base = is_case.mean()
    alone = [-float(np.mean((is_case[kept] - base) ** 2)) for _, kept in folds.split(places, is_case)]
    scores = {1: np.array(alone)}
    for count in range(2, LEAVES + 1):
        tree = _tree(count, len(is_case), seed)
        scores[count] = np.asarray(cross_val_score(tree, places, is_case, cv=folds, scoring="neg_brier_score"))
    best = max(scores, key=lambda count: float(scores[count].mean()))
    error = float(scores[best].std(ddof=1) / np.sqrt(FOLDS))
    return min(count for count, found in scores.items() if found.mean() >= scores[best].mean() - error)


def _tree(count: int, points: int, seed: int) -> DecisionTreeClassifier:
    return DecisionTreeClassifier(
        max_depth=DEEPEST, max_leaf_nodes=count, min_samples_leaf=max(1, round(LEAST * points)), random_state=seed
    )
