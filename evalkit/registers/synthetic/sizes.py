"""Group sizes for which whole numbers of persons give the printed shares and their change.

Of 481 persons no whole number is 46.1 pct.; of 482 some is. A small group is therefore moved by a few persons.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.conflicts import given_up
from evalkit.registers.synthetic.goals import CHANGE, PERIODS, goals, without
from evalkit.registers.synthetic.reference import group_codes

Span = tuple[float, float]
# By how many persons a group may be moved in a period, as a share of it and at least.
FURTHEST, LEAST = 0.06, 12
# How often members are swapped at most to balance weeks, and among how many of either side the best pair is looked for.
SWAPS, TRIED = 30, 60


def has_whole(sizes: tuple[float, float], levels: Sequence[Span], change: Span) -> bool:
    """Whether whole numbers before and after exist with both levels (per unit) and the relative change (pct.) in their spans.

    >>> has_whole((481, 485), [(0.4605, 0.4615), (0.4485, 0.4495)], (-100, 100))
    False
    """
    first = np.arange(math.ceil(levels[0][0] * sizes[0]), math.floor(min(levels[0][1] * sizes[0], 1e7)) + 1)
    if not len(first):
        return False
    ratio = sizes[1] / sizes[0]
    low = np.maximum(first * ratio * (1 + change[0] / 100), levels[1][0] * sizes[1])
    high = np.minimum(first * ratio * (1 + change[1] / 100), levels[1][1] * sizes[1])
    return bool((np.ceil(low) <= np.floor(high)).any())


def adjust_sizes(target_group: str, partition: str, group: Ints, of: Ints, random: np.random.Generator) -> None:
    """Move as few persons as needed between small groups and the largest, so that whole numbers hold the activation rates.

    Parameters
    ----------
    group: (careers,) position of the group, which is changed in place; only for careers in one of the periods.
    of: (2, careers) position of the group in each period, -1 where the career is not in it; changed too.
    """
    codes = group_codes(target_group, partition)
    counts = np.array([np.bincount(line[line >= 0], minlength=len(codes)) for line in of])
    largest = int(np.argmax(counts.sum(axis=0)))
    for place, code in enumerate(codes):
        spans = _spans(target_group, partition, code)
        if place == largest or spans is None:
            continue
        moves = _moves(counts[:, place], spans)
        for period, move in enumerate(moves):
            giver, taker = (largest, place) if move > 0 else (place, largest)
            only = np.flatnonzero((of[period] == giver) & (of[1 - period] < 0) & (group == giver))
            moved = random.permutation(only)[: abs(move)]
            group[moved] = taker
            of[period, moved] = taker


def _spans(target_group: str, partition: str, code: str) -> tuple[list[Span], Span] | None:
    found = {
        goal.period: (goal.low, goal.high)
        for goal in without(goals(target_group), given_up())
        if (goal.indicator, goal.grouping, goal.group) == ("activation_rate", partition, code)
    }
    if set(found) != {*PERIODS, CHANGE}:
        return None
    return [(found[period][0] / 100, found[period][1] / 100) for period in PERIODS], found[CHANGE]


def _moves(sizes: Ints, spans: tuple[list[Span], Span]) -> tuple[int, int]:
    """The smallest moves before and after that let whole numbers exist; none when no small move does."""
    reach = [max(LEAST, int(FURTHEST * size)) for size in sizes]
    steps = sorted(
        (
            (before, after)
            for before in range(-min(reach[0], 40), min(reach[0], 40) + 1)
            for after in range(-min(reach[1], 40), min(reach[1], 40) + 1)
        ),
        key=lambda pair: (abs(pair[0]) + abs(pair[1]), pair),
    )
    for before, after in steps:
        if min(sizes[0] + before, sizes[1] + after) > 0 and has_whole((sizes[0] + before, sizes[1] + after), *spans):
            return before, after
    return 0, 0


def balance_weeks(group: Ints, of: Ints, weeks: Ints, wanted: Floats, random: np.random.Generator) -> None:
    """Swap some members of each group with members of the largest, until the weeks of the group are the wanted ones.

    Parameters
    ----------
    group: (careers,) position of the group, which is changed in place; only for careers in one of the periods.
    of: (2, careers) position of the group in each period, -1 where the career is not in it; changed too.
    weeks: (2, careers) weeks in each period.
    wanted: (2, groups) weeks of each group in each period.
    """
    largest = int(np.argmax(wanted.sum(axis=0)))
    for period in range(len(PERIODS)):
        alone = (of[period] >= 0) & (of[1 - period] < 0) & (of[period] == group)
        takers = np.flatnonzero(alone & (group == largest))
        for place in range(wanted.shape[1]):
            members = np.flatnonzero(alone & (group == place))
            missing = wanted[period, place] - weeks[period, of[period] == place].sum()
            for _ in range(SWAPS if place != largest and len(members) and len(takers) else 0):
                one, other = random.choice(members, TRIED), random.choice(takers, TRIED)
                gain = weeks[period, other][None, :] - weeks[period, one][:, None]
                row, column = np.unravel_index(np.argmin(np.abs(gain - missing)), gain.shape)
                better = abs(missing - gain[row, column]) < abs(missing)
                if better and group[one[row]] == place and group[other[column]] == largest:
                    missing -= gain[row, column]
                    for side in (group, of[period]):
                        side[one[row]], side[other[column]] = largest, place
