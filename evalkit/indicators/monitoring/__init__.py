"""Monitoring of a trial: who is enrolled, who ends and why, who is covered, talks held and offers started.

Definitions
-----------
Enrolled: enrolments that start in the period. A person who is enrolled anew counts anew; persons behind a number count once.
Ended: enrolments whose last day lies in the period, by reason.
Covered on a day: enrolled on it or before, and not ended on it or before. So those covered are the enrolled less the ended, and a
    person who has found work stays covered until the period is used up or something else ends it. A month, quarter or day is told
    at its last day; a longer period is the mean over the ends of its quarters.
Talks: of the enrolments that ended after the full period in the period, the share with none, one, two, and three or more talks,
    where their number is recorded. The legal minimum in the trial is three.
Offers: persons who started an offer in the period, while enrolled; each once in a group. Their a-kasse, municipality and age are
    those of the enrolment.

Age is that on the day of enrolment. A selection leaves the enrolments of chosen a-kasser, municipalities and persons.

Source: Rambøll (2023), section 1, and its explanation of terms.
"""

from evalkit.indicators.monitoring.activity import MINIMUM_TALKS, education_shares, offer_shares, offers, talks
from evalkit.indicators.monitoring.enrolment import (
    covered,
    end_reasons,
    ended,
    enrolled,
    enrolled_shares,
    extremes,
    months,
    municipality_counts,
    quarters,
    still_unemployed,
)
from evalkit.indicators.monitoring.printed import FAMILY

__all__ = [
    "FAMILY",
    "MINIMUM_TALKS",
    "covered",
    "education_shares",
    "end_reasons",
    "ended",
    "enrolled",
    "enrolled_shares",
    "extremes",
    "months",
    "municipality_counts",
    "offer_shares",
    "offers",
    "quarters",
    "still_unemployed",
    "talks",
]
