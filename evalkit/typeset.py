"""From published figures to tables: the printed numbers in rows and columns, with the audit's remarks beside them."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence

from evalkit.audit import Finding
from evalkit.codes import Grouping
from evalkit.messages import catalogue, message
from evalkit.numbers import format_number
from evalkit.published import PublishedFigure, place_label
from evalkit.published.text import field_label, field_value, number_text, printed_text, quantity_label, whom_label
from evalkit.results import Result
from evalkit.tables import Cell, Column, Row, Table

# Decimals of computed numbers, as the reports of the field print them.
DECIMALS = {"per_week": 2, "pct": 1, "pct_point": 1, "weeks": 1}


def crosstab(
    figures: Sequence[PublishedFigure],
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
    """Published figures laid out by their keys.

    Parameters
    ----------
    figures: what the table holds. Figures that share a cell are shown once each, in their order.
    findings: the audit's findings; those that concern a figure of the table become remarks with a letter.
    key, title, source, language, remarks: as for `Table`.
    rows: one or two keys that make the rows, for example `("grouping", "group")`, or groupings, `("participation",)`.
    columns: one or two keys that make the columns; the first of two spans the second.
    units: whether each number carries its unit, for columns that mix units.
    """
    letters, notes = finding_letters(figures, findings, language)
    cells: dict[tuple[tuple[str, ...], tuple[str, ...]], list[PublishedFigure]] = {}
    for figure in figures:
        cells.setdefault((key_values(figure, rows), key_values(figure, columns)), []).append(figure)
    heads = _labels(figures, rows, language)
    tops = _labels(figures, columns, language)
    named = "group" not in (*rows, *columns)
    body = tuple(
        Row(head, tuple(_cell(cells.get((row, column), []), letters, language, units, named) for column in tops))
        for row, head in heads.items()
    )
    return Table(
        key=key,
        title=title,
        language=language,
        stub=tuple(_key_label(field, language) for field in rows),
        columns=tuple(
            _column(top, [figure for row in heads for figure in cells.get((row, column), [])]) for column, top in tops.items()
        ),
        rows=body,
        source=source,
        remarks=(*remarks, *_legend(body, language), *notes),
    )


def results_table(
    results: Sequence[Result],
    key: str,
    title: str,
    source: str,
    language: str,
    rows: Sequence[str],
    columns: Sequence[str],
    remarks: Sequence[str] = (),
) -> Table:
    """Computed results laid out by their keys, as `crosstab` lays out published figures.

    Parameters
    ----------
    results: after disclosure; one a cell, the last of several.
    key, title, source, language, rows, columns, remarks: as for `crosstab`.
    """
    cells = {(key_values(result, rows), key_values(result, columns)): result for result in results}
    heads, tops = _labels(results, rows, language), _labels(results, columns, language)
    body = tuple(Row(head, tuple(result_cell(cells.get((row, top)), language) for top in tops)) for row, head in heads.items())
    units = [next(result.unit for result in results if key_values(result, columns) == top) for top in tops]
    return Table(
        key=key,
        title=title,
        language=language,
        stub=tuple(_key_label(field, language) for field in rows),
        columns=tuple(
            Column(label[-1], label[0] if len(label) > 1 else "", _number_format(DECIMALS.get(unit, 0)))
            for label, unit in zip(tops.values(), units, strict=True)
        ),
        rows=body,
        source=source,
        remarks=(*remarks, *_legend(body, language)),
    )


def result_cell(result: Result | None, language: str) -> Cell:
    """The cell of a computed result: its number as the unit's decimals, or the sign of the state that it is in."""
    if result is None or result.value is None:
        state = "missing" if result is None else result.state
        return Cell(message(f"cell.{state}", language), state=state)
    return Cell(format_number(result.value, DECIMALS.get(result.unit, 0), language), result.value)


