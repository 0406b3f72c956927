"""Counts of rows, order of groups, calendar and impossible values, by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from audit_samples import figure, figures

from evalkit.audit import counting, possible
from evalkit.audit.dates import Days, days, later, period_ends, printed_date, workdays
from evalkit.audit.durations import Counting, lasts
from evalkit.audit.index import Index


@pytest.mark.parametrize(
    ("rows", "condition", "surely", "perhaps"),
    [
        ("-1.2 pct | -0.1 pct | 3.4 pct", "< 0", 2, 2),
        ("-1.2 pct | 0.0 pct | 3.4 pct", "< 0", 1, 2),
        ("-1.2 pct | ? pct", "< 0", 1, 2),
        ("20 pct | 21 pct | 19 pct", ">= 20", 1, 2),
        ("over 30 pct | under 30 pct", "> 30", 0, 1),
        ("9 out_of_10 | 7 out_of_10", "> 8", 1, 1),
        ("-0.9 pct | -4.4 pct | -17.7 pct | 6.1 pct", ">= -10 and <= 5", 2, 2),
        ("5.0 pct | 4 pct | 6 pct", ">= -10 and <= 5", 1, 2),
        ("", "< 0", 0, 0),
    ],
)
def test_how_many_numbers_meet_a_condition(rows: str, condition: str, surely: int, perhaps: int) -> None:
    parsed = counting.value_condition(condition)
    assert counting.count_values(figures(rows), parsed) == counting.Counted(surely, perhaps)


@pytest.mark.parametrize("text", ["0", "= 0", "< nil", "<", "lower", "> 0 and", "> 0 and lower"])
def test_what_is_no_condition(text: str) -> None:
    assert counting.value_condition(text) == ()


@pytest.mark.parametrize(
    ("groups", "words", "surely", "perhaps"),
    [
        (["'positive; significant' sign", "'positive' sign", "'none' sign"], "positive", 2, 2),
        (["'positive; significant' sign", "'positive' sign", "'none' sign"], "positive; significant", 1, 2),
        (["'positive; not significant' sign", "'positive; significant' sign"], "positive; significant", 1, 1),
        (["'positive' sign | 'positive; significant' sign"], "positive; significant", 1, 1),
        (["'positive' sign | 'positive; not significant' sign"], "positive; significant", 0, 0),
        (["'Yes' text", "'No' text"], "Yes", 1, 1),
        ([], "positive", 0, 0),
    ],
)
def test_how_many_groups_say_something(groups: list[str], words: str, surely: int, perhaps: int) -> None:
    assert counting.count_words([figures(told) for told in groups], words) == counting.Counted(surely, perhaps)


def test_several_texts_count_alike() -> None:
    groups = [figures(told) for told in ("'individual; by phone' text", "'collective or individual' text", "'collective' text")]
    found = counting.count_words(groups, "individual", "collective or individual")
    assert found == counting.Counted(2, 2)
    assert found.meeting == (groups[0][0].id, groups[1][0].id)


def test_indicators_of_one_group_are_counted_each() -> None:
    rows = [figure("3 count", indicator=name, group="man") for name in ("waves", "waves", "months")]
    assert [len(group) for group in counting.one_a_group(rows)] == [1, 2]
    assert counting.count_rows(counting.best_a_group(rows)) == counting.Counted(2, 2)


def test_how_many_groups_are_lower_than_before() -> None:
    earlier = {"a": "30.0 pct", "b": "31.0 pct", "c": "31.0 pct", "d": "? pct"}
    later_on = {"a": "29.0 pct", "b": "31.0 pct", "c": "33.0 pct", "d": "9 pct", "e": "1 pct"}
    before = [figure(told, group=name) for name, told in earlier.items()]
    after = [figure(told, group=name) for name, told in later_on.items()]
    assert counting.count_pairs(after, before, "lower") == counting.Counted(1, 3)
    assert counting.count_pairs(after, before, "higher") == counting.Counted(1, 3)


@pytest.mark.parametrize(
    ("claim", "counted", "expected"),
    [
        ("12 count", counting.Counted(12, 12), None),
        ("12 municipalities", counting.Counted(11, 13), None),
        ("14 count", counting.Counted(12, 12), "contradiction"),
        ("at_least 10 count", counting.Counted(12, 12), None),
        ("about 13 count", counting.Counted(12, 12), None),
        ("? count", counting.Counted(12, 12), None),
    ],
)
def test_a_printed_count_against_the_rows(claim: str, counted: counting.Counted, expected: str | None) -> None:
    found = counting.count_matches([figure(claim)], counted, figures("1 pct"), ("value", "< 0"))
    assert (found and found.finding_class.value) == expected


def test_the_group_that_is_named_as_largest() -> None:
    levels = [figure("52 pct", group="a"), figure("38 pct", group="b"), figure("10 pct", group="c")]
    claim = [figure("'a and b' text")]
    assert counting.in_order("largest", claim, levels, ["a", "b"]) is None
    assert counting.in_order("smallest", claim, levels, ["c"]) is None
    found = counting.in_order("largest", claim, levels, ["b"])
    assert found is not None
    assert [one.group for one in found.others] == ["b", "a"]
    assert counting.in_order("largest", claim, [], ["b"]) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2009", "2009-01-01", "2009-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2022-Q3", "2022-07-01", "2022-09-30"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-09/2022-08", "2021-09-01", "2022-08-31"),
    ],
)
def test_the_days_of_a_printed_date(text: str, first: str, last: str) -> None:
    assert days(text) == Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "2023-02-30", "2023-13", "2021-W53", "2022-Q5", "May 2023", "2021-09/soon"])
def test_what_is_no_date(text: str) -> None:
    assert days(text) is None


def test_dates_in_every_way_of_printing() -> None:
    told = ["20200101 date_yyyymmdd", "202208 year_month", "2019 year", "'2009-12' date", "'soon' date", "5 count"]
    assert [printed_date(figure(one)) for one in told] == ["2020-01-01", "2022-08", "2019", "2009-12", "", ""]
    assert period_ends("2019") == ("2019", "2019")
    assert period_ends("first_43_weeks") == ("", "")


@pytest.mark.parametrize(
    ("start", "duration", "end", "counting_as", "expected"),
    [
        ("'2010-07-01' date", "2 years", "'2012-07-01' date", Counting(), None),
        ("'2010-07-01' date", "2 years", "'2013-01-01' date", Counting(), "contradiction"),
        ("'2012-07-01' date", "0.5 years", "'2013-01-01' date", Counting(), None),
        ("'2020-01-01' date", "12 months", "'2020-12-31' date", Counting(inclusive=True), None),
        ("'2020-01-01' date", "12 months", "'2020-12-31' date", Counting(), "contradiction"),
        ("'2020-01-01' date", "12 months", "'2020-12-31' date", Counting(tolerance_days=1), None),
        ("'2021-01' year_month", "5 months", "'2021-06' year_month", Counting(), None),
        ("'2023-01-31' date", "1 months", "'2023-02-28' date", Counting(), None),
        ("'2012-08-31' date", "12 days", "'2012-09-20' date", Counting(workdays=True), "contradiction"),
        ("'2012-08-31' date", "14 days", "'2012-09-20' date", Counting(workdays=True), None),
        ("'2012-08-31' date", "13 days", "'2012-09-20' date", Counting(workdays=True), None),
        ("'2012-08-31' date", "15 days", "'2012-09-20' date", Counting(workdays=True), "contradiction"),
        ("'2012-08-31' date", "at_most 4 weeks", "'2012-09-20' date", Counting(), None),
        ("'2012-08-31' date", "at_least 4 weeks", "'2012-09-20' date", Counting(), "contradiction"),
        ("'2012-08-31' date", "about 3 weeks", "'2012-09-20' date", Counting(), None),
        ("'2012-08-31' date", "about 5 weeks", "'2012-09-20' date", Counting(), "contradiction"),
        ("'2012-08-31' date", "? weeks", "'2012-09-20' date", Counting(), None),
        ("'soon' date", "3 weeks", "'2012-09-20' date", Counting(), None),
    ],
)
def test_date_and_duration(start: str, duration: str, end: str, counting_as: Counting, expected: str | None) -> None:
    found = lasts(figure(start), [figure(duration)], figure(end), counting_as)
    assert (found and found.finding_class.value) == expected


def test_a_month_later_and_working_days() -> None:
    assert later(dt.date(2020, 2, 29), Fraction(1), "years") == dt.date(2021, 2, 28)
    assert later(dt.date(2020, 12, 15), Fraction(1), "quarters") == dt.date(2021, 3, 15)
    assert workdays(dt.date(2023, 5, 5), dt.date(2023, 5, 8)) == 1
    with pytest.raises(ValueError, match="whole number"):
        later(dt.date(2020, 1, 1), Fraction(1, 3), "months")
    with pytest.raises(ValueError, match="hours"):
        later(dt.date(2020, 1, 1), Fraction(1), "hours")


@pytest.mark.parametrize(
    ("told", "columns", "expected"),
    [
        ("230.9 pct", {}, ["share_beyond_whole"]),
        ("100.4 pct", {}, ["share_beyond_whole"]),
        ("100 pct", {}, []),
        ("over 95 pct", {}, []),
        ("-3 pct", {}, ["share_beyond_whole"]),
        ("-3 pct", {"statistic": "relative_change", "period": "2019>2022"}, []),
        ("-120 pct", {"statistic": "relative_change", "period": "2019>2022"}, ["fall_beyond_all"]),
        ("-3 count", {}, ["negative"]),
        ("-0.1 per_week", {}, ["negative"]),
        ("-9000 dkk", {}, []),
        ("12.5 municipalities", {}, ["broken_count"]),
        ("53 week_number", {"period": "2020"}, []),
        ("53 week_number", {"period": "2021"}, ["no_such_date"]),
        ("53 week_number", {}, []),
        ("54 week_number", {}, ["no_such_date"]),
        ("20230230 date_yyyymmdd", {}, ["no_such_date"]),
        ("'2023-02-30' date", {}, ["no_such_date"]),
        ("'in spring' date", {}, []),
        ("20 pct", {"period": "2023-02-30"}, ["no_such_date"]),
        ("20 pct", {"period": "2022-08/2021-09"}, ["ends_before_it_begins"]),
        ("20 pct", {"period": "2022>2019", "statistic": "change"}, ["ends_before_it_begins"]),
        ("20 pct", {"period": "2019>2021-09/2022-08", "statistic": "change"}, []),
        ("20 pct", {"period": "first_43_weeks"}, []),
        ("? pct", {}, []),
    ],
)
def test_values_that_cannot_be(told: str, columns: dict[str, str], expected: list[str]) -> None:
    found = list(possible.impossible_values(Index([figure(told, **columns)])))
    assert [one.check for one in found] == expected


def test_a_share_that_is_declared_to_be_no_part_may_exceed_the_whole() -> None:
    rate = figure("110 pct")
    assert list(possible.impossible_values(Index([rate]), {rate.id})) == []


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("4 weeks", "21 weeks", 0),
        ("4 months", "3 weeks", 1),
        ("'2021-06' year_month", "'2021-01' year_month", 1),
        ("'2021-01' year_month", "'2021-06-30' date", 0),
        ("? weeks", "3 weeks", 0),
        ("4 weeks", "3 count", 0),
    ],
)
def test_a_start_after_its_end(start: str, end: str, found: int) -> None:
    index = Index([figure(start, statistic="start"), figure(end, statistic="end")])
    assert len(list(possible.starts_after_ends(index))) == found
