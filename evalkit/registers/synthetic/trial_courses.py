"""What the trial needs to know of careers on unemployment benefit, week by week from their start."""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints
from evalkit.registers.synthetic.careers import SPELLS, Careers
from evalkit.registers.synthetic.trial_goals import full_weeks, suspension

NEVER = 1_000_000
FOLLOW_UP = 26


def present(careers: Careers, chosen: Ints) -> Floats:
    """(FOLLOW_UP + 1,) how many of some careers are on the benefit in each week from their first."""
    start, length = careers.start[chosen], careers.length[chosen]
    weeks = start[:, :1] + np.arange(FOLLOW_UP + 1)
    on = np.zeros(weeks.shape, dtype=bool)
    for spell in range(SPELLS):
        on |= (weeks >= start[:, spell : spell + 1]) & (weeks < (start + length)[:, spell : spell + 1])
    return np.asarray(on.sum(axis=0), dtype=np.float64)


def present_in(careers: Careers, number: int) -> Bools:
    """(careers,) whether each is on the benefit so many weeks after its first."""
    week = careers.start[:, :1] + number
    return np.asarray(((careers.start <= week) & (week < careers.start + careers.length)).any(axis=1))


def present_at_end(careers: Careers) -> Bools:
    """(careers,) whether each is on the benefit in the last week followed."""
    return present_in(careers, FOLLOW_UP)


def leaves_in(careers: Careers, number: int) -> Bools:
    """(careers,) whether each is off the benefit so many weeks after its first, and was on it the week before."""
    return present_in(careers, number - 1) & ~present_in(careers, number)


def full_week(careers: Careers) -> Ints:
    """(careers,) the week in which the full period is used up, counted from the start; NEVER where it is not.

    Formula: the 13th week on the benefit that does not lie in the suspension.
    """
    first, last = suspension()
    before = careers.weeks_before(first)
    during = careers.weeks_before(last + 1) - before
    number = full_weeks() - 1 + np.where(before >= full_weeks(), 0, during)
    used = careers.length.sum(axis=1) > number
    found = np.full(careers.size, NEVER)
    found[used] = careers.calendar(np.flatnonzero(used), number[used])
    return found
