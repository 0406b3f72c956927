"""A batch that is cut off at any of its steps, a disk that fails it, and outputs that somebody has touched."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_stage import Stage, make_run
from tiny_projects import Project

from evalkit.batch import Notice, Stopped
from evalkit.batch.execute import Failure, Job, Pages
from evalkit.errors import EvalkitError
from evalkit.manifest import NAME, Record, read_manifest, sha256

A, B, GONE, OTHER = (make_run(name, seed=1) for name in ("bdo/a", "bdo/b", "bdo/gone", "sfi/c"))


class Killed(BaseException):
    """Stands for a process that ends on the spot."""


def _with_seed(job: Job) -> Pages:
    text = f"page of {job.run.name} with seed {job.run.parameters['seed']}"
    return Pages(text, text.encode(), {"cells": 1.0})


def _stop_at_b(job: Job) -> Pages:
    if job.run.name == "bdo/b":
        raise Stopped(15)
    return _with_seed(job)


@pytest.fixture
def stage(project: Project, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(project, monkeypatch)
    stage.play = _with_seed
    return stage


def _stays(record: Record) -> bool:
    return record.run != "gone"


def _second(stage: Stage) -> None:
    """A batch after another: one page is made anew, one is new, one goes, one of another report stays."""
    stage.run(replace(A, parameters={**A.parameters, "seed": 2}), B, resume=True, current=_stays)


def _published(stage: Stage) -> dict[str, bytes]:
    return {name: content for name, content in stage.contents().items() if not name.startswith(".staging")}


def _killed_at(step: int, stage: Stage) -> bool:
    """End `_second` before its `step`-th change on the disk; False when it was through by then."""
    steps = 0

    def counted(real: Any) -> Any:
        def act(*args: Any, **kwargs: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == step:
                raise Killed
            return real(*args, **kwargs)

        return act

    with pytest.MonkeyPatch.context() as patch:
        for holder, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (shutil, "rmtree")):
            patch.setattr(holder, name, counted(getattr(holder, name)))
        try:
            _second(stage)
        except Killed:
            return True
    return False


def test_a_kill_at_any_step_leaves_whole_files_and_then_the_same_outputs(stage: Stage) -> None:
    first = stage.run(A, GONE, OTHER) and stage.contents()
    _second(stage)
    clean, step = stage.contents(), 1
    assert {"bdo/b.html", "sfi/c.html"} <= clean.keys()
    assert "bdo/gone.html" not in clean
    assert clean["bdo/a.html"] != first["bdo/a.html"]
    for step in range(1, 200):
        shutil.rmtree(stage.out)
        stage.run(A, GONE, OTHER)
        killed = _killed_at(step, stage)
        for name, content in _published(stage).items():
            assert content in (first.get(name), clean.get(name)), f"step {step}: {name}"
        _second(stage)
        assert stage.contents() == clean, f"step {step}"
        if not killed:
            break
    assert step > 50, "fewer steps than a batch has"


def test_a_kill_while_publishing_is_mended_by_a_batch_of_another_report(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run(A)
    real = Path.replace

    def kill_at_index(path: Path, target: Path) -> Path:
        if target == stage.out / "index.html":
            raise Killed
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", kill_at_index)
        with pytest.raises(Killed):
            _second(stage)
    stage.run(OTHER, resume=True)
    manifest = read_manifest(stage.out / NAME)
    assert [record.name for record in manifest.records] == ["bdo/a", "bdo/b", "sfi/c"]
    assert all(sha256((stage.out / name).read_bytes()) == digest for name, digest in manifest.outputs.items())
    assert not (stage.out / ".staging").exists()


def test_what_a_stopped_batch_has_finished_waits_through_a_batch_of_another_report(stage: Stage) -> None:
    stage.play = _stop_at_b
    with pytest.raises(Stopped):
        stage.run(A, B)
    stage.play = _with_seed
    stage.run(OTHER, resume=True)
    assert _published(stage).keys() == {"sfi/c.html", "sfi/c.xlsx", "index.html", NAME}
    stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/b"]
    assert not (stage.out / ".staging").exists()


def test_what_waits_of_a_run_that_no_parameter_file_has_any_more_is_forgotten(stage: Stage) -> None:
    stage.run(OTHER)
    stage.play = _stop_at_b
    with pytest.raises(Stopped):
        stage.run(GONE, B)
    stage.run(OTHER, resume=True, current=_stays)
    assert not (stage.out / ".staging" / "journal").exists()


def test_a_staged_page_of_other_inputs_never_takes_the_place_of_the_right_one(stage: Stage) -> None:
    stage.run(A, B)
    before = stage.contents()

    stage.play = _stop_at_b
    with pytest.raises(Stopped):
        stage.run(*(replace(run, parameters={**run.parameters, "seed": 2}) for run in (A, B)), resume=True)
    stage.play = _with_seed
    stage.run(A, B, resume=True)
    assert stage.jobs == []
    assert _published(stage) == before


def test_an_altered_page_is_named_made_again_and_kept_beside(stage: Stage) -> None:
    stage.run(A, B)
    clean = stage.contents()
    for name in ("bdo/a.html", "index.html"):
        (stage.out / name).write_text("by hand", encoding="utf-8")
    stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/a"]
    notices = [step for step in stage.steps if isinstance(step, Notice)]
    assert [(notice.doubtful, notice.text.partition(" was altered by hand")[0]) for notice in notices] == [
        (True, "bdo/a.html"),
        (True, "index.html"),
    ]
    assert notices[0].text.endswith("kept as bdo/a.altered.html: look whether you need it, and remove it.")
    aside = {"bdo/a.altered.html": b"by hand", "index.altered.html": b"by hand"}
    assert stage.contents() == {**clean, **aside}


@pytest.mark.parametrize("cut", [0, 1, 200])
def test_a_manifest_that_is_cut_is_named_and_kept_and_the_pages_are_made(cut: int, stage: Stage) -> None:
    stage.run(A, B)
    clean = stage.contents()
    broken = clean[NAME][:cut]
    (stage.out / NAME).write_bytes(broken)
    stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/a", "bdo/b"]
    said = [step.text for step in stage.steps if isinstance(step, Notice) and step.doubtful]
    assert said[0].startswith("manifest.json among the outputs cannot be read: it is cut or was altered. Every page")
    assert "kept as manifest.altered.json" in said[1]
    assert stage.contents() == {**clean, "manifest.altered.json": broken}


def test_a_journal_that_cannot_be_read_costs_its_page_and_no_more(stage: Stage) -> None:
    stage.play = _stop_at_b
    with pytest.raises(Stopped):
        stage.run(A, B)
    (stage.out / ".staging" / "journal" / "bdo" / "a.json").write_text("{", encoding="utf-8")
    stage.play = _with_seed
    stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/a", "bdo/b"]


def _refuse(error: int, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def replace_or_not(path: Path, target: Path) -> Path:
        if target.as_posix().endswith(where) and ".staging" not in target.parts:
            raise OSError(error, os.strerror(error))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace_or_not)


def test_a_page_that_is_open_elsewhere_is_named_the_others_are_published_and_the_next_run_ends_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.run(A, B, OTHER)
    clean = stage.contents()
    stage.out.rename(stage.out.with_name("clean"))
    with monkeypatch.context() as patch:
        _refuse(errno.EACCES, "bdo/a.xlsx", patch)
        with pytest.raises(EvalkitError, match=r"cannot write a\.xlsx: it may not be written. Close the programs") as caught:
            stage.run(A, B, OTHER)
    assert caught.value.exit_code == 1
    assert _published(stage).keys() == clean.keys() - {"bdo/a.xlsx", "index.html", NAME}
    stage.run(A, B, OTHER, resume=True)
    assert (stage.jobs, stage.steps) == ([], [Notice("nothing to do: all 3 pages are up to date")])
    assert stage.contents() == clean


def test_a_folder_of_pages_that_may_only_be_read_is_named_before_anything_is_moved(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.run(A, OTHER)
    before, real = stage.contents(), os.access
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: Path(path) != stage.out / "sfi" and real(path, mode))
        with pytest.raises(EvalkitError, match=r"cannot write sfi: it may not be written"):
            stage.run(A, replace(OTHER, parameters={**OTHER.parameters, "seed": 2}), resume=True)
    assert _published(stage) == before
    stage.run(A, replace(OTHER, parameters={**OTHER.parameters, "seed": 2}), resume=True)
    assert stage.jobs == []
    assert b"seed 2" in stage.contents()["sfi/c.html"]


def test_afresh_makes_all_anew_and_a_failure_keeps_the_earlier_page(stage: Stage) -> None:
    stage.run(A, B)
    before = stage.contents()
    stage.play = lambda job: Failure("cell 2: no") if job.run.name == "bdo/a" else _with_seed(job)
    stage.run(A, B, resume=False)
    assert stage.jobs == ["bdo/a", "bdo/b"]
    assert stage.contents()["bdo/a.html"] == before["bdo/a.html"]
    stage.play = _with_seed
    stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/a"]
    assert stage.contents() == before
