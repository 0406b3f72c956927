"""What `run.py` measures, each way in a process of its own; every way leaves the hashes of the files that it made."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.batch import Batch, Run, plan, run_batch
from evalkit.batch.execute import injected
from evalkit.manifest import sha256
from evalkit.parameters import load_reports

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 1, 1)


def runs_of(chosen: Mapping[str, Any]) -> list[Run]:
    """The pages of BDO 2023 for some municipalities, of all runs or of those named."""
    reports, wanted = load_reports(ROOT, ("bdo2023",)), chosen["runs"]
    runs = [run for code in chosen["codes"] for run in plan(reports, None, {"municipality": code}, "da", "synthetic")]
    return [run for run in runs if not wanted or run.base in wanted]


def evalkit(chosen: Mapping[str, Any]) -> None:
    """One batch, in its own folder below `out`."""
    batch = Batch(ROOT, Path(chosen["out"]), chosen["workers"], False, DAY)
    records = run_batch(runs_of(chosen), batch, lambda step: print(step, file=sys.stderr))
    assert {record.status for record in records} == {"done"}, records
    files = (path for path in batch.out.rglob("*") if path.is_file() and path.name != ".lock")
    _leave(chosen, {path.relative_to(batch.out).as_posix(): sha256(path.read_bytes()) for path in files})


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


def papermill(chosen: Mapping[str, Any]) -> None:
    """Kernels one after the other from one process, and nbconvert in it."""
    import nbformat
    import papermill as pm
    from nbconvert.exporters import HTMLExporter

    done = []
    for run in runs_of(chosen):
        made = Path(chosen["out"]) / f"{run.id}.ipynb"
        executed = pm.execute_notebook(_notebook(run), made, kernel_name="python3", progress_bar=False)
        html, _ = HTMLExporter(exclude_input=True).from_notebook_node(nbformat.read(made, as_version=4))
        made.with_suffix(".html").write_text(html, encoding="utf-8")
        done.append((run, executed))
    _told()
    _leave(chosen, _hashes(done))


def loop(chosen: Mapping[str, Any]) -> None:
    """The hashes of what the papermill command line left; this itself is not measured."""
    import nbformat

    out = Path(chosen["out"])
    _leave(chosen, _hashes((run, nbformat.read(out / f"{run.id}.ipynb", as_version=4)) for run in runs_of(chosen)))


def _sources(run: Run) -> Iterator[ast.Module]:
    yield from (ast.parse(cell.source) for cell in _notebook(run).cells if cell.cell_type == "code")


def plain(run: Run) -> list[Mapping[str, Any]]:
    """The notebook's code as a script that asks for each figure and table, and does nothing with them."""
    names: dict[str, Any] = {}
    shown: list[Mapping[str, Any]] = []
    for tree in _sources(run):
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if hasattr(value, "_repr_mimebundle_"):
                shown.append(value._repr_mimebundle_())
    return shown


def floor(chosen: Mapping[str, Any]) -> None:
    """Plain scripts one after the other; the first warms the process and is part of the time, as the start of a batch is."""
    import matplotlib as mpl
    import nbformat

    mpl.use("agg")
    shown = {run.name: (run, plain(run)) for run in runs_of(chosen)}
    _told()
    cells = {name: (run, [nbformat.v4.new_output("display_data", one) for one in made]) for name, (run, made) in shown.items()}
    notebooks = {
        name: (run, nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=outputs)]))
        for name, (run, outputs) in cells.items()
    }
    _leave(chosen, {f"{name}.xlsx": _workbook(run, notebook) for name, (run, notebook) in notebooks.items()})


def _told() -> None:
    """Say how much processor time this process and its children have taken; what comes after is checking."""
    used = os.times()
    print(json.dumps({"processor": sum(used[:4]), "at": time.time()}), flush=True)


def _workbook(run: Run, executed: Any) -> str:
    """The hash of the workbook that evalkit makes of a notebook's tables."""
    from evalkit.batch.frame import page_of
    from evalkit.export.xlsx import export_xlsx

    return sha256(export_xlsx(executed, page_of(run, DAY)))


def _hashes(executed: Iterable[tuple[Run, Any]]) -> dict[str, str]:
    """The hashes of the pages and workbooks that evalkit makes of executed notebooks."""
    from evalkit.batch.frame import page_of
    from evalkit.export.html import export_html

    done = list(executed)
    pages = {f"{run.name}.html": sha256(export_html(one, page_of(run, DAY))) for run, one in done}
    return pages | {f"{run.name}.xlsx": _workbook(run, one) for run, one in done}


def _leave(chosen: Mapping[str, Any], hashes: Mapping[str, str]) -> None:
    Path(chosen["hashes"]).write_text(json.dumps(hashes), encoding="utf-8")


