"""Due talks: held in time, late and never, against rules that can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_registers import registers, rows_of

from evalkit.errors import UnknownCode, UsageError
from evalkit.filters import Selection
from evalkit.indicators.due_talks import due_talks
from evalkit.regimes import Programme, own_regime
from evalkit.registers.definitions import Definitions
from evalkit.results import Result

REGIME = """
regime: by_hand
title: {da: "I hånden", en: "By hand"}
source: {da: "Testen", en: "The test"}
status: proposal
target_group: dagpenge
start: 2018-01-01
rules:
  - {id: two_talks, talk: job_talk, actor: jobcentre, count: 2, within: 6 weeks}
  - {id: later_talks, talk: job_talk, actor: jobcentre, every: 4 weeks, after: 6 weeks, up_to: 14 weeks}
  - {id: meeting, talk: joint_meeting, number: 1, actor: both, by: 4 weeks, held: [{forms: [physical], participation: [both]},
      {forms: [digital], start: 2019-03-01, participation: [both]}]}
"""
# A and B are on dagpenge from week 1 of 2019. A comes to 14 weeks, with a break in the calendar weeks 8 and 9 and a move; B comes
# to 5. C begins in the last weeks of 2018 and comes to 14; the fourth week was in 2018.
SPELLS = """
person_id, target_group, start,    end,      municipality, akasse
A,         dagpenge,     2019-W01, 2019-W07, 0101,         HK-A
A,         dagpenge,     2019-W10, 2019-W16, 0751,         HK-A
B,         dagpenge,     2019-W01, 2019-W05, 0751,         3F-A
C,         dagpenge,     2018-W49, 2019-W10, 0751,         3F-A
"""
# Due in 2019: A two talks by week 6, one in weeks 7 to 10, one in weeks 11 to 14, and the meeting by week 4. B the meeting. C two
# talks by the sixth week (2019-W02), one in weeks 7 to 10 and one in weeks 11 to 14.
TALKS = """
person_id, date,       talk_type,     form,     participation,  joint_meeting_number
A,         2019-W02-3, job_talk,      physical, ,
A,         2019-W08-3, job_talk,      physical, ,
A,         2019-W10-1, job_talk,      phone,    ,
A,         2019-W13-5, job_talk,      phone,    ,
A,         2019-W03-2, joint_meeting, digital,  both,           1
A,         2019-W04-2, joint_meeting, physical, only_jobcentre, 1
A,         2019-W11-1, joint_meeting, digital,  both,           1
B,         2019-W04-7, joint_meeting, physical, both,           1
B,         2019-W02-7, job_talk,      physical, ,
C,         2018-W50-1, job_talk,      physical, ,
C,         2019-W02-7, job_talk,      physical, ,
C,         2018-W50-2, joint_meeting, physical, both,           2
"""


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    file = tmp_path / "by_hand.yml"
    file.write_text(REGIME.lstrip(), encoding="utf-8")
    return Programme(own_regime(file))


def check(results: tuple[Result, ...], expected: str) -> None:
    by_key = {(one.indicator.removeprefix("due_talks_"), one.grouping, one.group): one for one in results}
    for row in rows_of(expected):
        found = by_key[row["share"], row["grouping"] or "", row["group"] or ""]
        numbers = (found.persons, found.numerator, found.denominator, found.state)
        num, den = (float(row[name]) if row[name] else None for name in ("num", "den"))
        assert numbers == (int(row["persons"]), num, den, row["state"]), found
        assert found.value is None if num is None else found.value == pytest.approx(100 * num / (den or 1))


def test_spec_of_due_talks(programme: Programme) -> None:
    """Spec: A's talk in W08 is without the benefit. Of the two by week 6, A had one in time and the second (W10) late; that one
    and W13 meet the later two. A's meeting: neither video before March nor the jobcentre alone counts, video in W11 is late.
    """
    found = due_talks(
        registers(benefit_spells=SPELLS, talks=TALKS),
        programme, "dagpenge", "2019", ("", "talk_type", "akasse", "municipality"), 20, Definitions(),
    )  # fmt: skip
    check(
        found,
        """
share,         grouping,     group,             persons, num, den, state
in_time_share, ,             ,                  3,       6,   10,  value
late_share,    ,             ,                  3,       2,   10,  value
never_share,   ,             ,                  3,       2,   10,  value
in_time_share, talk_type,    job_talk,          2,       5,   8,   value
late_share,    talk_type,    job_talk,          2,       1,   8,   value
never_share,   talk_type,    job_talk,          2,       2,   8,   value
in_time_share, talk_type,    joint_meeting,     2,       1,   2,   value
late_share,    talk_type,    joint_meeting,     2,       1,   2,   value
in_time_share, akasse,       HK-A,              1,       3,   5,   value
in_time_share, akasse,       3F-A,              2,       3,   5,   value
never_share,   akasse,       3F-A,              2,       2,   5,   value
in_time_share, municipality, 0101,              1,       1,   3,   value
in_time_share, municipality, 0751,              3,       5,   7,   value
in_time_share, municipality, 0147,              0,       ,    ,    missing
""",
    )


def test_spec_of_a_selection_and_of_a_period(programme: Programme) -> None:
    """Spec: a talk belongs to the place and period of the Sunday on which its week on the benefit ends."""
    connection = registers(benefit_spells=SPELLS, talks=TALKS)
    aarhus = due_talks(connection, programme, "dagpenge", "2019", ("",), 20, Definitions(), Selection.of(municipality="Aarhus"))
    check(aarhus, "share, grouping, group, persons, num, den, state\nin_time_share, , , 3, 5, 7, value")
    before = due_talks(connection, programme, "dagpenge", "2018", ("",), 20, Definitions())
    check(before, "share, grouping, group, persons, num, den, state\nnever_share, , , 1, 1, 1, value")
    empty = due_talks(connection, programme, "dagpenge", "2016", ("",), 20, Definitions())
    assert {one.state for one in empty} == {"missing"}


def test_what_cannot_be_measured_is_refused(programme: Programme) -> None:
    connection = registers(benefit_spells=SPELLS, talks=TALKS)
    with pytest.raises(UnknownCode, match="'akasse'"):
        due_talks(connection, programme, "dagpenge", "2019", ("akase",), 20, Definitions())
    with pytest.raises(UsageError, match="by_hand asks for no talk within 3 weeks"):
        due_talks(connection, programme, "dagpenge", "2019", ("",), 3, Definitions())
