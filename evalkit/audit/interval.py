"""Closed intervals with exact ends: what a printed number may stand for, and what follows from several of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

# A finite end is a Fraction; minus and plus infinity are the floats of that name, which compare exactly with Fractions.
Bound = Fraction | float


@dataclass(frozen=True)
class Interval:
    """Every number from `low` to `high`, both included; an infinite end means no bound on that side.

    >>> Interval(Fraction(1), Fraction(2)) + Interval(Fraction(10), Fraction(10))
    Interval(low=Fraction(11, 1), high=Fraction(12, 1))
    """

    low: Bound
    high: Bound

    def __add__(self, other: Interval) -> Interval:
        """Every sum of a number from each."""
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        """Every number with its sign turned."""
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        """Every difference of a number from each."""
        return self + -other

    def scaled(self, factor: Fraction) -> Interval:
        """Every number times a positive factor."""
        return Interval(_times(self.low, factor), _times(self.high, factor))

    def widened(self, by: Fraction) -> Interval:
        """Both ends moved outwards."""
        return Interval(self.low - by, self.high + by)

    def divided(self, by: Interval) -> Interval:
        """Every quotient; without bounds when the divisor may be zero or negative."""
        if by.low <= 0:
            return Interval(-math.inf, math.inf)
        low = _over(self.low, by.high if self.low >= 0 else by.low)
        high = _over(self.high, by.low if self.high >= 0 else by.high)
        return Interval(low, high)

    @property
    def is_point(self) -> bool:
        """Whether it holds one number only."""
        return self.low == self.high

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are finite."""
        return not math.isinf(self.low) and not math.isinf(self.high)

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return max(self.low, other.low) <= min(self.high, other.high)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two can be statements of one number.

        Two rounded numbers that meet in one end point only (29 and 30 in 29.5) would need the same number rounded down
        once and up once, so that is not enough, unless one of them stands for a single number.
        """
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and (self.is_point or other.is_point))

    def at_most(self, other: Interval) -> bool:
        """Whether some number in it is at most some number in the other; one common end is not enough, as above."""
        return self.overlaps(Interval(-math.inf, other.high)) or (other.is_point and self.low == other.high)

    def within(self, other: Interval) -> bool:
        """Whether all of it lies in the other."""
        return other.low <= self.low and self.high <= other.high


EVERYTHING = Interval(-math.inf, math.inf)


def point(value: Fraction | int) -> Interval:
    """The interval of one number."""
    return Interval(Fraction(value), Fraction(value))


def total(intervals: Iterable[Interval]) -> Interval:
    """What the sum of one number from each may be; zero for none."""
    return sum(intervals, start=point(0))


def span(intervals: Iterable[Interval]) -> Interval:
    """From the lowest to the highest: where a weighted mean with weights from 0 to 1 must lie.

    Raises
    ------
    ValueError: there are no intervals.
    """
    found = list(intervals)
    return Interval(min(one.low for one in found), max(one.high for one in found))


def _times(end: Bound, factor: Fraction) -> Bound:
    return end * factor if isinstance(end, Fraction) else end


def _over(end: Bound, by: Bound) -> Bound:
    if isinstance(end, Fraction) and isinstance(by, Fraction):
        return end / by
    return Fraction(0) if isinstance(end, Fraction) else end
