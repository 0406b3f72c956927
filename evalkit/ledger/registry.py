"""The ledger of evalkit's own registry: every published figure, with the declared relations and reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from evalkit.audit import load_relations
from evalkit.audit.registry import registry_findings
from evalkit.ledger.engine import ledger
from evalkit.ledger.reasons import load_reasons
from evalkit.ledger.row import LedgerRow, Reason
from evalkit.published import figures
from evalkit.results import Result

_NONE: Mapping[str, Reason] = MappingProxyType({})


def registry_ledger(
    results: Collection[Result], targets: Collection[str] = (), conflicts: Mapping[str, Reason] = _NONE
) -> tuple[LedgerRow, ...]:
    """The five documents' figures beside computed results.

    Parameters
    ----------
    results: indicators' results after disclosure.
    targets: ids of the figures that the population was calibrated to.
    conflicts: by id, why the population cannot meet a figure.

    Raises
    ------
    LedgerError: as for `ledger`.
    """
    everything = figures()
    reasons = load_reasons(everything, conflicts)
    return ledger(everything, results, targets, reasons, load_relations(everything), registry_findings())
