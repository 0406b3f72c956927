"""Which careers belong to one person: some who were on the benefit before come back later, after work or a pause."""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Ints
from evalkit.registers.synthetic.careers import STRATA, Careers, kinds_of
from evalkit.registers.synthetic.goals import AFTER
from evalkit.registers.synthetic.people import People, age_group

# Weeks between two careers of one person: enough for a year's full-time work, which re-earns the right.
APART = 60


def link_careers(careers: Careers, people: People, random: np.random.Generator) -> Ints:
    """(careers,) for each career the one that the person had before; -1 for a first one.

    A later career takes over the person of an earlier one with the same sex, origin, education, municipality and a-kasse whose
    birth date gives it the age group that it has.
    """
    kind = kinds_of(careers) // STRATA
    early, late = random.permutation(np.flatnonzero(kind == 0)), random.permutation(np.flatnonzero(kind == 2))
    keys = [people.groups["sex"], people.groups["origin"], people.groups["education"], people.municipality, people.akasse + 1]
    combined = np.ravel_multi_index(tuple(keys), tuple(int(one.max()) + 1 for one in keys))
    early = early[np.argsort(combined[early], kind="stable")]
    late = late[np.argsort(combined[late], kind="stable")]
    at = np.searchsorted(combined[early], combined[late]) + _rank(combined[late])
    fits = at < len(early)
    before, after = early[np.minimum(at, len(early) - 1)], late
    fits &= combined[before] == combined[after]
    fits &= careers.start[after, 0] - careers.end[before] >= APART
    first_day = 7 * careers.calendar(after, careers.week_range(AFTER)[0][after])
    fits &= age_group(people.born[before], first_day) == people.age[1][after]
    fits &= _far_from_birthday(people.born[before], first_day)
    found = np.full(careers.size, -1)
    found[after[fits]] = before[fits]
    return found


def _rank(keys: Ints) -> Ints:
    """How many equal keys stand before each, in a sorted list."""
    return np.arange(len(keys)) - np.searchsorted(keys, keys)


def _far_from_birthday(born: Ints, day: Ints) -> Ints:
    """Whether the age group is the same some days earlier and later."""
    return np.asarray(age_group(born, day - 7) == age_group(born, day + 7))
