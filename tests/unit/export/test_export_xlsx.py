from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from evalkit.export.page import ExportError, PageInfo
from evalkit.export.xlsx import NOT_IN_NAMES, export_xlsx, sheet_names
from evalkit.tables import TABLE_MIME, Cell, Column, Row, Table

Executed = Callable[..., NotebookNode]

TABLE = Table(
    key="table_3_1",
    title="Tabel 3.1. Samtaleintensitet",
    language="da",
    stub=("Gruppering", "Gruppe"),
    columns=(Column("Før", "Intensitet", "0.00"), Column("Efter", "Intensitet", "0.00"), Column("Fortegn")),
    rows=(
        Row(("Køn", "Mand"), (Cell("0,12", 0.12), Cell("•", state="suppressed"), Cell("=1+1", "=1+1"))),
        Row(("Køn", "Kvinde"), (Cell("..", state="missing"), Cell("", state="not_applicable"), Cell("0101", "0101"))),
    ),
    source="Jobindsats.",
    remarks=("=Skjult.", "Foreløbige tal."),
)


def book(notebook: NotebookNode, page: PageInfo) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export_xlsx(notebook, page)))


def shown(table: Table, **changes: Any) -> dict[str, Any]:
    return {"text/html": "<p>x</p>", TABLE_MIME: table.payload() | changes}


def test_the_first_sheet_lists_what_the_workbook_holds(executed: Executed, page: PageInfo) -> None:
    workbook = book(executed(shown(TABLE)), replace(page, banner="SYNTETISKE DATA"))
    first = workbook.worksheets[0]
    assert workbook.sheetnames == ["Indhold", "Tabel 3.1"]
    assert first["A1"].value == "Samtaler"
    assert first["A2"].value == "SYNTETISKE DATA"
    pairs = {row[0].value: row[1].value for row in first.iter_rows(min_row=4) if row[0].value}
    assert pairs["Kommune"] == "Odense"
    assert pairs["Tabel 3.1"] == "Tabel 3.1. Samtaleintensitet"
    links = [cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Tabel 3.1'!A1"]
    assert workbook["Tabel 3.1"]["A2"].value == "SYNTETISKE DATA"


def test_a_sheet_has_title_header_with_spanners_and_frozen_panes(executed: Executed, page: PageInfo) -> None:
    sheet = book(executed(shown(TABLE)), page)["Tabel 3.1"]
    assert sheet["A1"].value == TABLE.title
    assert [cell.value for cell in sheet[3]] == [None, None, "Intensitet", None, None]
    assert [cell.value for cell in sheet[4]] == ["Gruppering", "Gruppe", "Før", "Efter", "Fortegn"]
    assert "C3:D3" in [str(area) for area in sheet.merged_cells.ranges]
    assert sheet.freeze_panes == "C5"


def test_numbers_are_numbers_and_the_other_states_are_words(executed: Executed, page: PageInfo) -> None:
    sheet = book(executed(shown(TABLE)), page)["Tabel 3.1"]
    body = [[cell.value for cell in row] for row in sheet["A5:E6"]]
    assert body == [["Køn", "Mand", 0.12, "•", "=1+1"], ["Køn", "Kvinde", "..", "ikke relevant", "0101"]]
    assert sheet["C5"].number_format == "0.00"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"n", "s"}


def test_remarks_and_source_stand_below(executed: Executed, page: PageInfo) -> None:
    sheet = book(executed(shown(TABLE)), page)["Tabel 3.1"]
    assert [sheet[f"A{row}"].value for row in (8, 9, 11)] == [
        "Anm.: =Skjult. Foreløbige tal.",
        "Kilde: Jobindsats.",
        "Til indholdet",
    ]


def test_the_words_are_english_on_an_english_page(executed: Executed, page: PageInfo) -> None:
    workbook = book(executed(shown(TABLE)), replace(page, language="en"))
    assert workbook.sheetnames[0] == "Contents"
    assert workbook.worksheets[1]["D6"].value == "not applicable"
    assert workbook.worksheets[1]["A9"].value == "Source: Jobindsats."


def test_the_same_page_gives_the_same_bytes(executed: Executed, page: PageInfo) -> None:
    notebook = executed(shown(TABLE))
    assert export_xlsx(notebook, page) == export_xlsx(notebook, page)
    assert book(notebook, page).properties.created.isoformat() == "2026-11-05T00:00:00"


def test_a_table_shown_twice_has_one_sheet_and_two_of_one_name_have_two(executed: Executed, page: PageInfo) -> None:
    other = replace(TABLE, source="DREAM")
    workbook = book(executed(shown(TABLE), shown(TABLE), shown(other)), page)
    assert workbook.sheetnames == ["Indhold", "Tabel 3.1", "Tabel 3.1 (2)"]


def test_a_notebook_without_tables_says_so(executed: Executed, page: PageInfo) -> None:
    workbook = book(executed({"text/html": "<p>x</p>"}), page)
    assert workbook.sheetnames == ["Indhold"]
    assert "Siden har ingen tabeller." in [cell.value for cell in workbook.worksheets[0]["A"]]


def test_a_table_of_one_narrow_column_without_notes_can_be_written(executed: Executed, page: PageInfo) -> None:
    table = replace(TABLE, stub=(), columns=(Column("A"),), rows=(Row((), (Cell("1", 1.0),)),), remarks=(), source="Kilde")
    assert book(executed(shown(table)), page)["Tabel 3.1"]["A4"].value == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rows": [{"head": ["a", "b"], "cells": [{"text": "1", "value": 1.0}]}]}, "row 1 has 2 heads and 1 cells"),
        ({"columns": "x"}, "columns"),
        ({"rows": [{"head": ["a", "b"], "cells": [{"text": "0", "value": 0.0, "state": "suppressed"}] * 3}]}, "state"),
        ({"rows": [{"head": ["a", "b"], "cells": [{"text": "0", "value": None, "state": "value"}] * 3}]}, "state"),
        ({"rows": [{"head": ["a", "b"], "cells": [{"text": "0", "state": "hidden"}] * 3}]}, "state"),
    ],
)
def test_a_payload_that_is_not_a_table_is_refused(
    executed: Executed, page: PageInfo, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ExportError, match=r"^cell 1 \(show\(x\)\) carries") as caught:
        export_xlsx(executed(shown(TABLE, **changes)), page)
    assert words in str(caught.value)


@given(st.lists(st.text(max_size=50) | st.sampled_from(["Tabel 3.1: a", "TABEL 3.1: b", "'x'", "x" * 40]), max_size=12))
def test_sheet_names_are_valid_and_unique(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len(names) == len(titles) == len({name.casefold() for name in names})
    for name in names:
        assert 1 <= len(name) <= 31
        assert not NOT_IN_NAMES.search(name)
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_a_long_title_ends_at_a_word() -> None:
    assert sheet_names(["Andelen af ledige med en samtale inden for tre måneder"]) == ["Andelen af ledige med en…"]
