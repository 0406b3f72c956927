"""The choices that change a number, in one place, so that a report's parameter file can state each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definitions:
    """How weeks are counted and where limits are drawn.

    A month is 365.25 / 12 / 7 weeks, and limits in months are rounded to whole weeks: 3, 6, 12, 16, 18 and 24 months are 13,
    26, 52, 70, 78 and 104 weeks.

    Fields
    ------
    earned_hours: hours of work that earn the right to dagpenge anew, so that seniority starts again. Unit: hours.
    earning_years: how long before a new spell those hours may lie. Unit: years.
    gap_days: days without the benefit after which seniority starts again on the other benefits. Unit: days.
    seniority_weeks: the weeks at which the seniority bands of `groups.csv` begin, without the first. Unit: weeks.
    joint_meeting_weeks: seniority by which the 1st, 2nd and 3rd joint meeting shall have been held. Unit: weeks.
    focus_seniority_weeks: lowest seniority of those whom the focus targets are about. Unit: weeks.
    focus_window_weeks: how far back the focus targets look. Unit: weeks.
    focus_talks: talks that are enough.
    focus_work_weeks, focus_work_hours: work that counts as an offer; either is enough. Units: weeks, hours.

    Sources: BDO (2023), section 2.4 and the footnotes on the focus targets; Lov om arbejdsløshedsforsikring m.v., § 53.
    """

    earned_hours: float = 1924
    earning_years: int = 3
    gap_days: int = 28
    seniority_weeks: tuple[int, int, int, int, int] = (13, 26, 52, 78, 104)
    joint_meeting_weeks: tuple[int, int, int] = (13, 26, 70)
    focus_seniority_weeks: int = 52
    focus_window_weeks: int = 52
    focus_talks: int = 4
    focus_work_weeks: int = 6
    focus_work_hours: float = 225
