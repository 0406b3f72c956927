"""The ledger told: rows, CSV, JSON, tables, and the printed beside the computed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from audit_samples import figure
from ledger_samples import computed

from evalkit.codes import period_label
from evalkit.ledger import LedgerRow, Reason, Reasons, ledger, ledger_csv, ledger_json, ledger_rows
from evalkit.ledger.beside import beside
from evalkit.ledger.tables import open_table, reasons_table, summary_table
from evalkit.published import PublishedFigure
from evalkit.results import Result
from evalkit.tables import Table

WHY = Reason("fordi", "because")
MEN = figure("41.5 pct", place="table_3_1", grouping="sex", group="men", period="2019")
WOMEN = figure("about 39 pct", place="table_3_1", grouping="sex", group="women", period="2019")
LATER = figure("38.6 pct", place="table_3_1", grouping="sex", group="men", period="2021-09/2022-08")
GONE = figure("37 pct", place="table_3_1", grouping="sex", group="women", period="2021-09/2022-08")
FIGURES = (MEN, WOMEN, LATER, GONE)
RESULTS = (computed(MEN, 41.53), computed(WOMEN, 38.2), computed(LATER, 38.9))


def _rows() -> tuple[LedgerRow, ...]:
    return ledger(FIGURES, RESULTS, [MEN.id], Reasons({GONE.id: WHY}, {LATER.id: WHY}))


def _beside(figures: tuple[PublishedFigure, ...], results: tuple[Result, ...], language: str = "da", **more: bool) -> Table:
    return beside(figures, results, (), "k", "T", "S", language, ("group",), ("measure",), **more)


def _texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_rows_read_as_a_reader_expects() -> None:
    told = ledger_rows(_rows(), "da")
    assert [row["printed"] for row in told] == ["41,5 pct.", "ca. 39 pct.", "38,6 pct.", "37 pct."]
    assert [row["computed"] for row in told] == ["41,53 pct.", "38,2 pct.", "38,90 pct.", ""]
    assert [row["status"] for row in told] == ["Reproduceret", "Stemmer overens", "Afviger", "Kan ikke beregnes"]
    assert [row["reason"] for row in told] == ["", "", "fordi", "fordi"]
    assert told[0]["evidence"] == "Mikrodata, kalibreret til tallet"


def test_csv_holds_the_rows() -> None:
    assert list(csv.DictReader(io.StringIO(ledger_csv(_rows(), "en")))) == ledger_rows(_rows(), "en")


def test_json_holds_codes_and_the_computed_number() -> None:
    told = json.loads(json.dumps(ledger_json(_rows())))
    assert [row["computed"] for row in told] == [41.53, 38.2, 38.9, None]
    assert [row["status"] for row in told] == ["reproduced", "agrees", "differs", "not_computable"]
    assert told[3]["reason"] == "because"
    assert told[0] | {"indicator": "activation_rate", "period": "2019", "evidence": "microdata_target", "reason": None} == told[0]


def test_the_summary_counts_each_row_once() -> None:
    table = summary_table(_rows(), "en")
    assert [(column.spanner, column.label) for column in table.columns][1:] == [
        ("Reproduced", "Microdata, calibrated to the number"),
        ("Agrees", "Microdata, not calibrated to the number"),
        ("Differs", "Microdata, not calibrated to the number"),
        ("Not computable", "None"),
    ]
    assert _texts(table) == [["4", "1", "1", "1", "1"]] * 2
    assert table.rows[-1].head == ("Total",)


def test_reasons_are_counted_by_status() -> None:
    table = reasons_table(_rows(), "en")
    assert [(row.head, row.cells[0].value) for row in table.rows] == [
        (("Differs", "because"), 1),
        (("Not computable", "because"), 1),
    ]


def test_open_rows_are_listed_with_their_reason() -> None:
    table = open_table(_rows(), "da")
    assert [cells[4:] for cells in _texts(table)] == [
        ["38,6 pct.", "38,90 pct.", "Afviger", "fordi"],
        ["37 pct.", "", "Kan ikke beregnes", "fordi"],
    ]
    assert table.title.startswith("2 trykte tal")
    assert "fordi" in table.to_html()


def test_the_computed_stands_beside_the_printed_with_a_mark() -> None:
    table = _beside(FIGURES, RESULTS)
    later = period_label("2021-09/2022-08", "da", short=True)
    assert [(column.spanner, column.label) for column in table.columns] == [
        ("2019", "Trykt"), ("2019", "Beregnet"), (later, "Trykt"), (later, "Beregnet"),
    ]  # fmt: skip
    assert _texts(table) == [["41,5", "41,5 ✓", "38,6", "38,9 ≠"], ["ca. 39 pct.", "38,2 ✓", "37", "–"]]
    assert table.rows[0].cells[1].value == 41.53
    assert "2 af 3 beregnede tal stemmer; tabellen har 4 trykte tal" in " ".join(table.remarks)
    assert "– = ikke beregnet." in table.remarks


@pytest.mark.parametrize("state", ["suppressed", "missing", "not_applicable"])
def test_a_number_that_is_not_there_stays_so_beside_the_printed(state: str) -> None:
    table = _beside((MEN,), (computed(MEN, None, state=state),))
    (cell,) = table.rows[0].cells[1:]
    assert (cell.state, cell.value) == (state, None)
    assert "0" not in cell.text
    assert len(table.remarks) == 2


def test_statements_that_share_a_cell_are_all_held() -> None:
    other = figure("43 pct", place="table_3_1", grouping="sex", group="men", period="2019")
    assert _texts(_beside((MEN, other), (computed(MEN, 41.53),))) == [["41,5 · 43", "41,5 ≠"]]


def test_units_and_counts_read_as_printed() -> None:
    count = figure("38227 count", period="2019")
    assert _texts(_beside((count,), (computed(count, 38227.0),), "en", units=True)) == [["38,227", "38,227 ✓"]]
    assert _texts(_beside((MEN,), (computed(MEN, 41.53),), units=True)) == [["41,5 pct.", "41,5 pct. ✓"]]
