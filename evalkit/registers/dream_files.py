"""A DREAM file in batches of rows: Parquet, CSV, or SAS and its relatives; only the columns that are needed, never all rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from evalkit.errors import EvalkitError, UsageError
from evalkit.registers.csv_files import detect_encoding, read_header
from evalkit.registers.dream_layout import Layout
from evalkit.registers.stat_files import READERS, UNREADABLE, stat_chunks, stat_names

CSV_BLOCK = 1 << 24  # bytes; a row of 1,800 weeks has some 9,000, and some 30 blocks are read ahead
ROW_COUNTS = re.compile(r"Row #\d+: Expected \d+ columns, got \d+")


def dream_names(path: Path) -> tuple[str, ...]:
    """The names of a DREAM file's columns, as it spells them.

    Raises
    ------
    UsageError: no such file, or of another kind.
    EvalkitError: it cannot be read.
    """
    kind = path.suffix.lower().lstrip(".")
    if not path.is_file() or kind not in ("parquet", "csv", *READERS):
        raise UsageError(f"{path.name} is no DREAM file. Give a file that ends in .parquet, .csv or .sas7bdat.")
    try:
        if kind == "parquet":
            return tuple(pq.read_schema(path).names)
        return _csv_head(path)[2] if kind == "csv" else stat_names(path)
    except (pa.ArrowException, *UNREADABLE) as error:
        raise _unreadable(path) from error


def dream_batches(path: Path, layout: Layout, rows: int) -> Iterator[pa.Table]:
    """The rows of a DREAM file.

    Parameters
    ----------
    path: the file.
    layout: its columns; no others are read.
    rows: at most so many rows in a batch. CSV comes in blocks of bytes instead.

    Raises
    ------
    EvalkitError: the file cannot be read to its end; the message has no content of it.
    """
    kind = path.suffix.lower().lstrip(".")
    readers = {"parquet": _parquet, "csv": _csv}
    try:
        yield from readers[kind](path, layout, rows) if kind in readers else stat_chunks(path, layout.columns, rows)
    except (pa.ArrowException, *UNREADABLE) as error:
        counts = ROW_COUNTS.search(str(error))
        raise _unreadable(path, counts[0] if counts else "") from None


def _parquet(path: Path, layout: Layout, rows: int) -> Iterator[pa.Table]:
    # Mapped and not buffered: a file whose rows are one group is otherwise read into memory whole.
    coded = list(layout.columns[1:])
    with pq.ParquetFile(path, memory_map=True, pre_buffer=False, read_dictionary=coded) as file:
        for batch in file.iter_batches(batch_size=rows, columns=list(layout.columns), use_threads=True):
            yield pa.Table.from_batches([batch])


def _csv(path: Path, layout: Layout, rows: int) -> Iterator[pa.Table]:
    encoding, separator, names = _csv_head(path)
    code = pa.dictionary(pa.int32(), pa.string())
    types = {name: pa.string() if name == layout.person else code for name in layout.columns}
    reader = pa_csv.open_csv(
        path,
        read_options=pa_csv.ReadOptions(encoding=encoding, block_size=CSV_BLOCK, column_names=names, skip_rows=1),
        parse_options=pa_csv.ParseOptions(delimiter=separator),
        convert_options=pa_csv.ConvertOptions(
            column_types=types, include_columns=list(layout.columns), strings_can_be_null=True, null_values=[""]
        ),
    )
    with reader:
        for batch in reader:
            yield pa.Table.from_batches([batch])


def _csv_head(path: Path) -> tuple[str, str, tuple[str, ...]]:
    """Encoding, separator and the names as the file spells them."""
    encoding = detect_encoding(path)
    if encoding.mixed or not encoding.name:
        raise EvalkitError(f"{path.name}: more than one encoding in one file. Export it again as UTF-8.")
    separator, _ = read_header(path, encoding.name, ())
    with path.open(encoding="utf-8-sig" if encoding.name.startswith("utf-8") else encoding.name) as file:
        names = tuple(name.strip().strip('"') for name in file.readline().rstrip("\r\n").split(separator))
    return ("utf8" if encoding.name.startswith("utf-8") else encoding.name), separator, names


def _unreadable(path: Path, detail: str = "") -> EvalkitError:
    reason = detail or "it is of another kind than its name says, or it was cut in the middle"
    return EvalkitError(f"{path.name} cannot be read to its end: {reason}. Export or copy the file again.")
