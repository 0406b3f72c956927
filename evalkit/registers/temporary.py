"""Temporary tables that follow from queries, and the last of them kept for the next who asks for the same.

A page asks for several indicators of the same persons in the same periods. On a connection whose registers do not change, the
tables that were made last stay until others are made; on any other connection they are gone when they have been used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import duckdb


def keep_last(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that the registers of a connection do not change while it is open."""
    connection.execute("SET VARIABLE keeps_tables = true; SET VARIABLE kept_tables = ''")


@contextmanager
def temporary_tables(connection: duckdb.DuckDBPyConnection, steps: Mapping[str, str]) -> Iterator[None]:
    """Have tables while the context lasts.

    Parameters
    ----------
    steps: name to query, in the order in which they are made. The names follow from the queries: the same name, the same rows.

    Raises
    ------
    duckdb.Error: of a query; none of the tables is left.
    """
    names = " ".join(steps)
    keeps, kept = connection.execute("SELECT getvariable('keeps_tables'), getvariable('kept_tables')").fetchone() or (None, None)
    try:
        if kept != names:
            for name, query in steps.items():
                connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        elif keeps:
            connection.execute("SET VARIABLE kept_tables = ''")  # in use: nobody else may let them go
        yield
    except BaseException:
        _drop(connection, steps)
        raise
    if keeps:
        _keep(connection, names)
    else:
        _drop(connection, steps)


def _keep(connection: duckdb.DuckDBPyConnection, names: str) -> None:
    """Keep these tables, and let go of those that were kept before."""
    (kept,) = connection.execute("SELECT getvariable('kept_tables')").fetchone() or ("",)
    if kept != names:
        _drop(connection, kept.split())
    connection.execute(f"SET VARIABLE kept_tables = '{names}'")


def _drop(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
