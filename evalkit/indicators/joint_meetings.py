"""Joint meetings of the unemployed, the jobcentre and the a-kasse: how many, who took part, and who had the ones due."""

from __future__ import annotations

from evalkit.codes import group_list
from evalkit.indicators.facts import PieceFact, TalkCount
from evalkit.indicators.measure import Measure, Term, one_if
from evalkit.registers.timeline import Timeline

_NUMBERS = {"first": 1, "second": 2, "third": 3}
_JOINT = "t.talk_type = 'joint_meeting'"
_BOTH = f"{_JOINT} AND t.participation = 'both'"

JOINT = TalkCount("joint_meetings", _JOINT)
BOTH = TalkCount("joint_both", _BOTH)
BOTH_DIGITAL = TalkCount("joint_both_digital", f"{_BOTH} AND t.form = 'digital'")
WITH_PARTICIPATION = {
    code: TalkCount(f"joint_with_{code}", f"{_JOINT} AND t.participation = '{code}'")
    for code in group_list("participation").codes
}
NUMBERED = {code: TalkCount(f"joint_{code}", f"{_JOINT} AND t.joint_meeting_number = {n}") for code, n in _NUMBERS.items()}
BOTH_NUMBERED = {code: TalkCount(f"both_{code}", f"{_BOTH} AND t.joint_meeting_number = {n}") for code, n in _NUMBERS.items()}


def _due(made: Timeline, number: int) -> str:
    """Pieces with a week of the seniority at which the meeting is the latest that shall have been held."""
    weeks = (*made.definitions.joint_meeting_weeks, 100_000)
    low, high = 7 * weeks[number - 1], 7 * weeks[number]
    return f"""
SELECT p.piece, p.person_id, p.epoch FROM {made.pieces} p
WHERE p.before + (p.last_day - p.first_day) >= {low} AND p.before < {high}"""


def _in_time(made: Timeline, number: int) -> str:
    """Person and epoch of those who had the meeting before its deadline, counted in seniority."""
    deadline = 7 * made.definitions.joint_meeting_weeks[number - 1]
    return f"""
SELECT s.person_id, s.epoch FROM talks t JOIN {made.spells} s
ON s.person_id = t.person_id AND t.date BETWEEN s.first_day AND s.last_day
WHERE {_JOINT} AND t.joint_meeting_number = {number} AND s.before + (t.date - s.first_day) < {deadline}"""


def _due_fact(number: int) -> PieceFact:
    name = f"due_{number}"
    return PieceFact(name, lambda made: f"SELECT d.piece, 1 AS {name} FROM ({_due(made, number)}) d")


def _had_fact(name: str, due: int, numbers: tuple[int, ...]) -> PieceFact:
    """Pieces in which a meeting is due and those with the numbers were held in time."""

    def query(made: Timeline) -> str:
        held = " AND ".join(f"(d.person_id, d.epoch) IN ({_in_time(made, number)})" for number in numbers)
        return f"SELECT d.piece, 1 AS {name} FROM ({_due(made, due)}) d WHERE {held}"

    return PieceFact(name, query)


DUE = {code: _due_fact(number) for code, number in _NUMBERS.items()}
HAD = {code: _had_fact(f"had_{number}", number, (number,)) for code, number in _NUMBERS.items()}
HAD_ALL = _had_fact("had_all", 3, (1, 2, 3))


def _among_due(code: str, condition: str) -> Term:
    due = f"{DUE[code].name} > 0"
    return Term(one_if(f"{due} AND {condition}"), one_if(due))


JOINT_MEETING_COUNT = Measure(
    "joint_meeting_count",
    "count",
    "Joint meetings held in weeks on the benefit, at the seniority of the week. A group in which nobody had one has 0.",
    "number of joint meetings",
    "BDO (2023), table 4.1",
    (JOINT, *WITH_PARTICIPATION.values(), *NUMBERED.values()),
    {
        "": {"": Term("joint_meetings")},
        "participation": {code: Term(fact.name) for code, fact in WITH_PARTICIPATION.items()},
        "joint_meeting_number": {code: Term(fact.name) for code, fact in NUMBERED.items()},
    },
)

