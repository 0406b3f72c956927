"""Tables for readers: built from cells, typeset with the classes of Great Tables, and carried along as data for the workbook.

A `Table` knows nothing of where its numbers come from. It is shown in a notebook as HTML together with a JSON
payload (MIME type `TABLE_MIME`), from which the export writes the xlsx; the HTML export leaves the payload out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from evalkit.messages import message

TABLE_MIME = "application/vnd.evalkit.table+json"

State = Literal["value", "suppressed", "missing", "not_applicable"]


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
        style = "padding-left:0px;padding-right:0px;padding-top:10px;padding-bottom:10px;overflow-x:auto;overflow-y:auto"
        label = f'class="scroll" role="region" tabindex="0" aria-label="{escape(self.title)}"'
        return (
            f'<div {label}><div style="{style}">\n<table class="gt_table">\n{_head(self)}\n{_body(self)}\n</table>\n</div></div>'
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:
        return {"text/plain": self.title, "text/html": self.to_html(), TABLE_MIME: self.payload()}


def notes_html(source: str, remarks: Sequence[str], language: str) -> str:
    """The lines below a figure or table: Anm. (remarks) and Kilde (source), in the language of the page."""
    lines = [f"<p><b>{message('label.remarks', language)}:</b> {escape(' '.join(remarks))}</p>"] if remarks else []
    if source:
        lines.append(f"<p><b>{message('label.source', language)}:</b> {escape(source)}</p>")
    return f'<div class="notes">{"".join(lines)}</div>' if lines else ""


def _places(columns: Sequence[Column]) -> dict[str, list[int]]:
    """The columns by number in the order in which they stand: those of one spanner together, where the first of them is."""
    found: dict[str, list[int]] = {}
    for number, column in enumerate(columns):
        found.setdefault(column.spanner or f"\0{number}", []).append(number)
    return found


def _head(table: Table) -> str:
    """The rows of headings: one, or two with spanners in the upper one."""
    columns, key = table.columns, table.key
    spanned = any(column.spanner for column in columns)
    stub = _heading(f"{key}-stub", table.stub[-1], False, 1 + spanned)
    upper, lower = [stub], list[str]()
    for numbers in _places(columns).values():
        over = columns[numbers[0]].spanner
        if over:
            upper.append(_spanner(f"{key}-over{numbers[0]}", over, len(numbers)))
        row, height = (lower, 1) if over else (upper, 1 + spanned)
        row += [_heading(f"{key}-c{number}", columns[number].label, columns[number].numeric, height) for number in numbers]
    rows = [f'<tr class="gt_col_headings gt_spanner_row">\n{_lines(upper)}</tr>'] if spanned else []
    rows.append(f'<tr class="gt_col_headings">\n{_lines(lower if spanned else upper)}</tr>')
    return f"<thead>\n{_lines(rows)}</thead>"


def _heading(name: str, label: str, numeric: bool, height: int) -> str:
    classes = f"gt_col_heading gt_columns_bottom_border {_side(numeric)}"
    return f'<th class="{classes}" rowspan="{height}" colspan="1" scope="col" id="{name}">{escape(label)}</th>'


def _spanner(name: str, label: str, width: int) -> str:
    classes, scope = "gt_center gt_columns_top_border gt_column_spanner_outer", "colgroup" if width > 1 else "col"
    text = f'<span class="gt_column_spanner">{escape(label)}</span>'
    return f'<th class="{classes}" rowspan="1" colspan="{width}" scope="{scope}" id="{name}">{text}</th>'


def _body(table: Table) -> str:
    """The rows; with two stub columns those of one group together, below a row that names it."""
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(table.rows):
        groups.setdefault(row.head[0] if len(table.stub) > 1 else "", []).append(number)
    columns = [
        (number, f"{table.key}-over{numbers[0]} " if table.columns[number].spanner else "")
        for numbers in _places(table.columns).values()
        for number in numbers
    ]
    lines = []
    for place, (group, members) in enumerate(groups.items()):
        above = ""
        if len(table.stub) > 1:
            above, width = f"{table.key}-g{place}", len(columns) + 1
            name = f'<th class="gt_group_heading" colspan="{width}" scope="colgroup" id="{above}">{escape(group)}</th>'
            lines.append(f'<tr class="gt_group_heading_row">{name}</tr>')
        for number in members:
            lines.append(f"<tr>\n{_lines(_row(table, number, columns, f'{above} ' if above else ''))}</tr>")
    return f'<tbody class="gt_table_body">\n{_lines(lines)}</tbody>'


def _row(table: Table, number: int, columns: Sequence[tuple[int, str]], above: str) -> Iterator[str]:
    row, name = table.rows[number], f"{table.key}-r{number}"
    yield f'<th scope="row" id="{name}" class="gt_row gt_left gt_stub">{escape(row.head[-1])}</th>'
    for column, over in columns:
        side, headers = _side(table.columns[column].numeric), f"{above}{name} {over}{table.key}-c{column}"
        yield f'<td headers="{headers}" class="gt_row {side}">{_cell_html(row.cells[column])}</td>'


def _side(numeric: bool) -> str:
    return "gt_right" if numeric else "gt_left"


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


def _cell_html(cell: Cell) -> str:
    marks = f'<sup class="mark">{escape(" ".join(cell.marks))}</sup>' if cell.marks else ""
    return f"{escape(cell.text)}{marks}"


def _cell_payload(cell: Cell) -> dict[str, Any]:
    return {"value": cell.value, "text": cell.text, "state": cell.state}
