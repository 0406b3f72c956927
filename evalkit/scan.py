"""The last look at what is about to leave: identifiers, rows of microdata, paths, and counts of too few persons.

Disclosure control is why none of it should be there. This looks at the files themselves, whatever made them, and says what kind
of thing it found and in which file, never the thing.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from evalkit.disclosure import Policy
from evalkit.errors import EvalkitError
from evalkit.files import write_atomically
from evalkit.registers.named import stamp_read
from evalkit.registers.sources import Source, attach
from evalkit.registers.synthetic.store import cache_folder, population_folder
from evalkit.registers.tables import SYNTHETIC
from evalkit.tables import Table

Hashes = NDArray[np.uint64]
NOBODY: Hashes = np.array([], dtype=np.uint64)
_IDENTIFIERS = ("person_id", "case_id", "respondent_id")
_COLUMNS = frozenset({*_IDENTIFIERS, "birth_date"})
_TOKEN = re.compile(r"(?<![\w.,-])[^\W_][\w-]{3,}")
_SHORT = 8  # a number of fewer digits may be a count or a year
_DATA = re.compile(r"base64,[A-Za-z0-9+/=\s]+")
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_DAY = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")
_PATH = re.compile(r"(?<![\w.:/<])(?:[A-Za-z]:\\(?:[\w .-]+\\)*[\w.-]+|/[\w.-]{2,}/(?:[\w.-]+/)*[\w.-]+)")
_COMPUTED = ("_computed", "_figure", "explore")
_NOT_OF_PERSONS = frozenset({"brokers_computed", "brokers_figure"})  # tables that count staff


class Leak(EvalkitError):
    """Something is about to leave that must not; the message says what kind of thing, and where."""


def scan_pages(html: str, xlsx: bytes, tables: Iterable[Table], identifiers: Hashes, policy: Policy) -> None:
    """Look through the files of a run.

    Parameters
    ----------
    html, xlsx: the page and the workbook.
    tables: those that both were made from.
    identifiers: of the registers, as `identifiers_of` gives them.
    policy: how few persons are few.

    Raises
    ------
    Leak: there is something in them that must not leave.
    """
    scan_text("the page", html, identifiers)
    scan_text("the workbook", "\n".join(_parts(xlsx)), identifiers)
    for table in tables:
        if table.key.endswith(_COMPUTED) and table.key not in _NOT_OF_PERSONS and _has_few(table, policy):
            raise Leak(f"table {table.key!r} counts fewer than {policy.minimum} persons. Send its results through `disclose`.")


def scan_text(where: str, text: str, identifiers: Hashes = NOBODY) -> None:
    """Look through a text for what must not leave, such as a manifest or the lines of a log.

    Raises
    ------
    Leak: there is an identifier of the registers in it, a row or column of microdata, or a path of this machine.
    """
    plain = _DATA.sub("", text)
    tokens = set(_TOKEN.findall(plain))
    if _is_among(_hashes(_long(tokens)), identifiers):
        raise Leak(f"{where} holds identifiers of the registers. Show groups of persons only.")
    if columns := sorted(_COLUMNS & tokens):
        raise Leak(f"{where} names the column {columns[0]}, as a table of microdata would. Show results only.")
    if any(len(_DAY.findall(row)) > 1 for row in _ROW.findall(plain)):
        raise Leak(f"{where} has a row with two dates, as spells in microdata have. Show results only.")
    if _PATH.search(plain):
        raise Leak(f"{where} holds a path of this machine. Name files without their folders.")


def identifiers_of(uri: str, seed: int | None = None) -> Hashes:
    """Hashes of every person's, case's and respondent's identifier in a source, sorted; kept in the cache while its files stay.

    Parameters
    ----------
    uri, seed: as for `attach`.
    """
    known = stamp_read(str(population_folder(seed or 1)) if uri == SYNTHETIC else uri)
    kept = cache_folder() / "disclosure" / f"identifiers-{known[:32]}.npy"
    if not kept.exists():
        with attach(uri, seed) as source:
            stream = io.BytesIO()
            np.save(stream, np.unique(np.concatenate([NOBODY, *_of_source(source)])))
        write_atomically(kept, stream.getvalue())
        kept.chmod(0o600)
    found: Hashes = np.load(kept)
    return found


def _of_source(source: Source) -> Iterator[Hashes]:
    for name in _IDENTIFIERS:
        tables = [table for table, held in source.held.items() if name in {column.name for column in held.table.columns}]
        query = " UNION ".join(f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL" for table in tables)
        yield _hashes(str(row[0]) for row in source.connection.execute(query).fetchall()) if tables else NOBODY


def _long(tokens: Iterable[str]) -> list[str]:
    """The tokens that can be identifiers: not the short numbers, which may count something."""
    return sorted(token for token in tokens if not token.isdigit() or len(token) >= _SHORT)


def _hashes(texts: Iterable[str]) -> Hashes:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _is_among(found: Hashes, identifiers: Hashes) -> bool:
    """Whether one of some hashes is among the sorted ones."""
    if not len(identifiers):
        return False
    places = np.minimum(np.searchsorted(identifiers, found), len(identifiers) - 1)
    return bool((identifiers[places] == found).any())


def _parts(xlsx: bytes) -> Iterator[str]:
    """The texts of a workbook: its strings, its sheets and what it says about itself, without the names of its parts."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        for name in book.namelist():
            if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet", "docProps/")):
                yield re.sub(r"<[^>]*>", " ", book.read(name).decode("utf-8"))


def _has_few(table: Table, policy: Policy) -> bool:
    """Whether a column of counts has one that is few: whole numbers of which some reach the minimum."""
    for number, column in enumerate(table.columns):
        values = [row.cells[number].value for row in table.rows if row.cells[number].state == "value"]
        counts = [value for value in values if isinstance(value, float | int) and float(value).is_integer()]
        counted = column.number_format == "#,##0" and len(counts) == len(values) and max(counts, default=0) >= policy.minimum
        if counted and any(policy.is_few(count) for count in counts):
            return True
    return False
