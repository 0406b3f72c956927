"""A survey's cells by hand: answers of one group are parts of those who are counted, and a difference tells of both sides."""

from __future__ import annotations

from dataclasses import replace

from evalkit.disclosure import Policy, attack, disclose
from evalkit.disclosure.places import place_of
from evalkit.disclosure.system import Cell
from evalkit.results import Result

WAVE, BEFORE = "2023-02-27/2023-03-19", "2022-08-29/2022-09-20"
ANSWERS = {"very_positive": 2, "positive": 28, "neither": 40, "negative": 20, "very_negative": 10}


def share(hits: int, n: int, group: str = "trial", answer: str = "", period: str = WAVE) -> Result:
    key = ("satisfied_overall", "level", group, "answer" if answer else "", answer, period, "pct")
    return Result(*key, n, float(hits), float(n), 100 * hits / n)


def test_an_answer_of_few_follows_from_the_favourable_share_and_from_all_others() -> None:
    told = [share(30, 100), *(share(hits, 100, answer=answer) for answer, hits in ANSWERS.items())]
    cells = [Cell(one, place_of(one)) for one in told]
    few = cells[1].name
    by_others = attack(cells, {cell.name for cell in cells[2:]}, Policy(5)).broken
    by_favourable = attack(cells, {cells[0].name, cells[2].name}, Policy(5)).broken
    assert {few: 2.0} == {name: interval.low for name, interval in by_others.items()}
    assert {few: 2.0} == {name: interval.low for name, interval in by_favourable.items()}
    assert attack(cells, {cells[0].name, cells[4].name, cells[5].name}, Policy(5)).broken == {}


def test_an_answer_of_few_is_hidden_with_as_little_as_is_needed() -> None:
    told = [share(30, 100), *(share(hits, 100, answer=answer) for answer, hits in ANSWERS.items())]
    hidden = [one.group for one, shown in zip(told, disclose(told, Policy(5)), strict=True) if shown.state == "suppressed"]
    assert hidden[0] == "very_positive"
    assert "positive" in hidden
    assert "" not in hidden, "the share of the question is worth more than a part of it"


def test_a_difference_and_a_change_with_their_significance_fall_with_either_side() -> None:
    told = [share(30, 100), share(2, 60, "comparison"), share(40, 90, period=BEFORE), share(30, 50, "comparison", period=BEFORE)]
    difference = replace(told[0], statistic="difference", target_group="trial_minus_comparison", unit="pct_point")
    of_trial, of_comparison = (
        replace(one, statistic="change", period=f"{BEFORE}>{WAVE}", unit="pct_point", numerator=None, denominator=None)
        for one in told[:2]
    )
    tests = [replace(one, statistic="significance", unit="pct") for one in (difference, of_trial, of_comparison)]
    earlier = replace(difference, period=BEFORE)
    shown = disclose([*told, difference, earlier, of_trial, of_comparison, *tests], Policy(5))
    states = [one.state == "suppressed" for one in shown]
    assert states == [False, True, False, False, True, False, False, True, True, False, True]
