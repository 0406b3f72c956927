"""What every page of a batch hides, decided once: the hidden keys of indicators at all places, kept in the cache.

The page of one municipality, the national page and 97 other pages must hide the same cells, or what one hides follows from the
others. So the choice does not depend on the page: it follows from the registers' content, the policy, the definitions and the
code alone. Whoever needs it first makes it, and others, also in other processes, read it. Only keys are kept, no number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from evalkit.disclosure.choice import protect
from evalkit.disclosure.control import costs
from evalkit.disclosure.places import Place
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.system import Cell, build, name_of
from evalkit.disclosure.universe import covers
from evalkit.filters import BACKGROUND

# By what a place is divided that says who the persons are; everything else is what is counted of them.
_PERSONS = frozenset({"municipality", "akasse", "trial_group", "seniority", *BACKGROUND})


NOTHING: Mapping[str, bool] = MappingProxyType({})


@dataclass(frozen=True)
class Plan:
    """What is hidden of some indicators for one target group and period, at every place of their universe.

    Fields
    ------
    hidden: names of the hidden cells: indicator and place.
    cells, few: how many cells there are, and how many of them are hidden for their own sake.
    """

    hidden: frozenset[str]
    cells: int
    few: int

    def hides(self, indicator: str, place: Place) -> bool | None:
        """Whether an indicator is hidden at a place; None where the plan does not say.

        At a place that is not in its universe an indicator is hidden with any other one of the same persons, since it may tell of
        them what is hidden there; and for several municipalities or a-kasser when it is for one of them, since it may be had from
        the others.
        """
        if covers(indicator, place):
            return name_of(indicator, place) in self.hidden
        persons = [[(name, (code,)) for code in codes] for name, codes in place.dims if name in _PERSONS]
        texts = {replace(place, dims=dims).text for dims in itertools.product(*persons)}
        return True if texts & self._places else None

    @cached_property
    def _places(self) -> frozenset[str]:
        """Places at which something is hidden."""
        return frozenset(name.partition("|")[2] for name in self.hidden)


def together(plans: Iterable[Plan]) -> Plan:
    """One plan of several that tell nothing of each other."""
    found = tuple(plans)
    hidden = frozenset[str]().union(*(one.hidden for one in found))
    return Plan(hidden, sum(one.cells for one in found), sum(one.few for one in found))


def plan_of(cells: Sequence[Cell], policy: Policy, decided: Mapping[str, bool] = NOTHING) -> Plan:
    """Choose what to hide among cells that are told together, on whatever pages.

    Parameters
    ----------
    cells: levels.
    decided: name of a cell that was decided before to whether it is hidden; it stays so, and is not in the plan.
    """
    distinct = {cell.name: cell for cell in cells}
    names = sorted(distinct)
    ordered = [distinct[name] for name in names]
    system = build(ordered, policy)
    fixed = np.array([name in decided for name in names], dtype=bool)
    bare = np.array([decided.get(name, False) for name in names], dtype=bool)
    told = ~system.few & ~(system.reveals @ (bare @ system.reveals) > 0)
    after = protect(system, told, told & ~fixed, costs(ordered))
    hidden = frozenset(names[number] for number in np.flatnonzero(~fixed & ~after).tolist())
    return Plan(hidden, int((~fixed).sum()), int((system.few & ~fixed).sum()))
