"""Validation at the border: everything that is wrong with a source, in one go, and no analysis of one that has errors."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.errors import EvalkitError
from evalkit.registers.check import Check
from evalkit.registers.checks import checks
from evalkit.registers.column_checks import column_findings
from evalkit.registers.report import Finding, Report
from evalkit.registers.sources import Source, attach
from evalkit.registers.tables import TABLES


def open_source(uri: str, seed: int | None = None, scale: float | None = None) -> Source:
    """Open a source for analysis; one with errors is refused.

    Parameters
    ----------
    uri: `synthetic`, a folder whose files are named as the tables (CSV, Parquet, sas7bdat, xpt, dta, sav), or a DuckDB file.
    seed, scale: of the synthetic population; its own defaults when None.

    Returns
    -------
    The source. Close it, or use it in a `with` statement.

    Raises
    ------
    UsageError: there is no such folder or file.
    EvalkitError: the source has errors; the message lists them all, without keys and values of rows.
    """
    source = attach(uri, seed, scale)
    refuse(source, errors_of(source))
    return source


def errors_of(source: Source) -> str:
    """All errors of a source in one text, without keys and values of rows; empty when there is none or nobody behind them."""
    report = Report(source.name, () if source.synthetic else validate(source).of("error"))
    return "" if report.ok else report.text(confidential=False)


def refuse(source: Source, errors: str) -> None:
    """Close a source that has errors.

    Raises
    ------
    EvalkitError: there are some.
    """
    if errors:
        source.close()
        raise EvalkitError(f"{errors}\nevalkit validate SOURCE also shows the keys of the first rows.")


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
        findings += column_findings(source.connection, held)
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


def _has_columns(source: Source, check: Check) -> bool:
    """Whether the column that the check is about could be read; if not, that has been said."""
    readings = source.held[check.table.name].readings
    return all((reading := readings.get(name)) is not None and reading.value is not None for name in check.column.split(" and "))


def _rule(source: Source, check: Check) -> Iterator[Finding]:
    count, keys = source.connection.execute(check.query).fetchone() or (0, None)
    if count:
        file = source.held[check.table.name].file
        yield Finding(check.severity, file, check.column, check.problem, int(count), check.remedy, tuple(keys or ()))
