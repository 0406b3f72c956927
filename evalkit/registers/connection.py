"""What evalkit asks of a database: the few methods of a connection that indicators, checks and disclosure control use.

DuckDB's own connection is one; `registers.server` makes one of a database server. Queries are written once, in the part of
DuckDB's SQL that a server's dialect can say too, and no other module knows which database answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from evalkit.errors import EvalkitError

if TYPE_CHECKING:
    import pandas as pd


class NoTable(EvalkitError):
    """A query reads a table that is not there; the first line of the message names it."""


NO_TABLE = (NoTable, duckdb.CatalogException)  # what the connections raise then


class Answer(Protocol):
    """The rows that a query gives; whole numbers come as int, others as float, days as date."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; None when there is none."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""

    def df(self) -> pd.DataFrame:
        """All rows, with the names of their columns."""


class Connection(Protocol):
    """A session with the canonical tables, in which temporary tables can be made."""

    def execute(self, query: str) -> Answer:
        """Ask one query, or make or drop one temporary table.

        Raises
        ------
        NO_TABLE: it reads a table that is not there.
        """

    def __hash__(self) -> int:
        """Each session is itself only."""

    def close(self) -> None:
        """End the session; its temporary tables go with it."""
