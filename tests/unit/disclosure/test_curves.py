"""Curves and statuses of a country and its a-kasser: what weeks tell of each other, and what a page tells of another page."""

from __future__ import annotations

from ledger_samples import result

from evalkit.disclosure import Policy, attack, disclose
from evalkit.disclosure.places import place_of
from evalkit.disclosure.plan import plan_of
from evalkit.disclosure.system import Cell
from evalkit.filters import Selection
from evalkit.results import Result

POLICY = Policy(5)
FOLLOWED = {"HK-A": (500, 460, 420, 380), "3F-A": (300, 270, 240, 210), "MIN-A": (60, 50, 48, 40)}


def followed(week: int, number: int) -> Result:
    keys = {"indicator": "courses_followed", "target_group": "trial", "grouping": "time_since_start", "unit": "count"}
    return result(float(number), **keys, group=f"week_{week}", persons=number, numerator=float(number), denominator=1.0)


def curves() -> list[Cell]:
    everyone = tuple(sum(numbers) for numbers in zip(*FOLLOWED.values(), strict=True))
    return [
        Cell(one, place_of(one, Selection.of(akasse=akasse) if akasse else Selection()))
        for akasse, numbers in {"": everyone, **FOLLOWED}.items()
        for week, number in enumerate(numbers)
        for one in [followed(week, number)]
    ]


def statuses(numbers: dict[str, int]) -> list[Result]:
    keys = {"target_group": "trial", "grouping": "time_since_start", "group": "month_6", "unit": "pct"}
    whole = sum(numbers.values())
    behind = {"persons": whole, "denominator": float(whole)}
    return [
        result(100 * number / whole, **keys, **behind, indicator=f"{status}_share", numerator=float(number))
        for status, number in numbers.items()
    ]


def test_a_step_that_a_page_does_not_tell_is_not_told_by_the_other_pages() -> None:
    cells = curves()
    own = {cell.name for cell in cells if "MIN-A" in cell.name and "week_2" in cell.name}  # two have left since week 1
    assert len(own) == 1
    told = {cell.name for cell in cells} - own
    alone = attack(cells, told, POLICY)
    assert [(interval.low, interval.high) for interval in alone.broken.values()] == [(2.0, 2.0)], "the country less the others"
    plan = plan_of(cells, POLICY, dict.fromkeys(own, True))
    assert plan.hidden
    assert attack(cells, told - plan.hidden, POLICY).broken == {}


def test_a_status_of_few_does_not_follow_from_the_others() -> None:
    shown = disclose(statuses({"on_benefit": 1443, "employed": 1272, "other_benefit": 1, "other_status": 328}), POLICY)
    assert sum(one.state == "suppressed" for one in shown) == 2
    assert shown[2].state == "suppressed"


def test_statuses_of_enough_are_all_told() -> None:
    shown = disclose(statuses({"on_benefit": 1443, "employed": 1272, "other_benefit": 9, "other_status": 328}), POLICY)
    assert {one.state for one in shown} == {"value"}


def on_benefit(week: str, still: int, present: int) -> list[Result]:
    keys = {"target_group": "trial", "grouping": "time_since_start", "group": week, "unit": "pct"}
    numbers = {"still_on_benefit_share": still, "on_benefit_share": present}
    return [
        result(number / 5, **keys, indicator=name, persons=500, numerator=float(number), denominator=500.0)
        for name, number in numbers.items()
    ]


def test_few_who_came_back_are_not_told_as_a_difference_of_two_shares() -> None:
    results = [*on_benefit("week_9", 400, 403), *on_benefit("week_17", 300, 330), *on_benefit("week_20", 280, 280)]
    shown = disclose(results, POLICY)
    assert sum(one.state == "suppressed" for one in shown[:2]) == 1, "three came back"
    assert {one.state for one in shown[2:]} == {"value"}, "many have, and nobody"
    cells = [Cell(one, place_of(one)) for one in results]
    (known,) = attack(cells, {cell.name for cell in cells}, POLICY).broken.values()
    assert (known.low, known.high) == (3.0, 3.0)


def test_the_status_at_six_months_is_the_last_week_of_the_curve() -> None:
    status, week = statuses({"on_benefit": 30, "employed": 470})[0], on_benefit("week_26", 20, 30)[1]
    assert status.group != week.group
    assert Cell(status, place_of(status)).name == Cell(week, place_of(week)).name
