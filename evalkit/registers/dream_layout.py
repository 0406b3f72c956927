"""The columns of a DREAM file: which week, month or year each of them is, in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evalkit.errors import EvalkitError, nearest

WEEK = re.compile(r"y_(\d{2})(\d{2})")
MONTH = re.compile(r"branche_(\d{4})_(\d{2})")
YEARS = {"akasse": re.compile(r"ak(\d{4})"), "municipality": re.compile(r"nykom(\d{4})")}
FIRST_YEAR = 1991  # DREAM begins in the summer of 1991


@dataclass(frozen=True)
class Layout:
    """The columns that an import reads.

    Fields
    ------
    person: the column of the pseudonym, as the file spells it; so are all other columns.
    weeks: column of each week, in the order of time, without a gap.
    mondays: first day of each week.
    months: (year, month) to the column that has an industry when the person had work in that month.
    places: `akasse` and `municipality` to year to column.
    """

    person: str
    weeks: tuple[str, ...]
    mondays: tuple[date, ...]
    months: Mapping[tuple[int, int], str]
    places: Mapping[str, Mapping[int, str]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        yearly = (name for years in self.places.values() for name in years.values())
        return (self.person, *self.weeks, *self.months.values(), *yearly)


def week_of(name: str) -> tuple[int, int] | None:
    """ISO year and week of a week's column; None when it is another column.

    >>> week_of("Y_0453"), week_of("y_9132"), week_of("sex")
    ((2004, 53), (1991, 32), None)
    """
    found = WEEK.fullmatch(name.lower())
    if not found:
        return None
    year = int(found[1])
    return (year + (1900 if year >= FIRST_YEAR % 100 else 2000), int(found[2]))


def week_column(monday: date) -> str:
    """The column of the week that starts on a day.

    >>> week_column(date(2020, 12, 28))
    'y_2053'
    """
    year, week, _ = monday.isocalendar()
    return f"y_{year % 100:02d}{week:02d}"


def layout(names: Sequence[str], person: str, years: tuple[int, int] | None = None) -> Layout:
    """Find the columns of a file.

    Parameters
    ----------
    names: every column of the file, in any case and order.
    person: the column of the pseudonym, in any case.
    years: first and last ISO year to import; all when None.

    Raises
    ------
    EvalkitError: there is no such person or week, two columns have one name, a week does not exist in its year or is missing
        between two others, or a year of weeks has no municipality or a-kasse.
    """
    spelled = {name.lower(): name for name in names}
    if len(spelled) < len(names):
        raise EvalkitError("two columns of the DREAM file have one name when case does not count. Keep one of them.")
    if person.lower() not in spelled:
        near = nearest(person, names)
        hint = f" Did you mean {near!r}?" if near else ""
        raise EvalkitError(f"the DREAM file has no column {person!r} for the person.{hint}")
    weeks = _weeks(names, years)
    wanted = {monday.isocalendar().year for monday in weeks}
    months = {(int(found[1]), int(found[2])): name for name in names if (found := MONTH.fullmatch(name.lower()))}
    days = [monday + timedelta(3) for monday in weeks]
    used = {(day.year, day.month) for day in days}
    places = {variable: _yearly(variable, names, wanted) for variable in YEARS}
    kept = {month: months[month] for month in sorted(used & set(months))}
    return Layout(spelled[person.lower()], tuple(weeks.values()), tuple(weeks), kept, places)


def _weeks(names: Iterable[str], years: tuple[int, int] | None) -> dict[date, str]:
    """Monday to column, in the order of time."""
    found: dict[date, str] = {}
    impossible = []
    for name in names:
        week = week_of(name)
        if week and (years is None or years[0] <= week[0] <= years[1]):
            try:
                found[date.fromisocalendar(*week, 1)] = name
            except ValueError:
                impossible.append(name)
    if impossible:
        raise EvalkitError(f"weeks that their year does not have: {', '.join(impossible)}. Remove or rename these columns.")
    if not found:
        raise EvalkitError("the DREAM file has no columns of weeks (Y_YYWW, as y_9627) in the years that are asked for.")
    first, last = min(found), max(found)
    every = [first + timedelta(7 * number) for number in range((last - first).days // 7 + 1)]
    missing = [week_column(monday) for monday in every if monday not in found]
    if missing:
        listed = ", ".join(missing[:5]) + (", ..." if len(missing) > 5 else "")
        raise EvalkitError(
            f"{len(missing)} weeks are missing between the first and the last: {listed}. Add them, or import fewer years."
        )
    return {monday: found[monday] for monday in every}


def _yearly(variable: str, names: Iterable[str], wanted: set[int]) -> dict[int, str]:
    """Year to column, for the years that have weeks."""
    pattern = YEARS[variable]
    found = {int(match[1]): name for name in names if (match := pattern.fullmatch(name.lower()))}
    missing = sorted(wanted - set(found))
    if missing:
        column = pattern.pattern.partition("(")[0].upper()
        listed = ", ".join(f"{column}{year}" for year in missing)
        raise EvalkitError(
            f"the DREAM file has weeks but no {variable} in some years: {listed} is missing. Add it, or import other years."
        )
    return {year: found[year] for year in sorted(wanted)}
