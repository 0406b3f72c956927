"""Periods: labels in both languages, bounds, and what is refused."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.codes import change_sides, check_period, code_list, period_bounds, period_label
from evalkit.errors import UnknownCode

DAYS = st.dates(dt.date(1992, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("code", "danish", "english"),
    [
        ("", "", ""),
        ("2019", "2019", "2019"),
        ("2021-09", "september 2021", "September 2021"),
        ("2022-Q3", "3. kvartal 2022", "Q3 2022"),
        ("2023-02-27", "27. februar 2023", "27 February 2023"),
        ("2021-09/2022-08", "september 2021–august 2022", "September 2021–August 2022"),
        ("2022-01/2022-06", "januar–juni 2022", "January–June 2022"),
        ("2022-Q1/2022-Q3", "1.–3. kvartal 2022", "Q1–Q3 2022"),
        ("2020/2023", "2020–2023", "2020–2023"),
        ("2023-02-27/2023-03-19", "27. februar–19. marts 2023", "27 February–19 March 2023"),
        ("2023-03-01/2023-03-19", "1.–19. marts 2023", "1–19 March 2023"),
        ("2022-12-27/2023-01-19", "27. december 2022–19. januar 2023", "27 December 2022–19 January 2023"),
        ("2020-09/2021", "september 2020–2021", "September 2020–2021"),
        ("2019/2019", "2019–2019", "2019–2019"),
        ("2019>2022", "fra 2019 til 2022", "from 2019 to 2022"),
        ("2019>2021-09/2022-08", "fra 2019 til september 2021–august 2022", "from 2019 to September 2021–August 2022"),
    ],
)
def test_a_period_reads_in_danish_and_english(code: str, danish: str, english: str) -> None:
    assert period_label(code, "da") == danish
    assert period_label(code, "en") == english


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("2020-02", dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
        ("2021-12", dt.date(2021, 12, 1), dt.date(2021, 12, 31)),
        ("2022-Q1", dt.date(2022, 1, 1), dt.date(2022, 3, 31)),
        ("2022-Q4", dt.date(2022, 10, 1), dt.date(2022, 12, 31)),
        ("2023-02-27", dt.date(2023, 2, 27), dt.date(2023, 2, 27)),
        ("2021-09/2022-08", dt.date(2021, 9, 1), dt.date(2022, 8, 31)),
        ("2020-09-01/2023", dt.date(2020, 9, 1), dt.date(2023, 12, 31)),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(code: str, first: dt.date, last: dt.date) -> None:
    assert period_bounds(code) == (first, last)


def test_a_change_has_two_periods_and_no_bounds_of_its_own() -> None:
    assert period_bounds("2019>2021-09/2022-08") is None
    assert change_sides("2019>2021-09/2022-08") == ("2019", "2021-09/2022-08")
    assert change_sides("2021-09/2022-08") is None
    assert period_bounds("") is None


@pytest.mark.parametrize(
    "code",
    [
        "19", "2019-13", "2019-00", "2019-9", "2022-Q5", "2023-02-30", "2023-W10", "2019/", "/2019", "2022/2019",
        "2019/2020/2021", ">2019", "2019>", "2019>2020>2021", "2019 ", "no_such_period", "2021-09 til 2022-08", "٢٠١٩",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_the_forms_that_are(code: str) -> None:
    with pytest.raises(UnknownCode, match=r"unknown period .*Allowed: 2019, 2021-09, 2022-Q3, 2023-02-27, 2021-09/2022-08"):
        check_period(code)
    with pytest.raises(UnknownCode):
        period_label(code, "da")
    with pytest.raises(UnknownCode):
        period_bounds(code)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownCode, match="unknown language 'de'"):
        period_label("2021-09", "de")


def test_named_periods_have_labels_and_no_bounds() -> None:
    for code in code_list("periods").codes:
        assert period_bounds(code) is None
        assert period_label(code, "da") == code_list("periods").label(code, "da")
        assert not code[0].isdigit()  # a named period cannot be taken for an ISO form


@given(DAYS, DAYS)
def test_an_interval_of_days_has_those_days_as_bounds(one: dt.date, other: dt.date) -> None:
    first, last = min(one, other), max(one, other)
    assert period_bounds(f"{first}/{last}") == (first, last)
    label = period_label(f"{first}/{last}", "en")
    assert label.endswith(str(last.year))
    assert label.count(str(first.year)) == (1 if first.year == last.year and first != last else 2 if first == last else 1)


@given(DAYS)
def test_day_month_quarter_and_year_lie_in_each_other(day: dt.date) -> None:
    codes = (f"{day:%Y}", f"{day:%Y}-Q{(day.month + 2) // 3}", f"{day:%Y-%m}", f"{day}")
    bounds = [period_bounds(code) for code in codes]
    known = [bound for bound in bounds if bound]
    assert len(known) == 4
    assert all(outer[0] <= inner[0] <= inner[1] <= outer[1] for outer, inner in itertools.pairwise(known))
