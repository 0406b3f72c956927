"""The ledger of evalkit's own registry: every published figure, with the declared relations and reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from evalkit.audit import load_relations
from evalkit.audit.registry import registry_findings
from evalkit.ledger.engine import UNREASONED, ledger
from evalkit.ledger.reasons import load_reasons
from evalkit.ledger.row import LedgerRow, Reason
from evalkit.published import figures
from evalkit.results import Result

_NONE: Mapping[str, Reason] = MappingProxyType({})


def registry_ledger(
    results: Collection[Result],
    targets: Collection[str] = (),
    conflicts: Mapping[str, Reason] = _NONE,
    other_registers: bool = False,
) -> tuple[LedgerRow, ...]:
    """The five documents' figures beside computed results.

    Parameters
    ----------
    results: indicators' results after disclosure.
    targets: ids of the figures that the population was calibrated to.
    conflicts: by id, why the population cannot meet a figure.
    other_registers: whether the results come from registers that are not the documents', so that a difference, or a gap for want
        of a table, is what one expects: rows without a reason of their own then say so.

    Raises
    ------
    LedgerError: as for `ledger`.
    """
    everything = figures()
    otherwise = {status: Reason.of_message(f"ledger.reason.other_registers.{status}") for status in UNREASONED}
    reasons = replace(load_reasons(everything, conflicts), otherwise=otherwise if other_registers else {})
    return ledger(everything, results, targets, reasons, load_relations(everything), registry_findings())
