"""New courses on the benefit: by hand on registers of a few rows, and against a slow twin that looks at every week."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_registers import Tables, tables
from tiny_registers import registers

from evalkit.codes import period_bounds
from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import Selection
from evalkit.indicators.survival import CourseDefinitions, Courses, courses
from evalkit.indicators.survival.courses import courses_by_akasse

WEEK, DAY = dt.timedelta(7), dt.timedelta(1)
PERIOD = "2020-09/2022-03"
SMALL = CourseDefinitions(clean_weeks=5, gap_weeks=2, follow_up_weeks=8)
OTHERS = """
person_id,target_group,start,end,municipality,akasse
early,dagpenge,2019-W01,2019-W02,0101,HK-A
late,kontanthjaelp_activity_ready,2022-W40,2022-W50,0101,
"""


def made(spells: str, employment: str = "", enrolled: str = "", **asked: Any) -> Courses:
    connection = registers(
        benefit_spells=OTHERS + spells,
        employment=employment,
        trial_enrolments="person_id,start\n" + enrolled,
        persons="person_id,sex\n",
    )
    return courses(connection, PERIOD, **asked)


@pytest.mark.parametrize(
    ("spells", "employment", "weeks", "event", "status"),
    [
        ("A,dagpenge,2020-W40,2020-W42,0101,HK-A", "A,2020-10-30,2021-12-31,100", 3, "job", "employed"),
        ("A,dagpenge,2020-W40,2020-W42,0101,HK-A", "A,2020-11-16,2021-12-31,100", 3, "other", "employed"),
        ("A,dagpenge,2020-W40,2020-W42,0101,HK-A", "", 3, "other", "other"),
        # three weeks' break is part of the course, four end it
        ("A,dagpenge,2020-W40,2020-W42,0101,HK-A\nA,dagpenge,2020-W46,2020-W46,0101,HK-A", "", 7, "other", "other"),
        ("A,dagpenge,2020-W40,2020-W42,0101,HK-A\nA,dagpenge,2020-W47,2021-W20,0101,HK-A", "", 3, "other", "on_benefit"),
        # moving goes on; 26 weeks are an end in week 26, 27 are still there
        ("A,dagpenge,2020-W40,2020-W42,0101,HK-A\nA,dagpenge,2020-W43,2021-W12,0751,HK-A", "", 26, "other", "other"),
        ("A,dagpenge,2020-W40,2021-W13,0101,HK-A", "", 26, "censored", "on_benefit"),
        (
            "A,dagpenge,2020-W40,2020-W42,0101,HK-A\nA,kontanthjaelp_activity_ready,2020-W46,2021-W40,0101,",
            "", 3, "other_benefit", "other_benefit",
        ),
    ],
)  # fmt: skip
def test_a_course_by_hand(spells: str, employment: str, weeks: int, event: str, status: str) -> None:
    found = made(spells, "person_id,start,end,hours\n" + employment)
    assert found.rows == (("comparison", weeks, event, status, 1),)


def test_only_the_first_new_course_counts_and_only_when_the_weeks_before_are_clean() -> None:
    old = "A,dagpenge,2020-W10,2020-W12,0101,HK-A\nA,dagpenge,2020-W38,2020-W42,0101,HK-A"
    assert made(old).rows == ()
    clean = (
        "A,dagpenge,2020-W10,2020-W12,0101,HK-A\nA,dagpenge,2020-W39,2020-W42,0101,HK-A\nA,dagpenge,2021-W39,2021-W40,0101,HK-A"
    )
    assert made(clean).rows == (("comparison", 4, "other", "other", 1),)


def test_the_end_of_the_registers_censors_four_weeks_before() -> None:
    """The registers end in week 50 of 2022; from week 13 the last week in which a break can be told is 46, 33 weeks on."""
    spells = "A,dagpenge,2022-W13,2022-W20,0101,HK-A\nB,dagpenge,2022-W13,2022-W47,0101,HK-A"
    long = CourseDefinitions(follow_up_weeks=52)
    assert set(made(spells, definitions=long).rows) == {("comparison", 8, "other", "", 1), ("comparison", 34, "censored", "", 1)}
    assert made(spells, definitions=long).weekly(("comparison",), "seen").tolist() == [2.0] * 38 + [0.0] * 15


def test_groups_and_selections() -> None:
    spells = "A,dagpenge,2020-W40,2020-W42,0101,HK-A\nB,dagpenge,2020-W40,2020-W44,0751,3F-A\nC,dagpenge,2020-W40,2020-W44,0751,"
    assert made(spells, enrolled="B,2020-10-01").groups == ("trial", "comparison")
    assert made(spells, by="akasse").groups == ("3F-A", "HK-A")
    chosen = made(spells, enrolled="B,2020-10-01", selection=Selection.of(municipality="0751"))
    assert (chosen.persons(("trial",)), chosen.persons(("comparison",))) == (1, 1)
    with pytest.raises(UnknownCode, match="unknown grouping of courses 'region'"):
        made(spells, by="region")
    with pytest.raises(UsageError, match="is about dagpenge"):
        made(spells, selection=Selection.of(target_group="kontanthjaelp_activity_ready"))
    with pytest.raises(UsageError, match="gap_weeks is 0"):
        CourseDefinitions(gap_weeks=0)
    with pytest.raises(UsageError, match="needs it"):
        courses(duckdb.connect(), PERIOD)


def test_all_akasser_in_one_pass_are_each_by_itself() -> None:
    spells = "A,dagpenge,2020-W40,2020-W42,0101,HK-A\nB,dagpenge,2020-W40,2020-W44,0751,3F-A\nC,dagpenge,2020-W40,2020-W44,0751,"
    tables = {"employment": "", "persons": "person_id,sex\n", "trial_enrolments": "person_id,start\nB,2020-10-01"}
    connection = registers(benefit_spells=f"{OTHERS}D,dagpenge,2020-W41,2020-W50,0101,HK-A\n{spells}", **tables)
    found = courses_by_akasse(connection, PERIOD)
    assert list(found) == ["3F-A", "HK-A"]
    for akasse, one in found.items():
        alone = courses(connection, PERIOD, selection=Selection.of(akasse=akasse))
        assert (sorted(one.rows), sorted(one.spans)) == (sorted(alone.rows), sorted(alone.spans))


def weeks_of(rows: list[dict[str, Any]], dagpenge: bool) -> dict[str, set[dt.date]]:
    found: dict[str, set[dt.date]] = {}
    for row in rows:
        if (row["target_group"] == "dagpenge") == dagpenge:
            weeks = {row["start"] + number * WEEK for number in range((row["end"] - row["start"]).days // 7 + 1)}
            found.setdefault(row["person_id"], set()).update(weeks)
    return found


class Twin:
    """Every week of every person in sets."""

    def __init__(self, given: Tables, definitions: CourseDefinitions) -> None:
        self.on, self.other = weeks_of(given["benefit_spells"], True), weeks_of(given["benefit_spells"], False)
        self.first = min(row["start"] for row in given["benefit_spells"])
        self.last = max(row["end"] for row in given["benefit_spells"])
        self.jobs, self.d = given["employment"], definitions

    def new(self, person: str, period: str) -> dt.date | None:
        """The first week of the person's first new course in the period."""
        first, last = period_bounds(period) or (self.first, self.last)
        for week in sorted(self.on[person]):
            clean = not any(week - number * WEEK in self.on[person] for number in range(1, self.d.clean_weeks + 1))
            known = week - self.d.clean_weeks * WEEK >= self.first and week + self.d.gap_weeks * WEEK <= self.last + DAY
            begins = not any(week - number * WEEK in self.on[person] for number in range(1, self.d.gap_weeks + 1))
            if clean and begins and known and first <= week + 3 * DAY <= last:
                return week
        return None

    def duration(self, person: str, start: dt.date) -> int:
        weeks = 1
        while any(start + (weeks + number) * WEEK in self.on[person] for number in range(self.d.gap_weeks)):
            weeks += 1
        return weeks

    def works(self, person: str, first: dt.date, weeks: int) -> bool:
        days = {first + number * DAY for number in range(7 * weeks)}
        return any(j["person_id"] == person and any(j["start"] <= day <= j["end"] for day in days) for j in self.jobs)

    def elsewhere(self, person: str, first: dt.date, weeks: int) -> bool:
        return any(first + number * WEEK in self.other.get(person, ()) for number in range(weeks))

    def row(self, person: str, start: dt.date) -> tuple[int, str, str]:
        weeks, seen = self.duration(person, start), 0
        while seen < self.d.follow_up_weeks and start + (seen + 1 + self.d.gap_weeks) * WEEK - DAY <= self.last:
            seen += 1
        off, then = start + weeks * WEEK, start + self.d.follow_up_weeks * WEEK
        event = "job" if self.works(person, off, self.d.gap_weeks) else "other"
        if event == "other" and self.elsewhere(person, off, self.d.gap_weeks):
            event = "other_benefit"
        status = "employed" if self.works(person, then, 1) else "other_benefit" if self.elsewhere(person, then, 1) else "other"
        status = "on_benefit" if then in self.on[person] else status
        return min(weeks, seen), event if weeks <= seen else "censored", "" if then + 6 * DAY > self.last else status


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(tables(), st.sampled_from(("2018", "2019", PERIOD, "2018-03/2021-06")), st.sampled_from((SMALL, CourseDefinitions())))
def test_courses_are_those_of_the_twin(given: Tables, period: str, definitions: CourseDefinitions) -> None:
    enrolled = [{"person_id": "A", "start": dt.date(2021, 1, 1)}]
    found = courses(registers(**given, trial_enrolments=enrolled), period, definitions=definitions)
    twin = Twin(given, definitions)
    starts = {person: start for person in twin.on if (start := twin.new(person, period))}
    rows = [("trial" if person == "A" else "comparison", *twin.row(person, start)) for person, start in starts.items()]
    assert {row[:4]: row[4] for row in found.rows} == Counter(rows)
    for week in range(definitions.follow_up_weeks + 1):
        on = sum(start + week * WEEK in twin.on[person] for person, start in starts.items())
        seen = sum(start + (week + 1) * WEEK - DAY <= twin.last for start in starts.values())
        assert (found.weekly(found.groups, "on")[week], found.weekly(found.groups, "seen")[week]) == (on, seen)
