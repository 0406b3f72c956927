from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date

import pytest
from lxml.html import HtmlElement, document_fromstring

from evalkit.export.index import Entry, choices, grouped, index_html
from evalkit.export.page import ExportError

PLAIN = Entry(
    report="bdo",
    report_title="BDO 2023",
    title="Overblik",
    description="Hvad der er målt.",
    href="bdo/overview.html",
    xlsx="bdo/overview.xlsx",
    akasse=None,
    municipality=None,
    target_group=None,
    status="done",
    made_on=date(2026, 11, 5),
)
ENTRIES = [
    replace(PLAIN, title="Aarhus", municipality=("0751", "Aarhus")),
    replace(PLAIN, title="Ærø", municipality=("0492", "Ærø")),
    replace(PLAIN, title="Odense", municipality=("0461", "Odense")),
    replace(PLAIN, report="sfi", report_title="SFI 2013", title="Effekter"),
    replace(PLAIN, title="HK", akasse=("HK-A", "HK")),
    replace(PLAIN, title="Dagpenge", target_group=("dagpenge", "Dagpengemodtagere")),
    replace(PLAIN, title="Samtaler"),
    PLAIN,
]


def index(entries: list[Entry], language: str = "da", banner: str | None = None) -> HtmlElement:
    return document_fromstring(index_html(entries, language, made_on=date(2026, 11, 6), version="0.1.0", banner=banner))


def test_whole_runs_keep_their_order_and_limited_ones_follow_by_kind_and_danish_name() -> None:
    (first, runs), (second, others) = grouped(ENTRIES)
    assert (first, second) == ("BDO 2023", "SFI 2013")
    assert [entry.title for entry in runs] == ["Samtaler", "Overblik", "Dagpenge", "HK", "Odense", "Ærø", "Aarhus"]
    assert [entry.title for entry in others] == ["Effekter"]


def test_choices_are_what_there_is() -> None:
    assert choices(ENTRIES, "report") == [("bdo", "BDO 2023"), ("sfi", "SFI 2013")]
    assert choices(ENTRIES, "municipality") == [("0461", "Odense"), ("0492", "Ærø"), ("0751", "Aarhus")]
    assert choices([PLAIN], "akasse") == []


def test_the_script_is_the_one_that_the_policy_allows() -> None:
    root = index(ENTRIES)
    (script,) = root.xpath("//script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode("utf-8")).digest()).decode("ascii")
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_every_control_has_a_label_beside_it() -> None:
    root = index(ENTRIES)
    labels = {label.get("for"): label.text for label in root.iter("label")}
    assert labels == {
        "q": "Søg",
        "report": "Rapport",
        "akasse": "A-kasse",
        "municipality": "Kommune",
        "target_group": "Målgruppe",
    }
    assert set(labels) == set(root.xpath("//form//@id"))


def test_a_choice_that_nothing_offers_is_shown_but_closed() -> None:
    root = index([PLAIN])
    assert root.xpath("//select[@disabled]/@id") == ["akasse", "municipality", "target_group"]


def test_a_failed_run_is_named_and_links_only_to_an_earlier_page() -> None:
    failed = replace(PLAIN, status="failed", href=None, xlsx=None)
    with_earlier = replace(failed, href="bdo/overview.html")
    rows = index([failed, with_earlier]).xpath("//li")
    assert [row.xpath("string(.//strong)") for row in rows] == ["Kørslen fejlede", "Kørslen fejlede"]
    assert [row.xpath(".//h3//a") for row in rows] == [[], []]
    assert [row.xpath(".//a/@href") for row in rows] == [[], ["bdo/overview.html"]]


def test_words_follow_the_language() -> None:
    text = index([replace(PLAIN, status="failed", href=None)], "en", "SYNTHETIC DATA").text_content()
    assert all(word in text for word in ("The run failed", "Municipality", "5 November 2026", "evalkit 0.1.0 · 6 November 2026"))
    assert "SYNTHETIC DATA" in text


def test_what_entries_say_is_text_and_never_markup() -> None:
    assert index([replace(PLAIN, title="<script>x</script>")]).xpath("string(//h3)") == "<script>x</script>"


def test_links_must_be_relative() -> None:
    with pytest.raises(ExportError, match="points outside itself"):
        index([replace(PLAIN, href="/srv/outputs/x.html")])


def test_an_empty_index_is_a_page() -> None:
    assert index([]).xpath("string(//*[@id='shown'])") == "0"
