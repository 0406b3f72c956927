"""The ledger: every published figure beside what the code computes, with status, evidence and reason.

`registry_ledger` makes it for the five documents; `ledger` is the join itself. A published figure is held against what it may
stand for (`evalkit.audit.reading`), against other published figures where nothing is computed (`arithmetic`), and where it is
neither, `reasons.yml` says why.
"""

from evalkit.ledger.conflicts import conflict_reasons
from evalkit.ledger.engine import LedgerError, ledger, of_document, summary
from evalkit.ledger.listing import ledger_csv, ledger_json, ledger_rows
from evalkit.ledger.reasons import Reasons, load_reasons
from evalkit.ledger.registry import registry_ledger
from evalkit.ledger.row import Evidence, LedgerRow, Reason, Status

__all__ = [
    "Evidence",
    "LedgerError",
    "LedgerRow",
    "Reason",
    "Reasons",
    "Status",
    "conflict_reasons",
    "ledger",
    "ledger_csv",
    "ledger_json",
    "ledger_rows",
    "load_reasons",
    "of_document",
    "registry_ledger",
    "summary",
]
