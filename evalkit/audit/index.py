"""Finds figures by what they measure, within one document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from evalkit.audit.dates import days, printed_date
from evalkit.audit.reading import step
from evalkit.audit.units import family, size
from evalkit.published import PublishedFigure

# Document, indicator, statistic, target group, grouping, group, period and the family of the unit.
Quantity = tuple[str, ...]


def quantity(figure: PublishedFigure) -> Quantity:
    """What a figure states, without where and in which unit of the family.

    The lowest and the highest of the groups are one quantity each, whether or not the group is named.
    """
    key = replace(figure, group="") if figure.statistic in ("minimum", "maximum") else figure
    return (key.document, *key.key[:-1], family(key.unit))


class Index:
    """The figures of the registry by quantity."""

    def __init__(self, figures: Iterable[PublishedFigure]) -> None:
        """Index the rows, given in any order; statements of one quantity are kept in the order of their ids."""
        self.by_quantity: dict[Quantity, list[PublishedFigure]] = defaultdict(list)
        for figure in sorted(figures, key=lambda figure: (figure.document, figure.id)):
            self.by_quantity[quantity(figure)].append(figure)
        self._units: dict[Quantity, set[str]] = defaultdict(set)
        for key, rows in self.by_quantity.items():
            self._units[key[:-1]].add(rows[0].unit)

    def quantities(self, *statistics: str) -> list[tuple[PublishedFigure, ...]]:
        """The statements of each quantity, of some statistics or of all."""
        return [tuple(rows) for key, rows in sorted(self.by_quantity.items()) if not statistics or key[2] in statistics]

    def statement(self, like: PublishedFigure, unit: str | None = None, **changes: str) -> PublishedFigure | None:
        """The best statement of the quantity that differs from a figure's in some columns, or None.

        Parameters
        ----------
        like: the figure to start from; among equally good statements one in its place is taken.
        unit: a unit of the wanted family; the figure's own when None.
        changes: columns of the key and their values.
        """
        wanted = replace(like, unit=unit or like.unit, **changes)
        return best(self.by_quantity.get(quantity(wanted), []), like.place)

    def units(self, like: PublishedFigure, **changes: str) -> list[str]:
        """One unit of each family in which a quantity is printed; `like` and `changes` as for `statement`."""
        return sorted(self._units.get(quantity(replace(like, **changes))[:-1], ()))

    def groups(self) -> dict[Quantity, list[PublishedFigure]]:
        """The best statement of each group's level, under the quantity of all of them: without a group, as `total_of` gives."""
        levels: dict[Quantity, list[PublishedFigure]] = defaultdict(list)
        for statements in self.quantities("level"):
            level = best(statements)
            if level and level.group:
                levels[total_of(level)].append(level)
        return dict(levels)


def total_of(figure: PublishedFigure) -> Quantity:
    """The quantity of the level of all groups of a figure's grouping."""
    return quantity(replace(figure, statistic="level", group=""))


def best(statements: Iterable[PublishedFigure], place: str = "") -> PublishedFigure | None:
    """The statement to compute with, among those with digits or a date, or None.

    No qualifier comes first, then the most precise, the nearest place, and the value that is printed most often.
    """
    usable = [figure for figure in statements if figure.value is not None or days(printed_date(figure))]
    often = Counter((figure.printed, figure.words_en) for figure in usable)
    return min(
        usable,
        key=lambda one: (*_vagueness(one), one.place != place, -often[one.printed, one.words_en], one.id),
        default=None,
    )


def _vagueness(figure: PublishedFigure) -> tuple[bool, float]:
    date = days(printed_date(figure))
    width = float((date.last - date.first).days) if date else float(step(figure) * size(figure.unit))
    return figure.qualifier not in ("exact", "interval"), width
