"""Sources of microdata: files, a DuckDB file, a server or the synthetic population, as one connection with a view a table.

Nothing is loaded: Parquet and DuckDB are scanned where they are, and a server answers queries. CSV, SAS, Stata and SPSS files
are copied to Parquet once, in a temporary folder that only this user can read and that goes away with the source.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from evalkit.errors import EvalkitError, UsageError, nearest
from evalkit.registers.address import Address, address_of
from evalkit.registers.connection import Connection
from evalkit.registers.csv_files import csv_to_parquet
from evalkit.registers.declare import Table
from evalkit.registers.held import Held
from evalkit.registers.report import Finding
from evalkit.registers.sql import identifier, literal
from evalkit.registers.stat_files import READERS, stat_to_parquet
from evalkit.registers.tables import MARKER, SYNTHETIC, TABLES
from evalkit.registers.temporary import keep_last
from evalkit.registers.values import read_column

DATABASES = (".duckdb", ".db")
FILES = (".csv", ".parquet", *(f".{ending}" for ending in READERS))


@dataclass(frozen=True)
class Source:
    """Microdata that can be asked: `connection` has a view for every canonical table that the source holds.

    Fields
    ------
    name: `synthetic`, or the name of the folder or file, without the folders above it.
    synthetic: whether nobody is behind the rows, so that everything made from it must say so.
    connection: with the views `persons`, `benefit_spells`, ...; DuckDB also has the source's own tables in the schema `raw`.
    held: the tables by name, in the order of the declaration.
    findings: what was wrong, or worth knowing, when the files were read.
    """

    name: str
    synthetic: bool
    connection: Connection
    held: Mapping[str, Held]
    findings: tuple[Finding, ...]
    cache: tempfile.TemporaryDirectory[str] = field(repr=False)

    def has(self, table: str) -> bool:
        """Whether the source holds a table; what needs an absent table is not computable."""
        return table in self.held

    def write(self, folder: Path) -> None:
        """Write every table to `folder` in the canonical form, as Parquet, so that it can be opened again without conversion.

        Raises
        ------
        EvalkitError: the tables stand on a server, from which nothing is copied.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name in self.held:
            self.connection.execute(f"COPY (FROM {name}) TO {literal(str(folder / f'{name}.parquet'))} (FORMAT parquet)")

    def close(self) -> None:
        """Close the connection and remove what was copied."""
        self.connection.close()
        self.cache.cleanup()

    def __enter__(self) -> Self:
        """Use the source in a `with` statement."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()


def attach(uri: str, seed: int | None = None, scale: float | None = None) -> Source:
    """Open a source without checking its rows; `open_source` also checks them.

    Parameters
    ----------
    uri: `synthetic`, a folder whose files are named as the tables (CSV, Parquet, sas7bdat, xpt, dta, sav), a DuckDB file, or
        `postgresql` and `postgresql:SCHEMA` for tables on a server.
    seed, scale: of the synthetic population; its own defaults when None.

    Raises
    ------
    UsageError: there is no such folder, file or schema, or it is of another kind.
    EvalkitError: the DuckDB file cannot be opened, or the server does not let us in.
    """
    address = address_of(uri)
    return _of_server(address) if address else _of_files(uri, seed, scale)


def _of_files(uri: str, seed: int | None, scale: float | None) -> Source:
    cache = tempfile.TemporaryDirectory(prefix="evalkit-")
    connection = duckdb.connect(config={"temp_directory": cache.name, "autoinstall_known_extensions": False})
    connection.execute("SET enable_progress_bar = false; CREATE SCHEMA raw")
    keep_last(connection)
    path = _population(seed, scale) if uri == SYNTHETIC else Path(uri)
    synthetic = (path / MARKER).is_file()
    try:
        relations, findings = _relations(connection, path, Path(cache.name))
        held = [_hold(connection, TABLES[name], *relations[name]) for name in TABLES if name in relations]
        for one in held:
            _view(connection, one, Path(cache.name))
    except BaseException:
        connection.close()
        cache.cleanup()
        raise
    name = SYNTHETIC if uri == SYNTHETIC else path.resolve().name
    return Source(name, synthetic, connection, {one.table.name: one for one in held}, findings, cache)


def _of_server(address: Address) -> Source:
    from evalkit.registers.server import open_server  # here: its libraries are an extra

    opened = open_server(address)
    keep_last(opened.connection)
    cache = tempfile.TemporaryDirectory(prefix="evalkit-")
    return Source(address.name, opened.synthetic, opened.connection, opened.held, opened.findings, cache)


def _population(seed: int | None, scale: float | None) -> Path:
    from evalkit.registers.synthetic import population_folder  # here: what makes a population is only needed for this source

    seeded = population_folder if seed is None else partial(population_folder, seed=seed)
    return seeded() if scale is None else seeded(scale=scale)


Relations = dict[str, tuple[str, str]]  # table to file and SQL name


def _relations(connection: duckdb.DuckDBPyConnection, path: Path, cache: Path) -> tuple[Relations, tuple[Finding, ...]]:
    """The tables that the source holds, under SQL names, and what is wrong with their files."""
    if path.is_dir():
        return _of_folder(connection, path, cache)
    if path.is_file() and path.suffix.lower() in DATABASES:
        return _of_database(connection, path), ()
    if path.is_file():
        raise UsageError(f"{path.name} is one file. Give the folder that it lies in, or a DuckDB file ({', '.join(DATABASES)}).")
    raise UsageError(
        f"there is no source {str(path)!r}. Give {SYNTHETIC!r}, a folder of files named as the tables, a DuckDB file, or "
        "postgresql:SCHEMA."
    )


def _of_database(connection: duckdb.DuckDBPyConnection, path: Path) -> Relations:
    try:
        connection.execute(f"ATTACH {literal(str(path))} AS source (READ_ONLY)")
    except duckdb.Error as error:
        reason = "it is no DuckDB file, or was cut in the middle, or another program has it open"
        raise EvalkitError(f"{path.name} cannot be opened: {reason}. Close it there, or copy it again.") from error
    rows = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source'").fetchall()
    rows += connection.execute(
        "SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'source' AND NOT internal"
    ).fetchall()
    names = {str(name).lower(): f"source.{identifier(schema)}.{identifier(name)}" for schema, name in rows}
    return {name: (f"{path.name}, table {name}", relation) for name, relation in names.items() if name in TABLES}


def _of_folder(connection: duckdb.DuckDBPyConnection, folder: Path, cache: Path) -> tuple[Relations, tuple[Finding, ...]]:
    found: dict[str, list[Path]] = {}
    findings: list[Finding] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in FILES and path.stem.lower() in TABLES:
            found.setdefault(path.stem.lower(), []).append(path)
        elif path.is_file() and not path.name.startswith("."):
            findings.append(_ignored(path))
    relations: Relations = {}
    for name, paths in found.items():
        if len(paths) > 1:
            both = ", ".join(path.name for path in paths)
            findings.append(Finding("error", paths[0].name, "", f"the table {name} is there twice: {both}", 0, "Keep one."))
            continue
        problems = _read_file(connection, paths[0], name, cache)
        findings += problems
        if _relation_exists(connection, name):
            relations[name] = (paths[0].name, f"raw.{name}")
    return relations, tuple(findings)


def _ignored(path: Path) -> Finding:
    near = nearest(path.stem, TABLES) if path.suffix.lower() in FILES else None
    remedy = f"Call it {near}{path.suffix} if it holds that table." if near else ""
    return Finding("note", path.name, "", "is no canonical table and is not read", 0, remedy)


def _read_file(connection: duckdb.DuckDBPyConnection, path: Path, name: str, cache: Path) -> tuple[Finding, ...]:
    """Make the view `raw.<name>` of one file, unless it cannot be read; what is wrong with it."""
    kind = path.suffix.lower()
    parquet = path if kind == ".parquet" else cache / f"{name}.raw.parquet"
    findings: tuple[Finding, ...] = ()
    if kind == ".csv":
        findings = csv_to_parquet(connection, path, parquet, [column.name for column in TABLES[name].columns])
    elif kind != ".parquet":
        findings = stat_to_parquet(path, parquet)
    if not parquet.exists():
        return findings
    try:
        connection.execute(f"CREATE VIEW raw.{name} AS SELECT * FROM read_parquet({literal(str(parquet))})")
    except duckdb.Error:
        problem = "cannot be read: it is no Parquet file, or was cut in the middle"
        return (*findings, Finding("error", path.name, "", problem, 0, "Export or copy the file again."))
    return findings


def _relation_exists(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    query = "SELECT 1 FROM duckdb_views() WHERE schema_name = 'raw' AND view_name = ?"
    return connection.execute(query, [name]).fetchone() is not None


def _hold(connection: duckdb.DuckDBPyConnection, table: Table, file: str, relation: str) -> Held:
    """Find out how each column of a table is read."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    types = {str(row[0]).lower(): (str(row[0]), str(row[1])) for row in described}
    readings = {
        column.name: read_column(connection, relation, column, *types[column.name])
        for column in table.columns
        if column.name in types
    }
    return Held(table, file, relation, readings, tuple(name for name in types if name not in readings))


def _view(connection: duckdb.DuckDBPyConnection, held: Held, cache: Path) -> None:
    """Make the canonical view; what has to be converted from text is converted once, to a file in the cache."""
    query = f"SELECT {held.selected} FROM {held.relation}"
    if _converts(held):
        target = literal(str(cache / f"{held.table.name}.parquet"))
        connection.execute(f"COPY ({query}) TO {target} (FORMAT parquet)")
        query = f"SELECT * FROM read_parquet({target})"
    connection.execute(f"CREATE VIEW main.{held.table.name} AS {query}")


def _converts(held: Held) -> bool:
    return any(reading.styles for reading in held.readings.values())
