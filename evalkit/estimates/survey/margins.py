"""Population margins and the survey's columns side by side: they must speak of the same categories and the same total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose, isfinite

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import EvalkitError, UnknownCode
from evalkit.estimates.survey.weights import Floats

Columns = Mapping[str, Sequence[str | None]]
Margins = Mapping[str, Mapping[str, float]]
# Margins counted from one population agree to the person; a total that was printed as rounded shares does not.
SAME_TOTAL = 1e-9


@dataclass(frozen=True, eq=False)
class Margin:
    """One raking variable, ready for arithmetic.

    Fields
    ------
    variable: its name. categories: (k,), those with a positive count, in the order in which the margins give them.
    cells: (n,), each respondent's place in `categories`. counts: (k,), persons in the population.
    """

    variable: str
    categories: tuple[str, ...]
    cells: NDArray[np.intp]
    counts: Floats


def checked_margins(columns: Columns, margins: Margins, missing: str | None) -> tuple[Margin, ...]:
    """The margins in their order, each with the survey's column.

    Parameters
    ----------
    columns: variable to (n,) codes; None, "" and NaN are missing. margins: variable to category to persons in the population.
    missing: the category in the margins that stands for a missing value; None refuses missing values.

    Raises
    ------
    UnknownCode: a category in the survey that its margin lacks.
    EvalkitError: no margins; a margin without its column or columns of different lengths; a count that is negative or not a
        number; totals that differ; missing values that were not declared; respondents in a category without population, or a
        population without respondents.
    """
    if not margins:
        raise EvalkitError("raking: there are no margins. Give at least one variable with its counts in the population.")
    for variable in margins:
        if variable not in columns:
            raise EvalkitError(f"raking: the margin {variable!r} has no column in the survey. Columns: {', '.join(columns)}.")
    lengths = {variable: len(columns[variable]) for variable in margins}
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        raise EvalkitError(f"raking: the columns must have one value a respondent, but their lengths are {lengths}.")
    _check_counts(margins)
    return tuple(_margin(variable, columns[variable], counts, missing) for variable, counts in margins.items())


def _check_counts(margins: Margins) -> None:
    for variable, counts in margins.items():
        for category, count in counts.items():
            if not isfinite(count) or count < 0:
                raise EvalkitError(
                    f"raking: the margin {variable}={category} is {count}: it must be a count of persons, 0 or more."
                )
    totals = {variable: sum(counts.values()) for variable, counts in margins.items()}
    usual = sorted(totals.values())[len(totals) // 2]
    apart = [variable for variable, total in totals.items() if not isclose(total, usual, rel_tol=SAME_TOTAL)]
    if apart:
        told = ", ".join(f"{variable} {total:.12g}" for variable, total in totals.items())
        raise EvalkitError(
            f"raking: the margins do not sum to the same total: {told}. Look at {', '.join(apart)}: margins must count the same "
            "population, with those of unknown category counted as a category."
        )
    if usual == 0:
        raise EvalkitError("raking: the margins sum to 0: there is no population to weight to.")


def _margin(variable: str, column: Sequence[str | None], counts: Mapping[str, float], missing: str | None) -> Margin:
    codes = np.array([missing if _is_missing(code) else str(code) for code in column], dtype=object)
    gaps = sum(code is None for code in codes)
    if gaps:
        raise EvalkitError(
            f"raking: {variable} is missing for {gaps} of {len(codes)} respondents. Leave them out, or declare the category of "
            "the margins that stands for a missing value (missing=...)."
        )
    found, cells, respondents = np.unique(codes.astype(str), return_inverse=True, return_counts=True)
    seen = dict(zip(found.tolist(), respondents.tolist(), strict=True))
    for code, number in seen.items():
        if code not in counts:
            raise UnknownCode(f"category of {variable}", code, counts, f"raking, margins ({number} respondents have it)")
        if counts[code] == 0:
            raise EvalkitError(
                f"raking: {number} respondents have {variable}={code}, but the population margin says that nobody has. "
                "Correct the margin or the answers."
            )
    categories = tuple(category for category, count in counts.items() if count > 0)
    for category in categories:
        if category not in seen:
            raise EvalkitError(
                f"raking: the population has {counts[category]:.12g} with {variable}={category}, but no respondent has it, and "
                "no weight can make up for that. Merge the category with another in the margin and in the survey."
            )
    place = {category: number for number, category in enumerate(categories)}
    order = np.array([place[code] for code in found.tolist()], dtype=np.intp)
    return Margin(variable, categories, order[cells], np.array([counts[category] for category in categories], dtype=np.float64))


def _is_missing(code: str | float | None) -> bool:
    return code is None or code == "" or code != code
