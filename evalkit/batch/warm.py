"""What a worker has ready before its first report: variables, folders, imports, and what all reports of evalkit read.

Nothing here starts a thread: a worker is forked for each report.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evalkit.registers.converted import FOLDER

# Set before the first import: sets in one order, drawing into the notebook whatever the user has set, and one thread for linear
# algebra, so that sums come out the same however many workers there are.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # or importing pyarrow starts a thread
}
_ALWAYS = ("papermill", "evalkit.batch.engine", "evalkit.export.html", "evalkit.export.xlsx", "evalkit.scan")
_PAGE = """\
from evalkit.page import Page

page = Page("satisfaction", "ramboll2023", "da")
shown = page.rows(indicator="enrolled", place="section_1_enrolment")
page.list("waves", shown)
"""


def prepare(folder: Path, modules: Sequence[str] = ()) -> None:
    """Make this process a warm worker; called once in it.

    Parameters
    ----------
    folder: for what the worker leaves behind: IPython's profile, and what notebooks say outside their cells.
    modules: what the notebooks will import. One that cannot be imported is left to the cell that wants it, which will say so.
    """
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    os.environ[FOLDER] = str(folder.parent)  # of all workers of a batch: it goes with the last of them
    _divert_output(folder / "said.txt")
    for module in (*_ALWAYS, *modules):
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    if "evalkit.page" in sys.modules:
        with contextlib.suppress(Exception):  # what is wrong with a page is for the notebook to say that makes it
            _make_a_page()


def imported_by(notebooks: Iterable[Path]) -> tuple[str, ...]:
    """The modules that some notebooks import, by name, in order."""
    found: set[str] = set()
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                found.update(_imports("".join(cell["source"])))
    return tuple(sorted(found))


def _imports(source: str) -> Iterator[str]:
    """The modules that a cell imports; none where it is not plain Python."""
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)


def _make_a_page() -> None:
    """Make a small page and forget it: it reads the catalogues, loads fonts and templates, and imports what is imported late."""
    import nbformat

    from evalkit.audit.registry import registry_findings
    from evalkit.batch.execute import run_notebook
    from evalkit.published import figures

    figures()
    registry_findings()
    run_notebook(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_PAGE)]))


def _divert_output(file: Path) -> None:
    """Send what is said outside the notebooks, such as tracebacks on the way out, to a file and not to the terminal."""
    said = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
