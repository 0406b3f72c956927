"""What must hold for the rows of a survey: between answers, waves and the population that the answers are weighted to."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.codes import group_list
from evalkit.registers.check import FIRST_KEYS, Check, rows
from evalkit.registers.sql import identifier, literal, literals
from evalkit.registers.survey_tables import MARGIN_VARIABLES, QUESTIONS, SURVEY_ANSWERS, SURVEY_MARGINS

ANSWERED = f"coalesce({', '.join(QUESTIONS)}) IS NOT NULL"
_ANSWERS, _MARGINS = SURVEY_ANSWERS.name, SURVEY_MARGINS.name
_SAME = "m.wave = t.wave AND m.trial_group = t.trial_group"


def survey_checks() -> Iterator[Check]:
    """Every rule about a survey's rows, in the order of its tables."""
    yield from _of_answers()
    yield from _of_margins()
    for variable in MARGIN_VARIABLES:
        yield from _of_variable(variable)


def _of_answers() -> Iterator[Check]:
    unknown = "NOT EXISTS (SELECT 1 FROM survey_waves AS w WHERE w.wave = t.wave)"
    problem = "answers in a wave that is not in the table survey_waves"
    remedy = "Add the wave with its first and last day, or write its name in the same way."
    yield rows(SURVEY_ANSWERS, "wave", unknown, problem, remedy, needs=("survey_waves",))
    both = "t.trial_group = 'comparison' AND EXISTS (SELECT 1 FROM survey_answers AS o WHERE o.trial_group = 'trial' AND "
    both += "(o.wave, o.akasse, o.municipality) = (t.wave, t.akasse, t.municipality))"
    problem = "persons to compare with from an a-kasse that has members in the trial in the same municipality"
    remedy = "An a-kasse with trial in all municipalities has nobody to compare with: look whether they are in the right group."
    yield rows(SURVEY_ANSWERS, "trial_group", both, problem, remedy, "warning")
    everyone = f"t.wave IN (SELECT wave FROM survey_answers GROUP BY wave HAVING bool_and({ANSWERED}))"
    problem = "rows of a wave in which everybody answered, so that its share of answers cannot be computed"
    remedy = "Give those who were asked and did not answer too, with every question empty."
    yield rows(SURVEY_ANSWERS, "wave", everyone, problem, remedy, "warning")


def _of_margins() -> Iterator[Check]:
    sums = "SELECT wave, trial_group, variable, sum(persons) AS total FROM survey_margins GROUP BY wave, trial_group, variable"
    query = (
        f"SELECT count(*), min(concat_ws('/', wave, trial_group), {FIRST_KEYS}) FROM (SELECT wave, trial_group "
        f"FROM ({sums}) AS s GROUP BY wave, trial_group HAVING min(total) <> max(total)) AS t"
    )
    problem = "populations (wave and group) whose variables do not sum to one total"
    remedy = "Count the same persons by each variable, those of unknown category too."
    yield Check(SURVEY_MARGINS, "persons", "error", problem, remedy, query, (_MARGINS,))
    listed = ", ".join(f"({literal(name)}, {literal(code)})" for name in MARGIN_VARIABLES for code in group_list(name).codes)
    known = f"t.variable NOT IN {literals(MARGIN_VARIABLES)} OR (t.variable, t.category) IN ({listed})"
    problem, remedy = "categories that their variable does not have", "Write the codes of the variable's list."
    yield rows(SURVEY_MARGINS, "category", f"NOT ({known})", problem, remedy)
    alone = "NOT EXISTS (SELECT 1 FROM survey_margins AS m WHERE m.wave = t.wave AND m.variable = t.variable AND "
    alone += "m.trial_group <> t.trial_group)"
    problem = "margins of one group in a wave without the same variable for the other, so that the two are weighted differently"
    yield rows(SURVEY_MARGINS, "variable", alone, problem, "Give both groups the same variables.", "warning")


def _of_variable(variable: str) -> Iterator[Check]:
    """Rules between the answers and the margins of one variable."""
    name, code = identifier(variable), literal(variable)
    here = f"SELECT 1 FROM survey_margins AS m WHERE {_SAME} AND m.variable = {code}"
    lacking = f"EXISTS ({here}) AND NOT EXISTS ({here} AND m.category = t.{name} AND m.persons > 0)"
    problem = "persons in a category that the margins lack, or have nobody in, so that their weight cannot be found"
    remedy = "Add the category with its persons to survey_margins, or merge it with another in both tables."
    yield rows(SURVEY_ANSWERS, variable, lacking, problem, remedy, needs=(_MARGINS,))
    unanswered = f"t.variable = {code} AND t.persons > 0 AND EXISTS (SELECT 1 FROM survey_answers AS m WHERE {_SAME}) AND "
    unanswered += f"NOT EXISTS (SELECT 1 FROM survey_answers AS m WHERE {_SAME} AND m.{name} = t.category AND {ANSWERED})"
    problem = f"categories of {variable} with persons in the population, in which nobody answered, so that nobody stands for them"
    remedy = "Merge the category with another in both tables."
    yield rows(SURVEY_MARGINS, "category", unanswered, problem, remedy, needs=(_ANSWERS,))
