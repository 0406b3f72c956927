"""What weeks since a start tell of each other: between one and the next lie those who have come or gone."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping

from evalkit.disclosure.places import Place

TIME = "time_since_start"
_WEEK = "week_"


def steps(numbers: Mapping[tuple[int, Place], int]) -> Iterator[tuple[int, int]]:
    """The unknowns of the same amount in one week and in the next that there is.

    Parameters
    ----------
    numbers: amount and place to the number of the unknown.

    >>> weeks = {(0, Place("trial", "2021", (("time_since_start", (f"week_{week}",)),))): week for week in (0, 3, 1)}
    >>> list(steps(weeks))
    [(0, 1), (1, 3)]
    """
    curves: dict[tuple[int, Place], dict[int, int]] = defaultdict(dict)
    for (amount, place), number in numbers.items():
        codes = dict(place.dims).get(TIME, ())
        if len(codes) == 1 and codes[0].startswith(_WEEK):
            curves[amount, place.without(TIME)][int(codes[0].removeprefix(_WEEK))] = number
    for curve in curves.values():
        weeks = [curve[week] for week in sorted(curve)]
        yield from itertools.pairwise(weeks)
