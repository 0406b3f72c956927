"""The numbers that stand in exported files, and which cells of the truth they tell: what an attacker with all files reads.

Nothing is taken from memory: the numbers come from the workbooks and pages, and a cell counts as told only when a number of a
file stands under its labels and is its value to the last digit that is shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html as lxml_html
from lxml.html import HtmlElement
from openpyxl import load_workbook

from evalkit.codes import Grouping, Indicator, Statistic, group_label, period_label
from evalkit.disclosure.system import Cell
from evalkit.manifest import NAME, Record, read_records
from evalkit.messages import message

CHANGES = ("change", "relative_change")
Candidates = dict[str, list[tuple[Cell, frozenset[str], frozenset[str]]]]


@dataclass(frozen=True)
class Number:
    """A number in a file: the labels of its row and column, its value, and half a unit of its last digit."""

    labels: frozenset[str]
    value: float
    half: float


@dataclass
class Read:
    """What was read of a folder: the names of the cells that are told, how many numbers there were, and those of no cell."""

    told: set[str] = field(default_factory=set)
    numbers: int = 0
    unknown: list[tuple[str, Number]] = field(default_factory=list)
    either: list[set[str]] = field(default_factory=list)

    def settle(self) -> None:
        """Of numbers that could be of two indicators: none is told by them where one is told elsewhere, else both are."""
        sure = frozenset(self.told)
        for names in self.either:
            if not names & sure:
                self.told |= names


def read_folder(folder: Path, cells: Sequence[Cell], notebooks: Mapping[str, Collection[str]]) -> Read:
    """The cells that the pages and workbooks of some notebooks, each with its indicators, tell."""

    def candidates(record: Record) -> Candidates:
        shown = [cell for cell in cells if cell.result.indicator in notebooks[record.notebook] and _is_of(cell, record)]
        return _candidates(shown, record)

    return read_pages(folder, notebooks, candidates)


def read_pages(folder: Path, notebooks: Collection[str], candidates: Callable[[Record], Candidates]) -> Read:
    """What the finished pages and workbooks of some notebooks tell of the cells that each of them can tell."""
    found = Read()
    for record in read_records(folder / NAME):
        if record.notebook in notebooks and record.status == "done":
            able = candidates(record)
            for name in record.outputs:
                reader = numbers_of_workbook if name.endswith(".xlsx") else numbers_of_page
                for table in reader(folder / name, record.language):
                    match(table, able, name, found)
    found.settle()
    return found


def _is_of(cell: Cell, record: Record) -> bool:
    """Whether a page with the parameters of a record can show a cell."""
    asked = record.parameters.get("target_group", cell.place.whom)
    period = record.parameters.get("period", cell.place.period) if record.notebook == "joint_meetings" else cell.place.period
    return cell.result.value is not None and (asked, period) == (cell.place.whom, cell.place.period)


def _candidates(cells: Sequence[Cell], record: Record) -> Candidates:
    """By group label: the cells that a page can show, the labels that they may stand under and those that they must."""
    language, page = record.language, {(name, (code,)) for name, code in record.selection.items() if name != "target_group"}
    found: Candidates = defaultdict(list)
    total = message("group.total", language)
    for cell in cells:
        dims = {pair for pair in cell.place.dims if pair[0] != "trial_group"}
        if page <= dims and all(len(codes) == 1 for _, codes in dims):
            groups = {group_label(name, codes[0], language) for name, codes in dims - page}
            others = {group_label(name, codes[0], language) for name, codes in dims & page}
            names = {Grouping(name).label(language) for name, _ in dims}
            periods = {period_label(cell.place.period, language, short=short) for short in (True, False)}
            indicator = {Indicator(cell.result.indicator).label(language)}
            may = frozenset(groups | others | names | periods | indicator | {total})
            for label in groups or {total, *others, *periods, *indicator}:
                found[label].append((cell, may, frozenset(groups)))
    return found


def match(table: list[Number], candidates: Candidates, name: str, found: Read) -> None:
    """Place the numbers of one table: each cell that has a number's labels and value, and what no cell has."""
    sure, left, either = set(), [], []
    for number in table:
        here = {
            cell.name
            for label in number.labels
            for cell, may, must in candidates.get(label, ())
            if must <= number.labels <= may and abs((cell.result.value or 0.0) - number.value) <= number.half
        }
        left += [] if here else [(name, number)]
        if len({cell.partition("|")[0] for cell in here}) == 1:
            sure |= here
        elif here:
            either.append(here)
    if sure or either:
        found.told |= sure
        found.either += either
        found.numbers += len(table)
        found.unknown += left


