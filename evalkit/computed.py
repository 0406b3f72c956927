"""The computed part of a page: what the microdata say, for the page's selection, and beside what is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from evalkit.analysis import Analysis
from evalkit.charts.timelines import lines
from evalkit.codes import period_label
from evalkit.figures import Figure, bars, dots
from evalkit.filters import BACKGROUND
from evalkit.ledger.beside import beside
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.page import EVERYTHING, Html, Page, drawn, paragraph
from evalkit.published import PublishedFigure
from evalkit.published.text import field_value
from evalkit.results import Result
from evalkit.tables import Table
from evalkit.typeset import DECIMALS, results_table


@dataclass(frozen=True)
class Computed:
    """Computed numbers on a page.

    Attributes
    ----------
    page: whose name, language and selection they are shown under.
    analysis: the registers, with definitions and disclosure policy.
    """

    page: Page
    analysis: Analysis

    def results(
        self, indicators: Sequence[str], groupings: Sequence[str], target_group: str, periods: Sequence[str]
    ) -> tuple[Result, ...]:
        """Indicators by groupings for the page's selection, after disclosure control."""
        wanted = dict.fromkeys(indicators, tuple(groupings))
        return self.analysis.compute(wanted, target_group, periods, self.page.selection)

    def table(
        self, key: str, results: Sequence[Result], rows: Sequence[str], columns: Sequence[str], **values: object
    ) -> Table | Html:
        """Results laid out by their keys; a sentence where all of them are held back."""
        if not _told(results):
            return self.too_few()
        title = self.page.say(f"{key}.computed", **values)
        return results_table(
            results, f"{key}_computed", title, self.source(), self.page.language, rows, columns, self._remarks(key, results)
        )

    def bars(self, key: str, results: Sequence[Result], label: str = "group", hue: str = "", **values: object) -> Figure | Html:
        """Results as bars, one a `label` and `hue`."""
        return self._draw(bars, key, results, label, hue, **values)

    def dots(
        self, key: str, results: Sequence[Result], label: str = "group", hue: str = "period", **values: object
    ) -> Figure | Html:
        """Results as joined dots, one line a `label`, one dot a `hue`."""
        return self._draw(dots, key, results, label, hue, **values)

    def lines(
        self,
        key: str,
        results: Sequence[Result],
        hue: str = "group",
        shaded: tuple[str, str, str] | None = None,
        **values: object,
    ) -> Figure | Html:
        """Results as lines over their periods, one line a `hue`; `shaded` is a stretch: first and last period, and its name."""
        by_time = sorted(results, key=lambda result: result.period)
        if shaded is None:
            return self._draw(lines, key, by_time, "period", hue, **values)
        ends = [period_label(period, self.page.language) for period in shaded[:2]]
        return self._draw(partial(lines, shaded=(ends[0], ends[1], shaded[2])), key, by_time, "period", hue, **values)

    def beside(
        self, key: str, printed: Sequence[PublishedFigure], rows: Sequence[str], columns: Sequence[str], **values: object
    ) -> Table | Html:
        """The printed table with the number computed for the whole country beside each, and a mark for what agrees.

        A page about chosen groups says instead that this is for the whole country.
        """
        if self.page.selection != EVERYTHING:
            return paragraph(message("page.whole_country", self.page.language))
        if not printed:
            return self.page.nothing()
        source = f"{self.page.source(printed)} {self.source()}"
        title = self.page.say(f"{key}.beside", **values)
        computed = self.analysis.for_figures(printed)
        return beside(printed, computed, self.page.findings(), f"{key}_beside", title, source, self.page.language, rows, columns)

    def source(self) -> str:
        """Where the computed numbers come from: the name of the source, never its path."""
        if self.analysis.source.synthetic:
            return message("source.synthetic", self.page.language)
        return message("source.registers", self.page.language, name=self.analysis.source.name)

    def too_few(self) -> Html:
        """What a page says when the chosen groups are too small for any number to be told."""
        groups, minimum = self.page.selection.label(self.page.language), self.analysis.policy.minimum
        return paragraph(message("page.too_few", self.page.language, groups=groups, minimum=minimum))

    def _draw(
        self, draw: Callable[..., Figure], key: str, results: Sequence[Result], label: str, hue: str, **values: object
    ) -> Figure | Html:
        order = list(dict.fromkeys(field_value(result, label) for result in results))
        shown = sorted(results, key=lambda result: order.index(field_value(result, label)))
        told = _told(shown)
        if not told:
            return self.too_few()
        title = self.page.say(f"{key}.figure", **values)
        columns = (hue or "indicator",)
        data = results_table(
            shown, f"{key}_figure", title, self.source(), self.page.language, (label,), columns, self._remarks(key, told)
        )
        numbers = [result.value for result in told if result.value is not None]
        return drawn(draw, told, numbers, data, label, hue, DECIMALS.get(told[0].unit, 0))

    def _remarks(self, key: str, results: Sequence[Result]) -> tuple[str, ...]:
        language = self.page.language
        counts = [
            f"{period_label(period, language)} {format_number(count, 0, language)}" for period, count in persons(results).items()
        ]
        n = (message("computed.n", language, counts="; ".join(counts)),) if counts else ()
        return (*self.page.remarks(key), *n, self.analysis.policy.remark(language))


def persons(results: Sequence[Result]) -> dict[str, int]:
    """How many persons are behind some levels, by period: those of the total, else the sum over groups of one background.

    Empty where neither is among the results, or a group is held back.
    """
    levels = [result for result in results if result.statistic == "level" and result.indicator == results[0].indicator]
    for grouping in ("", *BACKGROUND):
        here = [result for result in levels if result.grouping == grouping]
        if here and not any(result.state == "suppressed" for result in here):
            return {period: sum(one.persons for one in here if one.period == period) for period in _periods(here)}
    return {}


def _periods(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(result.period for result in results))


def _told(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.value is not None]
