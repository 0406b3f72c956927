"""What was made of files so that they can be asked: by whoever opens a source alone, or once for all pages of a batch.

A copy of a register is as confidential as the register. So it is never put into the cache: it lies in a temporary folder that
only this user can read, and goes with the source, or, where pages of a batch share it, with the batch's own folder.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from evalkit.errors import EvalkitError
from evalkit.files import locked, where, write_atomically
from evalkit.registers.held import Held
from evalkit.registers.report import Finding

FOLDER = "EVALKIT_CONVERTED"  # the variable that names the folder of a batch; only a batch sets it, in its own processes
_WAIT = 0.1  # seconds between two looks at what another process converts


@dataclass(frozen=True)
class Converted:
    """The tables of files, and how each is read.

    Fields
    ------
    files: table to the Parquet file that it stands in, the source's own or one that was made; none for a DuckDB file.
    held: the tables, in the order of the declaration.
    canonical: table to the Parquet file in which what was text stands in its own type; none for a table that has no such column.
    findings: what was wrong, or worth knowing, when the files were read.
    """

    files: Mapping[str, Path]
    held: tuple[Held, ...]
    canonical: Mapping[str, Path]
    findings: tuple[Finding, ...]


def converted(source: Path, own: Path, convert: Callable[[Path], Converted]) -> Converted:
    """What `convert` makes of a source in a folder, or what another page of the same batch has made of it.

    Of several pages that open a source at once, one converts it and the others wait; what one made that was ended in the middle
    is made again. When the files are written to while the batch runs, they are another source.

    Parameters
    ----------
    source: the folder or file.
    own: a folder of this source alone, which is used outside of a batch.
    convert: makes the files in an empty folder.
    """
    if FOLDER not in os.environ:
        return convert(own)
    folder = Path(os.environ[FOLDER]) / f"converted-{hashlib.sha256(where(source).encode()).hexdigest()[:32]}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made, copies = folder / "made.pickle", folder / "copies"
    while not made.exists():
        with ExitStack() as held:
            try:
                held.enter_context(locked(folder))
            except EvalkitError:
                time.sleep(_WAIT)
                continue
            if not made.exists():
                shutil.rmtree(copies, ignore_errors=True)
                copies.mkdir(mode=0o700)
                write_atomically(made, pickle.dumps(convert(copies)))
    found: Converted = pickle.loads(made.read_bytes())
    return found
