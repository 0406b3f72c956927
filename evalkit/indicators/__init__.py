"""Indicators: what is computed from the registers, each with its definition, formula and source.

`compute` gives one indicator by some groupings, `compute_family` several in one pass. `MEASURES` and `CASE_MEASURES` hold
what there is.
"""

from evalkit.indicators.compute import CASE_MEASURES, MEASURES, compute, compute_family

__all__ = ["CASE_MEASURES", "MEASURES", "compute", "compute_family"]
