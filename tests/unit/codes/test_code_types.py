"""Codes as types: what they take, what they refuse and in which words, and how they serve as fields of a model."""

from __future__ import annotations

import copy
import pickle
import re

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from evalkit import codes
from evalkit.codes import Akasse, CodeNotTextError, Grouping, Language, Municipality, Qualifier, Statistic, Unit, code_list
from evalkit.codes.lists import LISTS
from evalkit.codes.types import Code
from evalkit.errors import UnknownCode, UsageError
from evalkit.messages import LANGUAGES

TYPES = [getattr(codes, name) for name in codes.__all__ if isinstance(getattr(codes, name), type)]
TYPES = [kind for kind in TYPES if issubclass(kind, Code)]


class Choice(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    akasse: Akasse | None = None
    municipalities: list[Municipality] = []
    language: Language = Language("da")


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_every_type_takes_the_codes_of_its_list_and_no_other(kind: type[Code]) -> None:
    assert [str(code) for code in kind.all()] == list(code_list(kind.list_name).codes)
    assert all(isinstance(code, kind) and kind.resolve(code) == code for code in kind.all())
    with pytest.raises(UnknownCode, match=f"unknown {kind.codes().naming.kind} 'no such code'"):
        kind("no such code")


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_label(kind: type[Code], language: str) -> None:
    without = {str(code) for code in kind.all() if not code.label(language)}
    assert without == ({"count", "none"} if kind is Unit else set())


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_ascii_and_every_row_is_whole(name: str) -> None:
    rows = code_list(name).rows
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", code) for code in rows)
    assert all(None not in row and None not in row.values() for row in rows.values())


def test_languages_are_those_of_the_messages() -> None:
    assert Language.all() == LANGUAGES


def test_a_municipality_stays_text_when_copied_pickled_and_joined() -> None:
    municipality = Municipality("0101")
    assert municipality == "0101"
    assert f"{municipality}" == "0101"
    assert {municipality: 1}["0101"] == 1
    for twin in (copy.deepcopy(municipality), pickle.loads(pickle.dumps(municipality))):
        assert type(twin) is Municipality
        assert twin == municipality


@pytest.mark.parametrize(
    ("kind", "got", "said"),
    [
        (Municipality, 65, 'municipality 65 is not text. Codes are quoted text: write for example municipality "0101".'),
        (Municipality, 101, 'municipality 101 is not text. Codes are quoted text: write for example municipality "0101".'),
        (Municipality, 461, 'municipality 461 is not text. Codes are quoted text: write for example municipality "0461".'),
        (Municipality, None, 'municipality None is not text. Codes are quoted text: write for example municipality "0101".'),
        (Akasse, 3, 'a-kasse 3 is not text. Codes are quoted text: write for example a-kasse "3F-A".'),
        (Language, False, 'language False is not text. Codes are quoted text: write for example language "da".'),
    ],
)
def test_what_is_not_text_is_refused_with_the_remedy(kind: type[Code], got: object, said: str) -> None:
    with pytest.raises(CodeNotTextError) as caught:
        kind(got)
    assert str(caught.value) == said
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("kind", "got", "near"),
    [
        (Akasse, "HKA", "HK-A"),
        (Akasse, "3FA", "3F-A"),
        (Municipality, "101", "0101"),
        (Municipality, "Kobenhavn", "0101 København"),
        (Statistic, "levels", "level"),
    ],
)
def test_an_unknown_code_names_the_nearest_one(kind: type[Code], got: str, near: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        kind(got)
    assert caught.value.nearest == near
    assert f"Did you mean '{near}'?" in str(caught.value)


def test_an_unknown_akasse_names_what_is_allowed() -> None:
    with pytest.raises(UnknownCode) as caught:
        Akasse("XX")
    assert str(caught.value).startswith("unknown a-kasse 'XX'. Allowed: 3F-A, AJKS, AKA,")
    assert caught.value.allowed == list(Akasse.all())


def test_an_unknown_list_or_language_is_refused() -> None:
    with pytest.raises(UnknownCode, match=r"unknown code list 'akasse'.*akasser"):
        code_list("akasse")
    with pytest.raises(UnknownCode, match="unknown language 'de'"):
        Akasse("HK-A").label("de")


def test_a_strict_model_takes_codes_as_text() -> None:
    choice = Choice.model_validate({"akasse": "HK-A", "municipalities": ["0101", "0751"], "language": "en"})
    assert type(choice.akasse) is Akasse
    assert [type(municipality) for municipality in choice.municipalities] == [Municipality, Municipality]
    assert choice.model_dump() == {"akasse": "HK-A", "municipalities": ["0101", "0751"], "language": "en"}
    assert Choice.model_validate_json(choice.model_dump_json()) == choice
    assert Choice.model_json_schema()["properties"]["language"]["type"] == "string"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"akasse": "XX"}, "unknown a-kasse 'XX'"),
        ({"akasse": "3FA"}, "Did you mean '3F-A'?"),
        ({"municipalities": ["0101", 65]}, "municipality 65 is not text"),
        ({"municipalities": ["Aarhus"]}, "unknown municipality 'Aarhus'. Did you mean '0751 Aarhus'?"),
        ({"language": False}, "language False is not text"),
    ],
)
def test_a_strict_model_reports_the_code_types_own_words(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Choice.model_validate(given)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("unit", "number", "danish", "english"),
    [
        ("pct", "33,3", "33,3 pct.", "33,3 per cent"),
        ("pct_point", "1", "1 pct.point", "1 percentage point"),
        ("count", "72.899", "72.899", "72.899"),
        ("per_week", "0,09", "0,09 pr. uge", "0,09 per week"),
        ("million_dkk", "32", "32 mio. kr.", "32 million DKK"),
        ("months", "1", "1 måned", "1 month"),
        ("months", "1,0", "1,0 måneder", "1,0 months"),
        ("weeks", "6", "6 uger", "6 weeks"),
        ("week_number", "35", "uge 35", "week 35"),
        ("page", "9", "side 9", "page 9"),
        ("paragraph", "32", "§ 32", "section 32"),
        ("year", "2019", "2019", "2019"),
        ("sign", "+", "+", "+"),
        ("none", "7", "7", "7"),
        ("out_of_10", "3", "3 ud af 10", "3 out of 10"),
    ],
)
def test_a_unit_stands_at_its_place_beside_the_number(unit: str, number: str, danish: str, english: str) -> None:
    assert Unit(unit).with_number(number, "da") == danish
    assert Unit(unit).with_number(number, "en") == english


def test_a_qualifier_stands_before_the_number_unless_it_is_exact() -> None:
    shown = {str(qualifier): qualifier.with_number("20", "da") for qualifier in Qualifier.all()}
    assert shown == {
        "exact": "20", "about": "ca. 20", "just_under": "knap 20", "just_over": "godt 20", "over": "over 20",
        "under": "under 20", "at_least": "mindst 20", "at_most": "højst 20", "at_latest": "senest 20", "interval": "20",
    }  # fmt: skip


def test_the_vocabularies_of_the_registry_are_complete() -> None:
    assert set(code_list("kinds").codes) == {"published_table", "published_text", "rule"}
    assert set(Statistic.all()) >= {"level", "difference", "change", "relative_change", "range", "minimum", "maximum"}
    assert all(isinstance(grouping.is_partition, bool) for grouping in Grouping.all())
    assert {grouping.row["partition"] for grouping in Grouping.all()} <= {"yes", "no"}
