"""Temporary tables that follow from queries, and the last of them kept for the next who asks for the same.

A page asks for several indicators of the same persons in the same periods. On a connection whose registers do not change, the
tables that were made last stay until others are made; on any other connection they are gone when they have been used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import duckdb

from evalkit.registers.connection import Connection

# Connections whose registers do not change, with the names of the tables that are kept and not in use.
_KEPT: WeakKeyDictionary[Connection, tuple[str, ...]] = WeakKeyDictionary()


def keep_last(connection: Connection) -> None:
    """Say that the registers of a connection do not change while it is open."""
    _KEPT[connection] = ()


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
    names = tuple(steps)
    try:
        if _KEPT.get(connection) != names:
            for name, query in steps.items():
                connection.execute(f"DROP TABLE IF EXISTS {name}")
                connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
        else:
            _KEPT[connection] = ()  # in use: nobody else may let them go
        yield
    except BaseException:
        _drop(connection, names)
        raise
    if connection in _KEPT:
        if _KEPT[connection] != names:
            _drop(connection, _KEPT[connection])
        _KEPT[connection] = names
    else:
        _drop(connection, names)


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