def _said(executed: Any) -> dict[str, list[float]]:
    return dict(json.loads(executed.cells[-1].outputs[-1].data["text/plain"].strip("'")))


def _timed(work: Callable[[], Any]) -> tuple[Any, list[float]]:
    """What some work gives, and the processor time of this process and the wall time that it took."""
    begun = (time.process_time(), time.perf_counter())
    made = work()
    return made, [time.process_time() - begun[0], time.perf_counter() - begun[1]]


def _kernel(run: Run, folder: Path) -> dict[str, list[float]]:
    """One page in a kernel, by stage; the kernel's processor time and papermill's own are counted each where they are spent."""
    import nbformat
    import papermill as pm
    from nbconvert.exporters import HTMLExporter

    install = f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks/batch')!r})\nimport stages; stages.install()"
    notebook = _notebook(run, install, "import time; stages.SPENT['all'] = [time.process_time(), 0.0]; stages.report()")
    executed, outside = _timed(lambda: pm.execute_notebook(notebook, None, kernel_name="python3", progress_bar=False))
    spent = _said(executed)
    cells = sum(cell.metadata.papermill.duration for cell in executed.cells)
    inside = spent.pop("all")
    known = [sum(part[number] for part in spent.values()) for number in range(2)]
    spent["kernel start"][1] = outside[1] - cells
    spent["other cells and messages"] = [inside[0] - known[0] + outside[0], cells - known[1]]
    _, spent["saving"] = _timed(lambda: nbformat.write(executed, folder / "page.ipynb"))
    _, spent["HTML"] = _timed(lambda: HTMLExporter(exclude_input=True).from_notebook_node(executed))
    return spent


def _warm(run: Run, folder: Path) -> dict[str, list[float]]:
    """One page in a warm process, by stage."""
    from evalkit.batch.execute import run_notebook
    from evalkit.batch.frame import page_of
    from evalkit.export.html import export_html
    from evalkit.export.xlsx import export_xlsx
    from evalkit.files import write_atomically

    notebook = _notebook(run, "import stages; stages.install()", "stages.report()")
    executed, outside = _timed(lambda: run_notebook(notebook))
    spent = {name: took for name, took in _said(executed).items() if name not in ("kernel start", "imports")}
    spent["other cells and set-up"] = [outside[number] - sum(part[number] for part in spent.values()) for number in range(2)]
    executed.cells = executed.cells[1:-1]
    html, spent["HTML"] = _timed(lambda: export_html(executed, page_of(run, DAY)))
    xlsx, spent["xlsx"] = _timed(lambda: export_xlsx(executed, page_of(run, DAY)))
    spent["scan"] = _scanned(run, executed, html, xlsx)
    saved = (("page.html", html), ("page.xlsx", xlsx))
    _, spent["saving"] = _timed(lambda: [write_atomically(folder / name, content) for name, content in saved])
    return spent


def _scanned(run: Run, executed: Any, html: str, xlsx: bytes) -> list[float]:
    from evalkit.disclosure import Policy
    from evalkit.export.payload import tables_of
    from evalkit.scan import identifiers_of, scan_pages

    return _timed(lambda: scan_pages(html, xlsx, tables_of(executed), identifiers_of("synthetic", 1), Policy(5)))[1]


def stages(chosen: Mapping[str, Any]) -> None:
    """A table of seconds by stage, the mean over pages: in kernels, and in a warm process."""
    sys.path.insert(0, str(Path(__file__).parent))
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    from evalkit.shared import forget

    runs, found = runs_of(chosen), {}
    with tempfile.TemporaryDirectory() as folder:
        _warm(runs[0], Path(folder))
        for name, way in (("in a kernel", _kernel), ("in a warm process", _warm)):
            forget()
            found[name] = [way(run, Path(folder)) for run in runs]
    print(_table(found))


def _table(found: Mapping[str, Sequence[Mapping[str, Sequence[float]]]]) -> str:
    names = dict.fromkeys(stage for pages in found.values() for one in pages for stage in one)
    heads = [f"{way}, {clock}" for way in found for clock in ("processor", "wall")]
    lines = [f"| stage, s a page | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    sums = [0.0] * len(heads)
    for stage in names:
        means = [sum(one.get(stage, (0, 0))[n] for one in pages) / len(pages) for pages in found.values() for n in range(2)]
        sums = [before + mean for before, mean in zip(sums, means, strict=True)]
        lines.append(f"| {stage} | {' | '.join(f'{mean:.2f}' if mean > 0.0005 else '' for mean in means)} |")
    return "\n".join([*lines, f"| all | {' | '.join(f'{one:.2f}' for one in sums)} |"])


if __name__ == "__main__":
    {one.__name__: one for one in (evalkit, papermill, loop, floor, stages)}[sys.argv[1]](json.loads(sys.argv[2]))
