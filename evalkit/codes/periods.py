"""Periods: ISO forms that need no list, and named codes from `periods.csv`.

The forms are a year `2019`, a month `2021-09`, a quarter `2022-Q3`, a day `2023-02-27`, an interval `2021-09/2022-08`
with both ends included, and a change `2019>2021-09/2022-08` from one period to another. Empty is no period.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Self

from evalkit.codes.lists import code_list
from evalkit.codes.types import Code, CodeNotTextError, Language
from evalkit.errors import UnknownCode
from evalkit.messages import message

_FORMS = ("2019", "2021-09", "2022-Q3", "2023-02-27", "2021-09/2022-08", "2019>2021-09/2022-08")
_ISO = re.compile(r"(?P<year>[12]\d{3})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(-(?P<day>\d{2}))?)?", re.ASCII)


def check_period(code: str) -> str:
    """The code, when it is empty, one of the ISO forms, or a code of `periods.csv`.

    Raises
    ------
    UnknownCode: neither; also an interval that ends before it starts, and a day that does not exist.
    """
    sides = change_sides(code) or (code,)
    if not all(side in ("", *code_list("periods").codes) or _interval_bounds(side) for side in sides):
        raise UnknownCode("period", code, (*_FORMS, *code_list("periods").codes))
    return code


def change_sides(code: str) -> tuple[str, str] | None:
    """The periods before and after of a change; None when the code is not a change.

    >>> change_sides("2019>2021-09/2022-08")
    ('2019', '2021-09/2022-08')
    """
    before, sign, after = code.partition(">")
    return (before, after) if sign and before and after and ">" not in after else None


def period_bounds(code: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of an ISO period.

    Returns
    -------
    None for the empty period, for a named code, and for a change, which has two periods: see `change_sides`.

    Raises
    ------
    UnknownCode: not a period.

    >>> period_bounds("2022-Q3")
    (datetime.date(2022, 7, 1), datetime.date(2022, 9, 30))
    """
    return _interval_bounds(check_period(code))


def period_label(code: str, language: str, short: bool = False) -> str:
    """What a reader sees for a period; empty for the empty period. An interval within one month or year says it once.

    Parameters
    ----------
    short: whether months are cut to three letters, for the heads of columns.

    Raises
    ------
    UnknownCode: no such period or language.

    >>> period_label("2023-02-27/2023-03-19", "da")
    '27. februar–19. marts 2023'
    >>> period_label("2021-09/2022-08", "da", short=True)
    'sep. 2021–aug. 2022'
    >>> period_label("2019>2021-09/2022-08", "en")
    'from 2019 to September 2021–August 2022'
    """
    check_period(code)
    sides = change_sides(code)
    if sides:
        start, end = (period_label(side, language, short) for side in sides)
        return message("period.change", language, start=start, end=end)
    if code in code_list("periods").codes:
        return code_list("periods").label(code, language)
    words = [_words(atom, Language(language), short) for atom in code.split("/")]
    shared = _shared_tail(words[0], words[-1]) if len(words) == 2 else 0
    return "–".join((" ".join(words[0][: len(words[0]) - shared]), *(" ".join(end) for end in words[1:])))


def _interval_bounds(code: str) -> tuple[dt.date, dt.date] | None:
    spans = [_atom_bounds(atom) for atom in code.split("/")]
    first, last = spans[0], spans[-1]
    if len(spans) > 2 or first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _atom_bounds(atom: str) -> tuple[dt.date, dt.date] | None:
    found = _ISO.fullmatch(atom)
    if not found:
        return None
    year, quarter, month, day = (int(found[name]) if found[name] else 0 for name in ("year", "quarter", "month", "day"))
    if day:
        return _day_bounds(year, month, day)
    first, last = (month, month) if month else (3 * quarter - 2, 3 * quarter) if quarter else (1, 12)
    next_month = dt.date(year + last // 12, last % 12 + 1, 1)
    return dt.date(year, first, 1), next_month - dt.timedelta(days=1)


def _day_bounds(year: int, month: int, day: int) -> tuple[dt.date, dt.date] | None:
    try:
        return (dt.date(year, month, day),) * 2
    except ValueError:
        return None


def _words(atom: str, language: str, short: bool) -> list[str]:
    found = _ISO.fullmatch(atom)
    if not found:
        return []
    form = next((name for name in ("day", "month", "quarter") if found[name]), "")
    if not form:
        return [atom]
    months = message("period.months_short" if short else "period.months", language).split()
    month = months[int(found["month"]) - 1] if found["month"] else ""
    day = int(found["day"] or 0)
    return message(f"period.{form}", language, day=day, month=month, quarter=found["quarter"], year=found["year"]).split()


def _shared_tail(first: list[str], last: list[str]) -> int:
    """How many words at the end two labels of the same form share; none when they are the same label."""
    if len(first) != len(last) or first == last:
        return 0
    return next(count for count in range(len(last)) if first[len(first) - 1 - count] != last[len(last) - 1 - count])


class Period(Code):
    """A period's code as a type: one of the ISO forms, or a named one.

    >>> Period("2021-09/2022-08").label("en")
    'September 2021–August 2022'
    """

    __slots__ = ()
    list_name = "periods"

    def __new__(cls, value: object) -> Self:
        """Take a code of a period and nothing else."""
        if not isinstance(value, str):
            raise CodeNotTextError(cls.codes(), value)
        return str.__new__(cls, check_period(value))

    def label(self, language: str) -> str:
        """What a reader sees, in Danish (`da`) or English (`en`)."""
        return period_label(self, language)
