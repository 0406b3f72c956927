"""The combobox with chips: a small front end of its own, carried to the page by anywidget; nothing is fetched or built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self

import anywidget
import traitlets

from evalkit.widgets.assets import asset
from evalkit.widgets.choices import Choice, as_dicts


class MultiSelect(anywidget.AnyWidget):
    """Typeahead over choices; works with the keyboard alone.

    Traits
    ------
    label: what is chosen, above the field.
    options: the choices as dicts with the fields of `Choice`.
    value: the chosen codes, in the order in which they were chosen.
    words: the texts of the front end; see `evalkit.widgets.choices.words`.
    """

    _esm = asset("multiselect.js")
    _css = asset("multiselect.css")
    label = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Dict()).tag(sync=True)
    value = traitlets.List(traitlets.Unicode()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    @classmethod
    def of(cls, label: str, choices: Sequence[Choice], words: Mapping[str, str]) -> Self:
        """A combobox over some choices."""
        return cls(label=label, options=as_dicts(choices), words=dict(words))

    @property
    def view(self) -> Any:
        """The widget to show."""
        return self

    def chosen(self) -> tuple[str, ...]:
        """The chosen codes, in the order in which they were chosen."""
        return tuple(self.value)

    def choose(self, codes: Iterable[str]) -> None:
        """Choose other codes."""
        self.value = list(codes)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Replace what can be chosen; what is chosen stays."""
        self.options = as_dicts(choices)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call back after each change of what is chosen."""
        self.observe(lambda change: callback(), names="value")
