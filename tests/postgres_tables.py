"""A private PostgreSQL server for tests, and canonical tables copied into it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psycopg

from evalkit.registers.declare import Kind
from evalkit.registers.sql import identifier, literal
from evalkit.registers.tables import MARKER, TABLES

TYPES: Mapping[Kind, str] = {
    "text": "text", "code": "text", "date": "date", "int": "integer", "float": "double precision", "bool": "boolean",
}  # fmt: skip
_CONFIGURED = "fsync=off full_page_writes=off max_connections=20 shared_buffers=128MB unix_socket_permissions=0777"


@dataclass
class Server:
    """A server that runs: what it is reached by, for libpq's environment."""

    programs: Path
    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def stop(self) -> None:
        """Stop it at once: what runs on it is cut off."""
        _as_nobody(self.programs / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    @property
    def stopping(self) -> str:
        """A shell's command that stops it at once, for a process that the test starts."""
        command = f"{self.programs / 'pg_ctl'} -D {self.data} -m immediate -w stop"
        return f"su postgres -c '{command}'" if os.geteuid() == 0 else command

    def start(self) -> None:
        """Start it, without TCP."""
        settings = " ".join(f"-c {one}" for one in (*_CONFIGURED.split(), "listen_addresses=''"))
        options = f"-k {self.data.parent} {settings}"
        _as_nobody(self.programs / "pg_ctl", "-D", self.data, "-w", "-s", "-l", self.data.parent / "log", "-o", options, "start")

    def ask(self, *queries: str) -> list[tuple[object, ...]]:
        """Run statements as the owner of everything; the rows of the last."""
        owner = {"host": self.environment["PGHOST"], "dbname": self.environment["PGDATABASE"], "user": "owner"}
        with psycopg.connect("", autocommit=True, **owner) as raw:
            for query in queries:
                answer = raw.execute(query.encode())
            return answer.fetchall() if answer.description else []

    def load(self, folder: Path, schema: str, tables: Sequence[str] = tuple(TABLES)) -> None:
        """Copy a folder of canonical Parquet files into a schema that the account `reader` may read."""
        owner = {"host": self.environment["PGHOST"], "dbname": self.environment["PGDATABASE"], "user": "owner"}
        with psycopg.connect("", **owner) as raw, duckdb.connect() as files:
            raw.execute(f"CREATE SCHEMA {identifier(schema)}".encode())
            for name in tables:
                if (folder / f"{name}.parquet").exists():
                    _copy(raw, files, folder / f"{name}.parquet", schema, name)
            if (folder / MARKER).exists():
                raw.execute(f"CREATE TABLE {identifier(schema)}.synthetic (seed integer)".encode())
            raw.execute(f"GRANT USAGE ON SCHEMA {identifier(schema)} TO reader".encode())
            raw.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {identifier(schema)} TO reader".encode())
        self.ask("ANALYZE")


def _copy(
    raw: psycopg.Connection[tuple[object, ...]], files: duckdb.DuckDBPyConnection, file: Path, schema: str, name: str
) -> None:
    columns = TABLES[name].columns
    relation, listed = f"{identifier(schema)}.{identifier(name)}", ", ".join(identifier(column.name) for column in columns)
    declared = ", ".join(f"{identifier(column.name)} {TYPES[column.kind]}" for column in columns)
    raw.execute(f"CREATE TABLE {relation} ({declared})".encode())
    csv = file.with_suffix(".copied.csv")
    files.execute(f"COPY (SELECT {listed} FROM {literal(str(file))}) TO {literal(str(csv))} (HEADER false)")
    with raw.cursor().copy(f"COPY {relation} ({listed}) FROM STDIN (FORMAT csv)".encode()) as into, csv.open("rb") as rows:
        while block := rows.read(1 << 20):
            into.write(block)
    csv.unlink()


def programs() -> Path | None:
    """The folder of the server's programs: on the path, or where Debian has those of its newest version."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(found).resolve().parent if found else debian[-1].parent if debian else None


@contextmanager
def running(home: Path, folder: Path) -> Iterator[Server]:
    """A server in an empty folder that goes away with it; it has the accounts `owner` and `reader`.

    Parameters
    ----------
    home: the programs. folder: short, since the path of a socket has some 100 letters at most.
    """
    _owned(folder)
    server = Server(home, folder / "data", {"PGHOST": str(folder), "PGDATABASE": "registers", "PGUSER": "reader"})
    _as_nobody(home / "initdb", "-D", server.data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    server.start()
    try:
        with psycopg.connect("", autocommit=True, host=str(folder), dbname="postgres", user="owner") as raw:
            raw.execute("CREATE DATABASE registers")
            raw.execute("CREATE ROLE reader LOGIN")
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop()


def _owned(folder: Path) -> None:
    """Give a folder to the account that runs the server, which refuses to be run by root."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)


def _as_nobody(*command: object) -> None:
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd="/", **account)
