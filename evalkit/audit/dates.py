"""Dates as printed (a year, a month, a quarter or a day) and what follows from adding durations to them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction

from evalkit.audit.interval import Interval
from evalkit.audit.units import DATES
from evalkit.published import PublishedFigure

_PRINTED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-Q([1-4])|-W(\d{2}))?")
_MONTHS = {"months": 1, "quarters": 3, "years": 12}
_DAYS = {"days": 1, "weeks": 7}


@dataclass(frozen=True)
class Days:
    """The days, both included, that a printed date may mean."""

    first: dt.date
    last: dt.date

    def interval(self) -> Interval:
        """The days as numbers, so that they can be compared."""
        return Interval(Fraction(self.first.toordinal()), Fraction(self.last.toordinal()))


def days(text: str) -> Days | None:
    """What `2009`, `2009-12`, `2009-12-16`, `2022-Q3`, `2020-W53` or two of them as `2021-09/2022-08` may mean.

    Returns
    -------
    The days, or None when the text is no such date or the calendar has no such day, month or week.

    >>> days("2009-12").last
    datetime.date(2009, 12, 31)
    """
    first, last = (_single(part) for part in (text.partition("/")[0], text.rpartition("/")[2]))
    return Days(first.first, last.last) if first and last else None


def _single(text: str) -> Days | None:
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    year, month, day, quarter, week = (None if part is None else int(part) for part in found.groups())
    try:
        if week is not None:
            return Days(dt.date.fromisocalendar(year or 0, week, 1), dt.date.fromisocalendar(year or 0, week, 7))
        if month is not None and day is not None:
            return Days(dt.date(year or 0, month, day), dt.date(year or 0, month, day))
        if quarter is not None:
            return _months(year or 0, 3 * quarter - 2, 3 * quarter)
        return _months(year or 0, month, month) if month is not None else _months(year or 0, 1, 12)
    except (ValueError, calendar.IllegalMonthError):
        return None


def printed_date(figure: PublishedFigure) -> str:
    """The date that a figure prints, in digits or as words, as ISO text; empty when it prints none."""
    text = figure.printed or figure.words_en
    if figure.unit == "date_yyyymmdd" and len(text) == 8:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if figure.unit == "year_month" and len(text) == 6:
        return f"{text[:4]}-{text[4:]}"
    return text if figure.unit in DATES and all(_PRINTED.fullmatch(part) for part in text.split("/")) else ""


def period_ends(period: str) -> tuple[str, str]:
    """First and last date of a period in ISO form; two empty texts for a period that is a code of a list.

    >>> period_ends("2021-09/2022-08")
    ('2021-09', '2022-08')
    """
    first, _, last = period.partition("/")
    return (first, last or first) if re.match(r"\d{4}\b", first) else ("", "")


def later(start: dt.date, amount: Fraction, unit: str) -> dt.date:
    """The date an amount of time after another; a month ends on its last day when it has no such day.

    Raises
    ------
    ValueError: the unit is no calendar unit, or the amount is no whole number of days or months.

    >>> later(dt.date(2010, 7, 1), Fraction(5, 2), "years")
    datetime.date(2013, 1, 1)
    """
    steps = amount * (_MONTHS.get(unit) or _DAYS.get(unit, 0))
    if not (unit in _MONTHS or unit in _DAYS) or steps.denominator != 1:
        raise ValueError(f"{amount} {unit} is no whole number of days or months.")
    if unit in _DAYS:
        return start + dt.timedelta(days=int(steps))
    year, month = divmod(start.year * 12 + start.month - 1 + int(steps), 12)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def workdays(after: dt.date, until: dt.date) -> int:
    """Mondays to Fridays from the day after one date to another, the last included; public holidays are not known.

    >>> workdays(dt.date(2012, 8, 31), dt.date(2012, 9, 7))
    5
    """
    return sum((after + dt.timedelta(days=number)).weekday() < 5 for number in range(1, (until - after).days + 1))


def _months(year: int, first: int, last: int) -> Days:
    return Days(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))
