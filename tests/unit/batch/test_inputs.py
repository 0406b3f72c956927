"""What a page depends on of evalkit: the code that it can reach and the data of that code, and nothing else."""

from __future__ import annotations

import ast
import datetime as dt
import json
import sys
from pathlib import Path
from types import FrameType

import pytest
from tiny_projects import Project

from evalkit.batch.execute import Job, Pages, execute
from evalkit.batch.inputs import HANDS, PACKAGE, Code
from evalkit.batch.plan import plan
from evalkit.manifest import MadeWith
from evalkit.parameters import load_reports

FILES = {
    "__init__.py": "",
    "messages.csv": "key,da,en",
    "cli.py": "from evalkit.counts import count",
    "export/__init__.py": "",
    "export/html.py": "import evalkit.words",
    "export/xlsx.py": "import json",
    "words.py": "",
    "codes/__init__.py": "from evalkit.codes.types import Akasse\nfrom evalkit.codes.other import Other",
    "codes/types.py": "",
    "codes/other.py": "",
    "codes/lists/akasser.csv": "code",
    "counts/__init__.py": "from evalkit.counts import inner as hidden\nALL = (hidden,)",
    "counts/inner.py": "def late():\n    from evalkit.late import later",
    "counts/README.md": "how it counts",
    "late.py": "",
    "unused/__init__.py": "",
    "unused/data.csv": "x",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "evalkit"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _notebook(folder: Path, *cells: str) -> Path:
    path = folder / "n.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": [cell]} for cell in cells]}), encoding="utf-8")
    return path


def test_reached_is_what_the_imports_lead_to_with_its_data(package: Path, tmp_path: Path) -> None:
    reached = Code(package).reached(_notebook(tmp_path, "from evalkit.codes import Akasse\nimport numpy"))
    assert reached == {
        "messages.csv",
        "export/html.py",
        "export/xlsx.py",
        "words.py",
        "codes/types.py",
        "codes/lists/akasser.csv",
    }


def test_a_package_that_has_the_name_itself_counts_with_all_that_it_imports_also_late(package: Path, tmp_path: Path) -> None:
    reached = Code(package).reached(_notebook(tmp_path, "x = 1", "from evalkit.counts import ALL"))
    assert {"counts/__init__.py", "counts/inner.py", "late.py"} <= reached
    assert not {"cli.py", "counts/README.md", "codes/types.py", "unused/data.csv"} & reached


def test_a_cell_that_is_not_plain_python_may_reach_anything(package: Path, tmp_path: Path) -> None:
    assert Code(package).reached(_notebook(tmp_path, "%matplotlib inline")) == FILES.keys()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cli.py", []),
        ("codes/other.py", []),
        ("unused/data.csv", []),
        ("codes/types.py", ["evalkit changed: codes/types.py"]),
        ("codes/lists/akasser.csv", ["evalkit changed: codes/lists/akasser.csv"]),
        ("words.py", ["evalkit changed: words.py"]),
    ],
)
def test_a_change_counts_where_it_is_reached_and_nowhere_else(name: str, said: list[str], package: Path, tmp_path: Path) -> None:
    notebook, then = _notebook(tmp_path, "from evalkit.codes import Akasse"), Code(package).made_with
    (package / name).write_text("x = 2", encoding="utf-8")
    assert Code(package).made_with.id != then.id
    assert Code(package).changed(notebook, then) == said


def test_a_changed_file_and_another_version_of_a_package_are_named(package: Path, tmp_path: Path) -> None:
    now = Code(package)
    then = MadeWith({**now.made_with.packages, "numpy": "1.0"}, {**now.files, "words.py": "other"})
    said = now.changed(_notebook(tmp_path, "from evalkit.codes import Akasse"), then)
    assert said == [f"numpy was 1.0, is {now.made_with.packages['numpy']}", "evalkit changed: words.py"]


def test_of_many_changed_files_three_are_named(package: Path, tmp_path: Path) -> None:
    now = Code(package)
    said = now.changed(_notebook(tmp_path, "%magic"), MadeWith(now.made_with.packages, {}))
    assert said == ["evalkit changed: __init__.py, cli.py, codes/__init__.py and 14 more"]


def test_nothing_in_evalkit_imports_in_a_way_that_is_not_seen() -> None:
    allowed = {"batch/warm.py", "batch/cluster.py", "widgets/choices.py"}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree)), path
        called = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert path.relative_to(PACKAGE).as_posix() in allowed or not called & {"import_module", "__import__"}, path


def test_a_package_does_nothing_when_it_is_imported_but_to_name_things() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        doing = [node for node in ast.parse(path.read_text(encoding="utf-8")).body[1:] if isinstance(node, ast.Expr)]
        assert not doing, f"{path} does something on import, and evalkit.batch.inputs looks through it"


def test_every_function_that_makes_a_page_stands_in_a_file_that_counts(project: Project) -> None:
    """The page is made with a profiler on; planning, whose results stand in the record, is left out."""
    root = PACKAGE.parent
    project.report("bdo", project.run("a", "overview"))
    notebook = project.root / "notebooks" / "overview.ipynb"
    notebook.write_bytes((root / "notebooks" / "overview.ipynb").read_bytes())
    (run,) = plan(load_reports(project.root), None, {}, "da", "synthetic")
    called: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_name != "<module>" and frame.f_code.co_filename.startswith(str(PACKAGE)):
            called.add(Path(frame.f_code.co_filename).relative_to(PACKAGE).as_posix())

    execute(Job(run, notebook, dt.date(2026, 11, 22)))  # what is imported and read once is not of interest
    sys.setprofile(note)
    try:
        made = execute(Job(run, notebook, dt.date(2026, 11, 22)))
    finally:
        sys.setprofile(None)
    assert isinstance(made, Pages)
    assert {"page.py", "overview.py", "export/html.py", "batch/execute.py"} <= called
    assert called - Code().reached(notebook) <= {"batch/plan.py"}


def test_the_hands_are_there() -> None:
    assert all((PACKAGE / name).is_file() for name in HANDS)


def test_the_index_depends_on_its_own_code_and_not_on_that_of_pages() -> None:
    code = Code()
    assert {"export/index.py", "batch/listing.py", "export/template/index.js", "messages.csv"} <= code.index
    assert not {"pages/survival.py", "indicators/aggregate.py", "cli.py"} & code.index
    then = MadeWith(code.made_with.packages, {**code.files, "export/index.py": "another"})
    assert (code.index_changed(code.made_with), code.index_changed(then)) == (False, True)
