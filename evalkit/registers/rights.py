"""When rights to dagpenge end, as SQL on whole spells: weeks used and left for each person at any date, under a set of rules.

Convention
----------
A right begins with a person's first spell, or with the first spell after work that has earned the right anew, and is used by the
days on dagpenge; between spells nothing is used. A right from before a change of rules lasts as the earlier rule says, but has
at most so many days left on the day of the change. A right after which the first day without benefit would lie in the time of an
extension lasts longer. Whether a right would end is read from the spells as they are; for a date, as if the person stayed on
dagpenge from then on. A year of a right is 52 weeks of benefit; the change and the extension count calendar days.

The documents leave open what a full-time week is and how far back work counts: `HOURS_A_WEEK` and `EARNING_YEARS`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from evalkit.registers.connection import Connection
from evalkit.registers.right_rules import RightRule, right_rules
from evalkit.registers.seniority import counted_spells, resets_after_work
from evalkit.registers.temporary import temporary_tables

HOURS_A_WEEK = 37
EARNING_YEARS = 3


@dataclass(frozen=True)
class Rights:
    """Rights under a set of rules, as tables in the database.

    Fields
    ------
    rule: the rules.
    spells: table of the spells of dagpenge with person_id, first_day, last_day, municipality, akasse, epoch (number of the
        person's right), before (days of the right that were used before the spell), days (that the right lasts, an extension
        included), regular (without it) and runs_out (the day on which the right ends, on the spell in which it does).
    """

    rule: RightRule
    spells: str

    def left_at(self, day: dt.date) -> str:
        """What those on dagpenge in the week of a day have used and left when the week begins.

        Formula: left = days of the right - days used before the week; ends = the last day with benefit if the person stays.

        Returns
        -------
        A query with person_id, municipality, akasse, used_weeks, left_weeks (whole weeks, rounded up; not above 0 when the right
        has ended) and ends.
        """
        monday = f"DATE '{day - dt.timedelta(day.weekday())}'"
        used = f"CAST(before + ({monday} - first_day) AS INTEGER)"
        extra = _extension(self.rule, f"({monday} + (regular - {used}) - 1)")
        left = f"(regular + {extra} - {used})"
        return f"""
SELECT person_id, municipality, akasse, floor({used} / 7.0) AS used_weeks, ceil({left} / 7.0) AS left_weeks,
    {monday} + {left} - 1 AS ends
FROM {self.spells} WHERE first_day <= {monday} AND last_day >= {monday}"""


@contextmanager
def rights(connection: Connection, code: str, last: dt.date, rules: Mapping[str, RightRule] | None = None) -> Iterator[Rights]:
    """Make the tables of a set of rules; they are gone when the context ends, or kept for the next who asks for the same.

    Parameters
    ----------
    connection: with the canonical tables benefit_spells and employment.
    code: of the rules.
    last: spells that begin after this day are not looked at.
    rules: by code; those of evalkit when None.
    """
    known = rules or right_rules()
    rule = known[code]
    choices = hashlib.sha256(repr((rule, known.get(rule.earlier), last)).encode()).hexdigest()[:16]
    every, earned, counted, spells = (f"right_{choices}_{part}" for part in ("all", "resets", "counted", "spells"))
    steps = {
        every: 'SELECT person_id, "start" AS first_day, "end" AS last_day, municipality, akasse FROM benefit_spells '
        f"WHERE target_group = 'dagpenge' AND \"start\" <= DATE '{last}'",
        earned: resets_after_work(every, *_hours(rule, known), EARNING_YEARS),
        counted: counted_spells(every, earned),
        spells: _ended(rule, known, counted),
    }
    with temporary_tables(connection, steps):
        yield Rights(rule, spells)


def _hours(rule: RightRule, rules: Mapping[str, RightRule]) -> tuple[str, float]:
    """The hours that earn a right, as SQL on the day of a new spell, and the fewest that they can be."""
    now = HOURS_A_WEEK * rule.earned_weeks
    if not rule.earlier:
        return str(now), now
    then = HOURS_A_WEEK * rules[rule.earlier].earned_weeks
    return f"CASE WHEN p.first_day < DATE '{rule.changed}' THEN {then} ELSE {now} END", min(now, then)


def _ended(rule: RightRule, rules: Mapping[str, RightRule], counted: str) -> str:
    """The counted spells with the length of their right and the day on which it ends."""
    length = str(7 * rule.weeks)
    if rule.earlier:
        change = f"DATE '{rule.changed}'"
        used = f"sum(greatest(0, least(last_day + 1, {change}) - first_day))"
        earlier = f"least({7 * rules[rule.earlier].weeks}, {used} + {rule.days_left})"
        length = f"CASE WHEN min(first_day) < {change} THEN {earlier} ELSE {length} END"
    regular = f"SELECT person_id, epoch, CAST({length} AS INTEGER) AS regular FROM {counted} GROUP BY person_id, epoch"
    ends = _end_in("regular")
    extra = f"max(CASE WHEN {ends} IS NULL THEN 0 ELSE {_extension(rule, ends)} END) OVER (PARTITION BY person_id, epoch)"
    held = f"SELECT c.*, r.regular FROM {counted} c JOIN ({regular}) r USING (person_id, epoch)"
    lengthened = f"SELECT *, regular + {extra} AS days FROM ({held}) h"
    return f"SELECT *, {_end_in('days')} AS runs_out FROM ({lengthened}) l"


def _end_in(days: str) -> str:
    """The day of a spell on which a right of so many days ends; none when it ends before or after the spell."""
    inside = f"before < {days} AND {days} <= before + last_day - first_day + 1"
    return f"CASE WHEN {inside} THEN first_day + ({days} - before) - 1 END"


def _extension(rule: RightRule, ends: str) -> str:
    """Days that a right is lengthened by when it would end on a day."""
    if not rule.days_more:
        return "0"
    inside = f"{ends} + 1 >= DATE '{rule.extended_from}' AND {ends} + 1 < DATE '{rule.extended_before}'"
    return f"CASE WHEN {inside} THEN {rule.days_more} ELSE 0 END"
