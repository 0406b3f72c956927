"""The index in a browser, opened from the disk: search, selects, count, address, keyboard, and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.samples import MUNICIPALITIES

TOTAL = 2 + 2 + len(MUNICIPALITIES) + 3


@pytest.fixture
def index(offline: tuple[Page, list[str]], index_path: Path) -> Page:
    page, _ = offline
    page.goto(index_path.as_uri())
    return page


def titles(page: Page) -> list[str]:
    return page.locator("li:visible h3").all_inner_texts()


@pytest.mark.parametrize("words", ["århus", "Aarhus", "arhus"])
def test_search_takes_every_spelling_of_aarhus(index: Page, words: str) -> None:
    index.locator("#q").fill(words)
    assert titles(index) == ["Aarhus"]
    expect(index.locator("#shown")).to_have_text("1")


def test_search_takes_several_words_in_any_order(index: Page) -> None:
    index.locator("#q").fill("2026 soenderborg")
    assert titles(index) == ["Sønderborg"]


@pytest.mark.parametrize(
    ("select", "value", "count"),
    [("report", "sfi", 2), ("akasse", "HK", 1), ("municipality", "0751", 1), ("target_group", "dagpenge", 1)],
)
def test_each_select_narrows_the_list(index: Page, select: str, value: str, count: int) -> None:
    index.locator(f"#{select}").select_option(value)
    assert len(titles(index)) == count
    expect(index.locator("#shown")).to_have_text(str(count))
    assert index.url.endswith(f"#{select}={value}")


def test_the_address_brings_the_choices_back(index: Page, index_path: Path) -> None:
    index.goto("about:blank")
    index.goto(f"{index_path.as_uri()}#q=odense&report=bdo")
    assert titles(index) == ["Odense"]
    assert index.locator("#report").input_value() == "bdo"
    assert index.locator("#q").input_value() == "odense"


def test_a_choice_that_fits_nothing_says_so_and_can_be_cleared(index: Page) -> None:
    index.locator("#q").fill("xyz")
    expect(index.locator("#none")).to_be_visible()
    assert index.locator("section:visible").count() == 0
    index.locator("button").click()
    expect(index.locator("#shown")).to_have_text(str(TOTAL))
    expect(index.locator("#none")).to_be_hidden()


def test_the_list_can_be_narrowed_and_opened_by_keyboard_alone(index: Page) -> None:
    index.keyboard.press("Tab")
    index.keyboard.press("Enter")
    for _ in range(4):
        index.keyboard.press("Tab")
    assert index.evaluate("document.activeElement.id") == "municipality"
    for _ in range(4):
        index.keyboard.press("ArrowDown")
    assert titles(index) == ["Ærø"]
    for _ in range(3):
        index.keyboard.press("Tab")
    assert index.evaluate("document.activeElement.textContent") == "Ærø"


def test_the_skip_link_keeps_the_choices(index: Page) -> None:
    index.locator("#q").fill("odense")
    index.locator(".skip").focus()
    index.keyboard.press("Enter")
    assert index.locator("#q").input_value() == "odense"
    assert titles(index) == ["Odense"]


def test_without_javascript_it_is_a_plain_list(browser: Browser, index_path: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(index_path.as_uri())
        assert len(titles(page)) == TOTAL
        expect(page.locator("form")).to_be_hidden()
        expect(page.locator("#shown")).to_have_text(str(TOTAL))


def test_a_failed_run_has_no_link_but_to_an_earlier_page(index: Page) -> None:
    failed = index.locator("li.failed")
    assert failed.locator("h3 a").count() == 0
    assert [link.get_attribute("href") for link in failed.locator("a").all()] == ["sfi/b.html"]
