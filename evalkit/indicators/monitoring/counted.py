"""Enrolments with their persons' background, as a relation, and how many of them there are by group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.codes import group_list, period_bounds
from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import BACKGROUND, Selection
from evalkit.registers.connection import Connection
from evalkit.registers.sql import literals
from evalkit.registers.timeline import AGES
from evalkit.results import Result

Key = tuple[str, str, str, str, str, str, str]
TRIAL = "trial"
GROUPINGS = ("", "akasse", "municipality", *BACKGROUND)
# Groups of these are shown whether anybody is in them or not; of the others only those in which somebody is enrolled.
ALWAYS = ("", *BACKGROUND)


@dataclass(frozen=True)
class Count:
    """How many rows, and how many persons are behind them.

    Fields
    ------
    rows, persons: all. some, some_persons: those that fulfil a condition.
    """

    rows: int = 0
    persons: int = 0
    some: int = 0
    some_persons: int = 0


def enrolments(selection: Selection | None = None) -> str:
    """A query for the enrolments of a selection.

    Returns
    -------
    SQL that gives person_id, first_day, last_day, end_reason, talks, akasse, municipality, sex, age, origin and education.

    Raises
    ------
    UsageError: a selection of other target groups.
    """
    conditions = (selection or Selection()).conditions()
    if TRIAL not in conditions.pop("target_group", (TRIAL,)):
        raise UsageError("target group 'trial' is not among those that are selected.")
    limits = " ".join(f"WHEN p.birth_date > e.start - INTERVAL '{years} years' THEN '{group}'" for group, years in AGES)
    where = "".join(f" AND x.{name} IN {literals(codes)}" for name, codes in conditions.items())
    return (
        'SELECT * FROM (SELECT e.person_id, e.start AS first_day, e."end" AS last_day, e.end_reason, e.talks, e.akasse, '
        f"e.municipality, p.sex, p.origin, p.education, CASE {limits} END AS age "
        f"FROM trial_enrolments e LEFT JOIN persons p ON p.person_id = e.person_id) AS x WHERE TRUE{where}"
    )


def count(connection: Connection, relation: str, grouping: str, condition: str = "TRUE") -> Mapping[str, Count]:
    """Rows and persons of a query by group; of those also how many fulfil a condition. The total is the group without a name.

    Raises
    ------
    UnknownCode: no such grouping of enrolments.
    """
    column = grouping_column(grouping)
    rows = connection.execute(
        f"SELECT {column} AS grp, count(*), count(DISTINCT r.person_id), count(*) FILTER (WHERE {condition}), "
        f"count(DISTINCT CASE WHEN {condition} THEN r.person_id END) FROM ({relation}) AS r "
        f"WHERE {column} IS NOT NULL GROUP BY 1"
    ).fetchall()
    return {str(row[0]): Count(*(int(number) for number in row[1:])) for row in rows}


def grouping_column(grouping: str) -> str:
    """The column that enrolments are divided by; a text without letters for the total.

    Raises
    ------
    UnknownCode: no such grouping of enrolments.
    """
    if grouping not in GROUPINGS:
        raise UnknownCode("grouping of enrolments", grouping, GROUPINGS)
    return f"r.{grouping}" if grouping else "''"


def groups(connection: Connection, grouping: str, selection: Selection | None) -> tuple[str, ...]:
    """The groups that are shown, in the order of their list."""
    if not grouping:
        return ("",)
    codes = group_list(grouping).codes
    if grouping in ALWAYS:
        chosen = (selection or Selection()).conditions().get(grouping, codes)
        return tuple(code for code in codes if code in chosen)
    there = count(connection, enrolments(selection), grouping)
    return tuple(code for code in codes if code in there)


def between(column: str, period: str) -> str:
    """The condition that a day lies in a period."""
    first, last = bounds(period)
    return f"{column} BETWEEN {day(first)} AND {day(last)}"


def bounds(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period.

    Raises
    ------
    UsageError: the period has none.
    """
    found = period_bounds(period)
    if found is None:
        raise UsageError(
            f"period {period!r} has no first and last day. Give a month, quarter, year or interval, as 2020-09/2023-01."
        )
    return found


def day(one: dt.date) -> str:
    """A day as SQL."""
    return f"DATE '{one.isoformat()}'"


def count_result(key: Key, number: int, persons: int) -> Result:
    """A count as a result."""
    return Result(*key, persons=persons, numerator=float(number), denominator=1.0, value=float(number))


def share_result(key: Key, found: Count) -> Result:
    """The share of the rows that fulfil the condition, in pct."""
    bare = Result(*key, persons=found.persons, numerator=None, denominator=None, value=None, state="missing")
    if not found.rows:
        return bare
    value = 100 * found.some / found.rows
    return Result(
        *key,
        persons=found.persons,
        numerator=float(found.some),
        denominator=float(found.rows),
        value=value,
        contributors=found.some_persons,
    )
