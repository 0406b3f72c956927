"""Charts of a survey: shares with intervals, shares of two groups side by side, whole distributions of answers, and waves.

Each function takes a tidy frame that is ready to show (disclosed and labelled) and returns a `Figure`; nothing is estimated here.
A number that is not told has no value in the frame and is drawn as its sign.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from evalkit.figures import (
    CSS_DPI,
    LABEL_CHARACTERS,
    LEGEND_CHARACTERS,
    LINE_INCHES,
    MARKERS,
    PALETTE,
    STYLE,
    WIDTH_INCHES,
    Figure,
    finished,
)
from evalkit.numbers import format_number
from evalkit.tables import Table

# From very favourable to very unfavourable, and grey for those who do not know.
ANSWER_COLOURS = ("#12455c", "#5b93ab", "#dcd6c5", "#e0a15a", "#a8501b", "#9aa3aa")
DARK_TEXT, LIGHT_TEXT = "#26313a", "#ffffff"
LIGHT_ON = ("#12455c", "#a8501b")  # colours that light text is read on
NARROWEST = 5.0  # pct., of a part of a bar that has its number in it
PANELS_ACROSS = 2
PANEL_INCHES = 2.2
PANEL_CHARACTERS = 38


def intervals(frame: pd.DataFrame, data: Table, alt: str, unit: str, decimals: int, hues: Sequence[str]) -> Figure:
    """One dot a label and series with its interval as a line.

    Parameters
    ----------
    frame: one row a dot: `label`, `hue`, and `value`, `low`, `high` (numbers in `unit`; NaN where not told or not estimated) and
        `sign`, what stands in place of a value that is not told.
    data: the numbers as a table, with title, source and remarks.
    alt: what the figure shows, in words. unit: label of the value axis.
    decimals: of the numbers on the axis. hues: the series in the order of the legend.
    """
    labels = list(dict.fromkeys(frame["label"]))
    with mpl.rc_context(STYLE):
        canvas, axes = _canvas(labels, 0.14 + 0.2 * len(hues))
        for number, hue in enumerate(hues):
            own = frame[frame["hue"] == hue]
            places = np.array([labels.index(label) for label in own["label"]]) + _shift(number, len(hues))
            axes.hlines(places, own["low"], own["high"], color=PALETTE[number], linewidth=2, alpha=0.6)
            axes.plot(own["value"], places, linestyle="", marker=MARKERS[number], markersize=7, color=PALETTE[number])
            for place, value, sign in zip(places, own["value"], own["sign"], strict=True):
                if np.isnan(value):
                    axes.annotate(sign, (0, place), xytext=(4, 0), textcoords="offset points", va="center", color=PALETTE[number])
        _rows(axes, labels, unit, data.language)
        _legend(canvas, [_dot(hue, number) for number, hue in enumerate(hues)])
        return finished(canvas, data, alt)


def shares(frame: pd.DataFrame, data: Table, alt: str, unit: str, decimals: int, hues: Sequence[str]) -> Figure:
    """Horizontal bars of several series with the number at the end of each, or its sign where it is not told.

    Parameters
    ----------
    frame: one row a bar: `label`, `hue`, `value` (NaN where not told) and `sign`. All else as for `intervals`.
    """
    labels = list(dict.fromkeys(frame["label"]))
    thick = 0.8 / len(hues)
    with mpl.rc_context(STYLE):
        canvas, axes = _canvas(labels, 0.14 + 0.2 * len(hues))
        for number, hue in enumerate(hues):
            own = frame[frame["hue"] == hue]
            places = np.array([labels.index(label) for label in own["label"]]) + _shift(number, len(hues))
            values = own["value"].to_numpy(dtype=float)
            axes.barh(places, np.nan_to_num(values), height=0.92 * thick, color=PALETTE[number])
            for place, value, sign in zip(places, values, own["sign"], strict=True):
                text = sign if np.isnan(value) else format_number(value, decimals, data.language)
                where = (0.0 if np.isnan(value) else value, place)
                axes.annotate(text, where, xytext=(4, 0), textcoords="offset points", va="center", fontsize=9)
        _rows(axes, labels, unit, data.language)
        _legend(canvas, [Patch(color=PALETTE[number], label=hue) for number, hue in enumerate(hues)])
        return finished(canvas, data, alt)


def stacked(frame: pd.DataFrame, data: Table, alt: str, unit: str, decimals: int, hues: Sequence[str]) -> Figure:
    """Whole distributions: one bar a label, cut into parts that sum to 100, with their numbers in those that are wide enough.

    Parameters
    ----------
    frame: one row a part: `label`, `hue`, `value` (pct.; NaN where not told) and `sign`. A bar of which a part is not told is
        its sign only, since the others would lie in the wrong place. All else as for `intervals`; hues: the answers from left to
        right, the last one don't know.
    """
    labels = list(dict.fromkeys(frame["label"]))
    table = frame.pivot(index="label", columns="hue", values="value").reindex(index=labels, columns=list(hues))
    whole = ~table.isna().any(axis=1).to_numpy()
    values = np.where(whole[:, None], table.to_numpy(dtype=float), 0.0)
    starts = np.cumsum(values, axis=1) - values
    signs = {str(label): str(sign) for label, sign in zip(frame["label"], frame["sign"], strict=True) if sign}
    with mpl.rc_context(STYLE):
        canvas, axes = _canvas(labels, 0.34)
        for number, colour in enumerate(ANSWER_COLOURS[: len(hues)]):
            widths = values[:, number]
            axes.barh(range(len(labels)), widths, left=starts[:, number], height=0.72, color=colour)
            for place, (start, width) in enumerate(zip(starts[:, number], widths, strict=True)):
                if width >= NARROWEST:
                    ink = LIGHT_TEXT if colour in LIGHT_ON else DARK_TEXT
                    text = format_number(width, decimals, data.language)
                    axes.text(start + width / 2, place, text, ha="center", va="center", color=ink, fontsize=9)
        for place in np.flatnonzero(~whole).tolist():
            axes.annotate(signs[labels[place]], (0, place), xytext=(4, 0), textcoords="offset points", va="center")
        _rows(axes, labels, unit, data.language)
        _legend(canvas, [Patch(color=colour, label=hue) for colour, hue in zip(ANSWER_COLOURS, hues, strict=False)])
        return finished(canvas, data, alt)


def developments(frame: pd.DataFrame, data: Table, alt: str, unit: str, hues: Sequence[str], open_mark: str) -> Figure:
    """One panel a label: the share of each series over the waves, with intervals; unweighted waves have open marks.

    Parameters
    ----------
    frame: one row a dot: `label` (of the panel), `wave` (short name, in order), `hue`, `value`, `low`, `high`, and `weighted`.
        All else as for `intervals`.
    open_mark: what the legend says of open marks; empty where every wave is weighted.
    """
    labels, waves = list(dict.fromkeys(frame["label"])), list(dict.fromkeys(frame["wave"]))
    down = -(-len(labels) // PANELS_ACROSS)
    with mpl.rc_context(STYLE | {"font.size": 9.5}):
        canvas = Canvas(figsize=(WIDTH_INCHES, PANEL_INCHES * down + 0.7), dpi=2 * CSS_DPI, layout="constrained")
        panels = canvas.subplots(down, PANELS_ACROSS, sharex=True, sharey=True, squeeze=False).flat
        for panel, label in zip(panels, labels, strict=False):
            for number, hue in enumerate(hues):
                _wave_line(panel, frame[(frame["label"] == label) & (frame["hue"] == hue)], waves, number)
            panel.set_title(textwrap.fill(label, PANEL_CHARACTERS), loc="left", fontsize=9.5)
            panel.set_ylim(0, 100)
            panel.set_xticks(range(len(waves)), [wave.replace(" ", "\n") for wave in waves], fontsize=8)
            panel.grid(axis="y")
            panel.tick_params(length=0)
        canvas.supylabel(unit, fontsize=9.5)
        marks = [_dot(hue, number) for number, hue in enumerate(hues)]
        hollow = Line2D([], [], linestyle="", marker="o", markersize=7, markerfacecolor="white", color=DARK_TEXT, label=open_mark)
        _legend(canvas, [*marks, hollow] if open_mark else marks)
        return finished(canvas, data, alt)


def _wave_line(panel: Axes, own: pd.DataFrame, waves: Sequence[str], number: int) -> None:
    places = np.array([waves.index(wave) for wave in own["wave"]]) + 0.12 * (number - 0.5)
    colour, marker = PALETTE[number], MARKERS[number]
    panel.vlines(places, own["low"], own["high"], color=colour, linewidth=1.5, alpha=0.6)
    panel.plot(places, own["value"], color=colour, linewidth=1)
    for place, value, weighted in zip(places, own["value"], own["weighted"], strict=True):
        panel.plot(place, value, marker=marker, markersize=4.5, color=colour, markerfacecolor=colour if weighted else "white")


def _shift(number: int, series: int) -> float:
    """Where a series lies beside the middle of its row."""
    return 0.8 * ((number + 0.5) / series - 0.5)


def _canvas(labels: Sequence[str], row_inches: float) -> tuple[Canvas, Axes]:
    lines = max(len(textwrap.wrap(label, LABEL_CHARACTERS)) for label in labels)
    height = len(labels) * max(row_inches, LINE_INCHES * lines + 0.08) + 1.2
    canvas = Canvas(figsize=(WIDTH_INCHES, height), dpi=2 * CSS_DPI, layout="constrained")
    return canvas, canvas.add_subplot()


def _rows(axes: Axes, labels: Sequence[str], unit: str, language: str) -> None:
    """Labels down the side, 0 to 100 along the bottom."""
    axes.set_yticks(range(len(labels)), [textwrap.fill(label, LABEL_CHARACTERS) for label in labels])
    axes.set_ylim(len(labels) - 0.45, -0.55)
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20), [format_number(tick, 0, language) for tick in range(0, 101, 20)])
    axes.set_xlabel(unit)
    axes.grid(axis="x", zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _dot(hue: str, number: int) -> Line2D:
    return Line2D([], [], linestyle="", marker=MARKERS[number], markersize=8, color=PALETTE[number], label=hue)


def _legend(canvas: Canvas, handles: Sequence[Line2D | Patch]) -> None:
    """A legend above the plot, in as many columns as fit the figure's width."""
    longest = max(len(str(handle.get_label())) for handle in handles)
    columns = max(1, min(len(handles), LEGEND_CHARACTERS // (longest + 6)))
    canvas.legend(handles=list(handles), loc="outside upper left", ncols=columns)
