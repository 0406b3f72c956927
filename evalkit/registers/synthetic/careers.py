"""Careers: the runs of weeks that a person is on one benefit, with gaps, from the start of a right to its end.

A career's weeks on the benefit are numbered from 0. For unemployment benefit that number is the seniority, because no gap
within a career re-earns the right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Array, Floats, Ints, period_weeks, week_of
from evalkit.registers.synthetic.goals import AFTER, BEFORE, PERIODS

# The last whole week that the registers know.
LAST_WEEK = week_of(dt.date(2022, 12, 25))
SPELLS = 3
# Careers are told apart by weeks in this many equal parts, and by the periods that they are in.
STRATA = 4
KINDS = 3 * STRATA


@dataclass(frozen=True)
class Pattern:
    """How long people stay on a benefit: assumptions that make the number of persons and weeks plausible.

    Fields
    ------
    persons: in a period, at scale 1.
    survival: the share that is still on the benefit after so many weeks; exponential between the points.
    split: share of the careers that are broken by one gap and by two.
    gap: shortest and longest gap in weeks.
    """

    persons: int
    survival: tuple[tuple[int, float], ...]
    split: tuple[float, float]
    gap: tuple[int, int]


# The first follows from table 4.1: so many joint meetings before 3, 6 and 16 months need so many that get that far.
PATTERNS = {
    "dagpenge": Pattern(
        250_000,
        ((0, 1.0), (13, 0.42), (26, 0.28), (52, 0.165), (69, 0.115), (78, 0.09), (104, 0.035), (156, 0.001)),
        (0.22, 0.06),
        (1, 16),
    ),
    "kontanthjaelp_activity_ready": Pattern(
        55_000,
        ((0, 1.0), (13, 0.8), (26, 0.66), (52, 0.48), (104, 0.3), (156, 0.19), (260, 0.08), (416, 0.001)),
        (0.2, 0.08),
        (1, 12),
    ),
}


@dataclass(frozen=True)
class Careers:
    """Careers on one benefit.

    Fields
    ------
    target_group: the benefit.
    start: (careers, SPELLS) first week of each spell; where there is no spell, the end of the last.
    length: (careers, SPELLS) weeks of each spell; 0 where there is none.
    """

    target_group: str
    start: Ints
    length: Ints

    @property
    def offset(self) -> Ints:
        """(careers, SPELLS) number of the first week of each spell."""
        return np.cumsum(self.length, axis=1) - self.length

    @property
    def size(self) -> int:
        """How many careers there are."""
        return len(self.start)

    @property
    def end(self) -> Ints:
        """(careers,) the last week on the benefit."""
        return np.asarray(np.where(self.length > 0, self.start + self.length, 0).max(axis=1) - 1)

    def weeks_before(self, week: int) -> Ints:
        """(careers,) how many weeks on the benefit lie before a calendar week."""
        return np.asarray(np.clip(week - self.start, 0, self.length).sum(axis=1))

    def week_range(self, period: str) -> tuple[Ints, Ints]:
        """(careers,) the numbers of the first week in the period and of the first after it."""
        first, last = period_weeks(period)
        return self.weeks_before(first), self.weeks_before(last + 1)

    def calendar(self, career: Ints, number: Ints) -> Ints:
        """The calendar weeks of numbered weeks of careers."""
        return number + self.shift(career, number)

    def spell_of(self, career: Ints, number: Ints) -> Ints:
        """Which spell a numbered week lies in."""
        return np.asarray((number[:, None] >= self.offset[career, 1:]).sum(axis=1))

    def shift(self, career: Ints, number: Ints) -> Ints:
        """Calendar week less number: the same for all weeks of a spell."""
        spell = self.spell_of(career, number)
        return np.asarray(self.start[career, spell] - self.offset[career, spell])

    def take(self, chosen: Array) -> Careers:
        """Some of the careers."""
        return Careers(self.target_group, self.start[chosen], self.length[chosen])


def draw_careers(target_group: str, scale: float, random: np.random.Generator) -> Careers:
    """Careers that start evenly over time, as many as give each period its number of persons; those in neither are left out.

    Formula: persons in a period = starts a week * (weeks of the period + mean length), after Little's law.
    """
    pattern = PATTERNS[target_group]
    longest = pattern.survival[-1][0] + 2 * pattern.gap[1]
    opens = period_weeks(BEFORE)[0] - longest
    closes = period_weeks(AFTER)[1]
    first, last = period_weeks(AFTER)
    probe = durations(pattern, random.random(20_000))
    a_week = scale * pattern.persons / (last - first + 1 + probe.mean() * (1 + _mean_gap(pattern) / probe.mean()))
    count = round(a_week * (closes - opens + 1))
    start = random.integers(opens, closes + 1, count)
    drawn = _split(target_group, start, durations(pattern, random.random(count)), pattern, random)
    in_any = np.zeros(count, dtype=bool)
    for period in PERIODS:
        begins, ends = drawn.week_range(period)
        in_any |= ends > begins
    return drawn.take(in_any)


def _mean_gap(pattern: Pattern) -> float:
    return (pattern.split[0] + 2 * pattern.split[1]) * sum(pattern.gap) / 2


def durations(pattern: Pattern, uniform: Floats) -> Ints:
    """Whole weeks by the inverse of the survival function."""
    weeks, left = (np.array(column, dtype=float) for column in zip(*pattern.survival, strict=True))
    exact = np.interp(-np.log(np.maximum(1 - uniform, left[-1])), -np.log(left), weeks)
    return np.asarray(np.maximum(np.ceil(exact).astype(np.int64), 1))


def _split(target_group: str, start: Ints, weeks: Ints, pattern: Pattern, random: np.random.Generator) -> Careers:
    """Break some careers in two or three spells with gaps, and end all when the registers end."""
    count = len(start)
    kind = random.random(count)
    pieces = 1 + (kind < sum(pattern.split)).astype(np.int64) + (kind < pattern.split[1])
    pieces = np.where(weeks >= 4 * SPELLS, pieces, 1)
    cuts = np.sort(random.random((count, SPELLS - 1)), axis=1)
    cuts = np.where(
        pieces[:, None] == 1, 1.0, np.where(pieces[:, None] == 2, np.column_stack([cuts[:, 0], np.ones(count)]), cuts)
    )
    borders = np.column_stack([np.zeros(count), np.clip(np.round(cuts * weeks[:, None]), 1, weeks[:, None]), weeks])
    length = np.diff(borders, axis=1).astype(np.int64)
    gaps = random.integers(pattern.gap[0], pattern.gap[1] + 1, (count, SPELLS - 1)) * (length[:, 1:] > 0)
    before = np.cumsum(length, axis=1) - length + np.column_stack([np.zeros(count, dtype=np.int64), np.cumsum(gaps, axis=1)])
    starts = np.minimum(start[:, None] + before, LAST_WEEK + 1)
    return Careers(target_group, starts, np.clip(LAST_WEEK + 1 - starts, 0, length))


def kinds_of(careers: Careers) -> Ints:
    """The kind of each career: STRATA * (0 only before, 1 in both periods, 2 only after) + quarter of it by weeks there."""
    weeks = [ends - begins for begins, ends in (careers.week_range(period) for period in PERIODS)]
    when = np.where(weeks[1] == 0, 0, np.where(weeks[0] == 0, 2, 1))
    total = weeks[0] + weeks[1]
    kind = STRATA * when
    for one in range(3):
        chosen = np.flatnonzero(when == one)
        rank = np.argsort(np.argsort(total[chosen], kind="stable"), kind="stable")
        kind[chosen] += rank * STRATA // max(len(chosen), 1)
    return kind
