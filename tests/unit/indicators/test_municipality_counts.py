"""Counts of audited municipalities, from changes that are given by hand."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from evalkit.indicators import municipality_counts
from evalkit.published import PublishedFigure, figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.synthetic.goals import audited_municipalities
from evalkit.results import Result

CHANGE = "2019>2021-09/2022-08"
COUNTRY = 2.0


def _given(values: list[float | None]) -> Callable[..., tuple[Result, ...]]:
    """A stand-in for `compute_family`: the audited municipalities' values in order, one that is not audited, and the country."""

    def compute_family(
        connection: object, wanted: dict[str, object], target_group: str, periods: tuple[str, ...], *rest: object
    ) -> tuple[Result, ...]:
        (indicator,) = wanted
        statistic = "relative_change" if ">" in periods[0] else "level"
        asked = zip((*audited_municipalities(), "0825", ""), (*values, -50.0, COUNTRY), strict=True)
        return tuple(
            Result(indicator, statistic, target_group, "municipality" if code else "", code, periods[0], "pct", 10, 1, 1, value)
            for code, value in asked
        )

    return compute_family


def _one(monkeypatch: pytest.MonkeyPatch, figure: PublishedFigure, values: list[float | None]) -> tuple[Result, ...]:
    monkeypatch.setattr(municipality_counts, "compute_family", _given(values))
    return municipality_counts.FAMILY.results(duckdb.connect(), [figure], Definitions())


def _figure(indicator: str, statistic: str = "level") -> PublishedFigure:
    return next(
        one
        for one in figures("bdo2023")
        if (one.indicator, one.statistic) == (indicator, statistic) and municipality_counts.FAMILY.takes(one)
    )


@pytest.mark.parametrize(
    ("indicator", "statistic", "expected"),
    [
        ("municipalities_with_lower_activation_rate", "level", 4.0),
        ("municipalities_with_less_company_activation", "level", 4.0),
        ("municipalities_with_higher_contact_intensity", "level", 2.0),  # 10 of 15 are 2 of 3
        ("municipalities_above_country_in_contact_intensity_change", "level", 7.0),
        ("contact_intensity", "minimum", -4.0),
        ("contact_intensity", "maximum", 9.0),
    ],
)
def test_who_fell_rose_or_lies_above_the_country(
    monkeypatch: pytest.MonkeyPatch, indicator: str, statistic: str, expected: float
) -> None:
    values: list[float | None] = [-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    (found,) = _one(monkeypatch, _figure(indicator, statistic), values)
    assert found.value == pytest.approx(expected)
    assert found.persons == 150


def test_a_municipality_without_a_number_leaves_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    values: list[float | None] = [None, *[1.0] * 14]
    assert _one(monkeypatch, _figure("municipalities_with_lower_activation_rate"), values) == ()
