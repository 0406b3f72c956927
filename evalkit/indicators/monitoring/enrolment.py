"""Enrolled, ended by reason, and covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from evalkit.codes import group_list
from evalkit.filters import Selection
from evalkit.indicators.monitoring.counted import (
    TRIAL,
    Count,
    between,
    bounds,
    count,
    count_result,
    day,
    enrolments,
    groups,
    share_result,
)
from evalkit.registers.connection import Connection
from evalkit.results import Result

REASONS = group_list("end_reason").codes
_EXTREMES = {"minimum": min, "maximum": max}


def enrolled(
    connection: Connection, groupings: Sequence[str], period: str, selection: Selection | None = None
) -> tuple[Result, ...]:
    """How many are enrolled in a period.

    Parameters
    ----------
    connection: with the canonical tables trial_enrolments and persons.
    groupings: the empty one is the total; `akasse`, `municipality`, `sex`, `age`, `origin` or `education`.
    period: with a first and last day.
    selection: which enrolments count.

    Returns
    -------
    Counts, by grouping and group.

    Raises
    ------
    UnknownCode: no such grouping. UsageError: a period without days, or a selection without the trial.

    Source: Rambøll (2023), figure 1.
    """
    return _counted(connection, "enrolled", "first_day", groupings, period, selection)


def ended(
    connection: Connection, groupings: Sequence[str], period: str, selection: Selection | None = None
) -> tuple[Result, ...]:
    """How many end in a period. Parameters, returns and raises as for `enrolled`."""
    return _counted(connection, "ended", "last_day", groupings, period, selection)


def _counted(
    connection: Connection, indicator: str, column: str, groupings: Sequence[str], period: str, selection: Selection | None
) -> tuple[Result, ...]:
    relation = f"SELECT * FROM ({enrolments(selection)}) AS e WHERE {between(column, period)}"
    results = []
    for grouping in groupings:
        found = count(connection, relation, grouping)
        for group in groups(connection, grouping, selection):
            one = found.get(group, Count())
            results.append(count_result((indicator, "level", TRIAL, grouping, group, period, "count"), one.rows, one.persons))
    return tuple(results)


def enrolled_shares(
    connection: Connection, groupings: Sequence[str], period: str, selection: Selection | None = None
) -> tuple[Result, ...]:
    """Each group's share of the enrolled of a period, in pct. of all that the selection leaves.

    Parameters, returns and raises as for `enrolled`. Source: Rambøll (2023), section on enrolment.
    """
    counts = enrolled(connection, ("", *groupings), period, selection)
    whole = counts[0]
    found = []
    for one in counts[1:]:
        numbers = Count(int(whole.value or 0), whole.persons, int(one.value or 0), one.persons)
        found.append(share_result(("enrolled_share", *one.key[1:-1], "pct"), numbers))
    return tuple(found)


def end_reasons(
    connection: Connection, groupings: Sequence[str], period: str, selection: Selection | None = None
) -> tuple[Result, ...]:
    """Of those who end in a period, the share by reason: one indicator a reason, `ended_full_period_share` and so on.

    Formula: enrolments that ended for the reason / enrolments that ended, in pct.

    Parameters, returns and raises as for `enrolled`. Source: Rambøll (2023), figure 2.
    """
    relation = f"SELECT * FROM ({enrolments(selection)}) AS e WHERE {between('last_day', period)}"
    results = []
    for grouping in groupings:
        shown = groups(connection, grouping, selection)
        for reason in REASONS:
            found = count(connection, relation, grouping, f"r.end_reason = '{reason}'")
            key = (f"ended_{reason}_share", "level", "trial_ended", grouping)
            results += [share_result((*key, group, period, "pct"), found.get(group, Count())) for group in shown]
    return tuple(results)


def extremes(results: Sequence[Result]) -> tuple[Result, ...]:
    """Of each indicator the group with the lowest and the one with the highest level, under `minimum` and `maximum`.

    A tie is the first group's. Where no group has a value there is nothing.
    """
    found = []
    for indicator in dict.fromkeys(one.indicator for one in results):
        here = [one for one in results if one.indicator == indicator and one.grouping and one.value is not None]
        if here:
            chosen = ((statistic, pick(here, key=lambda one: one.value or 0.0)) for statistic, pick in _EXTREMES.items())
            found += [replace(one, statistic=statistic) for statistic, one in chosen]
    return tuple(found)


def covered(
    connection: Connection, groupings: Sequence[str], periods: Sequence[str], selection: Selection | None = None
) -> tuple[Result, ...]:
    """How many are covered at the end of each period; of a period longer than a quarter, the mean over its quarters' ends.

    Formula: enrolled on the day or before, less ended on the day or before.

    Parameters
    ----------
    periods: codes with a last day, as `2021-09`, `2021-Q3` or `2021-Q3/2022-Q2`. The others as for `enrolled`.

    Returns
    -------
    Counts by grouping, period and group. A mean is told in whole persons; those behind it are those of the quarter with fewest.

    Source: Rambøll (2023), figure 4.
    """
    results = []
    for grouping in groupings:
        shown = groups(connection, grouping, selection)
        for period in periods:
            at = [_covered_on(connection, one, grouping, selection) for one in _ends(period)]
            for group in shown:
                counts = [found.get(group, Count()) for found in at]
                value = float(round(sum(one.rows for one in counts) / len(counts)))
                bare = count_result(
                    ("covered", "level", TRIAL, grouping, group, period, "count"), 0, min(one.persons for one in counts)
                )
                results.append(replace(bare, numerator=value, value=value))
    return tuple(results)


def _covered_on(connection: Connection, one: dt.date, grouping: str, selection: Selection | None) -> dict[str, Count]:
    still = f"first_day <= {day(one)} AND (last_day IS NULL OR last_day > {day(one)})"
    return dict(count(connection, f"SELECT * FROM ({enrolments(selection)}) AS e WHERE {still}", grouping))


def _ends(period: str) -> list[dt.date]:
    """The days at which a period is told."""
    first, last = bounds(period)
    inside = [bounds(quarter)[1] for quarter in quarters(period)]
    return [one for one in inside if first <= one <= last] if len(inside) > 1 else [last]


def months(period: str) -> tuple[str, ...]:
    """The months of a period.

    >>> months("2020-11/2021-01")
    ('2020-11', '2020-12', '2021-01')
    """
    first, last = bounds(period)
    numbers = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in numbers)


def quarters(period: str) -> tuple[str, ...]:
    """The quarters that a period has days of.

    >>> quarters("2020-11/2021-01")
    ('2020-Q4', '2021-Q1')
    """
    return tuple(dict.fromkeys(f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in months(period)))


def still_unemployed(connection: Connection, selection: Selection | None = None) -> tuple[Result, ...]:
    """The share of the enrolled of each a-kasse that used the full period up on the benefit: they go on to the jobcentre.

    Formula: enrolments that ended after the full period / enrolments, in pct., over all that the registers have. Those whose
    period still runs count among the enrolled only, so that it is low for the last ones.

    Source: Rambøll (2023), section on the choice of a-kasser.
    """
    found = count(connection, enrolments(selection), "akasse", "r.end_reason = 'full_period'")
    key = ("still_unemployed_share", "level", TRIAL, "akasse")
    return tuple(share_result((*key, group, "", "pct"), found[group]) for group in groups(connection, "akasse", selection))


def municipality_counts(connection: Connection, period: str, selection: Selection | None = None) -> tuple[Result, ...]:
    """In how many municipalities each a-kasse has enrolled somebody; the persons are those enrolled.

    Source: Rambøll (2023), the table of a-kasser in the introduction.
    """
    rows = connection.execute(
        "SELECT r.akasse, count(DISTINCT r.municipality), count(DISTINCT r.person_id) "
        f"FROM ({enrolments(selection)}) AS r GROUP BY r.akasse"
    ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    results = []
    for group in groups(connection, "akasse", selection):
        key = ("municipality_count", "level", "trial_akasser", "akasse", group, period, "count")
        results.append(count_result(key, int(found[group][0]), int(found[group][1])))
    return tuple(results)
