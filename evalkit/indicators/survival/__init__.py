"""Time on the benefit: how long new courses last, how they end, and where their persons are half a year later.

Descriptive throughout: who is in which group was not drawn by lot, so that a difference between groups is no effect.

Definitions
-----------
Weeks are ISO weeks. Week 0 is the first week of the course, week k the one that begins 7k days after its first Monday.

Course: weeks on dagpenge of one person, in which breaks of fewer than `gap_weeks` (4) whole weeks do not count. It is new
    when the person had no week on dagpenge in the `clean_weeks` (26) weeks before its first week. A course that begins less
    than that after the first week of the registers is not counted, since they do not show whether it is new. It belongs to
    the period that its first week belongs to (by its Thursday), and of each person only the first new course in the period
    counts: courses are persons.
Groups: trial and comparison as everywhere, persons with and without a row in trial_enrolments; or any grouping of persons
    and of benefit spells. A-kasse, municipality and age are those at the first week.
Duration: T = weeks from the first week to the first week off: the one after the last week on dagpenge of the course. It is
    at least 1, and a tolerated break counts as time on the benefit.
On the benefit in week k: a dagpenge spell covers week k of the course, also after a break or a return; the share is of those
    whose week k is in the registers. This is on_benefit_share.
Still on the benefit at week k: T > k. All are at week 0, and who has left and come back has left. The share is the
    Kaplan-Meier estimate, still_on_benefit_share; with returns it lies below on_benefit_share.
Censoring: T is observed up to week c = the smaller of `follow_up_weeks` (26) and the weeks from the first week to the last
    in which a break can still be told from an end, which is `gap_weeks` before the registers' last week on any benefit. T >
    c is censored at c. That is the same rule for all who begin in the same week, so censoring tells nothing of the person.
Exit, for T <= c: what a person has in the `gap_weeks` weeks from the first week off: `job` (a row in employment that meets
    them), else `other_benefit` (a benefit spell of another target group that meets them), else `other`.
Status at six months: in week 26 (`follow_up_weeks`), of those whose week 26 is in the registers: `on_benefit` as above, else
    `employed` (a row in employment meets the week), else `other_benefit`, else `other`.

What is printed, and its key: on_benefit_share by time_since_start week_26 and month_6 is the share on the benefit in week 26 (29
and 29 pct., 29.3 and 29.5 pct.: the document's curve is headed as the share on the benefit, and its last point is the status, so
that it has those who came back); employed_share month_6 is the status. lower_benefit_share_interval is the longest run of
weeks in which the trial's share on the benefit is at least half a percentage point below the comparison's: what a reader of
whole percents can see. on_benefit_share, comparison_minus_trial, from_4_to_21 has the lowest and highest difference in weeks 4
to 21.

Source: Rambøll (2023), section on time on the benefit and labour-market status.
"""

from evalkit.indicators.survival.courses import TRIAL_GROUP, Courses, courses
from evalkit.indicators.survival.definitions import CourseDefinitions
from evalkit.indicators.survival.describe import TIME, describe, levels_by_akasse
from evalkit.indicators.survival.printed import FAMILY

__all__ = ["FAMILY", "TIME", "TRIAL_GROUP", "CourseDefinitions", "Courses", "courses", "describe", "levels_by_akasse"]
