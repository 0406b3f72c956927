"""Which steps of a curve may be told: none on a few persons, and no exact first or last time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evalkit.errors import UsageError
from evalkit.estimates.survival.life_table import LifeTable


def told_times(table: LifeTable, minimum: int, among: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.bool_]:
    """The times at which curves of one group may be told, so that no number between two of them is on a few persons.

    Formula: from the left, times are merged until between one told time and the next those who leave, by each exit, and those
    who are followed no longer are either nobody or at least the minimum; what is left over at the end joins the last. At the
    last told time at least the minimum are still there and followed: neither the time of the last nor the end of all is told.

    Parameters
    ----------
    table: of one group; its weights count persons.
    minimum: fewest persons that a number may be told of.
    among: the times to choose from; all when None. Where a curve by exits is told beside the curve of all exits, its times are
        chosen among those of the other (see `all_exits`), so that no difference between the two is on a few persons. Shape (K,).

    Returns
    -------
    For each time whether it may be told; nowhere, when the group is too small. Shape (K,). Between told times a curve is drawn
    flat. Those who are last seen at a time count as gone after it.

    Raises
    ------
    UsageError: a table of several groups, or weights that are not whole: disclosure control counts persons.

    >>> from evalkit.estimates.survival import life_table
    >>> told_times(life_table([1, 2, 3, 4, 9], ["exit"] * 4 + ["censored"], [2, 3, 4, 7, 20]), 5).tolist()
    [False, True, False, True, True]
    """
    if len(table.groups) != 1:
        raise UsageError(f"{len(table.groups)} groups: each group's curves are told at times of their own. Give one group.")
    if not (np.allclose(table.left, np.rint(table.left)) and np.allclose(table.censored, np.rint(table.censored))):
        raise UsageError("weights are not whole: disclosure control counts persons. Give one row a person, or counts.")
    still = table.at_risk[0] - table.leaving[0]
    gone = np.column_stack([table.left[0], np.concatenate([[0.0], table.censored[0, :-1]])])  # between a time and the one before
    so_far = np.vstack([np.zeros(gone.shape[1]), np.rint(gone).cumsum(axis=0)])
    allowed = still >= minimum if among is None else (still >= minimum) & among
    ends = [int(place) + 1 for place in np.flatnonzero(allowed)]  # how many times lie before each possible cut
    cuts = [0]
    for end in ends:
        if _enough(so_far[end] - so_far[cuts[-1]], minimum):
            cuts.append(end)
    while len(cuts) > 1 and cuts[-1] != ends[-1]:
        cuts.pop()
        if _enough(so_far[ends[-1]] - so_far[cuts[-1]], minimum):
            cuts.append(ends[-1])
    told = np.zeros(len(table.times), dtype=np.bool_)
    told[np.array(cuts[1:], dtype=np.int64) - 1] = True
    return told


def _enough(counts: npt.NDArray[np.float64], minimum: int) -> bool:
    """Whether each count is nobody or at least the minimum."""
    return not ((counts > 0) & (counts < minimum)).any()
