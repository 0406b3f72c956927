"""Temporary tables that follow from queries, and those made last kept for the next who asks for the same.

A page asks for several indicators of the same persons in the same periods, and what it hides is decided for each period.
On a connection whose registers do not change, the tables that were used last stay until a few others have been; on any other
connection they are gone when they have been used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import duckdb

from evalkit.registers.connection import Connection

Names = tuple[str, ...]
MOST = 3  # groups of tables that are kept: those of a page, and those of the two periods that it compares
# Connections whose registers do not change, with the names of the tables that are kept and not in use, the last used at the end.
_KEPT: WeakKeyDictionary[Connection, list[Names]] = WeakKeyDictionary()


def keep_last(connection: Connection) -> None:
    """Say that the registers of a connection do not change while it is open."""
    _KEPT[connection] = []


@contextmanager
def temporary_tables(connection: Connection, steps: Mapping[str, str]) -> Iterator[None]:
    """Have tables while the context lasts.

    Parameters
    ----------
    steps: name to query, in the order in which they are made. The names follow from the queries: the same name, the same rows.

    Raises
    ------
    The database's error, of a query; none of the tables is left.
    """
    names, kept = tuple(steps), _KEPT.get(connection)
    try:
        if kept and names in kept:
            kept.remove(names)  # in use: nobody else may let them go
        else:
            for name, query in steps.items():
                connection.execute(f"DROP TABLE IF EXISTS {name}")
                connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
        yield
    except BaseException:
        _drop(connection, names)
        raise
    if kept is None:
        _drop(connection, names)
        return
    if names not in kept:
        kept.append(names)
    while len(kept) > MOST:
        _drop(connection, kept.pop(0))


@contextmanager
def any_order(connection: Connection) -> Iterator[None]:
    """Let tables be written with their rows in any order, which is faster; a server never promises an order."""
    ordered = isinstance(connection, duckdb.DuckDBPyConnection)
    if ordered:
        connection.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        if ordered:
            connection.execute("RESET preserve_insertion_order")


def _drop(connection: Connection, names: Iterable[str]) -> None:
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
