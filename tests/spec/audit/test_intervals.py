"""What a printed figure stands for, by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from audit_samples import figure

from evalkit.audit.interval import Interval, point
from evalkit.audit.reading import Reading, is_worded, stands_for

P, U, N = Reading.PRINTED, Reading.ONE_UNIT, Reading.NEARLY


@pytest.mark.parametrize(
    ("told", "columns", "reading", "low", "high"),
    [
        ("29 pct", {}, P, "28.5", "29.5"),
        ("29 pct", {}, U, "28", "30"),
        ("29 pct", {}, N, "28.5", "29.5"),
        ("29.30 pct", {}, P, "29.295", "29.305"),
        ("-2.9 pct_point", {}, P, "-2.95", "-2.85"),
        ("0 pct", {}, P, "-0.5", "0.5"),
        ("150 count", {}, P, "150", "150"),
        ("150 count", {}, U, "150", "150"),
        ("12.5 count", {}, P, "12.45", "12.55"),
        ("52 weeks", {"kind": "rule"}, P, "52", "52"),
        ("52 weeks", {}, P, "51.5", "52.5"),
        ("about 20 pct", {}, P, "17.5", "22.5"),
        ("about 20 pct", {}, N, "15", "25"),
        ("about 25000 count", {}, P, "23750", "26250"),
        ("about 5 weeks", {}, P, "4", "6"),
        ("just_under 34000 count", {}, P, "32300", "34000"),
        ("just_under 34000 count", {}, N, "30600", "35700"),
        ("just_over 33.3 pct", {}, P, "33.3", "35.8"),
        ("just_over 9 out_of_10", {}, P, "9", "9.25"),
        ("9 out_of_10", {}, P, "8.75", "9.25"),
        ("under 1 per_week", {}, N, "-inf", "1.05"),
        ("at_most 6 months", {"indicator": "rule_deadline"}, N, "-inf", "6.3"),
        ("52 weeks", {"indicator": "rule_benefit_period"}, P, "52", "52"),
        ("over 50 pct", {}, P, "50", "inf"),
        ("over 50 pct", {}, N, "47.5", "inf"),
        ("over -40 pct", {}, P, "-inf", "-40"),
        ("just_under -25 pct", {}, P, "-25", "-22.5"),
        ("over 26 count", {}, P, "27", "inf"),
        ("under 5 count", {}, P, "-inf", "4"),
        ("at_least 4 count", {}, P, "4", "inf"),
        ("at_most 20 pct", {}, P, "-inf", "20"),
        ("at_latest 6 months", {"kind": "rule"}, P, "-inf", "6"),
        ("interval 4 week_number", {}, P, "4", "4"),
        ("50 pct", {"remark_en": 'printed in words: "halvdelen" (half)'}, P, "47.5", "52.5"),
        ("33.3 pct", {"remark_en": "printed in words"}, P, "30.8", "35.8"),
        ("48 pct", {"remark_en": 'in words: "knap halvdelen"'}, P, "47.5", "48.5"),
    ],
)
def test_what_a_figure_stands_for(told: str, columns: dict[str, str], reading: Reading, low: str, high: str) -> None:
    found = stands_for(figure(told, **columns), reading)
    ends = [float(end) if "inf" in end else Fraction(end) for end in (low, high)]
    assert [found.low, found.high] == ends


def test_a_figure_without_digits_stands_for_no_numbers() -> None:
    with pytest.raises(ValueError, match="no digits"):
        stands_for(figure("? pct"))


@pytest.mark.parametrize(
    ("told", "worded"), [("29 pct", False), ("about 29 pct", True), ("9 out_of_10", True), ("interval 4 weeks", False)]
)
def test_what_counts_as_worded(told: str, worded: bool) -> None:
    assert is_worded(figure(told)) is worded


def _interval(low: int | float, high: int | float) -> Interval:
    return Interval(*(end if math.isinf(end) else Fraction(end) for end in (low, high)))


@pytest.mark.parametrize(
    ("one", "by", "low", "high"),
    [
        ((6, 8), (2, 4), "1.5", "4"),
        ((-8, -6), (2, 4), "-4", "-1.5"),
        ((-8, 6), (2, 4), "-4", "3"),
        ((6, 8), (0, 4), "-inf", "inf"),
        ((6, math.inf), (2, math.inf), "0", "inf"),
        ((-math.inf, 8), (2, 4), "-inf", "4"),
    ],
)
def test_quotients(one: tuple[float, float], by: tuple[float, float], low: str, high: str) -> None:
    found = _interval(*one).divided(_interval(*by))
    assert [float(found.low), float(found.high)] == [float(low), float(high)]


@pytest.mark.parametrize(
    ("one", "other", "overlap", "meet"),
    [
        ((1, 2), (2, 3), False, True),
        ((1, 2), (2, 2), True, True),
        ((1, 2), (1, 3), True, True),
        ((1, 2), (3, 4), False, False),
        ((1, math.inf), (2, 2), True, True),
    ],
)
def test_one_common_end_is_not_enough_to_mean_the_same(
    one: tuple[float, float], other: tuple[float, float], overlap: bool, meet: bool
) -> None:
    assert _interval(*one).overlaps(_interval(*other)) is overlap
    assert _interval(*one).meets(_interval(*other)) is meet


def test_arithmetic_is_exact() -> None:
    tenth = point(1).scaled(Fraction(1, 10))
    assert tenth + tenth + tenth == point(3).scaled(Fraction(1, 10))
    assert point(5) - Interval(Fraction(1), Fraction(2)) == Interval(Fraction(3), Fraction(4))
