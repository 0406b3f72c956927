"""Talks: exactly as many in each group as the printed figures say, spread unevenly over the persons of a group."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Array, Floats, Ints, week_of
from evalkit.registers.synthetic.careers import Careers
from evalkit.registers.synthetic.goals import PERIODS
from evalkit.registers.synthetic.margins import fit_margins
from evalkit.registers.synthetic.rows import Rows

# How unevenly talks are spread: the shape of a gamma distribution with mean 1.
UNEVEN = 2.5
# Talks a week outside the two periods, where nothing is printed, and the first week in which the registers have any.
USUAL = {"dagpenge": 0.2, "kontanthjaelp_activity_ready": 0.13}


@dataclass(frozen=True)
class Placed:
    """Things that happen in a week of a career: career and number of the week."""

    career: Ints
    week: Ints


def draw_talks(rows: Rows, wanted: list[Ints], joint: Floats, liking: Floats, random: np.random.Generator) -> Placed:
    """The talks of a period that are no joint meetings.

    Parameters
    ----------
    rows: stretches of careers.
    wanted: all talks by group, for each axis.
    joint: (rows,) joint meetings in each stretch, which count among them.
    liking: (rows,) how readily talks fall to a stretch, by municipality.
    """
    left = [total - already.astype(np.int64) for total, already in zip(wanted, rows.sums(joint), strict=True)]
    left = [np.maximum(one, 0) for one in left]
    weeks = rows.table(rows.weeks)
    most = np.where(weeks > 0, 7 * weeks + 10, 0).astype(np.int64)
    numbers = fit_margins(weeks, left, np.zeros_like(most), most, random).ravel()
    order = np.argsort(rows.cell, kind="stable")
    weight = (liking * rows.weeks * random.gamma(UNEVEN, 1 / UNEVEN, len(rows.career)))[order]
    ends = np.cumsum(weight)
    last = np.cumsum(np.bincount(rows.cell, minlength=len(numbers)))
    until = np.where(last > 0, ends[np.maximum(last, 1) - 1], 0.0)
    since = np.concatenate([[0.0], until[:-1]])
    cell = np.repeat(np.arange(len(numbers)), numbers)
    found = np.searchsorted(ends, since[cell] + random.random(len(cell)) * (until[cell] - since[cell]), side="right")
    chosen = order[np.clip(found, last[cell] - np.bincount(rows.cell, minlength=len(numbers))[cell], last[cell] - 1)]
    week = rows.begin[chosen] + (random.random(len(chosen)) * rows.weeks[chosen]).astype(np.int64)
    return Placed(rows.career[chosen], week)


def other_stretches(careers: Careers, first_day: dt.date) -> list[tuple[Ints, Ints]]:
    """Stretches from the first day known that lie in no period: numbers of their first weeks and of those after the last."""
    ranges = [careers.week_range(period) for period in PERIODS]
    opens = np.minimum(careers.weeks_before(week_of(first_day)), ranges[0][0])
    return [(opens, ranges[0][0]), (ranges[0][1], ranges[1][0]), (ranges[1][1], careers.length.sum(axis=1))]


def draw_other_talks(careers: Careers, first_day: dt.date, random: np.random.Generator) -> Placed:
    """Talks outside the two periods."""
    parts: list[tuple[Array, Array]] = []
    for begin, end in other_stretches(careers, first_day):
        count = random.poisson(USUAL[careers.target_group] * (end - begin))
        career = np.repeat(np.arange(careers.size), count)
        week = begin[career] + (random.random(len(career)) * (end - begin)[career]).astype(np.int64)
        parts.append((career, week))
    return Placed(np.concatenate([one for one, _ in parts]), np.concatenate([one for _, one in parts]))
