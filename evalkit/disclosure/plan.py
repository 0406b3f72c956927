"""What every page of a batch hides, decided once: the hidden keys of indicators at all places, kept in the cache.

The page of one municipality, the national page and 97 other pages must hide the same cells, or what one hides follows from the
others. So the choice does not depend on the page: it follows from the registers' content, the policy, the definitions and the
code alone. Whoever needs it first makes it, and others, also in other processes, read it. Only keys are kept, no number.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.disclosure.choice import protect
from evalkit.disclosure.control import costs
from evalkit.disclosure.places import Place
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.system import Cell, build
from evalkit.disclosure.universe import WEEKS, covers
from evalkit.filters import BACKGROUND

# By what a place is divided that says who the persons are; everything else is what is counted of them.
_PERSONS = frozenset({"municipality", "akasse", "trial_group", "seniority", *BACKGROUND})


@dataclass(frozen=True)
class Plan:
    """What is hidden of some indicators for one target group and period, at every place of their universe.

    Fields
    ------
    hidden: indicator and place, as text, of each hidden cell.
    cells, few: how many cells there are, and how many of them are hidden for their own sake.
    """

    hidden: frozenset[tuple[str, str]]
    cells: int
    few: int

    def hides(self, indicator: str, place: Place) -> bool | None:
        """Whether an indicator is hidden at a place; None where the plan does not say.

        At a place that is not in its universe an indicator is hidden with any other one of the same persons, since it may tell of
        them what is hidden there; and for several municipalities or a-kasser when it is for one of them, since it may be had from
        the others.
        """
        if covers(indicator, place):
            return (indicator, place.text) in self.hidden
        persons = [[(name, (code,)) for code in codes] for name, codes in place.dims if name in _PERSONS]
        texts = {replace(place, dims=dims).text for dims in itertools.product(*persons)}
        return True if any(hidden in texts for _, hidden in self.hidden) else None


def plan_of(cells: Sequence[Cell], policy: Policy, few: frozenset[str] = frozenset()) -> Plan:
    """Choose what to hide among the cells of a universe.

    Parameters
    ----------
    cells: of one target group and period, those of the persons and weeks on the benefit among them.
    few: places, as text, at which the persons and weeks are hidden. When `cells` has nothing else, this is chosen.
    """
    system, weeks = build(cells, policy), np.array([cell.result.indicator == WEEKS.code for cell in cells])
    chosen = ~weeks | weeks.all()
    bare = np.array([cell.place.text in few for cell in cells]) & ~chosen
    told = ~system.few & ~(system.reveals @ (bare @ system.reveals) > 0)
    after = protect(system, told, told & chosen, costs(cells))
    hidden = (cells[number] for number in np.flatnonzero(chosen & ~after).tolist())
    keys = frozenset((cell.result.indicator, cell.place.text) for cell in hidden)
    return Plan(keys, int(chosen.sum()), int((chosen & system.few).sum()))
