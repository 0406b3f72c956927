"""A batch with its notebooks played by a stand-in, for the tests of what is done, kept and published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_projects import Project

from evalkit.batch import Batch, Notice, Run, Step, run_batch
from evalkit.batch import decide as decide_module
from evalkit.batch import run as run_module
from evalkit.batch.execute import Failure, Job, Pages
from evalkit.batch.forks import Died
from evalkit.batch.inputs import Code
from evalkit.codes import Language
from evalkit.manifest import MadeWith, Record

DAY = dt.date(2026, 11, 22)
Play = Callable[[Job], Pages | Failure | Died]


class FixedCode(Code):
    """evalkit as it was when a test began; `edit` changes a file that every notebook reaches."""

    def __init__(self) -> None:
        self.files, self.packages = {"index.py": "aaaa", "page.py": "aaaa"}, {"numpy": "2.4.6"}
        self.index = frozenset({"index.py"})

    @property
    def made_with(self) -> MadeWith:
        return MadeWith(dict(self.packages), dict(self.files))

    def reached(self, notebook: Path) -> frozenset[str]:
        return frozenset({"page.py"})


class Stage:
    """A project with one notebook, an outputs folder, and the jobs that the stand-in was given."""

    def __init__(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        self.project, self.out = project, project.root / "outputs"
        self.notebook = project.notebook("n", "seed: int = 1")
        self.jobs: list[str] = []
        self.steps: list[Step | Notice] = []
        self.play: Play = self.pages
        self.code = FixedCode()
        monkeypatch.setattr(run_module, "code", lambda: self.code)
        monkeypatch.setattr(run_module, "work_through", self._work_through)
        monkeypatch.setattr(decide_module, "code", lambda: self.code)

    def _work_through(self, jobs: list[Job], *rest: object) -> Iterator[tuple[Job, Pages | Failure | Died]]:
        for job in jobs:
            self.jobs.append(job.run.name)
            yield job, self.play(job)

    def run(
        self, *runs: Run, resume: bool = False, current: Callable[[Record], bool] = lambda record: True
    ) -> tuple[Record, ...]:
        self.jobs, self.steps = [], []
        return run_batch(runs, Batch(self.project.root, self.out, 1, resume, DAY), self.steps.append, current)

    @staticmethod
    def pages(job: Job) -> Pages:
        """What the stand-in makes of a run."""
        return Pages(f"page of {job.run.name}", job.run.name.encode(), {"cells": 9.4})

    def contents(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.out)): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and path.name != ".lock"
        }


def make_run(name: str, language: str = "da", **parameters: object) -> Run:
    report, run = name.split("/")
    return Run(
        report,
        f"Rapport {report}",
        run,
        run,
        0,
        f"Side {run}",
        "n",
        language,
        "synthetic",
        {"language": Language(language), **parameters},
        {},
    )
