"""The audit of evalkit's own registry: every published figure, with the declared relations."""

from __future__ import annotations

import functools

from evalkit.audit.engine import audit
from evalkit.audit.finding import Finding
from evalkit.audit.resolve import load_relations
from evalkit.codes import Grouping
from evalkit.published import figures


@functools.cache
def registry_findings() -> tuple[Finding, ...]:
    """What the audit finds in the five documents, computed once a process.

    >>> {finding.finding_class.value for finding in registry_findings()} >= {"contradiction", "recoverable"}
    True
    """
    partitions = [grouping for grouping in Grouping.all() if grouping.is_partition]
    return audit(figures(), load_relations(figures()), partitions)
