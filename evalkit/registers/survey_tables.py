"""The canonical tables of a survey in waves: who was asked and what they answered, when, and the population they stand for.

A questionnaire that came back with no answer to any question is not told apart from one that did not come back: a respondent is
who answered at least one question.
"""

from __future__ import annotations

from evalkit.registers.declare import Column, Table, code_column

TRIAL_GROUPS = ("trial", "comparison")
# What is known of everyone who was asked, and of the population: answers can be weighted to any of them.
MARGIN_VARIABLES = ("sex", "age", "origin", "education", "akasse")
CENTRAL_QUESTIONS = (
    "satisfied_overall",
    "job_openings_presented",
    "job_guidance_satisfied",
    "concrete_plan",
    "network_advice",
    "belief_in_job",
)
OTHER_QUESTIONS = ("job_openings_relevant", "relevant_feedback", "good_at_motivating")
QUESTIONS = (*CENTRAL_QUESTIONS, *OTHER_QUESTIONS)
_ASKED = {
    "satisfied_overall": "How satisfied one is with the contact course, all in all",
    "job_openings_presented": "Whether one was presented with job ads and openings to apply for here and now",
    "job_guidance_satisfied": "How satisfied one is with the job-targeted guidance",
    "concrete_plan": "Whether the talks ended with a plan for the job search",
    "network_advice": "Whether one was advised on unsolicited applications and on the use of one's network",
    "belief_in_job": "Whether the guidance has made one believe more in finding work",
    "job_openings_relevant": "Whether the job ads and openings were relevant; asked of those who were presented with some",
    "relevant_feedback": "Whether one got feedback on CV and applications that could be used",
    "good_at_motivating": "Whether those one talked with were good at motivating one to search",
}
_WAVE = Column("wave", "text", "The wave, by the name that it has in every table of the survey")
_GROUP = code_column("trial_group", "Whether one is in the trial or in the group that it is compared with", allowed=TRIAL_GROUPS)


def _question(name: str) -> Column:
    return code_column(name, f"{_ASKED[name]}; empty where not asked or not answered", "answer", nullable=True)


SURVEY_WAVES = Table(
    "survey_waves",
    (
        _WAVE,
        Column("start", "date", "First day on which one could answer"),
        Column("end", "date", "Last day on which one could answer, included"),
    ),
    ("wave",),
    unique=True,
    description="One row a wave of the survey",
    required=False,
)

SURVEY_ANSWERS = Table(
    "survey_answers",
    (
        Column("respondent_id", "text", "The person who was asked, by a pseudonym"),
        _WAVE,
        _GROUP,
        code_column("akasse", "A-kasse that the person is a member of", "akasse"),
        code_column("municipality", "Municipality that the person lives in", "municipality"),
        code_column("sex", "Sex", "sex"),
        code_column("age", "Age when asked", "age"),
        code_column("origin", "Origin", "origin"),
        code_column("education", "Highest completed level of education; unknown is a group of its own", "education"),
        *(_question(name) for name in QUESTIONS),
    ),
    ("respondent_id", "wave"),
    unique=True,
    description="One row a person who was asked in a wave, whether the person answered or not",
    required=False,
)

SURVEY_MARGINS = Table(
    "survey_margins",
    (
        _WAVE,
        _GROUP,
        code_column("variable", "By what the population is divided", allowed=MARGIN_VARIABLES),
        Column("category", "text", "A group of the variable, by its code"),
        Column("persons", "int", "How many in the population are in it", unit="count", least=0),
    ),
    ("wave", "trial_group", "variable", "category"),
    unique=True,
    description="One row a category of the population that a wave's answers are weighted to; a wave without rows is not weighted",
    required=False,
)

SURVEY_TABLES = (SURVEY_WAVES, SURVEY_ANSWERS, SURVEY_MARGINS)
