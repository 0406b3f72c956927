"""What a run's page says about itself: titles, parameters in words, date and version."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

from evalkit.batch.plan import Run
from evalkit.codes import period_label
from evalkit.codes.types import Code
from evalkit.export.page import PageInfo, date_in_words
from evalkit.messages import catalogue, message
from evalkit.numbers import format_number

PERIODS = ("period", "periods", "suspended")  # parameters whose texts are periods


def page_of(run: Run, made_on: dt.date) -> PageInfo:
    """The frame of a run's page; every parameter of the run is shown, in the words that the reader sees."""
    return PageInfo(
        title=run.title,
        language=run.language,
        report=run.report_title,
        run=run.title,
        index_href="../index.html",
        parameters=tuple(
            (_label(name, run.language), _source(run) if name == "source" else _words(name, value, run.language))
            for name, value in run.parameters.items()
        ),
        banner=message("source.banner", run.language) if run.synthetic else None,
        made_on=made_on,
        version=version("evalkit"),
        description="",
    )


def _source(run: Run) -> str:
    return message("source.name", run.language) if run.synthetic else run.source_name


def _label(name: str, language: str) -> str:
    """What a parameter is called; its own name when the catalogue has no word for it."""
    key = f"parameter.{name}"
    return message(key, language) if key in catalogue() else name.replace("_", " ").capitalize()


def _words(name: str, value: object, language: str) -> str:
    """A parameter's value as the reader sees it."""
    if isinstance(value, list):
        items = [_words(name, item, language) for item in value]
        return ("; " if any("," in item for item in items) else ", ").join(items)
    if value is None:
        return message("parameter.all", language)
    if isinstance(value, Code):
        return value.label(language)
    if isinstance(value, bool):
        return message("parameter.yes" if value else "parameter.no", language)
    if isinstance(value, dt.date):
        return date_in_words(value, language)
    if isinstance(value, int | float):
        return format_number(value, len(str(value).partition(".")[2]), language)
    return _named(name, str(value), language) or f'"{value}"'  # as the parameter file writes it


def _named(name: str, value: str, language: str) -> str:
    """What a text stands for: a period, a regime, or a choice that the catalogue has words for; empty where it is none."""
    from evalkit.regimes.library import regimes  # here, since with nothing to do nothing of it is needed

    if name in PERIODS:
        return period_label(value, language)
    if name == "regimes" and value in regimes():
        return regimes()[value].title[language]
    key = f"parameter.{name}.{value}"
    return message(key, language) if key in catalogue() else ""
