"""Offers and work beside the benefit, on registers that can be checked by hand."""

from __future__ import annotations

from tiny_registers import check, registers

# A: ten weeks. Offers in weeks 4-5 and, overlapping, 5 (Wednesday) to 7 (Monday): four weeks in offers. B: five weeks, of which
# an offer on a Sunday touches one; the second offer lies in weeks without the benefit. C: five weeks, no offer.
PERSONS = """
person_id, sex,   birth_date, origin, education
A,         men,   1980-01-01, danish, phd
B,         men,   1980-01-01, danish, phd
C,         women, 1980-01-01, danish, phd
"""
SPELLS = """
person_id, target_group,                 start,    end,      municipality
A,         kontanthjaelp_activity_ready, 2019-W01, 2019-W05, 0101
A,         kontanthjaelp_activity_ready, 2019-W06, 2019-W10, 0751
B,         kontanthjaelp_activity_ready, 2019-W01, 2019-W05, 0101
C,         kontanthjaelp_activity_ready, 2019-W01, 2019-W05, 0751
"""
OFFERS = """
person_id, start,      end,        offer_type
A,         2019-W04-1, 2019-W05-7, wage_subsidy
A,         2019-W05-3, 2019-W07-1, other_guidance_and_upgrading
B,         2019-W02-7, 2019-W02-7, work_placement
B,         2019-W07-1, 2019-W09-7, work_placement
"""
GROUP = "kontanthjaelp_activity_ready"


def test_spec_of_the_activation_rate() -> None:
    """Spec: persons with an offer in their benefit weeks / persons on the benefit; a group without persons is missing."""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, offers=OFFERS),
        GROUP,
        """
indicator,       grouping,     group, period,  persons, num, den, value,   state
activation_rate, ,             ,      2019,    3,       2,   3,   66.6667, value
activation_rate, sex,          men,   2019,    2,       2,   2,   100,     value
activation_rate, sex,          women, 2019,    1,       0,   1,   0,       value
activation_rate, municipality, 0101,  2019,    2,       2,   2,   100,     value
activation_rate, municipality, 0751,  2019,    2,       1,   2,   50,      value
activation_rate, municipality, 0461,  2019,    0,       ,    ,    ,        missing
activation_rate, ,             ,      2019-01, 3,       2,   3,   66.6667, value
activation_rate, ,             ,      2019-03, 1,       0,   1,   0,       value
""",
    )


def test_spec_of_the_activation_time_share() -> None:
    """Spec: benefit weeks that meet an offer / benefit weeks, each week once. January 2019 has the weeks 1 to 5."""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, offers=OFFERS),
        GROUP,
        """
indicator,             grouping,     group,              period,  persons, num, den, value, state
activation_time_share, ,             ,                   2019,    3,       5,   20,  25,    value
activation_time_share, sex,          women,              2019,    1,       0,   5,   0,     value
activation_time_share, municipality, 0101,               2019,    2,       3,   10,  30,    value
activation_time_share, municipality, 0751,               2019,    2,       2,   10,  20,    value
activation_time_share, ,             ,                   2019-01, 3,       3,   15,  20,    value
activation_time_share, origin,       immigrants_western, 2019,    0,       ,    ,    ,      missing
""",
    )


def test_spec_of_offer_types() -> None:
    """Spec: weeks in a type / weeks in all types: A has two in wage subsidy and three in guidance, B one."""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, offers=OFFERS),
        GROUP,
        """
indicator,               grouping,          group,                        period, persons, num, den, value,   state
offer_type_share,        offer_type,        wage_subsidy,                 2019,   2,       2,   6,   33.3333, value
offer_type_share,        offer_type,        other_guidance_and_upgrading, 2019,   2,       3,   6,   50,      value
offer_type_share,        offer_type,        work_placement,               2019,   2,       1,   6,   16.6667, value
offer_type_share,        offer_type,        utility_job,                  2019,   2,       0,   6,   0,       value
offer_type_share,        offer_type_by_sex, utility_job_women,            2019,   0,       0,   0,   ,        not_applicable
offer_type_share,        offer_type,        wage_subsidy,                 2020,   0,       ,    ,    ,        missing
company_placement_share, ,                  ,                             2019,   2,       3,   6,   50,      value
""",
    )


def test_spec_of_ordinary_hours() -> None:
    """Spec: persons with a job with hours in a benefit week / persons: A; not B, who works later, nor C, without hours."""
    employment = """
person_id, start,      end,        hours
A,         2019-W10-7, 2019-W20-7, 5.5
A,         2019-W01-1, 2019-W01-2, 1
B,         2019-W06-1, 2019-W20-7, 500
C,         2019-W01-1, 2019-W05-7, 0
"""
    check(
        registers(persons=PERSONS, benefit_spells=SPELLS, employment=employment),
        GROUP,
        """
indicator,            grouping,     group,    period, persons, num, den, value,   state
ordinary_hours_share, ,             ,         2019,   3,       1,   3,   33.3333, value
ordinary_hours_share, municipality, 0101,     2019,   2,       1,   2,   50,      value
ordinary_hours_share, sex,          women,    2019,   1,       0,   1,   0,       value
ordinary_hours_share, age,          under_25, 2019,   0,       ,    ,    ,        missing
""",
    )
