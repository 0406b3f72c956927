"""Which cells are hidden for the sake of others: as few and as little valuable ones as a solver finds.

A small system is solved exactly. In a large one the numbers that can be worked out too closely are moved away from what is known
at the least cost of the told cells that have to move with them (Fischetti and Salazar-Gonzalez 2003; Castro 2012), and those are
hidden. Either way what comes out is checked, and hiding goes on until nothing can be worked out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity

from evalkit.disclosure.bounds import Interval, narrow
from evalkit.disclosure.exact import fewest, is_small
from evalkit.disclosure.system import TOLERANCE, Floats, System

Mask = NDArray[np.bool_]
_DEPTHS = (2, 1_000)  # how many equations away from a number to look for those that move with it
_LENGTH = 12  # unknowns of an equation for each number of it that is raised by one solution
_NO_PRICE, _DEAR = 1e-6, 1e3  # of a move of what is hidden already; and of a rise that is not made, in prices of the dearest cell


def protect(system: System, told: Mask, free: Mask, costs: Floats) -> Mask:
    """Hide cells until no sensitive amount can be worked out too closely.

    Parameters
    ----------
    told: shape (cells,): which cells are told, without those that are few.
    free: shape (cells,): which of them may be hidden.
    costs: shape (cells,): what it costs to hide each, above 0.

    Returns
    -------
    Which cells are told then. What cannot be protected by hiding free cells alone stays as it is.
    """
    told = told.copy()
    while broken := narrow(system, system.told(told)):
        before = int(told.sum())
        if is_small(system, told & free, list(broken)):
            told[fewest(system, told, free, costs, broken)] = False
        while broken and int(told.sum()) == before:
            group, broken = _apart(system, broken)
            told[_together_or_one(system, group, told, free, costs)] = False
        if int(told.sum()) == before:
            break
    return told


def _apart(system: System, broken: Mapping[int, Interval]) -> tuple[dict[int, Interval], dict[int, Interval]]:
    """Numbers that can rise at the same time, since no equation has many of them, the widest first; and the others."""
    by_unknown = system.equations.tocsc()
    room = 1 + np.diff(system.equations.indptr) // _LENGTH
    group: dict[int, Interval] = {}
    for number, interval in sorted(broken.items(), key=lambda one: (-one[1].width, one[0])):
        lines = by_unknown[:, [number]].indices
        if (room[lines] > 0).all():
            room[lines] -= 1
            group[number] = interval
    return group, {number: interval for number, interval in broken.items() if number not in group}


def _together_or_one(system: System, group: Mapping[int, Interval], told: Mask, free: Mask, costs: Floats) -> NDArray[np.int64]:
    """What to hide so that all of a group can rise or, where one rises only when another falls, the first that can by itself."""
    found = _movers(system, group, told, free, costs)
    if len(found) or len(group) == 1:
        return found
    alone = (_movers(system, {number: interval}, told, free, costs) for number, interval in group.items())
    return next((one for one in alone if len(one)), found)


def _movers(system: System, broken: Mapping[int, Interval], told: Mask, free: Mask, costs: Floats) -> NDArray[np.int64]:
    """Told cells that must be hidden so that some unknowns can rise as far as the policy asks; as many of them as can."""
    price = (told * np.where(free, costs, 0.0)) @ system.reveals
    movable = (told & ~free) @ system.reveals == 0
    numbers = np.array([number for number in broken if movable[number]], dtype=np.int64)
    moved = np.zeros(len(system.values))
    for depth in _DEPTHS if len(numbers) else ():
        rises = np.array([broken[number].rise for number in numbers.tolist()])
        near = _near(system.equations, numbers, movable, depth)
        moves, lacking = _moves(system, near, np.searchsorted(near, numbers), rises, price)
        moved[near[np.abs(moves) > TOLERANCE]] = 1.0
        numbers = numbers[lacking > TOLERANCE]
        if not len(numbers):
            break
    found: NDArray[np.int64] = np.flatnonzero(told & free & (system.reveals @ moved > 0))
    return found


def _near(equations: csr_array, numbers: NDArray[np.int64], movable: Mask, depth: int) -> NDArray[np.int64]:
    """The unknowns that can move and are at most so many equations away."""
    pattern = abs(equations)
    reached = np.zeros(equations.shape[1], dtype=bool)
    reached[numbers] = True
    for _ in range(depth):
        further = ((pattern @ reached) > 0) @ pattern > 0
        if not (further & movable & ~reached).any():
            break
        reached |= further & movable
    return np.flatnonzero(reached)


def _moves(
    system: System, near: NDArray[np.int64], places: NDArray[np.int64], rises: Floats, price: Floats
) -> tuple[Floats, Floats]:
    """The cheapest moves of some unknowns that keep every sum and raise those at some places, and what these lack of it."""
    matrix, count, asked = system.equations[:, near], len(near), len(places)
    matrix = matrix[np.flatnonzero(np.diff(matrix.indptr)), :]
    lines = matrix.shape[0]
    raised = csr_array((np.ones(asked), (np.arange(asked), places)), shape=(asked, count))
    costs = np.concatenate((np.tile(price[near] + _NO_PRICE, 2), np.full(asked, _DEAR * (1.0 + price.max()))))
    ceiling = np.concatenate((np.full(count, np.inf), system.values[near], rises))
    ceiling[count + places] = 0.0
    found = linprog(
        costs,
        A_eq=hstack((matrix, -matrix, csr_array((lines, asked)))),
        b_eq=np.zeros(lines),
        A_ub=hstack((-raised, csr_array((asked, count)), -identity(asked))),
        b_ub=-rises,
        bounds=np.column_stack((np.zeros(len(ceiling)), ceiling)),
        method="highs",
    )
    return found.x[:count] - found.x[count : 2 * count], found.x[2 * count :]
