"""The canonical tables of a randomised trial: who was drawn, into which arm, and what each was in, week by week, as spells.

Any trial fits that draws persons in strata and follows them by weeks. Week 0 is the ISO week of the draw.
"""

from __future__ import annotations

from evalkit.registers.declare import END, START, Column, Table, code_column

ARMS = ("treatment", "control")
READINESS = ("job_ready", "not_job_ready")
OUTCOMES = ("self_support", "activation", "disability_pension")
EXEMPTED, ATTENDED = "exempted", "attended"
STATES = (*OUTCOMES, EXEMPTED, ATTENDED)
UNIT = Column("unit_id", "text", "The person drawn, by a pseudonym that is the same in both tables of the trial")

RANDOMISED_PERSONS = Table(
    "randomised_persons",
    (
        UNIT,
        code_column("municipality", "Municipality whose jobcentre the person belongs to", "municipality"),
        Column("stratum", "text", "Among whom lots were drawn, by any name: for example the code of the jobcentre"),
        code_column("arm", "What the lot gave; empty for those excluded before the draw", allowed=ARMS, nullable=True),
        Column("drawn", "date", "Day of the draw; its ISO week is week 0"),
        Column("followed_until", "date", "Last day on which the registers tell what the person was in"),
        code_column(
            "excluded_reason", "Why the person was excluded before the draw; else empty", "exemption_reason", nullable=True
        ),
        Column("death_date", "date", "Day of death; empty where alive when last followed", nullable=True),
        code_column("readiness", "Readiness for work at the draw", allowed=READINESS),
        code_column("sex", "Sex", "sex"),
        code_column("age", "Age at the draw", "age"),
        code_column("origin", "Origin; a person without one is in no group of origin", "origin", nullable=True),
        Column("benefit_weeks", "int", "Weeks on the benefit before the draw", unit="weeks", least=0),
    ),
    ("unit_id",),
    unique=False,  # one that stands twice is said to be drawn twice
    description="One row a person of the gross group of a randomised trial",
    required=False,
)

RANDOMISED_SPELLS = Table(
    "randomised_spells",
    (
        UNIT,
        code_column("state", "What the person was in: an outcome, exempted, or at the weekly meeting", allowed=STATES),
        START,
        END,
    ),
    ("unit_id", "state", "start"),
    unique=False,  # two that start together overlap, which is said of them
    description="One row an unbroken run of whole ISO weeks in which a person of the trial was in a state",
    required=False,
)

RANDOMISED_TABLES = (RANDOMISED_PERSONS, RANDOMISED_SPELLS)
