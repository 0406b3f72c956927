"""Where a batch writes until it is complete, and how its files then take the place of the earlier ones.

`OUT/.staging/files` holds finished pages, `OUT/.staging/journal` one record each, written after its pages. A record whose
files are there, or already among the outputs, with the hashes that it states, is a run that --resume need not repeat.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

from evalkit.batch.execute import Pages
from evalkit.files import storage_error, write_atomically
from evalkit.manifest import NAME, Record, dumps, read_records, sha256

INDEX = "index.html"


class Stopped(BaseException):
    """The process was told to stop; `exit_code` is 128 and the signal's number, as a shell expects."""

    def __init__(self, number: int) -> None:
        """Take the signal's number."""
        super().__init__(
            f"stopped by {signal.Signals(number).name}. The earlier outputs are untouched; --resume goes on from here."
        )
        self.exit_code = 128 + number


class Staging:
    """The folder in which the files of a batch wait."""

    def __init__(self, out: Path) -> None:
        """Wait below `out`, the folder of the outputs, so that a move is one step."""
        self.out = out
        self.files = out / ".staging" / "files"
        self.journal = out / ".staging" / "journal"

    def clear(self) -> None:
        """Forget what an earlier batch left."""
        shutil.rmtree(self.files.parent, ignore_errors=True)

    def keep(self, record: Record, pages: Pages) -> Record:
        """Store the pages of a run, then its record; returns the record with the files' hashes."""
        contents: dict[str, str | bytes] = {f"{record.name}.html": pages.html, f"{record.name}.xlsx": pages.xlsx}
        done = replace(record, outputs={name: sha256(content) for name, content in contents.items()})
        for name, content in contents.items():
            write_atomically(self.files / name, content)
        write_atomically(self.journal / f"{record.name}.json", dumps([done]))
        return done

    def finished(self) -> Iterator[Record]:
        """The finished runs of the batch that was stopped and of the one that was completed, when their files are whole."""
        stopped = [record for path in sorted(self.journal.rglob("*.json")) for record in read_records(path)]
        for record in [*read_records(self.out / NAME), *stopped]:
            if record.status == "done" and all(self._holds(name, digest) for name, digest in record.outputs.items()):
                yield record

    def publish(self, records: Iterable[Record], index: str) -> None:
        """Move everything to the outputs, each file in one step; index and manifest last.

        Raises
        ------
        EvalkitError: a file cannot be put in its place; everything stays staged.
        """
        write_atomically(self.files / INDEX, index)
        write_atomically(self.files / NAME, dumps(records))
        with _undisturbed():
            pages = sorted(path for path in self.files.rglob("*") if path.is_file() and path.parent != self.files)
            for path in [*pages, self.files / INDEX, self.files / NAME]:
                target = self.out / path.relative_to(self.files)
                try:
                    target.parent.mkdir(exist_ok=True)
                    path.replace(target)
                except OSError as error:
                    raise storage_error(error, target) from error
            self.clear()

    def _holds(self, name: str, digest: str) -> bool:
        places = (self.files / name, self.out / name)
        return any(place.is_file() and sha256(place.read_bytes()) == digest for place in places)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into `Stopped`, so that everything started is ended on the way out."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not disturb the tidying up
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stopped(number)

    with _handled(stop):
        yield


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no signal in between two moves; there is nothing to wait for but a few renames."""
    with _handled(signal.SIG_IGN):
        yield


@contextlib.contextmanager
def _handled(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> Iterator[None]:
    earlier = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, former in earlier.items():
            signal.signal(number, former)
