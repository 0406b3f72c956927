"""What must hold for the rows of a trial: between an enrolment and its end, other enrolments, offers and the trial's areas."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.registers.check import FIRST_KEYS, Check, key_of, rows
from evalkit.registers.trial_tables import TRIAL_AREAS, TRIAL_ENROLMENTS, TRIAL_OFFERS


def trial_checks() -> Iterator[Check]:
    """Every rule about a trial's rows, in the order of its tables."""
    remedy = "Give an ended enrolment both its last day and its reason, and one that lasts neither."
    without = 't."end" IS NOT NULL AND t.end_reason IS NULL'
    yield rows(TRIAL_ENROLMENTS, "end_reason", without, "ended enrolments without a reason", remedy)
    lasting = 't."end" IS NULL AND t.end_reason IS NOT NULL'
    yield rows(TRIAL_ENROLMENTS, "end_reason", lasting, "reasons for an end of enrolments that have none", remedy)
    yield _at_once()
    yield _outside()
    unknown = "NOT EXISTS (SELECT 1 FROM trial_areas AS a WHERE (a.akasse, a.municipality) = (t.akasse, t.municipality))"
    problem = "enrolments by an a-kasse in a municipality that is not in the table trial_areas"
    remedy = "Add the pair to trial_areas if the a-kasse may enrol there, or correct the a-kasse or the municipality."
    yield rows(TRIAL_ENROLMENTS, "municipality", unknown, problem, remedy, "warning", (TRIAL_AREAS.name,))


def _at_once() -> Check:
    """An enrolment must begin after all earlier ones of the person have ended."""
    query = (
        f"SELECT count(*), min({key_of(TRIAL_ENROLMENTS)}, {FIRST_KEYS}) FROM "
        '(SELECT *, max(coalesce("end", DATE \'9999-12-31\')) OVER (PARTITION BY person_id ORDER BY start, "end" '
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_end FROM trial_enrolments) AS t WHERE t.start <= t.last_end"
    )
    problem = "enrolments that begin while the person is enrolled already"
    remedy = "Keep one of them, or write the last day of the earlier one, with its reason."
    return Check(TRIAL_ENROLMENTS, "start", "error", problem, remedy, query, (TRIAL_ENROLMENTS.name,))


def _outside() -> Check:
    inside = (
        "EXISTS (SELECT 1 FROM trial_enrolments AS e WHERE e.person_id = t.person_id AND t.start >= e.start AND "
        '(e."end" IS NULL OR t.start <= e."end"))'
    )
    problem = "offers in the trial that start outside every enrolment of the person"
    remedy = "Correct the day, or take the offer out; what is started outside the trial belongs in the table offers."
    return rows(TRIAL_OFFERS, "start", f"NOT {inside}", problem, remedy, needs=(TRIAL_ENROLMENTS.name,))
