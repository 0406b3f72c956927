"""Pictures of contact regimes: when talks are due, side by side, and how many are held week by week."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from evalkit.figures import CSS_DPI, LEGEND_CHARACTERS, PALETTE, STYLE, WIDTH_INCHES, Figure, finished
from evalkit.numbers import format_number
from evalkit.regimes.model import ACTORS
from evalkit.regimes.simulate import Curve
from evalkit.tables import Table

COLOURS = dict(zip(ACTORS, PALETTE, strict=False))
ROW_INCHES = 0.27
LABEL = 30  # characters of a line's label
NAME = 50  # characters of a regime's name on a line of its own
TITLE = 66  # characters of a panel's title


@dataclass(frozen=True)
class Mark:
    """A talk in a timeline: the week it is due, the weeks in which it may be held before, and who holds it."""

    week: int
    opens: int
    actor: str


def timelines(
    lines: Sequence[tuple[str, Sequence[Mark] | None]], data: Table, alt: str, unit: str, horizon: int, actors: Mapping[str, str]
) -> Figure:
    """One line a type of talk below the name of its regime: a bar for the time in which it can be held, a dot when it is due.

    Parameters
    ----------
    lines: label and marks; None for a line that only has a regime's name, at most `NAME` characters of it.
    data, alt, unit: as for `figures.bars`.
    horizon: the last week of the axis.
    actors: code to label, in the order of the legend.
    """
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH_INCHES, ROW_INCHES * len(lines) + 1.2), dpi=2 * CSS_DPI, layout="constrained")
        axes = canvas.add_subplot()
        for place, (label, marks) in enumerate(lines):
            if marks is None:
                axes.text(0.6, place, label, fontweight="bold", va="center").set_in_layout(False)
            _line(axes, place, marks, horizon)
        axes.set_yticks(range(len(lines)), ["" if marks is None else textwrap.fill(label, LABEL) for label, marks in lines])
        axes.set_ylim(len(lines) - 0.4, -0.7)
        axes.set_xlim(0, horizon + 1)
        axes.set_xticks([1, *range(13, horizon + 1, 13)])
        _finish(axes, unit)
        _legend(canvas, actors)
        return finished(canvas, data, alt)


def weekly(
    panels: Sequence[tuple[str, Mapping[str, Curve]]], data: Table, alt: str, units: tuple[str, str], actors: Mapping[str, str]
) -> Figure:
    """One panel a regime: talks per 1,000 by week, stacked by who holds them, on one scale.

    Parameters
    ----------
    panels: title, and actor to talks by week, shape (horizon,).
    data, alt: as for `figures.bars`.
    units: labels of the axis of weeks and of talks.
    actors: code to label, in the order of the legend.
    """
    highest = max(float(sum(by_actor.values(), np.zeros(1)).max()) for _, by_actor in panels)
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH_INCHES, 1.35 * len(panels) + 1.2), dpi=2 * CSS_DPI, layout="constrained")
        grid = canvas.subplots(len(panels), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for axes, (title, by_actor) in zip(grid, panels, strict=True):
            _stack(axes, by_actor)
            axes.set_title(textwrap.fill(title, TITLE), loc="left", fontsize=10.5)
            axes.set_ylim(0, highest * 1.08)
            axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10], integer=True))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0, data.language)))
            _finish(axes, "", "y")
        grid[-1].set_xlabel(units[0])
        canvas.supylabel(units[1], fontsize=10.5)
        _legend(canvas, actors)
        return finished(canvas, data, alt)


def _line(axes: Axes, place: int, marks: Sequence[Mark] | None, horizon: int) -> None:
    for mark in marks or ():
        if mark.week <= horizon:
            colour = COLOURS[mark.actor]
            axes.plot([mark.opens + 0.5, mark.week], [place, place], color=colour, linewidth=2, alpha=0.35, zorder=2)
            axes.plot(mark.week, place, "o", color=colour, markersize=6.5, zorder=3)


def _stack(axes: Axes, by_actor: Mapping[str, Curve]) -> None:
    below = np.zeros(max((len(one) for one in by_actor.values()), default=1))
    weeks = np.arange(1, len(below) + 1)
    for actor in (one for one in ACTORS if one in by_actor):
        axes.bar(weeks, by_actor[actor], bottom=below, width=0.8, color=COLOURS[actor], zorder=2)
        below = below + by_actor[actor]
    axes.set_xlim(0.2, len(below) + 0.8)
    axes.set_xticks([1, *range(13, len(below) + 1, 13)] if len(below) > 26 else [1, *range(4, len(below) + 1, 4)])


def _finish(axes: Axes, unit: str, grid: str = "x") -> None:
    axes.set_xlabel(unit)
    axes.grid(axis="y" if grid == "y" else "x", zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _legend(canvas: Canvas, actors: Mapping[str, str]) -> None:
    handles = [
        Line2D([], [], linestyle="", marker="s", markersize=8, color=COLOURS[code], label=name) for code, name in actors.items()
    ]
    columns = max(1, min(len(actors), LEGEND_CHARACTERS // (max(map(len, actors.values())) + 6)))
    canvas.legend(handles=handles, loc="outside upper left", ncols=columns)
