"""The index page: every exported page in one list, to be searched and narrowed down from the disk."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Literal

from jinja2 import Environment, PackageLoader
from lxml.html import document_fromstring

from evalkit.export.offline import outside_references
from evalkit.export.page import ExportError, date_in_words
from evalkit.messages import message

FILTERS = ("report", "akasse", "municipality", "target_group")
WORDS = (
    *FILTERS, "title", "lead", "filter", "search", "all", "reset", "shown", "of", "none_fit", "failed", "earlier", "workbook",
    "workbook_of",
)  # fmt: skip
DANISH = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})

Code = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One run in the list.

    Attributes
    ----------
    report, report_title: code and title of the report that it belongs to.
    title, description: the run's own words; the description may be empty.
    href: relative link to the run's page. For a failed run: to the page that an earlier run left, or None.
    xlsx: relative link to the workbook of the same page, or None.
    akasse, municipality, target_group: code and label of what the run is limited to, or None.
    status: `done` or `failed`.
    made_on: the day of the run.
    """

    report: str
    report_title: str
    title: str
    description: str
    href: str | None
    xlsx: str | None
    akasse: Code | None
    municipality: Code | None
    target_group: Code | None
    status: Literal["done", "failed"]
    made_on: date


def index_html(entries: Sequence[Entry], language: str, *, made_on: date, version: str, banner: str | None = None) -> str:
    """The index page as HTML that works from the disk, without network and, as a plain list, without JavaScript.

    Parameters
    ----------
    entries: the runs. Reports keep the order in which they come, and so do the runs of a report that are not limited;
        those limited to one target group, a-kasse or municipality follow, in that order and each kind by name.
    language: `da` or `en`.
    made_on, version: stand at the foot of the page.
    banner: what stands across the top, such as SYNTETISKE DATA.

    Raises
    ------
    ExportError: a link is not relative.
    """
    script = resources.files("evalkit.export").joinpath("template", "index.js").read_text(encoding="utf-8")
    environment = Environment(loader=PackageLoader("evalkit.export", "template"), autoescape=True)
    markup = environment.get_template("index.html.j2").render(
        language=language,
        csp=_csp(script),
        script=script,
        banner=banner,
        words={name: message(f"index.{name}", language) for name in WORDS},
        skip=message("export.skip", language),
        foot=f"evalkit {version} · {date_in_words(made_on, language)}",
        reports=grouped(entries),
        filters={name: choices(entries, name) for name in FILTERS},
        total=len(entries),
        date_in_words=date_in_words,
    )
    if outside := outside_references(document_fromstring(markup)):
        raise ExportError(f"the index points outside itself: {', '.join(outside)}. Links must be relative.")
    return markup


def grouped(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Title and runs of each report, in the order in which `index_html` shows them."""
    runs: dict[str, list[Entry]] = {}
    for entry in entries:
        runs.setdefault(entry.report, []).append(entry)
    return [(group[0].report_title, sorted(group, key=_order)) for group in runs.values()]


def choices(entries: Sequence[Entry], name: str) -> list[Code]:
    """Code and label of everything that the entries can be narrowed down to: reports as they come, the rest by label."""
    if name == "report":
        return list({entry.report: (entry.report, entry.report_title) for entry in entries}.values())
    found = {getattr(entry, name) for entry in entries} - {None}
    return sorted(found, key=lambda code: danish_order(code[1]))


def danish_order(text: str) -> str:
    """A sort key: letters without regard to case, æ, ø and å last, and aa as å.

    >>> sorted(["Aarhus", "Ærø", "Odense", "Albertslund"], key=danish_order)
    ['Albertslund', 'Odense', 'Ærø', 'Aarhus']
    """
    return text.casefold().replace("aa", "å").translate(DANISH)


def _order(entry: Entry) -> tuple[int, str]:
    limits = (entry.target_group, entry.akasse, entry.municipality)
    rank = max(number for number, limit in enumerate((True, *limits)) if limit)
    return rank, danish_order(entry.title) if rank else ""


def _csp(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
