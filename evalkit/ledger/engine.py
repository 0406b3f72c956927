"""Makes the ledger: a join of figures and results on what they measure, with arithmetic and reasons where nothing is computed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evalkit.audit import Finding, FindingClass, Relation
from evalkit.audit.judge import measured
from evalkit.audit.units import family, size
from evalkit.errors import EvalkitError
from evalkit.ledger.arithmetic import Derived, derive
from evalkit.ledger.matching import Slot, by_slot, match, slot
from evalkit.ledger.reasons import Reasons
from evalkit.ledger.row import Evidence, LedgerRow, Reason, Status
from evalkit.published import PublishedFigure
from evalkit.results import Result

UNREASONED = (Status.DIFFERS, Status.NOT_COMPUTABLE)


class LedgerError(EvalkitError):
    """Rows that differ or are not computable, and nobody says why."""


def ledger(
    figures: Sequence[PublishedFigure],
    results: Collection[Result],
    targets: Collection[str] = (),
    reasons: Reasons | None = None,
    relations: Sequence[Relation] = (),
    findings: Sequence[Finding] = (),
) -> tuple[LedgerRow, ...]:
    """One row a published figure: what was computed for it, how they compare, on what evidence, and why they differ.

    Formula: a figure is joined with the result of the same key (units of one family are converted); without a result, a
    relation that it follows from is its evidence; without either, or when the result is no value, it is not computable.

    Parameters
    ----------
    figures: rows of the registry, in the order in which the rows are wanted.
    results: indicators' results after disclosure, in any order.
    targets: ids of the figures that the population was calibrated to; other statements of the same quantity count as targets.
    reasons: why figures differ or are not computable.
    relations: the audit's declared relations.
    findings: the audit's findings; one that shows that a figure ought to be the computed number is a reason to differ.

    Raises
    ------
    LedgerError: rows that differ or are not computable have no reason; names every one.
    EvalkitError: two different results for one quantity.

    Source: the ledger's contract. Example: a printed 3,4 beside a computed 3.44 is reproduced.
    """
    aimed = frozenset(slot(figure) for figure in figures if figure.id in frozenset(targets))
    known = _Known(by_slot(results), aimed, derive(figures, relations), reasons or Reasons(), tuple(findings))
    differ = {slot(figure): known.reasons.differs[figure.id] for figure in figures if figure.id in known.reasons.differs}
    rows = tuple(_row(figure, known, differ) for figure in figures)
    _refuse_unreasoned(rows)
    return rows


def of_document(rows: Sequence[LedgerRow], document: str) -> tuple[LedgerRow, ...]:
    """The rows of one document."""
    return tuple(row for row in rows if row.figure.document == document)


def summary(rows: Sequence[LedgerRow]) -> dict[tuple[str, Status, Evidence], int]:
    """How many rows there are of each document, status and evidence; combinations that do not occur are left out."""
    return dict(Counter((row.figure.document, row.status, row.evidence) for row in rows))


@dataclass(frozen=True)
class _Known:
    """What rows are made from, by what is measured or by id."""

    results: Mapping[Slot, Result]
    targets: frozenset[Slot]
    derived: Mapping[str, Derived]
    reasons: Reasons
    findings: Sequence[Finding]


def _row(figure: PublishedFigure, known: _Known, differ: Mapping[Slot, Reason]) -> LedgerRow:
    found = match(figure, known.results)
    result = found.result if found else None
    if found and found.status and found.number is not None:
        aimed = Evidence.MICRODATA_TARGET if slot(figure) in known.targets else Evidence.MICRODATA_EMERGENT
        given = known.reasons.differs.get(figure.id) or differ.get(slot(figure)) or _audited(figure, found.number, known.findings)
        given = given or known.reasons.otherwise.get(found.status)
        return LedgerRow(figure, result, found.status, aimed, given if found.status is Status.DIFFERS else None)
    derived = known.derived.get(figure.id)
    if derived:
        why = Reason.of_finding(derived.finding) if derived.finding else None
        return LedgerRow(figure, result, derived.status, Evidence.ARITHMETIC, why)
    gap = Reason.of_message(f"ledger.reason.{result.state}") if result and result.state != "value" else None
    why_not = gap or known.reasons.not_computable.get(figure.id) or known.reasons.otherwise.get(Status.NOT_COMPUTABLE)
    return LedgerRow(figure, result, Status.NOT_COMPUTABLE, Evidence.NONE, why_not)


def _audited(figure: PublishedFigure, number: Fraction, findings: Sequence[Finding]) -> Reason | None:
    """The first contradiction between printed figures that comes to the computed number and not to the figure."""
    return next((Reason.of_finding(finding) for finding in findings if _explains(finding, figure, number)), None)


def _explains(finding: Finding, figure: PublishedFigure, number: Fraction) -> bool:
    """Whether another statement of the quantity, or the audit's recomputation, allows the computed number."""
    if figure not in finding.claimed or finding.finding_class is FindingClass.RECOVERABLE:
        return False
    told = [one for one in finding.claimed if one != figure and one.value is not None and family(one.unit) == family(figure.unit)]
    others = [measured(one) for one in told]
    if any(other.low <= number * size(figure.unit) <= other.high for other in others):
        return True
    ends = {name: Fraction(text) for name, text in finding.recomputation.numbers if name in ("low", "high")}
    return bool(ends) and ends.get("low", -math.inf) <= number <= ends.get("high", math.inf)


def _refuse_unreasoned(rows: Sequence[LedgerRow]) -> None:
    left = [row for row in rows if row.status in UNREASONED and row.reason is None]
    if left:
        listed = "\n".join(f"  {row.figure.id}: {row.status}" for row in left)
        raise LedgerError(f"{len(left)} of {len(rows)} rows have no reason; give each one in ledger/reasons.yml.\n{listed}")
