"""What a contact regime is: rules that say who holds which talk, by when, and what is left open.

Time is counted in weeks on the benefit (or of the course that a regime is about): week 1 is the first. A month is
365.25 / 12 / 7 weeks and limits in months are rounded to whole weeks, as in `registers.definitions`: 3, 6 and 16 months are 13,
26 and 70 weeks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

ACTORS = ("jobcentre", "akasse", "both", "other_actor")
STATUSES = ("in_force", "trial", "proposal")
WEEKS_IN = {"weeks": Fraction(1), "months": Fraction(1461, 4 * 12 * 7), "years": Fraction(1461, 4 * 7)}
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as it is written: `6 weeks`, `3 months`, `4` (a count), `50 pct`.

    >>> [Quantity(Fraction(number), "months").weeks for number in (1, 3, 6, 9, 16)]
    [4, 13, 26, 39, 70]
    """

    number: Fraction
    unit: str

    @property
    def weeks(self) -> int:
        """A length in whole weeks."""
        return round(self.number * WEEKS_IN[self.unit])

    @property
    def size(self) -> float:
        """What is calculated with: weeks of a length, the number of a count, 0 to 1 of a share in pct."""
        if self.unit in WEEKS_IN:
            return float(self.weeks)
        return float(self.number) / (100 if self.unit == "pct" else 1)


@dataclass(frozen=True)
class Assumption:
    """Something that the document leaves open.

    Fields
    ------
    name: the same name in two regimes is the same assumption, with the same numbers.
    default, low, high: in one unit, low <= default <= high.
    text: what is assumed and why, in both languages.
    cites: ids of published figures that state one of the numbers.
    where: file and line.
    """

    name: str
    default: Quantity
    low: Quantity
    high: Quantity
    text: Texts
    cites: tuple[str, ...]
    where: str


Value = Quantity | str
"""A quantity, or the name of an assumption."""


@dataclass(frozen=True)
class Held:
    """One way in which a talk counts as held.

    Fields
    ------
    forms, participation: codes of the columns of `talks`; empty for all, also where nothing is recorded.
    after: weeks on the benefit before it counts; None for none.
    start, end: first and last day; None where open.
    cites: ids of published figures.
    """

    forms: tuple[str, ...]
    participation: tuple[str, ...]
    after: Value | None
    start: dt.date | None
    end: dt.date | None
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """With which talks one may be held together, two at a time, and for how large a share of talks that is done."""

    talks: tuple[str, ...]
    share: Value
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """Who holds which talk, for whom, by when.

    Fields
    ------
    id: unique in the regime.
    talk: code of the grouping talk_type.
    actor: `jobcentre`, `akasse`, `both` or `other_actor`.
    number: of a joint meeting, its number; 0 where the talk has none.
    for_: the groups of the regime's variants that it is for; empty for all.
    by: the week at the latest; or
    count: how many talks within or per a length;
    within: the week by which they are held; per: the length in which they are held, again and again.
    after: weeks that have gone when the rule begins. `by` and `within` are counted from week 1 all the same.
    up_to: the week after which a repeated talk is no longer asked for.
    usually: the week in which a simulation has a single talk that the rule lets be held much later; None for the rule's own.
    start, end: first and last day in force; None for an open end.
    merged: None for a talk of its own.
    held: the ways in which it counts as held; empty where any talk of the type counts.
    cites: ids of the published figures that state it.
    where: file and line.
    """

    id: str
    talk: str
    actor: str
    number: int
    for_: tuple[str, ...]
    by: Value | None
    count: Value
    within: Value | None
    per: Value | None
    after: Value | None
    up_to: Value | None
    usually: Value | None
    start: dt.date
    end: dt.date | None
    merged: Merged | None
    held: tuple[Held, ...]
    cites: tuple[str, ...]
    where: str

    def applies(self, variant: str) -> bool:
        """Whether it is for a group of the regime's variants."""
        return not self.for_ or variant in self.for_

    def in_force(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Total:
    """A number of talks that the source itself adds up: the rules must give it."""

    count: Quantity
    within: Quantity
    talks: tuple[str, ...]
    for_: tuple[str, ...]
    cites: tuple[str, ...]
    where: str


@dataclass(frozen=True, eq=False)
class Regime:
    """A set of rules of contact.

    Fields
    ------
    name: ASCII code, unique among all regimes.
    title, note: in both languages; the note is empty where there is none.
    source: where the rules come from, in both languages.
    status: `in_force`, `trial` or `proposal`.
    target_group: the benefit whose recipients it is for.
    start, end: first and last day; None for an open end.
    begins: weeks on the benefit at which its clock starts, for a course that comes later than the first week.
    grouping, variants: by what those covered are told apart, and the groups; empty where the rules are the same for all.
    assumptions: what is left open, by name.
    where: file and line.
    """

    name: str
    title: Texts
    note: Texts
    source: Texts
    status: str
    target_group: str
    start: dt.date
    end: dt.date | None
    begins: Value | None
    begins_cites: tuple[str, ...]
    grouping: str
    variants: tuple[str, ...]
    assumptions: Mapping[str, Assumption]
    rules: tuple[Rule, ...]
    totals: tuple[Total, ...]
    where: str

    def defaults(self) -> dict[str, float]:
        """The size of every assumption when nothing else is chosen."""
        return {name: assumption.default.size for name, assumption in self.assumptions.items()}


@dataclass(frozen=True)
class Programme:
    """A regime for one group of its variants: what is drawn, simulated and measured.

    Fields
    ------
    variant: empty where the regime has none.
    """

    regime: Regime
    variant: str = ""

    @property
    def code(self) -> str:
        """`regime` or `regime:variant`."""
        return f"{self.regime.name}:{self.variant}" if self.variant else self.regime.name

    def rules(self, day: dt.date | None = None) -> tuple[Rule, ...]:
        """The rules for the variant that are in force on a day; on the regime's first day when None."""
        when = day or self.regime.start
        return tuple(rule for rule in self.regime.rules if rule.applies(self.variant) and rule.in_force(when))
