"""Tables: what the reader sees, what goes to the workbook, and that ids are unique on a page."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lxml import html

from evalkit.tables import TABLE_MIME, Cell, Column, Row, Table

TABLE = Table(
    key="talks",
    title='Samtaler & "tilbud"',
    language="da",
    stub=("Fordelt på", "Gruppe"),
    columns=(Column("Før", "Intensitet", "#,##0.00"), Column("Efter", "Intensitet", "#,##0.00"), Column("Ord", numeric=False)),
    rows=(
        Row(("Køn", "Mænd"), (Cell("0,12", 0.12, marks=("a",)), Cell("0,17", 0.17), Cell("<ingen>", "<ingen>"))),
        Row(("Køn", "Kvinder"), (Cell("#", state="suppressed"), Cell("..", state="missing"), Cell(".", state="not_applicable"))),
    ),
    source="Kilden (2023)",
    remarks=("a) Bemærk.",),
)


def test_the_page_shows_title_cells_marks_remarks_and_source() -> None:
    root = html.fragment_fromstring(TABLE.to_html())
    assert root.find("figcaption").text == 'Samtaler & "tilbud"'
    text = " ".join(root.text_content().split())
    for words in ("Intensitet", "Mænd", "0,12", "<ingen>", "#", "..", "Anm.: a) Bemærk.", "Kilde: Kilden (2023)"):
        assert words in text
    assert [mark.text for mark in root.iter("sup")] == ["a"]


def test_every_heading_has_a_scope_and_every_cell_points_at_headings_that_exist() -> None:
    root = html.fragment_fromstring(TABLE.to_html())
    assert all(heading.get("scope") in ("col", "row", "colgroup") for heading in root.iter("th"))
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert max(ids.values()) == 1
    pointed = {name for cell in root.iter("td") for name in (cell.get("headers") or "").split()}
    assert pointed
    assert pointed <= set(ids)


def test_two_tables_on_one_page_share_no_id() -> None:
    other = Table(**{**vars(TABLE), "key": "offers"})
    ids = re.findall(r' id="([^"]+)"', TABLE.to_html() + other.to_html())
    assert len(ids) == len(set(ids))


def test_the_payload_keeps_numbers_and_the_four_states_apart() -> None:
    payload = TABLE._repr_mimebundle_()[TABLE_MIME]
    cells = [cell for row in payload["rows"] for cell in row["cells"]]
    assert [cell["state"] for cell in cells] == ["value", "value", "value", "suppressed", "missing", "not_applicable"]
    assert [cell["value"] for cell in cells] == [0.12, 0.17, "<ingen>", None, None, None]
    assert payload["columns"][0] == {"label": "Før", "spanner": "Intensitet", "number_format": "#,##0.00"}


@pytest.mark.parametrize(("source", "remarks", "lines"), [("", (), 0), ("K", (), 1), ("", ("r",), 1), ("K", ("r",), 2)])
def test_source_and_remarks_are_shown_when_there_are_any(source: str, remarks: tuple[str, ...], lines: int) -> None:
    table = Table(**{**vars(TABLE), "source": source, "remarks": remarks})
    assert len(html.fragment_fromstring(table.to_html()).xpath(".//div[@class='notes']/p")) == lines
