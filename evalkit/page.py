"""One page of a report: what a notebook shows, in the page's language, for the page's selection.

Each method returns something that a notebook cell shows when it is the cell's last expression. Sentences come
from the message catalogue under the page's name: `Page("satisfaction", ...).section("waves")` says
`satisfaction.waves`, and below it `satisfaction.waves.text`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from evalkit.audit import Finding
from evalkit.audit.registry import registry_findings
from evalkit.codes import Document, TargetGroup
from evalkit.figures import Figure, bars, dots
from evalkit.filters import Selection
from evalkit.keyed import Keyed
from evalkit.messages import catalogue, message
from evalkit.numbers import format_number
from evalkit.published import PublishedFigure, figures, place_label, sources
from evalkit.published.text import field_label, field_value
from evalkit.tables import Table
from evalkit.typeset import crosstab, statements

# JupyterLab centres and right-aligns every table; an export has a style sheet of its own.
LAB_STYLE = "<style>figure.table :is(th, .gt_left), figure.chart :is(th, .gt_left) { text-align: left !important; }</style>"
EVERYTHING = Selection()
LONGEST_PLACES = 120  # characters of a source line that name places in the document; more are left to the tables


@dataclass(frozen=True)
class Html:
    """A piece of text on a page."""

    markup: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:
        return {"text/html": self.markup, "text/plain": self.markup}


@dataclass(frozen=True)
class Page:
    """A page on one document.

    Attributes
    ----------
    name: the page's name in the message catalogue.
    document: code of the document whose figures are shown.
    language: `da` or `en`.
    selection: the groups that the reader has chosen.
    """

    name: str
    document: str
    language: str
    selection: Selection = EVERYTHING

    def say(self, key: str, **values: object) -> str:
        """A sentence of this page."""
        return message(f"{self.name}.{key}", self.language, **values)

    def title(self, **values: object) -> Html:
        """The heading of the page and the paragraph that says what it is about."""
        about = {"document": Document(self.document).label(self.language), **values}
        return heading(self.name, self.language, self.selection.label(self.language), **about)

    def section(self, key: str, **values: object) -> Html:
        """A section's heading, and its text where the catalogue has one."""
        return section(f"{self.name}.{key}", self.language, **values)

    def rows(self, **where: str | Collection[str]) -> tuple[PublishedFigure, ...]:
        """The document's published figures whose keys have the given values, for the chosen groups, as printed in order.

        >>> page = Page("satisfaction", "ramboll2023", "da")
        >>> [row.printed for row in page.rows(indicator="enrolled", place="section_1_enrolment")]
        ['72899']
        """
        wanted = {key: (value,) if isinstance(value, str) else value for key, value in where.items()}
        found = (row for row in figures(self.document) if all(getattr(row, key) in value for key, value in wanted.items()))
        return self.selection.keep(found)

    def whom(self, target_group: str) -> str:
        """A target group as it reads within a sentence."""
        label = TargetGroup(target_group).label(self.language)
        return label[:1].lower() + label[1:]

    def rules(self) -> tuple[PublishedFigure, ...]:
        """The rules that the document states: who must hold which talk, or act, and by when."""
        return tuple(row for row in self.rows() if row.kind == "rule" or row.indicator.startswith("rule_"))

    def compared(self, shown: Sequence[PublishedFigure]) -> tuple[PublishedFigure, ...]:
        """Those of some figures that the document states for more than one target group, under keys that else agree."""
        groups: dict[tuple[str, ...], set[str]] = {}
        for row in shown:
            groups.setdefault((row.indicator, row.statistic, row.grouping, row.group), set()).add(row.target_group)
        return tuple(row for row in shown if len(groups[row.indicator, row.statistic, row.grouping, row.group]) > 1)

    def table(
        self,
        key: str,
        shown: Sequence[PublishedFigure],
        rows: Sequence[str],
        columns: Sequence[str],
        units: bool = False,
        **values: object,
    ) -> Table | Html:
        """Published figures laid out by their keys; a sentence where the document prints none for the choice."""
        if not shown:
            return self.nothing()
        return crosstab(
            shown, self.findings(), key, self.say(f"{key}.table", **values), self.source(shown), self.language,
            rows, columns, self.remarks(key), units,
        )  # fmt: skip

    def list(self, key: str, shown: Sequence[PublishedFigure], **values: object) -> Table | Html:
        """Published figures one below the other, each with its place."""
        if not shown:
            return self.nothing()
        title = self.say(f"{key}.list", **values)
        return statements(shown, self.findings(), f"{key}_list", title, self.source(shown), self.language)

    def bars(
        self, key: str, shown: Sequence[PublishedFigure], label: str = "group", hue: str = "", **values: object
    ) -> Figure | Html:
        """Published figures as bars, one a `label` and `hue` (keys of the registry)."""
        return self._draw(bars, key, shown, label, hue, **values)

    def dots(
        self, key: str, shown: Sequence[PublishedFigure], label: str = "group", hue: str = "period", **values: object
    ) -> Figure | Html:
        """Published figures as joined dots, one line a `label`, one dot a `hue`."""
        return self._draw(dots, key, shown, label, hue, **values)

    def findings(self) -> tuple[Finding, ...]:
        """What the audit found that concerns this document."""
        return tuple(finding for finding in registry_findings() if self.document in finding.documents)

    def source(self, shown: Sequence[PublishedFigure]) -> str:
        """How the document is cited below a table: publisher, year, title and, where they are few, the places."""
        places = "; ".join(dict.fromkeys(place_label(row.document, row.place, self.language) for row in shown))
        citation = f"{sources()[self.document].citation()}."
        return f"{citation} {places.rstrip('.')}." if len(places) <= LONGEST_PLACES else citation

    def _draw(
        self, draw: Callable[..., Figure], key: str, shown: Sequence[PublishedFigure], label: str, hue: str, **values: object
    ) -> Figure | Html:
        numbers = list(
            {
                (field_value(row, label), field_value(row, hue or "indicator")): row
                for row in reversed(shown)
                if row.value is not None
            }.values()
        )[::-1]
        if not numbers:
            return self.nothing()
        title = self.say(f"{key}.figure", **values)
        data = crosstab(
            numbers, self.findings(), f"{key}_figure", title, self.source(numbers), self.language,
            (label,), (hue or "indicator",), self.remarks(key),
        )  # fmt: skip
        return drawn(
            draw, numbers, [float(row.printed) for row in numbers], data, label, hue, max(row.decimals for row in numbers)
        )

    def remarks(self, key: str) -> tuple[str, ...]:
        """The remark below a table or figure, where the catalogue has one."""
        return (self.say(f"{key}.remark"),) if f"{self.name}.{key}.remark" in catalogue() else ()

    def nothing(self) -> Html:
        """What stands in place of a table or figure without numbers for the choice."""
        return paragraph(message("page.nothing", self.language, groups=self.selection.label(self.language)))


