"""One list of choices of which a reader takes none, one or several, in two forms with one interface.

`MultiSelect` (a combobox with chips) is used where anywidget is installed, `PlainSelect` (a search box over a list)
where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any, Protocol

from evalkit.codes import fold
from evalkit.codes.lists import Row, spellings
from evalkit.messages import message

WORDS = ("all", "chosen", "added", "remove", "removed", "found", "none", "search")


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen.

    Attributes
    ----------
    code: what stands for it.
    label: what the reader sees.
    spellings: the folded names under which it is found; see `evalkit.codes.fold`.
    note: what stands beside the label, such as a number of persons.
    reason: why it cannot be chosen; empty when it can.
    """

    code: str
    label: str
    spellings: tuple[str, ...]
    note: str = ""
    reason: str = ""


class Chooser(Protocol):
    """What the two forms have in common."""

    @property
    def view(self) -> Any:
        """The widget to show."""

    def chosen(self) -> tuple[str, ...]:
        """The chosen codes, in the order in which they were chosen."""

    def choose(self, codes: Iterable[str]) -> None:
        """Choose other codes."""

    def offer(self, choices: Sequence[Choice]) -> None:
        """Replace what can be chosen; what is chosen stays."""

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call back after each change of what is chosen."""


def chooser(label: str, choices: Sequence[Choice], language: str) -> Chooser:
    """A chooser of the best form that this installation has."""
    from evalkit.widgets.plain import PlainSelect

    if find_spec("anywidget") is None:
        return PlainSelect(label, choices, words(language))
    from evalkit.widgets.multiselect import MultiSelect

    return MultiSelect.of(label, choices, words(language))


def words(language: str) -> dict[str, str]:
    """The texts of a chooser; `{name}` and `{count}` are filled in where they are shown."""
    return {word: message(f"filter.{word}", language, name="{name}", count="{count}") for word in WORDS}


def named(code: str, label: str, row: Row, note: str, reason: str) -> Choice:
    """A choice that is found under every spelling of its row in a code list, and under its label."""
    names = [label, *spellings(row)]
    return Choice(code, label, tuple(dict.fromkeys(fold(name) for name in (*names, *map(_bare, names)))), note, reason)


def _bare(text: str) -> str:
    """The name as it is typed without Danish keys by who leaves out the dots and strokes: Kobenhavn, Alborg."""
    return text.casefold().translate(str.maketrans("øå", "oa"))


def as_dicts(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """The choices as the front end reads them."""
    return [{**asdict(choice), "spellings": list(choice.spellings)} for choice in choices]
