"""What can be said of a source by its name: what changes when it does, and whether nobody is behind its rows."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.files import stamp
from evalkit.registers.address import Address, address_of
from evalkit.registers.tables import MARKER, SYNTHETIC

if TYPE_CHECKING:
    from evalkit.registers.server import Seen


def source_stamp(source: str) -> str:
    """What changes when a source does, found without reading its values.

    Formula: of files their names, sizes and times. Of tables on a server, counted there: how many rows each has, and the sum of
    the numbers of the transactions that wrote them (`PostgresSession.stamp`).

    Parameters
    ----------
    source: a folder, a file or a server; `synthetic` has none, for it follows from the code.

    Returns
    -------
    A hexadecimal number; empty for a source that is not there.

    Raises
    ------
    EvalkitError: the server does not answer.
    """
    if source == SYNTHETIC:
        return ""
    if address := address_of(source):
        with _looked(address) as seen:
            return _hashed(seen.connection.stamp)
    return stamp(Path(source)) if Path(source).exists() else ""


def stamp_read(source: str) -> str:
    """The stamp of a source as this process has read it last: what was made here was made of that; raises as `source_stamp`."""
    if address := address_of(source):
        from evalkit.registers.server import SEEN  # here: files need no server

        if address in SEEN:
            return _hashed(SEEN[address])
    return source_stamp(source)


def is_synthetic(source: str) -> bool:
    """Whether nobody is behind the rows of a source: the default, a folder with the marker file, a schema with the table.

    Raises
    ------
    EvalkitError: the server does not answer.
    """
    address = address_of(source)
    return source == SYNTHETIC or (_says_so(address) if address else (Path(source) / MARKER).is_file())


@functools.cache
def _says_so(address: Address) -> bool:
    with _looked(address) as seen:
        return seen.synthetic


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _looked(address: Address) -> Iterator[Seen]:
    from evalkit.registers.server import look  # here: files need no database to be known again

    seen = look(address)
    with closing(seen.connection):
        yield seen
