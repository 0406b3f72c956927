"""What the printed figures ask of the population: intervals read from the registry, never typed in."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from evalkit.audit.reading import stands_for
from evalkit.published import PublishedFigure, figures
from evalkit.registers.synthetic.reference import municipality_codes, municipality_shares

DOCUMENT = "bdo2023"
BEFORE, AFTER = "2019", "2021-09/2022-08"
CHANGE = f"{BEFORE}>{AFTER}"
PERIODS = (BEFORE, AFTER)
TARGET_GROUPS = ("dagpenge", "kontanthjaelp_activity_ready")
INDICATORS = ("contact_intensity", "activation_rate", "activation_time_share")
PARTITIONS = ("sex", "age", "origin", "education")
_GROUPINGS = ("", *PARTITIONS, "municipality", "unnamed_municipality", "seniority_range")
_TURNED_ROUND = "weeks_between_talks"
# A rounded number never lies exactly on the edge of its interval, where two ways of rounding would differ.
EDGE = 1e-7


@dataclass(frozen=True)
class Goal:
    """One printed figure as an interval.

    Fields
    ------
    figure: the printed figure.
    indicator: the quantity; weeks between talks are told as contact intensity.
    grouping, group: as printed, but an unnamed column is the municipality that it is assigned to, or the total.
    low, high: what the figure stands for, in the printed unit, without the edges; infinite where there is no bound.
    """

    figure: PublishedFigure
    indicator: str
    grouping: str
    group: str
    low: float
    high: float

    @property
    def statistic(self) -> str:
        """`level`, `change` or `relative_change`."""
        return self.figure.statistic

    @property
    def period(self) -> str:
        """The period, or the change from one to the other."""
        return self.figure.period


@functools.cache
def document_figures() -> tuple[PublishedFigure, ...]:
    """Every figure of the document with digits."""
    return tuple(figure for figure in figures(DOCUMENT) if figure.value is not None)


@functools.cache
def audited_municipalities() -> tuple[str, ...]:
    """The municipalities of the audit: those that its list names, and those whose jobcentres the text tells about.

    >>> len(audited_municipalities())
    15
    """
    indicators = ("in_focus_audit", "high_documentation_jobcentre")
    named = {f.group for f in document_figures() if f.indicator in indicators and f.grouping == "municipality"}
    return tuple(sorted(named))


@functools.cache
def column_municipalities() -> dict[str, str]:
    """The municipality that each column of the table under figure 5.9 stands for; empty for the whole country.

    The text tells the country (its totals) and Favrskov (the fall); the two municipalities whose activation rate is told to
    have risen much get the two rises next to the largest. No source tells the others: the larger the municipality, the
    closer to the country's is the change that it gets.

    >>> column_municipalities()["column_14"]
    '0710'
    """
    changes = {
        f.group: float(f.printed)
        for f in document_figures()
        if f.grouping == "unnamed_municipality" and f.statistic == "relative_change"
    }
    country = "column_08"
    known = {country: "", "column_14": _named("activation_time_share")[0]}
    rises = sorted(changes, key=lambda column: -changes[column])
    known |= dict(zip(rises[1:3], _named("activation_rate"), strict=True))
    rest = sorted(set(changes) - set(known), key=lambda column: abs(changes[column] - changes[country]))
    sizes = dict(zip(municipality_codes(), municipality_shares(), strict=True))
    codes = sorted(set(audited_municipalities()) - set(known.values()), key=lambda code: (-sizes[code], code))
    return known | dict(zip(rest, codes, strict=True))


def _named(indicator: str) -> list[str]:
    """Municipalities that the text names with the indicator for the second target group."""
    return [
        f.group
        for f in document_figures()
        if (f.grouping, f.indicator, f.target_group) == ("municipality", indicator, TARGET_GROUPS[1])
    ]


@functools.cache
def goals(target_group: str) -> tuple[Goal, ...]:
    """Every printed figure of the three indicators on a target group, as an interval."""
    return tuple(
        as_goal(figure)
        for figure in document_figures()
        if figure.target_group == target_group
        and figure.indicator in (*INDICATORS, _TURNED_ROUND)
        and figure.grouping in _GROUPINGS
        and figure.period in (*PERIODS, CHANGE)
    )


def as_goal(figure: PublishedFigure) -> Goal:
    """A figure with what it stands for."""
    grouping, group = figure.grouping, figure.group
    if grouping == "unnamed_municipality":
        group = column_municipalities()[group]
        grouping = "municipality" if group else ""
    stands = stands_for(figure)
    edge = 0.0 if stands.is_point else EDGE
    low, high = float(stands.low) + edge, float(stands.high) - edge
    if figure.indicator == _TURNED_ROUND:
        return Goal(figure, INDICATORS[0], grouping, group, 1 / high, 1 / low)
    return Goal(figure, figure.indicator, grouping, group, low, high)


def without(all_goals: Iterable[Goal], given_up: frozenset[str]) -> tuple[Goal, ...]:
    """The goals whose figures are not given up."""
    return tuple(goal for goal in all_goals if goal.figure.id not in given_up)
