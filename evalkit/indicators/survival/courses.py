"""New courses on the benefit, counted: how many last how long, end how, and are on the benefit in which week.

Queries on intervals, in SQL that DuckDB and PostgreSQL both read; a person is never exploded into weeks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.survival import CENSORED, LifeTable, life_table
from evalkit.estimates.survival.life_table import Numbers
from evalkit.filters import Selection
from evalkit.indicators.family import Connection
from evalkit.indicators.survival.definitions import CourseDefinitions
from evalkit.indicators.survival.starts import BENEFIT, SPELLS, new_courses
from evalkit.registers.connection import NO_TABLE
from evalkit.registers.sql import literal, literals
from evalkit.registers.timeline import AGES

TRIAL_GROUP = "trial_group"
TRIAL = ("trial", "comparison")
EXITS = ("job", "other_benefit", "other")
STATUSES = ("on_benefit", "employed", "other_benefit", "other")
GROUPINGS = (TRIAL_GROUP, "sex", "age", "origin", "education", "municipality", "akasse")
_SAME, _OTHER = f"x.target_group = {literal(BENEFIT)}", f"x.target_group <> {literal(BENEFIT)}"
_NUMBERS = itertools.count()
_BAR = "|"


@dataclass(frozen=True)
class Courses:
    """Counts of courses, which are persons.

    Fields
    ------
    by: what the groups are of: one of `GROUPINGS`.
    follow_up: the last week that is counted; the first is week 0.
    rows: group, weeks until the end or until last seen, how it ended (an exit or `censored`), status in the last week (empty
        where the registers do not reach it), and how many courses.
    spans: group, whether the courses are on the benefit (`on`) or in the registers (`seen`), from which week to which, and how
        many.
    """

    by: str
    follow_up: int
    rows: tuple[tuple[str, int, str, str, int], ...]
    spans: tuple[tuple[str, str, int, int, int], ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that anybody is in: trial before comparison, others in the order of their codes."""
        found = {row[0] for row in self.rows}
        return tuple(group for group in TRIAL if group in found) if self.by == TRIAL_GROUP else tuple(sorted(found))

    def life_table(self, groups: Sequence[str]) -> LifeTable:
        """The life table of some groups, all of which somebody is in; it has every week."""
        weeks = [(groups[0], week, CENSORED, "", 0) for week in range(self.follow_up + 1)]
        here = [*weeks, *(row for row in self.rows if row[0] in groups)]
        time, persons = (np.array([row[at] for row in here]) for at in (1, 4))
        return life_table(time, [row[2] for row in here], persons, [row[0] for row in here], EXITS, groups)

    def persons(self, groups: Sequence[str]) -> int:
        """How many persons some groups have."""
        return sum(row[4] for row in self.rows if row[0] in groups)

    def statuses(self, groups: Sequence[str]) -> dict[str, int]:
        """How many persons of some groups have each status, of those whose status is in the registers."""
        return {status: sum(row[4] for row in self.rows if row[0] in groups and row[3] == status) for status in STATUSES}

    def weekly(self, groups: Sequence[str], what: str) -> Numbers:
        """How many persons of some groups are `on` the benefit, or `seen`, in each week. Shape (follow_up + 1,)."""
        steps = np.zeros(self.follow_up + 2)
        for group, kind, first, last, persons in self.spans:
            if group in groups and kind == what:
                steps[first] += persons
                steps[last + 1] -= persons
        return np.asarray(steps.cumsum()[:-1])


def courses(
    connection: Connection,
    period: str,
    by: str = TRIAL_GROUP,
    definitions: CourseDefinitions | None = None,
    selection: Selection | None = None,
) -> Courses:
    """Count the new courses that begin in a period.

    Parameters
    ----------
    connection: with benefit_spells, employment, persons and, for trial groups, trial_enrolments.
    period: code of a period with first and last day.
    by: what divides the courses: one of `GROUPINGS`. A person without a code is in no group.
    definitions: when a course begins and ends; the documented ones when None.
    selection: which persons count, by background and by the a-kasse and municipality of the course's first week.

    Raises
    ------
    UnknownCode: no such grouping.
    UsageError: a period without days, a selection of other target groups, or a source without a table that is read.
    """
    if by not in GROUPINGS:
        raise UnknownCode("grouping of courses", by, GROUPINGS)
    return _counted(connection, period, by, definitions or CourseDefinitions(), selection or Selection())


