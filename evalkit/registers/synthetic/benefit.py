"""Everything that happens on one benefit, with careers in place of persons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Array, Ints
from evalkit.registers.synthetic.careers import Careers, draw_careers
from evalkit.registers.synthetic.counts import solve_counts
from evalkit.registers.synthetic.goals import AFTER, BEFORE, PERIODS, TARGET_GROUPS
from evalkit.registers.synthetic.meetings import Meetings, earlier_meetings, inside_period, later_meetings
from evalkit.registers.synthetic.offer_types import type_weights
from evalkit.registers.synthetic.offers import draw_blocks, draw_other_blocks, in_calendar, spread_types
from evalkit.registers.synthetic.participation import CODES, draw_participation, earlier_participation, trial_careers
from evalkit.registers.synthetic.people import People, draw_people, municipal_liking
from evalkit.registers.synthetic.rows import LATER_FROM, Rows, period_rows, split_at_six_months
from evalkit.registers.synthetic.talks import Placed, draw_other_talks, draw_talks, other_stretches

# The first day that the registers of talks and offers know.
FIRST_DAY = dt.date(2018, 1, 1)
# From this scale on whole numbers are sought that hold every printed figure.
EXACT_FROM = 0.5


@dataclass(frozen=True)
class Benefit:
    """One benefit's careers and what happens in them.

    Fields
    ------
    careers, people: one row a career.
    talks: career and week number of the talks that are no joint meetings.
    meetings, participation: joint meetings and who took part, a position in CODES.
    offers: (3, offers) career, first and last calendar week. offer_type: (offers,) position in OFFER_TYPES.
    trial: careers in the trial of the a-kasser.
    """

    careers: Careers
    people: People
    talks: Placed
    meetings: Meetings
    participation: Ints
    offers: Ints
    offer_type: Ints
    trial: Ints


def draw_benefit(target_group: str, scale: float, random: np.random.Generator) -> Benefit:
    """Draw one benefit at a scale."""
    careers = draw_careers(target_group, scale, random)
    people = draw_people(careers, random)
    meetings, participation, trial = _meetings(careers, people, scale, random)
    rows = [period_rows(careers, people, period) for period in PERIODS]
    talks = _talks(careers, people, rows, meetings, scale, random)
    offers, kinds = _offers(careers, people, rows, scale, random)
    return Benefit(careers, people, talks, meetings, participation, offers, kinds, trial)


def _meetings(careers: Careers, people: People, scale: float, random: np.random.Generator) -> tuple[Meetings, Ints, Ints]:
    none = np.empty(0, dtype=np.int64)
    if careers.target_group != TARGET_GROUPS[0]:
        return Meetings(none, none, none), none, none
    later = later_meetings(careers, scale, random)
    held = later.join(earlier_meetings(careers, later, scale, random))
    after, before = (np.flatnonzero(inside_period(careers, held, period)) for period in (AFTER, BEFORE))
    trial = trial_careers(people, held, after, scale, random)
    taking = np.where(random.random(len(held.career)) < 1 / 3, CODES.index("both"), CODES.index("only_jobcentre"))
    taking[after] = draw_participation(people, held, after, trial, scale, random)
    in_after = inside_period(careers, held, AFTER)
    taking[before] = earlier_participation(people, held, before, (in_after, taking == CODES.index("both")), random)
    return held, taking, trial


def _talks(
    careers: Careers, people: People, rows: list[Rows], meetings: Meetings, scale: float, random: np.random.Generator
) -> Placed:
    stretches = [split_at_six_months(one) if careers.target_group == TARGET_GROUPS[0] else one for one in rows]
    bases = tuple(one.sums(one.weeks) for one in stretches)
    wanted = solve_counts(careers.target_group, "contact_intensity", bases, scale >= EXACT_FROM)
    parts = [draw_other_talks(careers, FIRST_DAY, random)]
    for period, one, totals in zip(PERIODS, stretches, wanted, strict=True):
        inside = meetings.take(inside_period(careers, meetings, period))
        liking = municipal_liking(people.municipality)[one.career]
        parts.append(draw_talks(one, totals, _joint_by_row(careers.size, one, inside), liking, random))
    return Placed(np.concatenate([part.career for part in parts]), np.concatenate([part.week for part in parts]))


def _joint_by_row(careers: int, rows: Rows, inside: Meetings) -> Array:
    """(rows,) joint meetings in each stretch."""
    late = rows.place[:, -1] == 1
    found = np.zeros(len(rows.career))
    for side in (False, True):
        chosen = np.flatnonzero(late == side)
        if rows.shape[-1] == 1:
            mine = inside.career if not side else inside.career[:0]
        else:
            mine = inside.career[(inside.week >= LATER_FROM) == side]
        found[chosen] = np.bincount(mine, minlength=careers)[rows.career[chosen]]
    return found


def _offers(careers: Careers, people: People, rows: list[Rows], scale: float, random: np.random.Generator) -> tuple[Ints, Ints]:
    group = careers.target_group
    exact = scale >= EXACT_FROM
    persons = solve_counts(group, "activation_rate", tuple(one.sums() for one in rows), exact)
    weeks = solve_counts(group, "activation_time_share", tuple(one.sums(one.weeks) for one in rows), exact)
    liking = municipal_liking(people.municipality)
    late = (False, careers.target_group == TARGET_GROUPS[0])
    blocks = [draw_blocks(one, persons[p], weeks[p], liking, late[p], random) for p, one in enumerate(rows)]
    blocks.append(draw_other_blocks(careers, other_stretches(careers, FIRST_DAY), random))
    offers, kinds = [], []
    for number, one in enumerate(blocks):
        block, first, last = in_calendar(careers, one)
        career = one.career[block]
        weights = type_weights(group, min(number, 1), people.municipality[career], last - first + 1)
        offers.append(np.vstack([career, first, last]))
        kinds.append(spread_types(weights, last - first + 1, people.municipality[career], random))
    return np.hstack(offers), np.concatenate(kinds)
