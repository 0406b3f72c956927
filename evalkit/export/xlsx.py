"""The tables of an executed notebook as a workbook: a list of contents, then one sheet a table."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from itertools import groupby

from nbformat import NotebookNode
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from evalkit.export.page import PageInfo, about_rows
from evalkit.export.payload import tables_of
from evalkit.messages import message
from evalkit.tables import Cell, Table

NAME_LIMIT = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
SAFE_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
BRAND = "#12455C"


class Book:
    """A workbook being written, with the formats that its sheets share."""

    def __init__(self, stream: io.BytesIO, page: PageInfo) -> None:
        """Open a workbook that is written to `stream`; it is dated on the day of the page, so that its bytes repeat."""
        self.page = page
        self.workbook = Workbook(stream, SAFE_OPTIONS)
        created = datetime.combine(page.made_on, time(tzinfo=UTC))
        about = {"title": page.title, "subject": page.report, "comments": page.banner or "", "created": created}
        self.workbook.set_properties(about)
        wrap, top = {"text_wrap": True}, {"valign": "top"}
        head = {"bold": True, "bottom": 1, "bottom_color": BRAND, "valign": "bottom", **wrap}
        self.title = self.workbook.add_format({"bold": True, "font_size": 14, "font_color": BRAND})
        self.banner = self.workbook.add_format({"bold": True, "bg_color": "#FFE08A"})
        self.label = self.workbook.add_format({"bold": True, **top})
        self.text = self.workbook.add_format({**wrap, **top})
        self.note = self.workbook.add_format({**wrap, **top, "font_color": "#55616B", "font_size": 9})
        self.head = self.workbook.add_format({**head, "align": "right"})
        self.stub_head = self.workbook.add_format({**head, "align": "left"})
        self.spanner = self.workbook.add_format({**head, "align": "center"})
        self.state = self.workbook.add_format({"align": "right", "font_color": "#55616B", **top})
        self.link = self.workbook.add_format({"font_color": BRAND, "underline": 1, **top, **wrap})

    def number(self, number_format: str) -> object:
        """The format of the numbers in a column."""
        return self.workbook.add_format({"num_format": number_format, "align": "right", "valign": "top"})


def export_xlsx(notebook: NotebookNode, page: PageInfo) -> bytes:
    """The table payloads of a notebook as an xlsx workbook.

    Parameters
    ----------
    notebook: an executed notebook; tables are the outputs with a `TABLE_MIME` entry, figures' numbers included.
    page: the frame: title, language, parameters in words, banner and date.

    Returns
    -------
    bytes: the file. Numbers are numbers with a format; a cell that is suppressed, missing or not applicable holds
        words; text is never read as a formula. The same notebook and page give the same bytes.

    Raises
    ------
    ExportError: a cell ended with an error or carries a payload that is not a table.
    """
    tables = tables_of(notebook)
    names = sheet_names([message("export.contents", page.language), *(table.title for table in tables)])
    stream = io.BytesIO()
    book = Book(stream, page)
    sheets = [book.workbook.add_worksheet(name) for name in names]
    _write_contents(book, sheets[0], list(zip(names[1:], tables, strict=True)))
    for sheet, table in zip(sheets[1:], tables, strict=True):
        _write_table(book, sheet, table, names[0])
    book.workbook.close()
    return stream.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that Excel takes, one a title: no forbidden character, at most 31 characters, unique without regard to case.

    A title such as `Tabel 3.1: Samtaler` or `Tabel 3.1. Samtaler` gives its number; a long one ends at a word.

    >>> sheet_names(["Tabel 3.1. Samtaler", "Tabel 3.1. Tilbud", "Andel"])
    ['Tabel 3.1', 'Tabel 3.1 (2)', 'Andel']
    """
    names: list[str] = []
    for title in titles:
        short = re.split(r"(?<=\d)[.:] |: ", title)[0]
        clean = " ".join(NOT_IN_NAMES.sub(" ", short).split()).strip("'") or "-"
        name, number = _cut(clean, NAME_LIMIT), 1
        while name.casefold() in {used.casefold() for used in names}:
            number += 1
            name = _cut(clean, NAME_LIMIT - len(f" ({number})")) + f" ({number})"
        names.append(name)
    return names


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    words = text[: limit - 1].rsplit(" ", 1)[0]
    return f"{words.rstrip(' ,;–-')}…"


