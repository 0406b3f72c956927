"""The focus targets, on registers that can be checked by hand."""

from __future__ import annotations

from tiny_registers import check, registers

# All but F and G are on the benefit from 2018-W01 to the last week of 2019, so that they have 103 weeks' seniority in it.
# F began in week 1 of 2019 and has 51 weeks in the last week: not enough. G left in week 51.
SPELLS = "person_id, target_group, start, end, municipality\n" + "\n".join(
    [f"{name}, dagpenge, 2018-W01, 2019-W52, 0101" for name in "ABCDE"]
    + ["F, dagpenge, 2019-W01, 2019-W52, 0101", "G, dagpenge, 2018-W01, 2019-W51, 0751"]
)
PERSONS = "person_id, sex, birth_date, origin, education\n" + "\n".join(
    f"{name}, men, 1980-01-01, danish, phd" for name in "ABCF"
)
HEAD = "indicator, grouping, group, period, persons, num, den, value, state\n"


def test_spec_of_the_talks() -> None:
    """Spec: A has four talks in the 52 weeks; B three, and one in the week before; C, D and E none: four of five have too few."""
    dates = {
        "A": ["2019-W01-1", "2019-W20-1", "2019-W30-1", "2019-W52-7"],
        "B": ["2018-W52-7", "2019-W01-1", "2019-W20-1", "2019-W30-1"],
    }
    talks = "person_id, date, talk_type\n" + "".join(f"{name}, {day}, job_talk\n" for name, days in dates.items() for day in days)
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, talks=talks),
        "dagpenge",
        HEAD
        + """
focus_target_talks_share, ,             ,                2019,    5, 4, 5, 80,      value
focus_target_talks_share, sex,          men,             2019,    3, 2, 3, 66.6667, value
focus_target_talks_share, sex,          women,           2019,    0, ,  ,  ,        missing
focus_target_talks_share, seniority,    18_to_24_months, 2019,    5, 4, 5, 80,      value
focus_target_talks_share, seniority,    12_to_18_months, 2019,    0, 0, 0, ,        not_applicable
focus_target_talks_share, municipality, 0751,            2019,    0, 0, 0, ,        not_applicable
focus_target_talks_share, ,             ,                2019-12, 5, 4, 5, 80,      value
focus_target_talks_share, ,             ,                2021,    0, ,  ,  ,        missing
""".lstrip(),
    )


def test_spec_of_the_offers() -> None:
    """Spec: A had an offer that ended on the first day of the window; B one that ended the day before.

    C worked 225 hours, half of them in the window, and 112 and a half more. D worked for five weeks in two jobs that overlap by
    a week, E for six.
    """
    offers = "person_id, start, end, offer_type\nA, 2018-W50-1, 2019-W01-1, phd\nB, 2018-W50-1, 2018-W52-7, phd"
    employment = """
person_id, start,      end,        hours
C,         2018-W52-1, 2019-W01-7, 225
C,         2019-W40-1, 2019-W40-3, 112.5
D,         2019-W10-1, 2019-W12-7, 10
D,         2019-W12-1, 2019-W14-7, 10
E,         2019-W20-1, 2019-W25-7, 1
"""
    check(
        registers(benefit_spells=SPELLS, offers=offers, employment=employment),
        "dagpenge",
        HEAD + "focus_target_offers_share, , , 2019, 5, 2, 5, 40, value",
    )
