"""The ledger as tables for readers: counts, reasons, and the rows that are left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from evalkit.codes import Document
from evalkit.ledger.engine import summary
from evalkit.ledger.listing import ledger_rows
from evalkit.ledger.row import Evidence, LedgerRow, Status
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.tables import Cell, Column, Row, Table

_OPEN = (Status.DIFFERS, Status.NOT_COMPUTABLE)
_OPEN_COLUMNS = ("place", "quantity", "whom", "period", "printed", "computed", "status", "reason")


def summary_table(rows: Sequence[LedgerRow], language: str) -> Table:
    """How many figures of each document have each status, by the evidence for it; the last row is the total."""
    counts = summary(rows)
    found = {(status, evidence) for _, status, evidence in counts}
    pairs = [(status, evidence) for status in Status for evidence in Evidence if (status, evidence) in found]
    documents = list(dict.fromkeys(row.figure.document for row in rows))
    numbers = {one: [counts.get((one, *pair), 0) for pair in pairs] for one in documents}
    total = [sum(column) for column in zip(*numbers.values(), strict=True)]
    columns = [Column(evidence.label(language), status.label(language), "#,##0") for status, evidence in pairs]
    return Table(
        key="ledger_summary",
        title=message("ledger.summary.table", language),
        language=language,
        stub=(message("overview.document", language),),
        columns=(Column(message("overview.column.figures", language), "", "#,##0"), *columns),
        rows=(
            *(_counts(Document(one).label(language), numbers[one], language) for one in documents),
            _counts(message("group.total", language), total, language),
        ),
        source=message("overview.source", language),
        remarks=(message("ledger.summary.remark", language),),
    )


def reasons_table(rows: Sequence[LedgerRow], language: str) -> Table:
    """How many figures each reason is given for, the most frequent first, for each status that needs one."""
    told = Counter((row.status, row.reason.text(language)) for row in rows if row.reason)
    ordered = sorted(told.items(), key=lambda item: (_OPEN.index(item[0][0]), -item[1], item[0][1]))
    return Table(
        key="ledger_reasons",
        title=message("ledger.reasons.table", language),
        language=language,
        stub=(message("ledger.column.status", language), message("ledger.column.reason", language)),
        columns=(Column(message("overview.column.figures", language), "", "#,##0"),),
        rows=tuple(Row((status.label(language), reason), (_count(count, language),)) for (status, reason), count in ordered),
        source=message("overview.source", language),
    )


def open_table(rows: Sequence[LedgerRow], language: str, statuses: Collection[Status] = _OPEN) -> Table:
    """The figures that are not reproduced, each with its reason.

    Parameters
    ----------
    rows: the ledger, whole or in part.
    statuses: those that are listed.
    """
    left = [row for row in rows if row.status in statuses]
    body = tuple(
        Row((told["document"], str(number)), tuple(Cell(told[name], told[name]) for name in _OPEN_COLUMNS))
        for number, told in enumerate(ledger_rows(left, language), 1)
    )
    return Table(
        key="ledger_open",
        title=message("ledger.open.table", language, count=format_number(len(left), 0, language)),
        language=language,
        stub=(message("overview.document", language), message("audit.number", language)),
        columns=tuple(Column(message(f"ledger.column.{name}", language), numeric=False) for name in _OPEN_COLUMNS),
        rows=body,
        source=message("overview.source", language),
    )


def _counts(head: str, numbers: Sequence[int], language: str) -> Row:
    return Row((head,), tuple(_count(number, language) for number in (sum(numbers), *numbers)))


def _count(count: int, language: str) -> Cell:
    return Cell(format_number(count, 0, language), count)
