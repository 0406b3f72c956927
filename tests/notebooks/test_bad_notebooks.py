"""Batches with real kernels: notebooks that go wrong in every way, beside notebooks that do not."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_projects import Project

from evalkit.batch import Batch, Step, plan, run_batch
from evalkit.manifest import Record
from evalkit.parameters import load_reports

DECLARED = """\
document: Document = "bdo2023"
akasse: Akasse | None = None
language: Language = "da"
"""
SHOW = """\
import os, pathlib, matplotlib.pyplot as plt
from IPython import get_ipython
from IPython.display import HTML, display
home = sorted(path.name for path in pathlib.Path().iterdir())
history = get_ipython().history_manager.enabled
plt.plot([1, 2]); figure = plt.gcf(); plt.close()
display(figure, metadata={"image/png": {"alt": "a line"}})
said = [type(akasse).__name__, type(document).__name__, home, history, os.environ["PYTHONHASHSEED"], sorted({"æ", "b", "c"})]
display(HTML(f"<h1>{language}</h1><p>{' | '.join(map(str, said))}</p>"))"""
CELLS = {
    "good": SHOW,
    "raises": "import evalkit\nraise ValueError(f'no such file: {evalkit.__file__}\\n010180-1234 is in row 2')",
    "exits": "import sys; sys.exit()",
    "dies": "import os; os._exit(3)",
    "interrupts": "raise KeyboardInterrupt",
    "no_alt": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "syntax": "x = = 1",
}


def _batch(
    project: Project, out: Path, workers: int, reports: tuple[str, ...], only: dict[str, str]
) -> tuple[list[Step], dict[str, Record]]:
    steps: list[Step] = []
    runs = plan(load_reports(project.root, reports), None, only, "da", "synthetic")
    records = run_batch(runs, Batch(project.root, out, workers, False, dt.date(2026, 11, 22)), steps.append)
    return steps, {record.run: record for record in records}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("batch") / "project")
    for name, cell in CELLS.items():
        project.notebook(name, DECLARED, cell, "from IPython.display import HTML\nHTML('<p>the end</p>')")
    runs = {name: project.run(name, name, '{document: "bdo2023"}') for name in CELLS}
    project.report("mixed", "".join(runs.values()), split_by="[akasse]")
    project.report("good", runs["good"] + runs["good"].replace("id: good", "id: again"), split_by="[akasse]")
    return project


@pytest.fixture(scope="module")
def mixed(project: Project) -> Iterator[tuple[list[Step], dict[str, Record]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "agg")  # what a user may have set; figures must come all the same
        yield _batch(project, project.root / "mixed", 2, ("mixed",), {})


def test_the_run_that_goes_well_is_done_and_the_others_failed_each_for_its_own_reason(
    mixed: tuple[list[Step], dict[str, Record]],
) -> None:
    errors = {name: record.error for name, record in mixed[1].items()}
    assert errors.pop("good") == ""
    assert errors.pop("raises") == "cell 3: ValueError: no such file: __init__.py"
    assert errors.pop("exits") == "cell 3: SystemExit: it ends the notebook, and the cells after it were not run"
    assert errors.pop("dies") == "its process ended in the middle (exit code 3)"
    assert errors.pop("interrupts") == "cell 3: KeyboardInterrupt:"
    assert errors.pop("no_alt").startswith("cell 3 (import matplotlib.pyplot as plt) shows a picture")
    assert errors.pop("syntax").startswith("cell 3: SyntaxError: invalid syntax")
    assert errors == {}
    assert sorted(step.number for step in mixed[0]) == list(range(1, 8))


def test_only_the_good_run_has_pages_and_the_index_says_which_failed(
    project: Project, mixed: tuple[list[Step], dict[str, Record]]
) -> None:
    out = project.root / "mixed"
    assert sorted(path.name for path in (out / "mixed").iterdir()) == ["good.html", "good.xlsx"]
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "mixed/good.html" in index
    assert "mixed/raises.html" not in index
    assert "Side raises" in index


def test_the_manifest_names_no_folder_of_the_machine_and_no_data(
    project: Project, mixed: tuple[list[Step], dict[str, Record]]
) -> None:
    text = (project.root / "mixed" / "manifest.json").read_text(encoding="utf-8")
    assert str(project.root) not in text
    assert "site-packages" not in text
    assert "010180" not in text
    assert {run["status"] for run in json.loads(text)["runs"]} == {"done", "failed"}


def test_the_kernel_sees_typed_parameters_and_nothing_of_the_users_own(
    project: Project, mixed: tuple[list[Step], dict[str, Record]]
) -> None:
    page = (project.root / "mixed" / "mixed" / "good.html").read_text(encoding="utf-8")
    assert "NoneType | Document | [] | False | 0 | ['b', 'c', 'æ']" in page
    assert 'alt="a line"' in page
    assert "the end" in page


def test_two_workers_give_what_one_gives(project: Project) -> None:
    contents = []
    for workers in (1, 2):
        out = project.root / f"workers{workers}"
        _, records = _batch(project, out, workers, ("good",), {"akasse": "HK-A"})
        assert {record.status for record in records.values()} == {"done"}
        contents.append({str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert contents[0] == contents[1]
    assert sorted(contents[0]) == [
        ".lock", "good/again-hk-a.html", "good/again-hk-a.xlsx", "good/good-hk-a.html", "good/good-hk-a.xlsx",
        "index.html", "manifest.json",
    ]  # fmt: skip
    assert "Akasse | Document" in contents[0]["good/good-hk-a.html"].decode()
