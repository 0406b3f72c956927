"""The shell and the engine: what a cell shows is what a kernel would show, and nothing of a notebook stays behind."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import numpy as np
import papermill
import pytest
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from evalkit.batch.engine import NAME, InProcessEngine
from evalkit.batch.execute import run_notebook

ROOT = Path(__file__).resolve().parents[3]
SHOWING = (
    "print('a'); print('b')\nimport sys; print('c', file=sys.stderr)\n1 + 1",
    "from IPython.display import HTML, Markdown, clear_output, display, update_display\n"
    "display(HTML('<p>1</p>'), metadata={'k': 1})\ndisplay(Markdown('*2*'), display_id='x'); HTML('<p>3</p>')",
    "update_display(HTML('<p>new</p>'), display_id='x')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "figure, axes = plt.subplots(); axes.bar([1, 2], [3, 4]); plt.close(figure); figure",
    "display(1); clear_output(); display(2); clear_output(wait=True); display(3)",
    "class Both:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        return {'text/plain': 'b', 'application/x+json': {'t': (1, 2.5, None)}}\nBoth()",
    "import pandas as pd; pd.DataFrame({'æ': [1.25, None]})",
    "_ is not None, Out[1], In[-1], __name__",
    "import asyncio; await asyncio.sleep(0); 7",
    "'hidden';",
)


@pytest.fixture(autouse=True)
def _own_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    yield
    mpl.use("agg")


def _notebook(*cells: str) -> Any:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def _shown(notebook: Any) -> list[tuple[int | None, Any]]:
    return [(cell.execution_count, cell.outputs) for cell in notebook.cells]


def test_outputs_are_those_of_a_kernel() -> None:
    ours = run_notebook(_notebook(*SHOWING))
    kernels = papermill.execute_notebook(_notebook(*SHOWING), None, kernel_name="python3", progress_bar=False)
    for (_, mine), (_, theirs), source in zip(_shown(ours), _shown(kernels), SHOWING, strict=True):
        assert [dict(one) for one in mine] == [dict(one) for one in theirs], source
    assert [count for count, _ in _shown(ours)] == [count for count, _ in _shown(kernels)]


def test_the_engine_is_known_to_papermill_by_name() -> None:
    papermill_engines.register_entry_points()
    assert papermill_engines.get_engine(NAME) is InProcessEngine


def test_an_error_ends_the_notebook_and_is_told_as_by_a_kernel() -> None:
    with pytest.raises(PapermillExecutionError) as ours:
        run_notebook(_notebook("x = 1", "1 / 0", "print('never')"))
    assert (ours.value.cell_index, ours.value.ename, ours.value.evalue) == (1, "ZeroDivisionError", "division by zero")


def test_nothing_of_a_notebook_stays_behind() -> None:
    def state() -> list[object]:
        streams = [sys.stdout, sys.stderr, sys.displayhook, sys.modules["__main__"], list(sys.path)]
        return [*streams, Path.cwd(), dict(os.environ), np.geterr(), random.getstate(), np.random.get_state()[2]]

    before = state()
    run_notebook(
        _notebook(
            "import os, sys, random, numpy as np, matplotlib as mpl\nleft = 1\nos.environ['LEFT'] = '1'; os.chdir('/')\n"
            "sys.path.append('/left'); np.seterr(all='raise'); random.seed(1); np.random.seed(1)\n"
            "mpl.rcParams['font.size'] = 40; import matplotlib.pyplot as plt; plt.figure(); sys.stdout = None"
        )
    )
    assert state() == before
    second = run_notebook(
        _notebook(
            "import matplotlib as mpl, matplotlib.pyplot as plt", "'left' in dir(), mpl.rcParams['font.size'], plt.get_fignums()"
        )
    )
    assert second.cells[1].outputs[0].data["text/plain"] == "(False, 10.0, [])"


@pytest.mark.parametrize("first", ["evalkit.batch.engine", "evalkit.batch.engine.in_process", "papermill.engines"])
def test_it_can_be_imported_before_papermill_and_after(first: str, tmp_path: Path) -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]["papermill.engine"]
    installed = tmp_path / "evalkit-0.dist-info" / "entry_points.txt"  # found before that of an older installation
    installed.parent.mkdir()
    installed.write_text(f"[papermill.engine]\n{NAME} = {told[NAME]}\n", encoding="utf-8")
    look = (
        f"import {first}; from papermill.engines import papermill_engines as known; import evalkit.batch.engine as ours; "
        "print(known.get_engine(ours.NAME) is ours.InProcessEngine)"
    )
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT)))}
    asked = subprocess.run([sys.executable, "-c", look], env=surroundings, capture_output=True, text=True, check=False)
    assert (asked.stdout, asked.returncode) == ("True\n", 0), asked.stderr
