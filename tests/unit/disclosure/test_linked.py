"""Linked tables by hand: which places add up, what is hidden for the sake of what, and what may be worked out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_samples import result

from evalkit.disclosure import Policy, attack, disclose
from evalkit.disclosure.places import Place, place_of
from evalkit.disclosure.relations import relations
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.published import figures
from evalkit.results import Result

OFFERS = {
    "": 10915,
    "guidance_and_upgrading": 5964,
    "job_targeted_education": 2796,
    "work_placement": 2049,
    "wage_subsidy": 102,
    "availability_testing": 4,
}


def count(grouping: str, group: str, number: int, indicator: str = "offer_started", **fields: object) -> Result:
    keys = {"indicator": indicator, "target_group": "trial", "grouping": grouping, "group": group, "unit": "count"}
    return result(float(number), **{**keys, "persons": number, "numerator": float(number), "denominator": 1.0, **fields})


def share(group: str, numerator: int, persons: int, **fields: object) -> Result:
    given = {"grouping": "sex" if group else "", "group": group, "persons": persons, "denominator": float(persons)}
    return result(100 * numerator / persons, **{**given, "numerator": float(numerator), "period": "2019", **fields})


def hidden(results: list[Result], policy: Policy, selection: Selection | None = None) -> list[str]:
    return [
        one.group for one, shown in zip(results, disclose(results, policy, selection), strict=True) if shown.state == "suppressed"
    ]


def test_what_the_printed_report_gives_away_our_page_does_not() -> None:
    printed = {one.group: int(one.value or 0) for one in figures("ramboll2023") if one.indicator == "offer_started"}
    assert {group: printed[group] for group in ("", "wage_subsidy", "work_placement")}.items() <= OFFERS.items()
    offers = [count("offer_type" if group else "", group, number) for group, number in OFFERS.items()]
    assert hidden(offers, Policy(5)) == ["wage_subsidy", "availability_testing"], "the least of the others goes with it"
    cells = [Cell(one, place_of(one)) for one in offers]
    told = {cell.name for cell in cells}
    alone = attack(cells, told - {cells[5].name}, Policy(5))
    assert [interval.low for interval in alone.broken.values()] == [4.0], "10,915 less the printed ones is exactly what is hidden"
    assert attack(cells, told - {cells[4].name, cells[5].name}, Policy(5)).broken == {}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"": 100, "men": 60, "women": 40}, []),
        ({"": 43, "men": 3, "women": 40}, ["men", "women"]),
        ({"": 4, "men": 2, "women": 2}, ["", "men", "women"]),
        ({"men": 3, "women": 40}, ["men"]),  # no total, nothing to subtract from
        ({"": 40, "men": 38}, ["men"]),  # what a part lacks of the whole is few
        ({"": 45, "men": 20, "women": 22}, ["men"]),  # three of unknown sex
    ],
)
def test_parts_of_a_whole(numbers: dict[str, int], expected: list[str]) -> None:
    counts = [count("sex" if group else "", group, number, "enrolled") for group, number in numbers.items()]
    assert hidden(counts, Policy(5)) == expected


def test_a_number_that_another_indicator_tells_is_hidden_there_too() -> None:
    """Persons are the denominator of the rate; those on activation in all stand beside it."""
    talks = {"indicator": "contact_intensity", "unit": "per_week"}
    results = [
        one
        for group, persons in (("", 83), ("men", 3), ("women", 80))
        for one in (
            share(group, persons // 2 if persons > 3 else 1, persons),
            replace(share(group, 6 * persons, persons, **talks), denominator=30.0 * persons, value=0.2),
        )
    ]
    assert hidden(results, Policy(5)) == ["men", "men", "women", "women"]


def test_ranges_that_overlap_give_no_difference_away() -> None:
    months = {"": 90, "under_6_months": 50, "over_6_months": 40, "over_24_months": 37}
    counts = [count("seniority_range" if group else "", group, number, "enrolled") for group, number in months.items()]
    assert hidden(counts, Policy(5)) == ["over_24_months"], "40 - 37 are between 6 and 24 months"


def test_stocks_and_flows_are_found_in_the_numbers() -> None:
    places = {"HK-A": (60, 20), "3F-A": (70, 30), "FOA-A": (50, 10), "MA-A": (40, 3)}
    results = [
        count("akasse", akasse, number, indicator)
        for akasse, (enrolled, ended) in places.items()
        for indicator, number in (("enrolled", enrolled), ("ended", ended), ("covered", enrolled - ended))
    ]
    shown = disclose(results, Policy(5))
    assert [one.indicator for one in shown if one.state == "suppressed" and one.group == "MA-A"] == ["ended", "covered"]


def test_a_lowest_number_is_told_only_where_a_told_group_has_it() -> None:
    groups = [share("men", 20, 40), share("women", 2, 40)]
    lowest = replace(groups[1], statistic="minimum", group="", numerator=None, denominator=None)
    highest = replace(groups[0], statistic="maximum", group="", numerator=None, denominator=None)
    assert [one.state for one in disclose([*groups, lowest, highest], Policy(5))] == [
        "value",
        "suppressed",
        "suppressed",
        "value",
    ]


def test_a_difference_with_a_hidden_side_is_hidden() -> None:
    sides = [share("", 30, 80, target_group="trial"), share("", 3, 80, target_group="comparison")]
    between = replace(sides[0], statistic="difference", unit="pct_point")
    assert [one.state for one in disclose([*sides, between], Policy(5))] == ["value", "suppressed", "suppressed"]


def test_one_person_does_not_dominate() -> None:
    told = replace(share("men", 20, 40), indicator="activation_time_share", numerator=60.0, denominator=600.0, value=10.0)
    assert disclose([replace(told, largest=0.4)], Policy(5))[0].state == "value"
    assert disclose([replace(told, largest=0.6)], Policy(5))[0].state == "suppressed"
    assert disclose([replace(told, largest=0.6)], Policy(5, dominance=0.7))[0].state == "value"
    assert disclose([replace(told, contributors=4)], Policy(5))[0].state == "suppressed"


def test_rounding_when_asked() -> None:
    before, after = share("", 22, 83), share("", 31, 78, period="2020")
    shown = disclose([before, after], Policy(5, rounding=5))
    assert [(one.persons, one.numerator, one.denominator) for one in shown] == [(85, 20.0, 85.0), (80, 30.0, 80.0)]
    assert [one.value for one in shown] == pytest.approx([100 * 20 / 85, 37.5])
    assert "5" in Policy(5, rounding=5).remark("en")


def test_a_page_and_the_country_tell_of_the_same_place() -> None:
    national = share("0101", 20, 40, grouping="municipality")
    page = share("", 20, 40)
    assert place_of(national) == place_of(page, Selection(municipality="0101"))
    assert place_of(replace(page, target_group="trial")).dims == (("trial_group", ("trial",)),)


def test_relations_of_a_crossed_table() -> None:
    dims = [(("a",), ("b",)), (("a",), ()), ((), ("b",)), ((), ())]
    places = [
        Place("dagpenge", "2019", tuple((name, codes) for name, codes in (("akasse", one), ("sex", two)) if codes))
        for one, two in dims
    ]
    found = {(relation.whole.names, relation.parts[0].names) for relation in relations(places)}
    assert found == {((), ("akasse",)), ((), ("sex",)), (("akasse",), ("akasse", "sex")), (("sex",), ("akasse", "sex"))}
