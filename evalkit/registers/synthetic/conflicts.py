"""Printed figures that cannot hold together in any population, and the few that each conflict comes from.

For each partition and period the weights of the groups are free, as in `evalkit.audit.joint`, and amount = weight * value is
a variable of its own. What differs: one set of week weights serves two indicators and one set of person weights the third,
and a group's printed change narrows its levels before and after.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evalkit.registers.synthetic.goals import (
    AFTER,
    BEFORE,
    CHANGE,
    INDICATORS,
    PARTITIONS,
    PERIODS,
    TARGET_GROUPS,
    Goal,
    goals,
)
from evalkit.registers.synthetic.program import Name, Program
from evalkit.registers.synthetic.reference import group_codes, group_shares

HIGHEST = {"contact_intensity": 7.0, "activation_rate": 100.0, "activation_time_share": 100.0}
# How far the size of a group may be from the reference: a quarter to four times, which leaves room for any real country.
PLAUSIBLE = (0.25, 4.0)
Span = tuple[float, float]
Feasible = Callable[[Sequence[Goal]], bool]


@dataclass(frozen=True)
class Conflict:
    """Printed figures that cannot hold together.

    Fields
    ------
    figures: ids; without any one of them the others can hold together.
    given_up: ids of those among them that the population does not reproduce.
    reason: why, as a key of `messages.csv`.
    """

    figures: tuple[str, ...]
    given_up: tuple[str, ...]
    reason: str


def spans(kept: Sequence[Goal], indicator: str, grouping: str, group: str) -> dict[str, Span] | None:
    """What the levels of a group may be in each period, narrowed by the printed change; None when nothing may."""
    found = dict.fromkeys(PERIODS, (0.0, HIGHEST[indicator]))
    change = (-1.0, math.inf)
    for goal in kept:
        if goal.group != group or goal.grouping != grouping or goal.indicator != indicator:
            continue
        if goal.statistic == "level":
            found[goal.period] = _common(found[goal.period], (goal.low, goal.high))
        elif goal.statistic == "relative_change":
            change = _common(change, (goal.low / 100, goal.high / 100))
    before, after = found[BEFORE], found[AFTER]
    found[BEFORE] = _common(before, (after[0] / (1 + change[1]), after[1] / max(1 + change[0], 1e-9)))
    found[AFTER] = _common(after, (before[0] * (1 + change[0]), before[1] * (1 + change[1])))
    return found if change[0] <= change[1] and all(low <= high for low, high in found.values()) else None


def _common(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def can_hold(kept: Sequence[Goal]) -> bool:
    """Whether some population fits all the goals of one target group: linear programming with free weights.

    Formula: total = sum(weight * value) for each indicator, period and partition, sum(weight) = 1.
    """
    named = {(goal.indicator, goal.grouping, goal.group) for goal in kept}
    if any(spans(kept, *name) is None for name in named):
        return False
    program = Program()
    for indicator in INDICATORS:
        _add_total(program, kept, indicator)
    for partition in PARTITIONS:
        cells = {goal.group for goal in kept if goal.grouping == partition}
        if cells:
            _add_partition(program, kept, partition, kept[0].figure.target_group)
    return program.solve() is not None


def _add_total(program: Program, kept: Sequence[Goal], indicator: str) -> None:
    levels = spans(kept, indicator, "", "") or {}
    for period in PERIODS:
        program.variable(("total", indicator, period), *levels[period])
    before, after = (("total", indicator, period) for period in PERIODS)
    for goal in kept:
        if (goal.indicator, goal.grouping, goal.period) == (indicator, "", CHANGE):
            add_change(program, goal, {before: 1.0}, {after: 1.0})


def add_change(
    program: Program, goal: Goal, before: dict[Name, float], after: dict[Name, float], lower: bool = True, upper: bool = True
) -> None:
    """Bind a level after to a level before, both sums of terms, as a printed change says; from below, above or both."""
    relative = goal.statistic == "relative_change"
    for bound, wanted, low, high in ((goal.low, lower, 0.0, math.inf), (goal.high, upper, -math.inf, 0.0)):
        if wanted and math.isfinite(bound):
            factor, shift = (1 + bound / 100, 0.0) if relative else (1.0, bound)
            terms = {**after, **{name: -factor * weight for name, weight in before.items()}}
            program.row(terms, low + shift, high + shift)


def _add_partition(program: Program, kept: Sequence[Goal], partition: str, target_group: str) -> None:
    names, shares = group_codes(target_group, partition), group_shares(target_group, partition)
    for period in PERIODS:
        for unit in ("persons", "weeks"):
            for group, share in zip(names, shares, strict=True):
                program.variable((unit, period, partition, group), PLAUSIBLE[0] * share, min(PLAUSIBLE[1] * share, 1.0))
            program.row({(unit, period, partition, group): 1.0 for group in names}, 1.0, 1.0)
        for indicator in INDICATORS:
            unit = "persons" if indicator == "activation_rate" else "weeks"
            for group in names:
                low, high = (spans(kept, indicator, partition, group) or {})[period]
                amount, weight = (indicator, period, partition, group), (unit, period, partition, group)
                program.variable(amount)
                program.row({amount: 1.0, weight: -low}, 0.0, math.inf)
                program.row({amount: 1.0, weight: -high}, -math.inf, 0.0)
            amounts: dict[Name, float] = {(indicator, period, partition, group): 1.0 for group in names}
            program.row({**amounts, ("total", indicator, period): -1.0}, 0.0, 0.0)


def irreducible(kept: Sequence[Goal], feasible: Feasible = can_hold) -> tuple[Goal, ...]:
    """The few goals that cannot hold together: the deletion filter, first by whole partitions and then one by one.

    Source: Chinneck and Dravnieks 1991.
    """
    left = list(kept)
    for chunk in [*_chunks(kept), *([goal] for goal in kept)]:
        ids = {goal.figure.id for goal in chunk}
        rest = [goal for goal in left if goal.figure.id not in ids]
        if len(rest) < len(left) and rest and not feasible(rest):
            left = rest
    return tuple(left)


def _chunks(kept: Sequence[Goal]) -> list[list[Goal]]:
    keys = dict.fromkeys((goal.grouping, goal.indicator) for goal in kept)
    order = sorted(keys, key=lambda key: -sum((goal.grouping, goal.indicator) == key for goal in kept))
    return [[goal for goal in kept if (goal.grouping, goal.indicator) == key] for key in order]


def found_conflicts(wanted: Sequence[Goal], feasible: Feasible = can_hold) -> list[Conflict]:
    """The conflicts among goals: those of the tables are taken up first, then exact statements, then those in words.

    A goal that cannot hold with those taken up before it is given up, and the conflict tells with which.
    """
    order = sorted(wanted, key=lambda goal: (goal.figure.kind == "published_text") + (goal.figure.qualifier != "exact"))
    tables = [goal for goal in order if goal.figure.kind != "published_text"]
    kept: list[Goal] = []
    found: list[Conflict] = []
    for batch in (tables, *([goal] for goal in order if goal.figure.kind == "published_text")):
        kept = [*kept, *batch]
        while not feasible(kept):
            cause = irreducible(kept, feasible)
            loose = next(goal for goal in reversed(cause) if any(goal is one for one in batch))
            found.append(Conflict(tuple(goal.figure.id for goal in cause), (loose.figure.id,), _reason(cause)))
            kept = [goal for goal in kept if goal is not loose]
    return found


def _reason(cause: Sequence[Goal]) -> str:
    if len(cause) == 1:
        return "synthetic.beyond_whole"
    same = len({(goal.grouping, goal.group, goal.indicator) for goal in cause}) == 1
    return "synthetic.same_quantity" if same else "synthetic.total_and_groups"


@functools.cache
def indicator_conflicts(target_group: str) -> tuple[Conflict, ...]:
    """The conflicts among the printed figures of the three indicators on a target group."""
    return tuple(found_conflicts(goals(target_group)))


@functools.cache
def given_up() -> frozenset[str]:
    """Ids of the figures of the three indicators that the population does not try to reproduce."""
    return frozenset(id_ for group in TARGET_GROUPS for conflict in indicator_conflicts(group) for id_ in conflict.given_up)
