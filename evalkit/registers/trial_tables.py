"""The canonical tables of a trial of services: who was enrolled, and when."""

from __future__ import annotations

from evalkit.registers.declare import PERSON, Column, Table

TRIAL_ENROLMENTS = Table(
    "trial_enrolments",
    (
        PERSON,
        Column("start", "date", "Day of enrolment in the a-kasse trial"),
        Column("end", "date", "Last day in the trial, included; empty while it lasts", nullable=True),
    ),
    ("person_id", "start"),
    unique=False,
    description="One row an enrolment in the a-kasse trial",
    required=False,
)

TRIAL_TABLES = (TRIAL_ENROLMENTS,)
