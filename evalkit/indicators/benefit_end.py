"""The end of the benefit period: who runs out under which rules, the acute package's target group, and staff for it.

Definitions: a person runs out in the ISO week in which the last day of the right lies, while on dagpenge (`registers.rights`).
On a day, the acute package's target group are those on dagpenge who have at most so many weeks left and whose right would end by
a last day if they stayed; those who come to have so few weeks later join it then.

Source: SFI (2013), chapter 1, notes 1 and 3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.codes import group_list
from evalkit.errors import UnknownCode
from evalkit.estimates.staffing import staffing
from evalkit.filters import Selection
from evalkit.registers.connection import Connection
from evalkit.registers.right_rules import right_rules
from evalkit.registers.rights import rights
from evalkit.registers.sql import literals
from evalkit.results import Result

TAKE_UP = {"take_up_25": 0.25, "take_up_50": 0.5, "take_up_75": 0.75, "take_up_100": 1.0}
FIRST, LAST = dt.date(2010, 7, 1), dt.date(2013, 12, 29)  # from the day of the change until the akutpakke is over
_PLACES = ("akasse", "municipality")
_STEPS = ("week", "month")
_NO_PLACE = "''"


@dataclass(frozen=True)
class Package:
    """Whom the acute package is for.

    Fields
    ------
    day: on which it begins.
    most_weeks: weeks left at most.
    last_day: by which the right would end.
    """

    day: dt.date = dt.date(2012, 9, 20)
    most_weeks: int = 26
    last_day: dt.date = dt.date(2013, 6, 30)


@dataclass(frozen=True)
class Plan:
    """What the staffing rests on, beside the take-up; none of it is printed.

    Fields
    ------
    leaving: share of the unemployed who leave dagpenge in a week.
    caseload: persons that one personal job broker follows.
    """

    leaving: float = 0.03
    caseload: float = 30.0


def running_out(
    connection: Connection,
    codes: Sequence[str],
    first: dt.date,
    last: dt.date,
    steps: Sequence[str] = ("week",),
    selection: Selection | None = None,
) -> tuple[Result, ...]:
    """How many run out in each week or month under some rules.

    Parameters
    ----------
    connection: with the canonical tables benefit_spells and employment.
    codes: of the rules.
    first, last: days between which the rights end.
    steps: `week`, `month` or both; a result's period is the month, or the week's Monday and Sunday.
    selection: of a-kasser and municipalities, as they are when the right ends.

    Returns
    -------
    Counts by rule and period, grouping `right_rule`, also where nobody runs out.

    Raises
    ------
    UnknownCode: no such rule or step.
    """
    return tuple(_run_out(connection, codes, (first, last), steps, "", _where(selection)).get("", ()))


def running_out_by_place(
    connection: Connection,
    codes: Sequence[str],
    first: dt.date,
    last: dt.date,
    steps: Sequence[str] = ("week",),
    selection: Selection | None = None,
) -> Iterator[tuple[Selection, Result, bool]]:
    """What `running_out` finds for everyone, for each a-kasse and for each municipality; whatever the selection."""
    for place in ("", *_PLACES):
        found = _run_out(connection, codes, (first, last), steps, place, "")
        yield from ((Selection.only(place, group), result, True) for group, results in found.items() for result in results)


def _run_out(
    connection: Connection, codes: Sequence[str], ends: tuple[dt.date, dt.date], steps: Sequence[str], place: str, where: str
) -> dict[str, list[Result]]:
    """By group of a place: how many run out, by rule and period; everyone is the group without a name."""
    for step in steps:
        if step not in _STEPS:
            raise UnknownCode("step", step, _STEPS)
    found: dict[str, list[Result]] = {}
    for code in codes:
        if code not in right_rules():
            raise UnknownCode("rule on rights", code, right_rules())
        with rights(connection, code, LAST) as made:
            for step in steps:
                rows = connection.execute(
                    f"SELECT {place or _NO_PLACE} AS grp, CAST(date_trunc('{step}', runs_out) AS DATE) AS begins, count(*) "
                    f"FROM {made.spells} WHERE runs_out BETWEEN DATE '{ends[0]}' AND DATE '{ends[1]}'{where} GROUP BY 1, 2"
                ).fetchall()
                counted = {(group, _period(begins, step)): int(number) for group, begins, number in rows}
                groups = dict.fromkeys(group for group, _ in counted if group is not None) if place else [""]
                for group in groups:
                    found.setdefault(group, []).extend(
                        _count("running_out", "right_rule", code, one, counted.get((group, one), 0))
                        for one in _periods(*ends, step)
                    )
    return found


def _periods(first: dt.date, last: dt.date, step: str) -> list[str]:
    """The weeks or months that lie between two days, in order."""
    days = (first + dt.timedelta(number) for number in range((last - first).days + 1))
    begins = (day.replace(day=1) if step == "month" else day - dt.timedelta(day.weekday()) for day in days)
    return list(dict.fromkeys(_period(one, step) for one in begins))


def busiest(results: Iterable[Result]) -> tuple[Result, ...]:
    """Of each group, the result with the greatest value: the week in which most run out."""
    found: dict[str, Result] = {}
    for result in results:
        best = found.get(result.group)
        if result.value is not None and (best is None or best.value is None or result.value > best.value):
            found[result.group] = result
    return tuple(found.values())


def package_target(
    connection: Connection, code: str, package: Package, grouping: str = "", selection: Selection | None = None
) -> tuple[Result, ...]:
    """How many are in the acute package's target group on its first day, and how many join it later if they stay.

    Parameters
    ----------
    connection, selection: as for `running_out`; a-kasse and municipality are those of the day.
    code: of the rules.
    package: whom it is for.
    grouping: empty, `akasse` or `municipality`.

    Returns
    -------
    Counts: `package_target` on the day, `package_joining` later, `benefit_recipients` on the day.
    """
    return tuple(_targeted(connection, code, package, _checked(grouping), "", _where(selection)).get("", ()))


def package_target_by_place(
    connection: Connection, code: str, package: Package, grouping: str = "", selection: Selection | None = None
) -> Iterator[tuple[Selection, Result, bool]]:
    """What `package_target` finds for everyone, for each a-kasse and each municipality; whatever the selection."""
    for place in ("", *_PLACES):
        found = _targeted(connection, code, package, _checked(grouping), place, "")
        yield from ((Selection.only(place, group), result, True) for group, results in found.items() for result in results)


def _targeted(
    connection: Connection, code: str, package: Package, grouping: str, place: str, where: str
) -> dict[str, list[Result]]:
    """By group of a place: the counts of `package_target`, by grouping; everyone is the group without a name."""
    now = f"left_weeks BETWEEN 1 AND {package.most_weeks} AND ends <= DATE '{package.last_day}'"
    later = f"left_weeks > {package.most_weeks} AND ends <= DATE '{package.last_day}'"
    with rights(connection, code, LAST) as made:
        rows = connection.execute(
            f"SELECT {place or _NO_PLACE} AS at, {grouping or _NO_PLACE} AS grp, count(*) FILTER (WHERE {now}), "
            f"count(*) FILTER (WHERE {later}), count(*) "
            f"FROM ({made.left_at(package.day)}) l WHERE TRUE{where} GROUP BY 1, 2"
        ).fetchall()
    groups = group_list(grouping).codes if grouping else [""]
    found: dict[str, list[Result]] = {}
    for number, name in enumerate(("package_target", "package_joining", "benefit_recipients"), start=2):
        for at, group, row in sorted((row[0], groups.index(row[1]), row) for row in rows if None not in row[:2]):
            found.setdefault(at, []).append(_count(name, grouping, groups[group], str(package.day), row[number]))
    return found


def staff_needed(
    connection: Connection, code: str, package: Package, plan: Plan, selection: Selection | None = None
) -> tuple[Result, ...]:
    """Personal job brokers at the end of each month and joint meetings in each month, by take-up.

    Formula: `estimates.staffing`; a joint meeting for each who begins, within a week.

    Returns
    -------
    `job_brokers_needed` and `package_joint_meetings`, grouping `take_up`. Persons are those entitled so far, and
    of the meetings those who become entitled in the month.
    """
    weeks = (package.last_day - package.day).days // 7 + 1
    entitled = np.zeros((weeks, package.most_weeks))
    with rights(connection, code, LAST) as made:
        rows = connection.execute(
            f"SELECT greatest(left_weeks - {package.most_weeks}, 0), least(left_weeks, {package.most_weeks}), count(*) "
            f"FROM ({made.left_at(package.day)}) l "
            f"WHERE left_weeks >= 1 AND ends <= DATE '{package.last_day}'{_where(selection)} GROUP BY 1, 2"
        ).fetchall()
    for begins, left, number in rows:
        if int(begins) < weeks:
            entitled[int(begins), int(left) - 1] += number
    monday = package.day - dt.timedelta(package.day.weekday())
    months = [f"{monday + dt.timedelta(7 * week):%Y-%m}" for week in range(weeks)]
    return tuple(result for group in TAKE_UP for result in _staff(group, entitled, months, plan))


def _staff(group: str, entitled: np.ndarray, months: Sequence[str], plan: Plan) -> Iterable[Result]:
    needed = staffing(entitled, TAKE_UP[group], plan.leaving, plan.caseload)
    so_far = np.cumsum(entitled.sum(axis=1))
    for month in dict.fromkeys(months):
        here = [week for week, one in enumerate(months) if one == month]
        brokers, meetings = float(needed.staff[here].max()), float(needed.arrivals[here].sum())
        begin = int(entitled[here].sum())
        for name, value, persons in (
            ("job_brokers_needed", brokers, int(so_far[here[-1]])), ("package_joint_meetings", meetings, begin),
        ):  # fmt: skip
            key = (name, "level", "dagpenge", "take_up", group, month, "count")
            yield Result(*key, persons=persons, numerator=value, denominator=1.0, value=value)


def _count(indicator: str, grouping: str, group: str, period: str, number: int) -> Result:
    key = (indicator, "level", "dagpenge", grouping, group, period, "count")
    return Result(*key, persons=number, numerator=float(number), denominator=1.0, value=float(number))


def _checked(grouping: str) -> str:
    if grouping and grouping not in _PLACES:
        raise UnknownCode("grouping", grouping, ("", *_PLACES))
    return grouping


def _where(selection: Selection | None) -> str:
    chosen = {name: codes for name, codes in (selection or Selection()).conditions().items() if name in _PLACES}
    return "".join(f" AND {name} IN {literals(codes)}" for name, codes in chosen.items())


def _period(begins: dt.date, step: str) -> str:
    return f"{begins:%Y-%m}" if step == "month" else f"{begins}/{begins + dt.timedelta(6)}"
