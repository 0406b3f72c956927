"""A family of indicators that are computed together, and how the published figures that they answer find them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evalkit.published import PublishedFigure
from evalkit.registers.connection import Connection
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

__all__ = ["Connection", "Family"]


@dataclass(frozen=True)
class Family:
    """Indicators that are computed together.

    Fields
    ------
    name: the module that holds them.
    tables: canonical tables without which they cannot be computed.
    takes: whether the family has an indicator for a published figure.
    results: what the microdata say of the quantities that some such figures state: results with the keys of those figures, before
        disclosure control. A quantity without an answer has no result.
    """

    name: str
    tables: tuple[str, ...]
    takes: Callable[[PublishedFigure], bool]
    results: Callable[[Connection, Sequence[PublishedFigure], Definitions], tuple[Result, ...]]
