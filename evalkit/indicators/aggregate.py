"""Sums over persons: what a database adds up for terms, by group and period."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evalkit.indicators.measure import Term, one_if
from evalkit.registers.connection import Connection

Place = tuple[int, str]  # position of the period, and group
_ADDED, _PARTS = 4, 6  # what the database gives for a term: four sums, and the two greatest numbers of one person


@dataclass(frozen=True)
class Sums:
    """What a term came to in one period and group.

    Fields
    ------
    persons: those who add to the denominator; of a count, to the count.
    numerator, denominator: the sums; of a count, the count and 1; of a quarter, the sum of the persons' ratios and how many
        they are.
    contributors, largest: as in `Result`, for disclosure control; None for a quarter.
    """

    persons: int
    numerator: float
    denominator: float
    contributors: int | None = field(default=None, compare=False, repr=False)
    largest: float | None = field(default=None, compare=False, repr=False)

    @property
    def spread(self) -> tuple[int | None, float | None]:
        """Contributors and largest, as they end a `Result`."""
        return self.contributors, self.largest


def sums_by_group(
    connection: Connection, relation: str, columns: Sequence[str], terms: Sequence[Term]
) -> dict[tuple[str, Term], dict[Place, Sums]]:
    """The terms' sums by each of some columns and for the total, in one pass over persons.

    Formula: the database adds up the cells of all columns together; every person is in one cell, so that cells are added up here.

    Parameters
    ----------
    relation: a table or query with one row a person and period: period, the columns, and what the terms name.
    columns: by which the persons are divided, each on its own. An empty value is in no group.
    terms: without quarters.

    Returns
    -------
    Column (empty for the total) and term to period and group to sums.
    """
    keys = ", ".join(f"r.{name}" for name in ("period", *columns))
    rows = _fetch(connection, f"SELECT {keys}, {_sums(terms)} FROM {relation} r GROUP BY {keys}") if terms else []
    added: dict[tuple[str, Term], dict[Place, list[int]]] = {
        (name, term): defaultdict(lambda: [0] * _PARTS) for name in ("", *columns) for term in terms
    }
    for row in rows:
        for name, group in zip(("", *columns), ("", *row[1 : 1 + len(columns)]), strict=True):
            if name and not group:
                continue
            for number, term in enumerate(terms):
                first = 1 + len(columns) + _PARTS * number
                _add(added[name, term][row[0], group], row[first : first + _PARTS])
    return {key: {place: _of(key[1], total) for place, total in places.items()} for key, places in added.items()}


def sums_of_relation(connection: Connection, relation: str, terms: Sequence[Term]) -> dict[Term, dict[Place, Sums]]:
    """The terms' sums by the column grp of a relation with one row a person, period and group; no group, no row."""
    if not terms:
        return {}
    query = f"SELECT r.period, r.grp, {_sums(terms)} FROM {relation} r WHERE r.grp <> '' GROUP BY r.period, r.grp"
    rows = _fetch(connection, query)
    return {
        term: {(row[0], row[1]): _of(term, row[2 + _PARTS * number : 2 + _PARTS * (number + 1)]) for row in rows}
        for number, term in enumerate(terms)
    }


