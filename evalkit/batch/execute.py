"""One run in a worker process: inject the parameters, execute the notebook, export its pages.

papermill and nbconvert cost two seconds to import, so they are imported by the worker, once, and not by the command line.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.batch.frame import page_of
from evalkit.batch.plan import Run
from evalkit.codes.types import Code
from evalkit.errors import EvalkitError

_QUOTED_PATH = re.compile(r"""(['"])(?:[A-Za-z]:)?[\\/][^'"]*[\\/]([^'"\\/]*)[\\/]*\1""")
_BARE_PATH = re.compile(r"""(?<![\w.])(?:[A-Za-z]:)?[\\/](?:[^\s\\/'":,;()<>]+[\\/])+([^\s\\/'":,;()<>]*)""")


@dataclass(frozen=True)
class Job:
    """A run to execute: the run, its notebook's file, and the day that its pages shall carry."""

    run: Run
    notebook: Path
    made_on: dt.date


@dataclass(frozen=True)
class Pages:
    """What a run that went well gives: its page, its workbook, and the seconds that each stage took.

    Stages: `set-up` (shell, folder, parameters), `cells` (data, computing, drawing), `HTML`, `xlsx`, `scan` (of the files, for
    what must not leave).
    """

    html: str
    xlsx: bytes
    stages: Mapping[str, float]

    @property
    def took(self) -> str:
        """The seconds in all and by stage: `2.2 s (set-up 0.1, cells 1.9, HTML 0.1, xlsx 0.1)`."""
        parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.stages.items())
        return f"{sum(self.stages.values()):.1f} s ({parts})"


@dataclass(frozen=True)
class Failure:
    """Why a run gave no pages: one line without paths, such as `cell 4: ValueError: no such column`."""

    reason: str


def execute(job: Job) -> Pages | Failure:
    """Execute one run; whatever goes wrong in it is its failure and no one else's."""
    try:
        from evalkit.export.html import export_html
        from evalkit.export.xlsx import export_xlsx

        times = [time.monotonic()]
        executed = executed_notebook(job)
        times.append(time.monotonic())
        page = page_of(job.run, job.made_on)
        html = export_html(executed, page)
        times.append(time.monotonic())
        xlsx = export_xlsx(executed, page)
        times.append(time.monotonic())
        _look_through(job.run, executed, html, xlsx)
        times.append(time.monotonic())
        return Pages(html, xlsx, _stages(executed, times))
    except EvalkitError as error:
        return Failure(_reason(job.run, one_line(str(error))))
    except Exception as error:  # a run may fail in any way and stops no other run
        return Failure(_reason(job.run, one_line(f"{type(error).__name__}: {error}")))


def _stages(executed: Any, times: Sequence[float]) -> dict[str, float]:
    notebook, html, xlsx, scan = (after - before for before, after in itertools.pairwise(times))
    cells = sum(cell.metadata.get("papermill", {}).get("duration") or 0.0 for cell in executed.cells)
    return {"set-up": max(notebook - cells, 0.0), "cells": cells, "HTML": html, "xlsx": xlsx, "scan": scan}


def _look_through(run: Run, executed: Any, html: str, xlsx: bytes) -> None:
    """Refuse to hand over files that hold what must not leave."""
    from evalkit.disclosure import Policy
    from evalkit.export.payload import tables_of
    from evalkit.scan import scan_pages

    minimum = run.parameters.get("minimum")
    scan_pages(html, xlsx, tables_of(executed), _identifiers(run), Policy(minimum) if isinstance(minimum, int) else Policy())


def _identifiers(run: Run) -> Any:
    """Hashes of the identifiers in the registers that a run reads."""
    from evalkit.scan import NOBODY, identifiers_of

    seed = run.parameters.get("seed")
    return identifiers_of(run.source, seed if isinstance(seed, int) else None) if run.source_name else NOBODY


def _reason(run: Run, message: str) -> str:
    """Why a run failed, for the index, the manifest and the log: its message, unless that holds what must not leave."""
    from evalkit.scan import Leak, scan_text

    try:
        scan_text("the message", message, _identifiers(run))
    except Leak:
        return "its message names rows of the registers and is not kept. Run its notebook in JupyterLab to read it."
    except EvalkitError:  # the source itself cannot be read, which is what the message says
        return message
    return message


def injected(parameters: Mapping[str, object]) -> str:
    """The code of the cell that sets the parameters.

    >>> print(injected({"seed": 7, "language": "da"}))
    # Parameters
    seed = 7
    language = 'da'
    """
    lines = [f"{name} = {literal(value)}" for name, value in parameters.items()]
    return "\n".join(["# Parameters", *lines])


def literal(value: object) -> str:
    """A parameter's value as Python code; codes and dates stay codes and dates.

    >>> literal([1.5, None, dt.date(2021, 9, 1)])
    "[1.5, None, __import__('datetime').date(2021, 9, 1)]"
    """
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, Code):
        return f"{type(value).__name__}({str(value)!r})"
    if isinstance(value, dt.date):
        return f"__import__('datetime').date({value.year}, {value.month}, {value.day})"
    return repr(value)


def one_line(text: str) -> str:
    """The first line of a message, with the names of files but not the folders of this machine.

    >>> one_line("FileNotFoundError: No such file: 'D:/data/eva/persons.csv'")
    "FileNotFoundError: No such file: 'persons.csv'"
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return _BARE_PATH.sub(r"\1", _QUOTED_PATH.sub(r"\1\2\1", first))


def executed_notebook(job: Job) -> Any:
    """The executed notebook (a NotebookNode), with the cells of the original.

    papermill's own injection knows neither codes nor dates and drops `X | None`, so the cell is put in here.

    Raises
    ------
    EvalkitError: a cell ended with an error; names the cell as it is counted in JupyterLab, the error's type and message.
    """
    import nbformat
    from papermill.exceptions import PapermillExecutionError

    notebook = nbformat.read(job.notebook, as_version=4)
    position = next(number for number, cell in enumerate(notebook.cells, start=1) if cell.cell_type == "code")
    notebook.cells.insert(position, nbformat.v4.new_code_cell(injected(job.run.parameters)))
    try:
        executed = run_notebook(notebook)
    except PapermillExecutionError as error:
        number = error.cell_index + (error.cell_index < position)
        raise EvalkitError(f"cell {number}: {error.ename}: {error.evalue}") from None
    del executed.cells[position]
    _refuse_early_exit(executed)
    return executed


def run_notebook(notebook: Any) -> Any:
    """Execute a notebook by papermill with evalkit's engine, in an empty working folder that is gone afterwards.

    Raises
    ------
    PapermillExecutionError: a cell ended with an error.
    """
    import papermill
    from papermill.engines import papermill_engines

    from evalkit.batch.engine import NAME, InProcessEngine

    papermill_engines.register(NAME, InProcessEngine)  # also where evalkit is on the path without being installed
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return papermill.execute_notebook(notebook, None, engine_name=NAME, kernel_name="python3", progress_bar=False, cwd=folder)


def _refuse_early_exit(executed: Any) -> None:
    """papermill takes `sys.exit()` for success, though no cell after it was run."""
    for number, cell in enumerate(executed.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            raise EvalkitError(f"cell {number}: SystemExit: it ends the notebook, and the cells after it were not run")
