"""The command line: what it refuses and how, before any kernel starts; what it passes on; and that it starts at once."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tiny_projects import Project

import evalkit.batch
from evalkit import cli
from evalkit.batch import Batch, Notice, Run, Stopped
from evalkit.manifest import Record

DECLARED = 'document: Document = "bdo2023"\nakasse: Akasse | None = None\nlanguage: Language = "da"\n'
RECORD = Record("bdo", "BDO", "first", "A", "first", 0, "da", "synthetic", "n", {}, {}, {}, {}, "2026-11-22")


@pytest.fixture
def ready(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.notebook("n", DECLARED)
    project.report("bdo", project.run("first", "n", '{document: "bdo2023"}'), split_by="[akasse]")
    project.report("sfi", project.run("second", "n", '{document: "sfi2013"}'))
    monkeypatch.chdir(project.root)
    return project


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[Run], Batch]]:
    """What the command hands to `run_batch`, which does nothing here."""
    given: list[tuple[list[Run], Batch]] = []

    def run_batch(runs: list[Run], batch: Batch, *rest: object) -> tuple[Record, ...]:
        given.append((runs, batch))
        return (RECORD,)

    monkeypatch.setattr(evalkit.batch, "run_batch", run_batch)
    return given


def _evalkit(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bd0"], "evalkit: unknown report 'bd0'. Did you mean 'bdo'? Allowed: bdo, sfi."),
        (["--only", "akasse=XX"], "evalkit: --only akasse: unknown a-kasse 'XX'. Allowed: 3F-A, "),
        (["--only", "akasse"], "evalkit: --only akasse: write DIMENSION=CODE, for example --only akasse=HK-A."),
        (["--only", "akasse="], "write DIMENSION=CODE"),
        (["--only", "akase=HK-A"], "evalkit: --only: unknown dimension 'akase'. Did you mean 'akasse'?"),
        (["--only", "akasse=HK-A", "--only", "akasse=3F-A"], "evalkit: --only akasse is given twice; give it once"),
        (["--each", "region"], "evalkit: --each: unknown dimension 'region'. Allowed: akasse, municipality, target_group."),
        (["sfi", "--each", "akasse"], "evalkit: no chosen report can be split by akasse. They can be split by: sfi: nothing."),
        (["--source", "nowhere"], "evalkit: --source nowhere: no such folder or file. Allowed: synthetic, a folder of tables"),
        (["--language", "sv"], "evalkit: --language: unknown language 'sv'. Allowed: da, en."),
        (["--workers", "0"], "Invalid value for '--workers'"),
        (["--project", "nowhere"], "evalkit: no notebooks/ and parameters/ in nowhere."),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_use_is_said_and_ends_with_2(
    arguments: list[str], said: str, ready: Project, batches: list[tuple[list[Run], Batch]]
) -> None:
    result = _evalkit("run", *arguments)
    assert said in result.stderr
    assert (result.exit_code, result.stdout, batches) == (2, "", [])
    assert not (ready.root / "outputs").exists()


def test_every_error_of_the_parameter_files_is_told_before_a_kernel_starts(
    ready: Project, batches: list[tuple[list[Run], Batch]]
) -> None:
    ready.report("bdo", ready.run("first", "n", "{documnt: 1}") + ready.run("b", "m"))
    ready.report("sfi", ready.run("second", "n", "{document: 0101}"))
    result = _evalkit("run")
    assert [line.split(": ")[0] for line in result.stderr.removeprefix("evalkit: ").splitlines()] == [
        "parameters/bdo.yml, line 8", "parameters/bdo.yml, line 8", "parameters/bdo.yml, line 11", "parameters/sfi.yml, line 8",
    ]  # fmt: skip
    assert (result.exit_code, batches) == (2, [])


def test_a_folder_that_cannot_be_written_is_wrong_use(ready: Project) -> None:
    result = _evalkit("run", "--out", str(Path("parameters") / "bdo.yml" / "out"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "evalkit: --out parameters/bdo.yml/out: cannot write there: Not a directory." in result.stderr


def test_what_is_chosen_reaches_the_batch(ready: Project, batches: list[tuple[list[Run], Batch]], tmp_path: Path) -> None:
    result = _evalkit(
        "run", "bdo", "--only", "akasse=HK-A", "--language", "en", "--workers", "3", "--afresh", "--out", str(tmp_path / "o")
    )
    ((runs, batch),) = batches
    assert [(run.name, run.language) for run in runs] == [("bdo/first-hk-a", "en")]
    assert (batch.project, batch.out, batch.workers, batch.resume) == (ready.root.resolve(), tmp_path / "o", 3, False)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'o' / 'index.html'}\n")


@pytest.mark.parametrize(("language", "out"), [("da", Path("outputs")), ("en", Path("outputs") / "en")])
def test_each_language_has_a_folder_of_its_own(
    language: str, out: Path, ready: Project, batches: list[tuple[list[Run], Batch]]
) -> None:
    assert _evalkit("run", "--language", language).exit_code == 0
    assert batches[0][1].out == out
    assert [run.name for run in batches[0][0]] == ["bdo/first", "sfi/second"]


def test_failed_runs_end_with_1_and_are_listed(ready: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Record(**{**vars(RECORD), "run": "b", "status": "failed", "error": "cell 2: ValueError: no"})
    monkeypatch.setattr(evalkit.batch, "run_batch", lambda *arguments: (RECORD, failed))
    result = _evalkit("run")
    assert result.exit_code == 1
    assert result.stderr == "evalkit: 1 of 2 runs failed; the others are done.\n  bdo/b: cell 2: ValueError: no\n"
    assert result.stdout == f"{Path('outputs') / 'index.html'}\n"


def test_what_does_not_hold_is_said_and_ends_with_1_though_the_pages_are_made(
    ready: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_batch(runs: object, batch: object, progress: Callable[[Notice], None], current: object) -> tuple[Record, ...]:
        progress(Notice("nothing to do: all 1 pages are up to date"))
        progress(Notice("bdo/a.html was altered by hand", doubtful=True))
        return (RECORD,)

    monkeypatch.setattr(evalkit.batch, "run_batch", run_batch)
    result = _evalkit("run")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1] == "bdo/a.html was altered by hand"
    assert result.stderr.splitlines()[2].startswith("evalkit: the pages are made, but see what is said above of 1 of the files")
    assert result.stdout == f"{Path('outputs') / 'index.html'}\n"


def test_explain_runs_nothing(ready: Project, batches: list[tuple[list[Run], Batch]]) -> None:
    result = _evalkit("run", "--explain")
    assert (result.exit_code, batches) == (0, [])
    assert result.stdout == "bdo/first   made: never made\nsfi/second  made: never made\n"
    assert not (ready.root / "outputs").exists()


def test_a_stop_ends_with_the_signal_s_code(ready: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_batch(*arguments: object) -> None:
        raise Stopped(15)

    monkeypatch.setattr(evalkit.batch, "run_batch", run_batch)
    result = _evalkit("run")
    assert result.exit_code == 143
    assert (
        result.stderr == "evalkit: stopped by SIGTERM. The earlier outputs are untouched; the same command goes on from here.\n"
    )


def test_the_audit_is_json_csv_or_text_and_says_how_many() -> None:
    found = {form: _evalkit("audit", "--format", form, "--language", "en") for form in ("json", "csv", "table")}
    assert {result.exit_code for result in found.values()} == {0}
    findings = json.loads(found["json"].stdout)
    assert {"class", "places", "values", "recomputation"} <= findings[0].keys()
    rows = list(csv.DictReader(io.StringIO(found["csv"].stdout)))
    assert len(rows) == len(findings) == found["table"].stdout.count(" · ") // 2
    assert {result.stderr for result in found.values()} == {f"Findings: {len(findings)}.\n"}


def test_the_audit_of_one_document_holds_only_what_concerns_it() -> None:
    findings = json.loads(_evalkit("audit", "bdo2023", "--format", "json").stdout)
    assert findings
    assert all("bdo2023" in finding["documents"] for finding in findings)


def test_the_audit_of_an_unknown_document_names_the_nearest() -> None:
    result = _evalkit("audit", "bdo2032")
    assert "evalkit: unknown document 'bdo2032'. Did you mean 'bdo2023'?" in result.stderr
    assert result.exit_code == 2


def test_lab_opens_in_the_notebooks(ready: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(subprocess, "call", lambda command, cwd: called.append((command, cwd)) or 5)
    assert _evalkit("lab").exit_code == 5
    assert called == [([sys.executable, "-m", "jupyterlab"], ready.root.resolve() / "notebooks")]


def test_python_m_evalkit_is_evalkit() -> None:
    shown = subprocess.run([sys.executable, "-m", "evalkit", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("evalkit, version ")


def test_help_imports_nothing_that_takes_long() -> None:
    code = "import sys, evalkit.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "click" in loaded
    assert not {"papermill", "nbconvert", "nbformat", "pandas", "numpy", "matplotlib", "seaborn", "scipy", "pydantic"} & set(
        loaded
    )
