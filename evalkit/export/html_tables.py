"""Tables as libraries write them, made readable for everyone: scopes, captions, no empty headings, aligned columns."""

from __future__ import annotations

import re

from lxml.html import Element, HtmlElement

NUMBER = re.compile(r"[<>≤≥±+\-−–\d\s.,%‰:()\[\];•*]*(NaN|None|(pct|kr)\.?( ?point)?)?")

Grid = dict[tuple[int, int], HtmlElement]


def tidy_table(table: HtmlElement) -> None:
    """Mend one table in place.

    pandas: the row of index names is folded into the row above; empty headings become plain cells. Great Tables: the
    title becomes the caption; its own style sheet gives way to the page's. Both: `scope` on every heading, and
    columns of words are set apart from columns of numbers (class `text`), which are right-aligned.
    """
    for name in ("border", "aria-labelledby", "aria-describedby"):
        table.attrib.pop(name, None)
    _title_to_caption(table)
    _fold_index_names(table)
    _head_cells(table)
    if "gt_table" in table.get("class", ""):
        _drop_own_style(table)
    else:
        _mark_words(table)


def text_of(element: HtmlElement) -> str:
    """The words of an element on one line."""
    return " ".join(element.text_content().split())


def _rows(table: HtmlElement) -> list[HtmlElement]:
    rows: list[HtmlElement] = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    return rows


def _grid(table: HtmlElement) -> Grid:
    """Row and column of every cell; a cell that spans stands in each of its places."""
    grid: Grid = {}
    for row_number, row in enumerate(_rows(table)):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (row_number, column) in grid:
                column += 1
            width, height = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            grid |= {(row_number + down, column + right): cell for down in range(height) for right in range(width)}
            column += width
    return grid


def _title_to_caption(table: HtmlElement) -> None:
    headings = table.find_class("gt_heading")
    rows = [element for element in headings if element.tag == "tr"]
    if rows:
        caption = Element("caption")
        caption.text = ". ".join(text_of(row).rstrip(".") for row in rows)
        table.insert(0, caption)
    for row in rows:
        row.drop_tree()


def _fold_index_names(table: HtmlElement) -> None:
    """Two header rows of which the last only names the index become one."""
    head = table.xpath("./thead/tr")
    if len(head) < 2:
        return
    grid, last = _grid(table), len(head) - 1
    places = [column for row, column in grid if row == last]
    named = [column for column in places if text_of(grid[last, column])]
    blank_above = all(not text_of(grid[last - 1, column]) for column in named)
    all_else_above = all(text_of(grid[last - 1, column]) for column in places if column not in named)
    if named and blank_above and all_else_above:
        for column in named:
            grid[last - 1, column].text = text_of(grid[last, column])
        head[last].drop_tree()


def _head_cells(table: HtmlElement) -> None:
    ids = set(table.xpath(".//@id"))
    for cell in table.iter("th", "td"):
        row = cell.getparent()
        if cell.tag == "th" and not text_of(cell):
            cell.tag = "td"
            cell.attrib.pop("scope", None)
        elif cell.tag == "th" and not cell.get("scope"):
            in_head = row.getparent().tag == "thead" or all(other.tag == "th" for other in row)
            cell.set("scope", "col" if in_head else "row")
        if not ids.issuperset(cell.get("headers", "").split()):
            del cell.attrib["headers"]


def _drop_own_style(table: HtmlElement) -> None:
    """Great Tables puts 10 kB of style beside each table; the page's own style sheet covers its classes."""
    wrapper = table.getparent()
    for style in wrapper.findall("style"):
        style.drop_tree()
    wrapper.attrib.pop("style", None)


def _mark_words(table: HtmlElement) -> None:
    """Give the cells and headings of every column of words, and of every column of row heads, the class `text`."""
    grid = _grid(table)
    wordy = {
        column
        for (_, column), cell in grid.items()
        if cell.get("scope") == "row" or (cell.tag == "td" and not NUMBER.fullmatch(text_of(cell)))
    }
    for (_, column), cell in grid.items():
        if column in wordy and int(cell.get("colspan", 1)) == 1 and "text" not in cell.get("class", "").split():
            cell.set("class", f"{cell.get('class', '')} text".strip())
