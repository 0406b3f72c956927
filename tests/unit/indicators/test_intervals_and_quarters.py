"""The small pieces of arithmetic: intervals of days in SQL, and quarters of persons."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.indicators.aggregate import Sums, quarter
from evalkit.registers.intervals import disjoint, meet, shared_days, whole_weeks
from evalkit.registers.timeline import window

DAY = dt.timedelta(1)
MONDAY = dt.date(2020, 12, 28)
INTERVALS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=8)


def values(pairs: list[tuple[int, int]]) -> str:
    rows = ", ".join(f"('A', DATE '{MONDAY + a * DAY}', DATE '{MONDAY + (a + n) * DAY}')" for a, n in pairs)
    return f"SELECT * FROM (VALUES {rows}) v(person_id, first_day, last_day)"


@given(INTERVALS)
def test_disjoint_intervals_hold_every_day_once(pairs: list[tuple[int, int]]) -> None:
    with duckdb.connect(config={"threads": 1}) as connection:
        rows = connection.execute(f"SELECT first_day, last_day FROM ({disjoint(values(pairs), 'person_id')}) d").fetchall()
    days = [first + n * DAY for first, last in rows for n in range((last - first).days + 1)]
    assert sorted(days) == sorted({MONDAY + (a + k) * DAY for a, n in pairs for k in range(n + 1)})


@given(st.tuples(st.integers(0, 20), st.integers(0, 9)), st.tuples(st.integers(0, 20), st.integers(0, 9)))
def test_shared_days_and_whole_weeks(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, last = whole_weeks("a.first_day", "a.last_day")
    query = f"SELECT {shared_days('a', 'b')}, {meet('a', 'b')}, {first}, {last} FROM ({values([one])}) a, ({values([other])}) b"
    with duckdb.connect(config={"threads": 1}) as connection:
        shared, met, monday, sunday = connection.execute(query).fetchall()[0]
    days = set(range(one[0], sum(one) + 1)) & set(range(other[0], sum(other) + 1))
    assert met == bool(days)
    assert not days or shared == len(days)
    assert (monday - MONDAY).days == one[0] // 7 * 7
    assert (sunday - MONDAY).days == sum(one) // 7 * 7 + 6


def test_a_quarter_of_persons_may_end_within_one() -> None:
    assert quarter([(2.0, 1), (1.0, 4)], highest=True) == Sums(1, 2.25, 1.25)
    assert quarter([(2.0, 1)], highest=False) == Sums(0, 0.5, 0.25)


@pytest.mark.parametrize(
    ("period", "first", "last", "weeks"),
    [
        ("2020", "2019-12-30", "2021-01-03", 53),
        ("2021-09/2022-08", "2021-08-30", "2022-08-28", 52),
        ("2022-Q3", "2022-07-04", "2022-10-02", 13),
        ("2021-05-06", "2021-05-03", "2021-05-09", 1),
        ("2021-05-05", "2021-05-03", "2021-05-02", 0),
    ],
)
def test_the_weeks_of_a_period(period: str, first: str, last: str, weeks: int) -> None:
    found = window(period)
    assert (found.first_day.isoformat(), found.last_day.isoformat(), found.weeks) == (first, last, weeks)


@pytest.mark.parametrize("period", ["first_3_months", "", "2019>2020"])
def test_a_period_without_days_is_refused(period: str) -> None:
    with pytest.raises(UsageError, match="no first and last day"):
        window(period)
