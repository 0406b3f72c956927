"""Printed figures on joint meetings and case reviews that cannot hold together: counts, their shares, and complements."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import replace

from evalkit.codes import group_list, split_group
from evalkit.registers.synthetic.conflicts import Conflict, found_conflicts
from evalkit.registers.synthetic.goals import AFTER, EDGE, Goal, as_goal, document_figures
from evalkit.registers.synthetic.program import Name, Program

PARTIES, BANDS = group_list("participation").codes, group_list("seniority").codes
RANGES = {"under_6_months": BANDS[:2], "over_6_months": BANDS[2:]}
HAD, HAD_NOT = "joint_meeting_received_share", "joint_meeting_not_received_share"
_COUNTED = ("joint_meeting_count", "joint_meeting_share", "joint_meeting_both_share")
_GROUPINGS = ("", "seniority", "seniority_range", "participation", "participation_by_seniority")


@functools.cache
def count_goals() -> tuple[Goal, ...]:
    """The printed counts and shares of joint meetings in the later period, and how many cases were reviewed."""
    return tuple(
        as_goal(figure)
        for figure in document_figures()
        if figure.statistic == "level"
        and (
            (figure.indicator in _COUNTED and figure.target_group == "dagpenge" and figure.grouping in _GROUPINGS)
            or figure.indicator in (HAD, HAD_NOT)
            or (figure.indicator == "case_count" and figure.target_group == "case_review")
        )
        and figure.period in (AFTER, "")
    )


@functools.cache
def count_conflicts() -> tuple[Conflict, ...]:
    """The conflicts among them."""
    return tuple(_told(conflict) for conflict in found_conflicts(count_goals(), counts_can_hold))


def _told(conflict: Conflict) -> Conflict:
    """The conflict with a reason that fits counts and shares of them."""
    indicators = {goal.indicator for goal in count_goals() if goal.figure.id in conflict.figures}
    if indicators <= {HAD, HAD_NOT}:
        return replace(conflict, reason="synthetic.complement")
    return replace(conflict, reason="synthetic.share_of_counts") if len(indicators) > 1 else conflict


def counts_can_hold(kept: Sequence[Goal]) -> bool:
    """Whether numbers of meetings by party and seniority, and of cases by target group, exist that fit all goals.

    Formula: a count is the sum of its cells; a share is bound by part - value * whole; had and had not add up to 100 pct.
    """
    program = Program()
    cells = [(party, band) for party in PARTIES for band in BANDS]
    for cell in cells:
        program.variable(cell)
    for group in ("dagpenge", "kontanthjaelp_activity_ready"):
        program.variable(("cases", group))
    for number in group_list("joint_meeting_number").codes:
        program.variable((HAD, number), 0.0, 100.0)
        program.variable((HAD_NOT, number), 0.0, 100.0)
        program.row({(HAD, number): 1.0, (HAD_NOT, number): 1.0}, 100.0, 100.0)
    for goal in kept:
        _bind(program, goal, cells)
    return program.solve() is not None


def _bind(program: Program, goal: Goal, cells: Sequence[tuple[str, str]]) -> None:
    if goal.indicator in (HAD, HAD_NOT):
        program.row({(goal.indicator, goal.group): 1.0}, goal.low, goal.high)
    elif goal.indicator == "case_count":
        groups = [goal.group] if goal.group else ["dagpenge", "kontanthjaelp_activity_ready"]
        program.row({("cases", group): 1.0 for group in groups}, goal.low - EDGE, goal.high + EDGE)
    else:
        chosen = [cell for cell in cells if _in(goal, cell)]
        if goal.indicator == "joint_meeting_count":
            program.row(dict.fromkeys(chosen, 1.0), goal.low - EDGE, goal.high + EDGE)
        else:
            _bind_share(program, goal, chosen, cells)


def _bind_share(program: Program, goal: Goal, chosen: Sequence[tuple[str, str]], cells: Sequence[tuple[str, str]]) -> None:
    """Bind a share of the chosen cells among all, or of the meetings with both parties among the chosen."""
    both = goal.indicator == "joint_meeting_both_share"
    part = {cell for cell in chosen if cell[0] == "both"} if both else set(chosen)
    whole = set(chosen) if both else set(cells)
    for bound, low, high in ((goal.low, 0.0, math.inf), (goal.high, -math.inf, 0.0)):
        if math.isfinite(bound):
            terms: dict[Name, float] = {cell: (cell in part) - bound / 100 * (cell in whole) for cell in cells}
            program.row(terms, low, high)


def _in(goal: Goal, cell: tuple[str, str]) -> bool:
    groups = split_group(goal.grouping, goal.group) if goal.grouping else {}
    party, band = cell
    bands = RANGES.get(groups.get("seniority_range", ""), BANDS)
    return groups.get("participation", party) == party and groups.get("seniority", band) == band and band in bands
