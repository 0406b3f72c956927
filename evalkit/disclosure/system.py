"""All that is told together, as unknowns and equations: what an attacker would write down, and what protection is held to.

Unknowns are amounts at places: the persons, numerator, denominator and rest of each indicator. Amounts of two indicators that are
equal wherever both are there are one unknown, as the persons on a benefit are for every indicator of them; so it does not help to
hide a number in one table that another table tells.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evalkit.audit.units import COUNTS, SHARES
from evalkit.disclosure.identities import identities
from evalkit.disclosure.partitions import partitions
from evalkit.disclosure.places import ANSWER, Place
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.primary import amounts, few
from evalkit.disclosure.relations import Relation, relations, siblings
from evalkit.disclosure.steps import PRESENT, STILL, returns, steps
from evalkit.indicators.survey_data import POSITIVE
from evalkit.results import Result

TOLERANCE = 1e-6
Floats = NDArray[np.float64]
Key = tuple[str, str, str]  # of an amount: indicator, unit, and which amount of it
Unknown = tuple[int, Place]  # number of the amount, and place


@dataclass(frozen=True)
class Cell:
    """A level that may be told or hidden, and the place that it lies at."""

    result: Result
    place: Place

    @property
    def name(self) -> str:
        """What it tells: `activation_rate|dagpenge|2019|municipality=0101;sex=men`."""
        return name_of(self.result.indicator, self.place)


def name_of(indicator: str, place: Place) -> str:
    """An indicator at a place, as one line."""
    return f"{indicator}|{place.text}"


@dataclass(frozen=True)
class System:
    """The unknowns behind some cells, and the equations between them.

    Fields
    ------
    values: shape (unknowns,): the truth.
    equations: shape (equations, unknowns): what every possible truth has in common with it: equations @ x = equations @ values.
    exact: shape (equations,): whether an equation holds by what its terms mean. The others also use a difference between a whole
        and its parts that nobody is told, such as that of persons who lived in two municipalities.
    reveals: shape (cells, unknowns): 1 where a cell tells an unknown.
    sensitive: unknown to the width of the interval that must be left when nothing tells it.
    few: shape (cells,): whether a cell may not be told at all.
    """

    values: Floats
    equations: csr_array
    exact: NDArray[np.bool_]
    reveals: csr_array
    sensitive: Mapping[int, float]
    few: NDArray[np.bool_]

    def told(self, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which unknowns are told by the cells that are told."""
        known: NDArray[np.bool_] = cells @ self.reveals > 0
        return known


def build(cells: Sequence[Cell], policy: Policy) -> System:
    """The system of some cells.

    Parameters
    ----------
    cells: levels before disclosure control; those that are hidden already or have nobody tell nothing and are no unknowns.
    policy: what is few.

    Convention: the difference between a whole and its parts is taken to be known to the attacker. A difference of few persons,
    such as those of unknown origin, is an unknown of its own that must be protected like a cell.
    """
    names = _same_amounts(cells)
    made = _Building(policy, names)
    reveals = [{made.unknown((names[key], place), value): 1.0 for key, place, value in _amounts(cell)} for cell in cells]
    hidden = tuple(few(cell.result, policy) for cell in cells)
    for cell, kinds in zip(cells, hidden, strict=True):
        for kind in kinds:
            made.protect(made.number(cell, kind))
    made.add_rests(cells)
    made.add_shares(cells)
    made.add_partitions(cells)
    made.add_margins()
    counted = {names[key] for key in names if key[2] == "numerator"}
    numerators = {name: number for name, number in made.numbers.items() if name[0] in counted}
    on_benefit = [names.get((indicator, "pct", "numerator")) for indicator in (STILL, PRESENT)]
    made.add_differences([*steps(numerators), *returns(numerators, *on_benefit)])
    counts = {names[key] for key in names if key[1] in COUNTS and key[2] == "numerator"}
    for terms in identities({name: number for name, number in made.numbers.items() if name[0] in counts}, made.values):
        made.add(terms)
    values, width = np.array(made.values), len(made.values)
    may_not = np.array([bool(kinds) for kinds in hidden], dtype=bool)
    exact = np.array(made.exact, dtype=bool)
    return System(values, _sparse(made.rows, width), exact, _sparse(reveals, width), made.sensitive, may_not)