def courses_by_akasse(
    connection: Connection, period: str, by: str = TRIAL_GROUP, definitions: CourseDefinitions | None = None
) -> Mapping[str, Courses]:
    """The courses of each a-kasse that anybody is in, counted in one pass. Parameters and raises as for `courses`."""
    whole = _counted(
        connection, period, by, definitions or CourseDefinitions(), Selection(), f" || {literal(_BAR)} || coalesce(d.akasse, '')"
    )
    there = sorted({row[0].partition(_BAR)[2] for row in whole.rows} - {""})
    return {
        akasse: replace(
            whole,
            rows=tuple((row[0].partition(_BAR)[0], *row[1:]) for row in whole.rows if row[0].endswith(_BAR + akasse)),
            spans=tuple((row[0].partition(_BAR)[0], *row[1:]) for row in whole.spans if row[0].endswith(_BAR + akasse)),
        )
        for akasse in there
    }


def _counted(
    connection: Connection, period: str, by: str, chosen: CourseDefinitions, selection: Selection, apart: str = ""
) -> Courses:
    with _made(connection, period, by, chosen, selection, apart) as table:
        rows = connection.execute(_ends(table, chosen)).fetchall()
        spans = connection.execute(_spans(table, chosen)).fetchall()
    return Courses(
        by, chosen.follow_up_weeks,
        tuple((str(row[0]), int(row[1]), str(row[2]), str(row[3]), int(row[4])) for row in rows),
        tuple((str(row[0]), str(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in spans),
    )  # fmt: skip


@contextmanager
def _made(
    connection: Connection, period: str, by: str, definitions: CourseDefinitions, selection: Selection, apart: str
) -> Iterator[str]:
    """The name of a table of the courses that count: person_id, grp, first_day, last_day, registers_end."""
    table = f"courses_{next(_NUMBERS)}"
    try:
        connection.execute(f"CREATE TEMP TABLE {table} AS {_described(period, by, definitions, selection, apart)}")
        yield table
    except NO_TABLE as error:
        raise UsageError(f"{str(error).splitlines()[0]} The source lacks it, and time on the benefit needs it.") from error
    finally:
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def _described(period: str, by: str, definitions: CourseDefinitions, selection: Selection, apart: str) -> str:
    """The courses with their group: of persons with the chosen background, who begin in the chosen places."""
    conditions = selection.conditions()
    if not {BENEFIT, *TRIAL} & set(conditions.pop("target_group", (BENEFIT,))):
        raise UsageError(f"time on the benefit is about {BENEFIT}, which is not among the target groups that are selected.")
    limits = " ".join(f"WHEN p.birth_date > c.first_day - INTERVAL '{years} years' THEN {literal(age)}" for age, years in AGES)
    in_trial = "d.person_id IN (SELECT person_id FROM trial_enrolments)"
    group = f"CASE WHEN {in_trial} THEN 'trial' ELSE 'comparison' END" if by == TRIAL_GROUP else f"d.{by}"
    where = "".join(f" AND d.{column} IN {literals(codes)}" for column, codes in conditions.items())
    return f"""
WITH {new_courses(period, definitions)}
SELECT d.person_id, {group}{apart} AS grp, d.first_day, d.last_day, d.registers_end FROM (
    SELECT c.person_id, c.first_day, c.last_day, c.registers_end, s.municipality, s.akasse, p.sex, p.origin, p.education,
        CASE {limits} END AS age
    FROM new_courses c JOIN {SPELLS} s ON s.person_id = c.person_id AND s.first_day = c.first_day
    LEFT JOIN persons p ON p.person_id = c.person_id
) d WHERE {group} <> ''{where}"""


def _ends(table: str, definitions: CourseDefinitions) -> str:
    """How many courses of each group have which duration, exit and status."""
    gap, off, then = 7 * definitions.gap_weeks, "c.last_day + 1", f"c.first_day + {7 * definitions.follow_up_weeks}"
    observed = f"CAST((c.registers_end + 1 - c.first_day - {gap}) / 7 AS INTEGER)"
    weeks = "CAST((c.last_day + 1 - c.first_day) / 7 AS INTEGER)"
    return f"""
SELECT grp, CASE WHEN weeks <= seen THEN weeks ELSE seen END AS weeks,
    CASE WHEN weeks > seen THEN {literal(CENSORED)} WHEN job THEN 'job' WHEN benefit THEN 'other_benefit'
        ELSE 'other' END AS event,
    CASE WHEN ends_before THEN '' WHEN back THEN 'on_benefit' WHEN at_work THEN 'employed' WHEN elsewhere THEN 'other_benefit'
        ELSE 'other' END AS status,
    count(*) AS courses
FROM (
    SELECT c.grp, {weeks} AS weeks, {_least(observed, definitions.follow_up_weeks)} AS seen,
        {then} + 6 > c.registers_end AS ends_before,
        coalesce(w.job, FALSE) AS job, coalesce(w.at_work, FALSE) AS at_work, coalesce(b.benefit, FALSE) AS benefit,
        coalesce(b.back, FALSE) AS back, coalesce(b.elsewhere, FALSE) AS elsewhere
    FROM {table} c LEFT JOIN (
        SELECT c.person_id, bool_or({_meets(off, f"{off} + {gap - 1}")}) AS job, bool_or({_meets(then, f"{then} + 6")}) AS at_work
        FROM {table} c JOIN employment x ON x.person_id = c.person_id GROUP BY c.person_id
    ) w ON w.person_id = c.person_id LEFT JOIN (
        SELECT c.person_id, bool_or({_OTHER} AND {_meets(off, f"{off} + {gap - 1}")}) AS benefit,
            bool_or({_SAME} AND {_meets(then, f"{then} + 6")}) AS back,
            bool_or({_OTHER} AND {_meets(then, f"{then} + 6")}) AS elsewhere
        FROM {table} c JOIN benefit_spells x ON x.person_id = c.person_id GROUP BY c.person_id
    ) b ON b.person_id = c.person_id
) e GROUP BY 1, 2, 3, 4"""


def _spans(table: str, definitions: CourseDefinitions) -> str:
    """How many courses of each group are on the benefit, and in the registers, from which week to which."""
    last = definitions.follow_up_weeks
    reached = _least("CAST((c.registers_end - 6 - c.first_day) / 7 AS INTEGER)", last)
    begins = "CASE WHEN s.first_day > c.first_day THEN CAST((s.first_day - c.first_day) / 7 AS INTEGER) ELSE 0 END"
    ends = _least("CAST((s.last_day - 6 - c.first_day) / 7 AS INTEGER)", last)
    return f"""
SELECT grp, 'seen' AS kind, 0 AS first_week, {reached} AS last_week, count(*) AS courses FROM {table} c GROUP BY 1, 2, 3, 4
UNION ALL
SELECT grp, 'on', {begins}, {ends}, count(*)
FROM {table} c JOIN {SPELLS} s ON s.person_id = c.person_id AND s.last_day >= c.first_day
    AND s.first_day <= c.first_day + {7 * last}
GROUP BY 1, 2, 3, 4"""


def _least(number: str, most: int) -> str:
    return f"CASE WHEN {number} < {most} THEN {number} ELSE {most} END"


def _meets(first: str, last: str) -> str:
    """The condition that a row x of a register meets the days from first to last."""
    return f'x."start" <= {last} AND x."end" >= {first}'
