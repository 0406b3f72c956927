"""Pictures of a randomised trial: the flow of persons, effects by week, forest and tornado, in the style of `figures`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from evalkit.figures import CSS_DPI, PALETTE, STYLE, WIDTH_INCHES, Figure, finished
from evalkit.numbers import format_number
from evalkit.tables import Table

ROW_INCHES = 0.36
LABEL_CHARACTERS = 30
BOX_CHARACTERS = 24
DASHES: tuple[tuple[float, Sequence[float]], ...] = ((0, ()), (0, (5, 1.5)), (0, (1.5, 1.5)))
HALF_WIDTH, HALF_HEIGHT = 0.44, 0.34  # of a box, in columns and rows
NOTHING = "#5a6570"


@dataclass(frozen=True)
class Box:
    """A box of a flow diagram: its text, the column and row that it stands in, and the place of the box it comes from, if any."""

    text: str
    column: float
    row: float
    source: int | None = None


@dataclass(frozen=True)
class Band:
    """A line over weeks with its interval. values, low, high: one a week, from week 0."""

    label: str
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Interval:
    """A row of a forest plot: estimate with its own interval, and the wider one that holds together with the other rows'."""

    label: str
    value: float
    low: float
    high: float
    wide_low: float
    wide_high: float


@dataclass(frozen=True)
class Swing:
    """A bar of a tornado: what moves, and the result at its two ends, with a text for each end."""

    label: str
    low: float
    high: float
    low_text: str
    high_text: str


def flow_diagram(boxes: Sequence[Box], data: Table, alt: str) -> Figure:
    """Boxes with arrows from each to those that come from it.

    Parameters
    ----------
    boxes: from the top; a box's source stands before it.
    data, alt: as for `figures.bars`.
    """
    rows = max(box.row for box in boxes) + 1
    columns = max(box.column for box in boxes) + 1
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH_INCHES, 0.95 * rows), dpi=2 * CSS_DPI, layout="constrained")
        axes = canvas.add_subplot()
        axes.set_axis_off()
        axes.set_xlim(-0.5, columns - 0.5)
        axes.set_ylim(rows - 0.5, -0.5)
        for box in boxes:
            _box(axes, box)
            if box.source is not None:
                _arrow(axes, boxes[box.source], box)
        return finished(canvas, data, alt)


