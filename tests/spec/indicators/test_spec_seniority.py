"""Seniority and periods: bands, carrying over, starting again, and weeks at the turn of the year, checked by hand."""

from __future__ import annotations

import pytest
from tiny_registers import check, registers

from evalkit.registers.definitions import Definitions

HEAD = "person_id, target_group, start, end, municipality, akasse\n"


def weeks_by_band(counts: dict[str, int], period: str = "2019") -> str:
    """Expected weeks between talks, where nobody has a talk: the numerator is the weeks in the band."""
    rows = [
        f"weeks_between_talks, seniority, {band}, {period}, 0, {weeks}, 0, , not_applicable" for band, weeks in counts.items()
    ]
    return "indicator, grouping, group, period, persons, num, den, value, state\n" + "\n".join(rows)


def test_spec_of_the_bands() -> None:
    """Spec: 110 weeks on the benefit from 2018-W01: 52 in 2018; in 2019 26 in each of the two bands after a year."""
    spells = HEAD + "A, dagpenge, 2018-W01, 2020-W06, 0101,"
    connection = registers(benefit_spells=spells)
    first = {"under_3_months": 13, "3_to_6_months": 13, "6_to_12_months": 26}
    check(connection, "dagpenge", weeks_by_band(first, period="2018"))
    check(connection, "dagpenge", weeks_by_band({"12_to_18_months": 26, "18_to_24_months": 26}))
    check(connection, "dagpenge", weeks_by_band({"over_24_months": 6}, period="2020"))


def test_spec_of_overlapping_ranges() -> None:
    """Spec: ranges overlap: 30 weeks are 13 under 3 months, 26 under 6, 17 over 3, 4 over 6."""
    check(
        registers(benefit_spells=HEAD + "A, dagpenge, 2019-W01, 2019-W30, 0101,"),
        "dagpenge",
        """
indicator,           grouping,        group,          period, persons, num, den, value, state
weeks_between_talks, seniority_range, under_3_months, 2019,   0,       13,  0,   ,      not_applicable
weeks_between_talks, seniority_range, under_6_months, 2019,   0,       26,  0,   ,      not_applicable
weeks_between_talks, seniority_range, over_3_months,  2019,   0,       17,  0,   ,      not_applicable
weeks_between_talks, seniority_range, over_6_months,  2019,   0,       4,   0,   ,      not_applicable
weeks_between_talks, seniority_range, over_24_months, 2019,   0,       ,    ,    ,      missing
""",
    )


@pytest.mark.parametrize(
    ("target_group", "second", "expected"),
    [
        ("dagpenge", "2019-W40", {"under_3_months": 13, "3_to_6_months": 7}),
        ("kontanthjaelp_activity_ready", "2019-W14", {"under_3_months": 13, "3_to_6_months": 7}),
        ("kontanthjaelp_activity_ready", "2019-W15", {"under_3_months": 20}),
    ],
)
def test_spec_of_the_second_spell(target_group: str, second: str, expected: dict[str, int]) -> None:
    """Spec: ten weeks, then again. Dagpenge goes on at week 10, also after a long time; kontanthjælp starts again after 28 days.

    The other benefit's first spell ends in week 10: the second begins after three weeks (W14) or four (W15).
    """
    last = f"2019-W{int(second[-2:]) + 9:02}"
    spells = HEAD + f"A, {target_group}, 2019-W01, 2019-W10, 0101,\nA, {target_group}, {second}, {last}, 0101,"
    check(registers(benefit_spells=spells), target_group, weeks_by_band(expected))


