"""Contact intensity, its spread, weeks between talks and talk types, on registers that can be checked by hand."""

from __future__ import annotations

from tiny_registers import check, registers

from evalkit.indicators import compute
from evalkit.registers.definitions import Definitions

# 2019 has the ISO weeks 1 to 52: 31 December 2018 to 29 December 2019.
# A: four weeks, two talks in them; a talk in week 20 is outside. B: two weeks, no talk. C: one week, in a new municipality.
# D has no row in persons, and is in no group by background; nobody has the origin descendants_western.
PERSONS = """
person_id, sex,   birth_date, origin,                 education
A,         men,   1994-01-21, danish,                 vocational
B,         women, 1994-01-20, danish,                 unknown
C,         women, 1950-01-01, immigrants_non_western, unknown
"""
SPELLS = """
person_id, target_group, start,    end,      municipality, akasse
A,         dagpenge,     2019-W04, 2019-W07, 0101,         HK-A
B,         dagpenge,     2019-W04, 2019-W05, 0101,         HK-A
C,         dagpenge,     2019-W04, 2019-W04, 0101,         3F-A
C,         dagpenge,     2019-W05, 2019-W05, 0751,         3F-A
D,         dagpenge,     2019-W05, 2019-W05, 0751,
B,         sygedagpenge, 2019-W10, 2019-W20, 0101,
"""
TALKS = """
person_id, date,       talk_type
A,         2019-W04-1, job_talk
A,         2019-W07-7, job_talk
A,         2019-W20-3, job_talk
C,         2019-W05-3, cv_talk
C,         2019-W05-3, cv_talk
D,         2019-W05-3, job_talk
"""


def test_spec_of_contact_intensity() -> None:
    """Spec: talks in benefit weeks / benefit weeks; age is that on the Monday of the first benefit week, 21 January 2019."""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, talks=TALKS),
        "dagpenge",
        """
indicator,         grouping,     group,               period, persons, num, den, value,  state
contact_intensity, ,             ,                    2019,   4,       5,   9,   0.5556, value
contact_intensity, sex,          men,                 2019,   1,       2,   4,   0.5,    value
contact_intensity, sex,          women,               2019,   2,       2,   4,   0.5,    value
contact_intensity, age,          under_25,            2019,   0,       ,    ,    ,       missing
contact_intensity, age,          25_to_29,            2019,   2,       2,   6,   0.3333, value
contact_intensity, age,          50_or_over,          2019,   1,       2,   2,   1,      value
contact_intensity, origin,       danish,              2019,   2,       2,   6,   0.3333, value
contact_intensity, origin,       descendants_western, 2019,   0,       ,    ,    ,       missing
contact_intensity, education,    unknown,             2019,   2,       2,   4,   0.5,    value
contact_intensity, municipality, 0101,                2019,   3,       2,   7,   0.2857, value
contact_intensity, municipality, 0751,                2019,   2,       3,   2,   1.5,    value
contact_intensity, municipality, 0147,                2019,   0,       ,    ,    ,       missing
contact_intensity, region,       hovedstaden,         2019,   3,       2,   7,   0.2857, value
contact_intensity, region,       midtjylland,         2019,   2,       3,   2,   1.5,    value
contact_intensity, akasse,       HK-A,                2019,   2,       2,   6,   0.3333, value
contact_intensity, akasse,       3F-A,                2019,   1,       2,   2,   1,      value
contact_intensity, akasse,       CA,                  2019,   0,       ,    ,    ,       missing
contact_intensity, seniority,    under_3_months,      2019,   4,       5,   9,   0.5556, value
contact_intensity, seniority,    3_to_6_months,       2019,   0,       ,    ,    ,       missing
""",
    )


def test_spec_of_weeks_between_talks() -> None:
    """Spec: benefit weeks / talks; without talks it is not applicable, without persons missing."""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, talks=TALKS),
        "dagpenge",
        """
indicator,           grouping, group, period, persons, num, den, value, state
weeks_between_talks, ,         ,      2019,   3,       9,   5,   1.8,   value
weeks_between_talks, ,         ,      2020,   0,       ,    ,    ,      missing
""",
    )
    check(
        registers(benefit_spells=SPELLS),
        "dagpenge",
        """
indicator,           grouping, group, period, persons, num, den, value, state
weeks_between_talks, ,         ,      2019,   0,       9,   0,   ,      not_applicable
""",
    )


