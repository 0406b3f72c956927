"""The ledger of the five documents: every one of the 2,167 figures has a status, and what is not reproduced a reason."""

from __future__ import annotations

import functools
import re
from collections import Counter

import pytest
from ledger_samples import computed

from evalkit.audit.index import best
from evalkit.codes import Document
from evalkit.indicators import CASE_MEASURES, MEASURES
from evalkit.indicators.populations import POPULATIONS
from evalkit.ledger import Evidence, LedgerError, LedgerRow, Reason, Status, load_reasons, registry_ledger
from evalkit.ledger.arithmetic import derive
from evalkit.ledger.matching import slot
from evalkit.ledger.tables import open_table, reasons_table, summary_table
from evalkit.published import PublishedFigure, figures
from evalkit.results import Result

INDICATORS = {*MEASURES, *CASE_MEASURES}
TWICE = "bdo.r1_2_pkt_5.andel_sager_med_faellessamtaler_begge.minimum_2_faellessamtaler"  # printed as 27 and as just under 30


@functools.cache
def _must_be_computed() -> tuple[PublishedFigure, ...]:
    """What no reason excuses and an indicator gives."""
    excused = load_reasons(figures()).not_computable
    return tuple(one for one in figures("bdo2023") if one.indicator in INDICATORS and one.id not in excused)


@functools.cache
def _rows() -> tuple[LedgerRow, ...]:
    """The ledger with the best statement of each quantity as if it had been computed."""
    by_slot: dict[tuple[str, ...], list[PublishedFigure]] = {}
    for one in _must_be_computed():
        by_slot.setdefault(slot(one), []).append(one)
    best_ones = [best(statements) for statements in by_slot.values()]
    results = [Result(*one.key, 1000, None, None, float(one.printed)) for one in best_ones if one]
    return registry_ledger(results, conflicts={TWICE: Reason("to tal", "two numbers")})


def test_every_figure_has_a_row_and_what_is_not_reproduced_a_reason() -> None:
    assert [row.figure for row in _rows()] == list(figures())
    assert len(_rows()) == 2167
    left = [row for row in _rows() if row.status in (Status.DIFFERS, Status.NOT_COMPUTABLE)]
    assert all(row.reason and row.reason.da.strip() and row.reason.en.strip() for row in left)
    assert len(left) < 1500


def test_without_results_what_must_be_computed_is_named() -> None:
    with pytest.raises(LedgerError) as error:
        registry_ledger([])
    named = re.findall(r"^  (\S+): not_computable$", str(error.value), re.MULTILINE)
    derived = derive(figures(), [])
    assert set(named) <= {one.id for one in _must_be_computed()}
    assert len(named) > 300
    assert not set(named) & set(derived)


def test_the_tables_of_register_figures_are_never_excused() -> None:
    excused = load_reasons(figures()).not_computable
    places = ("table_3_1", "table_4_1", "table_5_1")
    cells = [one for one in figures("bdo2023") if one.place in places and one.indicator in INDICATORS]
    assert len(cells) > 300
    assert not [one.id for one in cells if one.id in excused]


def test_only_what_the_indicators_cannot_be_divided_by_is_excused() -> None:
    excused = load_reasons(figures()).not_computable
    measures = {**MEASURES, **CASE_MEASURES}
    for one in figures("bdo2023"):
        if one.indicator in measures:
            known = {*POPULATIONS, *measures[one.indicator].terms, "target_group"}
            assert (one.id in excused) == (not set(one.groups) <= known), one.id


def test_each_document_has_figures_that_follow_from_others() -> None:
    found = Counter(row.figure.document for row in _rows() if row.evidence is Evidence.ARITHMETIC)
    assert set(found) == set(Document.all())


@pytest.mark.parametrize(
    ("figure", "status", "evidence"),
    [
        ("bdo.forside.rapport_aar", Status.NOT_COMPUTABLE, Evidence.NONE),
        ("bdo.a2_4.antal_kommuner_i_revisionen", Status.DIFFERS, Evidence.ARITHMETIC),
        ("r23_s_praes_spread", Status.REPRODUCED, Evidence.ARITHMETIC),
        ("bdo.a4_4.faellessamtaler_antal.baade_a_kasse_og_jobcenter.efter", Status.DIFFERS, Evidence.MICRODATA_EMERGENT),
        ("bdo.a4_3_1.faellessamtaler_antal.under_3_maaneder.efter", Status.AGREES, Evidence.MICRODATA_EMERGENT),
        ("bdo.a4_3_1.faellessamtaler_antal.total.efter", Status.REPRODUCED, Evidence.MICRODATA_EMERGENT),
    ],
)
def test_rows_that_were_confirmed_by_hand(figure: str, status: Status, evidence: Evidence) -> None:
    (row,) = [row for row in _rows() if row.figure.id == figure]
    assert (row.status, row.evidence) == (status, evidence)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_whole_ledger_is_shown(language: str) -> None:
    assert len(summary_table(_rows(), language).rows) == 6
    shown = open_table(_rows(), language)
    assert all(len(cell.text) < 1500 for row in shown.rows for cell in row.cells)
    assert sum(int(row.cells[0].value or 0) for row in reasons_table(_rows(), language).rows) == len(shown.rows)


def test_on_other_registers_every_row_has_a_reason() -> None:
    figure = next(one for one in figures("bdo2023") if one.id == "bdo.tab3_1.dp.samtaleintensitet.foer.mand")
    rows = registry_ledger([computed(figure, 99.0)], other_registers=True)
    told = {row.figure.id: row for row in rows}
    assert told[figure.id].status is Status.DIFFERS
    assert all(row.reason for row in rows if row.status in (Status.DIFFERS, Status.NOT_COMPUTABLE))
    with pytest.raises(LedgerError):
        registry_ledger([computed(figure, 99.0)])
