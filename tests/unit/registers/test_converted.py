"""Files that are converted: once for all pages of a batch, by one of them, and for nobody else to read."""

from __future__ import annotations

import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.errors import EvalkitError
from evalkit.registers import converted as module
from evalkit.registers import sources
from evalkit.registers.converted import FOLDER, Converted, converted
from evalkit.registers.sources import attach
from evalkit.registers.validation import validate

NOTHING = Converted({}, (), {}, ())


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The CSV files that are read, in order."""
    found, read_csv = list[str](), sources.csv_to_parquet
    monkeypatch.setattr(sources, "csv_to_parquet", lambda *args: [found.append(args[1].name), read_csv(*args)][1])
    return found


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a batch."""
    folder = tmp_path / "batch"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv(FOLDER, str(folder))
    return folder


def _told(folder: Path) -> tuple[object, ...]:
    """Everything that a source says: rows as they are and as they are read, how, and what is wrong with them."""
    with attach(str(folder)) as source:
        tables = [name for table in source.held for name in (table, f"raw.{table}")]
        rows = [source.connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in tables]
        return source.name, rows, list(source.held.items()), source.findings, validate(source)


def test_pages_of_a_batch_find_what_one_of_them_converted(
    good: Path, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (good / "talks.csv").write_bytes((good / "talks.csv").read_bytes().replace(b"physical", "mødet".encode("latin-1")))
    (good / "notes.txt").write_text("something else", encoding="utf-8")
    alone, files = _told(good), len(read)
    assert files > 10
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert [_told(good), _told(good)] == [alone, alone]
    assert len(read) == 2 * files


def test_a_source_that_is_written_to_is_converted_anew(good: Path, read: list[str], shared: Path) -> None:
    before = _told(good)
    (good / "talks.csv").write_text((good / "talks.csv").read_text("utf-8").replace("cv_talk", "job_talk"), encoding="utf-8")
    after = _told(good)
    assert after != before
    assert len(read) == 2 * len(set(read))
    assert len(list(shared.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nobody_else_may_look_at_it(good: Path, shared: Path) -> None:
    _told(good)
    (folder,) = shared.iterdir()
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "copies")}
    assert set(modes.values()) == {0o700}
    assert (folder / "copies" / "talks.raw.parquet").is_file()


def test_outside_of_a_batch_nothing_is_left(good: Path, read: list[str]) -> None:
    with attach(str(good)) as source:
        copies = Path(source.cache.name)
        assert (copies / "talks.raw.parquet").is_file()
    assert not copies.exists()
    _told(good)
    assert len(read) == 2 * len(set(read))


def test_what_was_ended_in_the_middle_is_made_again(tmp_path: Path, shared: Path) -> None:
    def broken(folder: Path) -> Converted:
        (folder / "talks.raw.parquet").write_text("half", encoding="utf-8")
        raise EvalkitError("the disk is full")

    seen = []
    with pytest.raises(EvalkitError, match="full"):
        converted(tmp_path, tmp_path, broken)
    assert converted(tmp_path, tmp_path, lambda folder: [seen.append(list(folder.iterdir())), NOTHING][1]) == NOTHING
    assert seen == [[]]


def test_of_several_at_once_one_converts_and_the_others_wait(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, waited, made = threading.Event(), threading.Event(), list[int]()
    monkeypatch.setattr(module.time, "sleep", lambda seconds: waited.set())

    def slowly(number: int) -> Callable[[Path], Converted]:
        def convert(folder: Path) -> Converted:
            begun.set()
            assert waited.wait(30)
            made.append(number)
            return NOTHING

        return convert

    first = threading.Thread(target=lambda: converted(tmp_path / "source.db", tmp_path, slowly(1)))
    (tmp_path / "source.db").touch()
    first.start()
    assert begun.wait(30)
    assert converted(tmp_path / "source.db", tmp_path, slowly(2)) == NOTHING
    first.join(30)
    assert made == [1]
