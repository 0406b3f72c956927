"""Reads the registry: one CSV a document in `data/`, and the labels of the places in `places.csv`."""

from __future__ import annotations

import csv
import functools
from importlib import resources

from evalkit.codes import Document
from evalkit.published.figure import PublishedFigure


@functools.cache
def figures(document: str | None = None) -> tuple[PublishedFigure, ...]:
    """The published figures of one document, or of all, in the order in which they were transcribed.

    Raises
    ------
    UnknownCode: no such document.

    >>> len(figures())
    2167
    """
    if document is None:
        return tuple(figure for name in Document.all() for figure in figures(name))
    return tuple(PublishedFigure(document=document, **row) for row in _rows(f"data/{Document(document)}.csv"))


def published_groups(document: str, dimension: str) -> tuple[str, ...]:
    """The groups of a dimension that a document prints figures for, in the order of the registry.

    Parameters
    ----------
    dimension: `target_group`, or a grouping such as `akasse`.

    >>> published_groups("danske_akasser2017", "akasse")
    ()
    """
    if dimension == "target_group":
        return tuple(dict.fromkeys(figure.target_group for figure in figures(document)))
    return tuple(dict.fromkeys(figure.group for figure in figures(document) if figure.grouping == dimension and figure.group))


@functools.cache
def _place_labels() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["document"], row["place"]): {"da": row["label_da"], "en": row["label_en"]} for row in _rows("places.csv")}


def place_label(document: str, place: str, language: str) -> str:
    """What a place in a document is called, for example `Tabel 3.1`.

    >>> place_label("bdo2023", "table_3_1", "en")
    'Table 3.1'
    """
    return _place_labels()[document, place][language]


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("evalkit.published").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
