"""What the browser tests look at: a report, an index, and what a browser finds wrong with a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.export.index import Entry
from evalkit.export.page import PageInfo
from evalkit.figures import bars
from evalkit.tables import Cell, Column, Row, Table

MUNICIPALITIES = (
    ("0751", "Aarhus"), ("0540", "Sønderborg"), ("0492", "Ærø"), ("0461", "Odense"), ("0165", "Albertslund"),
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What a browser finds wrong with one page; every field is empty for a good page.

    Attributes
    ----------
    requests: addresses that the page asked for, beyond its own file and the data inside it.
    errors: messages on the console and uncaught exceptions.
    broken: pictures that could not be drawn.
    violations: axe-core's findings, at any of the widths.
    sideways: widths in CSS pixels at which the page itself scrolls sideways.
    """

    requests: tuple[str, ...]
    errors: tuple[str, ...]
    broken: tuple[str, ...]
    violations: tuple[str, ...]
    sideways: tuple[int, ...]


Check = Callable[[Path], Report]


def sample_page(language: str) -> PageInfo:
    danish = language == "da"
    return PageInfo(
        title="Samtaler og tilbud" if danish else "Talks and offers",
        language=language,
        report="Evaluering af forsøget" if danish else "Evaluation of the trial",
        run="Hele landet" if danish else "The whole country",
        index_href="../index.html",
        parameters=(("Sprog", "dansk"), ("Målgruppe", "dagpengemodtagere")) if danish else (("Language", "English"),),
        banner="SYNTETISKE DATA" if danish else "SYNTHETIC DATA",
        made_on=date(2026, 11, 5),
        version="0.1.0",
        description="Hvor mange samtaler får de ledige?" if danish else "How many talks do the unemployed get?",
    )


def sample_table(language: str) -> Table:
    danish = language == "da"
    groups = ("Mænd", "Kvinder", "Under 30 år", "30 år og derover") if danish else ("Men", "Women", "Below 30", "30 and above")
    spanner = "Samtaleintensitet, samtaler pr. uge" if danish else "Contact intensity, talks per week"
    months = ("september 2021", "oktober 2021", "november 2021", "december 2021", "januar 2022", "februar 2022")
    hidden, missing, none = Cell("•", state="suppressed"), Cell("..", state="missing"), Cell("-", state="not_applicable")
    values = (Cell("0,12" if danish else "0.12", 0.12), hidden, missing, none, Cell("7", 7.0), Cell("ja", "ja"))
    over = ("Køn", "Køn", "Alder", "Alder") if danish else ("Sex", "Sex", "Age", "Age")
    return Table(
        key=f"table_3_1_{language}",
        title="Tabel 3.1. Samtaleintensitet efter køn og alder" if danish else "Table 3.1. Contact intensity by sex and age",
        language=language,
        stub=("Gruppering", "Gruppe") if danish else ("Grouping", "Group"),
        columns=tuple(Column(month, spanner, "0.00") for month in months),
        rows=tuple(Row((first, group), values) for first, group in zip(over, groups, strict=True)),
        source="Beregnet til prøven." if danish else "Made for the test.",
        remarks=("• er skjult af hensyn til fortrolighed.",) if danish else ("• is withheld for confidentiality.",),
    )


def sample_notebook(language: str) -> NotebookNode:
    """What a report holds: headings, a figure, typeset tables, a pandas table, Markdown with TeX, and things to leave out."""
    table = sample_table(language)
    frame = pd.DataFrame({"label": ["3F", "HK", "Krifa", "FOA"], "value": [38.0, 21.5, 44.0, 17.0]})
    figure = bars(frame, table, "Krifa 44, 3F 38, HK 21,5, FOA 17.", "pct.", 1)
    numbers = pd.DataFrame({"uge": [1, 2], "tekst": ["før", "efter"]}, index=pd.Index(["a", "b"], name="gruppe"))
    prose = "## Metode og formel\n\nAndelen er $\\hat p = x/n$:\n\n$$\\hat p = \\frac{\\sum_{i=1}^{n} x_i}{n}$$\n\n- ét\n- to\n"
    shown = [
        {"text/html": "<h2>Samtaler</h2><p>Ledige har ret til samtaler.</p>"},
        dict(figure._repr_mimebundle_()),
        dict(table._repr_mimebundle_()),
        {"text/html": "<h2>Tilbud</h2>"},
        {"text/html": numbers.to_html(), "text/plain": str(numbers)},
        {"text/markdown": prose},
    ]
    cells = [new_code_cell("show()", outputs=[new_output("display_data", data)]) for data in shown]
    printed = new_code_cell("print('x')", outputs=[new_output("stream", name="stdout", text="/srv/secret")])
    return new_notebook(cells=[new_markdown_cell("# For analysts"), printed, *cells])


def sample_entries(language: str) -> list[Entry]:
    """A report with runs of every kind, and one with failed runs, with and without a page of an earlier run."""
    danish = language == "da"
    plain = Entry(
        report="bdo",
        report_title="Evaluering af forsøget" if danish else "Evaluation of the trial",
        title="Overblik" if danish else "Overview",
        description="Hvor mange samtaler får de ledige?" if danish else "How many talks do the unemployed get?",
        href="bdo/overview.html",
        xlsx="bdo/overview.xlsx",
        akasse=None,
        municipality=None,
        target_group=None,
        status="done",
        made_on=date(2026, 11, 5),
    )
    failed = replace(plain, report="sfi", report_title="SFI 2013", status="failed", href=None, xlsx=None)
    benefit = ("dagpenge", "Dagpengemodtagere" if danish else "Unemployment benefit")
    return [
        replace(plain, title=benefit[1], target_group=benefit, href="bdo/dagpenge.html"),
        plain,
        replace(failed, title="A"),
        replace(failed, title="B", href="sfi/b.html"),
        *(replace(plain, title=name, href=f"bdo/{code}.html", municipality=(code, name)) for code, name in MUNICIPALITIES),
        *(replace(plain, title=name, href=f"bdo/{name}.html", akasse=(name, name)) for name in ("HK", "3F-A", "Krifa")),
    ]
