"""Arithmetic on intervals of days, both ends included, as SQL."""

from __future__ import annotations


def disjoint(relation: str, keys: str) -> str:
    """The same days without overlap: each interval begins after all earlier ones with its keys have ended, or is left out.

    Formula: first day = max(own first day, 1 + latest last day of the intervals that begin earlier).

    Parameters
    ----------
    relation: a query with the columns of `keys`, first_day and last_day.
    keys: the columns, separated by commas, within which intervals must not overlap.

    Returns
    -------
    A query with the same columns. Its intervals cover the same days as those of `relation`, each once.
    """
    return f"""
SELECT {keys}, first_day, last_day FROM (
    SELECT {keys}, last_day,
        greatest(first_day, coalesce(max(last_day) OVER earlier + 1, first_day)) AS first_day
    FROM ({relation}) r
    WINDOW earlier AS (PARTITION BY {keys} ORDER BY first_day, last_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) trimmed WHERE first_day <= last_day"""


def whole_weeks(first: str, last: str) -> tuple[str, str]:
    """The Monday of the week of the first day and the Sunday of the week of the last, as SQL."""
    return f"CAST(date_trunc('week', {first}) AS DATE)", f"CAST(date_trunc('week', {last}) AS DATE) + 6"


def shared_days(one: str, other: str) -> str:
    """How many days two intervals share, when they share any: of two relations with first_day and last_day.

    >>> shared_days("a", "b")
    '(least(a.last_day, b.last_day) - greatest(a.first_day, b.first_day) + 1)'
    """
    return f"(least({one}.last_day, {other}.last_day) - greatest({one}.first_day, {other}.first_day) + 1)"


def meet(one: str, other: str) -> str:
    """The condition that two intervals share a day."""
    return f"{one}.first_day <= {other}.last_day AND {one}.last_day >= {other}.first_day"
