"""A declared relation: figures in their roles, ready to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from evalkit.audit.index import best, quantity
from evalkit.published import PublishedFigure

Option = str | int | bool | Fraction | tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """Figures that belong together, and how.

    Attributes
    ----------
    id: unique in its file; a relation that is repeated over columns gives several with one id.
    kind: a name of `evalkit.audit.kinds.KINDS`.
    roles: the figures in each role; every role of the kind is there, optional ones perhaps empty.
    options: what the kind's options are set to, where they are given.
    where: file and line, for messages.
    """

    id: str
    kind: str
    roles: Mapping[str, tuple[PublishedFigure, ...]]
    options: Mapping[str, Option]
    where: str = ""

    def statements(self, role: str) -> tuple[PublishedFigure, ...]:
        """Every figure in a role."""
        return self.roles[role]

    def one(self, role: str) -> PublishedFigure:
        """The best statement of the one quantity in a role; the first where none has digits."""
        return best(self.roles[role]) or self.roles[role][0]

    def each(self, role: str) -> list[PublishedFigure]:
        """The best statement of each quantity in a role, in the order in which they came."""
        found: dict[tuple[str, ...], list[PublishedFigure]] = {}
        for figure in self.roles[role]:
            found.setdefault(quantity(figure), []).append(figure)
        return [best(statements) or statements[0] for statements in found.values()]

    def text(self, option: str, default: str = "") -> str:
        """An option that is a word."""
        return str(self.options.get(option, default))

    def texts(self, option: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """An option that is a list of words."""
        value = self.options.get(option, default)
        return value if isinstance(value, tuple) else (str(value),)

    def number(self, option: str, default: int) -> Fraction:
        """An option that is a number."""
        value = self.options.get(option, default)
        return Fraction(value) if isinstance(value, int | Fraction | str) else Fraction(default)

    def flag(self, option: str, default: bool = False) -> bool:
        """An option that is true or false."""
        return bool(self.options.get(option, default))
