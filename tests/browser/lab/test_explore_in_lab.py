"""The notebook `explore` as a person uses it, with the keyboard alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.lab.conftest import Visit
from browser.lab.notebook import Lab, open_and_run
from evalkit.codes import group_label
from evalkit.disclosure import Policy, disclose
from evalkit.filters import Selection
from evalkit.indicators import compute
from evalkit.numbers import format_number
from evalkit.registers.definitions import Definitions
from evalkit.typeset import result_cell
from evalkit.widgets.view import title_of

CUBE_IS_MADE = 30_000  # ms: the numbers of a target group are added up when it is first chosen
PERIOD = "2021-09/2022-08"
AXE = """root => axe.run(root, { resultTypes: ['violations'] })
    .then(result => result.violations.map(found => `${found.id}: ${found.nodes[0].html.slice(0, 160)}`))"""
FOCUSED = "() => document.activeElement.getAttribute('role') + ' ' + (document.activeElement.labels?.[0]?.textContent ?? '')"
MOST_TABS = 60


def expected_rows(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[list[str]]:
    """The table that the page must show: contact intensity by age, as the indicator gives it."""
    results = compute(connection, "contact_intensity", "dagpenge", ["", "age"], [PERIOD], Definitions(), selection)
    return [
        [
            group_label("age", result.group, "da") or "I alt",
            result_cell(result, "da").text,
            result_cell(result, "da").text if result.state == "suppressed" else format_number(result.persons, 0, "da"),
        ]
        for result in disclose(results, Policy(5))
    ]


def shown_rows(explorer: Locator) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in explorer.locator("tbody tr").all()]


def picture(explorer: Locator) -> str:
    source = explorer.locator("img").get_attribute("src") or ""
    return hashlib.sha256(source.encode()).hexdigest()


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the combobox with the label has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate(FOCUSED) == f"combobox {label}":
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} cannot be reached with Tab in {MOST_TABS} steps")


def choose(page: Page, names: Sequence[str]) -> None:
    for name in names:
        page.keyboard.type(name)
        page.keyboard.press("Enter")


@pytest.fixture
def explorer(visit: Visit, lab: Lab) -> Locator:
    """The picture and table of the opened notebook."""
    panel = open_and_run(visit.page, lab, "explore.ipynb")
    found = panel.locator(".evalkit-explore")
    expect(found.locator("figcaption")).to_be_visible()
    return found


def test_two_municipalities_chosen_with_the_keyboard_change_figure_and_table(
    visit: Visit, explorer: Locator, registers: tuple[Path, duckdb.DuckDBPyConnection]
) -> None:
    page, everything = visit.page, Selection.of(target_group="dagpenge", period=PERIOD)
    assert shown_rows(explorer) == expected_rows(registers[1], everything)
    before = picture(explorer)
    tab_to(page, "Kommune")
    choose(page, ["kobenh", "ÅRHUS"])
    chosen = Selection.of(municipality=["København", "Aarhus"], target_group="dagpenge", period=PERIOD)
    expect(explorer.locator("figcaption")).to_have_text(title_of("contact_intensity", "age", chosen, "da"))
    assert shown_rows(explorer) == expected_rows(registers[1], chosen) != expected_rows(registers[1], everything)
    assert picture(explorer) != before
    assert explorer.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0 && image.alt.length > 20)")
    page.keyboard.press("Backspace")
    fewer = Selection.of(municipality="København", target_group="dagpenge", period=PERIOD)
    expect(explorer.locator("figcaption")).to_have_text(title_of("contact_intensity", "age", fewer, "da"))
    assert shown_rows(explorer) == expected_rows(registers[1], fewer)
    assert (visit.outside, visit.errors) == ([], [])


def test_the_list_of_choices_is_accessible_and_refuses_what_is_impossible(visit: Visit, explorer: Locator) -> None:
    page = visit.page
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    widget = page.locator(".jp-OutputArea-output:has(.evalkit-explore)").last
    assert widget.evaluate(AXE) == []
    tab_to(page, "Målgruppe")
    page.keyboard.press("Backspace")
    everyone = title_of("contact_intensity", "age", Selection.of(period=PERIOD), "da")
    expect(explorer.locator("figcaption")).to_have_text(everyone, timeout=CUBE_IS_MADE)
    choose(page, ["aktivitetsparate"])
    box, listbox = page.get_by_role("combobox", name="A-kasse"), page.get_by_role("listbox", name="A-kasse")
    expect(explorer.locator("figcaption")).to_contain_text("Aktivitetsparate", timeout=CUBE_IS_MADE)
    tab_to(page, "A-kasse")
    page.keyboard.press("ArrowDown")
    option = listbox.get_by_role("option", name="HK-A")
    expect(option).to_have_attribute("aria-disabled", "true")
    expect(option).to_contain_text("ingen med de andre valg")
    assert widget.evaluate(AXE) == []
    choose(page, ["hk"])
    assert page.get_by_role("button", name="Fjern HK-A").count() == 0
    page.keyboard.press("Escape")
    expect(listbox).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_be_focused()
    assert page.locator(".jp-NotebookPanel:visible .jp-Cell").count() == 5
    assert (visit.outside, visit.errors) == ([], [])
