"""What an indicator is: a ratio of two numbers that each person brings along, with its definition and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.indicators.facts import Fact

Quarter = Literal["", "fewest", "most"]


@dataclass(frozen=True)
class Term:
    """A ratio of two sums over persons.

    Fields
    ------
    numerator, denominator: what a person adds to each: SQL on a person's facts and weeks within one period and group. The
        persons behind the ratio are those who add more than 0 to the denominator. Without a denominator it is a count: the sum of
        the numerators, and the persons are those who add to it.
    quarter: empty for the ratio of the sums; else the mean of the persons' own ratios over the quarter of the persons in whom
        they are lowest (`fewest`) or highest (`most`).
    """

    numerator: str
    denominator: str = ""
    quarter: Quarter = ""


@dataclass(frozen=True)
class Measure:
    """An indicator: what it is, and the terms that it is made of.

    Fields
    ------
    code, unit: as in the registry of published figures. A share in pct is its ratio times 100.
    definition, formula, source: in words, for those who read the code or a report's notes.
    facts: what the terms need besides weeks.
    terms: grouping to group to term. The empty grouping has the term that populations are divided by (sex, municipality ...);
        another grouping divides what is counted (type of talk, participation ...), and can be crossed with a population.
    of_whole: whether the denominator is the whole population's numerator and not the group's own.
    """

    code: str
    unit: str
    definition: str
    formula: str
    source: str
    facts: tuple[Fact, ...]
    terms: Mapping[str, Mapping[str, Term]]
    of_whole: bool = False

    @property
    def scale(self) -> float:
        """What the ratio is multiplied by."""
        return 100.0 if self.unit == "pct" else 1.0


def one_if(condition: str) -> str:
    """1 for a person or case that fulfils a condition, else 0, as SQL."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"
