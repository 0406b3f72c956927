"""Pages: what a notebook shows of a document, for a selection, in both languages; the overview and the audit's page."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from evalkit import findings, overview
from evalkit.audit import FindingClass
from evalkit.audit.registry import registry_findings
from evalkit.codes import Akasse, Document
from evalkit.figures import Figure
from evalkit.filters import Selection
from evalkit.page import Html, Page, alt_text, heading, section
from evalkit.published import figures, published_groups, sources
from evalkit.tables import Table

PAGE = Page("monitoring", "ramboll2023", "da")


def test_rows_are_those_of_the_document_with_the_given_keys() -> None:
    rows = PAGE.rows(indicator=("enrolled", "ended"), place="section_1_enrolment")
    assert [(row.indicator, row.printed) for row in rows] == [("enrolled", "72899"), ("ended", "39003")]


def test_a_selection_leaves_out_other_akasser_and_keeps_the_total() -> None:
    chosen = Page("monitoring", "ramboll2023", "da", Selection(akasse=Akasse("HK-A")))
    shown = chosen.rows(indicator=("municipality_count", "offer_started"))
    assert {row.group for row in shown if row.grouping == "akasse"} == {"HK-A"}
    assert any(row.grouping == "" for row in shown)


def test_the_title_names_document_and_chosen_group() -> None:
    chosen = Page("monitoring", "ramboll2023", "da", Selection(akasse=Akasse("HK-A")))
    assert "<h1>Rambøll 2023: Deltagerne i a-kasseforsøget: HK-A</h1>" in chosen.title().markup


def test_a_choice_without_printed_figures_says_so() -> None:
    chosen = Page("monitoring", "ramboll2023", "da", Selection(akasse=Akasse("ASE")))
    shown = chosen.rows(indicator="municipality_count", grouping="akasse")
    for nothing in (
        chosen.bars("enrolled", shown),
        chosen.table("offers", shown, ("group",), ("indicator",)),
        chosen.list("enrolled", shown),
    ):
        assert isinstance(nothing, Html)
        assert "ingen tal" in nothing.markup
        assert "ASE" in nothing.markup


def test_a_figure_draws_each_mark_once_and_carries_its_numbers() -> None:
    drawn = PAGE.bars("enrolled", PAGE.rows(indicator="municipality_count"))
    assert isinstance(drawn, Figure)
    assert "Højest er 83" in drawn.alt
    assert [row.cells[0].text for row in drawn.data.rows][:2] == ["55", "7"]


@pytest.mark.parametrize("document", Document.all())
def test_every_figure_is_in_a_list_of_its_document(document: str) -> None:
    page = Page("published", document, "en")
    lists = {kind: page.rows(kind=kind) for kind in ("published_table", "published_text", "rule")}
    assert sum(len(shown) for shown in lists.values()) == len(figures(document))


def test_compared_keeps_what_two_target_groups_share() -> None:
    page = Page("regimes", "sfi2013", "da")
    compared = page.compared(page.rules())
    assert {"rule_benefit_period_length"} <= {row.indicator for row in compared}
    assert len(compared) < len(page.rules())


def test_the_source_names_few_places_and_leaves_many_out() -> None:
    few, many = PAGE.rows(indicator="enrolled"), PAGE.rows()
    assert PAGE.source(few).count("Slutevaluering") == 1
    assert PAGE.source(few).endswith(".")
    assert len(PAGE.source(many)) < len(PAGE.source(few))


def test_the_alternative_text_names_the_ends() -> None:
    frame = pd.DataFrame({"label": ["Mænd", "Kvinder"], "hue": ["2019", ""], "value": [35.0, 33.9]})
    text = alt_text(frame, "Titel", "pct.", 1, "da")
    assert text == "Titel. Figuren viser 2 grupper (pct.). Højest er 35,0 (Mænd, 2019), lavest 33,9 (Kvinder)."


def test_a_section_has_its_text_where_there_is_one() -> None:
    assert "<p>" in section("trial.flow", "da").markup
    assert "<p>" not in section("trial.design", "da").markup
    assert "<h1>" in heading("audit", "en", count=3).markup


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_overview_has_every_document_and_measurement(language: str) -> None:
    measured = overview.measured_table(language)
    assert len(measured.rows) == sum(len(source.measured) for source in sources().values())
    assert {row.head[0] for row in measured.rows} == {Document(code).label(language) for code in sources()}
    counts = [row.cells[-1].value for row in overview.documents_table(language).rows]
    assert sum(count for count in counts if isinstance(count, int)) == len(figures())
    assert isinstance(overview.measured_timeline(language), Figure)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_audit_page_counts_what_it_lists(language: str) -> None:
    found = registry_findings()
    assert len(findings.findings_table(found, language).rows) == len(found)
    by_document = findings.summary_table(found, language)
    for row, code in zip(by_document.rows, sources(), strict=True):
        counted = [cell.value for cell in row.cells[1:]]
        assert counted == [sum(f.finding_class is one and code in f.documents for f in found) for one in FindingClass]
    assert isinstance(findings.summary_figure(found, language), Figure)


def test_what_a_page_shows_is_data_that_json_can_hold() -> None:
    page = Page("benefit_end", "sfi2013", "da")
    table = page.table("sample", page.rows(indicator="interview_count"), ("target_group", "group"), ("indicator",))
    assert isinstance(table, Table)
    assert json.loads(json.dumps(table.payload())) == table.payload()


def test_the_groups_of_a_document_are_those_it_prints() -> None:
    assert "HK-A" in published_groups("ramboll2023", "akasse")
    assert set(published_groups("alleigang2009", "municipality")) == {
        "0169",
        "0370",
        "0360",
        "0400",
        "0410",
        "0450",
        "0540",
        "0751",
        "0787",
    }
