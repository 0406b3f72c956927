"""A batch with its notebooks played by a stand-in: what is done, kept, refused and published."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from dataclasses import replace

import pytest
from batch_stage import Play, Stage, make_run
from tiny_projects import Project

from evalkit.batch import Step, Stopped, current_pages
from evalkit.batch.execute import Failure, Job, Pages
from evalkit.batch.forks import Died
from evalkit.codes import Akasse
from evalkit.errors import EvalkitError, UsageError
from evalkit.files import locked
from evalkit.manifest import read_records
from evalkit.parameters import load_reports
from evalkit.scan import Leak

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def stage(project: Project, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(project, monkeypatch)


def _failing(name: str, reason: str = "cell 2: ValueError: no") -> Play:
    return lambda job: Failure(reason) if job.run.name == name else Stage.pages(job)


A, B, OTHER = make_run("bdo/a", seed=1), make_run("bdo/b", seed=1), make_run("sfi/c", seed=1)


def test_pages_workbooks_index_and_manifest_are_there_in_the_end(stage: Stage) -> None:
    records = stage.run(A, B)
    assert sorted(stage.contents()) == ["bdo/a.html", "bdo/a.xlsx", "bdo/b.html", "bdo/b.xlsx", "index.html", "manifest.json"]
    assert stage.contents()["bdo/a.html"] == b"page of bdo/a"
    assert [record.name for record in records] == ["bdo/a", "bdo/b"]
    assert stage.steps == [Step(1, 2, "bdo/a", "done in 9.4 s (cells 9.4)"), Step(2, 2, "bdo/b", "done in 9.4 s (cells 9.4)")]
    assert b'href="bdo/a.html"' in stage.contents()["index.html"]


def test_the_manifest_is_the_same_again_and_names_no_folder(stage: Stage) -> None:
    stage.run(A, B)
    first = stage.contents()
    stage.run(B, A)
    assert stage.contents() == first
    text = first["manifest.json"].decode()
    assert str(stage.project.root) not in text
    (run, _) = json.loads(text)["runs"]
    assert run["parameters"] == {"language": "da", "seed": 1}
    assert run["inputs"].keys() == {"notebook"}
    assert run["outputs"].keys() == {"bdo/a.html", "bdo/a.xlsx"}


def test_the_index_is_looked_through_before_it_is_published(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalkit.export.index.index_html", lambda *_, **__: "<td>person_id</td>")
    with pytest.raises(Leak, match=r"index\.html names the column person_id"):
        stage.run(A, B)
    assert "index.html" not in stage.contents()


def test_a_run_that_fails_stops_no_other_and_has_no_page(stage: Stage) -> None:
    stage.play = _failing("bdo/a")
    failed, done = stage.run(A, B)
    assert (failed.status, failed.error, failed.outputs) == ("failed", "cell 2: ValueError: no", {})
    assert done.status == "done"
    assert "bdo/a.html" not in stage.contents()
    assert stage.steps[0].outcome == "failed: cell 2: ValueError: no"
    assert "Side a" in stage.contents()["index.html"].decode()


def test_the_earlier_page_of_a_failed_run_stays(stage: Stage) -> None:
    stage.run(A, B)
    stage.play = _failing("bdo/a")
    failed, _ = stage.run(A, B)
    assert failed.status == "failed"
    assert failed.outputs.keys() == {"bdo/a.html", "bdo/a.xlsx"}
    assert stage.contents()["bdo/a.html"] == b"page of bdo/a"


def test_a_process_that_was_killed_is_a_failed_run(stage: Stage) -> None:
    stage.play = lambda job: Died("its process was killed")
    (record,) = stage.run(A)
    assert record.error == "its process was killed"


def test_pages_of_other_reports_stay_listed(stage: Stage) -> None:
    stage.run(A, OTHER)
    stage.run(B)
    assert [record.name for record in read_records(stage.out / "manifest.json")] == ["bdo/a", "bdo/b", "sfi/c"]
    assert b"sfi/c.html" in stage.contents()["index.html"]


def test_pages_that_someone_removed_are_not_listed(stage: Stage) -> None:
    stage.run(A, OTHER)
    (stage.out / "sfi" / "c.html").unlink()
    stage.run(A)
    assert [record.name for record in read_records(stage.out / "manifest.json")] == ["bdo/a"]


def test_pages_of_runs_that_the_parameter_file_no_longer_has_are_removed(stage: Stage) -> None:
    project = stage.project
    project.report("bdo", project.run("a", "n", "{seed: 1}"))
    project.report("sfi", project.run("c", "n", "{seed: 1}"))
    stage.run(A, B, OTHER, make_run("gone/d"))
    chosen = [report for report in load_reports(project.root) if report.name == "bdo"]
    stage.run(A, current=current_pages(project.root, chosen))
    assert sorted(stage.contents()) == ["bdo/a.html", "bdo/a.xlsx", "index.html", "manifest.json", "sfi/c.html", "sfi/c.xlsx"]


def test_a_folder_with_another_language_is_refused_before_anything_is_run(stage: Stage) -> None:
    stage.run(A)
    before = stage.contents()
    with pytest.raises(UsageError, match="holds pages in 'da'; give --language en a folder of its own") as caught:
        stage.run(make_run("bdo/a", "en"))
    assert (caught.value.exit_code, stage.jobs, stage.contents()) == (2, [], before)


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_run(stage: Stage) -> None:
    stage.out = stage.notebook / "outputs"
    with pytest.raises(UsageError, match="cannot write there"):
        stage.run(A)
    assert stage.jobs == []


def test_two_batches_cannot_write_to_one_folder(stage: Stage) -> None:
    stage.out.mkdir()
    with locked(stage.out), pytest.raises(EvalkitError, match="another evalkit run is writing"):
        stage.run(A)
    assert stage.jobs == []


def test_a_full_disk_leaves_the_earlier_outputs_and_goes_on_with_resume(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run(A, B)
    before, writes = stage.contents(), 0
    changed = [replace(run, parameters={**run.parameters, "seed": 2}) for run in (A, B)]
    real = os.fsync

    def fill_up(number: int) -> None:
        nonlocal writes
        writes += 1
        if writes == 9:  # the first page of the second run; a write syncs its file and its folder
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fill_up)
        with pytest.raises(EvalkitError, match="the disk is full"):
            stage.run(*changed)
    kept = {name: content for name, content in stage.contents().items() if not name.startswith(".staging")}
    assert kept == before
    assert not [name for name in stage.contents() if name.endswith(".part")]
    stage.run(*changed, resume=True)
    assert stage.jobs == ["bdo/b"]


@pytest.mark.parametrize("stop", [Stopped(15), KeyboardInterrupt()])
def test_a_stop_leaves_the_earlier_outputs_and_resume_repeats_nothing(stop: BaseException, stage: Stage) -> None:
    def stop_at_b(job: Job) -> Pages:
        if job.run.name == "bdo/b":
            raise stop
        return Stage.pages(job)

    stage.run(OTHER)
    before = stage.contents()
    stage.play = stop_at_b
    with pytest.raises(type(stop)):
        stage.run(A, B)
    assert {name: text for name, text in stage.contents().items() if not name.startswith(".staging")} == before
    stage.play = Stage.pages
    stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/b"]
    assert stage.steps == [Step(1, 2, "bdo/a", "is up to date"), Step(2, 2, "bdo/b", "done in 9.4 s (cells 9.4)")]
    assert {"bdo/a.html", "bdo/b.html", "sfi/c.html"} <= stage.contents().keys()


def test_resume_after_failures_repeats_only_those(stage: Stage) -> None:
    stage.play = _failing("bdo/a")
    stage.run(A, B)
    stage.play = Stage.pages
    records = stage.run(A, B, resume=True)
    assert stage.jobs == ["bdo/a"]
    assert {record.status for record in records} == {"done"}


def test_resume_repeats_what_was_made_from_other_inputs(stage: Stage) -> None:
    stage.run(A, B)
    assert stage.run(A, B, resume=True)
    assert stage.jobs == []
    stage.run(replace(A, parameters={**A.parameters, "akasse": Akasse("HK-A")}), B, resume=True)
    assert stage.jobs == ["bdo/a"]
    stage.notebook.write_text(stage.notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    stage.run(B, resume=True)
    assert stage.jobs == ["bdo/b"]
    stage.code.files["page.py"] = "bbbb"
    stage.run(B, resume=True)
    assert stage.jobs == ["bdo/b"]


def test_without_resume_everything_is_made_again(stage: Stage) -> None:
    stage.run(A)
    stage.run(A)
    assert stage.jobs == ["bdo/a"]
