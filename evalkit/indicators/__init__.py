"""Indicators: what is computed from the registers, each with its definition, formula and source.

`compute` gives one indicator by some groupings, `compute_family` several in one pass. `MEASURES` and `CASE_MEASURES` hold
what there is. `FAMILIES` has every family of indicators that answers published figures.
"""

from evalkit.indicators import monitoring, municipality_counts, of_figures, randomised, survey_figures, survival
from evalkit.indicators.compute import CASE_MEASURES, MEASURES, compute, compute_family
from evalkit.indicators.family import Family

FAMILIES: tuple[Family, ...] = (
    *of_figures.FAMILIES,
    municipality_counts.FAMILY,
    monitoring.FAMILY,
    survey_figures.FAMILY,
    survival.FAMILY,
    randomised.FAMILY,
)

__all__ = ["CASE_MEASURES", "FAMILIES", "MEASURES", "Family", "compute", "compute_family"]
