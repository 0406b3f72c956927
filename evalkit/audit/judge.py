"""Holds a printed claim against what follows from other printed figures, and gives a disagreement its class."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from fractions import Fraction

from evalkit.audit.finding import Finding, FindingClass, Recomputation, worst
from evalkit.audit.interval import Bound, Interval
from evalkit.audit.reading import Reading, compared, is_worded, stands_for
from evalkit.audit.units import size
from evalkit.published import PublishedFigure

Figures = Sequence[PublishedFigure]
Recompute = Callable[[Sequence[Interval]], Interval]


def measured(figure: PublishedFigure, reading: Reading = Reading.PRINTED) -> Interval:
    """What a figure stands for, in the base unit of its family (pct., days, minutes, kroner, talks a week)."""
    return stands_for(figure, reading).scaled(size(figure.unit))


def judge(figures: Figures, holds: Callable[[Sequence[Interval]], bool], claimed: Collection[int]) -> FindingClass | None:
    """Whether a condition can hold, and if not, how badly it fails.

    Parameters
    ----------
    figures: every figure in the condition, with digits.
    holds: the condition on what the figures stand for, in base units, in the order of the figures.
    claimed: positions of the figures that may be off by less than one unit of the last digit for `rounding`.

    Returns
    -------
    None when it holds; else imprecise if reading the worded figures nearly makes it hold, rounding if one claimed figure
    that is off by one unit does, and contradiction otherwise.
    """
    figures = compared(figures)
    printed = [measured(figure) for figure in figures]
    if holds(printed):
        return None
    if any(is_worded(figure) for figure in figures) and holds([measured(figure, Reading.NEARLY) for figure in figures]):
        return FindingClass.IMPRECISE
    for position in claimed:
        moved = [*printed]
        moved[position] = measured(figures[position], Reading.ONE_UNIT)
        if holds(moved):
            return FindingClass.ROUNDING
    return FindingClass.CONTRADICTION


def hold_against(
    check: str, claims: Figures, inputs: Figures, recompute: Recompute, formula: str, names: Sequence[str], relation: str = ""
) -> Finding | None:
    """Every statement of one quantity against what follows from other figures.

    Parameters
    ----------
    check: the check's name.
    claims: the statements of the quantity, in one family of units; those without digits are passed over.
    inputs: the figures that it follows from; when one has no digits, nothing follows.
    recompute: from what the inputs stand for, in base units, to what the quantity may be, in the base unit.
    formula, names: how a reader is told; one name an input.
    relation: id of the declared relation, if any.

    Returns
    -------
    One finding with the statements that do not hold, or None.
    """
    if any(figure.value is None for figure in inputs):
        return None
    failed: list[tuple[PublishedFigure, FindingClass]] = []
    for claim in claims:
        if claim.value is not None:
            verdict = judge([claim, *inputs], lambda found: found[0].overlaps(recompute(found[1:])), [0])
            failed += [(claim, verdict)] if verdict else []
    if not failed:
        return None
    came_out = recompute([measured(figure) for figure in compared([failed[0][0], *inputs])[1:]])
    numbers = tuple((name, figure.printed) for name, figure in zip(names, inputs, strict=True))
    return Finding(
        check,
        worst(verdict for _, verdict in failed),
        tuple(claim for claim, _ in failed),
        tuple(inputs),
        Recomputation(formula, numbers + ends(came_out, failed[0][0])),
        relation,
    )


def ends(interval: Interval, like: PublishedFigure) -> tuple[tuple[str, str], ...]:
    """The finite ends of an interval in base units, as text in a figure's unit, with one decimal more than it prints."""
    places = like.decimals + 1
    pairs = (("low", interval.low), ("high", interval.high))
    return tuple((name, rounded(end / size(like.unit), places)) for name, end in pairs if not math.isinf(end))


def rounded(number: Bound, decimals: int) -> str:
    """A number as text with a decimal point, without superfluous zeros.

    >>> rounded(Fraction(2, 3), 2), rounded(Fraction(300), 1)
    ('0.67', '300')
    """
    exact = Fraction(number)
    text = f"{Decimal(exact.numerator) / Decimal(exact.denominator):.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
