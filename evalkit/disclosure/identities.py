"""Counts of which two make up a third wherever all are there: those enrolled are those who ended and those still covered.

Such an identity between indicators, also of different periods, is found in the numbers and not declared, so that a new indicator
is covered too. It counts when it holds at several places, since two small numbers make up a third by chance.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evalkit.disclosure.places import Dims, Place

Terms = tuple[tuple[int, float], ...]
_PLACES = 3  # at how many places an identity must hold
_MOST = 120  # columns that are looked at: above this a page is no table of counts


def identities(counts: Mapping[tuple[int, Place], int], values: Sequence[float]) -> Iterator[Terms]:
    """Equations a + b = c between counts at the same place.

    Parameters
    ----------
    counts: amount and place to the number of the unknown, for amounts that count.
    values: the truth of each unknown.
    """
    columns: dict[tuple[int, str, str], dict[Dims, int]] = defaultdict(dict)
    for (amount, place), number in sorted(counts.items()):
        columns[amount, place.whom, place.period][place.dims] = number
    if len(columns) > _MOST:
        return
    places = {dims: row for row, dims in enumerate(sorted({dims for column in columns.values() for dims in column}))}
    numbers = np.full((len(columns), len(places)), -1, dtype=np.int64)
    for line, column in enumerate(columns.values()):
        numbers[line, [places[dims] for dims in column]] = list(column.values())
    truth = np.where(numbers >= 0, np.append(values, np.nan)[numbers], np.nan)
    for one, two in itertools.combinations(range(len(columns)), 2):
        for whole in _wholes(truth, one, two):
            for row in np.flatnonzero((numbers[[one, two, whole]] >= 0).all(axis=0)).tolist():
                yield tuple((int(numbers[line, row]), factor) for line, factor in ((one, 1.0), (two, 1.0), (whole, -1.0)))


def _wholes(truth: NDArray[np.float64], one: int, two: int) -> list[int]:
    """The columns that two columns make up at enough places, and at every place that all three have."""
    lacking = np.abs(truth - (truth[one] + truth[two]))
    there = ~np.isnan(lacking)
    some = there & (truth[one] > 0) & (truth[two] > 0)
    holds = (some.sum(axis=1) >= _PLACES) & (np.where(there, lacking, 0.0) < 1e-9).all(axis=1)
    return [line for line in np.flatnonzero(holds).tolist() if line not in (one, two)]
