"""What can be worked out: the interval of each hidden amount, given all that is told, by linear programming.

Only unknowns that hidden unknowns tie together need to be looked at together, so each connected part is solved by itself. Every
solution is a possible truth and widens the intervals of all its unknowns at once; most are wide enough before they are asked for
by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from evalkit.disclosure.system import TOLERANCE, Floats, System

_ROUNDS, _ANYTHING = 3, 1e9
_REACH = 20.0  # how many widths an unknown is followed upwards: far enough to tell a narrow interval from a wide one


@dataclass(frozen=True)
class Interval:
    """Between what a hidden amount must lie, how wide that must at least be, and the truth."""

    low: float
    high: float
    width: float
    value: float

    @property
    def broken(self) -> bool:
        """Whether the amount is known more closely than the policy allows."""
        return self.high - self.low < self.width - TOLERANCE

    @property
    def rise(self) -> float:
        """How far above the truth the amount must be able to lie; the width where it is not sure that it is broken."""
        return self.low + self.width - self.value if self.broken else self.width


@dataclass(frozen=True)
class Part:
    """Hidden unknowns that equations tie together: their numbers in the system, and the equations between them."""

    unknowns: NDArray[np.int64]
    equations: csr_array


def narrow(system: System, known: NDArray[np.bool_], *, sure: bool = True) -> dict[int, Interval]:
    """The sensitive unknowns that can be worked out too closely.

    Parameters
    ----------
    known: shape (unknowns,): which ones are told.
    sure: whether those that are not soon seen to be safe are looked at one by one. If not, they are among what is returned, with
        an interval that may be too wide.

    Returns
    -------
    Unknown to its interval: 0 or more, and nothing that the equations forbid. An unknown that is told is a point.
    """
    told = {one: system.values[one] for one in system.sensitive if known[one]}
    found = {one: Interval(value, value, system.sensitive[one], value) for one, value in told.items()}
    for part in parts(system, known):
        numbers = part.unknowns.tolist()
        wanted = {place: system.sensitive[one] for place, one in enumerate(numbers) if one in system.sensitive}
        if wanted:
            here = _narrow_in(part, system.values[part.unknowns], wanted, sure=sure)
            found |= {int(part.unknowns[place]): interval for place, interval in here.items()}
    return dict(sorted(found.items()))


def parts(system: System, known: NDArray[np.bool_]) -> Iterator[Part]:
    """The connected parts of what is hidden; an unknown in no equation can be anything and is left out."""
    hidden = np.flatnonzero(~known)
    matrix = system.equations[:, hidden]
    pattern = abs(matrix)
    count, labels = connected_components(pattern.T @ pattern, directed=False)
    order = np.argsort(labels, kind="stable")
    by_column = matrix.tocsc()
    for columns in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if count else []:
        block = by_column[:, columns].tocsr()
        block = block[np.flatnonzero(np.diff(block.indptr)), :]
        if block.shape[0]:
            yield Part(hidden[columns], block)


def _narrow_in(part: Part, values: Floats, wanted: Mapping[int, float], *, sure: bool) -> dict[int, Interval]:
    places, widths = np.array(list(wanted), dtype=np.int64), np.array(list(wanted.values()))
    least, most = outer(part, values)
    hopeless = most[places] - least[places] < widths - TOLERANCE
    seen = _Seen(part, values, places[~hopeless], widths[~hopeless])
    seen.together()
    if sure:
        seen.one_by_one()
        np.maximum(least, seen.low, out=least, where=~np.isin(np.arange(len(values)), places[hopeless]))
        np.minimum(most, seen.high, out=most, where=~np.isin(np.arange(len(values)), places[hopeless]))
    found = [*places[hopeless].tolist(), *seen.left().tolist()]
    return {place: Interval(least[place], most[place], wanted[place], values[place]) for place in found}


class _Seen:
    """Possible truths that were found in one part, as the lowest and highest that each unknown was in them."""

    def __init__(self, part: Part, values: Floats, places: NDArray[np.int64], widths: Floats) -> None:
        self.part, self.values, self.places, self.widths = part, values, places, widths
        self.low, self.high = values.copy(), values.copy()
        self.caps = values + _REACH * widths.max(initial=1.0)

    def left(self) -> NDArray[np.int64]:
        """Places whose interval is not yet seen to be wide enough."""
        missing: NDArray[np.int64] = self.places[self.high[self.places] - self.low[self.places] < self.widths - TOLERANCE]
        return missing

    def together(self) -> None:
        """Raise, and lower, all that is left at once, as long as that gets rid of many."""
        limited = self.caps.copy()
        limited[self.places] = self.values[self.places] + self.widths  # so that many are raised, and not one of them far
        before = 2 * len(self.places)
        while 0 < len(left := self.left()) < 0.9 * before:
            before = len(left)
            self._widen(left, -1.0, limited)
            self._widen(self.left(), 1.0, self.caps)

    def one_by_one(self) -> None:
        """Find the interval of each that is left, unless another one's has shown it to be wide enough."""
        wanted = dict(zip(self.places.tolist(), self.widths.tolist(), strict=True))
        for place in self.left().tolist():
            for sign in (-1.0, 1.0):
                if self.high[place] - self.low[place] < wanted[place] - TOLERANCE:
                    self._widen(np.array([place]), sign, self.caps)

    def _widen(self, asked: NDArray[np.int64], sign: float, upper: Floats) -> None:
        costs = np.zeros(len(self.values))
        costs[asked] = sign
        point = possible(self.part, self.values, costs, upper)
        np.minimum(self.low, point, out=self.low)
        np.maximum(self.high, point, out=self.high)


def outer(part: Part, values: Floats) -> tuple[Floats, Floats]:
    """Bounds that no possible truth exceeds, from one equation at a time, some times over: quick, and often all there is.

    Source: the shuttle algorithm (Buzzigoli and Giusti 1999).
    """
    lines, columns = part.equations.nonzero()
    factors, rows = part.equations[lines, columns], part.equations.shape[0]
    low, high = np.zeros(len(values)), np.full(len(values), _ANYTHING)
    totals = part.equations @ values
    for _ in range(_ROUNDS):
        small = np.where(factors > 0, factors * low[columns], factors * high[columns])
        large = np.where(factors > 0, factors * high[columns], factors * low[columns])
        most = (totals - np.bincount(lines, small, rows))[lines] + small
        least = (totals - np.bincount(lines, large, rows))[lines] + large
        np.minimum.at(high, columns, np.where(factors > 0, most, least) / factors)
        np.maximum.at(low, columns, np.where(factors > 0, least, most) / factors)
    return low, high


def possible(part: Part, values: Floats, costs: Floats, upper: Floats) -> Floats:
    """The possible truth at which the costs are least: at least 0, at most `upper`, and with the same sums as the truth."""
    if not costs.any():
        return values
    limits = np.column_stack((np.zeros(len(values)), upper))
    found = linprog(costs, A_eq=part.equations, b_eq=part.equations @ values, bounds=limits, method="highs")
    return np.asarray(found.x) if found.x is not None else values
