"""Jobcentres compared: their effects with intervals that hold together, and p-values adjusted for how many there are.

Formula: Bonferroni's intervals, each of level 1 - (1 - level) / m, hold all m truths with at least the level; Holm's p keeps the
chance of any false finding among the m below 1 - level. m counts the jobcentres of one outcome and one readiness.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evalkit.estimates.trial import bonferroni_level, holm
from evalkit.indicators.randomised.choices import TrialChoices
from evalkit.indicators.randomised.effects import OVER_WEEKS, Found, as_result, found_for, period_of
from evalkit.indicators.randomised.people import People
from evalkit.results import Result


def compared(people: People, choices: TrialChoices) -> tuple[Result, ...]:
    """The effects of all jobcentres, for all and by readiness.

    Returns
    -------
    For each outcome, readiness and jobcentre three results: statistic `level` with the interval of its own, `simultaneous` with
    the interval that holds together with the others, and `significance` with Holm's p in pct.
    """
    found = [one for one in found_for(people, OVER_WEEKS, choices) if one.grouping == "municipality"]
    families: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        families.setdefault((one.target_group, one.outcome), []).append(one)
    wide = {_place(one): one for one in _wide(people, choices, max(map(len, families.values()), default=1))}
    return tuple(result for family in families.values() for result in _of_family(family, wide, choices))


def _of_family(family: list[Found], wide: dict[tuple[str, ...], Found], choices: TrialChoices) -> Iterator[Result]:
    p = iter(100 * holm(np.array([one.effects.p[0] for one in family if one.effects is not None])))
    for one in family:
        period = period_of(one.outcome, choices)
        own = as_result(one, period)
        yield own
        yield replace(as_result(wide[_place(one)], period), statistic="simultaneous")
        value = None if one.effects is None else float(next(p))
        yield replace(own, statistic="significance", unit="pct", value=value, low=None, high=None)


def _wide(people: People, choices: TrialChoices, comparisons: int) -> Iterator[Found]:
    level = bonferroni_level(choices.level, comparisons)
    return found_for(people, OVER_WEEKS, replace(choices, level=level))


def _place(one: Found) -> tuple[str, ...]:
    return one.outcome, one.target_group, one.grouping, one.group
