"""Case reviews: as many cases of each answer as the printed shares say, of as many cases as are printed."""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Ints, Texts
from evalkit.registers.synthetic.goals import TARGET_GROUPS, audited_municipalities, document_figures
from evalkit.registers.synthetic.statements import aim
from evalkit.registers.tables import CASE_REVIEWS

DAGPENGE, KONTANTHJAELP = TARGET_GROUPS
FORMS = ("first", "second", "third")
# Cases in which the form of each joint meeting is known: an assumption.
FORM_KNOWN = 100
TOPICS = ("job_search", "cv", "job_opportunities", "upgrading")
Facts = dict[str, Texts]


def case_reviews(random: np.random.Generator) -> Facts:
    """The columns of the table of case reviews, the same at every scale."""
    each = int(aim("cases_per_municipality", "case_review", "target_group", DAGPENGE))
    places = audited_municipalities()
    count = each * len(places)
    akasser = [f.group for f in document_figures() if (f.indicator, f.grouping) == ("in_focus_audit", "akasse")]
    base: Facts = {
        "case_id": np.array([f"C{number:04d}" for number in range(1, 2 * count + 1)], dtype=object),
        "target_group": np.repeat(np.array(TARGET_GROUPS, dtype=object), count),
        "municipality": np.tile(np.repeat(np.array(places, dtype=object), each), 2),
        "akasse": np.concatenate([random.choice(np.array(akasser, dtype=object), count), _unknown(count)]),
    }
    halves = (_dagpenge(count, random), _kontanthjaelp(count, random))
    return base | {
        column.name: np.concatenate([half.get(column.name, _unknown(count)) for half in halves])
        for column in CASE_REVIEWS.columns
        if column.name not in base
    }


def _dagpenge(count: int, random: np.random.Generator) -> Facts:
    assessed = _of(count, _share("cases_with_talk_need_assessed_share", DAGPENGE))
    followed = _of(assessed, _share("cases_where_assessment_is_followed_share", DAGPENGE))
    both = [
        _of(count, _share("cases_with_joint_meetings_both_share", "joint_meetings_with_both", one))
        for one in ("one", "at_least_two", "three")
    ]
    not_both_places = int(aim("cases_not_reviewed_in_both_places", "case_review", "target_group", DAGPENGE))
    known = count - not_both_places
    talks, offers, meetings, purposes = (random.permutation(count) for _ in range(4))
    facts = {
        "talk_need_assessed": _yes(talks, assessed, count),
        "talk_assessment_followed": _yes(talks, followed, assessed),
        "talk_purpose_find_job": _yes(purposes, _of(count, _share("talk_purpose_share", "talk_purpose", "find_job")), count),
        "talk_purpose_get_and_keep_job": _yes(
            purposes[::-1], _of(count, _share("talk_purpose_share", "talk_purpose", "get_and_keep_job")), count
        ),
        "offer_need_assessed": _yes(offers, _of(count, _share("cases_with_offer_need_assessed_share", DAGPENGE)), count),
        "offer_need_from_citizen": _yes(offers, _of(count, _share("cases_with_offer_need_from_citizen_share", DAGPENGE)), count),
        "offer_reason_given": _yes(offers, _of(count, _share("cases_with_reason_for_offer_share", DAGPENGE)), count),
        "offer_reason_detailed": _yes(offers, _of(known, _share("cases_with_detailed_reason_for_offer_share", DAGPENGE)), known),
        "joint_meetings_both": _numbers(meetings, both),
    }
    return facts | _forms(meetings, random) | _topics(meetings[: both[0]], count, random)


def _kontanthjaelp(count: int, random: np.random.Generator) -> Facts:
    talks, offers = random.permutation(count), random.permutation(count)
    assessed = _of(count, _share("cases_with_talk_need_assessed_share", KONTANTHJAELP))
    shares = {
        "offer_need_assessed": "cases_with_offer_need_assessed_share",
        "offer_need_basis_given": "cases_with_basis_of_offer_need_share",
        "offer_need_from_citizen": "cases_with_offer_need_from_citizen_share",
        "offer_reason_job": "cases_with_job_as_reason_for_offer_share",
    }
    reasoned = _of(assessed, _share("assessed_talk_need_with_reason_share", KONTANTHJAELP))
    facts = {
        "talk_need_assessed": _yes(talks, assessed, count),
        "talk_need_reason_given": _yes(talks, reasoned, assessed),
    }
    return facts | {name: _yes(offers, _of(count, _share(indicator, KONTANTHJAELP)), count) for name, indicator in shares.items()}


def _share(indicator: str, grouping_or_group: str, group: str = "") -> float:
    """A printed share of cases in pct.; told out of ten where the unit says so."""
    grouping = grouping_or_group if group else "target_group"
    unit = next(f.unit for f in document_figures() if f.indicator == indicator)
    return aim(indicator, "case_review", grouping, group or grouping_or_group) * (10 if unit == "out_of_10" else 1)


def _of(count: int, share: float) -> int:
    return round(count * share / 100)


def _unknown(count: int) -> Texts:
    return np.full(count, None, dtype=object)


def _yes(order: Ints, yes: int, known: int) -> Texts:
    """True for the first in an order, False for the others up to `known`, unknown for the rest."""
    answer = _unknown(len(order))
    answer[order[:known]] = False
    answer[order[:yes]] = True
    return answer


def _numbers(order: Ints, at_least: list[int]) -> Texts:
    numbers = np.zeros(len(order), dtype=np.int64)
    for cases in at_least:
        numbers[order[:cases]] += 1
    return numbers.astype(object)


def _forms(order: Ints, random: np.random.Generator) -> Facts:
    """How each joint meeting was held, in as many cases as it is known for."""
    facts: Facts = {}
    for name in FORMS:
        share = _share("joint_meeting_physical_share", "joint_meeting_number", name)
        answer = _unknown(len(order))
        answer[order[:FORM_KNOWN]] = "digital"
        answer[random.permutation(order[:FORM_KNOWN])[: _of(FORM_KNOWN, share)]] = "physical"
        facts[f"{name}_joint_meeting_form"] = answer
    return facts


def _topics(with_both: Ints, count: int, random: np.random.Generator) -> Facts:
    """What the first joint meeting with both parties was about, in as many cases as had one."""
    first = random.permutation(with_both)[: int(aim("cases_with_first_joint_meeting_both", "case_review"))]
    facts: Facts = {}
    for topic in TOPICS:
        answer = _unknown(count)
        answer[first] = False
        answer[random.permutation(first)[: _of(len(first), _share("first_joint_meeting_topic_share", "topic", topic))]] = True
        facts[f"topic_{topic}"] = answer
    return facts
