"""Persons who are on unemployment benefit in neither of the two periods of the tables: most of those who started in between.

Whoever started before the later period and is still there when it begins is in the population already; those who left earlier
are not, and without them a start in 2020 would always be a long one. They come here, as many as let the share that is on the
benefit half a year later be what is printed: for those in the trial, and for those it is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.benefit import Benefit
from evalkit.registers.synthetic.calendar_weeks import Array, Floats, Ints, period_weeks
from evalkit.registers.synthetic.careers import PATTERNS, SPELLS, Careers, durations
from evalkit.registers.synthetic.goals import AFTER
from evalkit.registers.synthetic.trial_courses import FOLLOW_UP, present, present_at_end
from evalkit.registers.synthetic.trial_goals import (
    FLOW,
    FOLLOWED,
    MONITORED,
    Places,
    apportion,
    last_day,
    month_of,
    printed,
)

# How much lower the share on the benefit is in the trial, in points: within what is printed in the printed weeks, most in their
# middle; just before them, and just after them. Assumptions.
LOWER, MIDDLE, BEFORE_THEM, AFTER_THEM = 0.12, 0.48, 0.3, 0.4


@dataclass(frozen=True)
class Newcomers:
    """Careers of one spell each.

    Fields
    ------
    start, weeks: (persons,) first week and how many.
    akasse: (persons,) position of the a-kasse of those in the trial; -1 for the others.
    """

    start: Ints
    weeks: Ints
    akasse: Ints

    @property
    def careers(self) -> Careers:
        """As careers."""
        empty = np.zeros((len(self.start), SPELLS - 1), dtype=np.int64)
        end = self.start + self.weeks
        start = np.column_stack([self.start, *([end] * (SPELLS - 1))])
        return Careers("dagpenge", start, np.column_stack([self.weeks, empty]))

    def take(self, chosen: Array) -> Newcomers:
        """Some of them."""
        return Newcomers(self.start[chosen], self.weeks[chosen], self.akasse[chosen])

    def join(self, other: Newcomers) -> Newcomers:
        """Both lists."""
        pairs = ((self.start, other.start), (self.weeks, other.weeks), (self.akasse, other.akasse))
        return Newcomers(*(np.concatenate(pair) for pair in pairs))


def draw_newcomers(one: Benefit, chosen: Ints, places: Places, scale: float, random: np.random.Generator) -> Newcomers:
    """Those in the trial and those it is compared with.

    Parameters
    ----------
    one: the careers that are there already. chosen: those of them in the trial.
    """
    first, last = period_weeks(FOLLOWED)
    careers = one.careers
    followed = (careers.start[:, 0] >= first) & (careers.start[:, 0] <= last)
    enrolled = np.isin(np.arange(careers.size), chosen)
    others = np.flatnonzero(followed & ~enrolled)
    compared = _compared(careers, others, random)
    curve = present(careers, others) + present(compared.careers, np.arange(len(compared.start)))
    month, akasse = _slots(one, chosen, places, scale)
    early = month_of(np.array([period_weeks(AFTER)[0]]))[0] >= month
    start = _mondays(month, random)
    weeks = np.maximum(_drawn(len(month), random), _drawn(len(month), random))  # more of them use the full period up
    weeks[early] = _early_weeks(start[early], present(careers, np.flatnonzero(followed & enrolled)), curve / curve[0], random)
    weeks = np.minimum(weeks, _last_week() + 1 - start)
    return Newcomers(start, weeks, akasse).join(compared)


def _drawn(count: int, random: np.random.Generator) -> Ints:
    return durations(PATTERNS["dagpenge"], random.random(count))


def _compared(careers: Careers, others: Ints, random: np.random.Generator) -> Newcomers:
    """Those who left before the later period, with as many short ones as the printed share at the end needs."""
    opens, closes = period_weeks(FOLLOWED)[0], period_weeks(AFTER)[0]
    a_week = (careers.start[others, 0] >= closes).sum() / max(period_weeks(FOLLOWED)[1] + 1 - closes, 1)
    count = round(2 * a_week * (closes - opens))
    start, weeks = random.integers(opens, closes, count), _drawn(count, random)
    fits = np.flatnonzero(start + weeks <= closes)
    long, short = fits[weeks[fits] > FOLLOW_UP], fits[weeks[fits] <= FOLLOW_UP]
    long = long[: len(long) // 2]
    share = share_at_end("comparison")
    needed = (present_at_end(careers.take(others)).sum() + len(long)) / share - len(others) - len(long)
    kept = np.concatenate([long, short[: max(0, round(needed))]])
    return Newcomers(start[kept], weeks[kept], np.full(len(kept), -1))


def share_at_end(target_group: str) -> float:
    """The share on the benefit when they are followed no longer: where the curve and the printed status may both be."""
    week, month = (
        printed("on_benefit_share", target_group, "time_since_start", group, period=FOLLOWED) for group in ("week_26", "month_6")
    )
    return (min(max(month, week - 0.5), week + 0.5 - 0.025)) / 100


def _slots(one: Benefit, chosen: Ints, places: Places, scale: float) -> tuple[Ints, Ints]:
    """Month and a-kasse of each newcomer in the trial: what is missing in the months that newcomers can start in."""
    month, akasse = month_of(one.careers.start[chosen, 0]), one.people.akasse[chosen]
    total = round(scale * printed("enrolled"))
    there = np.array([np.bincount(month[akasse == place], minlength=len(FLOW)) for place in places.akasse])
    left = np.maximum(apportion(total, places.share) - there.sum(axis=1), 0)
    left = apportion(total - len(chosen), left.astype(float))
    closed = np.isin(np.arange(len(FLOW)), month_of(np.arange(period_weeks(AFTER)[0] + 1, period_weeks(AFTER)[1] + 1)))
    flow = total * np.outer(places.share, np.array(FLOW) / sum(FLOW))
    missing = np.where(closed, 0.0, np.maximum(flow - there, 0.0))
    counts = np.array([apportion(int(count), weights) for count, weights in zip(left, missing, strict=True)])
    place, when = np.nonzero(counts)
    return np.repeat(when, counts[place, when]), np.repeat(places.akasse[place], counts[place, when])


def _last_week() -> int:
    """The week that the last day of the monitoring lies in."""
    return last_day() // 7


def _mondays(month: Ints, random: np.random.Generator) -> Ints:
    """A week whose Monday lies in each month, and not in the later period."""
    weeks = np.arange(period_weeks(MONITORED)[0] - 1, _last_week() + 1)
    first, last = period_weeks(AFTER)
    weeks = weeks[(weeks < first) | (weeks > last)]
    of = month_of(weeks)
    opens, closes = np.searchsorted(of, month), np.searchsorted(of, month, side="right")
    return np.asarray(weeks[opens + (random.random(len(month)) * (closes - opens)).astype(np.int64)])


def lower_by() -> Floats:
    """(FOLLOW_UP + 1,) how many points the share on the benefit is lower in the trial."""
    interval = ("lower_benefit_share_interval", "trial")
    first, last = (round(printed(*interval, statistic=side, period=FOLLOWED)) for side in ("start", "end"))
    least = printed("on_benefit_share", "comparison_minus_trial", "time_since_start", "from_4_to_21", "start")
    at_end = 100 * (share_at_end("comparison") - share_at_end("trial"))
    week = np.arange(FOLLOW_UP + 1)
    inside = least + LOWER + MIDDLE * np.sin(np.pi * (week - first) / (last - first))
    after = AFTER_THEM + (at_end - AFTER_THEM) * (week - last - 1) / (FOLLOW_UP - last - 1)
    return np.where(week < first, BEFORE_THEM * week / (first - 1), np.where(week > last, after, inside))


def _early_weeks(start: Ints, there: Floats, curve: Floats, random: np.random.Generator) -> Ints:
    """Weeks of those who start before the later period and leave before it, so that the trial's curve is what it is to be.

    Parameters
    ----------
    start: (newcomers,) weeks. there: how many others in the trial are on the benefit, by week. curve: shares compared with.
    """
    total = there[0] + len(start)
    wanted = np.round((curve - lower_by() / 100) * total - there)
    wanted = np.clip(np.maximum.accumulate(wanted[::-1])[::-1], 0, len(start)).astype(np.int64)  # nobody comes back
    wanted[0] = len(start)
    room = period_weeks(AFTER)[0] - start
    weeks = np.zeros(len(start), dtype=np.int64)
    free = np.ones(len(start), dtype=bool)
    for week in range(FOLLOW_UP + 1, 0, -1):
        count = wanted[week - 1] - (wanted[week] if week <= FOLLOW_UP else 0)
        places = random.permutation(np.flatnonzero(free & (room >= week)))[:count]
        free[places] = False
        weeks[places] = week
    weeks[free] = 1
    longer = np.flatnonzero(weeks > FOLLOW_UP)
    more = (random.exponential(10, len(longer))).astype(np.int64)
    weeks[longer] = np.minimum(weeks[longer] + more, room[longer])
    return weeks
