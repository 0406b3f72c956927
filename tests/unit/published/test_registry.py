"""The registry holds every transcribed figure, with the digits as printed and with keys that are in the code lists."""

from __future__ import annotations

import ast
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.codes import Document, Grouping, Indicator, Kind, Qualifier, Statistic, TargetGroup, Unit, check_group, check_period
from evalkit.codes.lists import code_list, read
from evalkit.published import PublishedFigure, figures, place_label, sources
from evalkit.registers.tables import TABLES

ROOT = Path(__file__).parents[3]
LONG_ENOUGH = 4  # letters of an f-string that a code must share with it to have come from it
TRANSCRIPTION = Path(__file__).parents[2] / "reference" / "transcription.csv"
FIGURES = figures()
SIGNS = {"positive", "negative", "none", "similar"}


def _digest(figure: PublishedFigure) -> str:
    return hashlib.sha256("|".join((figure.id, figure.printed, figure.kind)).encode()).hexdigest()[:16]


def test_no_row_is_lost_and_no_printed_digit_changed() -> None:
    with TRANSCRIPTION.open(encoding="utf-8", newline="") as file:
        transcribed = {(row["document"], row["id"]): row["digest"] for row in csv.DictReader(file)}
    assert len(transcribed) == len(FIGURES) == 2167
    assert {(figure.document, figure.id): _digest(figure) for figure in FIGURES} == transcribed


def test_a_changed_digit_is_seen() -> None:
    figure = next(figure for figure in FIGURES if figure.printed == "72899")
    changed = PublishedFigure(**{**vars(figure), "printed": "72889"})
    assert _digest(changed) != _digest(figure)


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(figure.id for figure in FIGURES).items() if count > 1] == []


@pytest.mark.parametrize("document", Document.all())
def test_every_key_is_in_its_list(document: str) -> None:
    for figure in figures(document):
        Indicator(figure.indicator), Statistic(figure.statistic), TargetGroup(figure.target_group)
        Unit(figure.unit), Qualifier(figure.qualifier), Kind(figure.kind)
        check_period(figure.period)
        assert check_group(Grouping(figure.grouping), figure.group) == figure.group if figure.grouping else not figure.group
        assert place_label(document, figure.place, "da")
        assert place_label(document, figure.place, "en")


@pytest.mark.parametrize("document", Document.all())
def test_what_has_no_digits_has_words_in_both_languages(document: str) -> None:
    for figure in figures(document):
        assert bool(figure.printed) != bool(figure.words_da), figure.id
        assert bool(figure.words_da) == bool(figure.words_en), figure.id
        assert bool(figure.remark_da) == bool(figure.remark_en), figure.id
        if figure.unit == "sign":
            assert figure.words_en.split(";")[0] in SIGNS, figure.id


def _said_in_code() -> Callable[[str], bool]:
    """Whether a code stands in the source or its data as a text, or can be made by an f-string of it."""
    constants = {
        word for path in (ROOT / "evalkit").rglob("*.yml") for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }
    patterns: set[str] = set()
    for path in (ROOT / "evalkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if any(isinstance(part, str) and len(part) >= LONG_ENOUGH and part.isidentifier() for part in parts):
                    patterns.add("".join(re.escape(part) if isinstance(part, str) else "[a-z0-9_]+" for part in parts))
    made = re.compile("|".join(sorted(patterns)))
    return lambda code: code in constants or made.fullmatch(code) is not None


def test_no_label_is_unused() -> None:
    in_code = _said_in_code()
    used = {
        "indicators": {figure.indicator for figure in FIGURES},
        "target_groups": {figure.target_group for figure in FIGURES},
        "groupings": {name for figure in FIGURES for name in (figure.grouping, *figure.groups) if name}
        | {column.grouping for table in TABLES.values() for column in table.columns},
    }
    for name, codes in used.items():
        assert {code for code in code_list(name).codes if code not in codes and not in_code(code)} == set(), name
    groups = {(grouping, group) for f in FIGURES for grouping, group in ((f.grouping, f.group), *f.groups.items())}
    groups |= {(column.grouping, code) for table in TABLES.values() for column in table.columns for code in column.codes}
    left = {(row["grouping"], row["code"]) for row in read("groups")} - groups
    assert {(grouping, code) for grouping, code in left if not in_code(code)} == set()


@pytest.mark.parametrize(("printed", "decimals"), [("72899", 0), ("56.5", 1), ("0.12", 2), ("-9000", 0), ("", 0)])
def test_the_printed_precision_is_that_of_the_digits(printed: str, decimals: int) -> None:
    figure = PublishedFigure(**{**vars(FIGURES[0]), "printed": printed})
    assert figure.decimals == decimals
    assert (figure.value is None) == (printed == "")


def test_each_document_is_described() -> None:
    assert list(sources()) == list(Document.all())
    for code, source in sources().items():
        assert source.measured, code
        assert source.citation().startswith(source.publisher)
