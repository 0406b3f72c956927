"""Where the time of a page goes: processor and wall seconds by stage, taken by timers around evalkit's own functions.

`install` is called where the notebook runs, in a kernel or in the process itself; of a stage within a stage the inner one counts.
"""

from __future__ import annotations

import functools
import importlib
import json
import pkgutil
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

STAGES = {
    "data": ("evalkit.analysis:open_analysis",),
    "computing": (
        "evalkit.analysis:Analysis.compute", "evalkit.analysis:Analysis.told", "evalkit.analysis:Analysis.for_figures",
        "evalkit.analysis:Analysis.ledger", "evalkit.audit.registry:registry_findings",
    ),
    "tables": ("evalkit.tables:Table.scroll_html", "evalkit.typeset:crosstab", "evalkit.typeset:results_table"),
}  # fmt: skip
Spent = dict[str, list[float]]
SPENT: Spent = {}
_INNER: list[list[float]] = []
_INSTALLED: Spent = {}


def install() -> None:
    """Import what the notebooks import, and put a timer around each function of a stage, wherever it was imported to.

    Called again, it only starts to count anew.
    """
    began = _clocks()
    SPENT.clear()
    if _INSTALLED:
        return
    for module in ("evalkit.computed", "evalkit.analysis", "evalkit.pages"):
        importlib.import_module(module)
    for module in pkgutil.walk_packages(importlib.import_module("evalkit.pages").__path__, "evalkit.pages."):
        importlib.import_module(module.name)
    _INSTALLED["kernel start"] = [began[0], 0.0]  # the processor time of this process so far
    _INSTALLED["imports"] = [now - then for now, then in zip(_clocks(), began, strict=True)]
    for stage, names in STAGES.items():
        for name in names:
            _time(stage, *_found(name))
    for holder, name in _drawing():
        _time("drawing", holder, name)


def report() -> str:
    """Processor and wall seconds by stage, as JSON."""
    return json.dumps({**_INSTALLED, **SPENT})


def _found(name: str) -> tuple[Any, str]:
    """What holds a function, and the function's name in it."""
    module, _, path = name.partition(":")
    holder: Any = importlib.import_module(module)
    *parents, last = path.split(".")
    for parent in parents:
        holder = getattr(holder, parent)
    return holder, last


def _drawing() -> Iterator[tuple[Any, str]]:
    """Every function of evalkit's figures and charts that gives a figure."""
    charts = importlib.import_module("evalkit.charts")
    names = ["evalkit.figures", *(module.name for module in pkgutil.walk_packages(charts.__path__, "evalkit.charts."))]
    for module in map(importlib.import_module, names):
        for name, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__annotations__", {}).get("return") == "Figure":
                yield module, name


def _time(stage: str, holder: Any, name: str) -> None:
    function = getattr(holder, name)
    if hasattr(function, "timed"):
        return
    timer = _timed(stage, function)
    setattr(holder, name, timer)
    for other in [module for key, module in sys.modules.items() if key.startswith("evalkit.")]:
        for own in [own for own, value in vars(other).items() if value is function]:
            setattr(other, own, timer)


def _timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        inner = [0.0, 0.0]
        _INNER.append(inner)
        begun = _clocks()
        try:
            return function(*args, **kwargs)
        finally:
            took = [now - then for now, then in zip(_clocks(), begun, strict=True)]
            _INNER.pop()
            spent = SPENT.setdefault(stage, [0.0, 0.0])
            for number in range(2):
                spent[number] += took[number] - inner[number]
                if _INNER:
                    _INNER[-1][number] += took[number]

    vars(run)["timed"] = True
    return run


def _clocks() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()