def numbers_of_workbook(path: Path, language: str) -> Iterator[list[Number]]:
    """The numbers of each sheet, at full precision, without the columns of changes."""
    for sheet in load_workbook(path, data_only=True).worksheets[1:]:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        first = next((line for line, row in enumerate(rows) if line > 0 and any(isinstance(v, float | int) for v in row)), None)
        if first is None:
            continue
        stubs = next(place for place, value in enumerate(rows[first]) if isinstance(value, float | int) or value in ("#", "-"))
        stubs = _stub_count(sheet, stubs)
        body = int(sheet.freeze_panes[1:] or 1) - 1 if sheet.freeze_panes else first
        heads = _filled(rows[body - 2], stubs), rows[body - 1]
        yield [
            Number(_labels([*row[:stubs], heads[0][place], heads[1][place]]), float(value), 1e-9 * max(1.0, abs(value)))
            for row in rows[body:]
            for place, value in enumerate(row)
            if place >= stubs and isinstance(value, float | int) and not _is_change(heads[1][place], language)
        ]


def _stub_count(sheet: object, otherwise: int) -> int:
    """How many columns name the rows: those that stay when the sheet is scrolled."""
    frozen = re.match(r"[A-Z]", str(getattr(sheet, "freeze_panes", "") or ""))
    return ord(frozen[0]) - ord("A") if frozen else otherwise


def _filled(row: Sequence[object], start: int) -> list[object]:
    """Labels that span several columns, in each of them."""
    found, last = [], None
    for place, value in enumerate(row):
        last = value if value is not None and place >= start else last
        found.append(last if place >= start else None)
    return found


def numbers_of_page(path: Path, language: str) -> Iterator[list[Number]]:
    """The numbers of each table as they are shown, without the columns of changes."""
    for table in lxml_html.parse(str(path)).getroot().iter("table"):
        heads: dict[int, list[str]] = defaultdict(list)
        for row in table.xpath("./thead/tr"):
            place = 0
            taken = {column for column, labels in heads.items() if labels and labels[-1] == "|"}
            for cell in row.iterchildren("th", "td"):
                while place in taken:
                    place += 1
                for column in range(place, place + int(cell.get("colspan", 1))):
                    heads[column] += [_text(cell)] + (["|"] if int(cell.get("rowspan", 1)) > 1 else [])
                place += int(cell.get("colspan", 1))
        yield list(_of_body(table, heads, language))


def _of_body(table: HtmlElement, heads: dict[int, list[str]], language: str) -> Iterator[Number]:
    group = ""
    for row in table.xpath("./tbody/tr"):
        cells = list(row.iterchildren("th", "td"))
        if len(cells) == 1:
            group = _text(cells[0])
            continue
        for place, cell in enumerate(cells):
            number = _number(_text(cell), language) if cell.tag == "td" else None
            if number is not None and not any(_is_change(label, language) for label in heads[place]):
                head = [_text(one) for one in cells if one.tag == "th"]
                yield Number(_labels([group, *head, *heads[place]]), *number)


def _number(text: str, language: str) -> tuple[float, float] | None:
    plain = text.replace(".", "").replace(",", ".") if language == "da" else text.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return None
    return float(plain), 0.5000001 * 10 ** -len(plain.partition(".")[2])


def _is_change(label: object, language: str) -> bool:
    return label in [Statistic(name).label(language) for name in CHANGES]


def _labels(values: Sequence[object]) -> frozenset[str]:
    return frozenset(str(value) for value in values if value not in (None, "", "|"))


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