def effects_by_week(bands: Sequence[Band], data: Table, alt: str, units: tuple[str, str]) -> Figure:
    """Effects week by week with their intervals, around a line at no effect.

    Parameters
    ----------
    bands: at most three lines, told apart by colour and dashes.
    data, alt: as for `figures.bars`. units: labels of the axis of weeks and of the axis of effects.
    """
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH_INCHES, 3.6), dpi=2 * CSS_DPI, layout="constrained")
        axes = canvas.add_subplot()
        axes.axhline(0, color=NOTHING, linewidth=1)
        for band, colour, dash in zip(bands, PALETTE, DASHES, strict=False):
            weeks = range(len(band.values))
            axes.fill_between(weeks, band.low, band.high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(weeks, band.values, color=colour, linestyle=dash, linewidth=2)
        axes.set_xlim(0, max(len(band.values) for band in bands) - 1)
        axes.set_xlabel(units[0])
        axes.set_ylabel(units[1])
        axes.xaxis.set_major_locator(MaxNLocator(nbins=9, integer=True, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(_numbers(data.language))
        axes.grid(axis="y")
        if len(bands) > 1:
            lines = [
                Line2D([], [], color=colour, linestyle=dash, linewidth=2, label=band.label)
                for band, colour, dash in zip(bands, PALETTE, DASHES, strict=False)
            ]
            canvas.legend(handles=lines, loc="outside upper left", ncols=len(lines))
        return finished(canvas, data, alt)


def forest(rows: Sequence[Interval], data: Table, alt: str, unit: str, names: tuple[str, str]) -> Figure:
    """Estimates below each other: a thick line for each interval of its own, a thin one for that which holds with the others.

    Parameters
    ----------
    rows: from the top. data, alt, unit: as for `figures.bars`. names: of the two intervals, in the legend.
    """
    with mpl.rc_context(STYLE):
        canvas, axes = _rows([row.label for row in rows])
        axes.axvline(0, color=NOTHING, linewidth=1)
        for place, row in enumerate(rows):
            axes.hlines(place, row.wide_low, row.wide_high, color=PALETTE[0], linewidth=1)
            axes.hlines(place, row.low, row.high, color=PALETTE[0], linewidth=3.5)
            axes.plot(row.value, place, marker="o", color=PALETTE[1], markersize=7, markeredgecolor="white")
        handles = [Line2D([], [], color=PALETTE[0], linewidth=w, label=name) for w, name in zip((3.5, 1), names, strict=True)]
        canvas.legend(handles=handles, loc="outside upper left", ncols=2)
        _value_axis(axes, unit, data.language)
        return finished(canvas, data, alt)


def tornado_chart(swings: Sequence[Swing], middle: float, data: Table, alt: str, unit: str, names: tuple[str, str]) -> Figure:
    """Bars around the result, the widest at the top: how far it moves when one thing takes its low or its high value.

    Parameters
    ----------
    swings: from the top. middle: the result. data, alt, unit: as for `figures.bars`. names: of the two ends, in the legend.
    """
    with mpl.rc_context(STYLE):
        canvas, axes = _rows([swing.label for swing in swings])
        for place, swing in enumerate(swings):
            for end, text, colour in ((swing.low, swing.low_text, PALETTE[0]), (swing.high, swing.high_text, PALETTE[1])):
                axes.barh(place, end - middle, left=middle, height=0.62, color=colour)
                right = end > middle or (end == middle and swing.low < middle)
                axes.annotate(
                    text, (end, place), (4 if right else -4, 0), textcoords="offset points", va="center", fontsize=8.5,
                    ha="left" if right else "right",
                )  # fmt: skip
        axes.axvline(middle, color=NOTHING, linewidth=1.2)
        if min(min(s.low, s.high) for s in swings) < 0 < max(max(s.low, s.high) for s in swings):
            axes.axvline(0, color=NOTHING, linewidth=1, linestyle=":")
        handles = [
            Line2D([], [], linestyle="", marker="s", markersize=8, color=c, label=n) for c, n in zip(PALETTE, names, strict=False)
        ]
        canvas.legend(handles=handles, loc="outside upper left", ncols=2)
        axes.margins(x=0.14)
        _value_axis(axes, unit, data.language)
        return finished(canvas, data, alt)


def _rows(labels: Sequence[str]) -> tuple[Canvas, Axes]:
    folded = [textwrap.fill(label, LABEL_CHARACTERS) for label in labels]
    height = sum(ROW_INCHES + 0.14 * label.count("\n") for label in folded) + 1.2
    canvas = Canvas(figsize=(WIDTH_INCHES, height), dpi=2 * CSS_DPI, layout="constrained")
    axes = canvas.add_subplot()
    axes.set_yticks(range(len(folded)), folded)
    axes.set_ylim(len(folded) - 0.4, -0.6)
    axes.tick_params(length=0)
    return canvas, axes


def _value_axis(axes: Axes, unit: str, language: str) -> None:
    axes.set_xlabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(_numbers(language))
    axes.grid(axis="x", zorder=0)
    axes.set_axisbelow(True)


def _numbers(language: str) -> FuncFormatter:
    def say(value: float, _: object) -> str:
        number = float(f"{value:.6g}")
        return format_number(number, 0 if number.is_integer() else None, language)

    return FuncFormatter(say)


def _box(axes: Axes, box: Box) -> None:
    corner = (box.column - HALF_WIDTH, box.row - HALF_HEIGHT)
    style = "round,pad=0,rounding_size=0.06"
    axes.add_patch(
        FancyBboxPatch(corner, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, boxstyle=style, facecolor="#eef3f6", edgecolor=PALETTE[0])
    )
    text = "\n".join(textwrap.fill(line, BOX_CHARACTERS) for line in box.text.split("\n"))
    axes.text(box.column, box.row, text, ha="center", va="center", fontsize=9.5)


def _arrow(axes: Axes, start: Box, end: Box) -> None:
    beside = start.row == end.row
    side = 1 if end.column > start.column else -1
    tail = (start.column + side * HALF_WIDTH, start.row) if beside else (start.column, start.row + HALF_HEIGHT)
    head = (end.column - side * HALF_WIDTH, end.row) if beside else (end.column, end.row - HALF_HEIGHT)
    axes.annotate("", head, tail, arrowprops={"arrowstyle": "-|>", "color": NOTHING, "shrinkA": 0, "shrinkB": 0})
