"""What an exported page says about itself, apart from its contents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evalkit.codes import period_label
from evalkit.errors import EvalkitError
from evalkit.messages import message


class ExportError(EvalkitError):
    """An executed notebook cannot be handed over as it is; the message names the cell and what to do."""


@dataclass(frozen=True)
class PageInfo:
    """The frame around a run's outputs, in the words that the reader sees.

    Attributes
    ----------
    title: the page's title; its heading too, unless an output brings one.
    language: `da` or `en`.
    report, run: the titles of the report and of the run.
    index_href: relative link to the index page, for example `../index.html`.
    parameters: pairs of label and text, in the order in which they are shown.
    banner: what stands across the top of every page, such as SYNTETISKE DATA; None when there is nothing to say.
    made_on: the day on which the run was made.
    version: evalkit's version.
    description: one or two sentences on what the page shows; may be empty.
    """

    title: str
    language: str
    report: str
    run: str
    index_href: str
    parameters: tuple[tuple[str, str], ...]
    banner: str | None
    made_on: date
    version: str
    description: str


def date_in_words(day: date, language: str) -> str:
    """A date as a reader writes it.

    >>> date_in_words(date(2026, 11, 5), "da")
    '5. november 2026'
    """
    return period_label(day.isoformat(), language)


def about_rows(page: PageInfo) -> tuple[tuple[str, str], ...]:
    """What an export was made from and when, as pairs of label and text; a pair without text is left out."""
    rows = (
        (message("export.report", page.language), page.report),
        (message("export.run", page.language), page.run),
        *page.parameters,
        (message("export.made_on", page.language), date_in_words(page.made_on, page.language)),
        (message("export.made_with", page.language), f"evalkit {page.version}"),
    )
    return tuple(row for row in rows if row[1])
