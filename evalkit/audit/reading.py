"""What a printed figure stands for: the numbers that its digits and its qualifier allow.

Convention
----------
- exact: half a unit of the last printed digit to either side. Whole counts, numbers in a row (pages, weeks) and rules are
  not rounded: they stand for themselves.
- about (ca.): 2.5 points to either side for shares, because shares are told in steps of five; otherwise 5 pct. of the
  number, and at least one unit of the last printed digit.
- just under, just over (knap, godt): the same width, to the one side.
- over, under, at least, at most, no later than: a bound. For whole counts over 20 begins at 21. What misses a bound by no more
  than 2.5 points, or 5 pct. of another number, is imprecise.
- A simple fraction in words ("half", "two in three", "9 out of 10") is read as about.
- Rules that are all told as one and the same bound (no later than 3 months, than 6 months) are compared by their numbers.
- The size counts: a fall of over 40 pct. is -40 or lower.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from evalkit.audit.interval import Interval
from evalkit.audit.units import COUNTS, NAMES, SHARES, size
from evalkit.published import PublishedFigure

SHARE_SLACK = Fraction(5, 2)
RELATIVE_SLACK = Fraction(1, 20)
_FRACTIONS = frozenset(Fraction(part, whole) for whole in (2, 3, 4, 5) for part in range(1, whole))
_BOUNDS = {"over": 1, "at_least": 1, "under": -1, "at_most": -1, "at_latest": -1}


class Reading(enum.Enum):
    """How strictly a figure is read.

    PRINTED: as the convention above says. ONE_UNIT: an exact figure may be off by a whole unit of its last digit, as after
    truncation or rounding twice. NEARLY: a worded figure may miss by its own width once more, to both sides.
    """

    PRINTED = "printed"
    ONE_UNIT = "one_unit"
    NEARLY = "nearly"


def stands_for(figure: PublishedFigure, reading: Reading = Reading.PRINTED) -> Interval:
    """The numbers, in the printed unit, that a figure with digits may stand for.

    Raises
    ------
    ValueError: the figure has no digits.
    """
    if figure.value is None:
        raise ValueError(f"{figure.id} prints no digits.")
    value = Fraction(figure.value)
    interval = _by_size(figure, abs(value), reading)
    return -interval if value < 0 else interval


def is_worded(figure: PublishedFigure) -> bool:
    """Whether the figure is told in words (half, two out of three) or with a qualifier (ca., knap, over)."""
    return figure.qualifier not in ("exact", "interval") or _is_fraction_in_words(figure)


def is_rule(figure: PublishedFigure) -> bool:
    """Whether the figure is laid down in rules and not measured."""
    return figure.kind == "rule" or figure.indicator.startswith("rule_")


def compared(figures: Sequence[PublishedFigure]) -> list[PublishedFigure]:
    """Figures as they are held against each other: rules that all are one kind of bound are read as their numbers.

    As intervals such rules would exclude nothing: at most 3 and at most 6 have all numbers up to 3 in common.
    """
    qualifiers = {figure.qualifier for figure in figures}
    alike = len(figures) > 1 and len(qualifiers) == 1 and qualifiers <= set(_BOUNDS)
    if alike and all(is_rule(figure) for figure in figures):
        return [replace(figure, qualifier="exact") for figure in figures]
    return list(figures)


def is_whole(figure: PublishedFigure) -> bool:
    """Whether the figure is a count, a number in a row or a rule, which are not rounded."""
    return is_rule(figure) or (figure.unit in COUNTS | NAMES and figure.decimals == 0)


def step(figure: PublishedFigure) -> Fraction:
    """One unit of the last printed digit."""
    return Fraction(1, 10**figure.decimals)


def slack(figure: PublishedFigure) -> Fraction:
    """How far a worded figure reaches; see the convention above."""
    if figure.unit in SHARES:
        return SHARE_SLACK / size(figure.unit)
    return max(abs(Fraction(figure.printed)) * RELATIVE_SLACK, step(figure))


def _by_size(figure: PublishedFigure, value: Fraction, reading: Reading) -> Interval:
    width, more = slack(figure), slack(figure) if reading is Reading.NEARLY else Fraction(0)
    if figure.qualifier == "about" or _is_fraction_in_words(figure):
        return Interval(value - width - more, value + width + more)
    if figure.qualifier == "just_under":
        return Interval(value - width - more, value + more)
    if figure.qualifier == "just_over":
        return Interval(value - more, value + width + more)
    if figure.qualifier in _BOUNDS:
        return _half_line(figure, value, min(more, more if figure.unit in SHARES else value * RELATIVE_SLACK))
    if is_whole(figure):
        return Interval(value, value)
    half = step(figure) if reading is Reading.ONE_UNIT else step(figure) / 2
    return Interval(value - half, value + half)


def _half_line(figure: PublishedFigure, value: Fraction, more: Fraction) -> Interval:
    strict = figure.qualifier in ("over", "under") and figure.unit in COUNTS and figure.decimals == 0 and not is_rule(figure)
    if _BOUNDS[figure.qualifier] > 0:
        return Interval(value + strict - more, math.inf)
    return Interval(-math.inf, value - strict + more)


def _is_fraction_in_words(figure: PublishedFigure) -> bool:
    """A share printed as a word: so many out of 3 or 10, or the remark says so and the number is a simple fraction."""
    if figure.unit.startswith("out_of_"):
        return figure.qualifier == "exact"
    if figure.unit != "pct" or figure.qualifier != "exact" or "in words" not in figure.remark_en or figure.value is None:
        return False
    return any(round(100 * fraction, figure.decimals) == Fraction(figure.value) for fraction in _FRACTIONS)
