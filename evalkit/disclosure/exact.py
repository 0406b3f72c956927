"""The least costly cells to hide in a small system, by an integer program."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evalkit.disclosure.bounds import Interval
from evalkit.disclosure.system import Floats, System
from evalkit.registers.synthetic.program import Program

Mask = NDArray[np.bool_]
_MOST_CELLS, _MOST_MOVES = 60, 6_000
_REACH = 2.0  # how many widths an unknown may move: more than the sums of a table ever ask for


def is_small(system: System, free: Mask, targets: Sequence[int]) -> bool:
    """Whether the exact way is short enough."""
    return int(free.sum()) <= _MOST_CELLS and 2 * len(targets) * len(system.values) <= _MOST_MOVES


def fewest(system: System, told: Mask, free: Mask, costs: Floats, broken: Mapping[int, Interval]) -> list[int]:
    """The told cells to hide, at the least cost, so that no amount is known more closely than its width.

    Formula: for each amount two possible truths, of which one has it so much higher than the other. An unknown may differ from
    the truth only when every cell that tells it is hidden.

    Parameters
    ----------
    told, free, costs: as for `protect`.
    broken: what is known too closely, with the widths.

    Returns
    -------
    Numbers of cells; none when hiding every free cell would not do.
    """
    program, reach = Program(), _REACH * max(interval.width for interval in broken.values())
    telling: dict[int, list[int]] = {}
    for cell in np.flatnonzero(told).tolist():
        program.variable(("hide", cell), high=float(free[cell]), cost=float(costs[cell]), whole=True)
        for unknown in system.reveals[[cell], :].indices.tolist():
            telling.setdefault(unknown, []).append(cell)
    for target, interval in broken.items():
        for side in ("low", "high"):
            _possible(program, system, (target, side), telling, reach)
        program.row({(target, "high", target): 1.0, (target, "low", target): -1.0}, interval.width, np.inf)
    found = program.solve()
    return [cell for cell in np.flatnonzero(told).tolist() if found and found["hide", cell] > 0.5]


def _possible(
    program: Program, system: System, name: tuple[int, str], telling: Mapping[int, Sequence[int]], reach: float
) -> None:
    """Moves from the truth to another possible one."""
    for unknown, value in enumerate(system.values.tolist()):
        program.variable((*name, unknown), low=-min(value, reach), high=reach)
        for cell in telling.get(unknown, ()):
            program.row({(*name, unknown): 1.0, ("hide", cell): -reach}, -np.inf, 0.0)
            program.row({(*name, unknown): 1.0, ("hide", cell): reach}, 0.0, np.inf)
    equations = system.equations
    for line in range(equations.shape[0]):
        at = slice(equations.indptr[line], equations.indptr[line + 1])
        terms: dict[Hashable, float] = {
            (*name, int(unknown)): float(factor)
            for unknown, factor in zip(equations.indices[at], equations.data[at], strict=True)
            if factor
        }
        program.row(terms, 0.0, 0.0)
