"""Which printed figures the population is calibrated to; everything else that comes out of it is emergent."""

from __future__ import annotations

import functools

from evalkit.registers.synthetic.conflicts import Conflict, given_up, indicator_conflicts
from evalkit.registers.synthetic.goals import TARGET_GROUPS, goals


def conflicts() -> tuple[Conflict, ...]:
    """Printed figures that cannot hold together, and which of them the population gives up."""
    return tuple(conflict for group in TARGET_GROUPS for conflict in indicator_conflicts(group))


@functools.cache
def targets() -> frozenset[str]:
    """Ids of the printed figures that the population is made to reproduce.

    >>> "bdo.tab3_1.dp.samtaleintensitet.foer.mand" in targets()
    True
    """
    return frozenset(goal.figure.id for group in TARGET_GROUPS for goal in goals(group)) - given_up()