def _key(result: Result, kind: str) -> Key:
    return result.indicator, result.unit, kind


def _where(cell: Cell, kind: str) -> Place:
    """Where an amount of a cell lies: who is asked is the same whatever is answered."""
    return cell.place.without(ANSWER) if kind in ("persons", "denominator") else cell.place


def _amounts(cell: Cell) -> list[tuple[Key, Place, float]]:
    return [(_key(cell.result, kind), _where(cell, kind), value) for kind, value in amounts(cell.result).items()]


def _same_amounts(cells: Sequence[Cell]) -> dict[Key, int]:
    """A number for each amount, the same for amounts that are equal at every place that both have.

    Numerator, rest and denominator of one share stay apart, though nobody or everybody may have what it is about.
    """
    columns: dict[Key, dict[Place, float]] = defaultdict(dict)
    for cell in cells:
        for key, place, value in _amounts(cell):
            columns[key][place] = value
    rows = {place: row for row, place in enumerate(dict.fromkeys(place for column in columns.values() for place in column))}
    distinct: list[tuple[set[Key], Floats]] = []
    for key in sorted(columns):
        column = np.full(len(rows), np.nan)
        column[[rows[place] for place in columns[key]]] = list(columns[key].values())
        same = next((pair for pair in distinct if not pair[0] & _others(key) and _equal(pair[1], column)), None)
        if same is None:
            distinct.append(({key}, column))
        else:
            same[0].add(key)
            np.copyto(same[1], column, where=np.isnan(same[1]))
    return {key: number for number, (keys, _) in enumerate(distinct) for key in keys}


def _others(key: Key) -> set[Key]:
    """The amounts of the same share that an amount is never the same as."""
    indicator, unit, kind = key
    apart = {"numerator": {"rest", "denominator", "persons"}, "rest": {"numerator", "denominator", "persons"}}
    others = apart.get(kind, {"numerator", "rest"}) if unit in SHARES else set()
    return {(indicator, unit, other) for other in others}


def _equal(one: Floats, two: Floats) -> bool:
    both = ~np.isnan(one) & ~np.isnan(two)
    return bool(both.any()) and np.allclose(one[both], two[both], rtol=1e-12, atol=1e-9)


