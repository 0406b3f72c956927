"""Whole numbers in the cells of a table whose sums along every axis are exactly the wanted ones, within bounds of each cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints

ROUNDS = 60


def fit_margins(start: Floats, wanted: Sequence[Ints], low: Ints, high: Ints, random: np.random.Generator) -> Ints:
    """Cells near `start` times one factor for each group of each axis.

    Formula: iterative proportional fitting (Deming and Stephan 1940) within the bounds, then random rounding, then repair:
    the first axis by adding and taking away, each other axis by moving units between two of its groups in cells that are the
    same in all other axes, which leaves every other sum as it is.

    Parameters
    ----------
    start: weights of the cells, zero where nothing may be.
    wanted: sums of the groups of each axis; all have one total.
    low, high: bounds of the cells, in the shape of `start`.

    Returns
    -------
    Numbers in the shape of `start`. Sums that the bounds do not allow are met as nearly as moves along one axis can.
    """
    cells = np.clip(start, low, high)
    for _ in range(ROUNDS):
        for axis, sums in enumerate(wanted):
            others = tuple(one for one in range(start.ndim) if one != axis)
            now = cells.sum(axis=others, keepdims=True)
            factor = np.divide(_along(sums, axis, start.ndim), now, out=np.ones(now.shape), where=now > 0)
            cells = np.clip(cells * factor, low, high)
    numbers = np.clip(np.floor(cells + random.random(cells.shape)).astype(np.int64), low, high)
    for group, aim in enumerate(wanted[0]):
        _add(numbers[group], low[group], high[group], int(aim), random)
    for axis in range(1, len(wanted)):
        _move(np.moveaxis(numbers, axis, 0), wanted[axis], np.moveaxis(low, axis, 0), np.moveaxis(high, axis, 0), random)
    return numbers


def _along(sums: Ints, axis: int, dimensions: int) -> Floats:
    return sums.astype(float).reshape([-1 if one == axis else 1 for one in range(dimensions)])


def _take(room: Ints, units: int, random: np.random.Generator) -> Ints:
    """Spread units over cells, at most as much as their room, first one to each in random order, then more."""
    taken = np.zeros_like(room)
    while units > 0 and (room > taken).any():
        places = random.permutation(np.flatnonzero(room > taken))[:units]
        taken[places] += 1
        units -= len(places)
    return taken


def _add(numbers: Ints, low: Ints, high: Ints, aim: int, random: np.random.Generator) -> None:
    missing = aim - int(numbers.sum())
    room = (high - numbers if missing > 0 else numbers - low).ravel()
    taken = _take(room, abs(missing), random).reshape(numbers.shape)
    numbers += taken if missing > 0 else -taken


def _move(numbers: Ints, wanted: Ints, low: Ints, high: Ints, random: np.random.Generator) -> None:
    """Move units between groups along the first axis until the sums are the wanted ones."""
    for giver in range(len(wanted)):
        for taker in range(len(wanted)):
            surplus = int(numbers[giver].sum()) - int(wanted[giver])
            lack = int(wanted[taker]) - int(numbers[taker].sum())
            if surplus > 0 and lack > 0:
                room = np.minimum(numbers[giver] - low[giver], high[taker] - numbers[taker]).ravel()
                moved = _take(room, min(surplus, lack), random).reshape(numbers[giver].shape)
                numbers[giver] -= moved
                numbers[taker] += moved
