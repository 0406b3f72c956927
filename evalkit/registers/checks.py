"""What must hold for the rows of a source: every rule, in the order of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.registers.check import FIRST_KEYS, Check, key_of, rows
from evalkit.registers.declare import Table
from evalkit.registers.randomised_checks import randomised_checks
from evalkit.registers.report import Severity
from evalkit.registers.sql import identifier
from evalkit.registers.survey_checks import survey_checks
from evalkit.registers.tables import BENEFIT_SPELLS, EMPLOYMENT, PERSONS, TABLES, TALKS
from evalkit.registers.trial_checks import trial_checks

DUPLICATES = {"persons": "duplicate persons", "case_reviews": "duplicate cases", "survey_answers": "duplicate respondents"}
OUTSIDE = "NOT BETWEEN DATE '1900-01-01' AND DATE '2100-12-31'"


def checks() -> Iterator[Check]:
    """Every rule about rows, in the order of the tables; kinds and codes of values are checked with the readings."""
    for table in TABLES.values():
        yield from _of_columns(table)
        if table.unique:
            yield _unique(table)
        if {"start", "end"} <= {column.name for column in table.columns}:
            yield rows(
                table,
                "end",
                't."end" < t.start',
                "the end lies before the start",
                "Put the first day in start and the last in end.",
            )
        if table != PERSONS and table.key[0] == "person_id":
            yield _known_person(table)
    yield from _of_spells()
    yield from _of_talks()
    yield _hours()
    yield from survey_checks()
    yield from trial_checks()
    yield from randomised_checks()


def _of_columns(table: Table) -> Iterator[Check]:
    for column in table.columns:
        name = f"t.{identifier(column.name)}"
        if column.kind == "date":
            remedy = "Write the last day that the data cover instead of a day that stands for no end."
            yield rows(table, column.name, f"{name} {OUTSIDE}", "days outside 1900 to 2100", remedy)
        if column.least is not None:
            remedy = "Correct them, or leave them empty where the value is not known." if column.nullable else "Correct them."
            yield rows(table, column.name, f"{name} < {column.least}", f"values below {column.least}", remedy)
        if column.most is not None:
            yield rows(table, column.name, f"{name} > {column.most}", f"values above {column.most}", "Correct them.")


def _unique(table: Table) -> Check:
    grouped = ", ".join(identifier(name) for name in table.key)
    query = (
        f"SELECT sum(n - 1), min({key_of(table)}, {FIRST_KEYS}) FROM "
        f"(SELECT {grouped}, count(*) AS n FROM {table.name} GROUP BY {grouped} HAVING count(*) > 1) AS t"
    )
    noun = " and ".join(table.key)
    remedy = "Keep one row each; when the rows differ, find out which is right."
    return Check(
        table,
        noun,
        "error",
        f"{DUPLICATES.get(table.name, 'duplicate rows')}: another row has the same {noun}",
        remedy,
        query,
        (table.name,),
    )


def _known_person(table: Table) -> Check:
    condition = "NOT EXISTS (SELECT 1 FROM persons AS p WHERE p.person_id = t.person_id)"
    remedy = "Add the persons to the table persons, or take the rows out; check that both use the same pseudonym."
    return rows(
        table,
        "person_id",
        condition,
        f"{table.name.replace('_', ' ')} of unknown persons, who are not in the table persons",
        remedy,
        needs=("persons",),
    )


def _of_spells() -> Iterator[Check]:
    table = BENEFIT_SPELLS
    remedy = "Benefit is counted in whole ISO weeks: write the Monday of the first week and the Sunday of the last."
    yield rows(table, "start", "extract(isodow FROM t.start) <> 1", "the start is not a Monday", remedy)
    yield rows(table, "end", 'extract(isodow FROM t."end") <> 7', "the end is not a Sunday", remedy)
    remedy = "Shorten or merge them: a person has one spell on a benefit at a time."
    yield _neighbours("start", "error", "t.start <= t.last_end", "spells that overlap an earlier spell of the person", remedy)
    unchanged = (f"t.{name} IS NOT DISTINCT FROM t.last_{name}" for name in ("municipality", "akasse"))
    touches = f"t.start = t.last_end + 1 AND {' AND '.join(unchanged)}"
    yield _neighbours(
        "start", "warning", touches, "spells that continue an earlier one without a change", "Merge them into one spell."
    )
    query = (
        f"SELECT count(*), min({key_of(PERSONS)}, {FIRST_KEYS}) FROM persons AS t JOIN "
        "(SELECT person_id, min(start) AS first FROM benefit_spells GROUP BY person_id) AS s USING (person_id) "
        "WHERE t.birth_date > s.first"
    )
    problem, remedy = "persons who are born after the start of a benefit spell", "Correct the day of birth; look at the century."
    yield Check(PERSONS, "birth_date", "error", problem, remedy, query, ("persons", "benefit_spells"))


def _neighbours(column: str, severity: Severity, condition: str, problem: str, remedy: str) -> Check:
    """A rule about a spell and those that the same person had before on the same benefit."""
    query = (
        f"SELECT count(*), min({key_of(BENEFIT_SPELLS)}, {FIRST_KEYS}) FROM "
        '(SELECT *, max("end") OVER (before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_end, '
        "lag(municipality) OVER before AS last_municipality, lag(akasse) OVER before AS last_akasse FROM benefit_spells "
        f'WINDOW before AS (PARTITION BY person_id, target_group ORDER BY start, "end")) AS t WHERE {condition}'
    )
    return Check(BENEFIT_SPELLS, column, severity, problem, remedy, query, ("benefit_spells",))


def _of_talks() -> Iterator[Check]:
    covered = 'EXISTS (SELECT 1 FROM benefit_spells AS s WHERE s.person_id = t.person_id AND t.date BETWEEN s.start AND s."end")'
    problem = "talks outside benefit spells, which do not count"
    remedy = "Look whether spells are missing, or whether the talks belong to another benefit."
    yield rows(TALKS, "date", f"t.date IS NOT NULL AND NOT {covered}", problem, remedy, "warning", ("benefit_spells",))
    remedy = "Give the participation and the number of each joint meeting, and leave them empty for other talks."
    for column in ("participation", "joint_meeting_number"):
        without = f"t.talk_type = 'joint_meeting' AND t.{column} IS NULL"
        yield rows(TALKS, column, without, "joint meetings without a value", remedy, "warning")
        other = f"t.talk_type <> 'joint_meeting' AND t.{column} IS NOT NULL"
        yield rows(TALKS, column, other, "talks that are no joint meeting and have a value", remedy)


def _hours() -> Check:
    problem = "rows without hours, which do not count when the right to dagpenge is earned again"
    return rows(EMPLOYMENT, "hours", "t.hours IS NULL", problem, "Fill in the hours if they are known.", "warning")
