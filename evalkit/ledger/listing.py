"""The ledger as plain data: rows of text, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction

from evalkit.audit.units import COUNTS
from evalkit.codes import Document, Unit
from evalkit.ledger.matching import in_unit_of
from evalkit.ledger.row import LedgerRow
from evalkit.ledger.signs import UNIT, sign_words
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published import PublishedFigure, place_label
from evalkit.published.text import field_label, printed_text, quantity_label, whom_label
from evalkit.results import Result

COLUMNS = ("id", "document", "place", "quantity", "whom", "period", "printed", "computed", "status", "evidence", "reason")
_KEY = ("indicator", "statistic", "target_group", "grouping", "group", "period", "unit")


def ledger_rows(rows: Sequence[LedgerRow], language: str) -> list[dict[str, str]]:
    """The ledger as rows of text, with the columns `COLUMNS`: as a reader sees it."""
    return [
        {
            "id": row.figure.id,
            "document": Document(row.figure.document).label(language),
            "place": place_label(row.figure.document, row.figure.place, language),
            "quantity": quantity_label(row.figure, language),
            "whom": whom_label(row.figure, language),
            "period": field_label(row.figure, "period", language),
            "printed": printed_text(row.figure, language),
            "computed": computed_text(row.figure, row.computed, language),
            "status": row.status.label(language),
            "evidence": row.evidence.label(language),
            "reason": row.reason.text(language) if row.reason else "",
        }
        for row in rows
    ]


def ledger_csv(rows: Sequence[LedgerRow], language: str = "en") -> str:
    """The ledger as CSV with a header, for `evalkit ledger --format csv`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(ledger_rows(rows, language))
    return out.getvalue()


def ledger_json(rows: Sequence[LedgerRow], language: str = "en") -> list[dict[str, object]]:
    """The ledger as plain lists and dicts, for `evalkit ledger --format json`: codes, and the computed number as it is."""
    return [
        {
            "id": row.figure.id,
            "document": row.figure.document,
            "place": row.figure.place,
            **dict(zip(_KEY, row.figure.key, strict=True)),
            "printed": row.figure.printed,
            "qualifier": row.figure.qualifier,
            "words": row.figure.words(language),
            "computed": _number(row),
            "state": row.computed.state if row.computed else None,
            "status": row.status.value,
            "evidence": row.evidence.value,
            "reason": row.reason.text(language) if row.reason else None,
        }
        for row in rows
    ]


def computed_text(figure: PublishedFigure, result: Result | None, language: str) -> str:
    """A computed number as it reads beside a printed one: in its unit, with one decimal more than it prints.

    A result that is no value reads as such cells do; without a result there is no text.
    """
    if result is None:
        return ""
    number = in_unit_of(figure, result)
    if number is None:
        return message(f"cell.{result.state}", language)
    if figure.unit == UNIT:
        return sign_words(result, language)
    return Unit(figure.unit).with_number(computed_number(figure, number, language, more=1), language)


def computed_number(figure: PublishedFigure, number: Fraction, language: str, more: int) -> str:
    """The digits of a computed number, with `more` decimals than the figure prints; whole counts stay whole."""
    whole = figure.unit in COUNTS and number.denominator == 1
    return format_number(float(number), figure.decimals + (0 if whole else more), language)


def _number(row: LedgerRow) -> float | None:
    number = in_unit_of(row.figure, row.computed) if row.computed else None
    return None if number is None else float(number)
