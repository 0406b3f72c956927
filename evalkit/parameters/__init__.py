"""From `parameters/<report>.yml` to typed parameters, checked before a kernel starts."""

from __future__ import annotations

from evalkit.parameters.declared import Parameter, declared_parameters
from evalkit.parameters.project import find_project
from evalkit.parameters.reports import OWNED, Report, RunSpec, load_reports, report_names

__all__ = [
    "OWNED",
    "Parameter",
    "Report",
    "RunSpec",
    "declared_parameters",
    "find_project",
    "load_reports",
    "report_names",
]
