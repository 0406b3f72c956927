"""How the values of a source become the values of a canonical column: dates in five styles, Danish decimals, codes as text.

Each column has one style; which one is found by counting over the whole column. A column in two styles, or one that can be read
in two ways, is an error and not a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from evalkit.registers.connection import Connection
from evalkit.registers.declare import Column, Kind
from evalkit.registers.sql import identifier, literal

# The styles of a date: name to the pattern that a value matches whole, and the format that DuckDB reads it by.
DATE_STYLES: Mapping[str, tuple[str, str]] = {
    "yyyy-mm-dd": (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    "dd-mm-yyyy": (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    "dd.mm.yyyy": (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    "dd/mm/yyyy": (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    "yyyymmdd": (r"\d{8}", "%Y%m%d"),
}
# The styles of a number with a fraction. A group of exactly three digits may be thousands.
NUMBER_STYLES: Mapping[str, str] = {"decimal comma": r"-?\d+,\d+", "decimal point": r"-?\d+\.\d+"}
WHOLE = r"-?\d+"
PERHAPS_THOUSANDS = r"-?\d{1,3}[.,]\d{3}"
TRUE = ("true", "1", "ja", "yes")
FALSE = ("false", "0", "nej", "no")
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
REMEDIES: Mapping[Kind, str] = {
    "text": "Write it as text: a number has lost the zeros that it began with.",
    "code": "Write it as text: a number has lost the zeros that it began with.",
    "date": f"Write a day that exists, in one of the styles {', '.join(DATE_STYLES)}, or give the column a date format.",
    "int": "Write whole numbers.",
    "float": "Write numbers with a decimal comma or point, and without a separator of thousands.",
    "bool": f"Write one of {', '.join(TRUE + FALSE)}.",
}


@dataclass(frozen=True)
class Reading:
    """How one column of a source is read.

    Fields
    ------
    column: the canonical column.
    raw: SQL for the value in the source; null where there is none.
    value: SQL for the canonical value; null where there is none or where it cannot be read. None when the type does not fit.
    styles: the styles that were found, with how many rows have each; one, when all is well.
    ambiguous: rows whose fraction may be thousands, when that is so for every row that has one.
    """

    column: Column
    raw: str
    value: str | None
    styles: Mapping[str, int]
    ambiguous: int = 0


def read_column(connection: duckdb.DuckDBPyConnection, relation: str, column: Column, name: str, sql_type: str) -> Reading:
    """Find out how a column is to be read, with a scan of it where its type leaves a doubt.

    Parameters
    ----------
    relation: SQL name of the source's table.
    column: the canonical column.
    name, sql_type: the column's name and DuckDB type in the source.
    """
    raw = f"nullif({identifier(name)}, '')" if _is_text(sql_type) else identifier(name)
    text = _as_text(raw, sql_type)
    if column.kind == "date" and text:
        styles = _counts(connection, relation, text, {style: pattern for style, (pattern, _) in DATE_STYLES.items()})
        return Reading(column, raw, _date_of_text(text, styles), styles)
    if column.kind == "float" and _is_text(sql_type):
        patterns = {**NUMBER_STYLES, "perhaps thousands": PERHAPS_THOUSANDS}
        styles = _counts(connection, relation, raw, patterns)
        thousands = styles.pop("perhaps thousands", 0)
        ambiguous = thousands if thousands == sum(styles.values()) else 0
        return Reading(column, raw, _number_of_text(raw), styles, ambiguous)
    return Reading(column, raw, _plain(column.kind, raw, sql_type) or _empty(connection, relation, column, raw), {})


def typed_column(connection: Connection, relation: str, column: Column, name: str, sql_type: str) -> Reading:
    """How a column of a server's table is read: days and numbers have their types there, and are not looked for in texts.

    Parameters
    ----------
    relation, column, name, sql_type: as for `read_column`.
    """
    plain = f"CAST({identifier(name)} AS VARCHAR)" if _is_text(sql_type) else identifier(name)
    raw = f"nullif({plain}, '')" if _is_text(sql_type) else plain
    written = _is_text(sql_type) and column.kind in ("date", "int", "float")
    # An empty text in a column that must have values is an error; it stays, so that the planner knows the column again.
    value = None if written else _plain(column.kind, raw if column.nullable else plain, sql_type)
    return Reading(column, raw, value or _empty(connection, relation, column, raw), {})


def _empty(connection: Connection, relation: str, column: Column, raw: str) -> str | None:
    """SQL for the values of a column that has none, which therefore has no type of its own; None for any other."""
    nothing = connection.execute(f"SELECT count({raw}) FROM {relation}").fetchone() == (0,)
    return f"CAST(NULL AS {column.sql_type})" if nothing else None


def _is_text(sql_type: str) -> bool:
    return sql_type == "VARCHAR" or sql_type.startswith("ENUM")


def _is_fraction(sql_type: str) -> bool:
    return sql_type in ("FLOAT", "DOUBLE") or sql_type.startswith("DECIMAL")


def _as_text(raw: str, sql_type: str) -> str:
    """SQL for a date that is written as text or as the number yyyymmdd; empty when the type is neither."""
    if sql_type in INTEGERS:
        return f"CAST({raw} AS VARCHAR)"
    if _is_fraction(sql_type):
        return f"CASE WHEN {raw} = floor({raw}) THEN CAST(CAST({raw} AS BIGINT) AS VARCHAR) ELSE CAST({raw} AS VARCHAR) END"
    return raw if _is_text(sql_type) else ""


def _counts(connection: duckdb.DuckDBPyConnection, relation: str, text: str, patterns: Mapping[str, str]) -> dict[str, int]:
    """How many rows match each pattern, without those that none does."""
    counted = ", ".join(f"count(*) FILTER (regexp_full_match({text}, {literal(pattern)}))" for pattern in patterns.values())
    row = connection.execute(f"SELECT {counted} FROM {relation}").fetchone() or ()
    return {style: count for style, count in zip(patterns, row, strict=True) if count}


def _date_of_text(text: str, styles: Mapping[str, int]) -> str:
    cases = (
        f"WHEN regexp_full_match({text}, {literal(DATE_STYLES[style][0])}) "
        f"THEN CAST(try_strptime({text}, {literal(DATE_STYLES[style][1])}) AS DATE)"
        for style in styles
    )
    return f"CASE {' '.join(cases)} END" if styles else "CAST(NULL AS DATE)"


def _number_of_text(raw: str) -> str:
    pattern = "|".join((WHOLE, *NUMBER_STYLES.values()))
    return f"CASE WHEN regexp_full_match({raw}, {literal(pattern)}) THEN TRY_CAST(replace({raw}, ',', '.') AS DOUBLE) END"


def _plain(kind: Kind, raw: str, sql_type: str) -> str | None:
    """SQL for a value whose type leaves no doubt; None when the type does not fit the kind."""
    number = sql_type in INTEGERS or _is_fraction(sql_type)
    if kind in ("text", "code"):
        return f"CAST({raw} AS VARCHAR)" if _is_text(sql_type) else None
    if kind == "date":
        midnight = f"CASE WHEN {raw} = date_trunc('day', {raw}) THEN CAST({raw} AS DATE) END"
        return raw if sql_type == "DATE" else midnight if sql_type.startswith("TIMESTAMP") else None
    if kind == "int":
        whole = f"CASE WHEN {raw} = floor({raw}) THEN CAST({raw} AS BIGINT) END"
        text = f"CASE WHEN regexp_full_match({raw}, {literal(WHOLE)}) THEN TRY_CAST({raw} AS BIGINT) END"
        return whole if number else text if _is_text(sql_type) else None
    if kind == "float":
        return f"CAST({raw} AS DOUBLE)" if number else None
    listed = " ".join(f"WHEN {literal(word)} THEN {word in TRUE}" for word in TRUE + FALSE)
    if sql_type == "BOOLEAN":
        return raw
    return f"CASE lower({_as_text(raw, sql_type)}) {listed} END" if number or _is_text(sql_type) else None
