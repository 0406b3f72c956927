"""What is wrong with the columns of one table, each by itself: missing, of another kind, unreadable, empty or unknown values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from evalkit.codes import group_list
from evalkit.errors import UnknownCode, nearest
from evalkit.registers.check import FIRST_KEYS, key_of
from evalkit.registers.connection import Connection
from evalkit.registers.declare import Column, Kind
from evalkit.registers.held import Held
from evalkit.registers.report import Finding, counted
from evalkit.registers.sql import identifier, literals
from evalkit.registers.values import REMEDIES, Reading

CODES_LISTED = 12
VALUES_SHOWN = 5
NOUNS: Mapping[Kind, str] = {
    "text": "text",
    "code": "text",
    "date": "dates",
    "int": "whole numbers",
    "float": "numbers",
    "bool": "yes or no",
}


class Rule(NamedTuple):
    """A condition on the values of one column as the source has them; rows for which it is true are wrong."""

    column: str
    condition: str
    problem: str
    remedy: str


def column_findings(connection: Connection, held: Held) -> Iterator[Finding]:
    """Everything that is wrong with the columns of one table.

    Parameters
    ----------
    connection: the one in which the table's views are.
    held: the table.

    Returns
    -------
    Findings about the table, about whole columns, about values that cannot be read, and about codes.
    """
    if not connection.execute(f"SELECT 1 FROM {held.relation} LIMIT 1").fetchone():
        yield Finding("error", held.file, "", "the table is empty: it has no rows", 0, "Export it again, with its rows.")
    for column in held.table.columns:
        reading = held.readings.get(column.name)
        yield from _of_reading(held, reading) if reading else [_missing(held, column)]
    for name in held.extra:
        yield Finding("note", held.file, name, "the column is not used", 0, "")
    yield from _tallied(connection, held, [rule for reading in held.readings.values() for rule in _rules(reading)])
    for reading in held.readings.values():
        if reading.column.kind == "code" and reading.value is not None:
            yield from _unknown_codes(connection, held, reading.column)


def _missing(held: Held, column: Column) -> Finding:
    near = nearest(column.name, held.extra)
    remedy = f"Rename the column {near}." if near else f"Add it: {column.description[0].lower()}{column.description[1:]}."
    return Finding("error", held.file, column.name, "the column is missing", 0, remedy)


def _of_reading(held: Held, reading: Reading) -> Iterator[Finding]:
    """What is wrong with a column as a whole."""
    column = reading.column
    if reading.value is None:
        problem = f"the column does not hold {NOUNS[column.kind]}"
        yield Finding("error", held.file, column.name, problem, 0, REMEDIES[column.kind])
    if len(reading.styles) > 1:
        listed = ", ".join(f"{counted(count, 'row')} as {style}" for style, count in reading.styles.items())
        problem, rows = f"the column is in more than one style: {listed}", sum(reading.styles.values())
        yield Finding("error", held.file, column.name, problem, rows, "Write the whole column in one style.")
    if reading.ambiguous:
        problem = "numbers that may be thousands or decimals, for each has three digits after the sign"
        yield Finding("error", held.file, column.name, problem, reading.ambiguous, REMEDIES["float"])


def _rules(reading: Reading) -> Iterator[Rule]:
    """What must hold for the values of a column."""
    column = reading.column
    if reading.value is not None:
        unreadable = f"({reading.raw}) IS NOT NULL AND ({reading.value}) IS NULL"
        yield Rule(column.name, unreadable, f"values that cannot be read as {NOUNS[column.kind]}", REMEDIES[column.kind])
    if not column.nullable:
        yield Rule(
            column.name, f"({reading.raw}) IS NULL", "rows without a value", "Fill it in, or take the rows out of the extract."
        )


def _tallied(connection: Connection, held: Held, rules: list[Rule]) -> Iterator[Finding]:
    """The rules that some row breaks, with the count and the first keys; one scan of the table for all of them."""
    if not rules:
        return
    parts = [f"CAST({held.readings[name].raw} AS VARCHAR)" for name in held.table.key if name in held.readings]
    key = f"concat_ws('/', {', '.join(parts or ['NULL'])})"
    tallies = ", ".join(
        f"count(*) FILTER (WHERE {rule.condition}), min({key}, {FIRST_KEYS}) FILTER (WHERE {rule.condition})" for rule in rules
    )
    row = connection.execute(f"SELECT {tallies} FROM {held.relation}").fetchone() or ()
    for rule, count, keys in zip(rules, row[::2], row[1::2], strict=True):
        if count:
            yield Finding("error", held.file, rule.column, rule.problem, count, rule.remedy, tuple(keys))


def _unknown_codes(connection: Connection, held: Held, column: Column) -> Iterator[Finding]:
    name = identifier(column.name)
    query = (
        f"SELECT {name}, count(*) AS n, min({key_of(held.table)}, {FIRST_KEYS}), sum(count(*)) OVER () "
        f"FROM {held.table.name} AS t "
        f"WHERE {name} NOT IN {literals(column.codes)} AND {name} <> '' "
        f"GROUP BY {name} ORDER BY n DESC, {name} LIMIT {VALUES_SHOWN}"
    )
    found = connection.execute(query).fetchall()
    if found:
        values = tuple(f"{code!r}: {counted(count, 'row')}{_suggestion(column, code)}" for code, count, _, _ in found)
        few = len(column.codes) <= CODES_LISTED
        shown = ", ".join(column.codes) if few else f"{', '.join(column.codes[:3])} and {len(column.codes) - 3} more"
        remedy, problem = f"Write the codes of the list: {shown}.", "codes that are not in the list"
        yield Finding("error", held.file, column.name, problem, int(found[0][3]), remedy, tuple(found[0][2]), values)


def _suggestion(column: Column, code: str) -> str:
    """The code that was probably meant, in words; empty when none comes close."""
    near = nearest(code, column.codes)
    if column.grouping:
        try:
            near = group_list(column.grouping).resolve(code)
        except UnknownCode as error:
            near = near or error.nearest
    return f", did you mean {near!r}?" if near else ""
