"""When and why those in the trial end: most when they have used the full period up, others because they leave or are sent on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.codes import group_list
from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints
from evalkit.registers.synthetic.trial_goals import (
    BETWEEN,
    FLOW,
    MONITORED,
    Places,
    apportion,
    extreme,
    last_day,
    printed,
)

REASONS = group_list("end_reason").codes
FULL_PERIOD, LEFT, MOVED, EARLY = range(len(REASONS))
LASTS = -1
# The first day of an end that is not that of the full period, counted from the enrolment.
EARLIEST = 14
# Of those covered, the share that leaves in a month before the quarters that are printed, and in every month at least; how much
# those covered go up and down in those quarters; and the part of those who neither use the period up nor leave that moves.
LEAVING, ALWAYS, UNEVEN, MOVING = 0.014, 0.004, 0.012, 0.45
_STABLE, _LAST = "2021-Q3/2022-Q2", "2023-Q1"


@dataclass(frozen=True)
class Ends:
    """The ends of enrolments.

    Fields
    ------
    day: (enrolments,) the last day, counted from the first Monday; of one that lasts, the last day of the monitoring.
    reason: (enrolments,) position in REASONS; LASTS where it lasts.
    """

    day: Ints
    reason: Ints


def draw_ends(start: Ints, full: Ints, akasse: Ints, places: Places, scale: float, random: np.random.Generator) -> Ends:
    """Ends as many as printed, by a-kasse and reason as far as printed, and such that as many are covered as printed.

    Parameters
    ----------
    start: (enrolments,) first week. full: (enrolments,) the week in which the full period is used up.
    akasse: (enrolments,) position of the a-kasse.
    """
    found = Ends(np.full(len(start), last_day()), np.full(len(start), LASTS))
    used = 7 * full + 6 <= last_day()
    ended, full_ended = _numbers(akasse, used, places, scale)
    for place, count in zip(places.akasse, full_ended, strict=True):
        those = random.permutation(np.flatnonzero(used & (akasse == place)))
        found.day[those], found.reason[those] = 7 * full[those] + 6, FULL_PERIOD
        before = those[count:]
        found.day[before], found.reason[before] = 7 * full[before] - 1, LEFT
    wanted = ended - np.array([int(((akasse == place) & used).sum()) for place in places.akasse])
    _end_otherwise(found, start, akasse, np.maximum(wanted, 0), places, scale, random)
    _give_reasons(found.reason, akasse, ended, places, random)
    return found


def _end_otherwise(
    found: Ends, start: Ints, akasse: Ints, wanted: Ints, places: Places, scale: float, random: np.random.Generator
) -> None:
    """End as many of each a-kasse before they have used the period up, month by month, and the last of them at any time."""
    monthly = _leaving(start, found.day[found.reason != LASTS], int(wanted.sum()), scale)
    left = wanted.copy()
    for month, count in enumerate([*monthly, 0]):
        at_last = month == len(monthly)
        begin, end = _month_days(month) if not at_last else (0, last_day())
        ready = (found.reason == LASTS) & (7 * start + EARLIEST <= (end if at_last else begin))
        there = [np.flatnonzero(ready & (akasse == place)) for place in places.akasse]
        most = np.minimum(left, [len(rows) for rows in there])
        for number, some in enumerate(most if at_last else apportion(int(count), left.astype(float), most)):
            chosen = random.permutation(there[number])[:some]
            first = np.maximum(begin, 7 * start[chosen] + EARLIEST)
            found.day[chosen] = first + (random.random(len(chosen)) * (end + 1 - first)).astype(np.int64)
            found.reason[chosen] = LEFT
            left[number] -= len(chosen)


def _numbers(akasse: Ints, used: Bools, places: Places, scale: float) -> tuple[Ints, Ints]:
    """(a-kasser,) how many end, and how many of them after the full period.

    The shares of the two a-kasser that are printed hold; of the others, all who have used the period up end so, and one power of
    their starting points makes the sum of ends what is printed.
    """
    total = round(scale * printed("ended"))
    most = np.array([int((akasse == place).sum()) for place in places.akasse])
    full = np.array([int((used & (akasse == place)).sum()) for place in places.akasse])
    low, high = 0.05, 20.0
    for _ in range(60):
        power = (low + high) / 2
        share = full_shares(places, power)
        ended = np.minimum(np.round(full / share), 0.9 * most)
        low, high = (power, high) if ended.sum() < total else (low, power)
    ended = ended.astype(np.int64)
    ended[np.argmax(most)] += total - int(ended.sum())
    return ended, np.minimum(full, np.round(share * ended).astype(np.int64))


def full_shares(places: Places, power: float) -> Floats:
    """(a-kasser,) the share of those who ended that used the full period up."""
    indicator = "ended_full_period_share"
    ends = [printed(indicator, "trial_ended", "akasse", extreme(indicator, side), side) for side in ("minimum", "maximum")]
    point = dict(BETWEEN) | {extreme(indicator, "minimum"): 0.0, extreme(indicator, "maximum"): 1.0}
    between = np.array([point[code] for code in places.codes])
    return np.asarray((ends[0] + (ends[1] - ends[0]) * between**power) / 100)


def _leaving(start: Ints, ended_days: Ints, total: int, scale: float) -> Ints:
    """(months,) how many end for other reasons, so that those covered are as many as printed at each quarter's end."""
    months = np.arange(len(FLOW))
    closes = np.array([_month_days(int(month))[1] for month in months])
    enrolled = np.searchsorted(np.sort(7 * start), closes, side="right")
    full = np.searchsorted(np.sort(ended_days), closes, side="right")
    stable = scale * printed("covered", period=_STABLE)
    opens, ends = (_month_of_quarter(part, at_end=True) for part in _STABLE.split("/"))
    goal = np.interp(months, [opens, ends, months[-1]], [stable, stable, (enrolled - full)[-1] - total])
    goal *= 1 + UNEVEN * np.sin(months)
    sums = np.zeros(len(months))
    for month in months:
        before = sums[month - 1] if month else 0.0
        covered = (enrolled - full)[month] - before
        needed = covered - goal[month] if month >= opens else LEAVING * covered
        sums[month] = before + max(ALWAYS * covered, needed)
    sums = np.minimum.accumulate(np.minimum(sums, total)[::-1])[::-1]
    sums[-1] = total
    return np.asarray(np.diff(np.round(sums), prepend=0.0), dtype=np.int64)


