"""One rule about the rows of a source: a query that counts the rows that break it and names the first."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.registers.declare import Table
from evalkit.registers.report import Severity
from evalkit.registers.sql import identifier

FIRST_KEYS = 3


@dataclass(frozen=True)
class Check:
    """One rule.

    Fields
    ------
    table, column: what it is about; column is empty for a rule about whole rows.
    severity: of rows that break it.
    problem, remedy: what the rows do, and what to do about it.
    query: gives one row: how many rows break the rule, and the keys of the first.
    needs: every table that the query reads.
    """

    table: Table
    column: str
    severity: Severity
    problem: str
    remedy: str
    query: str
    needs: tuple[str, ...]


def key_of(table: Table, alias: str = "t") -> str:
    """SQL for what names a row: the values of the key with strokes between them."""
    parts = ", ".join(f"CAST({alias}.{identifier(name)} AS VARCHAR)" for name in table.key)
    return f"concat_ws('/', {parts})"


def rows(
    table: Table,
    column: str,
    condition: str,
    problem: str,
    remedy: str,
    severity: Severity = "error",
    needs: tuple[str, ...] = (),
) -> Check:
    """A rule that each row breaks or keeps by itself; the table is `t` in the condition."""
    query = f"SELECT count(*), min({key_of(table)}, {FIRST_KEYS}) FROM {table.name} AS t WHERE {condition}"
    return Check(table, column, severity, problem, remedy, query, (table.name, *needs))
