"""SAS, Stata and SPSS files, copied to Parquet a chunk at a time so that a file need not fit in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from evalkit.registers.report import Finding

READERS: dict[str, Callable[..., Any]] = {
    "sas7bdat": pyreadstat.read_sas7bdat,
    "xpt": pyreadstat.read_xport,
    "dta": pyreadstat.read_dta,
    "sav": pyreadstat.read_sav,
    "zsav": pyreadstat.read_sav,
}
ROWS_PER_CHUNK = 100_000
XPT_RECORD = 80  # bytes; a SAS transport file is a whole number of them
UNREADABLE = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError)


def stat_chunks(path: Path, columns: Sequence[str] | None = None, rows: int = ROWS_PER_CHUNK) -> Iterator[pa.Table]:
    """The rows of a SAS, Stata or SPSS file, a chunk at a time; at least one chunk, also when there are no rows.

    Parameters
    ----------
    path: the file; its ending says what it is.
    columns: the columns to read, as the file spells them; all when None.
    rows: rows in a chunk.

    Returns
    -------
    Tables with the names of the file. Text is text, numbers are doubles, what the file's format calls a day or a time is a
    timestamp; missing is null.

    Raises
    ------
    pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError: the file cannot be read.
    """
    reader = READERS[path.suffix.lower().lstrip(".")]
    schema: pa.Schema | None = None
    chunks = pyreadstat.read_file_in_chunks(reader, str(path), chunksize=rows, usecols=list(columns) if columns else None)
    for frame, meta in chunks:
        schema = schema or _schema(frame, meta)
        yield _table(frame, schema)
    if schema is None:
        frame, meta = reader(str(path), usecols=list(columns) if columns else None)
        yield _table(frame, _schema(frame, meta))


def stat_names(path: Path) -> tuple[str, ...]:
    """The names of a file's columns, as it spells them."""
    _, meta = READERS[path.suffix.lower().lstrip(".")](str(path), metadataonly=True)
    return tuple(meta.column_names)


def stat_to_parquet(path: Path, target: Path) -> tuple[Finding, ...]:
    """Copy a SAS, Stata or SPSS file to Parquet with its names in lower case.

    Returns
    -------
    What is wrong with the file. The Parquet file may lack rows, or be missing, when something is.
    """
    try:
        read = _copy(path, target)
        _, meta = READERS[path.suffix.lower().lstrip(".")](str(path), metadataonly=True)
    except UNREADABLE as error:
        reason = str(error).lower().rstrip(".")
        problem = f"cannot be read ({reason}): the file is cut in the middle, or its encoding is not the one that it names"
        return (Finding("error", path.name, "", problem, 0, "Export or copy the file again."),)
    whole = meta.number_rows in (None, read) and (path.suffix.lower() != ".xpt" or path.stat().st_size % XPT_RECORD == 0)
    if not whole:
        problem = "the file ends before its last row: it was cut in the middle"
        return (Finding("error", path.name, "", problem, 0, "Export or copy the file again."),)
    return ()


def _copy(path: Path, target: Path) -> int:
    """Write the Parquet file; the number of rows."""
    rows = 0
    writer: pq.ParquetWriter | None = None
    try:
        for table in stat_chunks(path):
            table = table.rename_columns([name.lower() for name in table.column_names])
            writer = writer or pq.ParquetWriter(target, table.schema)
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer:
            writer.close()
    return rows


def _schema(frame: pd.DataFrame, meta: Any) -> pa.Schema:
    """The Arrow type of each column, from what the file says and not from the values of one chunk."""

    def arrow_type(name: str) -> pa.DataType:
        if meta.readstat_variable_types[name] == "string":
            return pa.string()
        return pa.float64() if frame[name].dtype.kind in "fiu" else pa.timestamp("us")

    return pa.schema([(name, arrow_type(name)) for name in frame.columns])


def _table(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """One chunk; a day becomes the timestamp of its midnight."""
    arrays = [pa.array(frame[field.name], from_pandas=True).cast(field.type) for field in schema]
    return pa.table(arrays, schema=schema)
