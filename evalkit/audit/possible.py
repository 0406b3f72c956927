"""Values that cannot be: shares beyond the whole, broken or negative counts, dates and weeks that do not exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from fractions import Fraction

from evalkit.audit.dates import days, period_ends, printed_date
from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.index import Index, best, quantity
from evalkit.audit.interval import Interval
from evalkit.audit.judge import measured
from evalkit.audit.units import COUNTS, SHARES, add_up, family
from evalkit.published import PublishedFigure

_LEVELS = ("level", "minimum", "maximum", "start", "end")
_HUNDRED = Fraction(100)


def share_beyond_whole(figure: PublishedFigure) -> bool:
    """A share that no number from 0 to 100 pct. can be. Source: definition. Example: 230.9 pct. of the weeks."""
    share = figure.unit in SHARES and figure.statistic in _LEVELS and figure.value is not None
    return share and not measured(figure).meets(Interval(Fraction(0), _HUNDRED))


def negative(figure: PublishedFigure) -> bool:
    """A count, rate or duration below zero. Source: definition. Example: -3 persons."""
    counted = figure.unit in COUNTS or family(figure.unit) in ("rate", "duration", "time")
    return counted and figure.statistic in _LEVELS and figure.value is not None and measured(figure).high < 0


def broken_count(figure: PublishedFigure) -> bool:
    """A count that is no whole number. Source: definition. Example: 12.5 municipalities."""
    return figure.unit in COUNTS and figure.value is not None and figure.value % 1 != 0


def fall_beyond_all(figure: PublishedFigure) -> bool:
    """A relative change below -100 pct. Source: nothing falls by more than all of it. Example: -120 pct."""
    return figure.statistic == "relative_change" and figure.value is not None and measured(figure).high < -_HUNDRED


def no_such_date(figure: PublishedFigure) -> bool:
    """A day, month or week that the calendar lacks; week 53 only in long ISO years. Source: ISO 8601. Example: 2023-02-30."""
    if figure.unit == "week_number" and figure.value is not None:
        year = period_ends(figure.period.partition(">")[0])[0][:4]
        return not 1 <= figure.value <= (_weeks(int(year)) if year else 53)
    texts = [printed_date(figure), *(end for period in figure.period.split(">") for end in period_ends(period))]
    return any(text and days(text) is None for text in texts)


def ends_before_it_begins(figure: PublishedFigure) -> bool:
    """A period whose end comes before its start, or a change whose later period comes first. Source: order of time."""
    periods = [days("/".join(period_ends(period))) for period in figure.period.split(">")]
    known = [period for period in periods if period is not None]
    backwards = any(period.last < period.first for period in known)
    return backwards or (len(known) == len(periods) and known[-1].first < known[0].first)


_TESTS: dict[str, Callable[[PublishedFigure], bool]] = {
    "share_beyond_whole": share_beyond_whole,
    "negative": negative,
    "broken_count": broken_count,
    "fall_beyond_all": fall_beyond_all,
    "no_such_date": no_such_date,
    "ends_before_it_begins": ends_before_it_begins,
}


def impossible_values(index: Index, unbounded: Collection[str] = ()) -> Iterator[Finding]:
    """Every value of the registry that cannot be, one finding a quantity and reason.

    Parameters
    ----------
    index: the figures.
    unbounded: ids of figures in pct. that are declared to be no part of a whole, such as a rate of pay of 110 pct.
    """
    for statements in index.quantities():
        for check, cannot_be in _TESTS.items():
            found = tuple(figure for figure in statements if cannot_be(figure))
            found = tuple(figure for figure in found if check != "share_beyond_whole" or figure.id not in unbounded)
            if found:
                yield Finding(check, FindingClass.CONTRADICTION, found, (), Recomputation(check))


def starts_after_ends(index: Index) -> Iterator[Finding]:
    """Every printed start (of an interval or a period) that lies after its printed end."""
    for ends in index.quantities("end"):
        for unit in index.units(ends[0], statistic="start"):
            starts = index.by_quantity[quantity(replace(ends[0], statistic="start", unit=unit))]
            start, end = best(starts) or starts[0], best(ends) or ends[0]
            if _after(start, end):
                yield Finding("start_after_end", FindingClass.CONTRADICTION, (start,), (end,), Recomputation("start <= end"))


def _after(start: PublishedFigure, end: PublishedFigure) -> bool:
    first, last = days(printed_date(start)), days(printed_date(end))
    if first and last:
        return first.first > last.last
    both = start.value is not None and end.value is not None and add_up({start.unit, end.unit})
    return both and measured(start).low > measured(end).high


def _weeks(year: int) -> int:
    return dt.date(year, 12, 28).isocalendar().week
