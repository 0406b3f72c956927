"""Reports of registers on a server: what they and the manifest tell, and what is left when the server goes away."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from postgres_tables import Server
from tiny_projects import Project

from evalkit.batch import Batch, Step, run_batch
from evalkit.batch.plan import plan
from evalkit.parameters import load_reports

SECRET = "krydderi9"
ASKS = """
from evalkit.indicators import compute
from evalkit.registers.definitions import Definitions
from evalkit.registers.validation import open_source
opened = open_source(source)
print(opened.name, compute(opened.connection, "contact_intensity", "dagpenge", [""], ["2021"], Definitions())[0].persons)
"""
AGAIN = 'print(opened.connection.execute("SELECT count(*) FROM talks").fetchone())'
STOPS = "import os, subprocess; subprocess.run(os.environ['EVALKIT_TEST_STOP'], shell=True, check=True)"


@pytest.fixture
def batch(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.setenv("PGPASSWORD", SECRET)
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))
    project.notebook("asks", 'source: str = "synthetic"', ASKS)
    project.notebook("stops", 'source: str = "synthetic"', ASKS, STOPS, AGAIN)
    project.notebook("plain", "number: int = 1", "print(number)")
    return Batch(project.root, tmp_path / "out", workers=1, resume=False, made_on=dt.date(2026, 11, 22))


def _written(batch: Batch) -> str:
    return "\n".join(path.read_text("utf-8", errors="replace") for path in sorted(batch.out.rglob("*")) if path.is_file())


def test_pages_and_manifest_name_the_schema_and_nothing_else(project: Project, batch: Batch, source: str, server: Server) -> None:
    project.report("first", project.run("asks", "asks"))
    runs = plan(load_reports(project.root), None, {}, "en", source)
    (record,) = run_batch(runs, batch, lambda step: None)
    assert (record.status, record.error) == ("done", "")
    assert record.source == source
    assert len(record.inputs["source"]) == 64
    written = _written(batch)
    assert source in written
    assert not any(part in written for part in (SECRET, str(server.data.parent), server.environment["PGUSER"] + "@"))


def test_a_server_that_goes_away_fails_its_report_and_no_other(
    project: Project, batch: Batch, source: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALKIT_TEST_STOP", server.stopping)
    project.report("first", project.run("stops", "stops") + project.run("plain", "plain", "{number: 1}"))
    runs, steps = plan(load_reports(project.root), None, {}, "en", source), list[object]()
    try:
        records = {record.run: record for record in run_batch(runs, batch, steps.append)}
    finally:
        server.start()
    assert records["plain"].status == "done"
    assert records["stops"].status == "failed"
    assert "the PostgreSQL server went away" in records["stops"].error
    assert not records["stops"].outputs
    assert sorted(path.stem for path in (batch.out / "first").glob("*.html")) == ["plain"]
    assert not any(part in _written(batch) + repr(steps) for part in (SECRET, str(server.data.parent)))
    assert any(isinstance(step, Step) and "went away" in step.outcome for step in steps)
