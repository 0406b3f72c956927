"""What a page asks of a function, and what the other pages of a batch get when they ask the same for other groups."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from evalkit.codes import Akasse
from evalkit.disclosure.places import place_of
from evalkit.disclosure.system import Cell
from evalkit.errors import EvalkitError
from evalkit.filters import Selection
from evalkit.indicators.benefit_end import package_target_by_place, running_out_by_place
from evalkit.indicators.due_talks import due_talks_by_place
from evalkit.indicators.satisfaction import distributions_of_pages, levels_of_pages
from evalkit.indicators.survival import levels_by_akasse
from evalkit.registers.connection import Connection
from evalkit.results import Result

Function = Callable[..., Iterable[Result]]
Linked = Callable[..., Iterable[tuple[Selection, Result, bool]]]

# Where functions answer for every a-kasse in a time that a page can wait for; those of other modules are protected page by page.
_QUICK = ("evalkit.indicators.monitoring.", "evalkit.indicators.survey_counts.")
# Whose periods tell nothing of each other: nobody is asked in two waves of a survey, and a right ends in one month.
_APART = ("evalkit.indicators.satisfaction.", "evalkit.indicators.survey_counts.", "evalkit.indicators.benefit_end.")
# Functions that hold back some numbers themselves, with one that gives for everyone and each a-kasse also what they hold back.
_LINKED: Mapping[str, Linked] = {
    "evalkit.indicators.survival.describe.describe": levels_by_akasse,
    "evalkit.indicators.due_talks.due_talks": due_talks_by_place,
    "evalkit.indicators.benefit_end.running_out": running_out_by_place,
    "evalkit.indicators.benefit_end.package_target": package_target_by_place,
    **{f"evalkit.indicators.satisfaction.{name}": levels_of_pages for name in ("levels", "differences", "changes")},
    "evalkit.indicators.satisfaction.distributions": distributions_of_pages,
}
# Of these also each municipality's page is looked at.
_OF_MUNICIPALITIES = ("evalkit.indicators.due_talks.", "evalkit.indicators.benefit_end.")


@dataclass(frozen=True)
class Given:
    """Arguments of a function, without the connection."""

    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_selection(self) -> bool:
        """Whether one of them is a selection, so that other pages give another one."""
        return any(isinstance(value, Selection) for value in (*self.args, *self.kwargs.values()))

    @property
    def selection(self) -> Selection:
        """The selection among them; everyone when there is none."""
        return next((value for value in (*self.args, *self.kwargs.values()) if isinstance(value, Selection)), Selection())

    def selecting(self, selection: Selection) -> Given:
        """The same with another selection."""
        chosen = (selection if isinstance(value, Selection) else value for value in self.args)
        named = {name: selection if isinstance(value, Selection) else value for name, value in self.kwargs.items()}
        return Given(tuple(chosen), named)


@dataclass(frozen=True)
class Asked:
    """A function, what it was given, and the names of the cells that were hidden of it."""

    function: Function
    given: Given
    hidden: frozenset[str] = frozenset()

    @property
    def is_planned(self) -> bool:
        """Whether the answers for all groups are looked at together."""
        return self.given.has_selection and (f"{self.function.__module__}.".startswith(_QUICK) or self._name in _LINKED)

    def is_of(self, selection: Selection) -> bool:
        """Whether a page with a selection is among those that are looked at: everyone's, or one group's of a kind that is."""
        places = ("akasse", "municipality") if self._name.startswith(_OF_MUNICIPALITIES) else ("akasse",)
        chosen = {name: codes for name, codes in selection.conditions().items() if name != "target_group"}
        return len(chosen) < 2 and all(name in places and len(codes) == 1 for name, codes in chosen.items())

    @property
    def has_periods_apart(self) -> bool:
        """Whether what is told of one period tells nothing of another, so that each can be planned by itself."""
        return self._name.startswith(_APART)

    @property
    def _name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    @property
    def text(self) -> str:
        """The question, whichever page asks it."""
        given = self.given.selecting(Selection())
        return f"{self._name}{given.args!r}{sorted(given.kwargs.items())!r}"

    def cells(self, connection: Connection) -> tuple[Cell, ...]:
        """The levels that the country's page and the pages of the groups that are looked at can tell."""
        if self._name in _LINKED:
            return tuple(cell for cell, _ in _linked(self._name, _Arguments(self.given), connection))
        return _cells(self.function, _Arguments(self.given), connection)

    def held_back(self, connection: Connection) -> frozenset[str]:
        """The names of the cells that the function itself does not tell."""
        linked = _linked(self._name, _Arguments(self.given), connection) if self._name in _LINKED else ()
        return frozenset(cell.name for cell, told in linked if not told)


class _Arguments:
    """Arguments as a key of a cache: by what they say."""

    def __init__(self, given: Given) -> None:
        self.given, self.text = given, repr(given.selecting(Selection()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Arguments) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@functools.lru_cache(maxsize=32)
def _cells(function: Function, arguments: _Arguments, connection: Connection) -> tuple[Cell, ...]:
    chosen = (Selection(), *(Selection.of(akasse=code) for code in Akasse.all()))
    return tuple(cell for selection in chosen for cell in _of(function, arguments.given.selecting(selection), connection))


@functools.lru_cache(maxsize=8)
def _linked(name: str, arguments: _Arguments, connection: Connection) -> tuple[tuple[Cell, bool], ...]:
    given = arguments.given
    found = _LINKED[name](connection, *given.selecting(Selection()).args, **given.kwargs)
    return tuple((Cell(result, place_of(result, selection)), told) for selection, result, told in found)


def _of(function: Function, given: Given, connection: Connection) -> Iterator[Cell]:
    try:
        results = tuple(function(connection, *given.args, **given.kwargs))
    except EvalkitError:  # these groups have no page either
        return
    for result in results:
        if result.statistic == "level":
            yield Cell(result, place_of(result, given.selection))