def statements(
    figures: Sequence[PublishedFigure], findings: Iterable[Finding], key: str, title: str, source: str, language: str
) -> Table:
    """Published figures one below the other: place, quantity, on whom, when, and as printed."""
    letters, notes = finding_letters(figures, findings, language)
    rows = tuple(
        Row(
            head=(place_label(figure.document, figure.place, language), quantity_label(figure, language)),
            cells=(
                Cell(whom := whom_label(figure, language), whom),
                Cell(when := field_label(figure, "period", language), when),
                _cell([figure], letters, language, units=True),
                Cell(remark := figure.remark(language), remark),
            ),
        )
        for figure in figures
    )
    return Table(
        key=key,
        title=title,
        language=language,
        stub=(message("key.place", language), message("key.indicator", language)),
        columns=tuple(
            Column(message(f"key.{field}", language), numeric=False) for field in ("whom", "period", "printed", "remark")
        ),
        rows=rows,
        source=source,
        remarks=(*_legend(rows, language), *notes),
    )


def finding_letters(
    figures: Iterable[PublishedFigure], findings: Iterable[Finding], language: str
) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """Letters for the findings that concern some figures: the letters of each figure, and the remarks they stand for."""
    shown = {figure.id for figure in figures}
    letters: dict[str, tuple[str, ...]] = {}
    notes = []
    for finding, letter in zip((f for f in findings if shown & set(f.figure_ids)), _alphabet(), strict=False):
        for figure_id in shown & set(finding.figure_ids):
            letters[figure_id] = (*letters.get(figure_id, ()), letter)
        notes.append(f"{letter}) {message(f'audit.class.{finding.finding_class}', language)}: {finding.message(language)}")
    return letters, tuple(notes)


def _alphabet() -> Iterable[str]:
    yield from string.ascii_lowercase
    yield from (first + second for first in string.ascii_lowercase for second in string.ascii_lowercase)


def _key_label(field: str, language: str) -> str:
    return message(f"key.{field}", language) if f"key.{field}" in catalogue() else Grouping(field).label(language)


def key_values(figure: PublishedFigure | Result, fields: Sequence[str]) -> tuple[str, ...]:
    """The codes of some keys: what puts a figure or result into a row or column."""
    return tuple(field_value(figure, field) for field in fields)


def _labels(
    figures: Iterable[PublishedFigure | Result], fields: Sequence[str], language: str
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The labels of each combination of keys, in the order in which the document prints them."""
    return {key_values(figure, fields): tuple(field_label(figure, field, language) for field in fields) for figure in figures}


def _column(top: tuple[str, ...], figures: Sequence[PublishedFigure]) -> Column:
    decimals = max((figure.decimals for figure in figures if figure.value is not None), default=None)
    number_format = "General" if decimals is None else _number_format(decimals)
    return Column(top[-1], top[0] if len(top) > 1 else "", number_format, numeric=decimals is not None)


def _number_format(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _cell(
    figures: Sequence[PublishedFigure],
    letters: Mapping[str, tuple[str, ...]],
    language: str,
    units: bool = False,
    named: bool = False,
) -> Cell:
    """What stands in one cell; `named`: the group that has the lowest or highest value is named behind it."""
    stated = [figure for figure in figures if figure.value is not None or figure.words(language)]
    if not stated:
        return Cell(message("cell.missing", language), state="missing")
    texts = list(dict.fromkeys(_text(figure, language, units, named) for figure in stated))
    texts = [text for text in texts if not any(other.startswith((f"{text} (", f"{text};")) for other in texts)]
    value = float(stated[0].value) if stated[0].value is not None and len({f.printed for f in stated}) == 1 else " · ".join(texts)
    marks = sorted({letter for figure in figures for letter in letters.get(figure.id, ())}, key=lambda mark: (len(mark), mark))
    return Cell(" · ".join(texts), value, marks=tuple(marks))


def _text(figure: PublishedFigure, language: str, units: bool, named: bool) -> str:
    text = printed_text(figure, language) if units or figure.qualifier != "exact" else number_text(figure, language)
    extreme = named and figure.group and figure.statistic in ("minimum", "maximum")
    return f"{text} ({field_label(figure, 'group', language)})" if extreme else text


def _legend(rows: Iterable[Row], language: str) -> tuple[str, ...]:
    states = {cell.state for row in rows for cell in row.cells}
    return tuple(message(f"legend.{state}", language) for state in ("missing", "suppressed", "not_applicable") if state in states)
