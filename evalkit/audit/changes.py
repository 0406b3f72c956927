"""Changes over time: relative change and difference from before and after, and pct. taken for pct.point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.index import Index, quantity
from evalkit.audit.interval import Interval, point
from evalkit.audit.judge import Figures, hold_against
from evalkit.audit.units import add_up, family
from evalkit.published import PublishedFigure

_HUNDRED = Fraction(100)
_IN_POINTS = {"relative_change": "change", "difference": "difference"}
_TWINS = Recomputation("pct = 100 * points / before")


def relative(found: Sequence[Interval]) -> Interval:
    """The relative change in pct. from before and after.

    Formula: 100 (after / before - 1).

    >>> relative([point(4), point(5)])
    Interval(low=Fraction(25, 1), high=Fraction(25, 1))
    """
    before, after = found
    return (after.divided(before) - point(1)).scaled(_HUNDRED)


def absolute(found: Sequence[Interval]) -> Interval:
    """The change from before to after, in their own unit. Formula: after - before."""
    before, after = found
    return after - before


def relative_change(claims: Figures, before: PublishedFigure, after: PublishedFigure, relation: str = "") -> Finding | None:
    """Whether a printed relative change can come from the printed levels.

    Formula: change = 100 (after / before - 1), with each level anywhere within its rounding. A change that fits the plain
    difference instead is reported by the check `pct_or_point`.

    Parameters
    ----------
    claims: the statements of the relative change, in pct.
    before, after: the levels, in one unit.
    relation: id of the declared relation.

    Source: arithmetic. Example: 0.20 to 0.22 allows from 4.9 to 15.4 pct., so a printed 12.4 holds.
    """
    return _change("relative_change", claims, before, after, relation)


def change(claims: Figures, before: PublishedFigure, after: PublishedFigure, relation: str = "") -> Finding | None:
    """Whether a printed change in the quantity's own unit (pct.point for a share) can come from the printed levels.

    Formula: change = after - before. One that fits the relative change instead is reported by the check `pct_or_point`.

    Parameters
    ----------
    claims: the statements of the change.
    before, after: the levels.
    relation: id of the declared relation.

    Source: arithmetic. Example: 41.5 to 38.6 pct. is a fall of 2.8 to 3.0 points.
    """
    return _change("change", claims, before, after, relation)


def changes_by_key(index: Index) -> Iterator[Finding]:
    """Every printed change whose period is `A>B` against the levels that are printed for A and for B."""
    for claims in index.quantities("relative_change", "change"):
        claim = claims[0]
        earlier, arrow, later = claim.period.partition(">")
        for unit in index.units(claim, statistic="level", period=earlier) if arrow else ():
            if claim.statistic == "change" and not add_up({unit, claim.unit}):
                continue
            before = index.statement(claim, unit, statistic="level", period=earlier)
            after = index.statement(claim, unit, statistic="level", period=later)
            if before and after:
                found = _change(claim.statistic, claims, before, after, "")
                yield from [found] if found else []


def same_number_in_both_units(index: Index) -> Iterator[Finding]:
    """One change that is printed with the same number as pct. and as pct.point.

    Formula: a relative change of r pct. and a change of r points agree only where the earlier level is 100 pct.

    Source: the usual slip. Example: a fall of 7 pct. and a fall of 7 pct.point of the same share.
    """
    for claims in index.quantities(*_IN_POINTS):
        claim = claims[0]
        in_points = quantity(replace(claim, unit="pct_point", statistic=_IN_POINTS[claim.statistic]))
        twins = [twin for twin in index.by_quantity.get(in_points, []) if twin.value] if family(claim.unit) == "share" else []
        alike = tuple(one for one in claims if any(one.value == twin.value for twin in twins))
        if alike:
            others = tuple(twin for twin in twins if any(one.value == twin.value for one in alike))
            yield Finding("pct_or_point", FindingClass.CONTRADICTION, alike, others, _TWINS)


def _change(check: str, claims: Figures, before: PublishedFigure, after: PublishedFigure, relation: str) -> Finding | None:
    ways = {
        "relative_change": (relative, "100 * (after / before - 1)"),
        "change": (absolute, "after - before"),
    }
    recompute, formula = ways[check]
    found = hold_against(check, claims, [before, after], recompute, formula, ["before", "after"], relation)
    if found is None or found.finding_class is not FindingClass.CONTRADICTION or family(before.unit) != "share":
        return found
    other, _ = ways["change" if check == "relative_change" else "relative_change"]
    if hold_against(check, found.claimed, [before, after], other, "", ["before", "after"]) is None:
        return replace(found, check="pct_or_point")
    return found
