from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from lxml import html
from nbformat.v4 import new_code_cell, new_notebook, new_output

from evalkit.codes import group_list
from evalkit.errors import EvalkitError, UnknownCode
from evalkit.export.html import export_html
from evalkit.export.page import PageInfo
from evalkit.export.payload import tables_of
from evalkit.filters import Selection
from evalkit.results import Result
from evalkit.tables import TABLE_MIME
from evalkit.widgets.explorer import Explorer, explore
from evalkit.widgets.panel import FilterPanel

INDICATORS = {"contact_intensity": ("sex", "age", ""), "activation_rate": ("", "age")}


class Numbers:
    """Tells what it was asked for; the value is the number of chosen municipalities and a little."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Selection]] = []

    def __call__(self, indicator: str, grouping: str, selection: Selection) -> Sequence[Result]:
        self.asked.append((indicator, grouping, selection))
        if selection.municipality == ("0461",):
            raise EvalkitError("the table talks is not in the source")
        groups = group_list(grouping).codes if grouping else ("",)
        value = 1.0 + len(selection.municipality)
        persons = {group: {"": 52, "men": 50, "women": 2}.get(group, 50) for group in groups}
        return [
            Result(indicator, "level", "dagpenge", grouping, group, "2019", "per_week", number, value * number, number, value)
            for group, number in persons.items()
        ]


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def explorer(numbers: Numbers) -> Explorer:
    return explore(numbers, INDICATORS, FilterPanel("da"), "contact_intensity", "sex", "Prøvedata")


def first_values(explorer: Explorer) -> list[str]:
    return [cell.text_content().strip() for cell in html.fromstring(explorer._shown.value).xpath("//tbody/tr/td[1]")]


def test_total_and_groups_are_shown_through_disclosure(explorer: Explorer) -> None:
    assert first_values(explorer) == ["1,00", "#", "#"]
    assert "Prøvedata" in explorer._shown.value


def test_choosing_municipalities_changes_the_numbers(explorer: Explorer) -> None:
    explorer._panel._fields["municipality"].choose(["0101", "0751"])
    assert first_values(explorer) == ["3,00", "#", "#"]
    assert "Samtaleintensitet efter køn: København, Aarhus" in explorer._shown.value


def test_what_was_shown_before_is_not_computed_again(explorer: Explorer, numbers: Numbers) -> None:
    explorer._panel._fields["municipality"].choose(["0101"])
    explorer._panel._fields["municipality"].choose([])
    assert len(numbers.asked) == 4
    assert len(set(numbers.asked)) == 4


def test_the_grouping_stays_when_the_new_indicator_has_it(explorer: Explorer) -> None:
    explorer._grouping.value = "age"
    explorer._indicator.value = "activation_rate"
    assert explorer._grouping.value == "age"
    assert explorer.shown().table.title == "Berøringsgrad efter alder"
    explorer._indicator.value = "contact_intensity"
    explorer._grouping.value = "sex"
    explorer._indicator.value = "activation_rate"
    assert explorer._grouping.value == ""
    assert explorer.shown().table.title == "Berøringsgrad"
    assert len(first_values(explorer)) == 1


def test_what_cannot_be_computed_is_said_where_the_numbers_would_be(explorer: Explorer) -> None:
    explorer._panel._fields["municipality"].choose(["0461"])
    assert explorer._shown.value == "<p>the table talks is not in the source</p>"


def test_a_still_page_gets_choices_picture_and_table(explorer: Explorer) -> None:
    bundle = explorer._repr_mimebundle_()
    still = html.fromstring(bundle["text/html"])
    pairs = dict(zip(still.xpath("//dt/text()"), still.xpath("//dd/text()"), strict=True))
    assert pairs["Opgørelse"] == "Samtaleintensitet"
    assert pairs["Fordelt på"] == "Køn"
    assert pairs["Kommune"] == "Alle"
    assert len(still.xpath("//img[@alt]")) == len(still.xpath("//table")) == 1
    assert not still.xpath("//style|//script")
    assert bundle[TABLE_MIME]["key"] == "explore"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_still_page_of_a_report_can_be_made_of_it(explorer: Explorer) -> None:
    output = new_output("execute_result", explorer._repr_mimebundle_(), execution_count=1)
    notebook = new_notebook(cells=[new_code_cell("explore(...)", outputs=[output])])
    info = PageInfo("Udforsk", "da", "BDO 2023", "Udforsk", "../index.html", (), None, date(2026, 11, 5), "0.1.0", "")
    main = html.document_fromstring(export_html(notebook, info)).find(".//main")
    assert main is not None
    assert main.findtext(".//dd") == "Samtaleintensitet"
    assert main.xpath("count(.//img) + count(.//table)") == 2
    assert [table.title for table in tables_of(notebook)] == ["Samtaleintensitet efter køn"]


@pytest.mark.parametrize(("indicator", "grouping"), [("contact_intensity", "origin"), ("activation", "sex")])
def test_what_is_not_on_offer_is_refused(numbers: Numbers, indicator: str, grouping: str) -> None:
    with pytest.raises(UnknownCode):
        explore(numbers, INDICATORS, FilterPanel("da"), indicator, grouping, "x")
