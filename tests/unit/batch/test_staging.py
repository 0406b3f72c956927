"""Outputs change all at once: index and manifest last, and never half a file."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.batch.execute import Pages
from evalkit.batch.staging import Staging, Stopped, stoppable
from evalkit.errors import EvalkitError
from evalkit.manifest import NAME, Manifest, Record, read_records, sha256

RECORD = Record("bdo", "BDO", "a", "A", "a", 0, "da", "synthetic", "n", {}, {}, {}, "2026-11-22")


THROUGH = ("bdo/a", "bdo/b")


def _publish(staging: Staging, records: list[Record], index: str, dropped: tuple[str, ...] = ()) -> None:
    staging.publish(Manifest(tuple(records), {}, sha256(index)), index, THROUGH, dropped)


class Killed(BaseException):
    """Stands for a process that ends on the spot."""


def _batch(out: Path, text: str) -> tuple[Staging, list[Record]]:
    """A staged batch of two runs whose pages all say `text`."""
    staging = Staging(out)
    records = [staging.keep(replace(RECORD, run=run), Pages(text, text.encode(), {"cells": 1.0})) for run in ("a", "b")]
    return staging, records


def _contents(out: Path) -> dict[str, str]:
    return {str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in sorted(out.rglob("*")) if path.is_file()}


def test_publishing_puts_everything_in_its_place_and_leaves_no_staging(tmp_path: Path) -> None:
    staging, records = _batch(tmp_path, "one")
    assert not (tmp_path / "bdo").exists()
    _publish(staging, records, "index")
    assert list(_contents(tmp_path)) == ["bdo/a.html", "bdo/a.xlsx", "bdo/b.html", "bdo/b.xlsx", "index.html", "manifest.json"]
    assert read_records(tmp_path / NAME) == tuple(records)
    assert not (tmp_path / ".staging").exists()


@pytest.mark.parametrize("moves", range(6))
def test_a_kill_between_two_moves_leaves_whole_files_and_manifest_and_index_last(
    moves: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, records = _batch(tmp_path, "old")
    _publish(staging, records, "old")
    before = _contents(tmp_path)
    staging, records = _batch(tmp_path, "new")
    real, done = Path.replace, 0

    def replace_until_killed(path: Path, target: Path) -> Path:
        nonlocal done
        if ".staging" not in target.parts:
            if done == moves:
                raise Killed
            done += 1
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace_until_killed)
    with pytest.raises(Killed):
        _publish(staging, records, "new")
    monkeypatch.undo()
    now = {name: text for name, text in _contents(tmp_path).items() if not name.startswith(".staging")}
    changed = [name for name in before if now[name] != before[name]]
    assert changed == list(before)[:moves]
    assert list(Staging(tmp_path).finished().values()) == records
    assert read_records(tmp_path / NAME) != tuple(records)
    assert Staging(tmp_path).published().records == tuple(records)
    Staging(tmp_path).complete()
    _publish(_batch(tmp_path / "clean", "new")[0], records, "new")
    assert _contents(tmp_path / "clean").items() <= {f"{name}": text for name, text in _contents(tmp_path).items()}.items()
    assert not (tmp_path / ".staging").exists()


def test_a_file_that_is_open_elsewhere_is_named_and_everything_stays_staged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, records = _batch(tmp_path, "new")
    real = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if target == tmp_path / "bdo" / "a.xlsx":
            raise PermissionError(13, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(EvalkitError, match=r"cannot write a\.xlsx: it may not be written\. Close the programs"):
        _publish(staging, records, "index")
    assert list(Staging(tmp_path).finished().values()) == records


def test_only_runs_whose_files_are_whole_are_finished(tmp_path: Path) -> None:
    staging, records = _batch(tmp_path, "one")
    (staging.files / "bdo" / "a.html").write_text("something else", encoding="utf-8")
    assert list(staging.finished().values()) == records[1:]
    staging.forget(THROUGH)
    assert staging.finished() == {}
    staging.tidy()
    assert not staging.folder.exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_becomes_stopped_with_the_shell_s_exit_code(number: signal.Signals, code: int) -> None:
    handlers = {which: signal.getsignal(which) for which in (signal.SIGINT, signal.SIGTERM)}
    with pytest.raises(Stopped, match=f"stopped by {number.name}.*earlier outputs are untouched") as caught, stoppable():
        os.kill(os.getpid(), number)
    assert caught.value.exit_code == code
    assert {which: signal.getsignal(which) for which in handlers} == handlers


def test_a_signal_during_the_moves_waits_for_nothing_and_breaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging, records = _batch(tmp_path, "new")
    real = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        if target.parent == tmp_path / "bdo":
            os.kill(os.getpid(), signal.SIGTERM)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with stoppable():
        _publish(staging, records, "index")
    assert read_records(tmp_path / NAME) == tuple(records)
