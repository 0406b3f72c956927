"""What a reader has chosen to look at: one a-kasse, one municipality, one target group, or all of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from evalkit.codes import Akasse, Municipality, TargetGroup


class Keyed(Protocol):
    """Anything under the keys of the registry: a published figure or a computed result."""

    @property
    def target_group(self) -> str: ...
    @property
    def grouping(self) -> str: ...
    @property
    def group(self) -> str: ...


K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True)
class Selection:
    """A choice of groups; None is all of them.

    A figure for another a-kasse or municipality than the chosen one is left out; a figure for the whole country
    stays, for it is what the chosen group is compared with. A chosen target group leaves only its own figures.

    >>> Selection(akasse=Akasse("HK-A")).label("da")
    'HK-A'
    """

    akasse: Akasse | None = None
    municipality: Municipality | None = None
    target_group: TargetGroup | None = None

    def keeps(self, figure: Keyed) -> bool:
        """Whether a figure belongs to the choice."""
        if self.target_group is not None and figure.target_group != self.target_group:
            return False
        chosen = {"akasse": self.akasse, "municipality": self.municipality}.get(figure.grouping)
        return chosen is None or figure.group == chosen

    def keep(self, figures: Iterable[K]) -> tuple[K, ...]:
        """The figures that belong to the choice, in their order."""
        return tuple(figure for figure in figures if self.keeps(figure))

    def label(self, language: str) -> str:
        """The chosen groups' names, joined by commas; empty when nothing is chosen."""
        chosen = (self.akasse, self.municipality, self.target_group)
        return ", ".join(code.label(language) for code in chosen if code is not None)
