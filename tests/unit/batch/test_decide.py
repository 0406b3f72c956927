"""Why a page is made or kept: one line each, and nothing is touched to say so."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from batch_stage import Stage, make_run
from tiny_projects import Project

from evalkit.batch import Batch, Notice, Run, explain
from evalkit.batch.execute import Failure
from evalkit.manifest import NAME, dumps, read_manifest

A, B = make_run("bdo/a", seed=1, minimum=5), make_run("bdo/b", seed=1)
Change = Callable[[Stage], object]


@pytest.fixture
def stage(project: Project, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(project, monkeypatch)


def _explain(stage: Stage, *runs: Run, resume: bool = True) -> list[str]:
    batch = Batch(stage.project.root, stage.out, 1, resume, dt.date(2026, 11, 23))
    return explain(runs, batch, lambda record: record.run != "gone")


def _write(stage: Stage, name: str, text: str) -> None:
    (stage.out / name).write_text(text, encoding="utf-8")


def _fail(stage: Stage) -> None:
    stage.play = lambda job: Failure("cell 2: no")
    stage.run(A)


CHANGES: dict[str, Change] = {
    "notebook changed": lambda stage: (
        stage.notebook.write_text(stage.notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8") and None
    ),
    "its page is gone": lambda stage: (stage.out / "bdo/a.html").unlink(),
    "its workbook is gone": lambda stage: (stage.out / "bdo/a.xlsx").unlink(),
    "its page was altered": lambda stage: _write(stage, "bdo/a.html", "by hand"),
    "its page was altered; its workbook is gone": lambda stage: (
        _write(stage, "bdo/a.html", "") or (stage.out / "bdo/a.xlsx").unlink()
    ),
    "failed last time": _fail,
    "evalkit changed: page.py": lambda stage: stage.code.files.update({"page.py": "bbbb"}),
    "numpy was 2.4.6, is 2.5": lambda stage: stage.code.packages.update({"numpy": "2.5"}),
}


@pytest.mark.parametrize("why", CHANGES)
def test_what_has_changed_is_why_a_page_is_made(why: str, stage: Stage) -> None:
    stage.run(A)
    CHANGES[why](stage)
    before = stage.contents()
    assert _explain(stage, A) == [f"bdo/a  made: {why}"]
    assert stage.contents() == before
    stage.play = stage.pages
    stage.run(A, resume=True)
    assert stage.jobs == ["bdo/a"]
    assert _explain(stage, A) == ["bdo/a  kept: unchanged since 2026-11-22"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (replace(A, parameters={**A.parameters, "minimum": 10}), "parameter minimum was 5, is 10"),
        (replace(A, parameters={**A.parameters, "akasse": None}), "parameter akasse is new"),
        (make_run("bdo/a", seed=2), "parameter minimum is gone; parameter seed was 1, is 2"),
        (replace(A, parameters={**A.parameters, "seed": [1, 2]}), "parameter seed was 1, is (1, 2)"),
        (replace(A, title="Ny"), "title was 'Side a', is 'Ny'"),
        (replace(A, report_title="Ny"), "title of the report was 'Rapport bdo', is 'Ny'"),
    ],
)  # fmt: skip
def test_what_the_parameter_file_says_otherwise_is_told_with_both_values(changed: Run, why: str, stage: Stage) -> None:
    stage.run(A)
    assert _explain(stage, changed) == [f"bdo/a  made: {why}"]


def test_where_a_run_stands_in_its_file_changes_the_index_and_makes_no_page(stage: Stage) -> None:
    stage.run(A, B)
    stage.run(replace(A, position=7), B, resume=True)
    assert stage.jobs == []
    assert [record.position for record in read_manifest(stage.out / NAME).records] == [7, 0]


def test_each_run_has_a_line_and_so_has_what_would_be_removed(stage: Stage) -> None:
    stage.run(A, make_run("bdo/gone"))
    assert _explain(stage, A, B) == [
        "bdo/a     kept: unchanged since 2026-11-22",
        "bdo/b     made: never made",
        "bdo/gone  removed: the parameter files no longer have it",
    ]
    assert _explain(stage, A, resume=False)[0] == "bdo/a     made: --afresh"


def test_explaining_makes_no_folder(stage: Stage) -> None:
    assert _explain(stage, A) == ["bdo/a  made: never made"]
    assert not stage.out.exists()


def test_a_page_that_an_earlier_version_of_evalkit_made_is_made_again(stage: Stage) -> None:
    stage.run(A)
    manifest = read_manifest(stage.out / NAME)
    _write(stage, NAME, dumps(replace(manifest, records=tuple(replace(record, made_with="") for record in manifest.records))))
    assert _explain(stage, A) == ["bdo/a  made: evalkit changed: another version made it"]


def test_a_source_of_other_data_and_an_own_regime_of_another_text(stage: Stage) -> None:
    source, regime = stage.project.root / "registers", stage.project.root / "parameters" / "own.yml"
    source.mkdir()
    for file in (regime, source / "persons.csv"):
        file.write_text("one", encoding="utf-8")
    values = {"source": str(source), "regimes": ["rules_2017", "parameters/own.yml"]}
    run = replace(A, source=str(source), parameters=values)
    stage.run(run)
    assert _explain(stage, run) == ["bdo/a  kept: unchanged since 2026-11-22"]
    regime.write_text("two", encoding="utf-8")
    os.utime(source / "persons.csv", (1, 1))
    assert _explain(stage, run) == ["bdo/a  made: parameters/own.yml changed; source changed"]
    assert str(stage.project.root) not in (stage.out / NAME).read_text(encoding="utf-8")


def test_a_change_that_no_page_reaches_makes_none_and_writes_nothing(stage: Stage) -> None:
    stage.run(A, B)
    stage.code.files["cli.py"] = "cccc"
    before = {path: path.stat().st_mtime_ns for path in stage.out.rglob("*")}
    stage.run(A, B, resume=True)
    assert (stage.jobs, stage.steps) == ([], [Notice("nothing to do: all 2 pages are up to date")])
    assert {path: path.stat().st_mtime_ns for path in stage.out.rglob("*")} == before


def test_a_change_to_the_index_alone_writes_the_index_anew_and_no_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run(A, B)
    before = stage.contents()
    stage.code.files["index.py"] = "bbbb"
    monkeypatch.setattr("evalkit.export.index.index_html", lambda *given, **more: "another index")
    stage.run(A, B, resume=True)
    after = stage.contents()
    assert (stage.jobs, after["index.html"]) == ([], b"another index")
    assert {name for name in before if after[name] != before[name]} == {"index.html", NAME}
    stage.run(A, B, resume=True)
    assert stage.steps == [Notice("nothing to do: all 2 pages are up to date")]


def test_pages_of_two_versions_of_evalkit_are_each_told_with_what_made_them(stage: Stage) -> None:
    stage.run(A, B)
    stage.code.files["page.py"] = "bbbb"
    stage.run(A, resume=True)
    made_with = json.loads((stage.out / NAME).read_text(encoding="utf-8"))["made_with"]
    assert [made["files"]["page.py"] for made in made_with.values()] in (["aaaa", "bbbb"], ["bbbb", "aaaa"])
    assert _explain(stage, A, B) == ["bdo/a  kept: unchanged since 2026-11-22", "bdo/b  made: evalkit changed: page.py"]


def test_the_manifest_names_the_folder_of_no_machine(stage: Stage) -> None:
    stage.run(A)
    assert str(Path.home()) not in (stage.out / NAME).read_text(encoding="utf-8")