def _write_contents(book: Book, sheet: Worksheet, entries: Sequence[tuple[str, Table]]) -> None:
    page, language = book.page, book.page.language
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    row = _write_title(book, sheet, page.title)
    for label, text in about_rows(page):
        sheet.write_string(row, 0, label, book.label)
        sheet.write_string(row, 1, text, book.text)
        row += 1
    sheet.write_string(row + 1, 0, message("export.tables" if entries else "export.no_tables", language), book.label)
    for number, (name, table) in enumerate(entries, start=row + 2):
        quoted = name.replace("'", "''")
        sheet.write_url(number, 0, f"internal:'{quoted}'!A1", book.link, name)
        sheet.write_string(number, 1, table.title, book.text)


def _write_title(book: Book, sheet: Worksheet, title: str) -> int:
    """Title, and the banner below it if there is one; returns the first free row after a blank one."""
    sheet.write_string(0, 0, title, book.title)
    if book.page.banner:
        sheet.write_string(1, 0, book.page.banner, book.banner)
    return 3 if book.page.banner else 2


def _write_table(book: Book, sheet: Worksheet, table: Table, contents: str) -> None:
    stubs = len(table.stub)
    widths = _widths(table)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    first = _write_title(book, sheet, table.title)
    body = _write_head(book, sheet, table, first)
    formats = [book.number(column.number_format) for column in table.columns]
    for number, line in enumerate(table.rows, start=body):
        for column, head in enumerate(line.head):
            sheet.write_string(number, column, head, book.text)
        for column, cell in enumerate(line.cells):
            _write_cell(book, sheet, (number, stubs + column), cell, formats[column])
    end = body + len(table.rows) + 1
    end = _write_notes(book, sheet, table, end, widths)
    sheet.write_url(end + 1, 0, f"internal:'{contents}'!A1", book.link, message("export.back_to_contents", book.page.language))
    sheet.freeze_panes(body, stubs)
    sheet.repeat_rows(first, body - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _write_head(book: Book, sheet: Worksheet, table: Table, row: int) -> int:
    """Column labels, below their spanners when there are any; returns the first row of the body."""
    spanned = any(column.spanner for column in table.columns)
    bottom = row + 1 if spanned else row
    for column, label in enumerate(table.stub):
        sheet.write_string(bottom, column, label, book.stub_head)
    column = len(table.stub)
    for spanner, run in groupby(table.columns, key=lambda item: item.spanner):
        width = len(list(run))
        if spanner and width > 1:
            sheet.merge_range(row, column, row, column + width - 1, spanner, book.spanner)
        elif spanner:
            sheet.write_string(row, column, spanner, book.spanner)
        column += width
    for column, item in enumerate(table.columns, start=len(table.stub)):
        sheet.write_string(bottom, column, item.label, book.head)
    return bottom + 1


def _write_cell(book: Book, sheet: Worksheet, place: tuple[int, int], cell: Cell, number_format: object) -> None:
    if cell.state != "value":
        sheet.write_string(*place, cell.text or message(f"export.{cell.state}", book.page.language), book.state)
    elif isinstance(cell.value, str):
        sheet.write_string(*place, cell.value, book.text)
    else:
        sheet.write_number(*place, cell.value, number_format)


def _write_notes(book: Book, sheet: Worksheet, table: Table, row: int, widths: Sequence[int]) -> int:
    """Remarks and source, each merged over the width of the table; returns the first free row."""
    language, last = book.page.language, max(len(widths) - 1, 1)
    lines = [f"{message('label.remarks', language)}: {' '.join(table.remarks)}"] if table.remarks else []
    if table.source:
        lines.append(f"{message('label.source', language)}: {table.source}")
    room = sum(widths)
    for number, line in enumerate(lines, start=row):
        sheet.merge_range(number, 0, number, last, line, book.note)
        sheet.set_row(number, 13 * math.ceil(1.05 * len(line) / room))
    return row + len(lines)


def _widths(table: Table) -> list[int]:
    """Widths in characters: wide enough for the cells, and for the longest word of a heading."""
    stubs = [max(8, len(label), *(len(row.head[number]) for row in table.rows)) for number, label in enumerate(table.stub)]
    cells = [
        max(10, *(len(row.cells[number].text) for row in table.rows), *(len(word) for word in column.label.split()))
        for number, column in enumerate(table.columns)
    ]
    return [min(width + 2, 44) for width in (*stubs, *cells)]
