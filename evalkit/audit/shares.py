"""Shares against the counts behind them: numerator over denominator, and whether a share can come from that N."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from evalkit.audit.finding import Finding, Recomputation
from evalkit.audit.interval import Interval, point, total
from evalkit.audit.judge import Figures, hold_against, judge
from evalkit.audit.units import SHARES, size
from evalkit.published import PublishedFigure

_HUNDRED = Fraction(100)


def ratio(claims: Figures, numerator: Figures, denominator: PublishedFigure, relation: str = "") -> Finding | None:
    """Whether a printed share or ratio can be printed numbers divided by another.

    Formula: ratio = sum of numerator / denominator, times 100 where the claim is a share.

    Parameters
    ----------
    claims: the statements of the ratio.
    numerator: one or several numbers, which are added.
    denominator: the number that they are divided by.
    relation: id of the declared relation.

    Source: definition of a share. Example: 5,964 of 10,915 is 54.6 pct., so a printed 55 holds.
    """
    factor = _HUNDRED if claims and claims[0].unit in SHARES else Fraction(1)

    def recompute(found: Sequence[Interval]) -> Interval:
        return total(found[:-1]).divided(found[-1]).scaled(factor)

    names = [*["numerator"] * len(numerator), "denominator"]
    return hold_against("ratio", claims, [*numerator, denominator], recompute, "numerator / denominator", names, relation)


def reciprocal(claims: Figures, rate: PublishedFigure, relation: str = "") -> Finding | None:
    """Whether a printed time between two events can be one divided by a printed rate.

    Formula: time between = 1 / rate.

    Parameters
    ----------
    claims: the statements of the time between.
    rate: events a week or a month.
    relation: id of the declared relation.

    Source: arithmetic. Example: 0.22 talks a week is a talk every 4.4 to 4.7 weeks.
    """

    def recompute(found: Sequence[Interval]) -> Interval:
        return point(1).divided(found[0]).scaled(size("weeks"))

    return hold_against("reciprocal", claims, [rate], recompute, "1 / rate", ["rate"], relation)


def numerators(share: Interval, persons: int) -> list[int]:
    """The whole numbers out of `persons` whose share lies in an interval, in pct.

    >>> from evalkit.audit.interval import Interval, point
    >>> numerators(Interval(Fraction("82.55"), Fraction("82.65")), 150)
    []
    >>> numerators(Interval(Fraction("89.5"), Fraction("90.5")), 150)
    [135]
    """
    low = max(share.low, Fraction(0)) * persons / 100
    high = min(share.high, _HUNDRED) * persons / 100
    return list(range(math.ceil(low), math.floor(high) + 1))


def granularity(
    share: PublishedFigure, persons: int, printed: PublishedFigure | None = None, relation: str = ""
) -> Finding | None:
    """Whether a printed share can come from a whole number out of N.

    Formula: some whole k has 100 k / N within what is printed.

    Parameters
    ----------
    share: the share, in pct.
    persons: N, at least 1.
    printed: the figure that prints N, if one does.
    relation: id of the declared relation.

    Returns
    -------
    None when there is such a k or nothing is printed. Otherwise a finding whose numbers name the nearest shares below and above.

    Source: the GRIM test (Brown and Heathers 2017). Example: 82.6 pct. cannot come from 150, where 123 give 82.0, 124 give 82.7.
    """
    if share.value is None:
        return None
    verdict = judge([share], lambda found: bool(numerators(found[0], persons)), [0])
    if verdict is None:
        return None
    below = math.floor(Fraction(share.value) * persons / 100)
    nearest = tuple((name, _text(Fraction(100 * k, persons))) for name, k in (("low", below), ("high", below + 1)))
    numbers = (("persons", str(persons)), ("k", str(below)), *nearest)
    how = Recomputation("100 * k / persons", numbers)
    return Finding("granularity", verdict, (share,), (printed,) if printed else (), how, relation)


def _text(share: Fraction) -> str:
    return f"{float(share):.2f}"
