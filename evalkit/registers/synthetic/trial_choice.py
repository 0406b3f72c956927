"""Which of those who are on unemployment benefit anyway are enrolled in the trial.

The printed participation in first joint meetings, of the trial and of the others, holds for those whom `participation.py` drew it
for. They give way here to as many who live where the trial is, with as many meetings of both parties; beside them, only those
without a joint meeting in the later period are enrolled. So both shares stay what they are, to the last person.
"""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.benefit import Benefit
from evalkit.registers.synthetic.calendar_weeks import Bools, Ints, period_weeks
from evalkit.registers.synthetic.goals import AFTER
from evalkit.registers.synthetic.meetings import inside_period
from evalkit.registers.synthetic.participation import BOTH
from evalkit.registers.synthetic.trial_courses import NEVER, full_week, leaves_in
from evalkit.registers.synthetic.trial_goals import (
    FLOW,
    FOLLOWED,
    Places,
    apportion,
    extreme,
    month_of,
    printed,
    still_unemployed,
)

# Of those who start before the later period and are on the benefit in it, the share that is enrolled at most.
EARLY_SHARE = 0.85
# How much more readily somebody is enrolled who will use up the full period; members of an a-kasse that tells how few do, less.
FULL, SELDOM = 8.0, 0.2
MEETING_WEEKS = 13


def choose(one: Benefit, places: Places, scale: float, random: np.random.Generator) -> Ints:
    """Careers of those enrolled, who are not new to the population."""
    careers, people = one.careers, one.people
    month = month_of(careers.start[:, 0])
    here = places.allowed[people.akasse, people.municipality] & (month >= 0) & (month < len(FLOW))
    here &= ~leaves_in(careers, round(printed("lower_benefit_share_interval", statistic="end", period=FOLLOWED)) + 1)
    with_meeting = _with_meeting(one, places, here, random)
    inside = np.bincount(one.meetings.career[inside_period(careers, one.meetings, AFTER)], minlength=careers.size)
    pool = here & (inside == 0)
    weight = np.where(full_week(careers) < NEVER, FULL, 1.0)
    seldom = np.isin(people.akasse, [places.akasse[places.codes.index(code)] for code in _seldom(places)])
    weight = np.where(seldom & (weight > 1), SELDOM, weight)
    order = np.argsort(random.exponential(size=careers.size) / weight, kind="stable")
    chosen = [with_meeting]
    wanted = scale * printed("enrolled") * np.outer(np.array(FLOW) / sum(FLOW), places.share)
    for number, akasse in enumerate(places.akasse):
        member = people.akasse == akasse
        had = np.bincount(month[with_meeting][member[with_meeting]], minlength=len(FLOW))
        for one_month in range(len(FLOW)):
            found = order[(member & pool & (month == one_month))[order]]
            most = len(found) if one_month >= _first_month() else int(EARLY_SHARE * len(found))
            chosen.append(found[: min(most, max(0, round(wanted[one_month, number]) - int(had[one_month])))])
    return np.sort(np.concatenate(chosen))


def _first_month() -> int:
    """The first month of those whom only the population itself can provide."""
    return int(month_of(np.array([period_weeks(AFTER)[0]]))[0]) + 1


def _seldom(places: Places) -> list[str]:
    """A-kasser of which it is printed how few at most are still unemployed after the full period, and the one with fewest."""
    return [
        code
        for code in places.codes
        if still_unemployed(code) is not None or extreme("ended_full_period_share", "minimum") == code
    ]


def _with_meeting(one: Benefit, places: Places, here: Bools, random: np.random.Generator) -> Ints:
    """As many as the trial had, with a first meeting in its first three months, and with as many meetings of both parties."""
    first = inside_period(one.careers, one.meetings, AFTER) & (one.meetings.number == 1)
    both_of_old = int((np.isin(one.meetings.career, one.trial) & first & (one.participation == BOTH)).sum())
    rows = np.flatnonzero(first & (one.meetings.week < MEETING_WEEKS) & here[one.meetings.career])
    akasse = one.people.akasse[one.meetings.career[rows]]
    both = one.participation[rows] == BOTH
    there = np.array([[int((side & (akasse == place)).sum()) for place in places.akasse] for side in (both, ~both)])
    share = both_of_old / max(len(one.trial), 1)
    most = np.minimum(there[0] / max(share, 1e-9), there[1] / max(1 - share, 1e-9)).astype(np.int64)
    sizes = apportion(len(one.trial), places.share, most)
    with_both = apportion(both_of_old, np.asarray(share * sizes, dtype=np.float64), np.minimum(there[0], sizes))
    chosen: list[Ints] = []
    for number, place in enumerate(places.akasse):
        for side, count in ((both, with_both[number]), (~both, sizes[number] - with_both[number])):
            chosen.append(random.permutation(rows[side & (akasse == place)])[:count])
    return np.asarray(one.meetings.career[np.concatenate(chosen)])
