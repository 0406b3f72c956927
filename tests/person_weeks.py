"""The slow twin of the indicators: every person exploded into weeks, in plain Python, with a set or a list for everything.

It shares no code with the indicators but the limits in `Definitions` and the code lists.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.codes import Municipality, period_bounds
from evalkit.registers.definitions import Definitions

WEEK, DAY = dt.timedelta(7), dt.timedelta(1)
SENIORITIES = ["under_3_months", "3_to_6_months", "6_to_12_months", "12_to_18_months", "18_to_24_months", "over_24_months"]
REGIONS = {"1081": "nordjylland", "1082": "midtjylland", "1083": "syddanmark", "1084": "hovedstaden", "1085": "sjaelland"}
Row = Mapping[str, Any]
Counted = tuple[int, float, float]  # persons, numerator, denominator


@dataclass(frozen=True)
class Week:
    """A week of a person on the benefit."""

    person: str
    monday: dt.date
    municipality: str
    akasse: str | None
    epoch: int
    seniority: int
    talks: tuple[Row, ...]
    offer_types: frozenset[str]
    worked: bool


@dataclass(frozen=True)
class Twin:
    """Registers, as rows, and how to count."""

    tables: Mapping[str, list[Row]]
    benefit: str
    definitions: Definitions
    weeks: list[Week] = field(default_factory=list)

    @classmethod
    def of(cls, tables: Mapping[str, list[Row]], benefit: str, definitions: Definitions) -> Twin:
        twin = cls(tables, benefit, definitions)
        for person in sorted({row["person_id"] for row in tables["benefit_spells"]}):
            twin.weeks.extend(twin._weeks_of(person))
        return twin

    def _own(self, table: str, person: str) -> list[Row]:
        return [row for row in self.tables[table] if row["person_id"] == person]

    def _weeks_of(self, person: str) -> Iterable[Week]:
        spells = [row for row in self._own("benefit_spells", person) if row["target_group"] == self.benefit]
        epoch, seniority, counted_from, previous = 0, 0, None, None
        for spell in sorted(spells, key=lambda row: row["start"]):
            counted_from = counted_from or spell["start"]
            if previous and self._starts_again(person, counted_from, previous, spell["start"]):
                epoch, seniority, counted_from = epoch + 1, 0, spell["start"]
            previous = spell["end"]
            monday = spell["start"]
            while monday <= spell["end"]:
                yield self._week(person, monday, spell, epoch, seniority)
                monday, seniority = monday + WEEK, seniority + 1

    def _starts_again(self, person: str, counted_from: dt.date, previous: dt.date, start: dt.date) -> bool:
        if self.benefit != "dagpenge":
            return (start - previous).days - 1 >= self.definitions.gap_days
        earliest = max(counted_from, years_before(start, self.definitions.earning_years))
        hours = sum(
            job["hours"] / days_in(job) * len(days_between(job, earliest, start - DAY)) for job in self._own("employment", person)
        )
        return start > previous + DAY and hours >= self.definitions.earned_hours - 1e-6

    def _week(self, person: str, monday: dt.date, spell: Row, epoch: int, seniority: int) -> Week:
        sunday = monday + 6 * DAY
        talks = tuple(row for row in self._own("talks", person) if monday <= row["date"] <= sunday)
        offers = [row for row in self._own("offers", person) if days_between(row, monday, sunday)]
        jobs = [row for row in self._own("employment", person) if row["hours"] > 0 and days_between(row, monday, sunday)]
        types = frozenset(row["offer_type"] for row in offers)
        return Week(person, monday, spell["municipality"], spell["akasse"], epoch, seniority, talks, types, bool(jobs))

    def groups(self, grouping: str, period: str) -> dict[str, list[Week]]:
        """The weeks of a period by group; a week can be in several groups of overlapping ranges, and in none."""
        first, last = period_bounds(period) or (dt.date.max, dt.date.min)
        inside = [week for week in self.weeks if first <= week.monday + 3 * DAY <= last]
        entry: dict[str, dt.date] = {}
        for week in inside:
            entry[week.person] = min(week.monday, entry.get(week.person, week.monday))
        found = defaultdict(list)
        for week in inside:
            for group in self._groups_of(grouping, week, entry[week.person]):
                found[group].append(week)
        return found

    def _groups_of(self, grouping: str, week: Week, entry: dt.date) -> list[str]:
        person = next(iter(self._own("persons", week.person)), {})
        if grouping == "":
            return [""]
        if grouping in ("sex", "origin", "education"):
            return [person[grouping]] if person.get(grouping) else []
        if grouping == "age":
            return [age_group(person["birth_date"], entry)] if person else []
        if grouping == "municipality":
            return [week.municipality]
        if grouping == "akasse":
            return [week.akasse] if week.akasse else []
        if grouping == "region":
            return [REGIONS[Municipality(week.municipality).region]]
        band = sum(week.seniority >= limit for limit in self.definitions.seniority_weeks)
        if grouping == "seniority":
            return [SENIORITIES[band]]
        ranges = {"under_3_months": band < 1, "over_3_months": band >= 1, "under_6_months": band < 2, "over_6_months": band >= 2}
        return [name for name, inside in {**ranges, "over_24_months": band == 5}.items() if inside]

    def counted(self, weeks: list[Week], numerator: Callable[[Week], float], denominator: Callable[[Week], float]) -> Counted:
        """Sums over weeks; the persons are those who add to the denominator."""
        persons = {week.person for week in weeks if denominator(week)}
        return len(persons), sum(map(numerator, weeks)), sum(map(denominator, weeks))

    def persons_with(self, weeks: list[Week], having: Callable[[Week], bool], among: Callable[[Week], bool]) -> Counted:
        """Persons with such a week among persons with such a week."""
        among_persons = {week.person for week in weeks if among(week)}
        having_persons = {week.person for week in weeks if having(week)}
        return len(among_persons), len(having_persons & among_persons), len(among_persons)

    def due(self, number: int, week: Week) -> bool:
        limits = (*self.definitions.joint_meeting_weeks, math.inf)
        return limits[number - 1] <= week.seniority < limits[number]

    def had(self, number: int, week: Week) -> bool:
        """Whether the meeting was held in the week's epoch before its deadline."""
        return any(
            talk["talk_type"] == "joint_meeting" and talk["joint_meeting_number"] == number
            for other in self.weeks
            if (other.person, other.epoch) == (week.person, week.epoch)
            and other.seniority < self.definitions.joint_meeting_weeks[number - 1]
            for talk in other.talks
        )

    def in_focus(self, week: Week, period: str) -> bool:
        return not (last_week(period) != week.monday or week.seniority < self.definitions.focus_seniority_weeks)

    def _looked_back(self, week: Week) -> list[Week]:
        first = week.monday - (self.definitions.focus_window_weeks - 1) * WEEK
        return [other for other in self.weeks if other.person == week.person and first <= other.monday <= week.monday]

    def few_talks(self, week: Week) -> bool:
        return sum(len(other.talks) for other in self._looked_back(week)) < self.definitions.focus_talks

    def no_offer(self, week: Week) -> bool:
        first, last = week.monday - (self.definitions.focus_window_weeks - 1) * WEEK, week.monday + 6 * DAY
        jobs = [row for row in self._own("employment", week.person) if row["hours"] > 0]
        days = {day for job in jobs for day in days_between(job, first, last)}
        hours = sum(job["hours"] / days_in(job) * len(days_between(job, first, last)) for job in jobs)
        worked = len(days) >= 7 * self.definitions.focus_work_weeks or hours >= self.definitions.focus_work_hours - 1e-6
        return not worked and not any(other.offer_types for other in self._looked_back(week))


