"""The numbers of a survey that stand in exported files, and which cells of the truth they tell.

As in `exported_numbers`, nothing is taken from memory: a cell counts as told only when a number of a file stands in its row and
column and is its value to the last digit that is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exported_numbers import Number, Read, _number, _text
from lxml import html as lxml_html
from openpyxl import load_workbook

from evalkit.codes import Indicator, TargetGroup, group_label
from evalkit.disclosure.asked import Asked, Given
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.indicators import satisfaction, survey_counts
from evalkit.indicators.survey_data import SurveyChoices
from evalkit.manifest import NAME, Record, read_records
from evalkit.messages import message
from evalkit.pages.survey_cells import short_wave
from evalkit.registers.connection import Connection
from evalkit.registers.survey_tables import QUESTIONS, TRIAL_GROUPS
from evalkit.results import Result

NOTEBOOK = "satisfaction"
CHANGED = "changed"
Spot = tuple[str, str, str]  # question or kind of a table that its title says, label of the row, label of the column


@dataclass(frozen=True)
class Expected:
    """What may stand at a spot: a value, the names of the cells that it tells, and of those that must be told elsewhere."""

    value: float
    tells: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """The truth: what the country's page and that of each a-kasse can tell, by wave, and what is known of the weights."""

    waves: Mapping[str, list[Cell]]
    weights: tuple[Result, ...]


def survey_of(connection: Connection) -> Survey:
    """The levels of every page, also those that are too few to be told."""
    choices, everyone = SurveyChoices(), Selection()
    asked = (
        (satisfaction.differences, (choices, everyone, QUESTIONS)),
        (satisfaction.distributions, (choices, everyone, QUESTIONS)),
        (survey_counts.responses, (everyone,)),
    )
    waves: dict[str, list[Cell]] = defaultdict(list)
    for function, given in asked:
        for cell in Asked(function, Given(given)).cells(connection):
            waves[cell.place.period].append(cell)
    return Survey(waves, survey_counts.weights(connection, choices))


def read_survey(folder: Path, survey: Survey) -> Read:
    """The cells that the survey's pages and workbooks tell; numbers that are no cell's, or that tell of one, are `unknown`."""
    found, needed = Read(), list[tuple[str, Number, tuple[str, ...]]]()
    for record in read_records(folder / NAME):
        if record.notebook == NOTEBOOK and record.status == "done":
            spots = _spots(record, survey)
            for name in record.outputs:
                reader = _of_workbook if name.endswith(".xlsx") else _of_page
                for spot, number in reader(folder / name, record.language):
                    here = [one for one in spots.get(spot, ()) if abs(one.value - number.value) <= number.half]
                    found.numbers += 1
                    found.told.update(told for one in here for told in one.tells)
                    needed += [(name, number, one.needs) for one in here]
                    found.unknown += [] if here else [(name, number)]
    found.unknown += [(name, number) for name, number, needs in needed if not found.told.issuperset(needs)]
    return found


def _spots(record: Record, survey: Survey) -> dict[Spot, list[Expected]]:
    """Where a page can show what."""
    page, last = {("akasse", (code,)) for code in record.selection.values()}, max(survey.waves)
    here: dict[Spot, list[Expected]] = defaultdict(list)
    for wave, cells in survey.waves.items():
        for cell in cells:
            divided = {pair for pair in cell.place.dims if pair[0] != "trial_group"}
            if cell.result.value is not None and cell.result.target_group in TRIAL_GROUPS and page <= divided:
                for spot, value in _of_cell(cell, divided - page, page, wave == last, record.language):
                    here[spot].append(Expected(value, (cell.name,)))
    for one in survey.weights:
        here["", _wave_and_group(one, record.language), _column(one, record.language)].append(Expected(one.value or 0.0))
    for spot, expected in _compared(survey, page, record.language):
        here[spot].append(expected)
    return here


