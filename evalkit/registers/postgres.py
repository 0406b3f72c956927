"""PostgreSQL: a session with one snapshot, read by an account that may read the tables and make temporary ones.

Where the server is, and who asks, libpq reads from the environment. Its messages name hosts, accounts and values of rows, so that
none of them is passed on: errors are told in words of our own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import psycopg
from psycopg.adapt import Loader
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from evalkit.errors import EvalkitError, UsageError
from evalkit.registers.connection import NoTable
from evalkit.registers.server import ServerTable
from evalkit.registers.server_sql import Dialect, translated
from evalkit.registers.sql import identifier, literal, literals

# Sorting and joining registers in 4 MB, the usual setting, is slow; compiling a query costs more than it gives; loops within
# loops are chosen where a register is taken for small. No schema but the session's own is looked in: what is missing is never
# found somewhere else.
_SETTINGS = (
    "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'", "SET work_mem = '128MB'", "SET jit = off",
    "SET enable_nestloop = off", "SET search_path = ''",
)  # fmt: skip
_NETWORK = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_TYPES = {
    "text": "VARCHAR", "character varying": "VARCHAR", "character": "VARCHAR", "name": "VARCHAR", "uuid": "VARCHAR",
    "smallint": "SMALLINT", "integer": "INTEGER", "bigint": "BIGINT", "numeric": "DECIMAL", "real": "FLOAT",
    "double precision": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "timestamp without time zone": "TIMESTAMP",
}  # fmt: skip
_COLUMNS = """
SELECT c.relname, has_table_privilege(c.oid, 'SELECT'), a.attname,
    CASE WHEN t.typtype = 'e' THEN 'text' ELSE format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = {schema} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND lower(c.relname) IN {names}
ORDER BY c.relname, a.attnum"""

_SUMS = {  # of a table, and of a view
    True: "SELECT sum(rows), sum(rows * CAST(CAST(wrote AS text) AS bigint)) "
    "FROM (SELECT xmin AS wrote, count(*) AS rows FROM {relation} GROUP BY xmin) AS t",
    False: "SELECT count(*), sum(hashtextextended(CAST(t AS text), 0)) FROM {relation} AS t",
}


class _Number(Loader):
    """A numeric as a whole number where it is one."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)


