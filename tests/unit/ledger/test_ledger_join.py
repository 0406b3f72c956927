"""The join: rows in the order of the figures, evidence from arithmetic, reasons where nothing else is, and loud refusals."""

from __future__ import annotations

import pytest
from audit_samples import figure
from ledger_samples import computed, result

from evalkit.audit import Finding, FindingClass, Recomputation
from evalkit.errors import EvalkitError
from evalkit.ledger import Evidence, LedgerError, Reason, Reasons, Status, ledger, of_document, summary

WHY = Reason("fordi", "because")


def test_rows_without_reasons_are_refused_and_all_named() -> None:
    gap, off, fine = figure("7 pct", group="men"), figure("8 pct", group="women"), figure("9 pct")
    with pytest.raises(LedgerError) as error:
        ledger([gap, off, fine], [computed(off, 9.0), computed(fine, 9.0)])
    assert f"{gap.id}: not_computable" in str(error.value)
    assert f"{off.id}: differs" in str(error.value)
    assert "2 of 3" in str(error.value)
    assert fine.id not in str(error.value)


def test_a_reason_for_a_gap_does_not_excuse_a_difference() -> None:
    one = figure("7 pct")
    with pytest.raises(LedgerError):
        ledger([one], [computed(one, 9.0)], reasons=Reasons(not_computable={one.id: WHY}))
    with pytest.raises(LedgerError):
        ledger([one], [], reasons=Reasons(differs={one.id: WHY}))


def test_a_conflict_is_the_reason_for_every_statement_of_the_quantity() -> None:
    table, text = figure("7.0 pct"), figure("7 pct", place="section_1")
    rows = ledger([table, text], [computed(table, 9.0)], reasons=Reasons(differs={table.id: WHY}))
    assert [row.reason for row in rows] == [WHY, WHY]


def test_two_results_for_one_quantity_are_refused_unless_they_are_the_same() -> None:
    one = figure("7 pct")
    found = computed(one, 7.0)
    assert ledger([one], [found, found])[0].status is Status.REPRODUCED
    with pytest.raises(EvalkitError, match="activation_rate"):
        ledger([one], [found, computed(one, 7.1)])


def test_results_that_no_document_prints_are_passed_over() -> None:
    one = figure("7 pct")
    rows = ledger([one], [computed(one, 7.0), result(3.0, group="men", grouping="sex")])
    assert [row.figure for row in rows] == [one]


def test_without_a_result_arithmetic_is_the_evidence() -> None:
    before, after = figure("41.5 pct", period="2019"), figure("38.6 pct", period="2020")
    change = figure("-2.9 pct_point", statistic="change", period="2019>2020")
    gaps = Reasons({before.id: WHY, after.id: WHY})
    *_, row = ledger([before, after, change], [], reasons=gaps)
    assert (row.status, row.evidence, row.computed, row.reason) == (Status.REPRODUCED, Evidence.ARITHMETIC, None, None)


def test_microdata_come_before_arithmetic() -> None:
    before, after = figure("41.5 pct", period="2019"), figure("38.6 pct", period="2020")
    change = figure("-2.9 pct_point", statistic="change", period="2019>2020")
    gaps = Reasons({before.id: WHY, after.id: WHY}, {change.id: WHY})
    *_, row = ledger([before, after, change], [computed(change, -1.0)], reasons=gaps)
    assert (row.status, row.evidence, row.reason) == (Status.DIFFERS, Evidence.MICRODATA_EMERGENT, WHY)


def test_what_the_document_contradicts_itself_is_a_reason_to_differ() -> None:
    right, wrong = figure("38451 count"), figure("about 34500 count")
    clash = Finding("repeats", FindingClass.CONTRADICTION, (right, wrong), (), Recomputation("statement = statement"))
    rows = ledger([right, wrong], [computed(right, 38451.0)], findings=[clash])
    assert [row.status for row in rows] == [Status.REPRODUCED, Status.DIFFERS]
    assert rows[1].reason == Reason(clash.message("da"), clash.message("en"))


@pytest.mark.parametrize("value", [30000.0, 50000.0])
def test_a_contradiction_explains_only_the_number_that_it_comes_to(value: float) -> None:
    one, other = figure("38451 count"), figure("about 34500 count")
    clash = Finding("repeats", FindingClass.CONTRADICTION, (one, other), (), Recomputation("statement = statement"))
    with pytest.raises(LedgerError):
        ledger([one, other], [computed(one, value)], findings=[clash])


def test_a_recomputation_of_the_audit_explains_what_lies_in_it() -> None:
    one, *levels = figure("12.4 pct", statistic="relative_change"), figure("20 pct"), figure("22 pct")
    told = Recomputation("after / before - 1", (("before", "20"), ("after", "22"), ("low", "4.9"), ("high", "10.5")))
    found = Finding("relative_change", FindingClass.CONTRADICTION, (one,), tuple(levels), told)
    assert ledger([one], [computed(one, 10.0)], findings=[found])[0].status is Status.DIFFERS
    with pytest.raises(LedgerError):
        ledger([one], [computed(one, 11.0)], findings=[found])


def test_counts_and_rows_of_a_document() -> None:
    mine, gap = figure("7 pct"), figure("8 pct", group="men")
    theirs = figure("8 pct", document="sfi2013", group="men")
    rows = ledger([mine, gap, theirs], [computed(mine, 7.0)], [mine.id], Reasons({gap.id: WHY, theirs.id: WHY}))
    assert [row.figure for row in of_document(rows, "sfi2013")] == [theirs]
    assert summary(rows) == {
        ("bdo2023", Status.REPRODUCED, Evidence.MICRODATA_TARGET): 1,
        ("bdo2023", Status.NOT_COMPUTABLE, Evidence.NONE): 1,
        ("sfi2013", Status.NOT_COMPUTABLE, Evidence.NONE): 1,
    }
