"""Where the time of a page goes: processor and wall seconds by stage, taken by timers around evalkit's own functions.

`install` is called where the notebook runs, in a kernel or in the process itself; of a stage within a stage the inner one counts.
"""

from __future__ import annotations

import functools
import importlib
import json
import time
from collections.abc import Callable
from typing import Any

STAGES = {
    "data": ("evalkit.registers.sources:attach", "evalkit.registers.validation:attach"),
    "computing": (
        "evalkit.analysis:Analysis.compute", "evalkit.analysis:Analysis.told", "evalkit.analysis:Analysis.for_figures",
        "evalkit.analysis:Analysis.ledger", "evalkit.page:registry_findings",
    ),
    "drawing": ("evalkit.figures:bars", "evalkit.figures:dots", "evalkit.figures:spans"),
    "tables": ("evalkit.tables:Table.scroll_html",),
}  # fmt: skip
SPENT: dict[str, list[float]] = {}
_INNER: list[list[float]] = []


def install() -> None:
    """Put a timer around each function of a stage, wherever it was imported to; again, and only the count starts anew."""
    if SPENT:
        SPENT.clear()
        return
    importlib.import_module("evalkit.computed")
    for stage, names in STAGES.items():
        for name in names:
            module, _, path = name.partition(":")
            holder: Any = importlib.import_module(module)
            *parents, last = path.split(".")
            for parent in parents:
                holder = getattr(holder, parent)
            function = getattr(holder, last)
            timer = _timed(stage, function)
            setattr(holder, last, timer)
            for other in ("evalkit.page", "evalkit.computed", "evalkit.figures"):
                if vars(importlib.import_module(other)).get(last) is function:
                    setattr(importlib.import_module(other), last, timer)


def report() -> str:
    """Processor and wall seconds by stage, as JSON."""
    return json.dumps(SPENT)


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

    return run


def _clocks() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()