def quarter(weeks: list[Week], *, most: bool) -> Counted:
    """Every person is written four times; a quarter is then the first of the list that are as many as there are persons."""
    own = defaultdict(list)
    for week in weeks:
        own[week.person].append(len(week.talks))
    ratios = sorted((sum(talks) / len(talks) for talks in own.values()), reverse=most)
    fourfold = [ratio / 4 for ratio in ratios for _ in range(4)]
    return len(ratios) // 4, sum(fourfold[: len(ratios)]), len(ratios) / 4


def days_between(spell: Row, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of a spell that lie between two days, both included."""
    start, end = max(spell["start"], first), min(spell["end"], last)
    return [start + number * DAY for number in range((end - start).days + 1)]


def days_in(spell: Row) -> int:
    return (spell["end"] - spell["start"]).days + 1


def years_before(day: dt.date, years: int) -> dt.date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap else day.day)


def last_week(period: str) -> dt.date:
    """The Monday of the last week whose Thursday lies in the period."""
    _, last = period_bounds(period) or (dt.date.min, dt.date.max)
    while last.isoweekday() != 4:
        last -= DAY
    return last - 3 * DAY


def age_group(born: dt.date, day: dt.date) -> str:
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    limits = {25: "under_25", 30: "25_to_29", 40: "30_to_39", 50: "40_to_49", 999: "50_or_over"}
    return next(group for limit, group in limits.items() if age < limit)