JOINT_MEETING_SHARE = Measure(
    "joint_meeting_share",
    "pct",
    "The joint meetings of a group among all joint meetings.",
    "100 x joint meetings of the group / joint meetings",
    "BDO (2023), section 4.3.1",
    (JOINT,),
    {"": {"": Term("joint_meetings")}},
    of_whole=True,
)

JOINT_MEETING_BOTH_SHARE = Measure(
    "joint_meeting_both_share",
    "pct",
    "Joint meetings in which both the jobcentre and the a-kasse took part, among joint meetings.",
    "100 x joint meetings with both parties / joint meetings",
    "BDO (2023), sections 4.4 and 4.5, figures 4.2 to 4.6",
    (JOINT, BOTH, *NUMBERED.values(), *BOTH_NUMBERED.values()),
    {
        "": {"": Term(BOTH.name, JOINT.name)},
        "joint_meeting_number": {code: Term(BOTH_NUMBERED[code].name, NUMBERED[code].name) for code in _NUMBERS},
    },
)

JOINT_MEETING_BOTH_DIGITAL_SHARE = Measure(
    "joint_meeting_both_digital_share",
    "pct",
    "Joint meetings held digitally, among joint meetings with both parties.",
    "100 x digital joint meetings with both parties / joint meetings with both parties",
    "BDO (2023), section 1.4",
    (BOTH, BOTH_DIGITAL),
    {"": {"": Term(BOTH_DIGITAL.name, BOTH.name)}},
)

_RIGHT = (
    "A person has a right to the 1st, 2nd or 3rd joint meeting when they have a benefit week of the period with the seniority at "
    "which it is the latest due: 3 to 6 months, 6 to 16 months, over 16 months. It counts as had when one with that number was "
    "held on the benefit, since the count of seniority last began, before its deadline (3, 6 and 16 months)."
)
_FACTS = (*DUE.values(), *HAD.values())

JOINT_MEETING_RECEIVED_SHARE = Measure(
    "joint_meeting_received_share",
    "pct",
    _RIGHT,
    "100 x persons with a right who had the meeting in time / persons with a right",
    "BDO (2023), section 4.3.2, figure 4.1",
    _FACTS,
    {"joint_meeting_number": {code: _among_due(code, f"{HAD[code].name} > 0") for code in _NUMBERS}},
)

JOINT_MEETING_NOT_RECEIVED_SHARE = Measure(
    "joint_meeting_not_received_share",
    "pct",
    f"The others than in joint_meeting_received_share. {_RIGHT}",
    "100 x persons with a right who did not have the meeting in time / persons with a right",
    "BDO (2023), section 4.3.2",
    _FACTS,
    {"joint_meeting_number": {code: _among_due(code, f"{HAD[code].name} = 0") for code in _NUMBERS}},
)

ALL_JOINT_MEETINGS_RECEIVED_SHARE = Measure(
    "all_joint_meetings_received_share",
    "pct",
    "Persons with a benefit week of over 16 months' seniority who had all three joint meetings, each before its deadline.",
    "100 x persons with a right to the 3rd who had all three in time / persons with a right to the 3rd",
    "BDO (2023), section 1.4",
    (DUE["third"], HAD_ALL),
    {"seniority_range": {"over_16_months": _among_due("third", f"{HAD_ALL.name} > 0")}},
)

MEASURES = (
    JOINT_MEETING_COUNT,
    JOINT_MEETING_SHARE,
    JOINT_MEETING_BOTH_SHARE,
    JOINT_MEETING_BOTH_DIGITAL_SHARE,
    JOINT_MEETING_RECEIVED_SHARE,
    JOINT_MEETING_NOT_RECEIVED_SHARE,
    ALL_JOINT_MEETINGS_RECEIVED_SHARE,
)
