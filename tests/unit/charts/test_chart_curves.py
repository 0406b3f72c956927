"""Curves over weeks: the picture is drawn for one and several panels, with bands, dashes and counts."""

from __future__ import annotations

import struct

from evalkit.charts.curves import Panel, Step, curves
from evalkit.figures import CSS_DPI, WIDTH_INCHES, Figure
from evalkit.tables import Cell, Column, Row, Table

DATA = Table("curve", "Title", "da", ("Week",), (Column("A"),), (Row(("0",), (Cell("100", 100.0),)),), "Source")
LINE = Step("A", (0, 2, 6), (100.0, 60.0, 40.0), (100.0, 50.0, 30.0), (100.0, 70.0, 50.0), {0: "20", 4: "#"})


def size(figure: Figure) -> tuple[int, int]:
    """Width and height of the picture."""
    return struct.unpack(">II", figure.png[16:24])


def test_a_curve_is_drawn_as_wide_as_a_page_and_the_same_each_time() -> None:
    first, again = (curves([Panel("", (LINE,))], DATA, "alt", ("weeks", "pct."), (0, 4, 6)) for _ in range(2))
    assert first.png == again.png
    assert first.png.startswith(b"\x89PNG")
    assert size(first)[0] == round(2 * CSS_DPI * WIDTH_INCHES)
    assert first.alt == "alt"


def test_counts_make_the_figure_higher_and_bands_change_it() -> None:
    def drawn(*lines: Step) -> Figure:
        return curves([Panel("", lines)], DATA, "", ("weeks", "pct."), (0, 4, 6))

    bare, banded = Step("A", LINE.weeks, LINE.values), Step("A", LINE.weeks, LINE.values, LINE.low, LINE.high)
    assert size(drawn(LINE))[1] > size(drawn(bare))[1]
    assert drawn(banded).png != drawn(bare).png


def test_panels_stand_side_by_side() -> None:
    panels = [Panel("One", (LINE,)), Panel("Other", (Step("A", (0,), (0.0,)),))]
    assert size(curves(panels, DATA, "", ("weeks", "pct."), (0, 4, 6)))[0] == round(2 * CSS_DPI * WIDTH_INCHES)
