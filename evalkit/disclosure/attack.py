"""The attacker: what can be worked out of hidden numbers by someone who has every page, workbook and published total.

The attacker knows of each told cell the persons, numerator and denominator to the last digit, though pages tell less; knows how
cells add up; and, unless asked not to, the differences between a whole and its parts that nobody is told. The hidden truth is
used for these differences and to judge what was found, for nothing else.

A cell is broken when a sensitive amount of it is known more closely than the policy's width: its interval, which is solved for,
is narrower than the minimum, or than a tenth of the amount. What the attacker is granted may say an amount by itself, where few
persons are both in one band of seniority and in the next; nobody knows it who was not granted it, and no page has told it, so it
is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.disclosure.bounds import Interval, narrow
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.system import Cell, System, build


@dataclass(frozen=True)
class Attack:
    """What an attack came to.

    Fields
    ------
    cells, hidden: how many cells there are, and how many of them are not told.
    few: those of the hidden ones that may not be told for their own sake.
    broken: name of each cell that can be worked out too closely, with the narrowest interval of its amounts.
    granted: how many amounts follow from what the attacker is granted, though no page told anything.
    """

    cells: int
    hidden: int
    few: int
    broken: dict[str, Interval]
    granted: int = 0

    @property
    def complementary(self) -> int:
        """How many are hidden for the sake of others."""
        return self.hidden - self.few


def attack(cells: Sequence[Cell], told: Collection[str], policy: Policy, *, granted: bool = True) -> Attack:
    """Solve for lower and upper bound of every hidden sensitive amount.

    Parameters
    ----------
    cells: every level that could be told, as it is in truth.
    told: names of those that are told.
    policy: how few persons are few, and how wide an interval must stay.
    granted: whether the attacker knows the differences between wholes and parts that nobody is told.

    Source: audit of suppressed tables by linear programming (Hundepool et al. 2012, Statistical Disclosure Control, section 4.3).
    """
    distinct = {cell.name: cell for cell in cells}
    names = sorted(distinct)
    system = build([distinct[name] for name in names], policy)
    shown = np.array([name in told for name in names], dtype=bool)
    known = system if granted else _without_grants(system)
    found = narrow(known, known.told(shown))
    alone = _without_pages(known, found) if granted else {}
    broken: dict[str, Interval] = {}
    for number, interval in found.items():
        if number in alone:
            continue
        for place in np.flatnonzero(system.reveals[:, [number]].toarray().ravel() > 0).tolist() or [-1]:
            name = names[place] if place >= 0 else "what parts lack of a whole"
            if place < 0 or system.few[place]:
                broken[name] = min(broken.get(name, interval), interval, key=lambda one: one.high - one.low)
    return Attack(len(names), int((~shown).sum()), int((system.few & ~shown).sum()), broken, len(alone))


def _without_pages(system: System, found: Mapping[int, Interval]) -> dict[int, Interval]:
    """Those of some amounts that are known when nothing is told."""
    asked = {number: interval.width for number, interval in found.items()}
    return narrow(replace(system, sensitive=asked), np.zeros(len(system.values), dtype=bool)) if asked else {}


def _without_grants(system: System) -> System:
    lines = np.flatnonzero(system.exact)
    return replace(system, equations=system.equations[lines, :], exact=system.exact[lines])
