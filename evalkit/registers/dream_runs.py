"""Runs of equal weeks: a wide matrix of persons by weeks becomes spells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

States = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Runs:
    """Runs in the order of persons and time; four arrays of one length.

    Fields
    ------
    row: position of the person.
    first, last: position of the first and the last week of the run, both included.
    state: what all weeks of the run have.
    """

    row: Numbers
    first: Numbers
    last: Numbers
    state: States


def runs(states: States, wanted: npt.NDArray[np.bool_], breaks: npt.NDArray[np.bool_] | None = None) -> Runs:
    """Runs of equal states.

    Parameters
    ----------
    states: shape (persons, weeks).
    wanted: shape (256,): which states make runs that are returned.
    breaks: shape (persons, weeks): where a new run begins although the state stays; None for nowhere.

    Returns
    -------
    The runs whose state is wanted. No two of one person touch unless the state changes or there is a break.

    >>> found = runs(np.array([[1, 1, 0, 2]], dtype=np.uint8), np.arange(256) > 0)
    >>> found.first.tolist(), found.last.tolist(), found.state.tolist()
    ([0, 3], [1, 3], [1, 2])
    """
    weeks = states.shape[1]
    begins = np.ones(states.shape, dtype=bool)
    np.not_equal(states[:, 1:], states[:, :-1], out=begins[:, 1:])
    if breaks is not None:
        begins |= breaks
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], states.size) - 1
    state = states.ravel()[starts]
    kept = wanted[state]
    starts, ends = starts[kept], ends[kept]
    return Runs(starts // weeks, starts % weeks, ends % weeks, state[kept])


def year_breaks(places: npt.NDArray[np.int16], year_of_week: Numbers) -> npt.NDArray[np.bool_]:
    """Where the place of a person changes: at the first week of a year that differs from the year before.

    Parameters
    ----------
    places: shape (years, persons): number of the place that the person has in each year.
    year_of_week: shape (weeks,): position of each week's year.

    Returns
    -------
    Shape (persons, weeks).

    >>> year_breaks(np.array([[1, 1], [1, 2]], dtype=np.int16), np.array([0, 0, 1, 1])).tolist()
    [[False, False, False, False], [False, False, True, False]]
    """
    breaks = np.zeros((places.shape[1], len(year_of_week)), dtype=bool)
    for week in np.flatnonzero(np.diff(year_of_week)) + 1:
        year = year_of_week[week]
        breaks[:, week] = places[year] != places[year - 1]
    return breaks
