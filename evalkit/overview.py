"""What the five documents measured, on whom and when: one table and one timeline over all of them."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from evalkit.codes import Document, period_bounds, period_label
from evalkit.figures import Figure, spans
from evalkit.messages import message
from evalkit.numbers import format_number
from evalkit.published import figures, sources
from evalkit.published.sources import Measured
from evalkit.tables import Cell, Column, Row, Table

_FIELDS = ("what", "who", "data")


def measured_table(language: str) -> Table:
    """Each thing that a document measured: what, on whom, from which data, when, and on how many."""
    rows = tuple(_measured_row(code, entry, language) for code, source in sources().items() for entry in source.measured)
    return Table(
        key="measured",
        title=message("overview.measured.table", language),
        language=language,
        stub=(message("overview.document", language), message("overview.what", language)),
        columns=(
            Column(message("overview.who", language), numeric=False),
            Column(message("overview.data", language), numeric=False),
            Column(message("overview.when", language), numeric=False),
            Column(message("label.n", language), number_format="#,##0"),
        ),
        rows=rows,
        source=message("overview.source", language),
        remarks=(message("legend.missing", language),),
    )


def measured_timeline(language: str) -> Figure:
    """The periods that the documents measured, one line a document and kind of data, coloured by document."""
    frame = pd.DataFrame(
        [
            {
                "label": f"{Document(code).label(language)}: {_data_kind(entry, language)}",
                "start": _decimal_year(_bounds(entry)[0]),
                "end": _decimal_year(_bounds(entry)[1]),
                "hue": Document(code).label(language),
            }
            for code, source in sources().items()
            for entry in source.measured
        ]
    )
    first, last = frame["start"].min(), frame["end"].max()
    alt = message("overview.timeline.alt", language, count=len(frame), first=int(first), last=int(last))
    hues = [Document(code).label(language) for code in sources()]
    return spans(frame, measured_table(language), alt, message("overview.year", language), hues)


def documents_table(language: str) -> Table:
    """The documents: title, publisher, year and how many published figures the registry holds from each."""
    titles = {code: source.title if language == "da" else source.title_en for code, source in sources().items()}
    rows = tuple(
        Row(
            (Document(code).label(language),),
            (
                Cell(titles[code], titles[code]),
                Cell(source.publisher, source.publisher),
                Cell(str(source.year), source.year),
                Cell(format_number(len(figures(code)), 0, language), len(figures(code))),
            ),
        )
        for code, source in sources().items()
    )
    names = ("title", "publisher", "year", "figures")
    return Table(
        key="documents",
        title=message("overview.documents.table", language),
        language=language,
        stub=(message("overview.document", language),),
        columns=tuple(
            Column(message(f"overview.column.{name}", language), numeric=name in ("year", "figures")) for name in names
        ),
        rows=rows,
        source=message("overview.source", language),
    )


def _measured_row(code: str, entry: Measured, language: str) -> Row:
    words = {name: entry.label(name, language) for name in _FIELDS}
    when = period_label(_period(entry), language)
    missing = Cell(message("cell.missing", language), state="missing")
    count = missing if entry.n is None else Cell(format_number(entry.n, 0, language), entry.n)
    cells = (Cell(words["who"], words["who"]), Cell(words["data"], words["data"]), Cell(when, when), count)
    return Row((Document(code).label(language), words["what"]), cells)


def _data_kind(entry: Measured, language: str) -> str:
    """The data in short: what stands before the first remark in brackets or behind a semicolon."""
    return re.split(r" \(|;", entry.label("data", language))[0]


def _period(entry: Measured) -> str:
    return entry.start if entry.start == entry.end else f"{entry.start}/{entry.end}"


def _bounds(entry: Measured) -> tuple[date, date]:
    bounds = period_bounds(_period(entry))
    if bounds is None:
        raise ValueError(f"{entry.what_en}: {_period(entry)!r} is no period with dates")
    return bounds


def _decimal_year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
