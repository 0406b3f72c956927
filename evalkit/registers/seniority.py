"""Seniority: how many days on the benefit a person had when a spell began, as SQL on whole spells.

On dagpenge the count goes on from spell to spell until work has earned the right anew; on the other benefits it starts again
after a gap. Both rules come down to one relation: the spells at which the count starts again.
"""

from __future__ import annotations

from evalkit.registers.definitions import Definitions


def resets(benefit: str, spells: str, definitions: Definitions) -> str:
    """The spells at which the count of seniority starts again.

    Parameters
    ----------
    benefit: the target group whose rule holds.
    spells: table with person_id, first_day and last_day: all spells of the benefit.

    Returns
    -------
    A query with person_id and first_day of the spells, and dropped: days of the person's spells before.

    Source: BDO (2023), section 2.4, on the count of seniority of the two benefits.
    """
    if benefit == "dagpenge":
        return resets_after_work(spells, str(definitions.earned_hours), definitions.earned_hours, definitions.earning_years)
    return _dropped(_reset_after_gap(spells, definitions), spells)


def resets_after_work(spells: str, hours: str, fewest: float, years: int) -> str:
    """The spells of dagpenge at which the right has been earned anew: `resets` with a requirement that may change over time.

    Parameters
    ----------
    spells: as for `resets`.
    hours: the hours that earn the right, as SQL on p.first_day, the day on which a new spell begins.
    fewest: the least that `hours` can be, so that persons with less work are passed over. Unit: hours.
    years: how long before a new spell those hours may lie. Unit: years.
    """
    return _dropped(_reset_after_work(spells, hours, fewest, years), spells)


def _dropped(rule: str, spells: str) -> str:
    return f"""
WITH RECURSIVE {rule}
SELECT r.person_id, r.first_day, sum(s.last_day - s.first_day + 1) AS dropped
FROM resets r JOIN {spells} s ON s.person_id = r.person_id AND s.first_day < r.first_day
GROUP BY r.person_id, r.first_day"""


def counted_spells(spells: str, resets: str) -> str:
    """The spells with their seniority.

    Formula: before = days of all the person's earlier spells - days of those before the last reset; epoch = number of resets up
    to the spell.

    Parameters
    ----------
    spells: table with person_id, first_day, last_day, municipality and akasse. Units: days.
    resets: table with what `resets` gives.

    Returns
    -------
    A query with the columns of `spells`, and epoch and before.
    """
    return f"""
SELECT s.person_id, s.first_day, s.last_day, s.municipality, s.akasse, count(r.dropped) OVER so_far AS epoch,
    CAST(sum(s.last_day - s.first_day + 1) OVER so_far - (s.last_day - s.first_day + 1)
        - coalesce(max(r.dropped) OVER so_far, 0) AS INTEGER) AS before
FROM {spells} s LEFT JOIN {resets} r ON r.person_id = s.person_id AND r.first_day = s.first_day
WINDOW so_far AS (PARTITION BY s.person_id ORDER BY s.first_day ROWS UNBOUNDED PRECEDING)"""


def _reset_after_gap(spells: str, definitions: Definitions) -> str:
    """`resets`: the spells that begin when the benefit has been away for the days of a gap."""
    return f"""
followed AS (
    SELECT person_id, first_day, lag(last_day) OVER (PARTITION BY person_id ORDER BY first_day) AS previous_day FROM {spells}
),
resets AS (SELECT person_id, first_day FROM followed WHERE first_day - previous_day - 1 >= {definitions.gap_days})"""


def _reset_after_work(spells: str, hours: str, fewest: float, years: int) -> str:
    """`resets`: the spells that begin after work that earned the right anew.

    Work counts from the last reset, or the first spell, to the new spell, and no longer back than some years. Hours lie evenly
    over the days of their spell of work. A spell that only continues another in a new municipality or a-kasse is not new.
    """
    enough = f"p.earned - greatest(p.expired, w.base) >= {hours} - 0.000001"
    return f"""
workers AS (SELECT person_id FROM employment GROUP BY person_id HAVING sum(hours) >= {fewest}),
followed AS (
    SELECT person_id, first_day, lag(last_day) OVER (PARTITION BY person_id ORDER BY first_day) AS previous_day
    FROM {spells} WHERE person_id IN (SELECT person_id FROM workers)
),
beginnings AS (
    SELECT person_id, first_day, row_number() OVER (PARTITION BY person_id ORDER BY first_day) AS number,
        CAST(first_day - INTERVAL '{years} years' AS DATE) AS earliest
    FROM followed WHERE previous_day IS NULL OR first_day > previous_day + 1
),
points AS (
    SELECT b.person_id, b.first_day, b.number,
        sum(e.hours * {_share_before("b.first_day")}) AS earned, sum(e.hours * {_share_before("b.earliest")}) AS expired
    FROM beginnings b JOIN employment e ON e.person_id = b.person_id
    GROUP BY b.person_id, b.first_day, b.number
),
walk AS (
    SELECT person_id, first_day, number, earned AS base, FALSE AS is_reset FROM points WHERE number = 1
    UNION ALL
    SELECT p.person_id, p.first_day, p.number, CASE WHEN {enough} THEN p.earned ELSE w.base END, {enough}
    FROM walk w JOIN points p ON p.person_id = w.person_id AND p.number = w.number + 1
),
resets AS (SELECT person_id, first_day FROM walk WHERE is_reset)"""


def _share_before(day: str) -> str:
    """How much of a spell of work lies before a day, from 0 to 1."""
    return f'least(1.0, greatest(0.0, ({day} - e."start") / (e."end" - e."start" + 1.0)))'
