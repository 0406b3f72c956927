"""Approximate shares that make the population look like the country; see `reference/sources.md`."""

from __future__ import annotations

import csv
import functools
from importlib import resources

import numpy as np

from evalkit.codes import code_list
from evalkit.registers.synthetic.calendar_weeks import Floats


@functools.cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = resources.files(__package__).joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def group_codes(target_group: str, grouping: str) -> tuple[str, ...]:
    """The groups of a grouping, in the order of their positions in every array.

    >>> group_codes("dagpenge", "sex")
    ('men', 'women')
    """
    return tuple(row["group"] for row in _rows("shares") if (row["target_group"], row["grouping"]) == (target_group, grouping))


def group_shares(target_group: str, grouping: str) -> Floats:
    """Approximate shares of the groups of a grouping, summing to 1."""
    rows = [row for row in _rows("shares") if (row["target_group"], row["grouping"]) == (target_group, grouping)]
    return _normal([float(row["share"]) for row in rows])


def municipality_codes() -> tuple[str, ...]:
    """All municipalities, in the order of their positions."""
    return tuple(row["code"] for row in _rows("municipalities"))


def municipality_shares() -> Floats:
    """Approximate shares of the population by municipality, summing to 1."""
    return _normal([float(row["inhabitants_thousand"]) for row in _rows("municipalities")])


def akasse_codes() -> tuple[str, ...]:
    """All a-kasser of the years covered, those that were merged under their old code."""
    return tuple(row["code"] for row in _rows("akasser"))


def akasse_shares() -> Floats:
    """Approximate shares of the recipients of unemployment benefit by a-kasse, summing to 1."""
    return _normal([float(row["share"]) for row in _rows("akasser")])


def merged_akasse(code: str) -> tuple[str, int] | None:
    """The a-kasse that another was merged into and the first year of that; None when it was not.

    >>> merged_akasse("DANA")
    ('FRIE', 2020)
    """
    row = code_list("akasser").row(code)
    return (row["merged_into"], int(row["to_year"]) + 1) if row["merged_into"] else None


def _normal(numbers: list[float]) -> Floats:
    shares = np.array(numbers)
    return np.asarray(shares / shares.sum())
