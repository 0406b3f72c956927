"""The chooser without anywidget: a search box over a list, as plain ipywidgets have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets

from evalkit.codes import fold
from evalkit.widgets.choices import Choice

ROWS = 6


class PlainSelect:
    """A list that shows what is chosen and what matches the search; Ctrl-click or Ctrl-space chooses several.

    A choice that cannot be made is not in the list; a line below says how many there are and why.
    """

    def __init__(self, label: str, choices: Sequence[Choice], words: Mapping[str, str]) -> None:
        """Offer some choices under a label, with the texts of `evalkit.widgets.choices.words`."""
        wide = ipywidgets.Layout(width="auto")
        style = {"description_width": "84px"}
        self._callbacks: list[Callable[[], None]] = []
        self._redrawing = False
        self._choices: tuple[Choice, ...] = tuple(choices)
        self.search = ipywidgets.Text(description=f"{words['search']}:", placeholder=words["all"], layout=wide, style=style)
        self.list = ipywidgets.SelectMultiple(description=f"{label}:", rows=ROWS, layout=wide, style=style)
        self.refused = ipywidgets.HTML()
        long = [self.search] * (len(choices) > ROWS)
        self.view: Any = ipywidgets.VBox([*long, self.list, self.refused], layout=wide)
        self.search.observe(lambda change: self._redraw(), names="value")
        self.list.observe(lambda change: self._changed(), names="value")
        self._redraw()

    def chosen(self) -> tuple[str, ...]:
        """The chosen codes, in the order of the list."""
        return tuple(self.list.value)

    def choose(self, codes: Iterable[str]) -> None:
        """Choose other codes."""
        before, after = self.chosen(), tuple(codes)
        self._redraw(after)
        if after != before:
            self._changed()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Replace what can be chosen; what is chosen stays."""
        self._choices = tuple(choices)
        self._redraw()

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call back after each change of what is chosen."""
        self._callbacks.append(callback)

    def _redraw(self, chosen: tuple[str, ...] | None = None) -> None:
        chosen = self.chosen() if chosen is None else chosen
        typed = fold(self.search.value)
        shown = [choice for choice in self._choices if choice.code in chosen or (not choice.reason and _found(choice, typed))]
        self._redrawing = True
        self.list.value = ()  # before the options shrink, or the front end looks for options that are gone
        self.list.options = [(f"{choice.label}  {choice.note}".rstrip(), choice.code) for choice in shown]
        self.list.value = tuple(choice.code for choice in shown if choice.code in chosen)
        self._redrawing = False
        reasons = [choice.reason for choice in self._choices if choice.reason and choice.code not in chosen]
        lines = (f"{reasons.count(reason)} × {escape(reason)}" for reason in dict.fromkeys(reasons))
        self.refused.value = "<br>".join(lines)

    def _changed(self) -> None:
        if not self._redrawing:
            for callback in self._callbacks:
                callback()


def _found(choice: Choice, typed: str) -> bool:
    return any(typed in spelling for spelling in choice.spellings)
