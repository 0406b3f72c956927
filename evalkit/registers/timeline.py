"""Who is on a benefit when, as intervals: spells with their seniority, cut where periods and seniority bands end.

The tables are made once for a target group and some periods, inside the database, and indicators read them. No person is ever
exploded into weeks: a spell becomes one piece for each period and seniority band that it lies in, and a piece holds its days.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from evalkit.codes import period_bounds
from evalkit.errors import UsageError
from evalkit.filters import Selection
from evalkit.registers.connection import NO_TABLE, Connection
from evalkit.registers.definitions import Definitions
from evalkit.registers.seniority import counted_spells, resets
from evalkit.registers.sql import literal, literals
from evalkit.registers.temporary import any_order, temporary_tables

AGES = (("under_25", 25), ("25_to_29", 30), ("30_to_39", 40), ("40_to_49", 50), ("50_or_over", 200))
SENIORITIES = ("under_3_months", "3_to_6_months", "6_to_12_months", "12_to_18_months", "18_to_24_months", "over_24_months")

# Target groups that are a part of those on a benefit: the benefit, and what its spells must fulfil.
_PARTS = {
    "trial": ("dagpenge", "person_id IN (SELECT person_id FROM trial_enrolments)"),
    "comparison": ("dagpenge", "person_id NOT IN (SELECT person_id FROM trial_enrolments)"),
}
Conditions = dict[str, tuple[str, ...]]
_LONG = 1_000_000  # days: longer than any spell
_IN_WINDOW = "s.first_day <= w.last_day AND s.last_day >= w.first_day AND w.first_day <= w.last_day"


@dataclass(frozen=True)
class Window:
    """The whole ISO weeks of a period.

    Fields
    ------
    period: its code.
    first_day, last_day: a Monday and a Sunday. A period without a Thursday has no week, and its last day comes before its first.
    """

    period: str
    first_day: dt.date
    last_day: dt.date

    @property
    def weeks(self) -> int:
        """How many weeks the period has."""
        return ((self.last_day - self.first_day).days + 1) // 7


def window(period: str) -> Window:
    """The weeks of a period: those whose Thursday lies in it, which is the ISO rule.

    Raises
    ------
    UsageError: the period has no first and last day.

    >>> window("2019").first_day, window("2019").last_day, window("2020").weeks
    (datetime.date(2018, 12, 31), datetime.date(2019, 12, 29), 53)
    """
    bounds = period_bounds(period)
    if bounds is None:
        raise UsageError(
            f"period {period!r} has no first and last day. Give a year, a month or an interval, for example 2021-09/2022-08."
        )
    first, last = bounds
    first_thursday = first + dt.timedelta((3 - first.weekday()) % 7)
    last_thursday = last - dt.timedelta((last.weekday() - 3) % 7)
    return Window(period, first_thursday - dt.timedelta(3), last_thursday + dt.timedelta(3))


@dataclass(frozen=True)
class Timeline:
    """Names of the tables of one target group, and what they were made with.

    Fields
    ------
    spells: person_id, first_day, last_day, municipality, akasse, epoch, before: every spell up to the last period; `before` is
        the seniority in days at its first day, `epoch` how often the count has started again.
    members: member, period, person_id, sex, age, origin, education: who is on the benefit in a period; period is a position in
        `windows`, age a group of the age at the first benefit week of the period.
    pieces: piece, member, period, person_id, municipality, akasse, seniority, epoch, before, first_day, last_day: a spell's part
        in one period and seniority band; seniority is a position in `SENIORITIES`, before is the seniority in days at first_day.
    """

    connection: Connection
    benefit: str
    windows: tuple[Window, ...]
    definitions: Definitions
    spells: str
    members: str
    pieces: str

    def window_rows(self) -> str:
        """The periods as a relation w: period, first_day, last_day."""
        rows = (f"({number}, {_day(w.first_day)}, {_day(w.last_day)})" for number, w in enumerate(self.windows))
        return f"(VALUES {', '.join(rows)}) AS w(period, first_day, last_day)"

    def in_windows(self, first: str, last: str) -> str:
        """The condition that the days from `first` to `last` meet one of the periods."""
        parts = (f"{first} <= {_day(w.last_day)} AND {last} >= {_day(w.first_day)}" for w in self.windows)
        return f"({' OR '.join(parts)})"


@contextmanager
def timeline(
    connection: Connection,
    target_group: str,
    periods: Sequence[str],
    definitions: Definitions,
    selection: Selection | None = None,
) -> Iterator[Timeline]:
    """Make the tables of a target group; they are gone when the context ends, or kept for the next of the same choices.

    Parameters
    ----------
    connection: with the canonical tables; `employment` is read for dagpenge, `trial_enrolments` for trial and comparison.
    target_group: a benefit, or `trial` or `comparison`: those on dagpenge who were and were not enrolled in the a-kasse trial.
    periods: codes of periods with first and last days, each once.
    selection: which persons and which of their weeks count; seniority is counted before anything is left out.

    Raises
    ------
    UsageError: a period without days, a selection of other target groups, or a source without a table that is read.
    """
    conditions = (selection or Selection()).conditions()
    if target_group not in conditions.pop("target_group", (target_group,)):
        raise UsageError(f"target group {target_group!r} is not among those that are selected.")
    here: Conditions = {name: conditions.pop(name) for name in ("municipality", "akasse") if name in conditions}
    benefit, condition = _PARTS.get(target_group, (target_group, "TRUE"))
    windows = tuple(window(period) for period in periods)
    choices = repr((target_group, windows, definitions, conditions, here))
    prefix = f"timeline_{hashlib.sha256(choices.encode()).hexdigest()[:16]}_"
    everything, starts, *kept = (prefix + name for name in ("all_spells", "resets", "spells", "members", "pieces"))
    made = Timeline(connection, benefit, windows, definitions, *kept)
    steps = {
        everything: _all_spells(made, condition, here),
        starts: resets(benefit, everything, definitions),
        made.spells: counted_spells(everything, starts),
        made.members: _members(made, conditions),
        made.pieces: _pieces(made, here),
    }
    try:
        with any_order(connection), temporary_tables(connection, steps):
            yield made
    except NO_TABLE as error:
        raise UsageError(f"{str(error).splitlines()[0]} The source lacks it, and these numbers need it.") from error


def _day(day: dt.date) -> str:
    return f"DATE '{day.isoformat()}'"


def _where(conditions: Conditions, alias: str = "") -> str:
    return "".join(f" AND {alias}{column} IN {literals(codes)}" for column, codes in conditions.items())


def _all_spells(made: Timeline, condition: str, here: Conditions) -> str:
    """All spells of the benefit, before and after the periods too, of persons who have it in a period in the chosen places."""
    chosen = f"target_group = {literal(made.benefit)}"
    there = made.in_windows('"start"', '"end"') + _where(here)
    return (
        'SELECT person_id, "start" AS first_day, "end" AS last_day, municipality, akasse '
        f"FROM benefit_spells WHERE {chosen} AND {condition} "
        f"AND person_id IN (SELECT person_id FROM benefit_spells WHERE {chosen} AND {there})"
    )


def _members(made: Timeline, background: Conditions) -> str:
    limits = " ".join(f"WHEN p.birth_date > m.entry - INTERVAL '{years} years' THEN {literal(group)}" for group, years in AGES)
    return f"""
