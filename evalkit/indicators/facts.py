"""Facts: numbers that belong to one piece of a benefit spell, such as the talks that were held in it.

Facts of the same kind are found in one pass over their table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evalkit.registers.intervals import disjoint, meet, shared_days, whole_weeks
from evalkit.registers.sql import literal
from evalkit.registers.timeline import Timeline


@dataclass(frozen=True)
class TalkCount:
    """Talks held in weeks of the piece; `condition` restricts the talks t."""

    name: str
    condition: str = "TRUE"


@dataclass(frozen=True)
class OfferWeeks:
    """Weeks of the piece in which the person was in an offer, or in one of the given types; a week counts once."""

    name: str
    offer_type: str = ""


@dataclass(frozen=True)
class PieceFact:
    """Something else: a query that gives piece and, under the fact's name, a number."""

    name: str
    query: Callable[[Timeline], str]


Fact = TalkCount | OfferWeeks | PieceFact


def measured(made: Timeline, facts: Iterable[Fact]) -> str:
    """Every piece with its weeks and facts.

    Returns
    -------
    A query with member, period, municipality, akasse, seniority, weeks, and one column a fact; a fact that a piece lacks is 0.
    """
    needed = list(dict.fromkeys(facts))
    parts = [query for query in (_talks(made, needed), _offers(made, needed), _offers_by_type(made, needed)) if query]
    parts += [fact.query(made) for fact in needed if isinstance(fact, PieceFact)]
    joins = " ".join(f"LEFT JOIN ({part}) f{number} ON f{number}.piece = p.piece" for number, part in enumerate(parts))
    columns = "".join(f", coalesce({fact.name}, 0) AS {fact.name}" for fact in needed)
    weeks = "CAST((p.last_day - p.first_day + 1) / 7 AS INTEGER) AS weeks"
    return f"SELECT p.member, p.period, p.municipality, p.akasse, p.seniority, {weeks}{columns} FROM {made.pieces} p {joins}"


def _talks(made: Timeline, facts: Iterable[Fact]) -> str:
    counts = [fact for fact in facts if isinstance(fact, TalkCount)]
    if not counts:
        return ""
    columns = ", ".join(f"count(*) FILTER (WHERE {fact.condition}) AS {fact.name}" for fact in counts)
    some = " OR ".join(f"({fact.condition})" for fact in counts)
    return f"""
SELECT p.piece, {columns} FROM talks t JOIN {made.pieces} p
ON p.person_id = t.person_id AND t.date BETWEEN p.first_day AND p.last_day
WHERE {made.in_windows("t.date", "t.date")} AND ({some}) GROUP BY p.piece"""


def offer_weeks(made: Timeline, keys: str) -> str:
    """The whole weeks in which offers lie, without overlap within the keys, of persons and periods of the timeline."""
    first, last = whole_weeks('"start"', '"end"')
    near = made.in_windows('"start" - 6', '"end" + 6')
    persons = f"person_id IN (SELECT person_id FROM {made.members})"
    return disjoint(f"SELECT {keys}, {first} AS first_day, {last} AS last_day FROM offers WHERE {near} AND {persons}", keys)


def _offers(made: Timeline, facts: Iterable[Fact]) -> str:
    names = [fact.name for fact in facts if isinstance(fact, OfferWeeks) and not fact.offer_type]
    if not names:
        return ""
    weeks = f"CAST(sum({shared_days('o', 'p')}) / 7 AS INTEGER)"
    columns = ", ".join(f"{weeks} AS {name}" for name in names)
    return f"""
SELECT p.piece, {columns} FROM ({offer_weeks(made, "person_id")}) o JOIN {made.pieces} p
ON p.person_id = o.person_id AND {meet("o", "p")} GROUP BY p.piece"""


def _offers_by_type(made: Timeline, facts: Iterable[Fact]) -> str:
    typed = [fact for fact in facts if isinstance(fact, OfferWeeks) and fact.offer_type]
    if not typed:
        return ""
    days = f"sum({shared_days('o', 'p')}) FILTER (WHERE o.offer_type = {{}})"
    columns = ", ".join(f"CAST({days.format(literal(fact.offer_type))} / 7 AS INTEGER) AS {fact.name}" for fact in typed)
    return f"""
SELECT p.piece, {columns} FROM ({offer_weeks(made, "person_id, offer_type")}) o JOIN {made.pieces} p
ON p.person_id = o.person_id AND {meet("o", "p")} GROUP BY p.piece"""
