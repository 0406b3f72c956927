from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from evalkit.export.page import PageInfo

Executed = Callable[..., NotebookNode]


@pytest.fixture
def page() -> PageInfo:
    return PageInfo(
        title="Samtaler",
        language="da",
        report="BDO 2023",
        run="Odense",
        index_href="../index.html",
        parameters=(("Kommune", "Odense"),),
        banner=None,
        made_on=date(2026, 11, 5),
        version="0.1.0",
        description="",
    )


@pytest.fixture
def executed() -> Executed:
    """Makes a notebook with one cell an output; an output is its data, or data and metadata."""

    def make(*outputs: dict[str, Any] | tuple[dict[str, Any], dict[str, Any]]) -> NotebookNode:
        pairs = [output if isinstance(output, tuple) else (output, {}) for output in outputs]
        cells = [new_code_cell("show(x)", outputs=[new_output("display_data", data, metadata=meta)]) for data, meta in pairs]
        return new_notebook(cells=cells)

    return make
