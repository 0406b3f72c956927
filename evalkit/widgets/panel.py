"""The panel of filters in JupyterLab: from what a reader chooses to a `Selection`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets

from evalkit.codes import period_label
from evalkit.disclosure import Policy
from evalkit.filters import Selection
from evalkit.messages import message
from evalkit.widgets.choices import chooser
from evalkit.widgets.debounce import Debounced
from evalkit.widgets.offers import FIELDS, CountPeople, choices
from evalkit.widgets.still import definition_list

PAUSE = 0.02
WIDTH = "340px"
LABEL_WIDTH = "84px"
EVERYTHING = Selection()
STANDARD = Policy()


class FilterPanel:
    """Municipality, a-kasse, target group, background and period as fields that the keyboard alone can fill in.

    Beside each choice stands how many persons it would leave, given the other fields; a choice that would leave nobody
    cannot be made. On a still page the panel is a list of what is chosen.

    Parameters
    ----------
    language: `da` or `en`.
    selection: what is chosen at the start.
    count: the persons behind each choice, see `offers.Counts`; None shows no numbers and offers every code of the lists.
    periods: the periods to choose from; the first is chosen unless the selection says another. Empty: no field.
    policy: below how many persons a number is not shown.
    """

    def __init__(
        self,
        language: str,
        selection: Selection = EVERYTHING,
        count: CountPeople | None = None,
        periods: Sequence[str] = (),
        policy: Policy = STANDARD,
    ) -> None:
        """Build the fields; the numbers stand beside the choices from the start."""
        self.language, self._count, self.policy = language, count, policy
        self._callbacks: list[Callable[[Selection], None]] = []
        self._period = period_field(language, periods, selection.period)
        counts = count(replace(selection, period=self._period.value)) if count else None
        self._fields = {
            name: chooser(message(f"filter.{name}", language), choices(name, counts, policy, language), language)
            for name in FIELDS
        }
        for name, codes in chosen_codes(selection).items():
            self._fields[name].choose(codes)
        self._last = self.selection
        self._listen(Debounced(self._changed, PAUSE))
        note = ipywidgets.HTML(f"<small>{message('filter.counts', language)}</small>")
        views = [field.view for field in self._fields.values()]
        views += [self._period] * (len(self._period.options) > 1) + [note] * (count is not None)
        self.view: Any = ipywidgets.VBox(views, layout=ipywidgets.Layout(flex=f"0 0 {WIDTH}", overflow="visible"))

    @property
    def selection(self) -> Selection:
        """What is chosen now."""
        background: dict[str, list[str]] = {}
        for code in self._fields["background"].chosen():
            grouping, _, group = code.partition(":")
            background.setdefault(grouping, []).append(group)
        return Selection.of(
            akasse=self._fields["akasse"].chosen(),
            municipality=self._fields["municipality"].chosen(),
            target_group=self._fields["target_group"].chosen(),
            period=self._period.value,
            background=background,
        )

    def observe(self, callback: Callable[[Selection], None]) -> None:
        """Call back with the selection after each change, once a reader rests."""
        self._callbacks.append(callback)

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What is chosen in words, as pairs of a field's label and the names; a period when there is one."""
        return tuple(facts(self.selection, self.language))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:
        return {**self.view._repr_mimebundle_(), "text/html": definition_list(self.facts())}

    def _listen(self, changed: Callable[[], None]) -> None:
        for field in self._fields.values():
            field.on_change(changed)
        self._period.observe(lambda change: changed(), names="value")

    def _changed(self) -> None:
        """Tell who listens, and put the numbers of the new selection beside the choices."""
        if self.selection == self._last:
            return
        self._last = self.selection
        for callback in self._callbacks:
            callback(self._last)
        if self._count is not None:
            counts = self._count(self._last)
            for name, field in self._fields.items():
                field.offer(choices(name, counts, self.policy, self.language))


def chosen_codes(selection: Selection) -> dict[str, tuple[str, ...]]:
    """The codes that each field of the panel shows as chosen."""
    background = tuple(f"{grouping}:{group}" for grouping, groups in selection.background for group in groups)
    chosen = {name: selection.conditions().get(name, ()) for name in FIELDS}
    return {**chosen, "background": background}


def facts(selection: Selection, language: str) -> Iterator[tuple[str, str]]:
    """Label and names of each field of the panel, `all` where nothing is chosen; then the period, if any."""
    single = {
        "municipality": Selection(municipality=selection.municipality),
        "akasse": Selection(akasse=selection.akasse),
        "target_group": Selection(target_group=selection.target_group),
        "background": Selection(background=selection.background),
    }
    for field, alone in single.items():
        yield message(f"filter.{field}", language), alone.label(language) or message("filter.all", language)
    if selection.period:
        yield message("filter.period", language), period_label(selection.period, language)


def period_field(language: str, periods: Sequence[str], chosen: str) -> Any:
    """A drop-down of periods; one that is chosen without being on offer stands first."""
    codes = dict.fromkeys([*([chosen] if chosen and chosen not in periods else []), *periods]) or {"": None}
    options = [(period_label(code, language), code) for code in codes]
    return dropdown(message("filter.period", language), options, chosen or next(iter(codes)))


def dropdown(label: str, options: Sequence[tuple[str, str]], chosen: str) -> Any:
    """A drop-down as wide as its place, with its label at the side."""
    style = {"description_width": LABEL_WIDTH}
    return ipywidgets.Dropdown(
        description=label, options=options, value=chosen, style=style, layout=ipywidgets.Layout(width="auto", margin="0 0 8px 0")
    )
