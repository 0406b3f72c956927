"""Where a batch writes until it is complete, and how its files then take the place of the earlier ones.

`OUT/.staging/files` holds finished pages, `OUT/.staging/journal` one record each, written after its pages, and
`OUT/.staging/made_with` what they were made with. `OUT/.staging/moves.json` is written when everything is ready: from then on the
batch is published, and whoever comes next ends the moves that a kill has left.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import FrameType

from evalkit.batch.execute import Pages
from evalkit.errors import EvalkitError
from evalkit.files import storage_error, sync_folder, write_atomically
from evalkit.manifest import NAME, MadeWith, Manifest, Record, dumps, holds, read_manifest, read_records, sha256

INDEX = "index.html"


class Stopped(BaseException):
    """The process was told to stop; `exit_code` is 128 and the signal's number, as a shell expects."""

    def __init__(self, number: int) -> None:
        """Take the signal's number."""
        super().__init__(
            f"stopped by {signal.Signals(number).name}. The earlier outputs are untouched; the same command goes on from here."
        )
        self.exit_code = 128 + number


class Staging:
    """The folder in which the files of a batch wait."""

    def __init__(self, out: Path) -> None:
        """Wait below `out`, the folder of the outputs, so that a move is one step."""
        self.out = out
        self.folder = out / ".staging"
        self.files = self.folder / "files"
        self.journal = self.folder / "journal"
        self.moves = self.folder / "moves.json"

    def keep(self, record: Record, pages: Pages) -> Record:
        """Store the pages of a run, then its record; returns the record with the files' hashes."""
        contents: dict[str, str | bytes] = {f"{record.name}.html": pages.html, f"{record.name}.xlsx": pages.xlsx}
        done = replace(record, outputs={name: sha256(content) for name, content in contents.items()})
        for name, content in contents.items():
            write_atomically(self.files / name, content)
        write_atomically(self._entry(record.name), dumps(Manifest((done,))))
        return done

    def keep_made_with(self, made_with: MadeWith) -> None:
        """Store what the pages to come are made with."""
        write_atomically(self.folder / "made_with" / f"{made_with.id}.json", json.dumps(asdict(made_with)))

    def finished(self) -> dict[str, Record]:
        """By name, the runs that a batch finished before it was stopped, when their files are whole."""
        records = (record for path in sorted(self.journal.rglob("*.json")) for record in _read_entry(path))
        return {record.name: record for record in records if all(self.holds(*output) for output in record.outputs.items())}

    def made_with(self) -> dict[str, MadeWith]:
        """By id, what the finished runs were made with."""
        paths = self.folder.glob("made_with/*.json")
        return {path.stem: MadeWith(**json.loads(path.read_text(encoding="utf-8"))) for path in paths}

    def holds(self, name: str, digest: str) -> bool:
        """Whether a file waits here, or is in its place already, whole."""
        return holds(self.files / name, digest) or holds(self.out / name, digest)

    def published(self) -> Manifest:
        """The manifest of the outputs, or the one that is about to be.

        Raises
        ------
        EvalkitError: it cannot be read.
        """
        waits = self.moves.is_file() and (self.files / NAME).is_file()
        return read_manifest((self.files if waits else self.out) / NAME)

    def publish(self, manifest: Manifest, index: str, through: Collection[str], dropped: Iterable[str]) -> None:
        """Move a batch to the outputs, each file in one step; index and manifest last.

        Parameters
        ----------
        manifest, index: of all pages that the outputs then hold.
        through: names of the runs of this batch. What waits here of other runs goes on waiting.
        dropped: files that go.

        Raises
        ------
        EvalkitError: a file cannot be put in its place; everything stays as it is, or waits here.
        """
        write_atomically(self.files / INDEX, index)
        write_atomically(self.files / NAME, dumps(manifest))
        made = {name: digest for name, digest in manifest.outputs.items() if name != INDEX}
        moved = sorted(name for name, digest in made.items() if holds(self.files / name, digest))
        moves = {"moved": [*moved, INDEX, NAME], "dropped": sorted(dropped), "through": sorted(through)}
        for folder in {(self.out / name).parent for name in moved}:
            _make_folder(folder)
        write_atomically(self.moves, json.dumps(moves))
        self.complete()

    def set_aside(self, before: Manifest) -> list[str]:
        """Copy what stands among the outputs, and is not what the manifest tells of, to a name of its own; the files' names."""
        waiting = [name for name in before.outputs if (self.files / name).is_file() or name == INDEX]
        altered = [name for name in waiting if _is_altered(self.out / name, before.outputs[name])]
        altered += [NAME] if not _is_manifest(self.out / NAME) else []
        for name in altered:
            write_atomically(self.out / kept_aside(name), (self.out / name).read_bytes())
        return altered

    def complete(self) -> None:
        """End the moves that were begun, if any, and remove what nobody needs.

        Raises
        ------
        EvalkitError: a file cannot be put in its place; the others are, and it waits here.
        """
        if self.moves.is_file():
            moves: Mapping[str, list[str]] = json.loads(self.moves.read_text(encoding="utf-8"))
            with _undisturbed():
                self._move(moves["moved"])
                self._drop(moves["dropped"])
                self.forget(moves["through"])
                self.moves.unlink()
        self.tidy()

    def _move(self, names: Iterable[str]) -> None:
        """Put files in their places; the index and the manifest only when all others are."""
        failed: list[tuple[OSError, Path]] = []
        touched: set[Path] = {self.out}
        for name in names:
            staged, target = self.files / name, self.out / name
            if not staged.is_file() or (failed and target.parent == self.out):
                continue
            try:
                target.parent.mkdir(exist_ok=True)
                staged.replace(target)
                touched.add(target.parent)
            except OSError as error:
                failed.append((error, target))
        for folder in touched:
            sync_folder(folder)
        if failed:
            more = f" So it is with {len(failed) - 1} more." if len(failed) > 1 else ""
            raise EvalkitError(f"{storage_error(*failed[0])}{more}") from failed[0][0]

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                (self.out / name).unlink(missing_ok=True)
            except OSError as error:
                raise storage_error(error, self.out / name) from error

    def forget(self, names: Iterable[str]) -> None:
        """Remove what waits here of some runs."""
        for name in names:
            self._entry(name).unlink(missing_ok=True)
            for suffix in ("html", "xlsx"):
                (self.files / f"{name}.{suffix}").unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove the folder when no finished run waits in it, else what a kill has left of a write."""
        if not any(self.journal.rglob("*.json")):
            shutil.rmtree(self.folder, ignore_errors=True)
        for part in self.folder.rglob("*.part"):
            part.unlink(missing_ok=True)

    def _entry(self, name: str) -> Path:
        return self.journal / f"{name}.json"


def _read_entry(path: Path) -> tuple[Record, ...]:
    """The record of a journal; none where it cannot be read, and the run is made again."""
    try:
        return read_records(path)
    except EvalkitError:
        return ()


def kept_aside(name: str) -> str:
    """What an altered file is called when evalkit makes it again.

    >>> kept_aside("bdo2023/joint_meetings.html")
    'bdo2023/joint_meetings.altered.html'
    """
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.altered{dot}{suffix}"


def _is_altered(path: Path, digest: str) -> bool:
    return path.is_file() and not holds(path, digest)


def _is_manifest(path: Path) -> bool:
    try:
        read_manifest(path)
    except EvalkitError:
        return False
    return True


def _make_folder(folder: Path) -> None:
    """Make a folder of pages and see that files can be moved to it, before the first one is."""
    try:
        folder.mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise storage_error(error, folder) from error


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