def _month_of_quarter(quarter: str, *, at_end: bool) -> int:
    year, number = int(quarter[:4]), int(quarter[-1])
    first = int(MONITORED[:4]) * 12 + int(MONITORED[5:7])
    return year * 12 + 3 * number - (0 if at_end else 2) - first


def _month_days(month: int) -> tuple[int, int]:
    """First and last day of a month of the monitoring, counted from the first Monday."""
    first = np.datetime64(MONITORED[:7], "M") + month
    zero = np.datetime64("1970-01-05")
    return int((first.astype("datetime64[D]") - zero).astype(int)), int(
        ((first + 1).astype("datetime64[D]") - zero).astype(int)
    ) - 1


def _give_reasons(reason: Ints, akasse: Ints, ended: Ints, places: Places, random: np.random.Generator) -> None:
    """Of those who end otherwise, as many leave the a-kasse as printed for two, and in between for the others."""
    indicator = "ended_left_akasse_share"
    ends = {
        side: printed(indicator, "trial_ended", "akasse", extreme(indicator, side), side) / 100 for side in ("minimum", "maximum")
    }
    full = np.array([int(((reason == FULL_PERIOD) & (akasse == place)).sum()) for place in places.akasse])
    without = 1 - full / np.maximum(ended, 1)
    most, least = (places.codes.index(extreme(indicator, side)) for side in ("maximum", "minimum"))
    parts = (ends["minimum"] / max(without[least], 1e-9), ends["maximum"] / max(without[most], 1e-9))
    part = np.interp(without, [without[least], without[most]], parts) if without[most] > without[least] else np.full(9, parts[0])
    for number, place in enumerate(places.akasse):
        rows = random.permutation(np.flatnonzero((reason == LEFT) & (akasse == place)))
        leaving = min(len(rows), round(part[number] * without[number] * ended[number]))
        rest = rows[leaving:]
        reason[rest] = EARLY
        reason[rest[: round(MOVING * len(rest))]] = MOVED
