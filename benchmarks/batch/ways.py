"""What `run.py` measures, each way in a process of its own."""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evalkit.batch import Batch, Run, plan, run_batch
from evalkit.batch.execute import injected
from evalkit.parameters import load_reports

ROOT = Path(__file__).resolve().parents[2]


def runs_of(codes: Sequence[str]) -> list[Run]:
    """The pages of the report for some municipalities."""
    reports = load_reports(ROOT, ("bdo2023",))
    return [run for code in codes for run in plan(reports, None, {"municipality": code}, "da", "synthetic")]


def evalkit(workers: str, out: str, *codes: str) -> None:
    """One batch."""
    records = run_batch(
        runs_of(codes),
        Batch(ROOT, Path(out), int(workers), False, dt.date(2026, 1, 1)),
        lambda step: print(step, file=sys.stderr),
    )
    assert {record.status for record in records} == {"done"}, records


def _notebook(run: Run, *more: str) -> Any:
    import nbformat

    notebook = nbformat.read(ROOT / "notebooks" / f"{run.notebook}.ipynb", as_version=4)
    first = next(number for number, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first + 1, nbformat.v4.new_code_cell(injected(run.parameters)))
    for source in more[:1]:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(source))
    for source in more[1:]:
        notebook.cells.append(nbformat.v4.new_code_cell(source))
    return notebook


def papermill(*codes: str) -> None:
    """Kernels one after the other from one process, and nbconvert in it."""
    import papermill as pm
    from nbconvert.exporters import HTMLExporter

    for run in runs_of(codes):
        executed = pm.execute_notebook(_notebook(run), None, kernel_name="python3", progress_bar=False)
        HTMLExporter(exclude_input=True).from_notebook_node(executed)


def _sources(run: Run) -> Iterator[ast.Module]:
    yield from (ast.parse(cell.source) for cell in _notebook(run).cells if cell.cell_type == "code")


def plain(run: Run) -> None:
    """The notebook's code as a script that asks for each figure and table, and does nothing with them."""
    names: dict[str, Any] = {}
    for tree in _sources(run):
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if hasattr(shown, "_repr_mimebundle_"):
                shown._repr_mimebundle_()


def floor(*codes: str) -> None:
    """Plain scripts one after the other; the first warms the process and is part of the time, as the start of a batch is."""
    import matplotlib as mpl

    mpl.use("agg")
    for run in runs_of(codes):
        plain(run)


def _said(executed: Any) -> dict[str, list[float]]:
    return dict(json.loads(executed.cells[-1].outputs[-1].data["text/plain"].strip("'")))


def _kernel(run: Run) -> dict[str, list[float]]:
    import papermill as pm

    begun = time.perf_counter()
    install = f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks/batch')!r})\nimport stages; stages.install()"
    executed = pm.execute_notebook(_notebook(run, install, "stages.report()"), None, kernel_name="python3", progress_bar=False)
    cells = [cell.metadata.papermill.duration for cell in executed.cells]
    wall = time.perf_counter() - begun
    return {"kernel": [0.0, wall - sum(cells)], "imports": [0.0, cells[0]], **_said(executed), "all": [0.0, wall]}


def _warm(run: Run) -> dict[str, list[float]]:
    from evalkit.batch.execute import run_notebook

    begun = (time.process_time(), time.perf_counter())
    executed = run_notebook(_notebook(run, "import stages; stages.install()", "stages.report()"))
    page = (time.process_time(), time.perf_counter())
    made = {**_said(executed), "all": [page[0] - begun[0], page[1] - begun[1]]}
    exported = _exported(run, executed)
    return {**made, **exported, "all": [made["all"][n] + sum(part[n] for part in exported.values()) for n in range(2)]}


def _exported(run: Run, executed: Any) -> dict[str, list[float]]:
    from evalkit.batch.frame import page_of
    from evalkit.export.html import export_html
    from evalkit.export.xlsx import export_xlsx

    executed.cells = executed.cells[1:-1]
    page, found = page_of(run, dt.date(2026, 1, 1)), {}
    makers: dict[str, Callable[..., object]] = {"HTML": export_html, "xlsx": export_xlsx}
    for name, make in makers.items():
        begun = (time.process_time(), time.perf_counter())
        make(executed, page)
        found[name] = [time.process_time() - begun[0], time.perf_counter() - begun[1]]
    return found


def stages(*codes: str) -> None:
    """Seconds by stage, the mean over pages: in kernels (wall), and in a warm process (processor)."""
    sys.path.insert(0, str(Path(__file__).parent))
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    runs = runs_of(codes)
    _warm(runs[0])
    for name, column, way in (("in a kernel, wall", 1, _kernel), ("in a warm process, processor", 0, _warm)):
        found = []
        for run in runs:
            with contextlib.redirect_stderr(sys.stdout):
                found.append(way(run))
        names = dict.fromkeys(stage for one in found for stage in one)
        means = {stage: sum(one.get(stage, [0.0, 0.0])[column] for one in found) / len(found) for stage in names}
        print(f"\n{name}: " + ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in means.items()))


if __name__ == "__main__":
    {"evalkit": evalkit, "papermill": papermill, "floor": floor, "stages": stages}[sys.argv[1]](*sys.argv[2:])
