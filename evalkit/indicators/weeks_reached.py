"""How many of the newly unemployed reach each week on the benefit: what talks that are due in a week are multiplied by.

A person is newly unemployed in the week in which the count of seniority begins, or begins again; breaks do not count, since rules
of contact count weeks on the benefit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evalkit.errors import UsageError
from evalkit.estimates.survival import LifeTable, life_table, told_times
from evalkit.filters import Selection
from evalkit.indicators.family import Connection
from evalkit.registers.definitions import Definitions
from evalkit.registers.sql import literal, literals
from evalkit.registers.timeline import Timeline, timeline, window


def weeks_of_newcomers(
    connection: Connection,
    target_group: str,
    period: str,
    followed: str,
    definitions: Definitions,
    selection: Selection | None = None,
) -> LifeTable | None:
    """Weeks on the benefit of those whose count of seniority begins in a period, followed to the end of another.

    Parameters
    ----------
    target_group: a benefit, or `trial` or `comparison`.
    period: in which the first week lies.
    followed: a period whose last week is the last that counts; the registers must go that far.
    selection: places are those of the first week.

    Returns
    -------
    A life table of one group in weeks, or None when nobody begins. Who is on the benefit in the last week is censored.

    Raises
    ------
    UsageError: they are followed to before the period ends.

    Convention: of each person only the first beginning in the period counts.
    """
    begun, end = window(period), window(followed)
    if end.last_day < begun.last_day:
        raise UsageError(f"who begins in {period} cannot be followed to {followed}, which ends before: choose a later period.")
    with timeline(connection, target_group, (period, followed), definitions, selection) as made:
        rows = connection.execute(_newcomers(made, selection or Selection())).fetchall()
    weeks, still_there, persons = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    return life_table(weeks, ["censored" if one else "exit" for one in still_there], persons) if rows else None


def told_curve(table: LifeTable, minimum: int) -> npt.NDArray[np.float64]:
    """The share that reaches each week, told so that no step between two told weeks is on a few persons.

    Formula: Kaplan-Meier; share of week k + 1 = product over weeks t up to k of (1 - leaving after t / reached t). Between the
    weeks that may be told it falls by the same factor each week.

    Parameters
    ----------
    table: of one group, in weeks.
    minimum: fewest persons that a number may be told of.

    Returns
    -------
    Shares from week 1, which is 1, to the last that may be told. Shape (weeks,).

    >>> table = life_table([2, 4, 8], ["exit", "exit", "censored"], [10, 20, 10])
    >>> told_curve(table, 5).round(3).tolist()
    [1.0, 0.866, 0.75, 0.433, 0.25, 0.25, 0.25, 0.25, 0.25]
    """
    told = told_times(table, minimum)
    left = np.cumprod(1 - table.leaving[0] / np.maximum(table.at_risk[0], 1.0))
    weeks, shares = np.concatenate([[1.0], table.times[told] + 1]), np.concatenate([[1.0], left[told]])
    return np.asarray(np.exp(np.interp(np.arange(1, weeks[-1] + 1), weeks, np.log(shares))), dtype=np.float64)


def _newcomers(made: Timeline, selection: Selection) -> str:
    """Weeks on the benefit, whether the person is still there, and how many persons."""
    first, last = made.windows[0], made.windows[-1].last_day
    chosen = {name: codes for name, codes in selection.conditions().items() if name in ("municipality", "akasse")}
    places = "".join(f" AND s.{name} IN {literals(codes)}" for name, codes in chosen.items())
    day = "DATE " + literal(last.isoformat())
    return f"""
WITH begun AS (
    SELECT s.person_id, min(s.epoch) AS epoch FROM {made.spells} s
    JOIN {made.members} m ON m.person_id = s.person_id AND m.period = 0
    WHERE s.before = 0 AND s.first_day BETWEEN DATE '{first.first_day}' AND DATE '{first.last_day}'{places}
    GROUP BY s.person_id
), lengths AS (
    SELECT b.person_id, CAST(sum(least(s.last_day, {day}) - s.first_day + 1) / 7 AS INTEGER) AS weeks,
        max(s.last_day) >= {day} AS still_there
    FROM begun b JOIN {made.spells} s ON s.person_id = b.person_id AND s.epoch = b.epoch AND s.first_day <= {day}
    GROUP BY b.person_id
)
SELECT weeks, still_there, count(*) FROM lengths GROUP BY weeks, still_there ORDER BY weeks, still_there"""
