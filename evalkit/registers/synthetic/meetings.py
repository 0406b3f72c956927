"""Joint meetings: who has them, in which week, as which of the three, and who takes part.

In the later period table 4.1 says how many there are in each band of seniority and of each kind of participation, and the text
says how many of those with a right have had the 1st, 2nd and 3rd in time; both hold exactly at full scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Bools, Ints
from evalkit.registers.synthetic.careers import Careers
from evalkit.registers.synthetic.goals import AFTER, BEFORE
from evalkit.registers.synthetic.statements import aim, table_counts

BANDS = ("under_3_months", "3_to_6_months", "6_to_12_months", "12_to_18_months", "18_to_24_months", "over_24_months")
STARTS = np.array([0, 13, 26, 52, 78, 104, 10_000])
# Weeks within which the 1st, 2nd and 3rd are due, and up to which those with a right to each are counted.
WINDOWS = ((0, 13), (13, 26), (26, 70))
COUNTED = ((13, 26), (26, 70), (70, 10_000))
NUMBERS = ("first", "second", "third")
# Of the meetings between three and six months, those that are a late first one, at full scale: an assumption that lets the
# printed shares of the trial and of the others hold with table 4.1.
LATE_FIRST = 12_000


@dataclass(frozen=True)
class Meetings:
    """Joint meetings, one row each.

    Fields
    ------
    career: who. week: number of the week in the career. number: 1, 2 or 3.
    """

    career: Ints
    week: Ints
    number: Ints

    def join(self, other: Meetings) -> Meetings:
        """Both lists."""
        pairs = ((self.career, other.career), (self.week, other.week), (self.number, other.number))
        return Meetings(*(np.concatenate(pair) for pair in pairs))

    def take(self, chosen: Ints | Bools) -> Meetings:
        """Some of the rows."""
        return Meetings(self.career[chosen], self.week[chosen], self.number[chosen])

    @property
    def band(self) -> Ints:
        """(rows,) position of the seniority band."""
        return np.searchsorted(STARTS, self.week, side="right") - 1


def band_totals(scale: float) -> Ints:
    """How many meetings in each band table 4.1 prints, at a scale."""
    counts = table_counts()
    totals = [sum(count for (_, band), count in counts.items() if band == name) for name in BANDS]
    return np.round(scale * np.array(totals)).astype(np.int64)


def later_meetings(careers: Careers, scale: float, random: np.random.Generator) -> Meetings:
    """Joint meetings of those who are on the benefit in the later period, before it, too, as far as rights ask for it."""
    begin, end = careers.week_range(AFTER)
    present = end > begin
    had = [_had(begin, end, present, number, random) for number in range(3)]
    held = _timed(had, begin, end, random)
    held = _fewer(held, begin, end, band_totals(scale), random)
    return held.join(_more(held, had, begin, end, scale, random))


def _due(begin: Ints, end: Ints, number: int) -> Bools:
    low, high = COUNTED[number]
    return np.maximum(begin, low) < np.minimum(end, high)


def _had(begin: Ints, end: Ints, present: Bools, number: int, random: np.random.Generator) -> Ints:
    """Careers that have had a meeting in time: the printed share of those with a right; of those past it, about as many."""
    share = aim("joint_meeting_received_share", "dagpenge", "joint_meeting_number", NUMBERS[number]) / 100
    due = np.flatnonzero(_due(begin, end, number))
    past = np.flatnonzero(present & (begin >= COUNTED[number][1]))
    chosen = random.permutation(due)[: round(share * len(due))]
    return np.concatenate([chosen, past[random.random(len(past)) < share]])


def _timed(had: list[Ints], begin: Ints, end: Ints, random: np.random.Generator) -> Meetings:
    parts = []
    for number, careers in enumerate(had):
        low, high = WINDOWS[number]
        last = np.minimum(high, end[careers])
        week = np.maximum(low, last - 1 - (random.random(len(careers)) ** 1.3 * (last - low)).astype(np.int64))
        parts.append(Meetings(careers, week, np.full(len(careers), number + 1)))
    return parts[0].join(parts[1]).join(parts[2])


def _inside(held: Meetings, begin: Ints, end: Ints) -> Bools:
    return np.asarray((held.week >= begin[held.career]) & (held.week < end[held.career]))


def _fewer(held: Meetings, begin: Ints, end: Ints, totals: Ints, random: np.random.Generator) -> Meetings:
    """Where a band has too many in the period, move some to a week before the period."""
    week = held.week.copy()
    for band, total in enumerate(totals):
        inside = _inside(Meetings(held.career, week, held.number), begin, end) & (held.band == band)
        floor = np.array([low for low, _ in WINDOWS])[held.number - 1]
        movable = np.flatnonzero(inside & (floor < begin[held.career]))
        chosen = random.permutation(movable)[: max(0, int(inside.sum() - total))]
        week[chosen] = floor[chosen] + (random.random(len(chosen)) * (begin[held.career[chosen]] - floor[chosen])).astype(
            np.int64
        )
    return Meetings(held.career, week, held.number)


def _more(held: Meetings, had: list[Ints], begin: Ints, end: Ints, scale: float, random: np.random.Generator) -> Meetings:
    """Fill each band to its total with those who have no right yet, and with meetings that come too late to count."""
    inside = held.take(_inside(held, begin, end))
    missing = band_totals(scale) - np.bincount(inside.band, minlength=len(BANDS))
    late = min(round(LATE_FIRST * scale), int(missing[1]))
    thirds = [(band, 3, missing[band], band >= 4) for band in range(2, len(BANDS))]
    wanted = [(0, 1, missing[0], False), (1, 1, late, True), (1, 2, missing[1] - late, False), *thirds]
    has = [np.isin(np.arange(len(begin)), careers) for careers in had]
    extra = Meetings(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    for band, number, count, too_late in wanted:
        low, high = np.maximum(begin, STARTS[band]), np.minimum(end, STARTS[band + 1])
        free = (low < high) & ~has[number - 1] & (_due(begin, end, number - 1) == too_late)
        chosen = random.permutation(np.flatnonzero(free))[: max(0, int(count))]
        has[number - 1][chosen] = True
        week = low[chosen] + (random.random(len(chosen)) * (high[chosen] - low[chosen])).astype(np.int64)
        extra = extra.join(Meetings(chosen, week, np.full(len(chosen), number)))
    return extra


def earlier_meetings(careers: Careers, held: Meetings, scale: float, random: np.random.Generator) -> Meetings:
    """Joint meetings of the earlier period, as many in each band as in the later one, beside those already held there."""
    begin, end = careers.week_range(BEFORE)
    there = held.take(_inside(held, begin, end))
    taken = np.isin(np.arange(careers.size), held.career)
    missing = band_totals(scale) - np.bincount(there.band, minlength=len(BANDS))
    found = Meetings(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    late = min(round(LATE_FIRST * scale), max(0, int(missing[1])))
    wanted = (
        (0, 1, missing[0]),
        (1, 1, late),
        (1, 2, missing[1] - late),
        *((band, 3, missing[band]) for band in range(2, len(BANDS))),
    )
    for band, number, count in wanted:
        low, high = np.maximum(begin, STARTS[band]), np.minimum(end, STARTS[band + 1])
        chosen = random.permutation(np.flatnonzero((low < high) & ~taken))[: max(0, int(count))]
        taken[chosen] |= number == 1
        week = low[chosen] + (random.random(len(chosen)) * (high[chosen] - low[chosen])).astype(np.int64)
        found = found.join(Meetings(chosen, week, np.full(len(chosen), number)))
    return found


def inside_period(careers: Careers, held: Meetings, period: str) -> Bools:
    """(rows,) whether each meeting lies in a period."""
    return _inside(held, *careers.week_range(period))
