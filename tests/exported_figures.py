"""What the pages on time on the benefit tell, read from their files, and what the alternative texts of figures say.

Pictures are held to their data tables where they are drawn (`drawn_marks.py`); here the data tables and texts are read back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from exported_numbers import Candidates, Read, read_pages
from lxml import html as lxml_html

from evalkit.analysis import Analysis
from evalkit.codes import Indicator, TargetGroup, group_label
from evalkit.disclosure import Given
from evalkit.disclosure.asked import Asked
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.indicators.survival import TIME, CourseDefinitions, describe
from evalkit.indicators.survival.describe import STATUS_SHARES
from evalkit.manifest import Record
from evalkit.messages import message

SURVIVAL = ("2020-09/2022-03", "trial_group", CourseDefinitions(26, 4, 26), Selection(), 5, 0.95)


def of_survival(analysis: Analysis) -> list[Cell]:
    """The cells of time on the benefit, on the country's page and on that of each a-kasse."""
    return list(Asked(describe, Given(SURVIVAL)).cells(analysis.source.connection))


def read_survival(folder: Path, cells: Sequence[Cell]) -> Read:
    """The cells that the pages and workbooks on time on the benefit tell."""
    return read_pages(folder, ("survival",), partial(_candidates, cells))


def _candidates(cells: Sequence[Cell], record: Record) -> Candidates:
    """By label of the group: the cells of a page; a status stands without its week."""
    found: Candidates = defaultdict(list)
    page = {(name, (code,)) for name, code in record.selection.items()}
    for cell in cells:
        dims = dict(cell.place.dims)
        if cell.result.value is None or {pair for pair in cell.place.dims if pair[0] == "akasse"} != page:
            continue
        whom = TargetGroup(cell.result.target_group).label(record.language)
        divided = {name: group_label(name, codes[0], record.language) for name, codes in dims.items() if name in (TIME, "exit")}
        indicator = Indicator(cell.result.indicator).label(record.language)
        found[whom].append((cell, frozenset({whom, indicator, *divided.values()}), frozenset({whom, *divided.values()})))
        if cell.result.indicator in STATUS_SHARES.values() and dims[TIME] == ("week_26",):
            found[whom].append((cell, frozenset({whom, indicator}), frozenset({whom, indicator})))
    return found


def alternative_texts(path: Path, language: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Of each figure that draws numbers: its id, the numbers that its alternative text says, and those of its data table."""
    names = ("title", "count", "unit", "high", "high_name", "low", "low_name")
    template = re.escape(message("figure.alt", language, **{name: f"@{name}@" for name in names}))
    said = re.compile(re.sub(r"@(\w+)@", lambda found: f"(?P<{found[1]}>.*)", template), re.DOTALL)
    for figure in lxml_html.parse(str(path)).getroot().xpath("//figure[contains(@class, 'chart')]"):
        alt = said.fullmatch(figure.xpath("string(.//img/@alt)"))
        told = {" ".join(cell.text_content().split()) for cell in figure.xpath(".//table//td")}
        if alt is not None:
            yield figure.get("id"), {alt["high"], alt["low"]}, told
