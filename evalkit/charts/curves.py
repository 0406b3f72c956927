"""Curves over weeks for readers: steps with intervals, and the number of persons below, in the style of `figures`."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from evalkit.figures import CSS_DPI, LEGEND_CHARACTERS, PALETTE, STYLE, WIDTH_INCHES, Figure, finished
from evalkit.numbers import format_number
from evalkit.tables import Table

# Lines are told apart without colour too: offset and lengths of dashes and gaps, in line widths.
DASHES: tuple[tuple[float, Sequence[float]], ...] = ((0, ()), (0, (5, 1.5)), (0, (1.5, 1.5)), (0, (6, 1.5, 1.5, 1.5)))
TITLE_CHARACTERS = 40
LABEL_CHARACTERS = 18
HALF_A_WEEK = 0.5  # how far a line goes on after its last week, so that the last step is seen
HALF_A_NUMBER = 20  # points: the number below week 0 reaches as far to the left of the axis


@dataclass(frozen=True)
class Step:
    """One line: values that hold from their week to the next.

    Fields
    ------
    label: the name in the legend.
    weeks: ascending. Shape (n,).
    values: in pct. Shape (n,).
    low, high: the band around the line, in pct; NaN where there is none. Shape (n,), or empty for no band.
    counts: text below the axis by week; empty for none.
    """

    label: str
    weeks: Sequence[float]
    values: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    counts: Mapping[int, str] | None = None


@dataclass(frozen=True)
class Panel:
    """One plot: its title, empty for none, and its lines."""

    title: str
    lines: tuple[Step, ...]


def curves(panels: Sequence[Panel], data: Table, alt: str, units: tuple[str, str], ticks: Sequence[int]) -> Figure:
    """Curves side by side on one scale from 0, with a row of counts below the axis for each line that has them.

    Parameters
    ----------
    panels: the plots; their lines have the same labels in the same order.
    data, alt: as for `figures.bars`.
    units: labels of the axis of weeks and of the axis of values.
    ticks: the weeks that are named, and below which counts stand.
    """
    counted = [step for step in panels[0].lines if step.counts]
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH_INCHES, 3.7 + 0.34 * len(counted)), dpi=2 * CSS_DPI, layout="constrained")
        heights = (1.0, 0.09 * len(counted)) if counted else (1.0,)
        grid = canvas.subplots(len(heights), len(panels), sharex=True, sharey="row", squeeze=False, height_ratios=heights)
        for panel, axes in zip(panels, grid[0], strict=True):
            _draw(axes, panel, ticks, data.language)
        if counted:
            _counts(grid[1][0], counted, ticks)
        grid[0][0].set_ylabel(units[1])
        for axes in grid[-1]:
            axes.set_xlabel(units[0])
        _legend(canvas, [step.label for step in panels[0].lines])
        return finished(canvas, data, alt)


def _draw(axes: Axes, panel: Panel, ticks: Sequence[int], language: str) -> None:
    for step, colour, dashes in zip(panel.lines, PALETTE, DASHES, strict=False):
        weeks = [*step.weeks, step.weeks[-1] + HALF_A_WEEK]
        axes.step(weeks, _held(step.values), where="post", color=colour, linestyle=dashes, linewidth=1.8, zorder=3)
        if len(step.low):
            low, high = _held(step.low), _held(step.high)
            axes.fill_between(weeks, low, high, step="post", color=colour, alpha=0.18, linewidth=0, zorder=2)
    axes.set_title(textwrap.fill(panel.title, TITLE_CHARACTERS), loc="left", fontsize=10.5)
    axes.set_xticks(list(ticks), [str(tick) for tick in ticks])
    axes.set_xlim(ticks[0] - HALF_A_WEEK, ticks[-1] + HALF_A_WEEK)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0, language)))
    axes.grid(axis="y", zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelbottom=True)


def _held(values: Sequence[float]) -> list[float]:
    return [*values, values[-1]]


def _counts(axes: Axes, steps: Sequence[Step], ticks: Sequence[int]) -> None:
    """A row of numbers a line, below the weeks that they belong to."""
    for place, (step, colour) in enumerate(zip(steps, PALETTE, strict=False)):
        for tick in ticks:
            text = (step.counts or {}).get(tick, "")
            axes.text(tick, place, text, ha="center", va="center", fontsize=8.5, color=colour)
    axes.set_ylim(len(steps) - 0.4, -0.6)
    axes.set_yticks(range(len(steps)), [textwrap.fill(step.label, LABEL_CHARACTERS) for step in steps], fontsize=8.5)
    axes.tick_params(length=0, labelbottom=False)
    axes.tick_params(axis="y", pad=HALF_A_NUMBER)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _legend(canvas: Canvas, labels: Sequence[str]) -> None:
    """A legend above the plot, in as many columns as fit, so that it never lies on a line."""
    handles = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=2, label=label)
        for label, colour, dashes in zip(labels, PALETTE, DASHES, strict=False)
    ]
    columns = max(1, min(len(labels), LEGEND_CHARACTERS // (max(len(label) for label in labels) + 8)))
    canvas.legend(handles=handles, loc="outside upper left", ncols=columns, handlelength=2.6)
