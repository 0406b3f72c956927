"""A worker before its first report: what it has imported, and that it can be forked."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import pytest
from tiny_projects import Project

from evalkit.batch.warm import ENVIRONMENT, imported_by, prepare
from evalkit.batch.workers import work_through

MODULES = ("evalkit.computed", "lifelines", "no_such_module")


def _surroundings(job: int) -> tuple[set[str], int, str]:
    """What is imported, how many threads the warm process has, and where IPython keeps its profile."""
    tasks = Path(f"/proc/{os.getppid()}/task")
    return {*MODULES, "evalkit.export.html"} & sys.modules.keys(), len(list(tasks.iterdir())), os.environ["IPYTHONDIR"]


@pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux only")
def test_a_worker_has_imported_everything_and_has_no_thread_that_a_fork_would_lose() -> None:
    warm = partial(prepare, modules=MODULES)
    ((_, answer),) = work_through([1], _surroundings, warm, 1, environment=ENVIRONMENT)
    assert isinstance(answer, tuple), answer
    assert answer[:2] == ({"evalkit.computed", "lifelines", "evalkit.export.html"}, 1)
    assert "evalkit-" in answer[2]


def test_the_imports_of_notebooks_are_found_and_cells_that_are_not_python_are_passed_over(project: Project) -> None:
    first = project.notebook("a", "x: int = 1", "import os.path, json\nfrom lifelines import CoxPHFitter", "%magic\nimport math")
    second = project.notebook("b", "x: int = 1", "from . import here\nif x:\n    import csv")
    assert imported_by([first, second]) == ("csv", "evalkit.codes", "json", "lifelines", "os.path")