def paragraph(text: str) -> Html:
    """A paragraph of text."""
    return Html(f"<p>{escape(text)}</p>")


def heading(name: str, language: str, chosen: str = "", **values: object) -> Html:
    """A page's heading with the groups that are chosen, and the paragraph that says what the page is about."""
    title = message(f"{name}.title", language, **values) + (f": {chosen}" if chosen else "")
    return Html(f'{LAB_STYLE}<h1>{escape(title)}</h1><p class="lead">{escape(message(f"{name}.lead", language, **values))}</p>')


def section(key: str, language: str, **values: object) -> Html:
    """A section's heading, and the paragraph `<key>.text` below it where the catalogue has one."""
    text = f"<p>{escape(message(f'{key}.text', language, **values))}</p>" if f"{key}.text" in catalogue() else ""
    return Html(f"<h2>{escape(message(key, language, **values))}</h2>{text}")


def drawn(
    draw: Callable[..., Figure], shown: Sequence[Keyed], values: Sequence[float], data: Table, label: str, hue: str, decimals: int
) -> Figure:
    """A figure of numbers under their keys: one line a `label`, one mark a `hue`; an empty `hue` is one series.

    Parameters
    ----------
    draw: `bars` or `dots`.
    shown, values: what is drawn, and its numbers, all in one unit.
    data: the numbers as a table, with title, source and remarks.
    """
    language = data.language
    labels = [field_label(one, label, language) for one in shown]
    hues = [field_label(one, hue, language) if hue else "" for one in shown]
    frame = pd.DataFrame({"label": labels, "hue": hues, "value": values})
    unit = field_label(shown[0], "unit", language)
    alt = alt_text(frame, data.title, unit, decimals, language)
    return draw(frame, data, alt, unit, decimals, list(dict.fromkeys(hues)) if hue else [])


def alt_text(frame: pd.DataFrame, title: str, unit: str, decimals: int, language: str) -> str:
    """What a figure shows, in words: title, number of groups, and the highest and lowest value with their names.

    Parameters
    ----------
    frame: `label`, `hue` and `value` of each mark; unit and decimals as drawn.
    """

    marks = sorted(
        (float(value), ", ".join(part for part in (label, hue) if part))
        for label, hue, value in zip(frame["label"], frame["hue"], frame["value"], strict=True)
    )
    (low, low_name), (high, high_name) = marks[0], marks[-1]
    return message(
        "figure.alt", language, title=title, count=frame["label"].nunique(), unit=unit,
        high=format_number(high, decimals, language), high_name=high_name,
        low=format_number(low, decimals, language), low_name=low_name,
    )  # fmt: skip
