"""The printed table with the computed number beside each printed one, and a mark for what agrees and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.audit import Finding
from evalkit.audit.reading import is_worded
from evalkit.codes import Unit
from evalkit.ledger.listing import computed_number
from evalkit.ledger.matching import Slot, by_slot, match
from evalkit.ledger.row import Status
from evalkit.messages import message
from evalkit.published import PublishedFigure
from evalkit.results import Result
from evalkit.tables import Cell, Column, Row, Table
from evalkit.typeset import crosstab, key_values

AGREES, DIFFERS = "\N{CHECK MARK}", "\N{NOT EQUAL TO}"


def beside(
    figures: Sequence[PublishedFigure],
    results: Iterable[Result],
    findings: Iterable[Finding],
    key: str,
    title: str,
    source: str,
    language: str,
    rows: Sequence[str],
    columns: Sequence[str],
    remarks: Sequence[str] = (),
    units: bool = False,
) -> Table:
    """Published figures laid out by their keys as `crosstab` does it, with a column of computed numbers beside each.

    Parameters
    ----------
    results: what was computed, after disclosure; those that state the same quantity as a figure are taken.
    figures, findings, key, title, source, language, rows, columns, remarks, units: as for `crosstab`.

    Returns
    -------
    The table. Below it stands how many of the computed numbers agree.
    """
    printed = crosstab(figures, findings, key, title, source, language, rows, columns, remarks, units)
    cells: dict[tuple[str, ...], dict[tuple[str, ...], list[PublishedFigure]]] = {}
    for figure in figures:
        cells.setdefault(key_values(figure, rows), {}).setdefault(key_values(figure, columns), []).append(figure)
    tops = dict.fromkeys(key_values(figure, columns) for figure in figures)
    computing = _Computing(by_slot(results), language, units)
    computed = [[computing.cell(line.get(top, [])) for top in tops] for line in cells.values()]
    return replace(
        printed,
        columns=tuple(twin for column in printed.columns for twin in _twins(column, language)),
        rows=tuple(
            Row(row.head, tuple(cell for pair in zip(row.cells, line, strict=True) for cell in pair))
            for row, line in zip(printed.rows, computed, strict=True)
        ),
        remarks=_remarks(printed, computing.agreement(figures), [cell for line in computed for cell in line]),
    )


@dataclass(frozen=True)
class _Computing:
    """Makes computed cells: from results by what they measure, in a language, with or without units."""

    results: Mapping[Slot, Result]
    language: str
    units: bool

    def cell(self, figures: Sequence[PublishedFigure]) -> Cell:
        """The computed cell for the figures that share a printed one; it differs where it differs from one of them."""
        found = [(figure, matched) for figure in figures if (matched := match(figure, self.results))]
        if not found:
            return Cell(message("ledger.cell.not_computed", self.language), state="missing")
        figure, first = found[0]
        if first.number is None:
            return Cell(message(f"cell.{first.result.state}", self.language), state=first.result.state)
        text = computed_number(figure, first.number, self.language, more=int(is_worded(figure)))
        text = Unit(figure.unit).with_number(text, self.language) if self.units else text
        statuses = {matched.status for _, matched in found} - {None}
        mark = DIFFERS if Status.DIFFERS in statuses else AGREES if statuses else ""
        return Cell(f"{text} {mark}".rstrip(), float(first.number))

    def agreement(self, figures: Sequence[PublishedFigure]) -> str:
        """How many of the computed numbers agree, and what the marks mean."""
        found = [matched.status for figure in figures if (matched := match(figure, self.results)) and matched.status]
        agree = sum(status is not Status.DIFFERS for status in found)
        return message("ledger.beside.remark", self.language, agree=agree, compared=len(found), all=len(figures))


def _remarks(printed: Table, agreement: str, computed: Sequence[Cell]) -> tuple[str, ...]:
    """The remarks of the printed table, how many agree, and what stands where no number was computed."""
    none = message("ledger.cell.not_computed", printed.language)
    keys = dict.fromkeys(
        "ledger.legend.not_computed" if cell.text == none else f"legend.{cell.state}"
        for cell in computed
        if cell.state != "value"
    )
    return tuple(dict.fromkeys((*printed.remarks, agreement, *(message(one, printed.language) for one in keys))))


def _twins(column: Column, language: str) -> tuple[Column, Column]:
    """The printed and the computed column under one label."""
    spanner = ", ".join(part for part in (column.spanner, column.label) if part)
    printed = replace(column, label=message("ledger.column.printed", language), spanner=spanner)
    return printed, replace(printed, label=message("ledger.column.computed", language), numeric=True)
