"""A report that is sent away: what goes with it, what it becomes elsewhere, and what a log may show of it."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from tiny_projects import Project

from evalkit.batch.execute import Job, Pages
from evalkit.batch.plan import plan
from evalkit.batch.shipments import execute_shipped, packed
from evalkit.batch.workers import Limits
from evalkit.parameters import load_reports

DAY = dt.date(2026, 11, 22)
READ = """\
import os, pathlib
from IPython.display import HTML
project = pathlib.Path(os.environ["EVALKIT_PROJECT"])
found = sorted(path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())
HTML(f"<h1>found</h1><p>{' '.join(found)}: {(project / 'parameters' / 'regimes' / 'ours.yml').read_text()}</p>")"""


def _job(project: Project, regimes: str) -> Job:
    path = project.notebook("n", 'regimes: list[str] = ["a"]\nlanguage: Language = "da"', READ)
    project.report("r", project.run("a", "n", f"{{regimes: {regimes}}}"))
    folder = project.root / "parameters" / "regimes"
    folder.mkdir()
    (folder / "ours.yml").write_text("æ of our own", encoding="utf-8")
    (project.root.parent / "outside.yml").write_text("no one's business", encoding="utf-8")
    (run,) = plan(load_reports(project.root, ["r"]), None, {}, "da", "synthetic")
    return Job(run, path, DAY)


def test_a_report_finds_elsewhere_the_file_that_its_parameters_name(project: Project) -> None:
    sent = packed(_job(project, '["rules_2017", "parameters/regimes/ours.yml"]'), project.root)
    (project.root / "parameters" / "regimes" / "ours.yml").unlink()
    (project.root / "notebooks" / "n.ipynb").unlink()
    before = dict(os.environ)
    pages = execute_shipped(sent)
    assert isinstance(pages, Pages), pages
    assert "notebooks/n.ipynb parameters/regimes/ours.yml: æ of our own" in pages.html
    assert dict(os.environ) == before


def test_no_file_outside_the_project_is_sent(project: Project) -> None:
    outside = project.root.parent / "outside.yml"
    job = _job(project, f'["parameters/regimes/ours.yml", "parameters/none.yml", "../outside.yml", "{outside}"]')
    assert packed(job, project.root).files == {"parameters/regimes/ours.yml": "æ of our own".encode()}


def test_a_log_shows_its_name_and_no_more(project: Project) -> None:
    assert repr(packed(_job(project, '["a"]'), project.root)) == "<report r/a>"


@pytest.mark.parametrize(("threads", "megabytes", "expected"), [(1, None, 800), (4, None, 200), (4, 50.0, 50.0)])
def test_a_report_has_its_share_of_what_its_worker_was_given(threads: int, megabytes: float | None, expected: float) -> None:
    assert Limits.for_each_of(threads, 9.0, megabytes, total=1e9) == Limits(9.0, expected)
