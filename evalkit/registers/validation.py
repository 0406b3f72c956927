"""Validation at the border: everything that is wrong with a source, in one go, and no analysis of one that has errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalkit.codes import group_list
from evalkit.errors import EvalkitError, UnknownCode, nearest
from evalkit.registers.checks import FIRST_KEYS, Check, checks, key_of
from evalkit.registers.report import Finding, Report, counted
from evalkit.registers.sources import Held, Source, attach
from evalkit.registers.sql import identifier, literals
from evalkit.registers.tables import TABLES, Column, Kind
from evalkit.registers.values import REMEDIES, Reading

VALUES_SHOWN = 5
NOUNS: Mapping[Kind, str] = {
    "text": "text",
    "code": "text",
    "date": "dates",
    "int": "whole numbers",
    "float": "numbers",
    "bool": "yes or no",
}


def open_source(uri: str, seed: int | None = None, scale: float | None = None, *, check: bool = True) -> Source:
    """Open a source for analysis; one with errors is refused.

    Parameters
    ----------
    uri: `synthetic`, a folder whose files are named as the tables (CSV, Parquet, sas7bdat, xpt, dta, sav), or a DuckDB file.
    seed, scale: of the synthetic population; its own defaults when None.
    check: whether to check the rows; a batch checks a source once and not in every notebook.

    Returns
    -------
    The source. Close it, or use it in a `with` statement.

    Raises
    ------
    UsageError: there is no such folder or file.
    EvalkitError: the source has errors; the message lists them all, without keys and values of rows.
    """
    source = attach(uri, seed, scale)
    if check and not source.synthetic:
        report = validate(source)
        if not report.ok:
            source.close()
            errors = Report(report.source, report.of("error")).text(confidential=False)
            raise EvalkitError(f"{errors}\nevalkit validate SOURCE also shows the keys of the first rows.")
    return source


def validate_text(uri: str) -> tuple[str, int]:
    """What `evalkit validate` prints, and its exit code: 1 when there is an error.

    The text has keys and values of the first rows: it is for the terminal of the person who owns the data, not for a file.

    Raises
    ------
    UsageError: there is no such folder or file.
    """
    with attach(uri) as source:
        report = validate(source)
    return report.text(confidential=True), 0 if report.ok else 1


def validate(source: Source) -> Report:
    """Everything that is wrong with a source, or worth knowing.

    Parameters
    ----------
    source: as `attach` gives it.

    Returns
    -------
    The findings: what is missing or cannot be read first, then table by table.
    """
    findings = [*source.findings, *_missing_tables(source)]
    for held in source.held.values():
        findings += _columns(source, held)
    for check in checks():
        if all(source.has(table) for table in check.needs) and _has_columns(source, check):
            findings += _rule(source, check)
    order = {held.file: number for number, held in enumerate(source.held.values())}
    return Report(source.name, tuple(sorted(findings, key=lambda finding: order.get(finding.file, -1))))


def _missing_tables(source: Source) -> Iterator[Finding]:
    read = {finding.file.partition(".")[0].lower() for finding in source.findings if finding.severity == "error"}
    for table in TABLES.values():
        if not source.has(table.name) and table.name not in read:
            columns = ", ".join(column.name for column in table.columns)
            remedy = f"Add a file {table.name}.csv or {table.name}.parquet with the columns {columns}."
            problem = f"the table {table.name} is missing"
            yield Finding("error" if table.required else "warning", source.name, "", problem, 0, remedy)


def _columns(source: Source, held: Held) -> Iterator[Finding]:
    """What is wrong with the columns of one table and their values, each by itself."""
    if not (source.connection.execute(f"SELECT 1 FROM {held.relation} LIMIT 1").fetchone()):
        yield Finding("error", held.file, "", "the table is empty: it has no rows", 0, "Export it again, with its rows.")
    for column in held.table.columns:
        reading = held.readings.get(column.name)
        if reading:
            yield from _values(source, held, reading)
        else:
            near = nearest(column.name, held.extra)
            remedy = f"Rename the column {near}." if near else f"Add it: {column.description[0].lower()}{column.description[1:]}."
            yield Finding("error", held.file, column.name, "the column is missing", 0, remedy)
    for name in held.extra:
        yield Finding("note", held.file, name, "the column is not used", 0, "")


def _values(source: Source, held: Held, reading: Reading) -> Iterator[Finding]:
    column = reading.column
    if reading.value is None:
        problem = f"the column does not hold {NOUNS[column.kind]}"
        yield Finding("error", held.file, column.name, problem, 0, REMEDIES[column.kind])
        return
    if len(reading.styles) > 1:
        listed = ", ".join(f"{counted(count, 'row')} as {style}" for style, count in reading.styles.items())
        remedy = "Write the whole column in one style."
        yield Finding(
            "error",
            held.file,
            column.name,
            f"the column is in more than one style: {listed}",
            sum(reading.styles.values()),
            remedy,
        )
    if reading.ambiguous:
        problem = "numbers that may be thousands or decimals, for each has three digits after the sign"
        yield Finding("error", held.file, column.name, problem, reading.ambiguous, REMEDIES["float"])
    key = _raw_key(held)
    bad = f"({reading.raw}) IS NOT NULL AND ({reading.value}) IS NULL"
    yield from _counted(
        source, held, column, bad, key, f"values that cannot be read as {NOUNS[column.kind]}", REMEDIES[column.kind]
    )
    if not column.nullable:
        remedy = "Fill it in, or take the rows out of the extract."
        yield from _counted(source, held, column, f"({reading.raw}) IS NULL", key, "rows without a value", remedy)
    if column.kind == "code":
        yield from _unknown_codes(source, held, column)


def _raw_key(held: Held) -> str:
    parts = [f"CAST({held.readings[name].raw} AS VARCHAR)" for name in held.table.key if name in held.readings]
    return f"concat_ws('/', {', '.join(parts)})" if parts else "NULL"


def _counted(
    source: Source, held: Held, column: Column, condition: str, key: str, problem: str, remedy: str
) -> Iterator[Finding]:
    query = f"SELECT count(*), min({key}, {FIRST_KEYS}) FROM {held.relation} WHERE {condition}"
    count, keys = source.connection.execute(query).fetchone() or (0, None)
    if count:
        yield Finding("error", held.file, column.name, problem, count, remedy, tuple(keys or ()))


def _unknown_codes(source: Source, held: Held, column: Column) -> Iterator[Finding]:
    name = identifier(column.name)
    query = (
        f"SELECT {name}, count(*) AS n, min({key_of(held.table)}, {FIRST_KEYS}), sum(count(*)) OVER () "
        f"FROM {held.table.name} AS t "
        f"WHERE {name} NOT IN {literals(column.codes)} GROUP BY {name} ORDER BY n DESC, {name} LIMIT {VALUES_SHOWN}"
    )
    found = source.connection.execute(query).fetchall()
    if found:
        values = tuple(f"{code!r}: {counted(count, 'row')}{_suggestion(column, code)}" for code, count, _, _ in found)
        shown = (
            ", ".join(column.codes)
            if len(column.codes) <= 12
            else f"{', '.join(column.codes[:3])} and {len(column.codes) - 3} more"
        )
        remedy = f"Write the codes of the list: {shown}."
        problem = "codes that are not in the list"
        yield Finding("error", held.file, column.name, problem, int(found[0][3]), remedy, tuple(found[0][2]), values)


def _suggestion(column: Column, code: str) -> str:
    """The code that was probably meant, in words; empty when none comes close."""
    near = nearest(code, column.codes)
    if column.grouping:
        try:
            near = group_list(column.grouping).resolve(code)
        except UnknownCode as error:
            near = near or error.nearest
    return f", did you mean {near!r}?" if near else ""


def _has_columns(source: Source, check: Check) -> bool:
    """Whether the column that the check is about could be read; if not, that has been said."""
    readings = source.held[check.table.name].readings
    return all((reading := readings.get(name)) is not None and reading.value is not None for name in check.column.split(" and "))


def _rule(source: Source, check: Check) -> Iterator[Finding]:
    count, keys = source.connection.execute(check.query).fetchone() or (0, None)
    if count:
        file = source.held[check.table.name].file
        yield Finding(check.severity, file, check.column, check.problem, int(count), check.remedy, tuple(keys or ()))
