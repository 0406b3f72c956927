"""A linear or integer program that is built by named variables and solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Name = Hashable


class Program:
    """Minimise the sum of cost times variable over rows `low <= sum(factor * variable) <= high`.

    Variables come into being when they are first named, between `low` and `high`.

    >>> program = Program()
    >>> program.variable("x", cost=1.0)
    >>> program.row({"x": 2.0}, 3.0, math.inf)
    >>> program.solve()
    {'x': 1.5}
    """

    def __init__(self) -> None:
        """Begin with no variable and no row."""
        self._places: dict[Name, int] = {}
        self._low: list[float] = []
        self._high: list[float] = []
        self._cost: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []

    def variable(self, name: Name, low: float = 0.0, high: float = math.inf, cost: float = 0.0, whole: bool = False) -> None:
        """Declare a variable; `whole` for one that takes whole numbers only."""
        self._places[name] = len(self._places)
        self._low.append(low)
        self._high.append(high)
        self._cost.append(cost)
        self._whole.append(whole)

    def bounds(self, name: Name) -> tuple[float, float]:
        """Between what a variable lies."""
        return self._low[self._places[name]], self._high[self._places[name]]

    def row(self, terms: Mapping[Name, float], low: float, high: float) -> None:
        """Bind the sum of the terms."""
        self._rows.append(({self._places[name]: factor for name, factor in terms.items()}, low, high))

    def near(self, name: Name, wanted: float, cost: float, terms: Mapping[Name, float]) -> None:
        """Let the sum of the terms differ from what is wanted at a cost for each unit."""
        over, under = (name, "over"), (name, "under")
        self.variable(over, cost=cost)
        self.variable(under, cost=cost)
        self.row({**terms, over: -1.0, under: 1.0}, wanted, wanted)

    def solve(self, seconds: float = math.inf, gap: float = 0.0) -> dict[Name, float] | None:
        """The values of the variables at the minimum, or None when no values fit.

        Parameters
        ----------
        seconds: when to stop with the best found so far.
        gap: how far from the minimum, relatively, is near enough for whole numbers.

        Source: HiGHS (Huangfu and Hall 2018) through scipy.optimize.milp.
        """
        places = [(line, place, factor) for line, (terms, _, _) in enumerate(self._rows) for place, factor in terms.items()]
        if not places:
            return dict(zip(self._places, self._low, strict=True))
        lines, columns, factors = zip(*places, strict=True)
        matrix = csr_array((factors, (lines, columns)), shape=(len(self._rows), len(self._places)))
        lows, highs = np.array([row[1] for row in self._rows]), np.array([row[2] for row in self._rows])
        found = milp(
            np.array(self._cost),
            integrality=np.array(self._whole, dtype=int),
            bounds=Bounds(np.array(self._low), np.array(self._high)),
            constraints=LinearConstraint(matrix, lows, highs),
            options={"time_limit": seconds, "mip_rel_gap": gap},
        )
        if found.x is None:
            return None
        return dict(zip(self._places, (float(value) for value in found.x), strict=True))
