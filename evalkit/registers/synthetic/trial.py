"""The a-kasse trial: who is in it, until when and why, what they take part in, and the newcomers that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.benefit import Benefit
from evalkit.registers.synthetic.calendar_weeks import Array, Ints, Texts, days, monday
from evalkit.registers.synthetic.careers import Careers
from evalkit.registers.synthetic.goals import audited_municipalities
from evalkit.registers.synthetic.meetings import Meetings
from evalkit.registers.synthetic.people import People
from evalkit.registers.synthetic.reference import akasse_codes, municipality_codes
from evalkit.registers.synthetic.talks import USUAL, Placed
from evalkit.registers.synthetic.trial_activity import Started, draw_offers, draw_talks
from evalkit.registers.synthetic.trial_choice import choose
from evalkit.registers.synthetic.trial_courses import full_week
from evalkit.registers.synthetic.trial_ends import LASTS, REASONS, Ends, draw_ends
from evalkit.registers.synthetic.trial_goals import Places, places
from evalkit.registers.synthetic.trial_newcomers import draw_newcomers
from evalkit.registers.synthetic.trial_people import describe
from evalkit.registers.synthetic.trial_work import OTHER_BENEFIT, other_benefits
from evalkit.registers.trial_tables import TRIAL_OFFER_TYPES

# The seeds of its own random numbers, so that nothing else in the population moves: of the trial, and of the newcomers' rows.
DRAWN, ROWS = 4, 41


@dataclass(frozen=True)
class Trial:
    """The trial.

    Fields
    ------
    places: where it is.
    newcomers: persons who are on unemployment benefit in neither period of the tables.
    careers: those of before and then the newcomers', which the numbers of careers below refer to.
    elsewhere: (3, spells) career, first and last week of newcomers' spells on another benefit.
    enrolled: (enrolments,) careers. akasse, municipality: (enrolments,) positions.
    ends, talks: (enrolments,). offers: by position of the enrolment.
    """

    places: Places
    newcomers: Benefit
    careers: Careers
    elsewhere: Ints
    enrolled: Ints
    akasse: Ints
    municipality: Ints
    ends: Ends
    talks: Ints
    offers: Started


def draw_trial(one: Benefit, seed: int, scale: float) -> Trial:
    """Draw the trial at a scale, for the careers on unemployment benefit."""
    random = np.random.default_rng([seed, DRAWN])
    where = places(audited_municipalities())
    chosen = choose(one, where, scale, random)
    new = draw_newcomers(one, chosen, where, scale, random)
    people = describe(new, where, random)
    careers = _joined(one.careers, new.careers)
    enrolled = np.concatenate([chosen, one.careers.size + np.flatnonzero(new.akasse >= 0)])
    akasse, municipality = (
        np.concatenate([old, young])[enrolled]
        for old, young in ((one.people.akasse, people.akasse), (one.people.municipality, people.municipality))
    )
    start, first_spell = careers.start[enrolled, 0], careers.length[enrolled, 0]
    ends = draw_ends(start, full_week(careers)[enrolled], akasse, where, scale, random)
    talks = draw_talks(ends, np.minimum(first_spell, (ends.day + 1) // 7 - start), random)
    offers = draw_offers(start, ends, first_spell, akasse, where, scale, random)
    career, first, last = other_benefits(new.careers, random)
    elsewhere = np.vstack([one.careers.size + career, first, last])
    benefit = _benefit(new.careers, people, random)
    return Trial(where, benefit, careers, elsewhere, enrolled, akasse, municipality, ends, talks, offers)


def _benefit(careers: Careers, people: People, random: np.random.Generator) -> Benefit:
    """The newcomers' benefit, with talks as often as outside the periods, and nothing else that is counted in them."""
    weeks = careers.length[:, 0]
    career = np.repeat(np.arange(len(weeks)), random.poisson(USUAL[careers.target_group] * weeks))
    held = Placed(career, (random.random(len(career)) * weeks[career]).astype(np.int64))
    none = np.empty(0, dtype=np.int64)
    return Benefit(careers, people, held, Meetings(none, none, none), none, np.empty((3, 0), dtype=np.int64), none, none)


def _joined(old: Careers, new: Careers) -> Careers:
    return Careers(old.target_group, np.vstack([old.start, new.start]), np.vstack([old.length, new.length]))


def trial_rows(trial: Trial, ids: Texts) -> Iterator[tuple[str, dict[str, Array]]]:
    """Name and columns of the trial's own tables, in the order of their keys; `ids` by career."""
    yield "trial_areas", _areas(trial.places)
    for name, columns in (("trial_enrolments", _enrolments(trial, ids)), ("trial_offers", _offers(trial, ids))):
        order = np.argsort(columns["person_id"].astype("S8"), kind="stable")
        yield name, {column: values[order] for column, values in columns.items()}


def _areas(where: Places) -> dict[str, Array]:
    akasse, municipality = np.nonzero(where.allowed)
    codes = np.array(akasse_codes(), dtype=object)[akasse], np.array(municipality_codes(), dtype=object)[municipality]
    order = np.lexsort((codes[1].astype(str), codes[0].astype(str)))
    return {"akasse": codes[0][order], "municipality": codes[1][order]}


def _enrolments(trial: Trial, ids: Texts) -> dict[str, Array]:
    lasts = trial.ends.reason == LASTS
    return {
        "person_id": ids[trial.enrolled],
        "start": monday(trial.careers.start[trial.enrolled, 0]),
        "end": np.ma.masked_array(days(trial.ends.day), lasts),
        "end_reason": np.array([*REASONS, None], dtype=object)[trial.ends.reason],
        "akasse": np.array(akasse_codes(), dtype=object)[trial.akasse],
        "municipality": np.array(municipality_codes(), dtype=object)[trial.municipality],
        "talks": trial.talks,
    }


def _offers(trial: Trial, ids: Texts) -> dict[str, Array]:
    return {
        "person_id": ids[trial.enrolled[trial.offers.who]],
        "start": days(trial.offers.day),
        "offer_type": np.array(TRIAL_OFFER_TYPES, dtype=object)[trial.offers.kind],
    }


def elsewhere_rows(trial: Trial, ids: Texts) -> dict[str, Array]:
    """Spells on another benefit as rows of the table of spells; `ids` by career."""
    career, first, last = trial.elsewhere
    codes = np.array(municipality_codes(), dtype=object)
    municipality = trial.newcomers.people.municipality[career - (trial.careers.size - trial.newcomers.careers.size)]
    return {
        "person_id": ids[career],
        "target_group": np.full(len(career), OTHER_BENEFIT, dtype=object),
        "start": monday(first),
        "end": days(7 * last + 6),
        "municipality": codes[municipality],
        "akasse": np.full(len(career), None, dtype=object),
    }
