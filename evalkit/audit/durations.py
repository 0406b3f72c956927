"""Calendar arithmetic: a date and a duration give a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from evalkit.audit.dates import Days, days, later, printed_date, workdays
from evalkit.audit.finding import Finding, FindingClass, Recomputation
from evalkit.audit.interval import Interval
from evalkit.audit.judge import Figures, ends
from evalkit.audit.reading import is_worded, slack
from evalkit.audit.units import size
from evalkit.published import PublishedFigure

_AT_LEAST = ("over", "at_least", "just_over")
_AT_MOST = ("under", "at_most", "at_latest", "just_under")


@dataclass(frozen=True)
class Counting:
    """How a document counts time.

    inclusive: the first day counts, so 2020-01-01 and 12 months end on 2020-12-31.
    tolerance_days: how many days the end may miss by.
    workdays: the duration is in days from Monday to Friday.
    """

    inclusive: bool = False
    tolerance_days: int = 0
    workdays: bool = False


def lasts(
    start: PublishedFigure, claims: Figures, end: PublishedFigure, counting: Counting | None = None, relation: str = ""
) -> Finding | None:
    """Whether a printed duration leads from one printed date to another.

    Formula: start + duration = end, by the calendar for days, weeks, months, quarters and years. A date printed as a month or
    a year may be any of its days. At least and at most leave one side open; ca. allows what it allows elsewhere. Working
    days are those after the start, with or without the last day.

    Parameters
    ----------
    start, end: figures that print dates.
    claims: the statements of the duration.
    counting: how the document counts.
    relation: id of the declared relation.

    Source: the Gregorian calendar. Example: 2010-07-01 + 2 years = 2012-07-01.
    """
    first, last = days(printed_date(start)), days(printed_date(end))
    counting = counting or Counting()
    if first is None or last is None:
        return None
    failed = tuple(claim for claim in claims if claim.value is not None and not _leads(first, claim, last, counting))
    if not failed:
        return None
    verdict = FindingClass.IMPRECISE if _nearly(first, failed[0], last) and is_worded(failed[0]) else FindingClass.CONTRADICTION
    numbers = (("start", printed_date(start)), ("end", printed_date(end)), *_printed_ends(first, last, counting, failed[0]))
    formula = "Mondays to Fridays after start until end" if counting.workdays else "start + duration = end"
    return Finding("duration", verdict, failed, (start, end), Recomputation(formula, numbers), relation)


def _leads(first: Days, claim: PublishedFigure, last: Days, counting: Counting) -> bool:
    amount = abs(Fraction(claim.printed))
    if counting.workdays:
        low, high = _workdays(first, last)
        return low - counting.tolerance_days <= amount <= high + counting.tolerance_days
    early, late = (_add(day, amount, claim.unit, counting) for day in (first.first, first.last))
    early -= dt.timedelta(days=counting.tolerance_days + _leeway(claim))
    late += dt.timedelta(days=counting.tolerance_days + _leeway(claim))
    return (claim.qualifier in _AT_MOST or last.last >= early) and (claim.qualifier in _AT_LEAST or last.first <= late)


def _add(day: dt.date, amount: Fraction, unit: str, counting: Counting) -> dt.date:
    return later(day, amount, unit) - dt.timedelta(days=int(counting.inclusive))


def _leeway(claim: PublishedFigure) -> int:
    return round(slack(claim) * size(claim.unit)) if claim.qualifier == "about" else 0


def _nearly(first: Days, claim: PublishedFigure, last: Days) -> bool:
    widths = 2 if claim.qualifier == "about" else 1
    leeway = dt.timedelta(days=round(widths * slack(claim) * size(claim.unit)))
    aim = later(first.first, abs(Fraction(claim.printed)), claim.unit)
    return last.first - leeway <= aim <= last.last + leeway


def _workdays(first: Days, last: Days) -> tuple[int, int]:
    """The fewest and most working days after the start: without the last day, and with it."""
    return workdays(first.last, last.first - dt.timedelta(days=1)), workdays(first.first, last.last)


def _printed_ends(first: Days, last: Days, counting: Counting, like: PublishedFigure) -> tuple[tuple[str, str], ...]:
    """The time that the dates leave, in the unit of the claim."""
    if counting.workdays:
        low, high = _workdays(first, last)
        return (("workdays", "Mondays to Fridays"), ("low", str(low)), ("high", str(high)))
    more = int(counting.inclusive)
    fewest, most = (last.first - first.last).days + more, (last.last - first.first).days + more
    return ends(Interval(Fraction(fewest), Fraction(most)), like)
