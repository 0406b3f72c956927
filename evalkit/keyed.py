"""The key that published figures and computed results share: what is measured, on whom, by what, when and in which unit."""

from __future__ import annotations

from typing import Protocol


class Keyed(Protocol):
    """A published figure or a computed result."""

    @property
    def indicator(self) -> str:
        """What is measured."""

    @property
    def statistic(self) -> str:
        """Its level, a change, a difference ..."""

    @property
    def target_group(self) -> str:
        """Who is measured."""

    @property
    def grouping(self) -> str:
        """What the population is divided by; empty for a total."""

    @property
    def group(self) -> str:
        """The group; empty for a total."""

    @property
    def groups(self) -> dict[str, str]:
        """The groupings that it is divided by, each with its group."""

    @property
    def period(self) -> str:
        """When; a period's code."""

    @property
    def unit(self) -> str:
        """What the number counts or measures."""
