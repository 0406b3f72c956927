"""Totals and parts: counts that add, shares that add to the whole, complements, and held-back cells that follow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.interval import EVERYTHING, Interval, point, total
from evalkit.audit.judge import Figures, ends, hold_against, measured, rounded
from evalkit.audit.reading import is_rule, is_whole, is_worded, step
from evalkit.audit.units import COUNTS, SHARES, size
from evalkit.published import PublishedFigure


def adds_up(claims: Figures, parts: Figures, cover: str = "exactly", relation: str = "", twice: int = 0) -> Finding | None:
    """Whether a printed total can be the sum of its printed parts.

    Formula: total = part + part + ...; at least that where parts are left out or have no digits, and between the largest
    part and that where parts overlap.

    Parameters
    ----------
    claims: the statements of the total.
    parts: one statement a part.
    cover: `exactly`, `partly` (some parts are not printed) or `overlapping` (something is counted in two parts).
    relation: id of the declared relation.
    twice: how many are known to be counted in two parts, and are therefore taken off the sum once.

    Source: arithmetic. Example: 150 + 150 against a printed 300 holds; against 310 it is a contradiction.
    """
    known = [part for part in parts if part.value is not None]
    open_above = cover == "partly" or len(known) < len(parts)

    def recompute(found: Sequence[Interval]) -> Interval:
        cells = [_from_zero(part, cell) for part, cell in zip(known, found, strict=True)]
        added = total(cells) - point(twice)
        low = max((cell.low for cell in cells), default=Fraction(0)) if cover == "overlapping" else added.low
        return Interval(low, math.inf if open_above else added.high)

    formula = "total = sum of parts - counted twice" if twice else "total = sum of parts"
    found = hold_against("sum", claims, known, recompute, formula, ["part"] * len(known), relation)
    if found is None or not twice:
        return found
    numbers = (*found.recomputation.numbers, ("counted_twice", str(twice)))
    return replace(found, recomputation=Recomputation(formula, numbers))


def makes_whole(check: str, parts: Figures, whole: Fraction, relation: str = "", cover: str = "exactly") -> Finding | None:
    """Whether printed parts can add to a whole that is known without being printed, such as 100 pct.

    Formula: part + part + ... = whole; at most the whole where parts are left out. Two rounded parts cannot both have been
    rounded down from a half, so their highest sum is out of reach: 64 + 35 make no 100. The class is rounding when the sum
    misses by less than one unit of the last digit of the least precise part.

    Parameters
    ----------
    check: `whole`, or `complement` for two parts.
    parts: one statement a part; with a part that has no digits, the others must not exceed the whole.
    whole: in the parts' base unit.
    relation: id of the declared relation.
    cover: `exactly`, or `partly` when some parts are not printed.

    Source: arithmetic. Example: 63.8 + 23.4 + 0.2 + 12.6 = 100.0.
    """
    known = [part for part in parts if part.value is not None]
    if not known:
        return None
    added = total(_from_zero(part, measured(part)) for part in known)
    added = added if len(known) == len(parts) and cover != "partly" else Interval(added.low, math.inf)
    both_down = len(known) == 2 and added.high == whole and not any(is_whole(part) or is_worded(part) for part in known)
    if added.meets(point(whole)) and not both_down:
        return None
    unit = max(step(part) * size(part.unit) for part in known)
    verdict = FindingClass.ROUNDING if added.low - unit < whole < added.high + unit or both_down else FindingClass.CONTRADICTION
    numbers = (*(("part", part.printed) for part in known), ("whole", rounded(whole, 2)), *ends(added, known[0]))
    numbers += (("without", rounded(whole, 2)),) if both_down else ()
    return Finding(check, verdict, tuple(known), (), Recomputation("whole = sum of parts", numbers), relation)


def recovered(hidden: PublishedFigure, whole: PublishedFigure, siblings: Figures, relation: str = "") -> Finding | None:
    """Whether a cell that is printed as a bound, or not at all, follows from its total and the other parts.

    Formula: hidden = total - sum of the others, not below zero.

    Parameters
    ----------
    hidden: the cell: a bound (`under 5`) or without digits.
    whole: the total's best statement.
    siblings: one statement for each other part.
    relation: id of the declared relation.

    Returns
    -------
    A finding of class recoverable when the total bounds the cell on both sides and closer than the print does.

    Source: the attack that complementary suppression is there to prevent. Example: under 5 beside a total of 10 and a part of
    6 is 4.
    """
    if whole.value is None or any(part.value is None for part in siblings):
        return None
    others = total(_from_zero(part, measured(part)) for part in siblings)
    implied = _from_zero(hidden, _not_negative(measured(whole) - others))
    cell = _not_negative(measured(hidden) if hidden.value is not None else EVERYTHING)
    if not implied.is_bounded or not implied.meets(cell) or cell.within(implied):
        return None
    follows = Interval(max(implied.low, cell.low), min(implied.high, cell.high))
    numbers = (("total", whole.printed), *(("part", part.printed) for part in siblings), *ends(follows, whole))
    how = Recomputation("hidden = total - sum of parts", numbers)
    return Finding("recoverable", FindingClass.RECOVERABLE, (hidden,), (whole, *siblings), how, relation)


def hides(figure: PublishedFigure) -> bool:
    """Whether a figure is a count that is printed as an upper bound, as a held-back cell is."""
    return figure.unit in COUNTS and figure.qualifier in ("under", "at_most") and not is_rule(figure)


def _from_zero(figure: PublishedFigure, interval: Interval) -> Interval:
    return _not_negative(interval) if figure.unit in COUNTS | SHARES and math.isinf(interval.low) else interval


def _not_negative(interval: Interval) -> Interval:
    return Interval(max(interval.low, Fraction(0)), max(interval.high, Fraction(0)))