def sums_by_sets(
    connection: Connection, relation: str, sets: Sequence[tuple[str, ...]], terms: Sequence[Term]
) -> list[dict[Term, dict[tuple[int, tuple[str, ...]], Sums]]]:
    """The terms' sums by several sets of columns, all of them in one pass (`GROUPING SETS`).

    Parameters
    ----------
    relation: a query with one row a person, period and group: period, the columns, and what the terms name.
    sets: names of columns, each set once; the empty one is for the total.
    terms: without quarters.

    Returns
    -------
    For each set: term to period and the values of its columns to sums. A row without one of the values is in no group.
    """
    columns = tuple(dict.fromkeys(name for one in sets for name in one))
    listed = ", ".join(f"r.{name}" for name in columns)
    which = f"GROUPING({listed})" if columns else "0"
    grouped = ", ".join(f"({', '.join(f'r.{name}' for name in ('period', *one))})" for one in sets)
    keys = ", ".join(filter(None, ("r.period", which, listed)))
    query = f"SELECT {keys}, {_sums(terms)} FROM {relation} r GROUP BY GROUPING SETS ({grouped})"
    absent = {sum(1 << place for place, name in enumerate(reversed(columns)) if name not in one): one for one in sets}
    found: dict[tuple[str, ...], dict[Term, dict[tuple[int, tuple[str, ...]], Sums]]]
    found = {one: {term: {} for term in terms} for one in sets}
    for period, mask, *row in _fetch(connection, query):
        codes = tuple(code for name, code in zip(columns, row, strict=False) if name in absent[mask])
        for number, term in enumerate(terms if None not in codes else ()):
            first = len(columns) + _PARTS * number
            found[absent[mask]][term][period, codes] = _of(term, row[first : first + _PARTS])
    return [found[one] for one in sets]


def quarter_of_relation(connection: Connection, relation: str, term: Term) -> dict[Place, Sums]:
    """The mean of the persons' own ratios over the quarter with the lowest or highest, by the column grp of a relation.

    A quarter of n persons is n / 4 of them, also when that is not whole: the person at its limit counts in part, so that a
    population taken twice has the same mean.
    """
    query = f"""
SELECT r.period, r.grp, {term.numerator} AS n, {term.denominator} AS d, count(*) FROM {relation} r
WHERE {term.denominator} > 0 AND r.grp IS NOT NULL GROUP BY 1, 2, 3, 4"""
    spread: dict[Place, list[tuple[float, int]]] = defaultdict(list)
    for period, group, numerator, denominator, persons in _fetch(connection, query):
        spread[period, group].append((int(numerator) / int(denominator), int(persons)))
    return {place: quarter(pairs, highest=term.quarter == "most") for place, pairs in spread.items()}


def quarter(pairs: Iterable[tuple[float, int]], *, highest: bool) -> Sums:
    """The sum of the lowest or highest quarter of numbers, and how many that is.

    Parameters
    ----------
    pairs: a number and how many persons have it.
    highest: whether the quarter with the highest numbers is meant.

    >>> quarter([(1.0, 3), (0.0, 3)], highest=False)
    Sums(persons=1, numerator=0.0, denominator=1.5)
    """
    ordered = sorted(pairs, reverse=highest)
    left = wanted = sum(persons for _, persons in ordered) / 4
    parts = []
    for number, persons in ordered:
        parts.append(number * min(persons, left))
        left -= min(persons, left)
    return Sums(math.floor(wanted), math.fsum(parts), wanted)


def _sums(terms: Sequence[Term]) -> str:
    """Of each term, as columns: persons, numerator, denominator, contributors, and the greatest of one person in the two sums."""
    return ", ".join(
        f"sum({one_if(f'{term.denominator or term.numerator} > 0')}), sum({term.numerator}), sum({term.denominator or '0'}), "
        f"sum({one_if(f'{term.numerator} > 0')}), max({term.numerator}), max({term.denominator or '0'})"
        for term in terms
    )


def _add(total: list[int], parts: Sequence[Any]) -> None:
    """Add the sums of a cell, and keep the greater of the greatest."""
    for number, part in enumerate(parts):
        total[number] = total[number] + int(part) if number < _ADDED else max(total[number], int(part))


def _of(term: Term, total: Sequence[int]) -> Sums:
    persons, numerator, denominator, contributors, *greatest = (int(number) for number in total)
    largest = max((most / whole for most, whole in zip(greatest, (numerator, denominator), strict=True) if whole), default=0.0)
    return Sums(persons, float(numerator), float(denominator) if term.denominator else 1.0, contributors, largest)


def _fetch(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


Found = Mapping[tuple[str, Term], Mapping[Place, Sums]]
