"""Time on the benefit of some groups, as results: curves, exits, means, tests and the status half a year later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from evalkit.errors import EvalkitError
from evalkit.estimates.survival import (
    Curve,
    LifeTable,
    Mean,
    cox,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    mean_difference,
    proportionality,
    restricted_mean,
    told_times,
)
from evalkit.filters import Selection
from evalkit.indicators.family import Connection
from evalkit.indicators.survival.courses import STATUSES, TRIAL_GROUP, Courses, courses, courses_by_akasse
from evalkit.indicators.survival.definitions import CourseDefinitions
from evalkit.indicators.survival.starts import BENEFIT
from evalkit.results import Result

TIME = "time_since_start"
STATUS_SHARES = dict(
    zip(STATUSES, ("on_benefit_share", "employed_share", "other_benefit_share", "other_status_share"), strict=True)
)
LAST_DIGIT = 0.1  # weeks: pages tell a mean to this; times the persons it must be the minimum, or the mean tells a hidden week
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class _Counted:
    """Courses with what the results are keyed and kept back by."""

    courses: Courses
    period: str
    minimum: int
    level: float

    def result(
        self,
        indicator: str,
        unit: str,
        group: str,
        grouping: str = "",
        code: str = "",
        statistic: str = "level",
        persons: int = 0,
    ) -> Result:
        """A result of a group without a value yet; the group is a target group, or a group of what the courses are divided by."""
        trial = self.courses.by == TRIAL_GROUP
        target, names = (group, [grouping]) if trial else (BENEFIT, [self.courses.by, grouping])
        parts = [code] if trial else [group, code]
        key = (indicator, statistic, target, "_by_".join(one for one in names if one), "_".join(one for one in parts if one))
        return Result(
            *key, self.period, unit, persons or self.courses.persons((group,)), None, None, None, state="not_applicable"
        )


def describe(
    connection: Connection,
    period: str,
    by: str = TRIAL_GROUP,
    definitions: CourseDefinitions | None = None,
    selection: Selection | None = None,
    minimum: int = 5,
    level: float = 0.95,
) -> tuple[Result, ...]:
    """Time on the benefit of new courses, by group. Descriptive: a difference is no effect.

    Parameters
    ----------
    connection, period, by, definitions, selection: as for `courses`. By `trial_group` the groups are target groups; by another
        grouping they are groups of dagpenge, crossed with what the result is divided by.
    minimum: fewest persons that a step of a curve may be told of; weeks between are `suppressed`.
    level: coverage of the intervals, between 0 and 1.

    Returns
    -------
    By group: still_on_benefit_share (Kaplan-Meier, with interval), courses_followed and on_benefit_share at week_0 and after;
    left_benefit_share (Aalen-Johansen) by exit, at every week for trial groups and at the last told week for others;
    mean_weeks_on_benefit up to the follow-up, of so many persons that its last digit tells no hidden week (`LAST_DIGIT`); the
    four status shares at month_6. Between groups: the difference of the means (of two groups), the log-rank test (`significance`,
    in pct.), exit_rate_ratio (Cox, Breslow, in pct. of the last group of two and of the first of more) and proportional_hazards
    (`significance`). What cannot be estimated is `not_applicable`.

    Raises
    ------
    UnknownCode, UsageError: as for `courses`.
    """
    found = courses(connection, period, by, definitions, selection)
    counted = _Counted(found, period, minimum, level)
    of_groups = (
        result
        for group in found.groups
        for results in (_curves(counted, group), _mean(counted, group), _statuses(counted, group))
        for result in results
    )
    return (*of_groups, *_difference(counted), *_tests(counted))


def levels_by_akasse(
    connection: Connection,
    period: str,
    by: str = TRIAL_GROUP,
    definitions: CourseDefinitions | None = None,
    selection: Selection | None = None,
    minimum: int = 5,
    level: float = 0.95,
) -> Iterator[tuple[Selection, Result, bool]]:
    """The levels of `describe` for everyone and for each a-kasse, in truth, and whether `describe` would tell them.

    Parameters and raises as for `describe`, so that it can be asked the same; the selection is not looked at.
    """
    everyone = courses(connection, period, by, definitions)
    of_akasser = courses_by_akasse(connection, period, by, definitions)
    for akasse, found in {"": everyone, **of_akasser}.items():
        whom = Selection.of(akasse=akasse) if akasse else Selection()
        truth, shown = (_Counted(found, period, few, level) for few in (1, minimum))
        for group in found.groups:
            pairs = zip(_levels(truth, group), _levels(shown, group), strict=True)
            yield from ((whom, one, other.state != "suppressed") for one, other in pairs)


def _levels(counted: _Counted, group: str) -> Iterator[Result]:
    yield from _curves(counted, group)
    yield from _statuses(counted, group)


def _curves(counted: _Counted, group: str) -> Iterator[Result]:
    table = counted.courses.life_table((group,))
    weeks, weeks_of_exits = _weeks(table, counted.minimum)
    persons, followed = counted.courses.persons((group,)), (table.at_risk - table.leaving)[0]
    on, seen = (counted.courses.weekly((group,), what) for what in ("on", "seen"))
    still = kaplan_meier(table, counted.level)[0]
    for week in range(counted.courses.follow_up + 1):
        at, code = weeks.get(week), f"week_{week}"
        yield _at(counted.result("still_on_benefit_share", "pct", group, TIME, code), still, at, week)
        count = counted.result("courses_followed", "count", group, TIME, code)
        number = float(persons) if week == 0 else float(followed[at]) if at is not None else None
        yield _with(replace(count, persons=round(number or 0)), number, 1.0, number, shown=number is not None)
        share = counted.result("on_benefit_share", "pct", group, TIME, code, persons=int(seen[week]))
        if seen[week]:
            yield _with(share, on[week], seen[week], 100 * on[week] / seen[week], shown=week == 0 or at is not None)
    for curve in cumulative_incidence(table, counted.level):
        yield from _exits(counted, curve, weeks_of_exits)


def _weeks(table: LifeTable, minimum: int) -> tuple[dict[int, int], dict[int, int]]:
    """Week to position in the life table, of the weeks that may be told: of all exits together, and of each exit."""
    together = told_times(table.all_exits(), minimum)
    apart = told_times(table, minimum, together)
    first, second = ({int(table.times[at]): int(at) for at in np.flatnonzero(told)} for told in (together, apart))
    return first, second


def _exits(counted: _Counted, curve: Curve, weeks: dict[int, int]) -> Iterator[Result]:
    """The shares that left by one exit, at every week for trial groups, else at the last week that may be told."""
    if counted.courses.by != TRIAL_GROUP:
        last = max(weeks.values(), default=None)
        yield _at(counted.result("left_benefit_share", "pct", curve.group, "exit", curve.exit), curve, last, 1)
        return
    for week in range(counted.courses.follow_up + 1):
        result = counted.result("left_benefit_share", "pct", curve.group, f"exit_by_{TIME}", f"{curve.exit}_week_{week}")
        yield _at(result, curve, weeks.get(week), week)


def _at(result: Result, curve: Curve, at: int | None, week: int) -> Result:
    """A point of a curve: everybody is there at week 0, and a week that may not be told is suppressed."""
    if week == 0:
        share = 0.0 if curve.exit else 1.0
        return _with(result, share * result.persons, float(result.persons), 100 * share)
    if at is None:
        return _with(result, None, None, None, shown=False)
    share, low, high = float(curve.estimate[at]), float(curve.low[at]), float(curve.high[at])
    limits = (None, None) if np.isnan(low) else (100 * low, 100 * high)
    persons = round(share * result.persons, 9)  # whole without censoring, whatever the product's last digit
    return _with(result, persons, float(result.persons), 100 * share, *limits)


def _mean(counted: _Counted, group: str) -> Iterator[Result]:
    result = counted.result("mean_weeks_on_benefit", "weeks", group)
    yield _interval(result, _mean_of(counted, group), shown=result.persons * LAST_DIGIT >= counted.minimum)


def _mean_of(counted: _Counted, group: str) -> Mean | None:
    curve = kaplan_meier(counted.courses.life_table((group,)), counted.level)[0]
    return _tried(lambda: restricted_mean(curve, counted.courses.follow_up, counted.level))


def _statuses(counted: _Counted, group: str) -> Iterator[Result]:
    numbers = counted.courses.statuses((group,))
    seen = sum(numbers.values())
    for status, number in numbers.items():
        result = counted.result(STATUS_SHARES[status], "pct", group, TIME, "month_6", persons=seen)
        yield _with(result, number, seen, 100 * number / seen) if seen else result


def _difference(counted: _Counted) -> Iterator[Result]:
    """How much longer the first of two groups is on the benefit."""
    groups = counted.courses.groups
    if len(groups) == 2:
        one, other = (_mean_of(counted, group) for group in groups)
        gap = mean_difference(one, other, counted.level) if one and other else None
        whom = "trial_minus_comparison" if counted.courses.by == TRIAL_GROUP else ""
        least = min(counted.courses.persons((group,)) for group in groups)
        result = counted.result("mean_weeks_on_benefit", "weeks", whom, "", "", "difference", least)
        yield _interval(result, gap, shown=least * LAST_DIGIT >= counted.minimum)


def _tests(counted: _Counted) -> Iterator[Result]:
    """Whether the groups leave alike, and how fast beside each other."""
    groups = counted.courses.groups
    if len(groups) < 2:
        return
    table, least = counted.courses.life_table(groups), min(counted.courses.persons((group,)) for group in groups)
    both = "trial_and_comparison" if counted.courses.by == TRIAL_GROUP else ""
    test = _tried(lambda: log_rank(table))
    share = counted.result("still_on_benefit_share", "pct", both, "", "", "significance", least)
    yield _with(share, None, None, 100 * test.p) if test else share
    reference = groups[-1] if len(groups) == 2 else groups[0]
    fit = _tried(lambda: cox(table, reference, level=counted.level))
    for number, group in enumerate(one for one in groups if one != reference):
        ratio = counted.result("exit_rate_ratio", "pct", group, persons=least)
        parts = (100 * float(part[number]) for part in (fit.ratios, fit.low, fit.high)) if fit else ()
        yield _with(ratio, None, None, *parts) if fit else ratio
    steady = counted.result("proportional_hazards", "pct", both, "", "", "significance", least)
    yield _with(steady, None, None, 100 * proportionality(table, fit).p) if fit else steady


def _tried(estimate: Callable[[], _Found]) -> _Found | None:
    """An estimate, or nothing where the data allow none."""
    try:
        return estimate()
    except EvalkitError:
        return None


def _interval(result: Result, mean: Mean | None, *, shown: bool) -> Result:
    return _with(result, None, None, mean.value, mean.low, mean.high, shown=shown) if mean else result


def _with(
    result: Result, numerator: float | None, denominator: float | None, value: float | None, low: float | None = None,
    high: float | None = None, *, shown: bool = True,
) -> Result:  # fmt: skip
    """The result with its numbers; without any, and with nobody behind it, where it may not be told."""
    if not shown:
        return replace(result, persons=0, state="suppressed")
    return replace(result, numerator=numerator, denominator=denominator, value=value, low=low, high=high, state="value")
