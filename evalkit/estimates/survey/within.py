"""Raking within groups: each group's respondents to margins of their own, as one set of weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.errors import EvalkitError
from evalkit.estimates.survey.margins import Columns, Margin, Margins
from evalkit.estimates.survey.raking import MAX_ITERATIONS, Raked, rake
from evalkit.estimates.survey.weights import Floats

Rows = NDArray[np.intp]


def rake_within(
    groups: Sequence[str],
    columns: Columns,
    margins: Mapping[str, Margins],
    base: ArrayLike | None = None,
    *,
    missing: str | None = None,
    bounds: tuple[float, float] | None = None,
    max_iterations: int = MAX_ITERATIONS,
) -> Raked:
    """Each group's respondents raked to margins of their own, as one set of weights.

    Parameters
    ----------
    groups: (n,), the group of each respondent, for example trial and comparison.
    margins: group to variable to category to persons. All else as in `rake`; bounds are multiples of the group's mean weight.

    Returns
    -------
    The weights of all; the margins carry one variable for each group's variable (`trial/sex`), in which the other groups are one
    cell more; iterations and deviation are the largest, trimmed the sum.

    Raises
    ------
    EvalkitError: as `rake`, with the group's name; a group without margins or margins without respondents; columns or base
        weights of another length than the groups.

    >>> raked = rake_within(["a", "a", "b"], {"sex": ["m", "f", "m"]}, {"a": {"sex": {"m": 3, "f": 1}}, "b": {"sex": {"m": 2}}})
    >>> raked.weights.tolist()
    [3.0, 1.0, 2.0]
    """
    named = np.asarray(groups, dtype=str)
    start = np.ones(len(named)) if base is None else np.asarray(base, dtype=np.float64)
    _check_fit(named, columns, margins, start)
    parts = {}
    rows = {group: np.flatnonzero(named == group) for group in margins}
    for group, own in rows.items():
        mine = {variable: [column[row] for row in own.tolist()] for variable, column in columns.items()}
        try:
            parts[group] = rake(mine, margins[group], start[own], missing=missing, bounds=bounds, max_iterations=max_iterations)
        except EvalkitError as problem:
            raise EvalkitError(f"{group}: {problem}") from problem
    return _combined(parts, rows, start)


def _check_fit(groups: NDArray[np.str_], columns: Columns, margins: Mapping[str, Margins], base: Floats) -> None:
    if set(groups.tolist()) != set(margins):
        raise EvalkitError(
            f"raking: the groups of the respondents are {sorted(set(groups.tolist()))}, those of the margins {sorted(margins)}. "
            "They must be the same."
        )
    lengths = {variable: len(column) for variable, column in columns.items()} | {"base weights": len(base)}
    if set(lengths.values()) != {len(groups)}:
        raise EvalkitError(f"raking: {len(groups)} respondents have a group, but the lengths of the columns are {lengths}.")


def _combined(parts: Mapping[str, Raked], rows: Mapping[str, Rows], base: Floats) -> Raked:
    weights = np.zeros(len(base))
    for group, part in parts.items():
        weights[rows[group]] = part.weights
    found = list(parts.values())
    return Raked(
        weights=weights,
        base=base,
        margins=tuple(_spread(group, margin, rows[group], weights) for group in parts for margin in parts[group].margins),
        iterations=max(part.iterations for part in found),
        deviation=max(part.deviation for part in found),
        trimmed=sum(part.trimmed for part in found),
    )


def _spread(group: str, margin: Margin, rows: Rows, weights: Floats) -> Margin:
    name = f"{group}/{margin.variable}"
    cells = np.full(len(weights), len(margin.categories), dtype=np.intp)
    cells[rows] = margin.cells
    if len(rows) == len(weights):
        return Margin(name, margin.categories, cells, margin.counts)
    others = weights.sum() - margin.counts.sum()
    return Margin(name, (*margin.categories, "other groups"), cells, np.append(margin.counts, others))
