"""Registers of a few rows: the canonical tables from text or rows, in a database that lives in memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from evalkit.indicators import compute_family
from evalkit.registers.definitions import Definitions
from evalkit.registers.tables import TABLES
from evalkit.results import Result

Rows = Sequence[Mapping[str, Any]]


def registers(**tables: str | Rows) -> duckdb.DuckDBPyConnection:
    """A connection with every canonical table; those that are not given are empty.

    A table is CSV text, or rows. A date may be an ISO week, `2019-W05`: its Monday as a start, its Sunday as an end.
    """
    connection = duckdb.connect(config={"threads": 1})
    for name, table in TABLES.items():
        columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in table.columns)
        connection.execute(f"CREATE TABLE {name} ({columns})")
        rows = rows_of(tables.get(name, ()))
        if rows:
            names = [column.name for column in table.columns]
            marks = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {name} VALUES ({marks})", [[row.get(column) for column in names] for row in rows]
            )
    return connection


def rows_of(table: str | Rows) -> list[dict[str, Any]]:
    """The rows of a table, with an empty cell as None and dates as dates."""
    rows = csv.DictReader(io.StringIO(table.strip()), skipinitialspace=True) if isinstance(table, str) else table
    return [{name: _value(name, value) for name, value in row.items()} for row in rows]


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return None if value == "" else value
    if name not in ("start", "end", "date", "birth_date"):
        return {"true": True, "false": False}.get(value, value)
    day = dt.date.fromisoformat(value)
    return day + dt.timedelta(6) if name == "end" and "W" in value and value.count("-") == 1 else day


def check(
    connection: duckdb.DuckDBPyConnection, target_group: str, expected: str, definitions: Definitions | None = None
) -> tuple[Result, ...]:
    """Compute what a table of expected results names, and compare: persons, numerator, denominator, value and state.

    A cell of the table that is left empty must be None. Returns all results.
    """
    rows = rows_of(expected)
    wanted: dict[str, dict[str, None]] = {}
    for row in rows:
        wanted.setdefault(row["indicator"], {})[row["grouping"] or ""] = None
    periods = list(dict.fromkeys(row.get("period") or "" for row in rows))
    asked = {indicator: tuple(groupings) for indicator, groupings in wanted.items()}
    results = compute_family(connection, asked, target_group, periods, definitions or Definitions())
    by_key = {(r.indicator, r.grouping, r.group, r.period): r for r in results if r.statistic == "level"}
    assert len(by_key) == sum(r.statistic == "level" for r in results), "two results have one key"
    for row in rows:
        found = by_key[row["indicator"], row["grouping"] or "", row["group"] or "", row.get("period") or ""]
        assert _close(found, row), f"{found} is not {row}"
    return results


def _close(found: Result, row: Mapping[str, Any]) -> bool:
    pairs = [(found.numerator, row["num"]), (found.denominator, row["den"]), (found.value, row["value"])]
    same = all((one is None) == (other is None) and (one is None or abs(one - float(other)) < 5e-4) for one, other in pairs)
    return same and found.persons == int(row["persons"]) and found.state == (row.get("state") or "value")


def levels(results: Iterable[Result]) -> dict[tuple[str, str, str, str], tuple[Any, ...]]:
    """Persons, numerator, denominator and state of each level by its indicator, grouping, group and period."""
    return {
        (r.indicator, r.grouping, r.group, r.period): (r.persons, r.numerator, r.denominator, r.state)
        for r in results
        if r.statistic == "level"
    }
