"""Offers: who has one and for how many weeks, exactly as the printed figures say, and as spells of five types."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints
from evalkit.registers.synthetic.careers import SPELLS, Careers
from evalkit.registers.synthetic.margins import fit_margins
from evalkit.registers.synthetic.rows import LATER_FROM, Rows

# How much more readily those with many weeks have an offer; and how alike the weeks in offers of one person are.
LONGER, ALIKE = 0.9, 0.8
SHARE_IN_TWO = 0.35
# How often an offer is put on its side of six months of the benefit, where there is room: before and after the reform.
ASIDE = (0.5, 0.85)


@dataclass(frozen=True)
class Blocks:
    """Unbroken runs of weeks in offers: career, number of the first week and of the first after the last."""

    career: Ints
    begin: Ints
    end: Ints


def draw_blocks(
    rows: Rows, persons: list[Ints], weeks: list[Ints], liking: Floats, late: bool, random: np.random.Generator
) -> Blocks:
    """Weeks in offers of one period.

    Parameters
    ----------
    rows: one row a career.
    persons, weeks: persons with an offer and weeks in offers by group, for each axis.
    liking: (careers,) how readily a career has offers, by municipality.
    late: whether offers lie after six months of the benefit rather than before.
    """
    chosen = _who(rows, persons, liking, random)
    amount = _how_long(rows, chosen, weeks, random)
    return _place(rows, chosen, amount, late, random)


def _who(rows: Rows, persons: list[Ints], liking: Floats, random: np.random.Generator) -> Ints:
    """Rows of those with an offer: as many of each combination as the sums by group ask for."""
    there = rows.table().astype(np.int64)
    numbers = fit_margins(there.astype(float), persons, np.zeros_like(there), there, random).ravel()
    order = np.lexsort((random.exponential(size=len(rows.career)) / (rows.weeks**LONGER * liking[rows.career]), rows.cell))
    cell = rows.cell[order]
    rank = np.arange(len(order)) - np.searchsorted(cell, cell)
    return order[rank < numbers[cell]]


def _how_long(rows: Rows, chosen: Ints, weeks: list[Ints], random: np.random.Generator) -> Ints:
    """Weeks in offers of each of the chosen: at least one, at most all, unevenly."""
    shape, cell = rows.shape, rows.cell[chosen]
    size = int(np.prod(shape))
    least = np.bincount(cell, minlength=size).reshape(shape)
    most = np.bincount(cell, rows.weeks[chosen], size).reshape(shape).astype(np.int64)
    numbers = fit_margins(most.astype(float), weeks, least, most, random).ravel()
    spare = rows.weeks[chosen] - 1
    owner = np.repeat(np.arange(len(chosen)), spare)
    mood = random.random(len(chosen))
    key = ALIKE * mood[owner] + (1 - ALIKE) * random.random(len(owner))
    order = np.lexsort((key, cell[owner]))
    token_cell = cell[owner[order]]
    rank = np.arange(len(order)) - np.searchsorted(token_cell, token_cell)
    taken = owner[order[rank < (numbers - least.ravel())[token_cell]]]
    return 1 + np.bincount(taken, minlength=len(chosen))


def _place(rows: Rows, chosen: Ints, amount: Ints, late: bool, random: np.random.Generator) -> Blocks:
    """Put the weeks of each person in one run, or in two with a gap where there is room."""
    room = rows.weeks[chosen] - amount
    in_two = (random.random(len(chosen)) < SHARE_IN_TWO) & (amount >= 2) & (room >= 1)
    gap = np.where(in_two, 1 + (random.random(len(chosen)) * np.maximum(room, 1) * 0.5).astype(np.int64), 0)
    gap = np.minimum(gap, room)
    low, high = rows.begin[chosen], rows.begin[chosen] + room - gap
    aside = random.random(len(chosen)) < ASIDE[late]
    low = np.where(aside & late, np.clip(LATER_FROM, low, high), low)
    high = np.where(aside & (not late), np.clip(LATER_FROM - 1, low, high), high)
    start = low + (random.random(len(chosen)) * (high - low + 1)).astype(np.int64)
    first = np.where(in_two, np.maximum(1, (amount * random.random(len(chosen))).astype(np.int64)), amount)
    second = np.flatnonzero(in_two & (amount > first))
    begin = np.concatenate([start, (start + first + gap)[second]])
    length = np.concatenate([first, (amount - first)[second]])
    return Blocks(np.concatenate([rows.career[chosen], rows.career[chosen][second]]), begin, begin + length)


def in_calendar(careers: Careers, blocks: Blocks) -> tuple[Ints, Ints, Ints]:
    """Offers in calendar weeks, cut where a spell of the benefit ends.

    Returns
    -------
    block, first week and last week of each offer.
    """
    parts = []
    for spell in range(SPELLS):
        offset = careers.offset[blocks.career, spell]
        begin = np.maximum(blocks.begin, offset)
        end = np.minimum(blocks.end, offset + careers.length[blocks.career, spell])
        some: Bools = end > begin
        shift = (careers.start[blocks.career, spell] - offset)[some]
        parts.append((np.flatnonzero(some), begin[some] + shift, end[some] - 1 + shift))
    block, first, last = (np.concatenate([part[place] for part in parts]) for place in range(3))
    return block, first, last


def draw_other_blocks(careers: Careers, stretches: list[tuple[Ints, Ints]], random: np.random.Generator) -> Blocks:
    """Some offers outside the two periods."""
    parts: list[tuple[Ints, Ints, Ints]] = []
    for begin, end in stretches:
        career = np.flatnonzero((end - begin >= 4) & (random.random(careers.size) < 0.35))
        room = (end - begin)[career]
        length = 1 + (random.random(len(career)) ** 2 * np.minimum(room - 1, 20)).astype(np.int64)
        first = begin[career] + (random.random(len(career)) * (room - length + 1)).astype(np.int64)
        parts.append((career, first, first + length))
    return Blocks(*(np.concatenate([part[place] for part in parts]) for place in range(3)))


def spread_types(weights: Floats, weeks: Ints, stratum: Ints, random: np.random.Generator) -> Ints:
    """(offers,) positions of types, which in each stratum have their share of the weeks but for the length of an offer.

    Formula: offers stand in random order; the middle of each, as a share of all weeks of its stratum, falls to a type.

    Parameters
    ----------
    weights: (offers, types) shares, the same within a stratum, summing to 1. weeks: (offers,). stratum: (offers,).
    """
    order = np.lexsort((random.random(len(weeks)), stratum))
    until = np.cumsum(weeks[order]) - weeks[order] / 2
    first = np.searchsorted(stratum[order], stratum[order])
    before = (np.cumsum(weeks[order]) - weeks[order])[first]
    whole = np.bincount(stratum, weeks)[stratum[order]]
    share = (until - before) / whole
    kinds = np.empty(len(weeks), dtype=np.int64)
    kinds[order] = (np.cumsum(weights[order], axis=1) < share[:, None]).sum(axis=1)
    return np.asarray(np.minimum(kinds, weights.shape[1] - 1))
