"""Time on the benefit, asked for by the published figures that state the same quantities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.codes import period_bounds
from evalkit.estimates.survival.life_table import Numbers
from evalkit.indicators.family import Connection, Family
from evalkit.indicators.survival.courses import TRIAL, TRIAL_GROUP, Courses, courses
from evalkit.indicators.survival.definitions import CourseDefinitions
from evalkit.indicators.survival.describe import TIME
from evalkit.published import PublishedFigure
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

WHOM = {**{group: (group,) for group in TRIAL}, "trial_and_comparison": TRIAL}
VISIBLE = 0.5  # percentage points: a difference that a reader of whole percents sees
BETWEEN = (4, 21)  # the weeks whose lowest and highest difference is printed


@dataclass(frozen=True)
class _Period:
    """The courses of a period; each method gives a number, what was divided and the persons behind, or nothing."""

    courses: Courses

    def on_benefit(self, figure: PublishedFigure) -> Result | None:
        """The share on the benefit in a week; six months are the week of the status."""
        week = self.courses.follow_up if figure.group == "month_6" else int(figure.group.removeprefix("week_"))
        groups = WHOM[figure.target_group]
        on, seen = (self.courses.weekly(groups, what) for what in ("on", "seen"))
        return _share(figure, on[week], seen[week]) if week < len(on) else None

    def employed(self, figure: PublishedFigure) -> Result | None:
        """The share in work in the week of the status."""
        statuses = self.courses.statuses(WHOM[figure.target_group])
        return _share(figure, statuses["employed"], sum(statuses.values()))

    def lower(self, figure: PublishedFigure) -> Result | None:
        """The first or last week of the longest run in which fewer of the trial are on the benefit."""
        run = longest_run(self.gap() >= VISIBLE)
        return _value(figure, self.persons(), run[0] if figure.statistic == "start" else run[1]) if run else None

    def extreme(self, figure: PublishedFigure) -> Result | None:
        """The lowest or highest difference in the weeks between."""
        here = self.gap()[BETWEEN[0] : BETWEEN[1] + 1]
        return _value(figure, self.persons(), float(here.min() if figure.statistic == "start" else here.max()))

    def gap(self) -> Numbers:
        """How much lower the trial's share on the benefit is in each week. Unit: percentage points."""
        shares = []
        for group in TRIAL:
            on, seen = (self.courses.weekly((group,), what) for what in ("on", "seen"))
            shares.append(100 * np.divide(on, seen, out=np.full_like(on, np.nan), where=seen > 0))
        return np.asarray(shares[1] - shares[0])

    def persons(self) -> int:
        """The persons of the smaller group."""
        return min(self.courses.persons((group,)) for group in TRIAL)


def longest_run(flags: np.typing.NDArray[np.bool_]) -> tuple[int, int] | None:
    """First and last position of the longest unbroken run of true values, the first of several; None without any.

    >>> longest_run(np.array([True, False, True, True, False]))
    (2, 3)
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int64), [0]])))
    runs = [(int(start), int(end) - 1) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return max(runs, key=lambda run: run[1] - run[0]) if runs else None


# Indicator, statistic and group of a published figure (a week for any week) to what gives its number.
_ASKED: dict[tuple[str, str, str, str], Callable[[_Period, PublishedFigure], Result | None]] = {
    ("on_benefit_share", "level", "week", "pct"): _Period.on_benefit,
    ("on_benefit_share", "level", "month_6", "pct"): _Period.on_benefit,
    ("employed_share", "level", "month_6", "pct"): _Period.employed,
    ("lower_benefit_share_interval", "start", "", "weeks"): _Period.lower,
    ("lower_benefit_share_interval", "end", "", "weeks"): _Period.lower,
    ("on_benefit_share", "start", "from_4_to_21", "pct_point"): _Period.extreme,
    ("on_benefit_share", "end", "from_4_to_21", "pct_point"): _Period.extreme,
}


def _asked(figure: PublishedFigure) -> Callable[[_Period, PublishedFigure], Result | None] | None:
    group = "week" if figure.group.startswith("week_") else figure.group
    return _ASKED.get((figure.indicator, figure.statistic, group, figure.unit))


def _takes(figure: PublishedFigure) -> bool:
    whom = (*WHOM, "comparison_minus_trial")
    placed = figure.grouping in ("", TIME) and figure.target_group in whom and period_bounds(figure.period) is not None
    return placed and _asked(figure) is not None


def _results(connection: Connection, figures: Sequence[PublishedFigure], definitions: Definitions) -> tuple[Result, ...]:
    found = {
        period: _Period(courses(connection, period, TRIAL_GROUP, CourseDefinitions())) for period in {f.period for f in figures}
    }
    answers: dict[tuple[str, ...], Result] = {}
    for figure in figures:
        here, ask = found[figure.period], _asked(figure)
        if ask and set(here.courses.groups) == set(TRIAL) and (answer := ask(here, figure)):
            answers[answer.key] = answer
    return tuple(answers.values())


def _value(figure: PublishedFigure, persons: int, value: float) -> Result:
    return Result(*figure.key, persons=persons, numerator=None, denominator=None, value=float(value))


def _share(figure: PublishedFigure, part: float, whole: float) -> Result | None:
    return (
        replace(_value(figure, int(whole), 100 * part / whole), numerator=float(part), denominator=float(whole))
        if whole
        else None
    )


FAMILY = Family("survival", ("benefit_spells", "employment", "trial_enrolments"), _takes, _results)
