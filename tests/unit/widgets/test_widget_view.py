from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from evalkit.codes import group_list
from evalkit.filters import Selection
from evalkit.numbers import format_number
from evalkit.results import Result
from evalkit.widgets.view import MOST_BARS, title_of, view

TOTAL = Result("contact_intensity", "level", "dagpenge", "", "", "2019", "per_week", 50, 100.0, 500.0, 0.2)


def by(grouping: str, values: dict[str, float | None]) -> list[Result]:
    numbers = [replace(TOTAL, grouping=grouping, group=group, value=value, persons=25) for group, value in values.items()]
    return [one if one.value is not None else replace(one, state="suppressed", persons=0) for one in numbers]


def cells(results: list[Result], language: str = "da") -> list[list[str]]:
    rows = html.fromstring(view(results, Selection(), "Kilde", language).to_html()).xpath("//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_the_table_holds_every_result_as_it_came() -> None:
    results = [TOTAL, *by("sex", {"men": 0.123456, "women": None})]
    assert cells(results) == [["I alt", "0,20", "50"], ["Mænd", "0,12", "25"], ["Kvinder", "#", "#"]]
    table = view(results, Selection(), "x", "da").table
    assert [row.cells[0].value for row in table.rows] == [0.2, 0.123456, None]
    assert table.rows[2].cells[0].state == "suppressed"
    assert any("for få personer" in remark for remark in table.remarks)


def test_two_target_groups_stand_side_by_side() -> None:
    other = replace(TOTAL, target_group="kontanthjaelp_activity_ready", value=0.3, persons=9)
    results = [TOTAL, other, *by("sex", {"men": 0.1})]
    assert cells(results, "en") == [["Total", "0.20", "50", "0.30", "9"], ["Men", "0.10", "25", "..", ".."]]


def test_municipalities_stand_from_the_highest_down_and_the_picture_shows_both_ends() -> None:
    codes = group_list("municipality").codes
    results = [TOTAL, *by("municipality", {code: number / 100 for number, code in enumerate(codes)})]
    shown = view(results, Selection(), "x", "da")
    values = [row.cells[0].value for row in shown.table.rows]
    assert values == [0.2, *sorted(values[1:], reverse=True)]
    assert len(values) == 99
    assert shown.figure is not None
    assert f"{MOST_BARS + 1} grupper" in shown.figure.alt
    assert f"de {MOST_BARS // 2} laveste af 98" in " ".join(shown.table.remarks)


def test_a_picture_says_in_words_what_it_shows() -> None:
    shown = view([TOTAL, *by("sex", {"men": 0.1, "women": 0.3})], Selection(), "x", "da")
    [picture] = html.fromstring(shown.to_html()).xpath("//img")
    assert picture.get("alt").startswith("Samtaleintensitet efter køn")
    assert "0,30 (Kvinder)" in picture.get("alt")
    assert picture.get("src").startswith("data:image/png;base64,")


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_to_draw_is_said(language: str) -> None:
    shown = view(by("sex", {"men": None, "women": None}), Selection(), "x", language)
    assert shown.figure is None
    assert "<img" not in shown.to_html()
    assert {"da": "for få personer", "en": "too few persons"}[language] in shown.to_html()


def test_a_group_without_anybody_is_missing_and_not_zero() -> None:
    missing = replace(
        TOTAL, grouping="sex", group="men", persons=0, numerator=None, denominator=None, value=None, state="missing"
    )
    assert cells([TOTAL, missing])[1] == ["Mænd", "..", "0"]


def test_titles() -> None:
    aarhus = Selection.of(municipality="Aarhus", period="2019")
    assert title_of("activation_rate", "", aarhus, "en") == "Activation rate: Aarhus, 2019"
    assert title_of("activation_rate", "akasse", Selection(), "da") == "Berøringsgrad efter a-kasse"
    assert format_number(0.5, 1, "da") == "0,5"
