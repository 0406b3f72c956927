"""Life tables: how many are followed to a time, how many leave at it and how, and how many are followed no longer, by group.

Everything in survival analysis that does not look at single rows can be computed from a life table, and half a million spells
in whole weeks come down to a few hundred of its cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from evalkit.errors import UnknownCode, UsageError

Numbers = npt.NDArray[np.float64]
Codes = Sequence[str] | npt.NDArray[np.str_] | npt.NDArray[np.object_]
CENSORED = "censored"
EVERYBODY = ("",)
_SHOWN = 5


@dataclass(frozen=True)
class LifeTable:
    """Who leaves when, for G groups, K times and E ways to leave.

    Fields
    ------
    groups: codes of the groups, G of them.
    exits: codes of the ways to leave, E of them.
    times: the times at which anybody leaves or is last seen, ascending. Shape (K,); unit: as given, here whole weeks.
    left: the weight of those who leave, by group, time and exit. Shape (G, K, E); unit: persons, when weights count persons.
    censored: the weight of those who are last seen at a time, and still there. Shape (G, K).
    """

    groups: tuple[str, ...]
    exits: tuple[str, ...]
    times: Numbers
    left: Numbers
    censored: Numbers

    @property
    def leaving(self) -> Numbers:
        """The weight of those who leave at each time, by any exit. Shape (G, K)."""
        return np.asarray(self.left.sum(axis=2))

    @property
    def at_risk(self) -> Numbers:
        """The weight of those followed up to each time, before anybody leaves at it. Shape (G, K)."""
        removed = self.leaving + self.censored
        return np.asarray(removed[:, ::-1].cumsum(axis=1)[:, ::-1])

    def group(self, code: str) -> LifeTable:
        """The table of one group, at the same times.

        Raises
        ------
        UnknownCode: no such group.
        """
        if code not in self.groups:
            raise UnknownCode("group", code, self.groups)
        here = [self.groups.index(code)]
        return replace(self, groups=(code,), left=self.left[here], censored=self.censored[here])

    def all_exits(self) -> LifeTable:
        """The table in which all exits are one."""
        return replace(self, exits=EVERYBODY, left=self.leaving[:, :, None])


def life_table(
    time: npt.ArrayLike,
    event: Codes,
    weight: npt.ArrayLike | None = None,
    group: Codes | None = None,
    exits: Sequence[str] = ("exit",),
    groups: Sequence[str] | None = None,
) -> LifeTable:
    """Add up rows to a life table.

    Parameters
    ----------
    time: when the row leaves or was last seen, from its start. Shape (n,); here whole weeks; 0 or more.
    event: how it left: one of `exits`, or `censored` for one that was last seen. Shape (n,).
    weight: how many persons the row stands for (a frequency, not a sampling weight). Shape (n,); 1 each when None.
    group: the group of each row. Shape (n,); one group for all when None.
    exits: every way to leave.
    groups: every group, in the order of the results; as they come, when None.

    Returns
    -------
    The life table. The order of the rows does not count, and two rows say the same as one with the sum of their weights.

    Raises
    ------
    UsageError: columns of different length, no rows, a time or weight that is missing, not finite or negative, a group without
        rows.
    UnknownCode: an exit or group that is not among those given.

    >>> life_table([3, 1, 3], ["exit", "exit", "censored"], [2, 1, 4]).at_risk.tolist()
    [[7.0, 6.0]]
    """
    times = _numbers("time", time, "Leave rows out that end before they start, or mend their dates.")
    size = len(times)
    weights = np.ones(size) if weight is None else _numbers("weight", weight, "A weight says how many persons a row stands for.")
    belongs = [""] * size if group is None else group
    names = tuple(groups) if groups is not None else tuple(str(one) for one in pd.unique(pd.Series(belongs, dtype=object)))
    for name, column in (("event", event), ("weight", weights), ("group", belongs)):
        if len(column) != size:
            raise UsageError(f"time has {size} rows and {name} {len(column)}: give each row a value in every column.")
    if not size:
        raise UsageError("there are no rows to estimate from: choose more groups or a longer period.")
    of_exit, of_group = _places("event", event, (*exits, CENSORED)), _places("group", belongs, names)
    at, distinct = pd.factorize(times, sort=True)
    shape = (len(names), len(distinct), len(exits) + 1)
    places = np.ravel_multi_index((of_group, at, of_exit), shape)
    cells: Numbers = np.bincount(places, weights, int(np.prod(shape))).astype(np.float64).reshape(shape)
    empty = [name for name, total in zip(names, cells.sum(axis=(1, 2)), strict=True) if not total]
    if empty:
        raise UsageError(f"no rows in {', '.join(repr(name) for name in empty)}: leave out groups that nobody is in.")
    return LifeTable(names, tuple(exits), distinct, cells[:, :, :-1], cells[:, :, -1])


def _numbers(name: str, values: npt.ArrayLike, remedy: str) -> Numbers:
    """The column as numbers that are there, finite and not negative."""
    numbers = np.asarray(values, dtype=np.float64)
    for problem, wrong in (("missing or not finite", ~np.isfinite(numbers)), ("negative", numbers < 0)):
        if wrong.any():
            rows = ", ".join(str(row) for row in np.flatnonzero(wrong)[:_SHOWN])
            raise UsageError(f"{name} is {problem} in {int(wrong.sum())} of {len(numbers)} rows (first: {rows}). {remedy}")
    return numbers


def _places(kind: str, values: Codes, allowed: Sequence[str]) -> npt.NDArray[np.int64]:
    """The position of each code among the allowed ones."""
    codes = pd.Categorical(pd.Series(values), categories=list(allowed)).codes.astype(np.int64)
    if (codes < 0).any():
        wrong = codes < 0
        first = int(np.flatnonzero(wrong)[0])
        raise UnknownCode(kind, values[first], allowed, f"{int(wrong.sum())} of {len(codes)} rows, first row {first}")
    return codes