SELECT row_number() OVER () AS member, x.* FROM (
    SELECT m.period, m.person_id, p.sex, p.origin, p.education, CASE {limits} END AS age
    FROM (
        SELECT w.period, s.person_id, min(greatest(s.first_day, w.first_day)) AS entry
        FROM {made.spells} s JOIN {made.window_rows()} ON {_IN_WINDOW}
        GROUP BY w.period, s.person_id
    ) m LEFT JOIN persons p ON p.person_id = m.person_id
) x WHERE TRUE{_where(background, "x.")}"""


def _pieces(made: Timeline, here: Conditions) -> str:
    """Each spell is joined to the bands from its first to its last: an equality, which costs a tenth of comparing with limits."""
    limits = [0, *(7 * weeks for weeks in made.definitions.seniority_weeks), _LONG]
    pairs = list(enumerate(itertools.pairwise(limits)))
    bands = ((start, end, *pairs[band]) for start, _ in pairs for end, _ in pairs[start:] for band in range(start, end + 1))
    rows = ", ".join(f"({start}, {end}, {band}, {low}, {high})" for start, end, band, (low, high) in bands)
    return f"""
SELECT row_number() OVER () AS piece, x.* FROM (
    SELECT s.member, s.period, s.person_id, s.municipality, s.akasse, s.epoch, b.band AS seniority,
        greatest(s.before, b.low) AS before,
        s.first_day + (greatest(s.before, b.low) - s.before) AS first_day,
        least(s.last_day, s.first_day + (b.high - s.before - 1)) AS last_day
    FROM (
        SELECT c.*, {_band("c.before", limits)} AS first_band,
            {_band("c.before + (c.last_day - c.first_day)", limits)} AS last_band
        FROM (
            SELECT m.member, w.period, s.person_id, s.municipality, s.akasse, s.epoch,
                greatest(s.first_day, w.first_day) AS first_day, least(s.last_day, w.last_day) AS last_day,
                CAST(s.before + (greatest(s.first_day, w.first_day) - s.first_day) AS INTEGER) AS before
            FROM {made.spells} s
            JOIN {made.window_rows()} ON {_IN_WINDOW}
            JOIN {made.members} m ON m.person_id = s.person_id AND m.period = w.period
            WHERE TRUE{_where(here, "s.")}
        ) c
    ) s JOIN (VALUES {rows}) AS b(first_band, last_band, band, low, high) USING (first_band, last_band)
) x"""


def _band(days: str, limits: list[int]) -> str:
    """The band that a seniority in days lies in."""
    return f"CASE {' '.join(f'WHEN {days} < {limit} THEN {band}' for band, limit in enumerate(limits[1:]))} END"