def _of_cell(
    cell: Cell, divided: set[tuple[str, tuple[str, ...]]], page: set[tuple[str, tuple[str, ...]]], last: bool, language: str
) -> Iterator[tuple[Spot, float]]:
    one = cell.result
    value, group = one.value or 0.0, TargetGroup(one.target_group).label(language)
    question = Indicator(one.indicator).label(language)
    row = f"{question}: {group.lower()}"
    names = {name for name, _ in divided}
    akasser = [code for name, (code,) in (divided or page) if name == "akasse"]
    if one.indicator not in QUESTIONS:
        yield from [] if divided else [(("", _wave_and_group(one, language), _column(one, language)), value)]
        return
    if not divided:
        yield ("", row, short_wave(one.period, language)), value
    if last and names == {"answer"}:
        yield ("", row, group_label("answer", dict(divided)["answer"][0], language)), value
    if last and names <= {"akasse"}:
        rows = [(question, group_label("akasse", code, language)) for code in akasser]
        for title, label in [*rows, *([] if divided else [("", question)])]:
            yield (title, label, group), value
            yield (title, label, f"{group} n"), float(one.persons)


def _compared(survey: Survey, page: set[tuple[str, tuple[str, ...]]], language: str) -> Iterator[tuple[Spot, Expected]]:
    """Differences between the groups in the last wave, and changes to it from the one before."""
    *_, before, last = ["", *sorted(survey.waves)]
    shares = {
        (cell.result.indicator, wave, cell.result.target_group): cell
        for wave in (before, last)
        for cell in survey.waves.get(wave, ())
        if {pair for pair in cell.place.dims if pair[0] != "trial_group"} == page and cell.result.value is not None
    }
    for question in QUESTIONS:
        label = Indicator(question).label(language)
        pairs = {("", message("satisfaction.difference", language)): [(question, last, group) for group in TRIAL_GROUPS]}
        for group in TRIAL_GROUPS:
            pairs[CHANGED, TargetGroup(group).label(language)] = [(question, wave, group) for wave in (last, before)]
        for (title, column), (one, other) in pairs.items():
            if one in shares and other in shares:
                value = (shares[one].result.value or 0.0) - (shares[other].result.value or 0.0)
                yield (title, label, column), Expected(value, (), (shares[one].name, shares[other].name))


def _wave_and_group(one: Result, language: str) -> str:
    return f"{short_wave(one.period, language)}, {TargetGroup(one.target_group).label(language).lower()}"


def _column(one: Result, language: str) -> str:
    return message(f"satisfaction.column.{one.indicator}.{one.statistic}", language)


def _of_workbook(path: Path, language: str) -> Iterator[tuple[Spot, Number]]:
    for sheet in load_workbook(path, data_only=True).worksheets[1:]:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head = next((number for number, row in enumerate(rows) if row[0] == message("satisfaction.rows", language)), None)
        if head is not None:
            columns = _columns(rows[head][1:])
            for label, *values in rows[head + 1 :]:
                for column, value in zip(columns, values, strict=True):
                    if isinstance(value, float | int):
                        found = Number(frozenset((str(label), column)), float(value), 1e-9 * max(1.0, abs(value)))
                        yield (_about(str(rows[0][0]), language), str(label), column), found


def _of_page(path: Path, language: str) -> Iterator[tuple[Spot, Number]]:
    for region in lxml_html.parse(str(path)).getroot().xpath("//div[@role='region'][.//table]"):
        first, *columns = [_text(cell) for cell in region.xpath(".//thead/tr[last()]/th")]
        if first == message("satisfaction.rows", language):
            for row in region.xpath(".//tbody/tr"):
                label, *texts = [_text(cell) for cell in row.iterchildren("th", "td")]
                for column, text in zip(_columns(columns), texts, strict=True):
                    if number := _number(text.partition(" ")[0], language):
                        yield (
                            (_about(region.get("aria-label"), language), label, column),
                            Number(frozenset((label, column)), *number),
                        )


def _columns(labels: Sequence[object]) -> list[str]:
    """Labels of columns: the respondents of the group before, and waves without the mark of those that are not weighted."""
    pairs = zip(["", *labels], labels, strict=False)
    return [f"{before} n" if label == "n" else str(label).rstrip("*") for before, label in pairs]


def _about(title: str, language: str) -> str:
    """The question that a title ends with, or that a table is one of changes."""
    if title.startswith(message("satisfaction.development.changed", language)):
        return CHANGED
    return title.partition(": ")[2]
