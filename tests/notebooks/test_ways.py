"""Real pages are the same, byte for byte: made by one worker, two, a warm process, or papermill with a kernel."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import papermill
import pytest

from evalkit.batch import Batch, Run, plan, run_batch
from evalkit.batch import execute as execute_module
from evalkit.batch.execute import Job, Pages, execute
from evalkit.batch.warm import ENVIRONMENT
from evalkit.parameters import load_reports

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 11, 22)
NOTEBOOKS = ("case_reviews", "contact_regimes")


@pytest.fixture(scope="module")
def runs() -> tuple[Run, ...]:
    made = plan(load_reports(ROOT, ("bdo2023",)), None, {"municipality": "0751"}, "da", "synthetic")
    return tuple(run for run in made if run.notebook in NOTEBOOKS)


@pytest.fixture(scope="module")
def serial(runs: tuple[Run, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _batch(runs, tmp_path_factory.mktemp("serial"), 1)


def _batch(runs: tuple[Run, ...], out: Path, workers: int) -> dict[str, bytes]:
    records = run_batch(runs, Batch(ROOT, out, workers, False, DAY), lambda step: None)
    assert [record.error for record in records] == [""] * len(NOTEBOOKS)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*") if path.suffix in (".html", ".xlsx")}


def _pages(runs: tuple[Run, ...]) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for run in runs:
        pages = execute(Job(run, ROOT / "notebooks" / f"{run.notebook}.ipynb", DAY))
        assert isinstance(pages, Pages), pages
        made |= {f"{run.name}.html": pages.html.encode(), f"{run.name}.xlsx": pages.xlsx}
    return made


def test_two_workers_give_what_one_gives(runs: tuple[Run, ...], serial: dict[str, bytes], tmp_path: Path) -> None:
    assert _batch(runs, tmp_path, 2) == serial


def test_a_process_that_has_made_pages_before_gives_the_same(
    runs: tuple[Run, ...], serial: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    _pages(runs)
    again = _pages(runs)
    assert again == {name: page for name, page in serial.items() if name != "index.html"}


def test_a_kernel_of_plain_papermill_gives_the_same(
    runs: tuple[Run, ...], serial: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**ENVIRONMENT, "IPYTHONDIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(
        execute_module,
        "run_notebook",
        lambda notebook: papermill.execute_notebook(notebook, None, kernel_name="python3", progress_bar=False),
    )
    assert _pages(runs) == {name: page for name, page in serial.items() if name != "index.html"}
