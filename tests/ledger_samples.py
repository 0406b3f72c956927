"""Computed results in short notation, for the tests of the ledger and of disclosure."""

from __future__ import annotations

from evalkit.published import PublishedFigure
from evalkit.results import Result


def result(value: float | None = 40.0, **fields: object) -> Result:
    """A result on 100 persons, a share of unemployment benefit recipients unless the fields say otherwise."""
    given = {
        "indicator": "activation_rate", "statistic": "level", "target_group": "dagpenge", "grouping": "", "group": "",
        "period": "", "unit": "pct", "persons": 100, "numerator": None, "denominator": None,
    }  # fmt: skip
    return Result(**{**given, "value": value, **fields})


def computed(figure: PublishedFigure, value: float | None, **fields: object) -> Result:
    """A result that states what a figure states."""
    names = ("indicator", "statistic", "target_group", "grouping", "group", "period", "unit")
    return result(value, **{**dict(zip(names, figure.key, strict=True)), **fields})
