"""Which places add up to which: margins, ranges that overlap, and a part with what it lacks of the whole.

Relations are found from the places themselves, so that a new indicator or page is covered without new code. What is added up may
be persons, weeks, talks or anything else that belongs to one place; where the parts do not reach or exceed the whole, as when a
person has lived in two municipalities, the difference is left to whoever uses the relation.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evalkit.disclosure.places import ANSWER, Place, divides, everything


@dataclass(frozen=True)
class Relation:
    """A whole and some disjoint parts of it.

    Fields
    ------
    whole, parts: places.
    exhaustive: whether the parts are meant to be all of the whole. If not, each part has a rest of its own.
    complete: whether every group of the whole is among the parts, so that only those in no group are lacking.
    """

    whole: Place
    parts: tuple[Place, ...]
    exhaustive: bool
    complete: bool = True


def relations(places: Iterable[Place]) -> tuple[Relation, ...]:
    """Every relation among some places, one dimension at a time.

    Formula: for each dimension but the answers to a question, the places that differ in nothing else. The finest groups make up
    the total and the ranges that they lie in; two ranges that together are a third, or everything, make up that; a range that
    lies in another is a part of it.

    >>> total, men, women = (Place("dagpenge", "2019", dims) for dims in ((), (("sex", ("men",)),), (("sex", ("women",)),)))
    >>> [(found.whole == total, len(found.parts)) for found in relations([women, total, men])]
    [(True, 2)]
    """
    there = sorted(set(places))
    known = set(there)
    siblings: dict[tuple[Place, str], list[Place]] = defaultdict(list)
    for place in there:
        for name in (one for one in place.names if one != ANSWER):
            siblings[place.without(name), name].append(place)
    found = (
        relation
        for (whole, name), parts in sorted(siblings.items())
        for relation in _of_dimension(whole if whole in known else None, name, parts)
    )
    return tuple(dict.fromkeys(found))


def siblings(places: Iterable[Place]) -> tuple[tuple[Place, ...], ...]:
    """The finest places that differ in one dimension only, whether or not their whole is there."""
    found: dict[tuple[Place, str], list[Place]] = defaultdict(list)
    for place in sorted(set(places)):
        for name, codes in place.dims:
            if len(codes) == 1:
                found[place.without(name), name].append(place)
    return tuple(tuple(group) for group in found.values() if len(group) > 1)


def _of_dimension(whole: Place | None, name: str, places: Sequence[Place]) -> Iterator[Relation]:
    codes = {place: frozenset(dict(place.dims)[name]) for place in places}
    finest = tuple(place for place in places if len(codes[place]) == 1)
    ranges = [place for place in places if len(codes[place]) > 1]
    if whole is not None and finest:
        yield Relation(whole, finest, divides(name), _are_all(finest, codes, everything(name)))
    for outer in ranges:
        if parts := tuple(place for place in finest if codes[place] < codes[outer]):
            yield Relation(outer, parts, exhaustive=True, complete=_are_all(parts, codes, codes[outer]))
    if ranges:
        yield from _of_ranges(whole, name, codes)


def _are_all(parts: Sequence[Place], codes: Mapping[Place, frozenset[str]], held: frozenset[str]) -> bool:
    return frozenset[str]().union(*(codes[part] for part in parts)) >= held


def _of_ranges(whole: Place | None, name: str, codes: Mapping[Place, frozenset[str]]) -> Iterator[Relation]:
    """Pairs that make up a third, and places that lie in a range without being one of its finest groups."""
    outer = {**codes, **({whole: everything(name)} if whole is not None else {})}
    by_codes = {held: place for place, held in outer.items()}
    for (one, first), (two, second) in itertools.combinations(codes.items(), 2):
        if not first & second and (both := by_codes.get(first | second)):
            yield Relation(both, (one, two), exhaustive=True)
    for (inner, held), (around, more) in itertools.product(codes.items(), outer.items()):
        if held < more and more - held not in by_codes:
            yield Relation(around, (inner,), exhaustive=False)
