"""What must hold for the rows of a randomised trial: each drawn once, both arms in every stratum, nothing before the draw."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.registers.check import FIRST_KEYS, Check, key_of, rows
from evalkit.registers.randomised_tables import RANDOMISED_PERSONS, RANDOMISED_SPELLS

FEWEST = 2  # persons in each arm of a stratum, without which the spread of an outcome cannot be told
_PERSONS, _SPELLS = RANDOMISED_PERSONS, RANDOMISED_SPELLS


def randomised_checks() -> Iterator[Check]:
    """Every rule about a randomised trial's rows, in the order of its tables."""
    yield _drawn_twice()
    yield from _of_arms()
    yield from _of_days()
    yield from _of_weeks()
    yield from _of_persons_and_spells()


def _drawn_twice() -> Check:
    query = (
        f"SELECT sum(n - 1), min(unit_id, {FIRST_KEYS}) FROM "
        "(SELECT unit_id, count(*) AS n FROM randomised_persons GROUP BY unit_id HAVING count(*) > 1) AS t"
    )
    remedy = "An arm is drawn once: keep the first draw, and the arm that it gave, whatever was done later."
    return Check(_PERSONS, "unit_id", "error", "units that were randomised twice", remedy, query, (_PERSONS.name,))


def _of_arms() -> Iterator[Check]:
    neither = "t.arm IS NULL AND t.excluded_reason IS NULL"
    remedy = "Write the arm that the lot gave, or why the person was excluded before the draw."
    yield rows(_PERSONS, "arm", neither, "persons with neither an arm nor a reason for exclusion", remedy)
    both = "t.arm IS NOT NULL AND t.excluded_reason IS NOT NULL"
    remedy = "Who was excluded before the draw has no arm. Who was taken out after it keeps the arm and is exempted, as a spell."
    yield rows(_PERSONS, "excluded_reason", both, "excluded persons with an arm", remedy)
    arms = "SELECT stratum, count(*) FILTER (WHERE arm = 'treatment') AS one, count(*) FILTER (WHERE arm = 'control') AS other"
    counted = f"{arms} FROM randomised_persons WHERE arm IS NOT NULL GROUP BY stratum"
    query = (
        f"SELECT count(*), min(concat_ws(' ', stratum, one, 'treated', other, 'controls'), {FIRST_KEYS}) FROM ({counted}) AS t "
        f"WHERE least(one, other) < {FEWEST}"
    )
    problem = f"strata without at least {FEWEST} persons in each arm, so that nobody is there to compare with"
    remedy = "Look whether an arm of the stratum is missing in the file; else merge the stratum with another, or leave it out."
    yield Check(_PERSONS, "stratum", "error", problem, remedy, query, (_PERSONS.name,))


def _of_days() -> Iterator[Check]:
    remedy = "Correct the days: a person is drawn, is followed from then on, and may die after it."
    yield rows(_PERSONS, "followed_until", "t.followed_until < t.drawn", "persons followed until a day before the draw", remedy)
    yield rows(_PERSONS, "death_date", "t.death_date < t.drawn", "persons who died before the draw", remedy)


def _of_weeks() -> Iterator[Check]:
    remedy = "States are counted in whole ISO weeks: write the Monday of the first week and the Sunday of the last."
    whole = 'extract(isodow FROM t.start) <> 1 OR extract(isodow FROM t."end") <> 7'
    yield rows(_SPELLS, "start", whole, "spells that are not whole weeks from Monday to Sunday", remedy)
    query = (
        f'SELECT count(*), min({key_of(_SPELLS)}, {FIRST_KEYS}) FROM (SELECT *, max("end") OVER (PARTITION BY unit_id, state '
        'ORDER BY start, "end" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_end FROM randomised_spells) AS t '
        "WHERE t.start <= t.last_end"
    )
    problem, remedy = "spells that overlap an earlier one of the same state", "Merge them into one."
    yield Check(_SPELLS, "start", "error", problem, remedy, query, (_SPELLS.name,))


def _of_persons_and_spells() -> Iterator[Check]:
    unknown = "NOT EXISTS (SELECT 1 FROM randomised_persons AS p WHERE p.unit_id = t.unit_id)"
    remedy = "Add them to randomised_persons, or take the rows out; check that both tables use the same pseudonym."
    yield _spells("unit_id", unknown, "spells of units that are not in the table randomised_persons", remedy)
    remedy = "Take the rows out: what happens to those who were not drawn is no outcome of the trial."
    yield _spells("unit_id", _of("p.excluded_reason IS NOT NULL"), "spells of persons who were excluded before the draw", remedy)
    remedy = "Leave out what was before the draw, or correct the day of the draw: it cannot be an effect of it."
    before = _of("t.start < CAST(date_trunc('week', p.drawn) AS DATE)")
    yield _spells("start", before, "states that begin before the week of the draw", remedy)
    remedy = "End the spell in the week of death at the latest, or correct the day of death."
    dead = _of("t.\"end\" > CAST(date_trunc('week', p.death_date) AS DATE) + 6")
    yield _spells("end", dead, "states after the week of death", remedy)
    remedy = "End the spell with the week of followed_until at the latest, or correct that day: later weeks are not told."
    late = _of("t.\"end\" > CAST(date_trunc('week', p.followed_until) AS DATE) + 6")
    yield _spells("end", late, "states after the week until which the person is followed", remedy)


def _of(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM randomised_persons AS p WHERE p.unit_id = t.unit_id AND {condition})"


def _spells(column: str, condition: str, problem: str, remedy: str) -> Check:
    return rows(_SPELLS, column, condition, problem, remedy, needs=(_PERSONS.name,))
