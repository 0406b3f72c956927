"""Exported pages in a browser without network: no request, no error, no broken picture, no barrier, no sideways scrolling."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.samples import Check, Report

OUTPUTS = os.environ.get("EVALKIT_OUTPUTS")
FINISHED = sorted(Path(OUTPUTS).rglob("*.html")) if OUTPUTS else []


def test_a_report_is_clean(check_page: Check, clean: Report, report_page: Path) -> None:
    assert check_page(report_page) == clean


def test_the_index_is_clean(check_page: Check, clean: Report, index_path: Path) -> None:
    assert check_page(index_path) == clean


@pytest.mark.skipif(not OUTPUTS, reason="EVALKIT_OUTPUTS names no finished outputs folder")
@pytest.mark.parametrize("path", FINISHED, ids=[str(path.relative_to(OUTPUTS or ".")) for path in FINISHED])
def test_a_finished_page_is_clean(check_page: Check, clean: Report, path: Path) -> None:
    assert check_page(path) == clean


@pytest.mark.skipif(not OUTPUTS, reason="EVALKIT_OUTPUTS names no finished outputs folder")
def test_the_outputs_folder_has_an_index_and_pages() -> None:
    assert "index.html" in [path.name for path in FINISHED]
    assert len(FINISHED) > 1


def test_a_wide_table_scrolls_in_its_own_box_by_keyboard(offline: tuple[Page, list[str]], report_page: Path) -> None:
    page, _ = offline
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(report_page.as_uri())
    box = page.locator(".table .scroll").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    assert page.evaluate("scrollX") == 0


def test_the_skip_link_comes_first_and_leads_to_the_contents(offline: tuple[Page, list[str]], report_page: Path) -> None:
    page, _ = offline
    page.goto(report_page.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


FAULTY = """<!DOCTYPE html><html lang="da"><title>t</title><main><h1>t</h1>%s</main></html>"""


@pytest.mark.parametrize(
    ("markup", "field"),
    [
        ('<img src="https://example.org/x.png" alt="x">', "requests"),
        ('<img src="other.png" alt="x">', "requests"),
        ('<img src="data:image/png;base64,AAAA" alt="x">', "broken"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">', "violations"),
        ("<script>throw new Error('x')</script>", "errors"),
        ('<div style="width: 600px">x</div>', "sideways"),
    ],
)
def test_the_checker_sees_a_fault(check_page: Check, clean: Report, tmp_path: Path, markup: str, field: str) -> None:
    path = tmp_path / "faulty.html"
    path.write_text(FAULTY % markup, encoding="utf-8")
    report = check_page(path)
    assert getattr(clean, field) == ()
    assert len(getattr(report, field)) >= 1
