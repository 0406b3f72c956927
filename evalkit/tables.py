"""Tables for readers: built from cells, typeset by Great Tables, and carried along as data for the workbook.

A `Table` knows nothing of where its numbers come from. It is shown in a notebook as HTML together with a JSON
payload (MIME type `TABLE_MIME`), from which the export writes the xlsx; the HTML export leaves the payload out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import great_tables
import pandas as pd
from lxml import html as lxml_html

from evalkit.messages import message
from evalkit.results import State

TABLE_MIME = "application/vnd.evalkit.table+json"


@dataclass(frozen=True)
class Cell:
    """One cell: the number or words, how they read, and whether they are there at all.

    Attributes
    ----------
    text: what the reader sees, formatted for the language.
    value: the number (in the column's unit) or the words; None unless `state` is `value`.
    state: `value`, `suppressed` (held back), `missing` (not stated) or `not_applicable`.
    marks: letters of the remarks that concern this cell.
    """

    text: str
    value: float | str | None = None
    state: State = "value"
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of cells: its label, the label that spans it and its neighbours, and how Excel formats its numbers."""

    label: str
    spanner: str = ""
    number_format: str = "General"
    numeric: bool = True


@dataclass(frozen=True)
class Row:
    """One row: the labels in the stub (as many as `Table.stub`) and the cells (as many as `Table.columns`)."""

    head: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table as it is shown: title, columns and rows, with source and remarks below.

    Attributes
    ----------
    key: ASCII name, unique on its page; names the sheet and the element.
    stub: labels of the columns of row heads, one or two; with two the first groups the rows.
    remarks: sentences below the table; a remark that a cell points at starts with its letter.
    """

    key: str
    title: str
    language: str
    stub: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str
    remarks: tuple[str, ...] = ()

    def payload(self) -> dict[str, Any]:
        """The table as JSON-ready data: what the workbook is written from."""
        return {
            "key": self.key,
            "title": self.title,
            "language": self.language,
            "stub": list(self.stub),
            "columns": [{"label": c.label, "spanner": c.spanner, "number_format": c.number_format} for c in self.columns],
            "rows": [{"head": list(row.head), "cells": [_cell_payload(cell) for cell in row.cells]} for row in self.rows],
            "remarks": list(self.remarks),
            "source": self.source,
        }

    def to_html(self) -> str:
        """The typeset table as an accessible figure: scopes, headers, unique ids, source and remarks below."""
        notes = notes_html(self.source, self.remarks, self.language)
        caption = f"<figcaption>{escape(self.title)}</figcaption>"
        return f'<figure class="table" id="{self.key}">{caption}{self.scroll_html()}{notes}</figure>'

    def scroll_html(self) -> str:
        """The typeset cells alone, in a region that scrolls sideways by itself and can be reached by keyboard."""
        body = _unique_ids(self._typeset().as_raw_html(), self.key)
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(self.title)}">{body}</div>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:
        return {"text/plain": self.title, "text/html": self.to_html(), TABLE_MIME: self.payload()}

    def _typeset(self) -> great_tables.GT:
        names = [f"c{number}" for number in range(len(self.columns))]
        frame = pd.DataFrame([[_cell_html(cell) for cell in row.cells] for row in self.rows], columns=names)
        frame.insert(0, "head", [row.head[-1] for row in self.rows])
        grouped = len(self.stub) > 1
        if grouped:
            frame.insert(0, "over", [row.head[0] for row in self.rows])
        table = great_tables.GT(frame, rowname_col="head", groupname_col="over" if grouped else None, id=f"{self.key}-table")
        table = table.fmt_passthrough(columns=names, escape=False)  # the cells are escaped when they get their marks
        table = table.tab_stubhead(self.stub[-1]).cols_label(
            cases={name: great_tables.html(escape(column.label)) for name, column in zip(names, self.columns, strict=True)}
        )
        for spanner, members in _spans(self.columns).items():
            table = table.tab_spanner(spanner, columns=[names[number] for number in members], id=f"over-{names[members[0]]}")
        for name, column in zip(names, self.columns, strict=True):
            table = table.cols_align("right" if column.numeric else "left", columns=name)
        return table


def notes_html(source: str, remarks: Sequence[str], language: str) -> str:
    """The lines below a figure or table: Anm. (remarks) and Kilde (source), in the language of the page."""
    lines = [f"<p><b>{message('label.remarks', language)}:</b> {escape(' '.join(remarks))}</p>"] if remarks else []
    if source:
        lines.append(f"<p><b>{message('label.source', language)}:</b> {escape(source)}</p>")
    return f'<div class="notes">{"".join(lines)}</div>' if lines else ""


def _spans(columns: Sequence[Column]) -> dict[str, list[int]]:
    spans: dict[str, list[int]] = {}
    for number, column in enumerate(columns):
        if column.spanner:
            spans.setdefault(column.spanner, []).append(number)
    return spans


def _cell_html(cell: Cell) -> str:
    marks = f'<sup class="mark">{escape(" ".join(cell.marks))}</sup>' if cell.marks else ""
    return f"{escape(cell.text)}{marks}"


def _cell_payload(cell: Cell) -> dict[str, Any]:
    return {"value": cell.value, "text": cell.text, "state": cell.state}


def _unique_ids(markup: str, prefix: str) -> str:
    """The same table with every id, and every reference to one, made unique on the page by a prefix; styling is the page's."""
    root = lxml_html.fragment_fromstring(markup)
    for style in root.findall("style"):
        root.remove(style)
    for element in root.iter():
        if element.get("id"):
            element.set("id", f"{prefix}-{element.get('id')}")
        if element.get("headers"):
            element.set("headers", " ".join(f"{prefix}-{name}" for name in element.get("headers").split()))
        if element.get("aria-labelledby"):
            del element.attrib["aria-labelledby"]
    return str(lxml_html.tostring(root, encoding="unicode"))
