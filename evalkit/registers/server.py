"""Registers on a database server: one session with one view of them, asked in the queries that DuckDB is asked.

What is particular to a kind of server stands in one module (`registers.postgres`): how a session is opened, how a statement is
run, which tables there are. Another kind is one more such module, its function in `_OPENED` and its name in `address.SERVERS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from evalkit.errors import UsageError
from evalkit.registers.address import Address
from evalkit.registers.declare import Column
from evalkit.registers.held import Held
from evalkit.registers.report import Finding
from evalkit.registers.server_sql import Dialect, translated
from evalkit.registers.tables import SYNTHETIC, TABLES
from evalkit.registers.values import Reading, typed_column

if TYPE_CHECKING:
    import pandas as pd


SEEN: dict[Address, str] = {}  # the stamp that a session of this process counted last


@dataclass(frozen=True)
class ServerTable:
    """A table of a schema.

    Fields
    ------
    name: in lower case. relation: its SQL name, with the schema.
    columns: name in lower case to the name in the schema and the DuckDB type that its values have.
    readable: whether the account may read it.
    """

    name: str
    relation: str
    columns: dict[str, tuple[str, str]]
    readable: bool


class Session(Protocol):
    """A session on one kind of server: a snapshot that does not change, whatever is written meanwhile."""

    @property
    def dialect(self) -> Dialect:
        """How the server says what other databases say differently."""

    def run(self, text: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Run one statement in the server's own dialect; names of columns and rows, none for what gives none."""

    def tables(self, schema: str, names: Iterable[str]) -> list[ServerTable]:
        """Those of some tables that a schema has; `UsageError` when there is no such schema."""

    def view(self, name: str, columns: str, relation: str) -> None:
        """Make a temporary view."""

    def as_bytes(self, text: str) -> str:
        """SQL for a text that is compared and sorted by its bytes, as DuckDB does."""

    def stamp(self, relations: Iterable[str]) -> str:
        """What changes when the rows of some tables do, or the tables are those of another server."""

    def describe(self, table: str) -> None:
        """Tell the server's planner what a temporary table holds."""

    def close(self) -> None:
        """End it."""


class ServerAnswer:
    """Rows that came from a server."""

    def __init__(self, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        self._names, self._rows = names, rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; None when there is none."""
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    def df(self) -> pd.DataFrame:
        """All rows, with the names of their columns."""
        import pandas as pd

        return pd.DataFrame(self.fetchall(), columns=list(self._names))


class ServerConnection:
    """A `Connection` to a server: each query is translated, sent, and answered with the rows that it comes to."""

    def __init__(self, session: Session, address: Address) -> None:
        self.session, self.address = session, address
        self.relations: dict[str, str] = {}  # canonical name to the table in the schema

    def execute(self, query: str) -> ServerAnswer:
        """Ask one query, or make or drop one temporary table; raises as `Connection.execute`."""
        statement = translated(query, self.session.dialect)
        answer = ServerAnswer(*self.session.run(statement.text))
        if statement.makes:
            self.session.describe(statement.makes)
        return answer

    @cached_property
    def stamp(self) -> str:
        """What changes when a canonical table does; counted once, for the session sees no change."""
        SEEN[self.address] = found = self.session.stamp(self.relations.values())
        return found

    def close(self) -> None:
        """End the session; its temporary tables go with it."""
        self.session.close()


@dataclass(frozen=True)
class Seen:
    """What a session finds in a schema before anything is made of it.

    Fields
    ------
    connection: of the session; it knows the tables that the account may read, but has no views of them yet.
    tables: the canonical tables, readable or not.
    synthetic: whether nobody is behind their rows.
    """

    connection: ServerConnection
    tables: tuple[ServerTable, ...]
    synthetic: bool


@dataclass(frozen=True)
class Opened:
    """What opening a server gives: the connection, its tables, whether nobody is behind them, and what is worth knowing."""

    connection: ServerConnection
    held: Mapping[str, Held]
    synthetic: bool
    findings: tuple[Finding, ...]


def look(address: Address) -> Seen:
    """Open a session and see which tables there are; that is all that is needed to know the registers again.

    A table called `synthetic` in the schema says that nobody is behind the rows, as the file `synthetic.json` does in a folder.

    Raises
    ------
    UsageError: no such schema, or the libraries are not installed. EvalkitError: the server does not let us in.
    """
    connection = ServerConnection(_session(address), address)
    try:
        found = connection.session.tables(address.schema, (*TABLES, SYNTHETIC))
    except BaseException:
        connection.close()
        raise
    tables = tuple(table for table in found if table.name in TABLES)
    connection.relations.update({table.name: table.relation for table in tables if table.readable})
    return Seen(connection, tables, any(table.name == SYNTHETIC for table in found))


def open_server(address: Address) -> Opened:
    """Open a session and make a temporary view of every canonical table that the schema has; raises as `look`."""
    seen = look(address)
    try:
        held = {table.name: _hold(seen.connection, address, table) for table in seen.tables if table.readable}
        for name, one in held.items():
            seen.connection.session.view(name, one.selected, one.relation)
    except BaseException:
        seen.connection.close()
        raise
    remedy = "Let the account read it: GRANT SELECT on the table."
    findings = tuple(
        Finding("error", f"{address.name}, table {table.name}", "", "the account may not read it", 0, remedy)
        for table in seen.tables
        if not table.readable
    )
    return Opened(seen.connection, held, seen.synthetic, findings)


def _postgresql() -> Session:
    from evalkit.registers.postgres import open_session  # here: its libraries are an extra

    if find_spec("sqlglot") is None:  # it is imported when there is something to translate
        raise ModuleNotFoundError(name="sqlglot")
    return open_session()


_OPENED = {"postgresql": _postgresql}


def _session(address: Address) -> Session:
    try:
        return _OPENED[address.kind]()
    except ModuleNotFoundError as missing:
        raise UsageError(
            f"registers on a server need the library {missing.name}, which is not installed: pip install evalkit[server]"
        ) from None


def _hold(connection: ServerConnection, address: Address, table: ServerTable) -> Held:
    declared = TABLES[table.name]
    readings = {one.name: _reading(connection, table, one) for one in declared.columns if one.name in table.columns}
    extra = tuple(name for name in table.columns if name not in readings)
    return Held(declared, f"{address.name}, table {table.name}", table.relation, readings, extra)


def _reading(connection: ServerConnection, table: ServerTable, column: Column) -> Reading:
    reading = typed_column(connection, table.relation, column, *table.columns[column.name])
    if reading.value and column.sql_type == "VARCHAR":
        return replace(reading, value=connection.session.as_bytes(reading.value))
    return reading
