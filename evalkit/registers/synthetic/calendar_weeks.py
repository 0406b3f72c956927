"""Weeks as whole numbers, counted from the Monday of 5 January 1970, and the weeks of a period."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from evalkit.codes import period_bounds
from evalkit.errors import UnknownCode

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Array = npt.NDArray[Any]
_FIRST_MONDAY = dt.date(1970, 1, 5)
_EPOCH = dt.date(1970, 1, 1)
_MONDAY, _THURSDAY = (_FIRST_MONDAY - _EPOCH).days, 3


def week_of(day: dt.date) -> int:
    """The number of the ISO week that a day lies in.

    >>> week_of(dt.date(1970, 1, 12))
    1
    """
    return (day - _FIRST_MONDAY).days // 7


def period_weeks(period: str) -> tuple[int, int]:
    """First and last week whose Thursday lies in the period.

    >>> period_weeks("2019")
    (2556, 2607)
    """
    bounds = period_bounds(period)
    if bounds is None:
        raise UnknownCode("period", period, ("2019", "2021-09/2022-08"))
    first, last = ((bound - _FIRST_MONDAY).days - _THURSDAY for bound in bounds)
    return math.ceil(first / 7), last // 7


def monday(weeks: Ints) -> npt.NDArray[np.datetime64]:
    """The Mondays of weeks, as days."""
    return days(weeks * 7)


def days(since_first_monday: Ints) -> npt.NDArray[np.datetime64]:
    """Days counted from the first Monday, as dates."""
    return (since_first_monday + _MONDAY).astype("datetime64[D]")
