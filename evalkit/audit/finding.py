"""What the audit finds: places, values, recomputation and class of each disagreement between printed figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from evalkit.audit.wording import sentence
from evalkit.published import PublishedFigure


class FindingClass(StrEnum):
    """How badly figures disagree, worst first.

    CONTRADICTION: no numbers within what is printed make it hold. ROUNDING: they would if the figure in question were off by
    less than one unit of its last printed digit, as after truncation or rounding twice. IMPRECISE: a word or qualifier does
    not cover the number given elsewhere, but misses it by no more than its own width. RECOVERABLE: a held-back number follows
    from what is printed beside it.
    """

    CONTRADICTION = "contradiction"
    ROUNDING = "rounding"
    IMPRECISE = "imprecise"
    RECOVERABLE = "recoverable"


def worst(classes: Iterable[FindingClass]) -> FindingClass:
    """The first of the classes in the order of `FindingClass`."""
    found = set(classes)
    return next(one for one in FindingClass if one in found)


@dataclass(frozen=True)
class Recomputation:
    """How the disagreement was computed.

    Attributes
    ----------
    formula: short, in ASCII, the same in every language: `after / before - 1`.
    numbers: what went in and, as `low` and `high`, the interval that came out; numbers as text with a decimal point.
    """

    formula: str
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """One disagreement.

    Attributes
    ----------
    check: which check found it, for example `relative_change`.
    finding_class: how badly the figures disagree.
    claimed: the statements that do not hold, all of one quantity.
    others: the figures that they were held against.
    recomputation: how.
    relation: id of the declared relation; empty where the keys of the figures alone say that they belong together.
    """

    check: str
    finding_class: FindingClass
    claimed: tuple[PublishedFigure, ...]
    others: tuple[PublishedFigure, ...]
    recomputation: Recomputation
    relation: str = ""

    @property
    def figures(self) -> tuple[PublishedFigure, ...]:
        """Every figure that it concerns, the claimed ones first."""
        return self.claimed + self.others

    @property
    def figure_ids(self) -> tuple[str, ...]:
        """The ids of the figures."""
        return tuple(figure.id for figure in self.figures)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents, each once."""
        return tuple(dict.fromkeys(figure.document for figure in self.figures))

    @property
    def places(self) -> tuple[str, ...]:
        """Where each figure is printed, in the order of the figures."""
        return tuple(figure.place for figure in self.figures)

    @property
    def values(self) -> tuple[str, ...]:
        """Each figure's digits as printed, or its words, in the order of the figures."""
        return tuple(figure.printed or figure.words_en for figure in self.figures)

    def message(self, language: str) -> str:
        """The finding in a sentence, in `da` or `en`."""
        return sentence(self, language)
