"""The checks by hand: each row of `checks.csv` can be recomputed on paper."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from audit_samples import figures

from evalkit.audit import changes, hulls, repeats, shares, spread, sums
from evalkit.audit.finding import Finding
from evalkit.audit.kinds import KINDS
from evalkit.published import PublishedFigure

Figures = list[PublishedFigure]
with (Path(__file__).parent / "checks.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

CHECKS: dict[str, Callable[[Figures, Figures], Finding | None]] = {
    "sum": lambda claims, parts: sums.adds_up(claims, parts),
    "whole": lambda _, parts: sums.makes_whole("whole", parts, Fraction(100)),
    "complement": lambda _, parts: sums.makes_whole("complement", parts, Fraction(100)),
    "whole_partly": lambda _, parts: sums.makes_whole("whole", parts, Fraction(100), cover="partly"),
    "sum_counted_once_too_often": lambda claims, parts: sums.adds_up(claims, parts, twice=1),
    "recoverable": lambda hidden, rest: sums.recovered(hidden[0], rest[0], rest[1:]),
    "relative_change": lambda claims, levels: changes.relative_change(claims, *levels),
    "change": lambda claims, levels: changes.change(claims, *levels),
    "difference": lambda claims, levels: spread.difference(claims, *levels),
    "difference_either_way": lambda claims, levels: spread.difference(claims, *levels, either_way=True),
    "range": lambda claims, levels: spread.spread(claims, *levels),
    "range_open": lambda claims, levels: spread.spread(claims, *levels, complete=False),
    "minimum": lambda claims, levels: spread.extreme(claims, levels, "minimum"),
    "maximum": lambda claims, levels: spread.extreme(claims, levels, "maximum"),
    "bound": lambda lower, upper: spread.order("bound", lower[0], upper[0]),
    "bound_usual": lambda lower, upper: spread.order("bound", lower[0], upper[0], usual=True),
    "hull": lambda claims, groups: hulls.hull(claims, groups),
    "ratio": lambda claims, numbers: shares.ratio(claims, numbers[:-1], numbers[-1]),
    "reciprocal": lambda claims, rates: shares.reciprocal(claims, rates[0]),
    "repeats": lambda statements, _: repeats.repeats(statements),
    "granularity": lambda share, persons: shares.granularity(share[0], int(persons[0].printed), persons[0]),
}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['check']}: {row['claimed']} | {row['others']}" for row in ROWS])
def test_a_check_by_hand(row: dict[str, str]) -> None:
    found = CHECKS[row["check"]](figures(row["claimed"]), figures(row["others"]))
    if row["expected"] == "holds":
        assert found is None
    elif row["expected"] == "pct_or_point":
        assert found is not None
        assert found.check == "pct_or_point"
    else:
        assert found is not None
        assert found.finding_class == row["expected"]


def test_every_check_has_rows() -> None:
    told_elsewhere = {"same", "hull_of_change", "joint", "count_where", "largest", "smallest", "duration", "unbounded"}
    assert {row["check"] for row in ROWS} == set(CHECKS)
    assert set(KINDS) - told_elsewhere <= set(CHECKS)
