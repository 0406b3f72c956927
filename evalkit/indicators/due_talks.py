"""Of the talks that a contact regime asks for: how many were held in time, late, and never.

Definitions
-----------
Due: a talk that a rule asks for by week b is due for everyone who completes b weeks on the benefit (weeks of seniority, so that a
    new count begins when the right is earned anew). It is due on the Sunday of that week, and belongs to the period, municipality
    and a-kasse of that week. Who leaves before is asked for nothing.
In time: the talk was held in a week on the benefit, after the weeks that have gone when the rule opens and by the end of week b.
    Of n talks that a rule asks for within a length, the first to meet the rule is the first talk held, and so on to the n-th.
Late: it was held later, in the same count of seniority, as far as the registers go; never: it was not.
Held: a talk of the type, with the number of the joint meeting where the rule names one, in a form and with the participation
    that the regime lets count on that day. Talks in weeks without the benefit do not count.

Source: the rules of the regime; BDO (2023), section 4.3.2, for what it takes to have had a joint meeting.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalkit.codes import group_list
from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import Selection
from evalkit.indicators.family import Connection
from evalkit.indicators.populations import groups
from evalkit.regimes import Due, Programme, demands
from evalkit.regimes.model import Held
from evalkit.regimes.schedule import Sizes, size
from evalkit.registers.definitions import Definitions
from evalkit.registers.sql import literal, literals
from evalkit.registers.timeline import Timeline, timeline
from evalkit.results import Result

PLACES = ("akasse", "municipality")
GROUPINGS = ("", "talk_type", *PLACES)
SHARES = ("due_talks_in_time_share", "due_talks_late_share", "due_talks_never_share")
_STATES = ("in_time", "late", "never")
_NUMBERS = itertools.count()


def due_talks(
    connection: Connection,
    programme: Programme,
    target_group: str,
    period: str,
    groupings: Sequence[str],
    horizon: int,
    definitions: Definitions,
    selection: Selection | None = None,
    sizes: Sizes | None = None,
) -> tuple[Result, ...]:
    """The shares of due talks that were held in time, late and never.

    Formula: 100 x due talks in the state / due talks.

    Parameters
    ----------
    programme: whose rules count.
    target_group: whose talks: a benefit, or `trial` or `comparison`.
    period: in which the talks are due.
    groupings: of `GROUPINGS`; the empty one is all talks together.
    horizon: the last week of seniority with due talks.
    sizes: of the regime's assumptions; the others have their default.

    Returns
    -------
    The three shares by grouping and group, in pct., which add up to 100; `persons` are those with a due talk. A group of persons
    without a due talk is `missing`; types of talk are those that the rules ask for.

    Raises
    ------
    UnknownCode: no such grouping.
    UsageError: rules that ask for nothing within the horizon.
    """
    arguments = (connection, programme, target_group, period, groupings, horizon, definitions, sizes)
    return tuple(result for _, results in _by_place(*arguments, ("",), selection or Selection()) for result in results)


def due_talks_by_place(
    connection: Connection,
    programme: Programme,
    target_group: str,
    period: str,
    groupings: Sequence[str],
    horizon: int,
    definitions: Definitions,
    selection: Selection | None = None,
    sizes: Sizes | None = None,
) -> Iterator[tuple[Selection, Result, bool]]:
    """What `due_talks` finds for everyone, each a-kasse and each municipality; whatever the selection."""
    arguments = (connection, programme, target_group, period, groupings, horizon, definitions, sizes)
    for chosen, results in _by_place(*arguments, ("", *PLACES), Selection()):
        yield from ((chosen, result, True) for result in results)


def _by_place(
    connection: Connection, programme: Programme, target_group: str, period: str, groupings: Sequence[str], horizon: int,
    definitions: Definitions, sizes: Sizes | None, places: Sequence[str], selection: Selection,
) -> Iterator[tuple[Selection, list[Result]]]:  # fmt: skip
    """The results of each group of some places; everyone that is selected is the only group of the place without a name."""
    for grouping in groupings:
        if grouping not in GROUPINGS:
            raise UnknownCode("grouping of due talks", grouping, GROUPINGS)
    asked = demands(programme, horizon, sizes)
    if not asked:
        raise UsageError(f"{programme.code} asks for no talk within {horizon} weeks: choose a longer horizon.")
    known = {**programme.regime.defaults(), **(sizes or {})}
    sets = dict.fromkeys((place, grouping) for place in places for grouping in groupings if not place or grouping != place)
    with timeline(connection, target_group, (period,), definitions, selection) as made:
        found = _counted(made, due_talks_query(made, asked, known, selection), tuple(sets))
        windows = made.windows
    types = tuple(code for code in group_list("talk_type").codes if code in {one.talk for one in asked})
    named = {grouping: types if grouping == "talk_type" else groups(grouping, windows) for grouping in groupings}
    for place in places:
        for at in groups(place, windows):
            yield (
                Selection.only(place, at) if place else selection,
                [
                    _result(share, target_group, grouping, group, period, found[place, grouping].get((at, group)), state)
                    for share, state in zip(SHARES, range(3), strict=True)
                    for grouping in dict.fromkeys(groupings)
                    if (place, grouping) in found
                    for group in named[grouping]
                ],
            )


def _result(
    indicator: str, target_group: str, grouping: str, group: str, period: str, row: Sequence[int] | None, state: int
) -> Result:
    key = (indicator, "level", target_group, grouping, group, period, "pct")
    if row is None:
        return Result(*key, persons=0, numerator=None, denominator=None, value=None, state="missing")
    persons, due = row[0], row[1]
    return Result(*key, persons, float(row[2 + state]), float(due), 100 * row[2 + state] / due)


def _counted(
    made: Timeline, query: str, sets: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[tuple[str, str], tuple[int, ...]]]:
    """By place and grouping, and by their groups: persons with due talks, due talks, and those in time, late and never."""
    counts = ", ".join(f"sum(CASE WHEN state = {literal(state)} THEN 1 ELSE 0 END)" for state in _STATES)
    name = f"due_talks_{next(_NUMBERS)}"
    found: dict[tuple[str, str], dict[tuple[str, str], tuple[int, ...]]] = {}
    try:
        made.connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
        for one in sets:
            place, group = (column or "''" for column in one)
            by_group = f"SELECT {place}, {group}, count(DISTINCT person_id), count(*), {counts} FROM {name} GROUP BY 1, 2"
            rows = made.connection.execute(by_group).fetchall()
            found[one] = {(row[0], row[1]): tuple(int(count) for count in row[2:]) for row in rows if None not in row[:2]}
    finally:
        made.connection.execute(f"DROP TABLE IF EXISTS {name}")
    return found


def due_talks_query(made: Timeline, asked: Sequence[Due], sizes: Sizes, chosen: Selection) -> str:
    """Every due talk with its state: person_id, talk_type, municipality, akasse, state. Seniority is in days.

    Returns
    -------
    A query with one row a person, count of seniority and talk that is due in the period.
    """
    window = made.windows[0]
    places = {name: codes for name, codes in chosen.conditions().items() if name in ("municipality", "akasse")}
    where = "".join(f" AND s.{name} IN {literals(codes)}" for name, codes in places.items())
    return f"""
