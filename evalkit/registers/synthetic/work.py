"""Ordinary work: what re-earns the right between two careers, hours beside the benefit, and a job afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Ints, week_of
from evalkit.registers.synthetic.careers import LAST_WEEK, Careers
from evalkit.registers.synthetic.goals import BEFORE
from evalkit.registers.synthetic.statements import aim

FULL_TIME = 37
# The period of the printed share of those with ordinary hours after the reform.
LATER_HOURS = "2022"
JOB_AFTER = 0.5


@dataclass(frozen=True)
class Work:
    """Spells of work: career, first and last calendar week, and hours a week."""

    career: Ints
    first: Ints
    last: Ints
    weekly: Ints

    def join(self, other: Work) -> Work:
        """Both lists."""
        names = ("career", "first", "last", "weekly")
        return Work(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in names))


def jobs_after(careers: Careers, again: Ints, random: np.random.Generator) -> Work:
    """Full-time work after many careers end, and always long enough to re-earn the right where another career follows.

    Parameters
    ----------
    again: (careers,) the week in which the same person's next career starts; -1 where none does.
    """
    ended = careers.end < LAST_WEEK
    drawn = ended & (random.random(careers.size) < JOB_AFTER)
    career = np.flatnonzero(drawn | (again >= 0))
    first = careers.end[career] + 1 + random.integers(0, 3, len(career))
    length = np.minimum(4 + random.exponential(60, len(career)).astype(np.int64), 200)
    follows = again[career] >= 0
    last = np.where(follows, again[career] - 1, np.minimum(first + length, LAST_WEEK))
    first = np.where(follows, np.maximum(careers.end[career] + 1, again[career] - 110), first)
    weekly = np.where(follows | (random.random(len(career)) < 0.8), FULL_TIME, 20)
    kept = last >= first
    return Work(career[kept], first[kept], last[kept], weekly[kept])


def hours_beside(careers: Careers, random: np.random.Generator) -> Work:
    """A few hours beside the benefit for the printed share of its recipients, in 2019 and in 2022."""
    found = Work(*(np.empty(0, dtype=np.int64) for _ in range(4)))
    for period in (BEFORE, LATER_HOURS):
        begin, end = careers.week_range(period)
        there = np.flatnonzero(end > begin)
        share = aim("ordinary_hours_share", careers.target_group, period=period) / 100
        already = np.isin(there, found.career[found.last >= week_of(dt.date(2021, 12, 27))]) if period != BEFORE else None
        chosen = random.permutation(there if already is None else there[~already])[: round(share * len(there))]
        week = begin[chosen] + (random.random(len(chosen)) * (end - begin)[chosen]).astype(np.int64)
        first = careers.calendar(chosen, week)
        spell = careers.spell_of(chosen, week)
        until = careers.start[chosen, spell] + careers.length[chosen, spell] - 1
        last = np.minimum(first + random.integers(0, 12, len(chosen)), until)
        last = np.minimum(last, week_of(dt.date(2019, 12, 23))) if period == BEFORE else last
        found = found.join(Work(chosen, first, np.maximum(first, last), random.integers(2, 20, len(chosen))))
    return found