@pytest.mark.parametrize(
    ("hours", "until", "third", "expected"),
    [
        (1924, "2018-W52", "2019-W01", {"under_3_months": 10}),
        (1923, "2018-W52", "2019-W01", {"3_to_6_months": 6, "6_to_12_months": 4}),
        (1924, "2019-W01", "2019-W01", {"3_to_6_months": 6, "6_to_12_months": 4}),
    ],
)
def test_spec_of_earning_the_right_anew(hours: int, until: str, third: str, expected: dict[str, int]) -> None:
    """Spec: twenty weeks of dagpenge, then work. 1,924 hours before the new spell start the count again.

    One hour less does not, nor when a week of them lies within the new spell.
    """
    spells = HEAD + f"A, dagpenge, 2017-W01, 2017-W20, 0101,\nA, dagpenge, {third}, 2019-W10, 0101,"
    employment = f"person_id, start, end, hours\nA, 2018-W01, {until}, {hours}"
    check(registers(benefit_spells=spells, employment=employment), "dagpenge", weeks_by_band(expected))


def test_spec_of_hours_that_are_too_old_or_used() -> None:
    """Spec: work before the first spell earned that spell; work of more than three years ago is too old; used hours count once.

    A worked only before the first spell. B worked 1,924 hours in 2013. C worked 2,000 hours in 2016, which start the count again
    in 2017 and are used then: the spell of 2019 goes on from it.
    """
    spells = (
        HEAD
        + "A, dagpenge, 2018-W01, 2018-W20, 0101,\nA, dagpenge, 2019-W01, 2019-W10, 0101,\n"
        + "B, dagpenge, 2012-W01, 2012-W20, 0101,\nB, dagpenge, 2019-W01, 2019-W10, 0101,\n"
        + "C, dagpenge, 2015-W01, 2015-W20, 0101,\nC, dagpenge, 2017-W01, 2017-W05, 0101,\nC, dagpenge, 2019-W01, 2019-W10, 0101,"
    )
    employment = """
person_id, start,    end,      hours
A,         2017-W01, 2017-W52, 1924
B,         2013-W01, 2013-W52, 1924
C,         2016-W01, 2016-W52, 2000
"""
    connection = registers(benefit_spells=spells, employment=employment)
    check(connection, "dagpenge", weeks_by_band({"under_3_months": 8, "3_to_6_months": 6 + 6 + 2, "6_to_12_months": 4 + 4}))
    wider = Definitions(earning_years=10)
    rows = weeks_by_band({"under_3_months": 10 + 8, "3_to_6_months": 6 + 2, "6_to_12_months": 4})
    check(connection, "dagpenge", rows, wider)


def test_spec_of_a_move() -> None:
    """Spec: a spell that goes on in a new municipality is not a new one, whatever was worked beside it."""
    spells = HEAD + "A, dagpenge, 2018-W01, 2018-W52, 0101,\nA, dagpenge, 2019-W01, 2019-W10, 0751,"
    employment = "person_id, start, end, hours\nA, 2018-W02, 2018-W52, 3000"
    check(registers(benefit_spells=spells, employment=employment), "dagpenge", weeks_by_band({"12_to_18_months": 10}))


def test_spec_of_the_turn_of_the_year() -> None:
    """Spec: a week belongs to the year of its Thursday: 2020 has 53 weeks, of which the first begins on 30 December 2019.

    The 5th of May 2021 is a Wednesday and has no week, the 6th has one.
    """
    check(
        registers(benefit_spells=HEAD + "A, dagpenge, 2019-W50, 2021-W30, 0101,"),
        "dagpenge",
        """
indicator,           grouping, group, period,          persons, num, den, value, state
weeks_between_talks, ,         ,      2019,            0,       3,   0,   ,      not_applicable
weeks_between_talks, ,         ,      2020,            0,       53,  0,   ,      not_applicable
weeks_between_talks, ,         ,      2021,            0,       30,  0,   ,      not_applicable
weeks_between_talks, ,         ,      2020-12/2021-01, 0,       9,   0,   ,      not_applicable
weeks_between_talks, ,         ,      2021-05-05,      0,       ,    ,    ,      missing
weeks_between_talks, ,         ,      2021-05-06,      0,       1,   0,   ,      not_applicable
""",
    )
