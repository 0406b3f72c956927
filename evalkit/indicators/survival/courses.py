"""New courses on the benefit, counted: how many last how long, end how, and have which status half a year later.

One query on intervals, in SQL that DuckDB and PostgreSQL both read; a person is never exploded into weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.survival import CENSORED, LifeTable, life_table
from evalkit.filters import Selection
from evalkit.indicators.family import Connection
from evalkit.indicators.survival.definitions import CourseDefinitions
from evalkit.registers.sql import literal, literals
from evalkit.registers.timeline import AGES, window

BENEFIT = "dagpenge"
TRIAL_GROUP = "trial_group"
TRIAL = ("trial", "comparison")
EXITS = ("job", "other_benefit", "other")
STATUSES = ("on_benefit", "employed", "other_benefit", "other")
GROUPINGS = (TRIAL_GROUP, "sex", "age", "origin", "education", "municipality", "akasse")


@dataclass(frozen=True)
class Courses:
    """Counts of courses.

    Fields
    ------
    by: what the groups are of: one of `GROUPINGS`.
    rows: group, weeks until the end or until last seen, how it ended (an exit or `censored`), status in the week of the status
        (empty where the registers do not reach it), and how many courses, which is how many persons.
    """

    by: str
    rows: tuple[tuple[str, int, str, str, int], ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that anybody is in: trial before comparison, others in the order of their codes."""
        found = {row[0] for row in self.rows}
        return tuple(group for group in TRIAL if group in found) if self.by == TRIAL_GROUP else tuple(sorted(found))

    def life_table(self, groups: Sequence[str]) -> LifeTable:
        """The life table of some groups, all of which somebody is in."""
        here = [row for row in self.rows if row[0] in groups]
        time, event, persons = (np.array([row[at] for row in here]) for at in (1, 2, 4))
        return life_table(time, event, persons, [row[0] for row in here], EXITS, groups)

    def persons(self, groups: Sequence[str]) -> int:
        """How many persons some groups have."""
        return sum(row[4] for row in self.rows if row[0] in groups)

    def statuses(self, groups: Sequence[str]) -> dict[str, int]:
        """How many persons of some groups have each status, of those whose status is in the registers."""
        return {status: sum(row[4] for row in self.rows if row[0] in groups and row[3] == status) for status in STATUSES}


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
    by: what divides the courses: one of `GROUPINGS`.
    definitions: when a course begins and ends; the documented ones when None.
    selection: which persons count, by background and by the a-kasse and municipality of the course's first week.

    Raises
    ------
    UnknownCode: no such grouping.
    UsageError: a period without days, a selection of other target groups, or a source without a table that is read.
    """
    if by not in GROUPINGS:
        raise UnknownCode("grouping of courses", by, GROUPINGS)
    try:
        found = connection.execute(courses_query(period, by, definitions or CourseDefinitions(), selection or Selection()))
    except duckdb.CatalogException as error:
        raise UsageError(f"{str(error).splitlines()[0]} The source lacks it, and time on the benefit needs it.") from error
    return Courses(by, tuple((str(row[0]), int(row[1]), str(row[2]), str(row[3]), int(row[4])) for row in found.fetchall()))


def courses_query(period: str, by: str, definitions: CourseDefinitions, selection: Selection) -> str:
    """The query that counts courses by group, weeks, exit and status; parameters as for `courses`."""
    conditions = selection.conditions()
    allowed = conditions.pop("target_group", (BENEFIT,))
    if not {BENEFIT, *TRIAL} & set(allowed):
        raise UsageError(f"time on the benefit is about {BENEFIT}, which is not among the target groups that are selected.")
    where = "".join(f" AND {column} IN {literals(codes)}" for column, codes in conditions.items())
    return f"""
