"""What is asked for: an indicator by a grouping, read as the groups that it is counted in and the population that is divided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evalkit.codes import check_period
from evalkit.codes.periods import change_sides
from evalkit.errors import UnknownCode
from evalkit.indicators.measure import Measure, Term


@dataclass(frozen=True)
class Ask:
    """An indicator by one grouping.

    Fields
    ------
    grouping: as it stands in results: `sex`, `talk_type`, or crossed, `talk_type_by_municipality`.
    population: by which the population is divided; empty for the whole.
    terms: group of what is counted to its term; empty for the indicator as such.
    """

    measure: Measure
    grouping: str
    population: str
    terms: Mapping[str, Term]


def ask(measure: Measure, grouping: str, populations: Collection[str]) -> Ask:
    """How an indicator is computed by a grouping.

    Raises
    ------
    UnknownCode: the indicator cannot be divided so; the message has every grouping by which it can.
    """
    counted, _, population = grouping.partition("_by_")
    if grouping in measure.terms and grouping:
        return Ask(measure, grouping, "", measure.terms[grouping])
    if counted in measure.terms and population in populations and counted and population:
        return Ask(measure, grouping, population, measure.terms[counted])
    if "" in measure.terms and grouping in populations:
        return Ask(measure, grouping, grouping, measure.terms[""])
    raise UnknownCode(f"grouping of {measure.code}", grouping, possible_groupings(measure, populations))


def possible_groupings(measure: Measure, populations: Collection[str]) -> tuple[str, ...]:
    """Every grouping by which an indicator can be computed; the empty one is the total."""
    whole = tuple(populations) if "" in measure.terms else ()
    counted = tuple(name for name in measure.terms if name)
    crossed = tuple(f"{name}_by_{population}" for name in counted for population in populations if population)
    return (*whole, *counted, *crossed)


def levels(periods: Sequence[str]) -> tuple[str, ...]:
    """The periods in which levels are needed for some periods and changes between periods, each once.

    >>> levels(["2019", "2019>2021-09/2022-08"])
    ('2019', '2021-09/2022-08')
    """
    return tuple(dict.fromkeys(level for period in periods for level in change_sides(check_period(period)) or (period,)))
