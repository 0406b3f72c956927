"""The value of each printed group and period as a variable within its printed interval, with room on either side."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evalkit.registers.synthetic.conflicts import HIGHEST, add_change, given_up
from evalkit.registers.synthetic.goals import CHANGE, INDICATORS, PARTITIONS, PERIODS, Goal, goals, without
from evalkit.registers.synthetic.program import Name, Program
from evalkit.registers.synthetic.reference import group_codes

# How much of an interval is best left free on either side, so that whole numbers of persons, weeks and talks find room, and
# what that is worth against a group that is off its reference size by all of it.
ROOM, WORTH = 0.2, 10.0
# What it costs that a value without a printed level is one unit off the total.
NEAR_TOTAL = 0.1


def value_names(target_group: str) -> list[tuple[str, str, str]]:
    """Indicator, grouping and group of every value, totals included."""
    cells = [("", ""), *((partition, group) for partition in PARTITIONS for group in group_codes(target_group, partition))]
    return [(indicator, *cell) for indicator in INDICATORS for cell in cells]


def add_values(program: Program, target_group: str) -> None:
    """Add a variable (indicator, period, grouping, group) for each value, bound by what is printed."""
    kept = without(goals(target_group), given_up())
    for named in value_names(target_group):
        of = [goal for goal in kept if (goal.indicator, goal.grouping, goal.group) == named]
        _add(program, named, of)


def _add(program: Program, named: tuple[str, str, str], of: Sequence[Goal]) -> None:
    indicator, grouping, group = named
    names: list[Name] = [(indicator, period, grouping, group) for period in PERIODS]
    room: Name = (*named, "room")
    program.variable(room, 0.0, ROOM, cost=-WORTH)
    least = dict.fromkeys(PERIODS, 0.0)
    for name, period in zip(names, PERIODS, strict=True):
        levels = [goal for goal in of if goal.period == period]
        least[period] = max((goal.low for goal in levels), default=0.0)
        program.variable(name, least[period], min((goal.high for goal in levels), default=HIGHEST[indicator]))
        if grouping and not levels:
            program.near(name, 0.0, NEAR_TOTAL, {name: 1.0, (indicator, period, "", ""): -1.0})
        for goal in levels:
            width = goal.high - goal.low
            program.row({name: 1.0, room: -width}, goal.low, math.inf)
            program.row({name: 1.0, room: width}, -math.inf, goal.high)
    for goal in of:
        if goal.period == CHANGE and math.isfinite(goal.high - goal.low):
            relative = goal.statistic == "relative_change"
            width = (goal.high - goal.low) * (least[PERIODS[0]] / 100 if relative else 1.0)
            add_change(program, goal, {names[0]: 1.0}, {names[1]: 1.0, room: -width}, upper=False)
            add_change(program, goal, {names[0]: 1.0}, {names[1]: 1.0, room: width}, lower=False)
