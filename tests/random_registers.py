"""Registers that Hypothesis makes up: few persons with gaps, overlapping offers, moves, talks in and out of spells, and work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from evalkit.registers.tables import FORMS, OFFER_TYPES

FIRST = dt.date(2017, 1, 2)  # a Monday
WEEKS = 300
Tables = dict[str, list[dict[str, Any]]]
DAYS = st.integers(0, 7 * WEEKS).map(lambda number: FIRST + dt.timedelta(number))
PERIODS = ("2018", "2019", "2020", "2019-03", "2020-12/2021-01", "2021-09/2022-08", "2020-02-19", "2020-12-31")
BENEFITS = ("dagpenge", "kontanthjaelp_activity_ready")


@st.composite
def spells(draw: st.DrawFn, person: str, benefit: str) -> list[dict[str, Any]]:
    """Spells of one benefit in order; a gap of 0 weeks is a move."""
    found, monday = [], FIRST + dt.timedelta(7 * draw(st.integers(0, 120)))
    for _ in range(draw(st.integers(1, 6))):
        weeks = draw(st.one_of(st.integers(1, 8), st.integers(1, 8), st.integers(1, 100)))
        end = monday + dt.timedelta(7 * weeks - 1)
        place = {
            "municipality": draw(st.sampled_from(["0101", "0147", "0751"])),
            "akasse": draw(st.sampled_from([None, "HK-A", "3F-A"])),
        }
        found.append({"person_id": person, "target_group": benefit, "start": monday, "end": end, **place})
        monday = end + dt.timedelta(1 + 7 * draw(st.sampled_from([0, 1, 3, 4, 4, 5, 30])))
    return found


@st.composite
def talk(draw: st.DrawFn, person: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(["job_talk", "cv_talk", "joint_meeting"]))
    joint = {
        "participation": draw(st.sampled_from(["both", "only_akasse", "only_jobcentre"])),
        "joint_meeting_number": draw(st.sampled_from([1, 2, 3])),
    }
    common = {"person_id": person, "date": draw(DAYS), "talk_type": kind, "form": draw(st.sampled_from(FORMS))}
    return {**common, **(joint if kind == "joint_meeting" else {})}


@st.composite
def interval(draw: st.DrawFn, person: str, longest: int) -> dict[str, Any]:
    start = draw(DAYS)
    return {"person_id": person, "start": start, "end": start + dt.timedelta(draw(st.integers(0, longest)))}


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """Every canonical table that indicators of persons read, mostly of one benefit; the last person has no row in persons."""
    found: Tables = {name: [] for name in ("persons", "benefit_spells", "talks", "offers", "employment")}
    names = "ABCDE"[: draw(st.integers(1, 5))]
    benefit, other = draw(st.permutations(BENEFITS))
    for name in names:
        found["benefit_spells"] += draw(spells(name, benefit)) + draw(st.just([]) if name < "D" else spells(name, other))
        found["talks"] += draw(st.lists(talk(name), max_size=8))
        for offer in draw(st.lists(interval(name, 60), max_size=5)):
            found["offers"].append({**offer, "offer_type": draw(st.sampled_from(OFFER_TYPES))})
        for job in draw(st.lists(interval(name, 500), max_size=3)):
            found["employment"].append({**job, "hours": float(draw(st.sampled_from([0, 10, 200, 1000, 1924, 2500])))})
        background = {"sex": draw(st.sampled_from(["men", "women"])), "origin": draw(st.sampled_from([None, "danish"]))}
        born = dt.date(1960, 1, 1) + dt.timedelta(draw(st.integers(0, 16_000)))
        if name != names[-1]:
            found["persons"].append({"person_id": name, **background, "birth_date": born, "education": "unknown"})
    return found
