"""Tables are written as Great Tables writes them: the same elements, classes, spans, words and order; only ids are their own."""

from __future__ import annotations

from html import escape

import great_tables
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from evalkit.tables import Cell, Column, Row, Table

WORDS = st.text(st.sampled_from("aæ <&\"'.-1é"), min_size=1, max_size=6).map(lambda text: f"x{text}x")


def _with_great_tables(table: Table) -> str:
    names = [f"c{number}" for number in range(len(table.columns))]
    frame = pd.DataFrame([[escape(cell.text) for cell in row.cells] for row in table.rows], columns=names)
    frame.insert(0, "head", [row.head[-1] for row in table.rows])
    grouped = len(table.stub) > 1
    if grouped:
        frame.insert(0, "over", [row.head[0] for row in table.rows])
    made = great_tables.GT(frame, rowname_col="head", groupname_col="over" if grouped else None, id="t")
    made = made.fmt_passthrough(columns=names, escape=False).tab_stubhead(table.stub[-1])
    labels = {name: great_tables.html(escape(column.label)) for name, column in zip(names, table.columns, strict=True)}
    made = made.cols_label(cases=labels)
    for spanner in dict.fromkeys(column.spanner for column in table.columns if column.spanner):
        members = [name for name, column in zip(names, table.columns, strict=True) if column.spanner == spanner]
        made = made.tab_spanner(spanner, columns=members, id=f"over-{members[0]}")
    for name, column in zip(names, table.columns, strict=True):
        made = made.cols_align("right" if column.numeric else "left", columns=name)
    return str(made.as_raw_html())


def _seen(markup: str) -> list[tuple[object, ...]]:
    """Each element of the table with what decides how it looks and reads."""
    root = html.fragment_fromstring(markup)
    shown = root.xpath(".//table//*")
    about = ("class", "scope", "colspan", "rowspan")
    return [(one.tag, *(one.get(name) for name in about), " ".join(one.text_content().split())) for one in shown]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with one or two stub columns, groups in any order, and spanners over columns that need not stand together."""
    stubs, width, height = draw(st.integers(1, 2)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    spanner = st.sampled_from(["", "over en", "over to"])
    columns = tuple(Column(draw(WORDS), draw(spanner), "General", draw(st.booleans())) for _ in range(width))
    head = st.tuples(*[st.sampled_from(["g & 1", "g2"]), WORDS][-stubs:])
    rows = tuple(Row(draw(head), tuple(Cell(draw(WORDS), "x") for _ in range(width))) for _ in range(height))
    return Table("t", "T", "da", tuple(draw(WORDS) for _ in range(stubs)), columns, rows, "")


@given(tables())
@settings(max_examples=25, deadline=None)
def test_a_table_reads_as_great_tables_would_have_it(table: Table) -> None:
    assert _seen(table.scroll_html()) == _seen(_with_great_tables(table))
