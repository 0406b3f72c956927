"""The monitoring of a trial on a page: numbers of its tables for the page's selection, and what stands where there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec

from evalkit.charts.timelines import lines
from evalkit.codes import period_label
from evalkit.computed import Computed
from evalkit.figures import Figure, bars, dots
from evalkit.indicators import monitoring
from evalkit.indicators.family import Connection
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.page import Html, drawn, paragraph
from evalkit.published.text import field_value
from evalkit.results import Result
from evalkit.tables import Table
from evalkit.typeset import DECIMALS, results_table

NEEDED = monitoring.FAMILY.tables
Asked = ParamSpec("Asked")
Told = Sequence[Result]


@dataclass(frozen=True)
class MonitoringPage:
    """The monitoring on a page.

    Attributes
    ----------
    computed: the page and the registers.
    suspended: the period in which time on the benefit did not count.
    """

    computed: Computed
    suspended: str

    def told(
        self, function: Callable[Concatenate[Connection, Asked], Iterable[Result]], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> tuple[Result, ...]:
        """What an indicator finds, after disclosure control; nothing where the source has no trial."""
        return self.computed.analysis.told(function, *args, **kwargs) if self._has_trial() else ()

    def table(self, key: str, results: Told, rows: Sequence[str], columns: Sequence[str]) -> Table | Html:
        """Results laid out by their keys."""
        if not _values(results):
            return self._none()
        title, source = self.computed.page.say(f"{key}.computed"), self.computed.source()
        return results_table(
            results, f"{key}_computed", title, source, self._language, rows, columns, self._remarks(key, results)
        )

    def bars(self, key: str, results: Told, label: str = "group", hue: str = "") -> Figure | Html:
        """Results as bars, one a `label` and `hue`; nothing for a single bar, whose number stands in the table."""
        return Html("") if len(results) == len(_values(results)) == 1 else self._figure(bars, key, results, label, hue)

    def dots(self, key: str, results: Told, label: str = "group", hue: str = "indicator") -> Figure | Html:
        """Results as joined dots, one line a `label`, one dot a `hue`; of a single label as bars."""
        if len({field_value(one, label) for one in _values(results) if one.grouping}) == 1:
            return self._figure(bars, key, by(results, ""), hue, "")
        return self._figure(dots, key, results, label, hue)

    def over_time(self, key: str, results: Told) -> Figure | Html:
        """One number a month as a line, with the suspension as a ground of its own where the line has all of it."""
        months = monitoring.months(self.suspended)
        if not set(months) <= {one.period for one in _values(results)}:
            return self._figure(lines, key, results, "period", "")
        ends = [period_label(month, self._language) for month in (months[0], months[-1])]
        shaded = (ends[0], ends[1], self.computed.page.say("suspended"))
        return self._figure(partial(lines, shaded=shaded), key, results, "period", "")

    @property
    def _language(self) -> str:
        return self.computed.page.language

    def _figure(self, draw: Callable[..., Figure], key: str, results: Told, label: str, hue: str) -> Figure | Html:
        shown = _values([one for one in results if one.grouping or label != "group"])
        if not shown:
            return self._none()
        title, columns = self.computed.page.say(f"{key}.figure"), (hue or ("statistic" if label == "indicator" else "indicator"),)
        source, remarks = self.computed.source(), self._remarks(key, results)
        data = results_table(shown, f"{key}_figure", title, source, self._language, (label,), columns, remarks)
        return drawn(draw, shown, [one.value or 0.0 for one in shown], data, label, hue, DECIMALS.get(shown[0].unit, 0))

    def _remarks(self, key: str, results: Told) -> tuple[str, ...]:
        """The remark of the page, how many persons are behind a total's shares, and how much is held back."""
        page, policy = self.computed.page, self.computed.analysis.policy
        whole = next((one for one in results if one.unit == "pct" and one.value is not None and not _by_place(one)), None)
        n = message("computed.n", page.language, counts=format_number(whole.persons, 0, page.language)) if whole else ""
        return tuple(text for text in (*page.remarks(key), n, policy.remark(page.language)) if text)

    def _has_trial(self) -> bool:
        return all(self.computed.analysis.source.has(table) for table in NEEDED)

    def _none(self) -> Html:
        """What stands in place of numbers: the source has no trial, or the chosen groups are too small."""
        if not self._has_trial():
            return paragraph(self.computed.page.say("no_trial"))
        return self.computed.too_few()


def by(results: Told, *groupings: str) -> list[Result]:
    """Those of some results that are divided by one of some groupings; the empty one is the total."""
    return [one for one in results if one.grouping in groupings]


def _by_place(one: Result) -> bool:
    """Whether a share is of the members of an a-kasse or the inhabitants of a municipality only."""
    return bool({"akasse", "municipality"} & set(one.groups)) and one.indicator != "enrolled_share"


def _values(results: Told) -> list[Result]:
    return [one for one in results if one.value is not None]
