from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UnknownCode
from evalkit.numbers import format_number


@pytest.mark.parametrize(
    ("value", "decimals", "danish", "english"),
    [
        (44589, None, "44.589", "44,589"),
        (Decimal("3.4"), None, "3,4", "3.4"),
        (Decimal("0.20"), None, "0,20", "0.20"),
        (999, None, "999", "999"),
        (1000, None, "1.000", "1,000"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-9000, None, "−9.000", "−9,000"),
        (-6.9, 1, "−6,9", "−6.9"),
        (-0.04, 1, "0,0", "0.0"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "−3", "−3"),
        (0.1, None, "0,1", "0.1"),
        (1e-7, None, "0,0000001", "0.0000001"),
        (10**30, 2, "1." + ".".join(["000"] * 10) + ",00", "1," + ",".join(["000"] * 10) + ".00"),
        (999.95, 1, "1.000,0", "1,000.0"),
    ],
)
def test_numbers_in_both_languages(value: Decimal | int | float, decimals: int | None, danish: str, english: str) -> None:
    assert format_number(value, decimals, "da") == danish
    assert format_number(value, decimals, "en") == english


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(value, 1, "da")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownCode, match="language"):
        format_number(1, None, "sv")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_the_text_reads_back_as_the_number(value: Decimal) -> None:
    text = format_number(value, 3, "da").replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(text) == value


@given(st.integers(-(10**9), 10**9))
def test_danish_and_english_differ_only_in_the_signs(value: int) -> None:
    swap = str.maketrans(".,", ",.")
    assert format_number(Decimal(value) / 100, 2, "da").translate(swap) == format_number(Decimal(value) / 100, 2, "en")