def test_spec_of_talk_types() -> None:
    """Spec: talks of a type / all talks in benefit weeks; a type that nobody had is 0, a group without persons missing."""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, talks=TALKS),
        "dagpenge",
        """
indicator,       grouping,                  group,               period, persons, num, den, value,   state
talk_type_share, talk_type,                 job_talk,            2019,   3,       3,   5,   60,      value
talk_type_share, talk_type,                 cv_talk,             2019,   3,       2,   5,   40,      value
talk_type_share, talk_type,                 joint_meeting,       2019,   3,       0,   5,   0,       value
talk_type_share, talk_type_by_municipality, job_talk_0751,       2019,   2,       1,   3,   33.3333, value
talk_type_share, talk_type_by_municipality, job_talk_0147,       2019,   0,       ,    ,    ,        missing
talk_type_share, talk_type_by_age,          job_talk_50_or_over, 2019,   1,       0,   2,   0,       value
""",
    )


def test_spec_of_the_quarters_with_fewest_and_most_talks() -> None:
    """Spec: five persons with 0, 0.25, 0.5, 1 and 2 talks a week; a quarter is 1.25 persons.

    Fewest: (0 + 0.25 x 0.25) / 1.25 = 0.05. Most: (2 + 0.25 x 1) / 1.25 = 1.8.
    """
    names = "ABCDE"
    spells = "person_id, target_group, start, end, municipality\n" + "".join(
        f"{name}, dagpenge, 2019-W04, 2019-W07, 0101\n" for name in names
    )
    talks = "person_id, date, talk_type\n" + "".join(
        f"{name}, 2019-W05-2, job_talk\n" * count for name, count in zip(names, (0, 1, 2, 4, 8), strict=True)
    )
    check(
        registers(benefit_spells=spells, talks=talks),
        "dagpenge",
        """
indicator,         grouping,                      group,        period, persons, num,    den,  value, state
contact_intensity, talk_quartile,                 fewest,       2019,   1,       0.0625, 1.25, 0.05,  value
contact_intensity, talk_quartile,                 most,         2019,   1,       2.25,   1.25, 1.8,   value
contact_intensity, talk_quartile_by_municipality, most_0101,    2019,   1,       2.25,   1.25, 1.8,   value
contact_intensity, talk_quartile_by_sex,          fewest_women, 2019,   0,       ,       ,     ,      missing
""",
    )


def test_spec_of_changes() -> None:
    """Spec: 0.5 talks a week and later 0.6 are 20 pct. and 0.1 a week more; 40 pct. and later 0 are -100 pct. and -40 points."""
    spells = """
person_id, target_group, start,    end,      municipality
A,         dagpenge,     2019-W01, 2019-W10, 0101
A,         dagpenge,     2021-W40, 2021-W49, 0101
B,         dagpenge,     2021-W40, 2021-W49, 0751
"""
    talks = "person_id, date, talk_type\n" + "A, 2019-W02-1, job_talk\n" * 5 + "A, 2021-W41-1, job_talk\n" * 12
    offers = "person_id, start, end, offer_type\nA, 2019-W02, 2019-W05, wage_subsidy"
    connection = registers(benefit_spells=spells, talks=talks, offers=offers)
    change = "2019>2021-09/2022-08"
    results = compute(connection, "contact_intensity", "dagpenge", ["", "municipality"], [change], Definitions())
    found = {(r.statistic, r.group): (r.unit, r.value and round(r.value, 6), r.persons, r.state) for r in results}
    assert found["relative_change", ""] == ("pct", 20.0, 1, "value")
    assert found["change", ""] == ("per_week", 0.1, 1, "value")
    assert found["relative_change", "0101"] == ("pct", 140.0, 1, "value")
    assert found["relative_change", "0751"] == ("pct", None, 0, "missing")
    assert {r.period for r in results} == {change}
    shares = compute(connection, "activation_time_share", "dagpenge", [""], ["2019", change], Definitions())
    assert [(r.statistic, r.unit, r.value) for r in shares] == [
        ("level", "pct", 40.0),
        ("relative_change", "pct", -100.0),
        ("change", "pct_point", -40.0),
    ]