WITH {_new_courses(period, definitions)},
ended AS ({_ended(definitions)}),
described AS ({_described(by)})
SELECT grp, weeks, event, status, count(*) AS courses FROM described
WHERE grp <> ''{where} GROUP BY grp, weeks, event, status ORDER BY grp, weeks, event, status"""


def _new_courses(period: str, definitions: CourseDefinitions) -> str:
    """The relations up to `new_courses`: person_id, first_day and last_day of each person's first new course in the period."""
    during = window(period)
    first, last = f"DATE '{during.first_day}'", f"DATE '{during.last_day}'"
    clean, gap = 7 * definitions.clean_weeks, 7 * definitions.gap_weeks
    return f"""
registers AS (SELECT min("start") AS first_day, max("end") AS last_day FROM benefit_spells),
spells AS (
    SELECT person_id, "start" AS first_day, "end" AS last_day, municipality, akasse
    FROM benefit_spells WHERE target_group = {literal(BENEFIT)}
),
followed AS (
    SELECT person_id, first_day, last_day,
        CASE WHEN first_day - lag(last_day) OVER (PARTITION BY person_id ORDER BY first_day) > {gap} THEN 1 ELSE 0 END AS breaks
    FROM spells
),
numbered AS (
    SELECT person_id, first_day, last_day,
        sum(breaks) OVER (PARTITION BY person_id ORDER BY first_day ROWS UNBOUNDED PRECEDING) AS number
    FROM followed
),
every_course AS (
    SELECT person_id, min(first_day) AS first_day, max(last_day) AS last_day FROM numbered GROUP BY person_id, number
),
dated AS (
    SELECT person_id, first_day, last_day, lag(last_day) OVER (PARTITION BY person_id ORDER BY first_day) AS previous_day
    FROM every_course
),
new_courses AS (
    SELECT person_id, first_day, last_day FROM (
        SELECT c.person_id, c.first_day, c.last_day,
            row_number() OVER (PARTITION BY c.person_id ORDER BY c.first_day) AS place
        FROM dated c CROSS JOIN registers r
        WHERE c.first_day >= {first} AND c.first_day <= {last} AND c.first_day - r.first_day >= {clean}
            AND (c.previous_day IS NULL OR c.first_day - c.previous_day > {clean}) AND r.last_day + 1 - c.first_day >= {gap}
    ) placed WHERE place = 1
)"""


def _ended(definitions: CourseDefinitions) -> str:
    """Courses with weeks, event and status."""
    follow_up, gap = definitions.follow_up_weeks, 7 * definitions.gap_weeks
    off, status_day = "c.last_day + 1", f"c.first_day + {7 * follow_up}"
    observed = f"CAST((r.last_day + 1 - c.first_day - {gap}) / 7 AS INTEGER)"
    weeks = "CAST((c.last_day + 1 - c.first_day) / 7 AS INTEGER)"
    seen = f"CASE WHEN {observed} < {follow_up} THEN {observed} ELSE {follow_up} END"
    return f"""
SELECT c.person_id, c.first_day, CASE WHEN {weeks} <= {seen} THEN {weeks} ELSE {seen} END AS weeks,
    CASE WHEN {weeks} > {seen} THEN {literal(CENSORED)}
        WHEN {_has("employment", "TRUE", off, f"{off} + {gap - 1}")} THEN 'job'
        WHEN {_has("benefit_spells", _OTHER, off, f"{off} + {gap - 1}")} THEN 'other_benefit' ELSE 'other' END AS event,
    CASE WHEN {status_day} + 6 > r.last_day THEN ''
        WHEN {_has("benefit_spells", _SAME, status_day, f"{status_day} + 6")} THEN 'on_benefit'
        WHEN {_has("employment", "TRUE", status_day, f"{status_day} + 6")} THEN 'employed'
        WHEN {_has("benefit_spells", _OTHER, status_day, f"{status_day} + 6")} THEN 'other_benefit' ELSE 'other' END AS status
FROM new_courses c CROSS JOIN registers r"""


_SAME, _OTHER = f"x.target_group = {literal(BENEFIT)}", f"x.target_group <> {literal(BENEFIT)}"


def _has(table: str, condition: str, first: str, last: str) -> str:
    """Whether the person has a row in a table that meets the days from first to last."""
    meets = f'x."start" <= {last} AND x."end" >= {first}'
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.person_id = c.person_id AND {condition} AND {meets})"


def _described(by: str) -> str:
    """Ended courses with background, the place of the first week and their group."""
    limits = " ".join(f"WHEN p.birth_date > e.first_day - INTERVAL '{years} years' THEN {literal(age)}" for age, years in AGES)
    in_trial = "person_id IN (SELECT person_id FROM trial_enrolments)"
    group = f"CASE WHEN {in_trial} THEN 'trial' ELSE 'comparison' END" if by == TRIAL_GROUP else by
    return f"""
SELECT b.*, {group} AS grp FROM (
    SELECT e.person_id, e.weeks, e.event, e.status, s.municipality, s.akasse, p.sex, p.origin, p.education,
        CASE {limits} END AS age
    FROM ended e JOIN spells s ON s.person_id = e.person_id AND s.first_day = e.first_day
    LEFT JOIN persons p ON p.person_id = e.person_id
) b"""
