"""Holds a computed number against a printed figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from evalkit.audit.reading import is_worded, stands_for
from evalkit.audit.units import family, size
from evalkit.errors import EvalkitError
from evalkit.ledger.row import Status
from evalkit.ledger.signs import UNIT, sign_status
from evalkit.published import PublishedFigure
from evalkit.results import Result

# A float carries some 16 significant digits, and a few sums and quotients spoil the last ones: 12 are safe, and no document
# prints more than 9.
SIGNIFICANT_DIGITS = 12

Slot = tuple[str, ...]


def slot(one: PublishedFigure | Result) -> Slot:
    """What is measured, with the family of the unit in place of the unit: the key that figures and results are joined on.

    A share that is printed as `9 out of 10` and computed in pct. has one slot.
    """
    return (*one.key[:-1], family(one.key[-1]))


@dataclass(frozen=True)
class Match:
    """A figure's result and how the two compare.

    Attributes
    ----------
    result: what was computed for the same quantity.
    number: in the figure's unit; None unless the result is a value.
    status: None where either has no number.
    """

    result: Result
    number: Fraction | None
    status: Status | None


def match(figure: PublishedFigure, results: Mapping[Slot, Result]) -> Match | None:
    """The result that states what a figure states, compared with it; None when there is none."""
    result = results.get(slot(figure))
    if result is None:
        return None
    number = in_unit_of(figure, result)
    if figure.unit == UNIT:
        return Match(result, number, sign_status(figure, result))
    return Match(result, number, None if number is None else compare(figure, number))


def by_slot(results: Iterable[Result]) -> Mapping[Slot, Result]:
    """The results by what they measure.

    Raises
    ------
    EvalkitError: two different results measure the same.
    """
    found: dict[Slot, Result] = {}
    for result in results:
        if found.setdefault(slot(result), result) != result:
            raise EvalkitError(f"the ledger got two different results for {' | '.join(result.key)}; compute each quantity once.")
    return found


def in_unit_of(figure: PublishedFigure, result: Result) -> Fraction | None:
    """The computed number in the unit of the figure; None unless the result is a value.

    Convention: the number is taken to `SIGNIFICANT_DIGITS`, so that the noise of binary arithmetic moves nothing over a limit.
    """
    if result.state != "value" or result.value is None:
        return None
    return Fraction(f"{result.value:.{SIGNIFICANT_DIGITS}g}") * size(result.unit) / size(figure.unit)


def compare(figure: PublishedFigure, number: Fraction) -> Status | None:
    """How a number stands to a printed figure.

    Formula: reproduced, when it lies within half a unit of the last printed digit of an exact figure; agrees, when it is among
    the numbers that a qualifier or words allow; else differs. What a figure stands for is `evalkit.audit.reading.stands_for`.

    Parameters
    ----------
    figure: as printed.
    number: in the figure's unit.

    Returns
    -------
    None for a figure without digits.

    Source: the ledger's contract. Example: 0.2149 is printed as 0.21; 24.9 agrees with `just under 25`.
    """
    if figure.value is None:
        return None
    allowed = stands_for(figure)
    if not allowed.low <= number <= allowed.high:
        return Status.DIFFERS
    return Status.AGREES if is_worded(figure) else Status.REPRODUCED
