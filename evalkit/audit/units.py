"""Units: which can be told in each other, and which count whole things."""

from __future__ import annotations

from fractions import Fraction

# Unit: its family and how many of the family's base unit one of it is. A year is 365.25 days and has 12 equal months.
_CONVERSIONS: dict[str, tuple[str, Fraction]] = {
    "pct": ("share", Fraction(1)),
    "out_of_10": ("share", Fraction(10)),
    "out_of_3": ("share", Fraction(100, 3)),
    "pct_point": ("points", Fraction(1)),
    "days": ("duration", Fraction(1)),
    "weeks": ("duration", Fraction(7)),
    "months": ("duration", Fraction(1461, 48)),
    "quarters": ("duration", Fraction(1461, 16)),
    "years": ("duration", Fraction(1461, 4)),
    "minutes": ("time", Fraction(1)),
    "hours": ("time", Fraction(60)),
    "dkk": ("money", Fraction(1)),
    "million_dkk": ("money", Fraction(1_000_000)),
    "per_week": ("rate", Fraction(1)),
    "per_month": ("rate", Fraction(7 * 48, 1461)),
    "year": ("date", Fraction(1)),
    "year_month": ("date", Fraction(1)),
    "date": ("date", Fraction(1)),
    "date_yyyymmdd": ("date", Fraction(1)),
}

COUNTS = frozenset({"count", "municipalities", "akasser", "mentions"})
NAMES = frozenset({"year", "year_month", "date", "date_yyyymmdd", "week_number", "ordinal", "page", "chapter", "paragraph"})
DATES = frozenset({"year", "year_month", "date", "date_yyyymmdd"})
SHARES = frozenset({"pct", "out_of_10", "out_of_3"})


def family(unit: str) -> str:
    """The units that can be told in each other share a family; any other unit is a family of its own.

    >>> family("weeks") == family("years"), family("count")
    (True, 'count')
    """
    return _CONVERSIONS[unit][0] if unit in _CONVERSIONS else unit


def size(unit: str) -> Fraction:
    """How many of its family's base unit (pct., day, minute, krone, talk a week) one of this unit is.

    >>> size("out_of_10")
    Fraction(10, 1)
    """
    return _CONVERSIONS[unit][1] if unit in _CONVERSIONS else Fraction(1)


def add_up(units: set[str]) -> bool:
    """Whether numbers in these units can be added and compared: one family, all counts, or shares with percentage points."""
    families = {"count" if unit in COUNTS else family(unit) for unit in units}
    return len(families) <= 1 or families == {"share", "points"}
