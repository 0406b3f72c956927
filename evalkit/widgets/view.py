"""One indicator by one grouping as a picture and a table, from results that are already computed and disclosed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evalkit.codes import Grouping, Indicator, TargetGroup
from evalkit.figures import Figure, bars
from evalkit.filters import Selection
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.page import drawn
from evalkit.published.text import field_label
from evalkit.results import Result
from evalkit.tables import Cell, Column, Row, Table, notes_html
from evalkit.typeset import DECIMALS, result_cell

RANKED = ("municipality", "akasse")
MOST_BARS = 16  # drawing them takes half of the time that a change may take


@dataclass(frozen=True)
class View:
    """What is shown: the numbers as a table, and a picture unless there is nothing to draw."""

    table: Table
    figure: Figure | None

    def to_html(self) -> str:
        """Title, picture, table, remarks and source, as they stand beside the filters and on a still page."""
        notes = notes_html(self.table.source, self.table.remarks, self.table.language)
        return (
            f'<figure class="chart" id="{self.table.key}"><figcaption>{escape(self.table.title)}</figcaption>'
            f"{self._picture()}{self.table.scroll_html()}{notes}</figure>"
        )

    def _picture(self) -> str:
        if self.figure is None:
            return f"<p>{escape(message('explore.nothing', self.table.language))}</p>"
        data = base64.b64encode(self.figure.png).decode("ascii")
        return f'<img src="data:image/png;base64,{data}" alt="{escape(self.figure.alt)}" width="{self.figure.width}">'


def view(results: Sequence[Result], selection: Selection, source: str, language: str) -> View:
    """The picture and the table of some results.

    Parameters
    ----------
    results: one indicator by one grouping, with or without the total, for one target group or several. At least one.
    selection: what the results are restricted to, for the title.
    source: what the numbers were computed from, in words.
    language: `da` or `en`.
    """
    heads = _heads(results)
    title = title_of(results[0].indicator, heads[-1][0], selection, language)
    told = {_head(result) for result in results if result.value is not None}
    total = [head for head in heads if head in told and not head[1]]
    groups = [head for head in heads if head in told and head[1]]
    end = MOST_BARS // len({result.target_group for result in results}) // 2
    ends = [*groups[:end], *groups[-end:]] if len(groups) > 2 * end else groups
    cut = (message("explore.cut", language, count=end, all=len(groups)),) if len(ends) < len(groups) else ()
    table = _table(results, heads, title, source, cut, language)
    return View(table, _figure(results, [*total, *ends], table) if told else None)


def title_of(indicator: str, grouping: str, selection: Selection, language: str) -> str:
    """What is looked at: the indicator, what it is divided by, and what it is restricted to.

    >>> title_of("contact_intensity", "sex", Selection(municipality="0751", period="2019"), "da")
    'Samtaleintensitet efter køn: Aarhus, 2019'
    """
    label = Indicator(indicator).label(language)
    if grouping:
        by = Grouping(grouping).label(language)
        label = message("explore.by", language, indicator=label, grouping=by[:1].lower() + by[1:])
    return ": ".join(part for part in (label, selection.label(language)) if part)


def _head(result: Result) -> tuple[str, str]:
    return result.grouping, result.group


def _heads(results: Sequence[Result]) -> list[tuple[str, str]]:
    """The groups in the order of the rows: the total first; a-kasser and municipalities from the highest value down."""
    values: dict[tuple[str, str], float] = {}
    for result in results:
        values.setdefault(_head(result), float("-inf") if result.value is None else result.value)
    total = [head for head in values if not head[1]]
    groups = [head for head in values if head[1]]
    return total + (sorted(groups, key=lambda head: -values[head]) if groups and groups[0][0] in RANKED else groups)


def _table(
    results: Sequence[Result], heads: Sequence[tuple[str, str]], title: str, source: str, cut: tuple[str, ...], language: str
) -> Table:
    """Value and persons of each group, side by side for each target group."""
    whom = list(dict.fromkeys(one.target_group for one in results))
    first = {_head(one): one for one in reversed(results)}
    by_place = {(_head(one), one.target_group): one for one in results}
    decimals = DECIMALS.get(results[0].unit, 0)
    columns: list[Column] = []
    for target_group in whom:
        spanner = TargetGroup(target_group).label(language) if len(whom) > 1 else ""
        columns.append(
            Column(field_label(results[0], "unit", language), spanner, "#,##0" + ("." + "0" * decimals if decimals else ""))
        )
        columns.append(Column(message("explore.persons", language), spanner, "#,##0"))
    rows = tuple(
        Row(
            (field_label(first[head], "group", language),),
            tuple(cell for target_group in whom for cell in _cells(by_place.get((head, target_group)), language)),
        )
        for head in heads
    )
    states = {cell.state for row in rows for cell in row.cells}
    legend = [message(f"legend.{state}", language) for state in ("missing", "suppressed", "not_applicable") if state in states]
    stub = field_label(first[heads[-1]], "grouping", language)
    return Table("explore", title, language, (stub,), tuple(columns), rows, source, (*cut, *legend))


def _cells(result: Result | None, language: str) -> tuple[Cell, Cell]:
    """The value and the number of persons; where the value is held back, the number is too."""
    value = result_cell(result, language)
    if result is None or result.state == "suppressed":
        return value, value
    return value, Cell(format_number(result.persons, 0, language), float(result.persons))


def _figure(results: Sequence[Result], heads: Sequence[tuple[str, str]], table: Table) -> Figure:
    told = sorted(
        (one for one in results if one.value is not None and _head(one) in heads), key=lambda one: heads.index(_head(one))
    )
    hue = "target_group" if len({one.target_group for one in results}) > 1 else ""
    values = [one.value for one in told if one.value is not None]
    return drawn(bars, told, values, table, "group", hue, DECIMALS.get(told[0].unit, 0))
