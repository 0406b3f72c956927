"""Indicators fast enough to look at while choosing: what is slow is done once, what a choice changes is done in memory.

Slow is the way from the registers to the pieces of benefit spells with their facts (talks held, weeks in offers ...). A
selection only leaves pieces out, so they are made once for an indicator, without a selection; after that an answer is one sum.
The numbers are those of `evalkit.indicators.compute`.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from evalkit.errors import UnknownCode
from evalkit.filters import BACKGROUND, Selection
from evalkit.indicators import MEASURES
from evalkit.indicators.aggregate import Place, Sums, quarter_of_relation, sums_by_group, sums_of_relation
from evalkit.indicators.asking import Ask, ask, possible_groupings
from evalkit.indicators.facts import measured
from evalkit.indicators.measure import Measure, Term
from evalkit.indicators.populations import POPULATIONS, groups
from evalkit.registers.connection import Connection
from evalkit.registers.definitions import Definitions
from evalkit.registers.sql import literals
from evalkit.registers.timeline import timeline
from evalkit.results import Result
from evalkit.widgets.offers import Counts
from evalkit.widgets.people import PLACES, people

Summed = Mapping[Term, Mapping[Place, Sums]]
_NUMBERS = itertools.count()


class Cube:
    """The registers prepared for many questions in one period at a time.

    Parameters
    ----------
    connection: with the canonical tables as views; the cube's own tables stay in it until `close`.
    target_groups: whom questions can be about.
    periods: codes of periods, one of which each question names.
    definitions: the choices that change a number.
    """

    def __init__(
        self,
        connection: Connection,
        target_groups: Sequence[str],
        periods: Sequence[str],
        definitions: Definitions,
    ) -> None:
        """Make the timelines: a second or two for the whole country."""
        self._connection, self.periods, self._made = connection, tuple(periods), ExitStack()
        self._timelines = {
            name: self._made.enter_context(timeline(connection, name, periods, definitions)) for name in target_groups
        }
        self._people = people(self._timelines)
        self._tables = functools.cache(self._make_tables)

    def close(self) -> None:
        """Drop the tables."""
        self._made.close()

    def count(self, selection: Selection) -> Counts:
        """The persons behind each choice in the selection's period, for the numbers in the panel."""
        return self._people[selection.period].count(selection)

    def groupings(self) -> dict[str, tuple[str, ...]]:
        """Every indicator with the groupings that it can be looked at by; crossed groupings are left out."""
        return {
            code: tuple(name for name in possible_groupings(measure, tuple(POPULATIONS)) if "_by_" not in name)
            for code, measure in MEASURES.items()
        }

    def compute(self, indicator: str, grouping: str, selection: Selection) -> tuple[Result, ...]:
        """One indicator by one grouping, for each target group of the selection, or each of the cube.

        An indicator that only exists by some grouping has no total: it gives no results for the empty grouping.

        Raises
        ------
        UnknownCode: no such indicator or grouping, or a target group or period that the cube was not made for.
        """
        known = (("target group", selection.target_group, self._timelines), ("period", [selection.period], self.periods))
        for kind, codes, allowed in (*known, ("computed indicator", [indicator], MEASURES)):
            for code in codes:
                if code not in allowed:
                    raise UnknownCode(kind, code, allowed)
        measure = MEASURES[indicator]
        if not grouping and "" not in measure.terms:
            return ()
        one = ask(measure, grouping, tuple(POPULATIONS))
        chosen = [name for name in self._timelines if not selection.target_group or name in selection.target_group]
        return tuple(result for name in chosen for result in self._results(one, name, selection))

    def _results(self, one: Ask, target_group: str, selection: Selection) -> list[Result]:
        number = self.periods.index(selection.period)
        window = self._timelines[target_group].windows[number]
        found = self._sums(one, target_group, selection)
        whole = self._sums(ask(one.measure, "", tuple(POPULATIONS)), target_group, selection) if one.measure.of_whole else {}
        return [
            _result(one, target_group, selection.period, (counted, (number, group)), found, whole)
            for counted in one.terms
            for group in groups(one.population, (window,))
        ]

    def _sums(self, one: Ask, target_group: str, selection: Selection) -> Summed:
        """The sums of each term, by the groups of the population."""
        relation = self._relation(one, target_group, selection)
        terms = [term for term in dict.fromkeys(one.terms.values()) if not term.quarter]
        quarters = {term: quarter_of_relation(self._connection, relation, term) for term in one.terms.values() if term.quarter}
        if one.population:
            return {**sums_of_relation(self._connection, relation, terms), **quarters}
        found = sums_by_group(self._connection, relation, [], terms)
        return {**{term: found["", term] for term in terms}, **quarters}

    def _relation(self, one: Ask, target_group: str, selection: Selection) -> str:
        """One row a person and group (grp): period, weeks and facts. Sums by person are used where they can be."""
        pieces, persons = self._tables(one.measure.code, target_group)
        population = POPULATIONS[one.population]
        conditions = {name: codes for name, codes in selection.conditions().items() if name != "target_group"}
        where = f"period = {self.periods.index(selection.period)}"
        where += "".join(f" AND {column} IN {literals(codes)}" for column, codes in conditions.items())
        if population.level == "person" and not set(PLACES) & set(conditions):
            return f"(SELECT *, {population.column} AS grp FROM {persons} WHERE {where})"
        return population.by_person(f"(SELECT * FROM {pieces} WHERE {where})", _totals(one.measure))

    def _make_tables(self, indicator: str, target_group: str) -> tuple[str, str]:
        """Pieces with the facts of an indicator and the background of their persons, and the same added up by person."""
        made, number, measure = self._timelines[target_group], next(_NUMBERS), MEASURES[indicator]
        pieces, persons = f"cube_{number}_pieces", f"cube_{number}_persons"
        keys = ", ".join(("period", "member", *BACKGROUND))
        background = ", ".join(f"m.{column}" for column in BACKGROUND)
        facts = measured(made, measure.facts)
        queries = {
            pieces: f"SELECT f.*, {background} FROM ({facts}) f JOIN {made.members} m ON m.member = f.member",
            persons: f"SELECT {keys}, {_totals(measure)} FROM {pieces} GROUP BY {keys}",
        }
        for name, query in queries.items():
            self._connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
            self._made.callback(self._connection.execute, f"DROP TABLE {name}")
        return pieces, persons


def _totals(measure: Measure) -> str:
    names = dict.fromkeys(("weeks", *(fact.name for fact in measure.facts)))
    return ", ".join(f"CAST(sum({name}) AS INTEGER) AS {name}" for name in names)


def _result(one: Ask, target_group: str, period: str, where: tuple[str, Place], found: Summed, whole: Summed) -> Result:
    counted, place = where
    measure, term = one.measure, one.terms[counted]
    group = "_".join(part for part in (counted, place[1]) if part)
    key = (measure.code, "level", target_group, one.grouping, group, period, measure.unit)
    sums = found[term].get(place)
    if sums is None:
        return Result(*key, persons=0, numerator=None, denominator=None, value=None, state="missing")
    if measure.of_whole:
        of = whole[term][place[0], ""]
        sums = replace(sums, persons=of.persons, denominator=of.numerator)
    behind = Result(*key, sums.persons, sums.numerator, sums.denominator, None, None, None, "not_applicable", *sums.spread)
    if not sums.denominator:
        return behind
    return replace(behind, value=measure.scale * sums.numerator / sums.denominator, state="value")
