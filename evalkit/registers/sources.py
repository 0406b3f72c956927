"""Sources of microdata: files, a DuckDB file, a server or the synthetic population, as one connection with a view a table.

Nothing is loaded: Parquet and DuckDB are scanned where they are, and a server answers queries. CSV, SAS, Stata and SPSS files
are copied to Parquet, in a temporary folder that only this user can read (`registers.converted`).
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
from evalkit.registers.converted import Converted, converted
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
        _check(path)
        found = converted(path, Path(cache.name), partial(_converted, connection, path))
        _make_views(connection, path, found)
    except BaseException:
        connection.close()
        cache.cleanup()
        raise
    name = SYNTHETIC if uri == SYNTHETIC else path.resolve().name
    return Source(name, synthetic, connection, {one.table.name: one for one in found.held}, found.findings, cache)


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


def _check(path: Path) -> None:
    """Make sure that a path is a folder or a DuckDB file."""
    if path.is_file() and path.suffix.lower() not in DATABASES:
        raise UsageError(f"{path.name} is one file. Give the folder that it lies in, or a DuckDB file ({', '.join(DATABASES)}).")
    if not path.exists():
        raise UsageError(
            f"there is no source {str(path)!r}. Give {SYNTHETIC!r}, a folder of files named as the tables, a DuckDB file, or "
            "postgresql:SCHEMA."
        )


def _converted(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> Converted:
    """Find out which tables files hold and how they are read; what has to be converted is written to a folder."""
    files, findings = _files_of(connection, path, folder) if path.is_dir() else ({}, ())
    relations = {name: (one.name, f"raw.{name}") for name, (one, _) in files.items()}
    relations |= _of_database(connection, path) if path.is_file() else {}
    held = tuple(_hold(connection, TABLES[name], *relations[name]) for name in TABLES if name in relations)
    canonical = {one.table.name: folder / f"{one.table.name}.parquet" for one in held if _converts(one)}
    for one in held:
        if file := canonical.get(one.table.name):
            query = f"SELECT {one.selected} FROM {one.relation}"
            connection.execute(f"COPY ({query}) TO {literal(str(file))} (FORMAT parquet)")
    return Converted({name: parquet for name, (_, parquet) in files.items()}, held, canonical, findings)


def _make_views(connection: duckdb.DuckDBPyConnection, path: Path, found: Converted) -> None:
    """Make the view `raw.NAME` of each file, and the canonical view of each table."""
    if path.is_file():
        connection.execute(f"ATTACH IF NOT EXISTS {literal(str(path))} AS source (READ_ONLY)")
    for name, file in found.files.items():
        _view(connection, f"raw.{name}", f"SELECT * FROM read_parquet({literal(str(file))})")
    for one in found.held:
        made = found.canonical.get(one.table.name)
        query = f"SELECT * FROM read_parquet({literal(str(made))})" if made else f"SELECT {one.selected} FROM {one.relation}"
        _view(connection, f"main.{one.table.name}", query)


def _view(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")


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


Files = dict[str, tuple[Path, Path]]  # table to its file, and the Parquet file that it stands in


def _files_of(connection: duckdb.DuckDBPyConnection, folder: Path, copies: Path) -> tuple[Files, tuple[Finding, ...]]:
    """The tables of a folder, each with a view `raw.NAME`, and what is wrong with their files."""
    found: dict[str, list[Path]] = {}
    findings: list[Finding] = []
    for path in sorted(folder.resolve().iterdir()):
        if path.suffix.lower() in FILES and path.stem.lower() in TABLES:
            found.setdefault(path.stem.lower(), []).append(path)
        elif path.is_file() and not path.name.startswith("."):
            findings.append(_ignored(path))
    files: Files = {}
    for name, paths in found.items():
        if len(paths) > 1:
            both = ", ".join(path.name for path in paths)
            findings.append(Finding("error", paths[0].name, "", f"the table {name} is there twice: {both}", 0, "Keep one."))
            continue
        parquet, problems = _read_file(connection, paths[0], name, copies)
        findings += problems
        if parquet:
            files[name] = (paths[0], parquet)
    return files, tuple(findings)


def _ignored(path: Path) -> Finding:
    near = nearest(path.stem, TABLES) if path.suffix.lower() in FILES else None
    remedy = f"Call it {near}{path.suffix} if it holds that table." if near else ""
    return Finding("note", path.name, "", "is no canonical table and is not read", 0, remedy)


def _read_file(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, copies: Path
) -> tuple[Path | None, tuple[Finding, ...]]:
    """The Parquet file that a file is, or is copied to, with its view `raw.NAME`; none when it cannot be read; what is wrong."""
    kind = path.suffix.lower()
    parquet = path if kind == ".parquet" else copies / f"{name}.raw.parquet"
    findings: tuple[Finding, ...] = ()
    if kind == ".csv":
        findings = csv_to_parquet(connection, path, parquet, [column.name for column in TABLES[name].columns])
    elif kind != ".parquet":
        findings = stat_to_parquet(path, parquet)
    if not parquet.exists():
        return None, findings
    try:
        _view(connection, f"raw.{name}", f"SELECT * FROM read_parquet({literal(str(parquet))})")
    except duckdb.Error:
        problem = "cannot be read: it is no Parquet file, or was cut in the middle"
        return None, (*findings, Finding("error", path.name, "", problem, 0, "Export or copy the file again."))
    return parquet, findings


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


def _converts(held: Held) -> bool:
    return any(reading.styles for reading in held.readings.values())
