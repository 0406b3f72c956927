"""The audit: published figures against each other and against arithmetic.

`audit` runs every check. Checks that the keys of the figures call for run over the whole registry; others run where a
relation in `relations/` declares that figures belong together. `load_relations` reads those.
"""

from evalkit.audit.engine import audit, findings_csv, findings_json, findings_rows, of_document
from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.relation import Relation
from evalkit.audit.resolve import load_relations

__all__ = [
    "Finding",
    "FindingClass",
    "Recomputation",
    "Relation",
    "audit",
    "findings_csv",
    "findings_json",
    "findings_rows",
    "load_relations",
    "of_document",
]
