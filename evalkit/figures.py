"""Figures for readers: seaborn and matplotlib on plain figures, in the style of Danish agency reports.

Each function takes a tidy frame of numbers that are ready to show (already disclosed, already labelled in the
page's language) and returns a `Figure`: the picture, the text that says what it shows, and its numbers as a table.
Nothing is estimated while drawing.
"""

from __future__ import annotations

import base64
import io
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.tables import TABLE_MIME, Table, notes_html

CSS_DPI = 96
WIDTH_INCHES = 6.6
LINE_INCHES = 0.17
LABEL_CHARACTERS = 34
LEGEND_CHARACTERS = 84
PALETTE = ("#12455c", "#d98324", "#6d8f3c", "#8c3b4a", "#5b5b8c", "#4c8c8a")
MARKERS = ("o", "D", "s", "^", "v", "P")
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.edgecolor": "#5a6570",
    "axes.labelcolor": "#26313a",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": "#26313a",
    "xtick.color": "#26313a",
    "ytick.color": "#26313a",
    "grid.color": "#dde2e6",
    "legend.frameon": False,
    "svg.fonttype": "none",
}


@dataclass(frozen=True)
class Figure:
    """A drawn figure.

    Attributes
    ----------
    png: the picture, `2 * CSS_DPI` dots an inch, so that it is sharp at `width` CSS pixels.
    alt: what the figure shows, in words, for those who do not see it.
    data: the numbers that are drawn, as a table; it carries title, source and remarks too.
    """

    png: bytes
    width: int
    alt: str
    data: Table

    def to_html(self) -> str:
        """The figure with title, alternative text, source, remarks and its numbers in a closed box below."""
        picture = base64.b64encode(self.png).decode("ascii")
        title = escape(self.data.title)
        summary = escape(message("figure.numbers", self.data.language))
        return (
            f'<figure class="chart" id="{self.data.key}"><figcaption>{title}</figcaption>'
            f'<img src="data:image/png;base64,{picture}" alt="{escape(self.alt)}" width="{self.width}">'
            f"{notes_html(self.data.source, self.data.remarks, self.data.language)}"
            f"<details><summary>{summary}</summary>{self.data.scroll_html()}</details></figure>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:
        return {"text/plain": self.data.title, "text/html": self.to_html(), TABLE_MIME: self.data.payload()}


def bars(frame: pd.DataFrame, data: Table, alt: str, unit: str, decimals: int = 0, hues: Sequence[str] = ()) -> Figure:
    """Horizontal bars with the number at the end of each.

    Parameters
    ----------
    frame: one row a bar: `label` (text), `value` (number in `unit`) and, with `hues`, `hue` (text). Bars stand in the
        order of the frame's labels.
    data: the numbers as a table, with title, source and remarks.
    alt: what the figure shows, in words.
    unit: the label of the value axis.
    decimals: decimals of the numbers at the bars.
    hues: the series in the order of the legend; empty for one series without a legend.
    """
    labels, series = list(dict.fromkeys(frame["label"])), list(hues) or [""]
    shown = frame if hues else frame.assign(hue="")
    with mpl.rc_context(STYLE):
        canvas, axes = _canvas(labels, 0.16 + 0.22 * len(series))
        sns.barplot(
            shown, x="value", y="label", hue="hue", order=labels, hue_order=series, errorbar=None, ax=axes,
            palette=list(PALETTE[: len(series)]), saturation=1, width=0.8, legend=False,
        )  # fmt: skip
        for container in axes.containers:
            if isinstance(container, BarContainer):
                axes.bar_label(container, fmt=_number(decimals, data.language), padding=3, fontsize=9.5)
        axes.margins(x=0.12)
        _finish(axes, unit, decimals, data.language)
        if hues:
            _legend(canvas, series, "s")
        return finished(canvas, data, alt)


def dots(frame: pd.DataFrame, data: Table, alt: str, unit: str, decimals: int = 0, hues: Sequence[str] = ()) -> Figure:
    """One line a label with a dot a series, joined: what changed, or how far the groups lie apart.

    Parameters
    ----------
    frame: one row a dot: `label`, `value` (number in `unit`), `hue`. A label without dots keeps its line, empty.
    data, alt, unit, decimals: as for `bars`.
    hues: the series in the order of the legend.
    """
    labels = list(dict.fromkeys(frame["label"]))
    places = frame.assign(place=[labels.index(label) for label in frame["label"]]).dropna(subset=["value"])
    with mpl.rc_context(STYLE):
        canvas, axes = _canvas(labels)
        ends = places.groupby("place")["value"].agg(["min", "max"])
        axes.hlines(ends.index, ends["min"], ends["max"], color="#b8c2ca", linewidth=2.5, zorder=1)
        shown = [list(hues).index(hue) for hue in places["hue"]]
        marks = axes.scatter(
            places["value"], places["place"], s=70, c=[PALETTE[number] for number in shown], edgecolors="w",
            linewidths=0.08 * math.sqrt(70), zorder=2,
        )  # fmt: skip
        marks.set_paths([_marker(MARKERS[number]) for number in shown])
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.margins(x=0.08)
        _finish(axes, unit, decimals, data.language)
        _legend(canvas, hues)
        return finished(canvas, data, alt)


def spans(frame: pd.DataFrame, data: Table, alt: str, unit: str, hues: Sequence[str] = ()) -> Figure:
    """Periods as horizontal bars on one axis: when something was measured, or from when to when a rule asks for it.

    Parameters
    ----------
    frame: one row a period: `label`, `start` and `end` (numbers in `unit`; decimal years, weeks or months), `hue`.
        Several periods of one label stand on one line; a short period looks like a dot.
    data, alt, unit, hues: as for `bars`.
    """
    labels = list(dict.fromkeys(frame["label"]))
    colours = dict(zip(hues, PALETTE, strict=False))
    with mpl.rc_context(STYLE):
        canvas, axes = _canvas(labels)
        for label, start, end, hue in frame[["label", "start", "end", "hue"]].itertuples(index=False):
            place = labels.index(label)
            axes.plot([start, end], [place, place], color=colours[hue], linewidth=9, solid_capstyle="round", zorder=2)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.margins(x=0.05)
        _finish(axes, unit, 0, data.language, grouped=False)
        _legend(canvas, hues, "s")
        return finished(canvas, data, alt)


def _canvas(labels: Sequence[str], row_inches: float = 0.36) -> tuple[Canvas, Axes]:
    """A figure as high as its rows need: each at least as high as the most lines that a label is folded into."""
    lines = max(len(textwrap.wrap(label, LABEL_CHARACTERS)) for label in labels)
    height = len(labels) * max(row_inches, LINE_INCHES * lines + 0.08) + 1.2
    canvas = Canvas(figsize=(WIDTH_INCHES, height), dpi=2 * CSS_DPI, layout="constrained")
    return canvas, canvas.add_subplot()


def _number(decimals: int, language: str, grouped: bool = True) -> Callable[[float], str]:
    return lambda value: format_number(value, decimals, language) if grouped else f"{value:.0f}"


def _finish(axes: Axes, unit: str, decimals: int, language: str, grouped: bool = True) -> None:
    """Axis labels, round numbers on the axis with as many decimals as they need, a light grid; long labels are folded."""
    axes.set_xlabel(unit)
    axes.set_ylabel("")
    low, high = axes.get_xlim()
    ticks = MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=decimals == 0).tick_values(low, high)
    shown = [float(f"{tick:.9g}") for tick in ticks if low <= tick <= high]
    needed = max(len(f"{tick:.6g}".partition(".")[2]) for tick in shown)
    axes.set_xticks(shown, [_number(needed, language, grouped)(tick) for tick in shown])
    axes.set_yticks(axes.get_yticks(), [textwrap.fill(label.get_text(), LABEL_CHARACTERS) for label in axes.get_yticklabels()])
    axes.grid(axis="x", zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _legend(canvas: Canvas, series: Sequence[str], marker: str = "") -> None:
    """A legend above the plot, in as many columns as fit the figure's width, so that it never lies on the drawing."""
    handles = [
        Line2D([], [], linestyle="", marker=marker or shape, markersize=8, color=colour, label=name)
        for name, colour, shape in zip(series, PALETTE, MARKERS, strict=False)
    ]
    columns = max(1, min(len(series), LEGEND_CHARACTERS // (max(len(name) for name in series) + 6)))
    canvas.legend(handles=handles, loc="outside upper left", ncols=columns)


def _marker(name: str) -> Path:
    """The outline of a marker."""
    style = MarkerStyle(name)
    return style.get_path().transformed(style.get_transform())


def finished(canvas: Canvas, data: Table, alt: str) -> Figure:
    """The picture as PNG, laid out and drawn once: `savefig` draws everything a second time to find out how large it is."""
    stream = io.BytesIO()
    agg: Any = FigureCanvasAgg(canvas)
    agg.print_png(stream, metadata={"Software": None})
    return Figure(png=stream.getvalue(), width=round(WIDTH_INCHES * CSS_DPI), alt=alt, data=data)