class _Building:
    """Unknowns and equations as they are found."""

    def __init__(self, policy: Policy, names: Mapping[Key, int]) -> None:
        self.policy = policy
        self.names = names
        self.values: list[float] = []
        self.numbers: dict[Unknown, int] = {}
        self.sensitive: dict[int, float] = {}
        self.rows: list[dict[int, float]] = []
        self.exact: list[bool] = []

    def unknown(self, name: Unknown | None, value: float) -> int:
        """The number of an unknown, made when it is new; one without a name is always new."""
        if name is not None and name in self.numbers:
            return self.numbers[name]
        self.values.append(value)
        if name is not None:
            self.numbers[name] = len(self.values) - 1
        return len(self.values) - 1

    def number(self, cell: Cell, kind: str) -> int:
        """The number of the unknown that an amount of a cell is."""
        return self.numbers[self.names[_key(cell.result, kind)], _where(cell, kind)]

    def protect(self, number: int) -> None:
        """Let an unknown be sensitive; that nobody has something is no secret."""
        if self.values[number] > 0:
            self.sensitive[number] = self.policy.width(self.values[number])

    def add_rests(self, cells: Sequence[Cell]) -> None:
        """Numerator and rest make up the denominator."""
        for cell in cells:
            if "rest" in amounts(cell.result):
                parts = [self.number(cell, kind) for kind in ("numerator", "rest", "denominator")]
                self.add(zip(parts, (1.0, 1.0, -1.0), strict=True))

    def add_shares(self, cells: Sequence[Cell]) -> None:
        """The numerators of shares that are parts of one whole, such as the types of talks, make up their denominator."""
        by_indicator: dict[str, dict[Place, Cell]] = defaultdict(dict)
        for cell in cells:
            if "rest" in amounts(cell.result):
                by_indicator[cell.result.indicator][cell.place] = cell
        for shares in by_indicator.values():
            for group in siblings(shares):
                wholes = {shares[place].result.denominator for place in group}
                parts = [self.number(shares[place], "numerator") for place in group]
                if len(wholes) == 1 and math.isclose(math.fsum(self.values[part] for part in parts), wholes.pop() or 0.0):
                    whole, *same = dict.fromkeys(self.number(shares[place], "denominator") for place in group)
                    self.add([*((part, 1.0) for part in parts), (whole, -1.0)])
                    for other in same:
                        self.add([(other, 1.0), (whole, -1.0)])
            self._add_favourable(shares)

    def _add_favourable(self, shares: Mapping[Place, Cell]) -> None:
        """Those who answer favourably are those who give one of the favourable answers."""
        answers: dict[Place, list[Cell]] = defaultdict(list)
        for place, cell in shares.items():
            whole = place.without(ANSWER)
            if whole in shares and dict(place.dims).get(ANSWER, ("",))[0] in POSITIVE:
                answers[whole].append(cell)
        for whole, cells in answers.items():
            terms = [(self.number(cell, "numerator"), 1.0) for cell in cells]
            self.add([*terms, (self.number(shares[whole], "numerator"), -1.0)])

    def add_partitions(self, cells: Sequence[Cell]) -> None:
        """The numerators of different indicators that are parts of one whole."""
        shares: dict[Place, dict[str, tuple[int, int]]] = defaultdict(dict)
        for cell in cells:
            if "rest" in amounts(cell.result):
                shares[cell.place][cell.result.indicator] = self.number(cell, "numerator"), self.number(cell, "denominator")
        for parts, whole in list(partitions(shares, self.values)):
            self.add([*((part, 1.0) for part in parts), (whole, -1.0)])

    def add_differences(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Those who have come or gone between two numbers; where they are few, they must be protected like a cell."""
        for before, after in pairs:
            change = abs(self.values[after] - self.values[before])
            if self.policy.is_few(change):
                moved = self.unknown(None, change)
                self.protect(moved)
                sign = 1.0 if self.values[after] > self.values[before] else -1.0
                self.add([(after, 1.0), (before, -1.0), (moved, -sign)])

    def add_margins(self) -> None:
        """The relations between the places of each amount."""
        by_amount: dict[int, dict[Place, int]] = defaultdict(dict)
        for (amount, place), number in self.numbers.items():
            by_amount[amount][place] = number
        found: dict[frozenset[Place], tuple[Relation, ...]] = {}
        for places in by_amount.values():
            there = frozenset(places)
            if there not in found:
                found[there] = relations(there)
            for relation in found[there]:
                self._relate(relation, places)

    def _relate(self, relation: Relation, places: Mapping[Place, int]) -> None:
        whole, parts = places[relation.whole], [places[place] for place in relation.parts]
        lacking = self.values[whole] - math.fsum(self.values[part] for part in parts)
        known = relation.complete or lacking < self.policy.minimum  # else who is lacking are many, and nobody knows how many
        if (relation.exhaustive and known) or abs(lacking) < TOLERANCE:
            self._equation(parts, whole, lacking)
            return
        for part in parts:
            lacking = self.values[whole] - self.values[part]
            if self.policy.is_few(lacking):
                self._equation([part], whole, lacking)

    def _equation(self, parts: Sequence[int], whole: int, lacking: float) -> None:
        terms = [*((part, 1.0) for part in parts), (whole, -1.0)]
        if self.policy.is_few(lacking):
            rest = self.unknown(None, lacking)
            self.protect(rest)
            terms.append((rest, 1.0))
        self.add(terms, exact=abs(lacking) < TOLERANCE or self.policy.is_few(lacking))

    def add(self, terms: Iterable[tuple[int, float]], *, exact: bool = True) -> None:
        """An equation between unknowns."""
        row: dict[int, float] = defaultdict(float)
        for number, factor in terms:  # an unknown can be in an equation twice, as where nobody lacks what a share is about
            row[number] += factor
        self.rows.append(row)
        self.exact.append(exact)


def _sparse(rows: Sequence[Mapping[int, float]], width: int) -> csr_array:
    places = [(line, number, factor) for line, row in enumerate(rows) for number, factor in row.items()]
    lines, columns, factors = zip(*places, strict=True) if places else ((), (), ())
    return csr_array((np.array(factors, dtype=float), (lines, columns)), shape=(len(rows), width))
