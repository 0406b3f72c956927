from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from evalkit.codes import fold
from evalkit.disclosure import Policy
from evalkit.filters import BACKGROUND
from evalkit.widgets import choices as module
from evalkit.widgets.choices import Choice, chooser, words
from evalkit.widgets.multiselect import MultiSelect
from evalkit.widgets.offers import choices, offered, shown_count
from evalkit.widgets.plain import PlainSelect

PLACES = [
    Choice("0101", "København", ("koebenhavn", "copenhagen"), "12.340"),
    Choice("0751", "Aarhus", ("aarhus",), "9.870"),
    Choice("0411", "Christiansø", ("christiansoe",), "0", "ingen"),
]


@pytest.fixture
def plain() -> PlainSelect:
    return PlainSelect("Kommune", PLACES, words("da"))


def test_every_municipality_is_offered_and_found_by_its_spellings() -> None:
    found = {choice.code: choice for choice in choices("municipality", None, Policy(), "da")}
    assert len(found) == 98
    assert found["0101"].label == "København"
    assert {"koebenhavn", "copenhagen", "kobenhavn"} <= set(found["0101"].spellings)
    assert fold("Århus") in found["0751"].spellings


def test_background_groups_carry_their_grouping() -> None:
    found = [choice for choice in choices("background", None, Policy(), "da") if choice.code.startswith("age:")]
    assert (found[0].code, found[0].label) == ("age:under_25", "Alder: Under 25 år")
    assert "under25aar" in found[0].spellings


def test_numbers_stand_beside_the_choices_and_nobody_gives_a_reason() -> None:
    counts = {
        "municipality": {"0101": 12344, "0751": 3, "0461": 0},
        **{name: {} for name in ("akasse", "target_group", *BACKGROUND)},
    }
    found = choices("municipality", counts, Policy(5), "da")
    assert [(choice.note, choice.reason) for choice in found] == [
        ("12.340", ""),
        ("<5", ""),
        ("0", "ingen med de andre valg"),
    ]
    assert offered(counts)["municipality"] == ("0101", "0751", "0461")


@pytest.mark.parametrize("minimum", [3, 5, 10])
def test_no_small_number_is_ever_shown_and_no_exact_one(minimum: int) -> None:
    shown = [shown_count(persons, Policy(minimum), "en") for persons in range(200)]
    assert shown[0] == "0"
    assert set(shown[1:minimum]) == {f"<{minimum}"}
    assert {int(text) % 10 for text in shown[minimum:]} == {0}


def test_the_form_follows_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(chooser("Kommune", PLACES, "da"), MultiSelect)
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "anywidget" else importlib.util.find_spec(name))
    assert isinstance(chooser("Kommune", PLACES, "da"), PlainSelect)


def test_the_combobox_keeps_the_order_of_choosing_and_what_is_chosen() -> None:
    select = MultiSelect.of("Kommune", PLACES, words("da"))
    seen: list[tuple[str, ...]] = []
    select.on_change(lambda: seen.append(select.chosen()))
    select.choose(["0751", "0101"])
    select.offer(PLACES[:1])
    assert seen == [("0751", "0101")]
    assert select.chosen() == ("0751", "0101")
    assert [option["code"] for option in select.options] == ["0101"]


def test_the_front_end_asks_for_nothing_from_outside() -> None:
    package = Path(module.__file__).parent
    for path in (*package.glob("*.js"), *package.glob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert "http" not in text.replace("http://www.w3.org", "")
        assert not any(word in text for word in ("import ", "@import", "url(", "fetch("))


def test_the_plain_list_narrows_and_keeps_what_is_chosen(plain: PlainSelect) -> None:
    plain.choose(["0751"])
    plain.search.value = "COPEN"
    assert plain.list.options == (("København  12.340", "0101"), ("Aarhus  9.870", "0751"))
    assert plain.chosen() == ("0751",)
    plain.search.value = "xyz"
    assert [code for _, code in plain.list.options] == ["0751"]


def test_the_plain_list_says_what_cannot_be_chosen(plain: PlainSelect) -> None:
    assert "0411" not in dict(plain.list.options).values()
    assert plain.refused.value == "1 × ingen"


def test_the_plain_list_calls_back_once_a_change_and_not_when_it_is_searched_or_filled(plain: PlainSelect) -> None:
    seen: list[tuple[str, ...]] = []
    plain.on_change(lambda: seen.append(plain.chosen()))
    plain.search.value = "aar"
    plain.offer(PLACES)
    assert seen == []
    plain.list.value = ("0751",)
    plain.search.value = ""
    plain.choose(["0751"])
    assert seen == [("0751",)]
    plain.choose([])
    assert seen == [("0751",), ()]
