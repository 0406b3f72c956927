"""Work after the benefit, so that as many are employed half a year after their start as printed; and other benefits."""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Ints, period_weeks
from evalkit.registers.synthetic.careers import LAST_WEEK, Careers
from evalkit.registers.synthetic.goals import AFTER
from evalkit.registers.synthetic.trial_courses import FOLLOW_UP, present_at_end
from evalkit.registers.synthetic.trial_goals import FOLLOWED, printed
from evalkit.registers.synthetic.work import FULL_TIME, Work

GROUPS = ("trial", "comparison")
# The benefit that some newcomers go on to, their share, and for how many weeks more than three on average. Assumptions.
OTHER_BENEFIT, TO_IT, ITS_WEEKS = "sygedagpenge", 0.07, 12
FULL_TIME_SHARE, PART_TIME = 0.8, 20


def more_work(careers: Careers, there: Work, enrolled: Ints, elsewhere: Ints, old: int, random: np.random.Generator) -> Work:
    """Work for those who left the benefit and have none, as many as let the printed share be employed in the week that is told.

    Nobody gets work before a later spell on the benefit, so that no right is earned again that was not.

    Parameters
    ----------
    careers: `old` ones that were there before, and the newcomers. there: the work that the former have.
    enrolled, elsewhere: careers in the trial, and those on another benefit afterwards.
    """
    everyone = np.arange(careers.size)
    first, last = period_weeks(FOLLOWED)
    week = careers.start[:, 0] + FOLLOW_UP
    followed = (careers.start[:, 0] >= first) & (careers.start[:, 0] <= last)
    off = ~present_at_end(careers)
    working = np.zeros(careers.size, dtype=bool)
    at = (there.first <= week[there.career]) & (there.last >= week[there.career])
    working[there.career[at]] = True
    able = off & (careers.end < week) & ~np.isin(everyone, there.career) & ~np.isin(everyone, elsewhere)
    chosen = []
    in_trial = np.isin(everyone, enrolled)
    for name, group in zip(GROUPS, (in_trial, ~in_trial), strict=True):
        share = printed("employed_share", name, "time_since_start", "month_6", period=FOLLOWED) / 100
        here = followed & group
        missing = round(share * here.sum()) - int((here & off & working).sum())
        chosen.append(random.permutation(np.flatnonzero(here & able))[: max(0, missing)])
    later = np.flatnonzero((everyone >= old) & ~followed & (careers.end < LAST_WEEK))
    chosen.append(later[random.random(len(later)) < share])
    return _jobs(careers, np.concatenate(chosen), random)


def _jobs(careers: Careers, career: Ints, random: np.random.Generator) -> Work:
    week = careers.start[career, 0] + FOLLOW_UP
    first = np.minimum(careers.end[career] + 1 + random.integers(0, 3, len(career)), np.maximum(week, careers.end[career] + 1))
    until = np.maximum(first + 3 + random.exponential(60, len(career)).astype(np.int64), week)
    weekly = np.where(random.random(len(career)) < FULL_TIME_SHARE, FULL_TIME, PART_TIME)
    return Work(career, first, np.maximum(first, np.minimum(until, LAST_WEEK)), weekly)


def other_benefits(careers: Careers, random: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Career, first and last week of some newcomers' spells on another benefit, which end before the later period begins."""
    closes = period_weeks(AFTER)[0]
    chosen = np.flatnonzero((careers.end + 1 < closes) & (random.random(careers.size) < TO_IT))
    first = careers.end[chosen] + 1
    last = first + 3 + random.exponential(ITS_WEEKS, len(chosen)).astype(np.int64)
    return chosen, first, np.minimum(last, closes - 1)
