from __future__ import annotations

import importlib.util

import pytest

from evalkit.codes import group_list
from evalkit.filters import BACKGROUND, Selection
from evalkit.widgets import choices as choices_module
from evalkit.widgets.offers import Counts
from evalkit.widgets.panel import FilterPanel, facts

PERIODS = ("2021-09/2022-08", "2019")
START = Selection.of("HK", ["København", "Aarhus"], "dagpenge", "2019", {"age": "under_25", "sex": "men"})
WIDGET = "application/vnd.jupyter.widget-view+json"


def count(selection: Selection) -> Counts:
    """In Aarhus nobody is in 3F-A; under 25 there are three everywhere."""
    akasser = {"3F-A": 0 if selection.municipality == ("0751",) else 120, "HK-A": 300}
    background = {name: {group: 3 if group == "under_25" else 90 for group in group_list(name).codes} for name in BACKGROUND}
    return {"municipality": {"0101": 400, "0751": 200}, "akasse": akasser, "target_group": {"dagpenge": 600}, **background}


@pytest.fixture(params=["anywidget", "plain"])
def panel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FilterPanel:
    if request.param == "plain":
        monkeypatch.setattr(choices_module, "find_spec", lambda name: None)
    elif importlib.util.find_spec("anywidget") is None:
        pytest.skip("anywidget is not installed")
    return FilterPanel("da", START, count, PERIODS)


def test_the_panel_shows_the_selection_that_it_starts_from(panel: FilterPanel) -> None:
    assert panel.selection == START
    assert FilterPanel("en").selection == Selection()
    assert FilterPanel("en", periods=PERIODS).selection == Selection(period=PERIODS[0])


def test_a_change_is_told_once_with_the_new_selection(panel: FilterPanel) -> None:
    told: list[Selection] = []
    panel.observe(told.append)
    panel._fields["municipality"].choose(["0751"])
    panel._fields["background"].choose(["sex:women"])
    panel._period.value = PERIODS[0]
    panel._fields["municipality"].choose(["0751"])
    assert [one.municipality for one in told] == [("0751",)] * 3
    assert told[-1] == Selection.of("HK-A", "0751", "dagpenge", PERIODS[0], {"sex": "women"})


def test_what_becomes_impossible_cannot_be_chosen_and_says_why() -> None:
    panel = FilterPanel("da", Selection(), count)
    field = panel._fields["akasse"]
    assert [option["reason"] for option in field.options] == ["", ""]
    panel._fields["municipality"].choose(["0751"])
    assert [(option["code"], option["reason"]) for option in field.options] == [("3F-A", "ingen med de andre valg"), ("HK-A", "")]


def test_a_choice_that_turns_impossible_stays_until_it_is_taken_back(panel: FilterPanel) -> None:
    panel._fields["akasse"].choose(["3F-A"])
    panel._fields["municipality"].choose(["0751"])
    assert panel.selection.akasse == ("3F-A",)


def test_no_small_number_is_sent_to_the_page() -> None:
    panel = FilterPanel("da", Selection(), count)
    notes = {option["code"]: option["note"] for option in panel._fields["background"].options}
    assert notes["age:under_25"] == "<5"
    assert notes["sex:men"] == "90"


def test_a_still_page_gets_the_choices_in_words(panel: FilterPanel) -> None:
    bundle = panel._repr_mimebundle_()
    assert WIDGET in bundle
    assert bundle["text/html"] == (
        "<dl><dt>Kommune</dt><dd>København, Aarhus</dd><dt>A-kasse</dt><dd>HK-A</dd><dt>Målgruppe</dt><dd>Dagpengemodtagere</dd>"
        "<dt>Baggrund</dt><dd>Mænd, Under 25 år</dd><dt>Periode</dt><dd>2019</dd></dl>"
    )


def test_nothing_chosen_reads_as_all() -> None:
    assert list(facts(Selection(), "en")) == [
        ("Municipality", "All"),
        ("A-kasse", "All"),
        ("Target group", "All"),
        ("Background", "All"),
    ]