WITH demands(demand, talk_type, number, opens, deadline, nth) AS (VALUES {", ".join(_demand_rows(asked))}),
due AS (
    SELECT d.*, s.person_id, s.epoch, s.municipality, s.akasse
    FROM {made.spells} s
    JOIN {made.members} m ON m.person_id = s.person_id
    JOIN demands d ON d.deadline - 1 BETWEEN s.before AND s.before + (s.last_day - s.first_day)
    WHERE s.first_day + CAST(d.deadline - 1 - s.before AS INTEGER)
        BETWEEN DATE '{window.first_day}' AND DATE '{window.last_day}'{where}
),
talks_held AS (
    SELECT t.*, s.epoch, s.before + (t.date - s.first_day) AS seniority
    FROM talks t JOIN {made.spells} s ON s.person_id = t.person_id AND t.date BETWEEN s.first_day AND s.last_day
    WHERE t.talk_type IN {literals(dict.fromkeys(one.talk for one in asked))}
),
in_order AS (
    SELECT d.demand, d.person_id, d.epoch, d.nth, t.seniority, row_number() OVER (
        PARTITION BY d.demand, d.person_id, d.epoch ORDER BY t.seniority, t.date) AS place
    FROM due d JOIN talks_held t
    ON t.person_id = d.person_id AND t.epoch = d.epoch AND t.talk_type = d.talk_type AND t.seniority >= d.opens
        AND (d.number = 0 OR t.joint_meeting_number = d.number) AND ({_counts(asked, sizes)})
)
SELECT d.person_id, d.talk_type, d.municipality, d.akasse,
    CASE WHEN i.seniority IS NULL THEN 'never' WHEN i.seniority < d.deadline THEN 'in_time' ELSE 'late' END AS state
FROM due d LEFT JOIN in_order i
ON i.demand = d.demand AND i.person_id = d.person_id AND i.epoch = d.epoch AND i.place = i.nth"""


def _demand_rows(asked: Sequence[Due]) -> Iterator[str]:
    """Each demand as a row: its position, type, number, first day, day by which it is over, and which talk meets it."""
    for place, one in enumerate(asked):
        yield f"({place}, {literal(one.talk)}, {one.number}, {7 * one.opens}, {7 * one.by}, {one.rank})"


def _counts(asked: Sequence[Due], sizes: Mapping[str, float]) -> str:
    """The condition that a talk t counts as held for a demand d; any talk where the regime does not say."""
    by_way: dict[tuple[Held, ...], list[int]] = {}
    for place, one in enumerate(asked):
        by_way.setdefault(one.held, []).append(place)
    return " OR ".join(
        f"d.demand IN ({', '.join(map(str, places))}) AND ({' OR '.join(_way(way, sizes) for way in ways) or 'TRUE'})"
        for ways, places in by_way.items()
    )


def _way(way: Held, sizes: Mapping[str, float]) -> str:
    """The condition that a talk t was held in one of the ways that count."""
    conditions: list[Any] = [
        f"t.form IN {literals(way.forms)}" if way.forms else "",
        f"t.participation IN {literals(way.participation)}" if way.participation else "",
        f"t.seniority >= {7 * round(size(way.after, sizes))}" if way.after is not None else "",
        f"t.date >= DATE '{way.start}'" if way.start else "",
        f"t.date <= DATE '{way.end}'" if way.end else "",
    ]
    return "(" + (" AND ".join(one for one in conditions if one) or "TRUE") + ")"
