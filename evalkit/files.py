"""Files that appear whole or not at all, and a folder that one batch at a time may write to."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from evalkit.errors import EvalkitError, UsageError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that every reader, at any moment, finds the old one or the new one, whole.

    Parameters
    ----------
    path: the file; missing folders are made.
    content: bytes, or text that is written as UTF-8 with line feeds.

    Raises
    ------
    EvalkitError: the disk is full or the file cannot be written; the message says what to do.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise storage_error(error, path) from error


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk, so that a move outlives a power cut; Windows has no such call."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def storage_error(error: OSError, path: Path) -> EvalkitError:
    """What went wrong on the disk and what to do, as an error with the file's name and without its folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        remedy = "the disk is full. Free some space and run again; what is finished is kept."
    elif isinstance(error, PermissionError):
        remedy = "it may not be written. Close the programs that have it open and run again; what is finished is kept."
    elif error.errno == errno.EROFS:
        remedy = "the disk may only be read. Make it writable and run again; what is finished is kept."
    else:
        remedy = f"{error.strerror}. Run again when that is mended; what is finished is kept."
    return EvalkitError(f"cannot write {path.name}: {remedy}")


def stamp(source: Path) -> str:
    """What changes when a folder of data or a file of data does: a SHA-256 of the names, sizes and times of its files."""
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    seen = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def where(source: Path) -> str:
    """Which files a source is and when they were last changed: the same text as long as nobody writes to them."""
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
    log = source.with_name(f"{source.name}.wal")
    seen = [stamp(source), stamp(log) if log.exists() else "", max((path.stat().st_ctime_ns for path in files), default=0)]
    return repr((str(source.resolve()), *seen))


def check_writable(folder: Path, option: str) -> None:
    """Make sure, by making a file, that `folder` can be written to; it is made when it is missing.

    Raises
    ------
    UsageError: it cannot; the message names the option that chose the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"{option} {folder}: cannot write there: {error.strerror}. Choose another folder.") from error


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder` for this process; the system lets go of it when the process ends, however it ends.

    Raises
    ------
    EvalkitError: another process holds it.
    """
    with (folder / ".lock").open("a+b") as file:
        try:
            _lock(file)
        except OSError:
            raise EvalkitError(f"another evalkit run is writing to {folder}; wait for it or choose another --out.") from None
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