class PostgresSession:
    """One connection in one transaction that sees the registers as they were when it began."""

    def __init__(self, raw: psycopg.Connection[Any], schema: str) -> None:
        self._raw, self._schema = raw, schema

    @property
    def dialect(self) -> Dialect:
        """How PostgreSQL says what other databases say differently."""
        from evalkit.registers.postgres_sql import Postgres  # here: to know registers again nothing is translated

        return Postgres()

    def run(self, text: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Run one statement; one that fails takes nothing with it that was made before."""
        try:
            with self._raw.transaction():
                answer = self._raw.execute(text.encode())
                names = [column.name for column in answer.description or ()]
                return names, answer.fetchall() if names else []
        except psycopg.Error as error:
            _refuse(error, gone=self._raw.closed)

    def tables(self, schema: str, names: Iterable[str]) -> list[ServerTable]:
        """Those of some tables that a schema has."""
        name = schema or self._schema
        schemas = f"SELECT oid, has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = {literal(name)}"
        _, found = self.run(schemas)
        if not found or not found[0][1]:
            where = f"no schema {schema!r}" if schema else "no schema of its own to look in"
            raise UsageError(f"the account sees {where}: correct the name (postgresql:SCHEMA), or GRANT USAGE on the schema.")
        tables: dict[str, ServerTable] = {}
        for table, readable, column, kind in self.run(_COLUMNS.format(schema=found[0][0], names=literals(names)))[1]:
            relation = f"{identifier(name)}.{identifier(table)}"
            one = tables.setdefault(table.lower(), ServerTable(table.lower(), relation, {}, readable))
            one.columns[column.lower()] = (column, _TYPES.get(kind, kind.upper()))
        return list(tables.values())

    def view(self, name: str, columns: str, relation: str) -> None:
        """Make a temporary view."""
        query = translated(f"SELECT {columns} FROM {relation}", self.dialect).text
        self.run(f"CREATE TEMP VIEW {identifier(name)} AS {query}")

    def as_bytes(self, text: str) -> str:
        """SQL for a text in the collation C."""
        return f'CAST({text} AS VARCHAR) COLLATE "C"'

    def stamp(self, relations: Iterable[str]) -> str:
        """What changes when the rows of some tables do.

        Formula: of a table how many rows it has and the sum of the numbers of the transactions that wrote them, which grows with
        every change that keeps their number; of a view the sum of hashes of its rows; with the identities of server and tables.

        The numbers are counted before they are added up: rows are written by few transactions, and a number is slow to convert.
        """
        found = [self.run("SELECT system_identifier FROM pg_control_system()")[1]]
        for relation in sorted(relations):
            known = "SELECT oid, pg_relation_filenode(oid), relkind FROM pg_catalog.pg_class WHERE oid = "
            _, (row,) = self.run(f"{known}{literal(relation)}::regclass")
            found += [[row], self.run(_SUMS[row[2] in "rpm"].format(relation=relation))[1]]
        return repr(found)

    def describe(self, table: str) -> None:
        """Gather the statistics of a temporary table, which no daemon does."""
        self.run(f"ANALYZE pg_temp.{identifier(table)}")

    def close(self) -> None:
        """Roll back, which leaves nothing, and close."""
        self._raw.close()


def open_session() -> PostgresSession:
    """A session on the server that libpq's environment variables name.

    Raises
    ------
    EvalkitError: nobody answers, or the account is not let in; the message has nothing of the address.
    """
    options: dict[str, Any] = {name: value for name, value in _NETWORK.items() if name != "connect_timeout"}
    if "PGCONNECT_TIMEOUT" not in os.environ:
        options["connect_timeout"] = _NETWORK["connect_timeout"]
    try:
        raw = psycopg.connect(fallback_application_name="evalkit", client_encoding="utf8", prepare_threshold=None, **options)
    except psycopg.Error as error:
        raise EvalkitError(_why_not(str(error))) from None
    try:
        raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        raw.adapters.register_loader("numeric", _Number)
        row = raw.execute("SELECT coalesce(current_schema(), '')").fetchone() or ("",)
        for setting in _SETTINGS:
            raw.execute(setting.encode())
    except psycopg.Error as error:
        raw.close()
        _refuse(error, gone=raw.closed)
    return PostgresSession(raw, row[0])


def _why_not(message: str) -> str:
    """Why there is no connection, in words that tell nothing of the server."""
    reasons = {
        r"password|authentication|pg_hba": "it does not let the account in: look at PGUSER, and PGPASSFILE or PGPASSWORD",
        r"role .* does not exist": "it does not know the account: look at PGUSER",
        r"database .* does not exist": "it has no such database: look at PGDATABASE",
        r"permission denied": "the account may not connect to the database: GRANT CONNECT",
        r"too many|remaining connection slots": "it takes no more connections: use fewer --workers",
        r"definition of service|service file": "PGSERVICE names no service of the file that PGSERVICEFILE names",
        r"starting up|shutting down|recovery": "it is starting or stopping: try again",
    }
    found = (reason for pattern, reason in reasons.items() if re.search(pattern, message, re.IGNORECASE))
    reason = next(found, "nobody answers: look at PGHOST and PGPORT, and whether it runs")
    return f"no connection to the PostgreSQL server: {reason}."


def _refuse(error: psycopg.Error, *, gone: bool) -> NoReturn:
    """Raise what an error of the server means, in our words: its own may hold values of rows."""
    if gone:
        raise EvalkitError(
            "the PostgreSQL server went away in the middle: the connection ended. Look whether it runs, then start again."
        ) from None
    if isinstance(error, UndefinedTable):
        name = re.search(r'"([^"]+)"', error.diag.message_primary or "")
        raise NoTable(f"Table with name {name[1] if name else '?'} does not exist!") from None
    if isinstance(error, InsufficientPrivilege):
        raise EvalkitError(
            "the account may not do what evalkit does on a PostgreSQL server. It needs USAGE on the schema, SELECT on its "
            "tables, and TEMPORARY on the database (GRANT TEMPORARY ON DATABASE ... TO ...)."
        ) from None
    raise EvalkitError(f"the PostgreSQL server refused a query: {type(error).__name__} ({error.sqlstate}).") from None
