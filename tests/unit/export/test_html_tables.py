from __future__ import annotations

import great_tables
import pandas as pd
import pytest
from lxml.html import HtmlElement, fromstring

from evalkit.export.fragments import read_fragment, scroll_regions
from evalkit.export.html_tables import tidy_table

FRAME = pd.DataFrame({"kon": ["Mand", "Kvinde"], "før": [0.12, 1.5], "ord": ["ja", "nej"]})


def tidy(markup: str) -> HtmlElement:
    table = fromstring(f"<div>{markup}</div>").find(".//table")
    tidy_table(table)
    return table


def scopes(table: HtmlElement) -> list[tuple[str, str]]:
    return [(cell.text_content().strip(), cell.get("scope")) for cell in table.iter("th")]


FRAMES = {
    "named index": FRAME.set_index("kon"),
    "two levels": FRAME.set_index(["kon", "ord"]),
    "crossed": pd.crosstab(FRAME["kon"], FRAME["ord"]),
    "column levels": FRAME.set_index("kon").pivot(columns="ord"),
    "no index name": FRAME,
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_every_pandas_heading_has_words_and_a_scope(frame: pd.DataFrame) -> None:
    found = scopes(tidy(frame.to_html()))
    assert all(words and scope in ("col", "row") for words, scope in found)
    assert {"col", "row"} == {scope for _, scope in found}


def test_the_row_of_index_names_is_folded_into_the_header() -> None:
    table = tidy(FRAME.set_index(["kon", "ord"]).to_html())
    assert [[cell.text for cell in row] for row in table.findall("thead/tr")] == [["kon", "ord", "før"]]


def test_a_header_of_two_levels_is_not_folded() -> None:
    markup = (
        "<table><thead><tr><th>A</th><th>B</th></tr><tr><th>x</th><th></th></tr></thead><tr><td>1</td><td>2</td></tr></table>"
    )
    assert len(tidy(markup).findall("thead/tr")) == 2


def test_columns_of_words_are_set_apart_from_numbers() -> None:
    table = tidy(FRAME.set_index("kon").to_html())
    assert [cell.text for cell in table.xpath(".//*[@class='text']")] == ["kon", "ord", "Mand", "ja", "Kvinde", "nej"]


@pytest.mark.parametrize("text", ["12", "−1,5", "44.589", "12,5 pct.", "3 pct.point", "[0,1; 0,2]", "•", "-", "..", "NaN", ""])
def test_numbers_and_marks_are_not_words(text: str) -> None:
    assert tidy(f"<table><tr><th>A</th></tr><tr><td>{text}</td></tr></table>").xpath(".//*[@class='text']") == []


def test_a_table_without_a_head_gets_its_scopes_from_its_rows() -> None:
    table = tidy("<table><tr><th>A</th><th>B</th></tr><tr><th>x</th><td>1</td></tr></table>")
    assert scopes(table) == [("A", "col"), ("B", "col"), ("x", "row")]


def test_the_title_of_a_great_table_becomes_its_caption_and_its_style_goes() -> None:
    raw = (
        great_tables.GT(FRAME, rowname_col="kon").tab_header("Tabel 1", "Andel").tab_spanner("Over", ["før", "ord"]).as_raw_html()
    )
    fragment = read_fragment(raw, "cell 1")
    table = fragment.find(".//table")
    assert table.findtext("caption") == "Tabel 1. Andel"
    assert fragment.findall(".//style") == []
    assert fragment.xpath(".//*[contains(@style, 'overflow')]") == []
    assert all(words and scope for words, scope in scopes(table))
    assert set(" ".join(table.xpath(".//@headers")).split()) <= set(table.xpath(".//@id"))


def test_headers_that_point_nowhere_are_dropped() -> None:
    assert tidy('<table><tr><th id="a b">A</th></tr><tr><td headers="a b">1</td></tr></table>').xpath(".//@headers") == []


def test_each_table_scrolls_in_a_named_box_of_its_own() -> None:
    plain = "<table><tr><td>1</td></tr></table>"
    captioned = "<table><caption>Andel</caption><tr><td>1</td></tr></table>"
    figure = f"<figure><figcaption>Andel</figcaption>{plain}</figure>"
    boxed = f'<div class="scroll" role="region" tabindex="0" aria-label="Egen">{plain}</div>'
    fragments = [read_fragment(markup, "cell 1") for markup in (plain, captioned, figure, boxed, f"{plain}hale")]
    scroll_regions(fragments, "da")
    boxes = [box for fragment in fragments for box in fragment.xpath(".//*[@role='region']")]
    assert [box.get("aria-label") for box in boxes] == ["Tabel 1", "Andel", "Andel (2)", "Egen", "Tabel 5"]
    assert all(box.get("tabindex") == "0" and len(box.findall("table")) == 1 for box in boxes)
    assert fragments[-1].text_content() == "1hale"
