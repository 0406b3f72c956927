"""Cells of a survey's tables: shares with intervals, differences with marks of significance, waves by short names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from evalkit.codes import period_label
from evalkit.estimates.survey import significance_mark
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published.text import field_label
from evalkit.results import Result
from evalkit.tables import Cell, Column, Row, Table
from evalkit.typeset import DECIMALS

Told = Sequence[Result]
Place = tuple[str, str]  # codes of a row and a column
TESTED = ("difference", "change")


@dataclass(frozen=True)
class Layout:
    """The rows and columns of a table, each a code with its label, and the cells by the codes; what is not there is missing."""

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    cells: Mapping[Place, Cell]

    def table(self, key: str, title: str, language: str, source: str, remarks: Sequence[str]) -> Table:
        """The table; what the signs in it stand for is added to the remarks.

        Parameters
        ----------
        key, title, language, source, remarks: as for `Table`.
        """
        missing = Cell(message("cell.missing", language), state="missing")
        body = tuple(
            Row((label,), tuple(self.cells.get((row, column), missing) for column in self.columns))
            for row, label in self.rows.items()
        )
        states = {cell.state for row in body for cell in row.cells}
        signs = [message(f"legend.{state}", language) for state in ("missing", "suppressed", "not_applicable") if state in states]
        columns = tuple(Column(label, number_format="#,##0.0") for label in self.columns.values())
        return Table(key, title, language, (message("satisfaction.rows", language),), columns, body, source, (*remarks, *signs))


def number_cell(one: Result, decimals: int, language: str) -> Cell:
    """A number, or the sign of the state that it is in."""
    if one.value is None:
        return Cell(message(f"cell.{one.state}", language), state=one.state)
    return Cell(format_number(one.value, decimals, language), one.value)


def share_cell(one: Result, language: str) -> Cell:
    """A number with its interval: `63,0 (60,3–65,6)`."""
    return _with_interval(one, "", language)


def difference_cell(one: Result, told: Told, language: str) -> Cell:
    """A difference or change with its mark and interval: `17,0 *** (13,1–20,9)`.

    Parameters
    ----------
    told: results among which the significance of the same quantity is.
    """
    about = (one.indicator, one.target_group, one.period)
    tests = (other for other in told if other.statistic == "significance")
    p = next((other.value for other in tests if (other.indicator, other.target_group, other.period) == about), None)
    return _with_interval(one, "" if p is None else significance_mark(p / 100), language)


def _with_interval(one: Result, mark: str, language: str) -> Cell:
    cell = number_cell(one, DECIMALS["pct"], language)
    if one.value is None:
        return cell
    ends = [format_number(end, DECIMALS["pct"], language) for end in (one.low, one.high) if end is not None]
    interval = message("satisfaction.interval", language, low=ends[0], high=ends[1]) if len(ends) == 2 else ""
    return Cell(" ".join(part for part in (cell.text, mark, interval) if part), one.value)


def persons_cell(one: Result, language: str) -> Cell:
    """The respondents behind a number that is told."""
    if one.state in ("suppressed", "missing"):
        return Cell(message(f"cell.{one.state}", language), state=one.state)
    return Cell(format_number(one.persons, 0, language), float(one.persons))


def short_wave(period: str, language: str) -> str:
    """A wave by the month in which it began.

    >>> short_wave("2023-02-27/2023-03-19", "da")
    'feb. 2023'
    """
    return period_label(period[:7], language, short=True)


def question_and_group(one: Result, language: str) -> str:
    """A question with the group that answers it."""
    return f"{field_label(one, 'indicator', language)}: {field_label(one, 'target_group', language).lower()}"


def frame(told: Told, label: Sequence[str], hue: Sequence[str], language: str) -> pd.DataFrame:
    """What a chart draws: label, series, value, interval, and the sign of what is not told."""
    return pd.DataFrame(
        {
            "label": list(label),
            "hue": list(hue),
            "value": [float("nan") if one.value is None else one.value for one in told],
            "low": [float("nan") if one.low is None else one.low for one in told],
            "high": [float("nan") if one.high is None else one.high for one in told],
            "sign": [message(f"cell.{one.state}", language) if one.value is None else "" for one in told],
        }
    )


def last_wave(told: Told) -> tuple[Result, ...]:
    """The results of the last wave, without changes from one to another."""
    last = max((one.period for one in told if ">" not in one.period), default="")
    return tuple(one for one in told if one.period == last)


def levels(told: Told) -> tuple[Result, ...]:
    """The shares among some results, each once."""
    return tuple({one.key: one for one in told if one.statistic == "level"}.values())


def whole_bars(told: Told) -> tuple[Result, ...]:
    """Distributions of which every part is told, or none: what one hidden part is follows from the others, which sum to 100."""
    cut = {(one.indicator, one.target_group, one.period) for one in told if one.state == "suppressed"}
    return tuple(
        replace(one, value=None, low=None, high=None, state="suppressed")
        if (one.indicator, one.target_group, one.period) in cut
        else one
        for one in told
    )
