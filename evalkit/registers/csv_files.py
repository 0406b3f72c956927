"""CSV files as SAS, Excel and databases write them: separator, encoding and broken lines are found, reported and not guessed."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evalkit.registers.report import Finding, counted
from evalkit.registers.sql import identifier, literal

SEPARATORS = (";", ",", "\t")
BLOCK = 1 << 24
C1 = frozenset(range(0x80, 0xA0))  # control characters in latin-1, letters and signs in Windows-1252
UNDEFINED_IN_CP1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file stand for letters.

    Fields
    ------
    name: utf-8, utf-8-sig, latin-1 or cp1252; empty when it is none of them.
    utf8_lines, other_lines: lines with letters beyond ASCII that are UTF-8, and that are not.
    whole: whether the file ends with the end of a line.
    """

    name: str
    utf8_lines: int
    other_lines: int
    whole: bool

    @property
    def mixed(self) -> bool:
        """Whether some lines are UTF-8 and others are not."""
        return self.utf8_lines > 0 and self.other_lines > 0


def detect_encoding(path: Path) -> Encoding:
    """Find the encoding by reading the whole file once.

    UTF-8 is recognised by its own rules. What is not UTF-8 is Windows-1252 when it has bytes that only that defines
    (0x80 to 0x9f), else latin-1; the two agree on every Danish letter.

    Raises
    ------
    OSError: the file cannot be read.
    """
    utf8 = other = 0
    beyond: set[int] = set()
    last = b""
    with path.open("rb") as file:
        marked = file.read(3) == codecs.BOM_UTF8
        file.seek(0)
        for block in _blocks(file):
            last = block[-1:]
            for line in () if block.isascii() else block.split(b"\n"):
                if not line.isascii():
                    if _is_utf8(line):
                        utf8 += 1
                    else:
                        other += 1
                        beyond |= C1.intersection(line)
    # The byte-order mark is itself not ASCII and says nothing of the first line.
    single = "latin-1" if not beyond else "" if beyond & UNDEFINED_IN_CP1252 else "cp1252"
    name = single if other else "utf-8-sig" if marked else "utf-8"
    return Encoding(name, utf8 - marked, other, last == b"\n")


def _blocks(file: io.BufferedReader) -> Iterator[bytes]:
    """The file in blocks that end where a line does."""
    while block := file.read(BLOCK):
        yield block + file.readline()


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_header(path: Path, encoding: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The separator and the names in the first line, in lower case.

    The separator is the one of `;`, `,` and tab that gives most of the `known` names, and most names when none is known.
    """
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        line = file.readline()
    split = {sep: tuple(name.strip().lower() for name in next(csv.reader([line], delimiter=sep), [])) for sep in SEPARATORS}
    best = max(SEPARATORS, key=lambda sep: (len(set(split[sep]) & set(known)), len(split[sep])))
    return best, split[best]


def transcoded(path: Path, encoding: str, folder: Path) -> Path:
    """The file as UTF-8: itself, or a copy in `folder`."""
    if encoding.startswith("utf-8"):
        return path
    copy = folder / f"{path.stem}.utf8.csv"
    with path.open(encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
        while block := source.read(BLOCK):
            target.write(block)
    return copy


def csv_to_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, target: Path, known: Collection[str]
) -> tuple[Finding, ...]:
    """Copy a CSV file to Parquet, every value as the text that it is, in a few megabytes of memory.

    Parameters
    ----------
    connection: what the copy is made with.
    path, target: the two files.
    known: names of columns, in lower case, by which the separator is recognised.

    Returns
    -------
    What is wrong with the file, and its encoding when that is not UTF-8. No Parquet file is made when it cannot be read.
    """
    encoding = detect_encoding(path)
    problem = _encoding_problem(path, encoding)
    if problem:
        return (problem,)
    separator, names = read_header(path, encoding.name, known)
    if not names:
        return (Finding("error", path.name, "", "the file is empty: it has not even a line of names", 0, "Export it again."),)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return tuple(
            Finding("error", path.name, name, "the name stands twice in the first line", 0, "Keep one.") for name in twice
        )
    text = transcoded(path, encoding.name, target.parent)
    rejected = _copy(connection, text, target, separator, names)
    return (*_encoding_note(path, encoding), *_cut(path, encoding, rejected))


def _copy(
    connection: duckdb.DuckDBPyConnection, text: Path, target: Path, separator: str, names: tuple[str, ...]
) -> list[tuple[int, str]]:
    """Write the Parquet file; the lines that are not rows, by number, with what is wrong."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    connection.execute(
        f"COPY (SELECT * FROM read_csv({literal(str(text))}, auto_detect = false, header = true, delim = {literal(separator)}, "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, strict_mode = true, store_rejects = true, rejects_limit = 0)) "
        f"TO {literal(str(target))} (FORMAT parquet)"
    )
    query = f"SELECT {identifier('line')}, min(error_type) FROM reject_errors GROUP BY ALL ORDER BY ALL"
    return [(int(line), str(kind).lower()) for line, kind in connection.execute(query).fetchall()]


def _encoding_problem(path: Path, encoding: Encoding) -> Finding | None:
    if encoding.mixed:
        problem = f"two encodings in one file: {counted(encoding.utf8_lines, 'line')} in UTF-8, the others not"
        remedy = "Export the parts again in one encoding, then put them together."
        return Finding("error", path.name, "", problem, encoding.other_lines, remedy)
    if not encoding.name:
        problem = "letters that are neither UTF-8 nor Windows-1252"
        return Finding("error", path.name, "", problem, encoding.other_lines, "Export it again as UTF-8.")
    return None


def _encoding_note(path: Path, encoding: Encoding) -> tuple[Finding, ...]:
    if encoding.name.startswith("utf-8"):
        return ()
    return (Finding("note", path.name, "", f"letters beyond ASCII are read as {encoding.name}", encoding.other_lines, ""),)


def _cut(path: Path, encoding: Encoding, rejected: list[tuple[int, str]]) -> tuple[Finding, ...]:
    """What lines that are not rows say about the file."""
    if rejected:
        lines = tuple(f"line {number}" for number, _ in rejected[:3])
        kinds = ", ".join(sorted({kind for _, kind in rejected}))
        end = "; the file ends within a line, so it was cut in the middle" if not encoding.whole else ""
        remedy = "Export or copy the file again; quote text that holds the separator."
        return (Finding("error", path.name, "", f"lines that cannot be read: {kinds}{end}", len(rejected), remedy, lines),)
    if not encoding.whole:
        remedy = "Compare its number of rows with the export's; export or copy it again when it is short."
        return (Finding("warning", path.name, "", "the last line has no line end: the file may be cut", 0, remedy),)
    return ()
