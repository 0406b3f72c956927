"""Compute indicators: one call for all of them, in one pass over the registers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from evalkit.codes.periods import change_sides
from evalkit.errors import UnknownCode
from evalkit.filters import Selection
from evalkit.indicators import activation, case_review, contact, focus_targets, joint_meetings
from evalkit.indicators.aggregate import Found, Place, Sums, quarter_of_relation, sums_by_group, sums_of_relation
from evalkit.indicators.asking import Ask, ask, levels
from evalkit.indicators.facts import Fact, measured
from evalkit.indicators.measure import Measure, Term
from evalkit.indicators.populations import POPULATIONS, groups
from evalkit.registers.connection import Connection
from evalkit.registers.definitions import Definitions
from evalkit.registers.sql import literals
from evalkit.registers.timeline import Timeline, Window, timeline
from evalkit.results import Result, changes

MEASURES = {
    measure.code: measure
    for measure in (*contact.MEASURES, *activation.MEASURES, *joint_meetings.MEASURES, *focus_targets.MEASURES)
}
CASE_MEASURES = {measure.code: measure for measure in case_review.MEASURES}
CASE_POPULATIONS = ("", "target_group", "municipality", "akasse")
_NUMBERS = itertools.count()


def compute(
    connection: Connection,
    indicator: str,
    target_group: str,
    groupings: Sequence[str],
    periods: Sequence[str],
    definitions: Definitions,
    selection: Selection | None = None,
) -> tuple[Result, ...]:
    """One indicator by some groupings: `compute_family` with one indicator."""
    return compute_family(connection, {indicator: groupings}, target_group, periods, definitions, selection)


def compute_family(
    connection: Connection,
    wanted: Mapping[str, Sequence[str]],
    target_group: str,
    periods: Sequence[str],
    definitions: Definitions,
    selection: Selection | None = None,
) -> tuple[Result, ...]:
    """Several indicators, each by some groupings, in one pass over the registers.

    Parameters
    ----------
    connection: with the canonical tables as views.
    wanted: code of an indicator to groupings; the empty grouping is the total, `talk_type_by_municipality` a crossed one.
    target_group: a benefit; `trial` or `comparison`; or `case_review`, for which periods do not count and are the empty one.
    periods: codes of periods, and of changes between two, for which the relative and the absolute change come.
    definitions: the choices that change a number.
    selection: which persons and weeks, or cases, count.

    Returns
    -------
    Results in the order asked for: by indicator, grouping, period and group. Every group of a grouping has a result: `missing`
    when nobody is in it, `not_applicable` when the denominator is 0.

    Raises
    ------
    UnknownCode: no such indicator for the target group, no such grouping for the indicator, or no such period.
    UsageError: a period without first and last day, or a selection of other target groups.
    """
    if target_group == case_review.TARGET_GROUP:
        asks = _asks(wanted, CASE_MEASURES, CASE_POPULATIONS)
        return _results(asks, target_group, [""], _case_sums(connection, asks, selection or Selection()), ())
    asks = _asks(wanted, MEASURES, tuple(POPULATIONS))
    with timeline(connection, target_group, levels(periods), definitions, selection) as made:
        return _results(asks, target_group, periods, _person_sums(made, asks), made.windows)


def _asks(wanted: Mapping[str, Sequence[str]], measures: Mapping[str, Measure], populations: Sequence[str]) -> list[Ask]:
    for indicator in wanted:
        if indicator not in measures:
            raise UnknownCode("computed indicator", indicator, measures)
    return [ask(measures[indicator], grouping, populations) for indicator, groupings in wanted.items() for grouping in groupings]


def _case_sums(connection: Connection, asks: Sequence[Ask], selection: Selection) -> Found:
    chosen = {name: codes for name, codes in selection.conditions().items() if name in CASE_POPULATIONS}
    where = "".join(f" AND {name} IN {literals(codes)}" for name, codes in chosen.items())
    terms = list(dict.fromkeys(term for one in asks for term in one.terms.values()))
    columns = list(dict.fromkeys(one.population for one in asks if one.population))
    return sums_by_group(connection, f"(SELECT 0 AS period, * FROM case_reviews WHERE TRUE{where})", columns, terms)


def _person_sums(made: Timeline, asks: Sequence[Ask]) -> Found:
    """Every term by every population that is asked for, and of the whole."""
    facts = list(dict.fromkeys(fact for one in asks for fact in one.measure.facts))
    found: dict[tuple[str, Term], Mapping[Place, Sums]] = {}
    with _tables(made, facts, asks) as (pieces, persons):
        connection = made.connection
        by_person = [one for one in asks if _level(one) == "person" or one.measure.of_whole]
        columns = list(dict.fromkeys(one.population for one in by_person if one.population and _level(one) == "person"))
        found.update(sums_by_group(connection, persons, columns, _terms(by_person)))
        for population in dict.fromkeys(one.population for one in asks):
            here = [one for one in asks if one.population == population]
            relation = _by_person_and_group(population, facts, pieces, persons)
            if _level(here[0]) == "piece":
                found.update(
                    {(population, term): cells for term, cells in sums_of_relation(connection, relation, _terms(here)).items()}
                )
            for term in (term for one in here for term in one.terms.values() if term.quarter):
                found[population, term] = quarter_of_relation(connection, relation, term)
    return found


def _level(one: Ask) -> str:
    return POPULATIONS[one.population].level


def _terms(asks: Sequence[Ask]) -> list[Term]:
    return list(dict.fromkeys(term for one in asks for term in one.terms.values() if not term.quarter))


@contextmanager
def _tables(made: Timeline, facts: Sequence[Fact], asks: Sequence[Ask]) -> Iterator[tuple[str, str]]:
    """Tables of the pieces with their facts, and of the persons with theirs and their background."""
    number = next(_NUMBERS)
    pieces, persons = f"indicator_{number}_pieces", f"indicator_{number}_persons"
    columns = "".join(f", m.{one}" for one in dict.fromkeys(one.population for one in asks if _level(one) == "person") if one)
    totals = f"SELECT member, {_totals(facts)} FROM {pieces} GROUP BY member"
    try:
        made.connection.execute(f"CREATE TEMP TABLE {pieces} AS {measured(made, facts)}")
        made.connection.execute(
            f"CREATE TEMP TABLE {persons} AS SELECT m.period{columns}, t.* FROM ({totals}) t JOIN {made.members} m USING (member)"
        )
        yield pieces, persons
    finally:
        for name in (pieces, persons):
            made.connection.execute(f"DROP TABLE IF EXISTS {name}")


def _totals(facts: Sequence[Fact]) -> str:
    return ", ".join(f"CAST(sum({name}) AS INTEGER) AS {name}" for name in ("weeks", *(fact.name for fact in facts)))


def _by_person_and_group(population: str, facts: Sequence[Fact], pieces: str, persons: str) -> str:
    """A relation with one row a person, period and group of a population."""
    if POPULATIONS[population].level == "person":
        return f"(SELECT *, {population or repr('')} AS grp FROM {persons})"
    return POPULATIONS[population].by_person(pieces, _totals(facts))


def _results(
    asks: Sequence[Ask], target_group: str, periods: Sequence[str], found: Found, windows: Sequence[Window]
) -> tuple[Result, ...]:
    positions = {period: number for number, period in enumerate(levels(periods))}
    results: list[Result] = []
    for one in asks:
        by_period = {
            period: [_level_result(one, target_group, period, place, found) for place in _places(one, number, windows)]
            for period, number in positions.items()
        }
        for period in periods:
            sides = change_sides(period)
            if sides is None:
                results += by_period[period]
            else:
                pairs = [changes(*pair) for pair in zip(by_period[sides[0]], by_period[sides[1]], strict=True)]
                results += [pair[which] for which in range(2) for pair in pairs]
    return tuple(results)


def _places(one: Ask, number: int, windows: Sequence[Window]) -> list[tuple[str, Place]]:
    """Every group of what is counted, and place in the population."""
    return [(counted, (number, group)) for counted in one.terms for group in groups(one.population, windows)]


def _level_result(one: Ask, target_group: str, period: str, where: tuple[str, Place], found: Found) -> Result:
    counted, place = where
    measure, term = one.measure, one.terms[counted]
    sums = found[one.population, term].get(place)
    group = "_".join(part for part in (counted, place[1]) if part)
    key = (measure.code, "level", target_group, one.grouping, group, period, measure.unit)
    if sums is None:
        return Result(*key, persons=0, numerator=None, denominator=None, value=None, state="missing")
    if measure.of_whole:
        whole = found["", term][place[0], ""]
        sums = replace(sums, persons=whole.persons, denominator=whole.numerator)
    behind = Result(*key, sums.persons, sums.numerator, sums.denominator, None, None, None, "not_applicable", *sums.spread)
    if not sums.denominator:
        return behind
    return replace(behind, value=measure.scale * sums.numerator / sums.denominator, state="value")
