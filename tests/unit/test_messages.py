"""The catalogue: every sentence in both languages with the same fields, each used, and none missing."""

from __future__ import annotations

import csv
import re
import string
from collections import Counter
from pathlib import Path

import pytest

from evalkit.errors import UnknownCode
from evalkit.messages import LANGUAGES, catalogue, message

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path.read_text(encoding="utf-8")
    for folder in ("evalkit", "notebooks")
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix in {".py", ".ipynb"}
]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_key_stands_twice() -> None:
    lines = (ROOT / "evalkit" / "messages.csv").read_text(encoding="utf-8").splitlines()
    keys = Counter(row["key"] for row in csv.DictReader(lines))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("key", catalogue())
def test_both_languages_say_it_with_the_same_fields(key: str) -> None:
    texts = catalogue()[key]
    assert all(texts[language].strip() for language in LANGUAGES)
    assert _fields(texts["da"]) == _fields(texts["en"])


def test_no_sentence_is_left_over() -> None:
    """A key is used when each of its words stands somewhere in the code; keys are put together from words."""
    words = set(re.findall(r"[a-z0-9]+", "\n".join(CODE)))
    unused = [key for key in catalogue() if not set(re.split(r"[._]", key)[1:]) <= words]
    assert unused == []


@pytest.mark.parametrize(("key", "language", "named"), [("audit.titel", "da", "audit.title"), ("audit.title", "de", "da")])
def test_an_unknown_key_or_language_is_named(key: str, language: str, named: str) -> None:
    with pytest.raises(UnknownCode, match=named):
        message(key, language)
