"""Any indicator by any grouping for any choice of groups, redrawn while a reader chooses."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets

from evalkit.codes import Grouping, Indicator
from evalkit.disclosure import disclose
from evalkit.errors import EvalkitError, UnknownCode
from evalkit.filters import Selection
from evalkit.messages import message
from evalkit.results import Result
from evalkit.tables import TABLE_MIME
from evalkit.widgets.assets import asset
from evalkit.widgets.panel import WIDTH, FilterPanel, dropdown, facts
from evalkit.widgets.still import definition_list
from evalkit.widgets.view import View, view

# Indicator, grouping (empty for the total alone), selection: the results, before disclosure control.
Compute = Callable[[str, str, Selection], Sequence[Result]]

REMEMBERED = 256


def explore(
    compute: Compute, indicators: Mapping[str, Sequence[str]], panel: FilterPanel, indicator: str, grouping: str, source: str
) -> Explorer:
    """A page to look at any indicator by any grouping.

    Parameters
    ----------
    compute: gives the results of an indicator by a grouping for a selection; it should take well under 0.2 s.
    indicators: the indicators on offer, each with its groupings; the empty grouping is the total alone.
    panel: the filters; its language is the page's.
    indicator, grouping: what is shown first.
    source: what the numbers are computed from, in words; stands below the table.

    Raises
    ------
    UnknownCode: an indicator or grouping that is not on offer.
    """
    for kind, got, allowed in (("indicator", indicator, indicators), ("grouping", grouping, indicators.get(indicator, ()))):
        if got not in allowed:
            raise UnknownCode(kind, got, allowed)
    return Explorer(compute, indicators, panel, indicator, grouping, source)


class Explorer:
    """What `explore` gives: shown as the last expression of a cell; a still page gets the choices, the picture and the table."""

    def __init__(
        self,
        compute: Compute,
        indicators: Mapping[str, Sequence[str]],
        panel: FilterPanel,
        indicator: str,
        grouping: str,
        source: str,
    ) -> None:
        """Put the fields beside the picture; the parameters are those of `explore`."""
        self._compute, self._indicators, self._panel, self._source = compute, indicators, panel, source
        self._view = functools.lru_cache(maxsize=REMEMBERED)(self._drawn)
        self._indicator = dropdown(
            message("explore.indicator", panel.language),
            [(Indicator(code).label(panel.language), code) for code in indicators],
            indicator,
        )
        self._grouping = dropdown(message("explore.grouping", panel.language), self._groupings(indicator), grouping)
        self._style = ipywidgets.HTML(f"<style>{asset('explorer.css')}</style>", layout=ipywidgets.Layout(display="none"))
        self._shown = ipywidgets.HTML(layout=ipywidgets.Layout(flex="1 1 auto", min_width="0", overflow="auto"))
        self._shown.add_class("evalkit-explore")
        self._redraw()
        self._indicator.observe(self._change_indicator, names="value")
        self._grouping.observe(self._redraw, names="value")
        panel.observe(self._redraw)
        fields = ipywidgets.VBox([self._indicator, self._grouping, panel.view], layout=ipywidgets.Layout(flex=f"0 0 {WIDTH}"))
        self.view: Any = ipywidgets.HBox([self._style, fields, self._shown], layout=ipywidgets.Layout(grid_gap="24px"))

    def shown(self) -> View:
        """The picture and the table of what is chosen now."""
        return self._view(self._indicator.value, self._grouping.value, self._panel.selection)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:
        language, now = self._panel.language, self.shown()
        pairs = (
            (message("explore.indicator", language), self._indicator.label),
            (message("explore.grouping", language), self._grouping.label),
            *facts(self._panel.selection, language),
        )
        still = definition_list(pairs) + now.to_html()
        return {**self.view._repr_mimebundle_(), "text/html": still, TABLE_MIME: now.table.payload()}

    def _groupings(self, indicator: str) -> list[tuple[str, str]]:
        language = self._panel.language
        return [
            (Grouping(code).label(language) if code else message("group.total", language), code)
            for code in self._indicators[indicator]
        ]

    def _drawn(self, indicator: str, grouping: str, selection: Selection) -> View:
        results = [result for by in dict.fromkeys(("", grouping)) for result in self._compute(indicator, by, selection)]
        return view(disclose(results, self._panel.policy), selection, self._source, self._panel.language)

    def _change_indicator(self, change: object) -> None:
        """Offer the groupings of the new indicator; the chosen one stays when it is among them."""
        options, before = self._groupings(self._indicator.value), self._grouping.value
        self._grouping.unobserve(self._redraw, names="value")  # between two options there is nothing to show
        self._grouping.options = options
        self._grouping.value = before if before in dict(options).values() else options[0][1]
        self._grouping.observe(self._redraw, names="value")
        self._redraw()

    def _redraw(self, change: object = None) -> None:
        try:
            self._shown.value = self.shown().to_html()
        except EvalkitError as error:
            self._shown.value = f"<p>{escape(str(error))}</p>"
