"""How many staff an effort with a voluntary start needs, week by week, when it is not known how many will say yes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evalkit.errors import UsageError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Staffing:
    """What an effort needs.

    Fields
    ------
    arrivals: (weeks,) persons who begin in each week. Unit: expected persons.
    active: (weeks,) persons in the effort in each week. Unit: expected persons.
    staff: (weeks,) staff for them, whole persons.
    """

    arrivals: Floats
    active: Floats
    staff: npt.NDArray[np.int64]


def staffing(entitled: Floats, take_up: float, leaving: float, caseload: float) -> Staffing:
    """The staff that an effort needs, given who becomes entitled when and for how long.

    Formula: with p the take-up and q the share of the unemployed who leave in a week, those entitled in week s are still there
    with (1 - q)^s and take part with p; of them (1 - q)^(t - s) are left in week t, until their weeks are used. Staff is the
    number in the effort divided by the caseload, rounded up.

    Parameters
    ----------
    entitled: (weeks, weeks left) persons who become entitled in a week, by how many weeks they then have left, the first column
        being those with one week; as if nobody left before. Unit: persons.
    take_up: share that says yes, 0 to 1.
    leaving: share of the unemployed who leave the benefit in a week, 0 to 1.
    caseload: persons that one member of staff follows.

    Raises
    ------
    UsageError: a share outside 0 to 1, a caseload that is not above 0, or a negative number of persons.

    >>> staffing(np.array([[0.0, 10.0], [0.0, 0.0]]), take_up=0.5, leaving=0.0, caseload=2).staff.tolist()
    [3, 3]
    """
    for name, share in (("take_up", take_up), ("leaving", leaving)):
        if not 0 <= share <= 1:
            raise UsageError(f"{name} is {share:g}. Give a share from 0 to 1; 25 pct. is 0.25.")
    if caseload <= 0:
        raise UsageError(f"caseload is {caseload:g}. Give how many persons one member of staff follows, above 0.")
    if (entitled < 0).any():
        raise UsageError("a negative number of persons becomes entitled: check the weeks left that they are counted from.")
    weeks, longest = entitled.shape
    stays = (1 - leaving) ** np.arange(weeks)
    begin = take_up * stays[:, None] * entitled
    with_weeks_left = np.cumsum(begin[:, ::-1], axis=1)[:, ::-1]  # column l: those who had more than l weeks left
    active = np.zeros(weeks)
    for since in range(min(weeks, longest)):
        active[since:] += stays[since] * with_weeks_left[: weeks - since, since]
    return Staffing(begin.sum(axis=1), active, np.ceil(np.round(active / caseload, 9)).astype(np.int64))
