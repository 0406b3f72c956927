"""What stands in a picture: every mark that a figure draws, taken from its axes before it becomes dots."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure as Canvas

from evalkit import figures
from evalkit.figures import Figure
from evalkit.tables import Table


@dataclass(frozen=True)
class Picture:
    """A figure that was drawn: its axes and the table of its numbers."""

    canvas: Canvas
    data: Table

    def told(self) -> set[float]:
        """The numbers of the table that are told."""
        cells = (cell for row in self.data.rows for cell in row.cells)
        return {float(cell.value) for cell in cells if isinstance(cell.value, float | int)}

    def untold(self) -> list[float]:
        """Ends of bars, points of lines and dots that are no told number of the table."""
        across = not any(axes.get_ylabel() for axes in self.canvas.axes)
        marks = [mark for axes in self.canvas.axes for mark in _marks(axes, across) if not np.isnan(mark)]  # a gap is no mark
        assert marks, "a picture without marks shows nothing"
        told = np.array(sorted(self.told()))
        return [mark for mark in marks if not np.isclose(told, mark, rtol=0, atol=1e-9).any()]

    def unsaid(self) -> list[str]:
        """Texts at the marks and below the axis that stand in no cell of the table."""
        said = {"", *(cell.text for row in self.data.rows for cell in row.cells)}
        return [text.get_text() for axes in self.canvas.axes for text in axes.texts if text.get_text() not in said]


@contextmanager
def pictures() -> Iterator[list[Picture]]:
    """The figures that are drawn meanwhile."""
    found: list[Picture] = []
    finish = figures.finished

    def finished(canvas: Canvas, data: Table, alt: str) -> Figure:
        found.append(Picture(canvas, data))
        return finish(canvas, data, alt)

    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("evalkit.") and getattr(module, "finished", None) is finish:
                patch.setattr(module, "finished", finished)
        yield found


def _marks(axes: Axes, across: bool) -> Iterator[float]:
    """Values of the marks: `across` where they lie along the axis below, as those of bars and dots on lines with names."""
    for container in axes.containers:
        if isinstance(container, BarContainer):
            yield from (bar.get_width() for bar in container)
    for line in axes.lines:
        yield from np.asarray(line.get_xdata() if across else line.get_ydata(), dtype=float)
    for drawn in axes.collections:
        if isinstance(drawn, PathCollection):
            yield from np.asarray(drawn.get_offsets(), dtype=float)[:, 0 if across else 1]
        if isinstance(drawn, LineCollection):
            yield from (float(point[0 if across else 1]) for segment in drawn.get_segments() for point in segment)
