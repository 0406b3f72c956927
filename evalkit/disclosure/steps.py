"""What weeks since a start tell of each other: between one and the next lie those who have come or gone.

And what two curves tell of each other: between those on the benefit in a week and those who never left lie those who came back,
less those in a break that does not count.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping

from evalkit.disclosure.places import TIME, Place

STILL, PRESENT = "still_on_benefit_share", "on_benefit_share"
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


def returns(numbers: Mapping[tuple[int, Place], int], still: int | None, present: int | None) -> Iterator[tuple[int, int]]:
    """The unknowns of those still on the benefit and of those on it, at each place that has both.

    Parameters
    ----------
    numbers: as for `steps`.
    still, present: the amounts; None where no page tells them.

    >>> place = Place("dagpenge", "2021", (("time_since_start", ("week_9",)),))
    >>> list(returns({(4, place): 0, (7, place): 1}, still=4, present=7))
    [(0, 1)]
    """
    if still is not None and present is not None:
        there = [place for amount, place in numbers if amount == still and (present, place) in numbers]
        yield from ((numbers[still, place], numbers[present, place]) for place in there)
