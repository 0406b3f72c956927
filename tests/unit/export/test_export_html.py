from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.export.html import CSP, export_html
from evalkit.export.page import ExportError, PageInfo
from evalkit.tables import TABLE_MIME

Executed = Callable[..., NotebookNode]
PNG = base64.b64encode(b"not checked here").decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>Søjler</title><rect width="1" height="1"/></svg>'
WIDGET = "application/vnd.jupyter.widget-view+json"


def html(notebook: NotebookNode, page: PageInfo) -> HtmlElement:
    return document_fromstring(export_html(notebook, page))


def test_the_frame_says_what_the_page_is(executed: Executed, page: PageInfo) -> None:
    root = html(executed({"text/html": "<p>x</p>"}), replace(page, banner="SYNTETISKE DATA", description="Om <samtaler>"))
    assert root.get("lang") == "da"
    assert root.findtext(".//title") == "Samtaler – BDO 2023"
    assert [h1.text for h1 in root.iter("h1")] == ["Samtaler"]
    assert root.xpath("//meta[@http-equiv]/@content") == [CSP]
    assert root.xpath("//header//a/@href") == ["../index.html"]
    assert root.xpath("string(//*[@class='banner'])").strip() == "SYNTETISKE DATA"
    assert root.xpath("string(//*[@class='lead'])") == "Om <samtaler>"
    assert root.xpath("//body/a[1]/@href") == ["#main"]


def test_the_foot_shows_report_run_parameters_date_and_version(executed: Executed, page: PageInfo) -> None:
    root = html(executed(), page)
    about = dict(zip(root.xpath("//footer//dt/text()"), root.xpath("//footer//dd/text()"), strict=True))
    assert about == {
        "Rapport": "BDO 2023",
        "Kørsel": "Odense",
        "Kommune": "Odense",
        "Dannet": "5. november 2026",
        "Dannet med": "evalkit 0.1.0",
    }


def test_english_pages_have_english_words(executed: Executed, page: PageInfo) -> None:
    text = export_html(executed({"text/html": "<h2>A</h2><h2>B</h2>"}), replace(page, language="en"))
    assert '<html lang="en">' in text
    assert all(word in text for word in ("Skip to content", "All pages", "Contents", "About this page", "5 November 2026"))


def test_only_what_was_displayed_is_shown(page: PageInfo) -> None:
    outputs = [
        new_output("stream", name="stdout", text="printed"),
        new_output("stream", name="stderr", text="warned"),
        new_output("execute_result", {"text/plain": "bare-repr"}),
        new_output("display_data", {"text/html": "<p>shown</p>", "text/plain": "plain", TABLE_MIME: {"key": "payload"}}),
        new_output("display_data", {TABLE_MIME: {"key": "payload"}}),
    ]
    text = export_html(new_notebook(cells=[new_markdown_cell("analysts"), new_code_cell("secret()", outputs=outputs)]), page)
    assert "<p>shown</p>" in text
    hidden = ("printed", "warned", "bare-repr", "plain", "payload", "analysts", "secret", "vnd.evalkit")
    assert [word for word in hidden if word in text] == []


def test_what_is_said_twice_in_a_row_stands_once(executed: Executed, page: PageInfo) -> None:
    few, other = {"text/html": "<p>For få.</p>"}, {"text/html": "<p>Andet.</p>"}
    root = html(executed(few, few, other, few), page)
    assert root.xpath("//main//p[not(@class)]/text()") == ["For få.", "Andet.", "For få."]


def test_the_first_h1_heads_the_page_and_no_level_is_skipped(executed: Executed, page: PageInfo) -> None:
    root = html(executed({"text/html": "<h1>Egen</h1>efter"}, {"text/html": "<h4>a</h4><h1>b</h1><h6>c</h6>"}), page)
    assert [(heading.tag, heading.text) for heading in root.xpath("//h1 | //main//*[self::h2 or self::h3 or self::h4]")] == [
        ("h1", "Egen"), ("h2", "a"), ("h2", "b"), ("h3", "c"),
    ]  # fmt: skip
    assert "efter" in root.xpath("string(//main)")


def test_contents_link_to_every_second_level_heading(executed: Executed, page: PageInfo) -> None:
    root = html(executed({"text/html": "<h2>Målgruppe</h2>"}, {"text/html": '<h2>Målgruppe</h2><h2 id="x">Sæson</h2>'}), page)
    links = root.xpath("//nav//a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("Målgruppe", "#maalgruppe"), ("Målgruppe", "#maalgruppe-2"), ("Sæson", "#x"),
    ]  # fmt: skip
    assert all(root.get_element_by_id(link.get("href")[1:]).tag == "h2" for link in links)


def test_one_heading_needs_no_contents(executed: Executed, page: PageInfo) -> None:
    assert html(executed({"text/html": "<h2>A</h2>"}), page).xpath("//nav") == []


