"""Published figures as tables: the right number in the right cell, as printed, with the audit's letters."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalkit.audit import Finding, FindingClass, Recomputation
from evalkit.published import PublishedFigure, figures
from evalkit.published.text import field_label, number_text, printed_text, quantity_label
from evalkit.tables import Table
from evalkit.typeset import crosstab, statements

NAMES = ("place", "indicator", "statistic", "target_group", "grouping", "group", "period", "printed", "unit")
WORDS = ("words_da", "words_en", "remark_da", "remark_en")
BLANK = dict.fromkeys(("id", *NAMES, *WORDS), "")


def figure(**fields: str) -> PublishedFigure:
    given = {
        "id": "x", "document": "bdo2023", "place": "table_3_1", "indicator": "activation_rate", "statistic": "level",
        "target_group": "dagpenge", "unit": "pct", "qualifier": "exact", "kind": "published_table",
    }  # fmt: skip
    return PublishedFigure(**{**BLANK, **given, **fields})


def finding(*claimed: PublishedFigure) -> Finding:
    return Finding("repeats", FindingClass.CONTRADICTION, claimed[:1], claimed[1:], Recomputation("a = b"))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("fields", "da", "en"),
    [
        ({"printed": "72899", "unit": "count"}, "72.899", "72,899"),
        ({"printed": "33.3", "qualifier": "just_under"}, "knap 33,3 pct.", "just under 33.3 per cent"),
        ({"printed": "-9000", "unit": "dkk", "qualifier": "about"}, "ca. −9.000 kr.", "about −9,000 DKK"),
        ({"printed": "9", "unit": "page"}, "side 9", "page 9"),
        ({"printed": "2019", "unit": "year"}, "2019", "2019"),
        ({"printed": "202109", "unit": "year_month"}, "september 2021", "September 2021"),
        ({"printed": "20200101", "unit": "date_yyyymmdd"}, "1. januar 2020", "1 January 2020"),
        ({"unit": "date", "words_da": "2012-09-20", "words_en": "2012-09-20"}, "20. september 2012", "20 September 2012"),
        ({"unit": "sign", "words_da": "positiv", "words_en": "positive"}, "positiv", "positive"),
        ({}, "..", ".."),
    ],
)
def test_a_figure_reads_as_printed(fields: dict[str, str], da: str, en: str) -> None:
    assert (printed_text(figure(**fields), "da"), printed_text(figure(**fields), "en")) == (da, en)


def test_every_figure_of_the_registry_reads_in_both_languages() -> None:
    for one in figures():
        for language in ("da", "en"):
            assert printed_text(one, language)
            assert number_text(one, language)
            assert quantity_label(one, language)
            assert field_label(one, "target_group", language)


SHARES = (
    figure(id="m19", grouping="sex", group="men", period="2019", printed="35.0"),
    figure(id="m22", grouping="sex", group="men", period="2021-09/2022-08", printed="35.2"),
    figure(id="k19", grouping="sex", group="women", period="2019", printed="36.4"),
)


def test_a_crosstab_puts_each_figure_in_its_cell_and_says_what_is_missing() -> None:
    table = crosstab(SHARES, (), "k", "T", "S", "da", ("group",), ("period",))
    assert texts(table) == [["35,0", "35,2"], ["36,4", ".."]]
    assert [cell.state for row in table.rows for cell in row.cells] == ["value", "value", "value", "missing"]
    assert table.remarks == (".. = ikke oplyst.",)
    assert [column.number_format for column in table.columns] == ["#,##0.0", "#,##0.0"]


def test_a_finding_marks_its_cells_and_stands_below() -> None:
    table = crosstab(SHARES, (finding(SHARES[0], SHARES[2]),), "k", "T", "S", "en", ("group",), ("period",))
    assert [[cell.marks for cell in row.cells] for row in table.rows] == [[("a",), ()], [("a",), ()]]
    assert table.remarks[-1].startswith("a) ")


def test_a_finding_on_other_figures_is_left_out() -> None:
    table = crosstab(SHARES[:1], (finding(SHARES[2]),), "k", "T", "S", "en", ("group",), ("period",))
    assert table.remarks == ()


def test_a_crossed_grouping_makes_rows_and_columns() -> None:
    crossed = figure(grouping="participation_by_seniority", group="both_under_3_months", printed="16926", unit="count")
    total = figure(grouping="participation", group="both", printed="38451", unit="count")
    table = crosstab((crossed, total), (), "k", "T", "S", "da", ("seniority",), ("participation",))
    assert [row.head for row in table.rows] == [("Under 3 måneder",), ("I alt",)]
    assert texts(table) == [["16.926"], ["38.451"]]


def test_figures_that_share_a_cell_are_shown_once_each() -> None:
    twice = (
        SHARES[0],
        figure(id="again", **{**_keys(SHARES[0]), "printed": "35.0"}),
        figure(id="o", **{**_keys(SHARES[0]), "printed": "36"}),
    )
    assert texts(crosstab(twice, (), "k", "T", "S", "da", ("group",), ("period",))) == [["35,0 · 36"]]


def test_the_group_of_an_extreme_is_named_where_the_table_does_not_show_it() -> None:
    lowest = figure(statistic="minimum", grouping="akasse", group="HK-A", printed="57")
    assert texts(crosstab((lowest,), (), "k", "T", "S", "da", ("indicator",), ("statistic",))) == [["57 (HK-A)"]]
    assert texts(crosstab((lowest,), (), "k", "T", "S", "da", ("group",), ("statistic",))) == [["57"]]


def test_statements_keep_place_quantity_and_number_as_a_number() -> None:
    table = statements((figure(printed="9268", unit="count"),), (), "k", "T", "S", "da")
    assert table.rows[0].head == ("Tabel 3.1", "Berøringsgrad")
    assert table.rows[0].cells[2].value == float(Decimal("9268"))


def _keys(one: PublishedFigure) -> dict[str, str]:
    return {name: getattr(one, name) for name in ("grouping", "group", "period")}
