"""The choices that change a number of survival analysis, so that a report's parameter file can state each of them."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.errors import UsageError


@dataclass(frozen=True)
class CourseDefinitions:
    """When a course on the benefit begins and ends, and how long it is followed.

    Fields
    ------
    clean_weeks: whole weeks without the benefit before a start that make it the start of a new course. Unit: weeks.
    gap_weeks: whole weeks without the benefit that end a course; a shorter break is part of it. Unit: weeks.
    follow_up_weeks: how long a course is followed, and the week in which the status is taken. Unit: weeks.

    Raises
    ------
    UsageError: a number of weeks below 1.

    Sources: Rambøll (2023), section on time on the benefit, for the follow-up; 26 weeks are six months of 365.25 / 12 days. The
    document does not print how breaks were counted: four weeks are the month of the other definitions.
    """

    clean_weeks: int = 26
    gap_weeks: int = 4
    follow_up_weeks: int = 26

    def __post_init__(self) -> None:
        """Refuse definitions by which no course could begin, end or be followed."""
        for name, weeks in vars(self).items():
            if weeks < 1:
                raise UsageError(f"{name} is {weeks}: it is a number of whole weeks. Give 1 or more.")
