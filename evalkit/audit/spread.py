"""Groups against each other: difference, range, lowest and highest, order and bounds."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

from evalkit.audit.changes import absolute
from evalkit.audit.dates import days, printed_date
from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.index import Index, total_of
from evalkit.audit.interval import Interval
from evalkit.audit.judge import Figures, hold_against, judge
from evalkit.published import PublishedFigure


def difference(
    claims: Figures, one: PublishedFigure, other: PublishedFigure, either_way: bool = False, relation: str = ""
) -> Finding | None:
    """Whether a printed difference can be that of two printed numbers.

    Formula: difference = one - other; with `either_way` its size only.

    Parameters
    ----------
    claims: the statements of the difference.
    one, other: the two numbers.
    either_way: whether the difference is printed without its direction.
    relation: id of the declared relation.

    Source: arithmetic. Example: 63 and 46 pct. differ by 16 to 18 points, so a printed 17 holds and 19 is off by rounding.
    """

    def recompute(found: Sequence[Interval]) -> Interval:
        gap = found[0] - found[1]
        return Interval(max(gap.low, -gap.high, 0), max(gap.high, -gap.low)) if either_way else gap

    return hold_against("difference", claims, [one, other], recompute, "one - other", ["one", "other"], relation)


def spread(
    claims: Figures, lowest: PublishedFigure, highest: PublishedFigure, complete: bool = True, relation: str = ""
) -> Finding | None:
    """Whether a printed range is highest minus lowest.

    Formula: range = highest - lowest; at least that when not every group is printed.

    Parameters
    ----------
    claims: the statements of the range.
    lowest, highest: the lowest and the highest group's level.
    complete: whether these are the lowest and highest of all groups.
    relation: id of the declared relation.

    Source: definition. Example: 57 and 74 pct. give 16 to 18 points.
    """

    def recompute(found: Sequence[Interval]) -> Interval:
        gap = absolute(found)
        return gap if complete else Interval(gap.low, math.inf)

    return hold_against("range", claims, [lowest, highest], recompute, "highest - lowest", ["lowest", "highest"], relation)


def extreme(claims: Figures, levels: Figures, which: str, relation: str = "") -> Finding | None:
    """Whether a printed lowest or highest can be that of the printed levels.

    Formula: lowest <= every level <= highest, and the named group's own level is the lowest or highest.

    Parameters
    ----------
    claims: the statements of the lowest or highest; `group` names the group where it is printed.
    levels: one level a group.
    which: `minimum` or `maximum`.
    relation: id of the declared relation.

    Source: definition. Example: a highest of 74 pct. beside a group with 76 pct. is a contradiction.
    """
    for level in (level for level in levels if level.value is not None):
        own = any(claim.group == level.group != "" for claim in claims)
        recompute, formula = (_itself if own else _SIDES[which][0]), _SIDES[which][1]
        found = hold_against(which, claims, [level], recompute, formula, ["level"], relation)
        if found:
            return found
    return None


def order(check: str, lower: PublishedFigure, upper: PublishedFigure, relation: str = "", usual: bool = False) -> Finding | None:
    """Whether one number can be at most another, or one date no later than another.

    Formula: lower <= upper.

    Parameters
    ----------
    check: `bound`, or `largest` and `smallest` for groups in order.
    lower, upper: the two numbers, in one family of units, or two dates.
    relation: id of the declared relation.
    usual: whether the limit is told as what is usual, so that passing it is imprecise at worst.

    Source: declared. Example: those with both parties (38,227) cannot be more than all joint talks (106,186).
    """
    verdict = _too_high(lower, upper)
    if verdict is None:
        return None
    numbers = tuple((name, one.printed or printed_date(one)) for name, one in (("lower", lower), ("upper", upper)))
    if usual:
        verdict, numbers = FindingClass.IMPRECISE, (*numbers, ("usual", "yes"))
    return Finding(check, verdict, (lower,), (upper,), Recomputation("lower <= upper", numbers), relation)


def _too_high(lower: PublishedFigure, upper: PublishedFigure) -> FindingClass | None:
    first, last = days(printed_date(lower)), days(printed_date(upper))
    if first and last:
        return FindingClass.CONTRADICTION if first.first > last.last else None
    if lower.value is None or upper.value is None:
        return None
    return judge([lower, upper], lambda found: found[0].at_most(found[1]), [0])


def differences_by_key(index: Index) -> Iterator[Finding]:
    """Printed differences whose target group is named `a_minus_b`, against the levels of `a` and of `b`."""
    for claims in index.quantities("difference"):
        claim, (one, _, other) = claims[0], claims[0].target_group.partition("_minus_")
        first = index.statement(claim, _level_unit(claim), statistic="level", target_group=one)
        second = index.statement(claim, _level_unit(claim), statistic="level", target_group=other)
        found = difference(claims, first, second) if first and second else None
        yield from [found] if found else []


def extremes_by_key(index: Index, partitions: Collection[str]) -> Iterator[Finding]:
    """Printed lowest, highest and range of a partition's groups against each other and against the printed levels."""
    levels = index.groups()
    for which in ("minimum", "maximum"):
        for claims in index.quantities(which):
            if claims[0].grouping not in partitions:
                continue
            found = extreme(claims, levels.get(total_of(claims[0]), []), which)
            yield from [found] if found else []
    for claims in index.quantities("range"):
        groupings = [claims[0].grouping] if claims[0].grouping else sorted(partitions)
        for grouping in groupings:
            yield from _ranges(claims, index, grouping)


def _ranges(claims: Figures, index: Index, grouping: str) -> Iterator[Finding]:
    low = index.statement(claims[0], _level_unit(claims[0]), statistic="minimum", grouping=grouping)
    high = index.statement(claims[0], _level_unit(claims[0]), statistic="maximum", grouping=grouping)
    found = spread(claims, low, high) if low and high else None
    yield from [found] if found else []


def _level_unit(figure: PublishedFigure) -> str:
    return "pct" if figure.unit == "pct_point" else figure.unit


def _itself(level: Sequence[Interval]) -> Interval:
    return level[0]


def _up_to(level: Sequence[Interval]) -> Interval:
    return Interval(-math.inf, level[0].high)


def _from(level: Sequence[Interval]) -> Interval:
    return Interval(level[0].low, math.inf)


_SIDES = {"minimum": (_up_to, "lowest <= level"), "maximum": (_from, "level <= highest")}
