"""Rounding, when a policy asks for it: counts to a base, and everything else computed from the rounded counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.codes import change_sides
from evalkit.disclosure.policy import Policy
from evalkit.results import Result, changes


def rounded(results: Sequence[Result], policy: Policy) -> tuple[Result, ...]:
    """Results with their counts rounded to the policy's base; as they are when it has none.

    Formula: persons, numerator and denominator to the nearest multiple of the base, halves up; a level is scaled as before, and a
    change is that of the rounded levels. An interval goes, since it would tell the level more closely.
    """
    if not policy.rounding:
        return tuple(results)
    levels = {
        _level(result, result.period): _rounded(result, policy.rounding) for result in results if result.statistic == "level"
    }
    return tuple(_told(result, levels, policy.rounding) for result in results)


def nearest(count: float, base: int) -> float:
    """The nearest multiple of a base, halves up.

    >>> nearest(12, 5), nearest(12.5, 5)
    (10.0, 15.0)
    """
    return float((count + base / 2) // base * base)


Level = tuple[str, ...]


def _level(result: Result, period: str) -> Level:
    return (result.indicator, result.target_group, result.grouping, result.group, period)


def _rounded(result: Result, base: int) -> Result:
    if result.value is None or result.numerator is None or result.denominator is None:
        return replace(result, persons=int(nearest(result.persons, base)))
    numerator = nearest(result.numerator, base)
    denominator = nearest(result.denominator, base) if result.denominator > 1 else result.denominator
    scale = result.value * result.denominator / result.numerator if result.numerator else 0.0
    value = scale * numerator / denominator if denominator else None
    bare = replace(result, persons=int(nearest(result.persons, base)), numerator=numerator, denominator=denominator)
    return replace(bare, value=value, low=None, high=None, state="value" if value is not None else "not_applicable")


def _told(result: Result, levels: dict[Level, Result], base: int) -> Result:
    if result.statistic == "level":
        return _rounded(result, base)
    sides = change_sides(result.period)
    if result.value is None or sides is None:
        return replace(result, persons=int(nearest(result.persons, base)))
    before, after = (levels[_level(result, side)] for side in sides)
    return next(change for change in changes(before, after) if change.statistic == result.statistic)
