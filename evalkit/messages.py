"""The one catalogue of sentences that a reader of an export sees, in Danish and English."""

from __future__ import annotations

import csv
import functools
from importlib import resources

from evalkit.errors import UnknownCode

LANGUAGES = ("da", "en")


@functools.cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every message: key to language to text with `{name}` fields. Source: `messages.csv`."""
    text = resources.files("evalkit").joinpath("messages.csv").read_text(encoding="utf-8")
    return {row["key"]: {language: row[language] for language in LANGUAGES} for row in csv.DictReader(text.splitlines())}


def message(key: str, language: str, **values: object) -> str:
    """One sentence in one language.

    Parameters
    ----------
    key: the message's key, for example `audit.title`.
    language: `da` or `en`.
    values: what stands in the text's `{name}` fields, already formatted for the language.

    Raises
    ------
    UnknownCode: no such key or language.

    >>> message("label.source", "da")
    'Kilde'
    """
    if language not in LANGUAGES:
        raise UnknownCode("language", language, LANGUAGES)
    if key not in catalogue():
        raise UnknownCode("message", key, (name for name in catalogue() if name.partition(".")[0] == key.partition(".")[0]))
    return catalogue()[key][language].format(**values)