def test_ids_are_unique_and_references_follow(executed: Executed, page: PageInfo) -> None:
    one = '<style>#t td { top: 0 } #tx { top: 0 }</style><table id="t"><tr><th id="h">A</th><td headers="h">1</td></tr></table>'
    root = html(executed({"text/html": one}, {"text/html": f'{one}<a href="#t">op</a>'}), page)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert [cell.get("headers") for cell in root.xpath("//td[@headers]")] == ["h", "h-2"]
    assert root.xpath("//main//a/@href") == ["#t-2"]
    assert root.xpath("//main//style/text()")[1].startswith("#t-2 td { top: 0 } #tx {")


def test_markdown_is_set_with_formulas_as_mathml(executed: Executed, page: PageInfo) -> None:
    source = "**fed** $x^2$\n\n$$\\frac{a}{b}$$\n\n\\begin{align}a&=b\\end{align}"
    root = html(executed({"text/markdown": source}, {"text/latex": "$$y$$"}), page)
    assert root.findtext(".//main//strong") == "fed"
    assert len(root.xpath("//main//math")) == 4
    assert root.xpath("//*[@role='group']/@aria-label") == ["Formel 1", "Formel 2", "Formel 3"]
    assert "$" not in root.xpath("string(//main)")


def test_a_picture_carries_its_alternative_text(executed: Executed, page: PageInfo) -> None:
    root = html(
        executed(({"image/png": PNG}, {"image/png": {"alt": 'HK "21" pct.'}}), {"image/svg+xml": f"<?xml version='1.0'?>{SVG}"}),
        page,
    )
    assert root.xpath("//img/@alt") == ['HK "21" pct.', "Søjler"]
    assert all(source.startswith("data:image/") for source in root.xpath("//img/@src"))


def test_a_widget_gives_way_to_its_static_html(executed: Executed, page: PageInfo) -> None:
    root = html(executed({WIDGET: {"model_id": "m"}, "text/html": "<p>fast</p>", "text/plain": "w"}), page)
    assert root.xpath("string(//main)").strip() == "fast"


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ({"image/png": PNG}, "without alternative text"),
        (({"image/png": PNG}, {"image/png": {"alt": " "}}), "without alternative text"),
        ({"image/svg+xml": SVG.replace("Søjler", "")}, "without alternative text"),
        ({"image/svg+xml": "<svg"}, "cannot be read"),
        ({"text/html": '<img src="data:image/png;base64,AA">'}, "without alternative text"),
        ({"text/html": "<svg></svg>"}, "without alternative text"),
        ({"text/html": '<img alt="x" src="https://example.org/x.png">'}, "points outside"),
        ({"text/html": '<img alt="x" src="x.png">'}, "points outside"),
        ({"text/html": '<a href="https://example.org">x</a>'}, "points outside"),
        ({"text/html": '<a href="file:///srv/x.csv">x</a>'}, "points outside"),
        ({"text/html": '<style>@import "x.css";</style>'}, "points outside"),
        ({"text/html": '<p style="background: url(//example.org/x)">x</p>'}, "points outside"),
        ({"text/markdown": "![x](https://example.org/x.png)"}, "points outside"),
        ({"text/html": "<script>go()</script>"}, "<script>"),
        ({"text/html": '<p onclick="go()">x</p>'}, "onclick"),
        ({"text/markdown": "$\\frac$"}, "TeX that cannot be set"),
        ({WIDGET: {"model_id": "m"}, "text/plain": "HBox()"}, "dead on a still page"),
        ({"application/javascript": "go()"}, "dead on a still page"),
    ],
)
def test_what_cannot_be_handed_over_stops_the_export(executed: Executed, page: PageInfo, output: Any, words: str) -> None:
    with pytest.raises(ExportError, match=r"^cell 2 \(show\(x\)\)") as caught:
        export_html(executed({"text/html": "<p>fine</p>"}, output), page)
    assert words in str(caught.value)


def test_an_error_output_stops_the_export(page: PageInfo) -> None:
    failed = new_code_cell("1 / 0", outputs=[new_output("error", ename="ZeroDivisionError", evalue="by zero", traceback=[])])
    with pytest.raises(ExportError, match=r"cell 1 \(1 / 0\) ended with ZeroDivisionError: by zero"):
        export_html(new_notebook(cells=[failed]), page)


def test_the_link_to_the_index_must_be_relative(executed: Executed, page: PageInfo) -> None:
    with pytest.raises(ExportError, match="points outside itself"):
        export_html(executed(), replace(page, index_href="/srv/outputs/index.html"))


def test_the_same_notebook_gives_the_same_page_and_stays_as_it_was(executed: Executed, page: PageInfo) -> None:
    notebook = executed({"text/html": "<h1>A</h1><table><tr><th>a</th></tr><tr><td>1</td></tr></table>"})
    before = str(notebook)
    assert export_html(notebook, page) == export_html(notebook, page)
    assert str(notebook) == before


def test_an_unclosed_element_does_not_swallow_the_next_output(executed: Executed, page: PageInfo) -> None:
    root = html(executed({"text/html": "<div><b>a"}, {"text/html": "</div></main>b"}), page)
    assert [output.text_content() for output in root.xpath("//main/div")] == ["a", "b"]
