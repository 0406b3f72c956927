"""Numbers over time for readers: one line a series, in the style of `figures`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from evalkit.figures import CSS_DPI, LEGEND_CHARACTERS, PALETTE, STYLE, WIDTH_INCHES, Figure, finished
from evalkit.numbers import format_number
from evalkit.tables import Table

# Lines are told apart without colour too: offset and lengths of dashes and gaps, in line widths.
DASHES: tuple[tuple[float, Sequence[float]], ...] = ((0, ()), (0, (5, 1.5)), (0, (1.5, 1.5)), (0, (6, 1.5, 1.5, 1.5)))
TICKS, TIME_CHARACTERS = 6, 12
HEIGHT_INCHES = 3.6


def lines(
    frame: pd.DataFrame,
    data: Table,
    alt: str,
    unit: str,
    decimals: int = 0,
    hues: Sequence[str] = (),
    shaded: tuple[str, str, str] | None = None,
) -> Figure:
    """Lines over time, from 0.

    Parameters
    ----------
    frame: one row a point: `label` (the time, as text), `value` (number in `unit`) and `hue`. The times stand in the order of the
        frame's labels, equally far apart; a series without a time has a gap there.
    data, alt, unit, hues: as for `figures.bars`.
    decimals: not used, since no number is written at a point; it is what every kind of figure takes.
    shaded: first and last time of a stretch with a ground of its own, and what it is.
    """
    times, series = list(dict.fromkeys(frame["label"])), list(hues) or [""]
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=2 * CSS_DPI, layout="constrained")
        axes = canvas.add_subplot()
        for name, colour, dashes in zip(series, PALETTE, DASHES, strict=False):
            own = frame[frame["hue"] == name].set_index("label")["value"].reindex(times)
            axes.plot(range(len(times)), own, color=colour, linestyle=dashes, linewidth=2, marker="o", markersize=2.5, zorder=3)
        if shaded:
            first, last, text = shaded
            axes.axvspan(times.index(first) - 0.5, times.index(last) + 0.5, color="#e8ecef", zorder=0, label=text)
        step = max(1, -(-len(times) // TICKS))
        axes.set_xticks(range(0, len(times), step), [textwrap.fill(time, TIME_CHARACTERS) for time in times[::step]])
        axes.set_ylim(bottom=0)
        axes.set_ylabel(unit)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0, data.language)))
        axes.grid(axis="y", zorder=0)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        _legend(canvas, hues, shaded[2] if shaded else "")
        return finished(canvas, data, alt)


def _legend(canvas: Canvas, hues: Sequence[str], ground: str) -> None:
    """A legend above the plot, in as many columns as fit, so that it never lies on a line."""
    handles = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=2, label=name)
        for name, colour, dashes in zip(hues, PALETTE, DASHES, strict=False)
    ]
    if ground:
        handles.append(Line2D([], [], color="#e8ecef", linewidth=8, label=ground))
    if handles:
        longest = max(len(str(handle.get_label())) for handle in handles)
        columns = max(1, min(len(handles), LEGEND_CHARACTERS // (longest + 8)))
        canvas.legend(handles=handles, loc="outside upper left", ncols=columns)
