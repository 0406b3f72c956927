"""Where new courses begin, as SQL: spells joined over short breaks, and those that come after a long time without the benefit."""

from __future__ import annotations

from evalkit.indicators.survival.definitions import CourseDefinitions
from evalkit.registers.sql import literal
from evalkit.registers.timeline import window

BENEFIT = "dagpenge"
SPELLS = (
    '(SELECT person_id, "start" AS first_day, "end" AS last_day, municipality, akasse '
    f"FROM benefit_spells WHERE target_group = {literal(BENEFIT)})"
)


def new_courses(period: str, definitions: CourseDefinitions) -> str:
    """Each person's first new course in a period.

    Parameters
    ----------
    period: code of a period with first and last day.
    definitions: breaks that end a course, and weeks without the benefit that make the next one new.

    Returns
    -------
    Common table expressions, the last of which is `new_courses`: person_id, first_day (a Monday), last_day (a Sunday) and
    registers_end, the last day of the registers.

    Raises
    ------
    UsageError: a period without first and last day.
    """
    during = window(period)
    first, last = f"DATE '{during.first_day}'", f"DATE '{during.last_day}'"
    clean, gap = 7 * definitions.clean_weeks, 7 * definitions.gap_weeks
    return f"""
registers AS MATERIALIZED (SELECT min("start") AS first_day, max("end") AS last_day FROM benefit_spells),
spells AS (
    SELECT * FROM {SPELLS} s
    WHERE person_id IN (SELECT person_id FROM {SPELLS} b WHERE b.first_day >= {first} AND b.first_day <= {last})
),
{_every_course(gap)},
dated AS (
    SELECT person_id, first_day, last_day, lag(last_day) OVER (PARTITION BY person_id ORDER BY first_day) AS previous_day
    FROM every_course
),
new_courses AS (
    SELECT person_id, first_day, last_day, registers_end FROM (
        SELECT c.person_id, c.first_day, c.last_day, r.last_day AS registers_end,
            row_number() OVER (PARTITION BY c.person_id ORDER BY c.first_day) AS place
        FROM dated c CROSS JOIN registers r
        WHERE c.first_day >= {first} AND c.first_day <= {last} AND c.first_day - r.first_day >= {clean}
            AND (c.previous_day IS NULL OR c.first_day - c.previous_day > {clean}) AND r.last_day + 1 - c.first_day >= {gap}
    ) placed WHERE place = 1
)"""


def _every_course(gap: int) -> str:
    """The relations up to `every_course`: the spells of a person joined over breaks of fewer days than the gap."""
    return f"""
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
)"""
