"""When rights end: by hand, and against one day at a time."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.registers.right_rules import RightRule, right_rules
from evalkit.registers.rights import EARNING_YEARS, HOURS_A_WEEK, rights

Interval = tuple[dt.date, dt.date]
DAY = dt.timedelta(1)
MONDAY = dt.date(2008, 1, 7)
FAR = dt.date(2100, 1, 1)


def _connection(people: dict[str, tuple[list[Interval], list[Interval]]]) -> duckdb.DuckDBPyConnection:
    """Persons with their spells on dagpenge and at full-time work."""
    connection = duckdb.connect()
    connection.execute(
        'CREATE TABLE benefit_spells (person_id VARCHAR, target_group VARCHAR, "start" DATE, "end" DATE, municipality VARCHAR, '
        "akasse VARCHAR)"
    )
    connection.execute('CREATE TABLE employment (person_id VARCHAR, "start" DATE, "end" DATE, hours DOUBLE)')
    for person, (spells, work) in people.items():
        for start, end in spells:
            connection.execute("INSERT INTO benefit_spells VALUES (?, 'dagpenge', ?, ?, '0101', '3F-A')", [person, start, end])
        for start, end in work:
            hours = HOURS_A_WEEK * ((end - start).days + 1) / 7
            connection.execute("INSERT INTO employment VALUES (?, ?, ?, ?)", [person, start, end, hours])
    return connection


def _ends(connection: duckdb.DuckDBPyConnection, code: str) -> dict[str, list[dt.date]]:
    with rights(connection, code, FAR) as made:
        query = f"SELECT person_id, runs_out FROM {made.spells} WHERE runs_out IS NOT NULL ORDER BY 1, 2"
        found: dict[str, list[dt.date]] = {}
        for person, day in connection.execute(query).fetchall():
            found.setdefault(person, []).append(day)
    return found


LONG = (dt.date(2008, 7, 7), dt.date(2013, 12, 29))
LATER = (dt.date(2010, 8, 2), dt.date(2013, 12, 29))
ANEW = (
    [(dt.date(2009, 1, 5), dt.date(2009, 12, 27)), (dt.date(2011, 1, 3), LONG[1])],
    [(dt.date(2009, 12, 28), dt.date(2011, 1, 2))],
)
PEOPLE = {"long": ([LONG], []), "later": ([LATER], []), "anew": ANEW}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("four_years", {"long": "2012-07-01"}),
        ("two_years", {"long": "2010-07-04", "later": "2012-07-29", "anew": "2012-12-30"}),
        ("transition", {"long": "2012-06-30", "later": "2012-07-29", "anew": "2012-12-30"}),
        # The first without benefit is so on 1 January 2013, which is the printed day.
        ("transition_extended", {"long": "2012-12-31", "later": "2013-01-29", "anew": "2013-07-02"}),
    ],
)
def test_who_runs_out_when(code: str, expected: dict[str, str]) -> None:
    assert {person: str(days[0]) for person, days in _ends(_connection(PEOPLE), code).items()} == expected


def test_weeks_used_and_left_on_a_day() -> None:
    connection = _connection(PEOPLE)
    with rights(connection, "transition_extended", FAR) as made:
        rows = connection.execute(f"SELECT person_id, used_weeks, left_weeks, ends FROM ({made.left_at(dt.date(2012, 9, 20))}) l")
        found = {person: (int(used), int(left), str(ends)) for person, used, left, ends in rows.fetchall()}
    assert found == {"long": (219, 16, "2012-12-31"), "later": (111, 20, "2013-01-29"), "anew": (89, 42, "2013-07-02")}


def test_after_the_end_of_the_right_nothing_is_left() -> None:
    connection = _connection(PEOPLE)
    with rights(connection, "two_years", FAR) as made:
        rows = connection.execute(f"SELECT left_weeks FROM ({made.left_at(dt.date(2013, 9, 2))}) l").fetchall()
    assert all(left <= 0 for (left,) in rows)


@st.composite
def _person(draw: st.DrawFn) -> tuple[list[Interval], list[Interval]]:
    """Spells of whole weeks with gaps; some gaps are full-time work."""
    spells, work, day = [], [], MONDAY + 7 * DAY * draw(st.integers(0, 130))
    for _ in range(draw(st.integers(1, 4))):
        end = day + 7 * DAY * draw(st.integers(1, 120)) - DAY
        spells.append((day, end))
        day = end + DAY + 7 * DAY * draw(st.sampled_from([1, 5, 26, 40, 52, 60]))
        if draw(st.booleans()):
            work.append((end + DAY, day - DAY))
    return spells, work


def _day_by_day(rule: RightRule, spells: list[Interval], work: list[Interval]) -> list[dt.date]:
    """The days on which rights end, counted one day at a time."""
    found = []
    for right in _rights(rule, spells, work):
        days = [day for start, end in right for day in (start + DAY * n for n in range((end - start).days + 1))]
        length = 7 * rule.weeks
        if rule.changed and days[0] < rule.changed:
            used = sum(day < rule.changed for day in days)
            length = min(7 * right_rules()[rule.earlier].weeks, used + rule.days_left)
        if len(days) < length:
            continue
        first_without = days[length - 1] + DAY
        if rule.extended_from and rule.extended_before and rule.extended_from <= first_without < rule.extended_before:
            length += rule.days_more
        found += days[length - 1 : length]
    return found


def _rights(rule: RightRule, spells: list[Interval], work: list[Interval]) -> list[list[Interval]]:
    """The spells by right: a new one where enough has been worked since the last began, and within the years."""
    groups, since = [[spells[0]]], spells[0][0]
    for spell in spells[1:]:
        earned = rule.earned_weeks
        if rule.changed and spell[0] < rule.changed:
            earned = right_rules()[rule.earlier].earned_weeks
        earliest = max(since, _years_before(spell[0]))
        days = sum(earliest <= start + DAY * n < spell[0] for start, end in work for n in range((end - start).days + 1))
        if days >= 7 * earned:
            groups.append([])
            since = spell[0]
        groups[-1].append(spell)
    return groups


def _years_before(day: dt.date) -> dt.date:
    """The same day some years earlier; 28 February for a leap day."""
    return day.replace(year=day.year - EARNING_YEARS, day=min(day.day, 28) if day.month == 2 else day.day)


@pytest.mark.parametrize("code", right_rules())
@given(person=_person())
@settings(max_examples=25, deadline=None)
def test_as_one_day_at_a_time(code: str, person: tuple[list[Interval], list[Interval]]) -> None:
    found = _ends(_connection({"p": person}), code).get("p", [])
    assert found == _day_by_day(right_rules()[code], *person)
