"""The whole population as the canonical tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evalkit.registers.synthetic.benefit import Benefit, draw_benefit
from evalkit.registers.synthetic.calendar_weeks import Array, Ints, Texts, days, monday, period_weeks
from evalkit.registers.synthetic.careers import Careers
from evalkit.registers.synthetic.goals import AFTER, TARGET_GROUPS
from evalkit.registers.synthetic.links import link_careers
from evalkit.registers.synthetic.participation import CODES
from evalkit.registers.synthetic.randomised import randomised_tables
from evalkit.registers.synthetic.reference import akasse_codes, group_codes, merged_akasse, municipality_codes
from evalkit.registers.synthetic.reviews import case_reviews
from evalkit.registers.synthetic.right_cohort import right_cohort
from evalkit.registers.synthetic.survey import survey_tables
from evalkit.registers.synthetic.talk_forms import forms, talk_types
from evalkit.registers.synthetic.trial import ROWS, draw_trial, elsewhere_rows, trial_rows
from evalkit.registers.synthetic.trial_courses import NEVER
from evalkit.registers.synthetic.trial_work import more_work
from evalkit.registers.synthetic.work import Work, hours_beside, jobs_after
from evalkit.registers.tables import OFFER_TYPES

Columns = dict[str, Array]


def tables(seed: int, scale: float) -> Iterator[tuple[str, Columns]]:
    """Name and columns of each table; the same for the same seed and scale."""
    random, own = np.random.default_rng(seed), np.random.default_rng([seed, ROWS])
    benefits = [draw_benefit(group, scale, random) for group in TARGET_GROUPS]
    linked = [link_careers(one.careers, one.people, random) for one in benefits]
    persons = _person_numbers(linked, random)
    trial = draw_trial(benefits[0], seed, scale)
    new = trial.newcomers
    known = 1 + max(int(one.max(initial=-1)) for one in persons)
    ids = np.array([f"P{number:07d}" for number in range(1, known + new.careers.size + 1)], dtype=object)
    young = ids[known:]
    of_trial = np.concatenate([ids[persons[0]], young])
    held = [(one, link, ids[person]) for one, link, person in zip(benefits, linked, persons, strict=True)]
    before = right_cohort(seed, scale)
    people = [_persons(*one) for one in (*held, (new, np.full(len(young), -1), young))]
    yield "persons", _ordered(_joined([*people, before["persons"]]), "person_id")
    spells = [*(_spells(one, of) for one, _, of in (*held, (new, None, young))), elsewhere_rows(trial, of_trial)]
    spells.append(before["benefit_spells"])
    yield "benefit_spells", _ordered(_joined(spells), "person_id", "start")
    talks = [*(_talks(one, of, random) for one, _, of in held), _talks(new, young, own)]
    yield "talks", _ordered(_joined(talks), "person_id", "date")
    yield "offers", _ordered(_joined([_offers(one, of, random) for one, _, of in held]), "person_id", "start")
    work = [_work(one.careers, link, random) for one, link, _ in held]
    more = more_work(trial.careers, work[0], trial.enrolled, trial.elsewhere[0], benefits[0].careers.size, own)
    rows = [*(_employment(done, of) for done, (_, _, of) in zip(work, held, strict=True)), _employment(more, of_trial)]
    yield "employment", _ordered(_joined([*rows, before["employment"]]), "person_id", "start")
    yield from trial_rows(trial, of_trial)
    yield "case_reviews", dict(case_reviews(random))
    yield from survey_tables(seed)
    yield from randomised_tables(seed)


def _person_numbers(linked: list[Ints], random: np.random.Generator) -> list[Ints]:
    """(careers,) for each benefit the number of the person, in random order."""
    total = sum(int((link < 0).sum()) for link in linked)
    numbers = random.permutation(total)
    found, used = [], 0
    for link in linked:
        own = np.full(len(link), -1)
        first = np.flatnonzero(link < 0)
        own[first] = numbers[used : used + len(first)]
        used += len(first)
        again = np.flatnonzero(link >= 0)
        own[again] = own[link[again]]
        found.append(own)
    return found


def _joined(parts: list[Columns]) -> Columns:
    """Rows of all parts; what is masked, because there is no value, stays so."""
    masked = [name for name, column in parts[0].items() if isinstance(column, np.ma.MaskedArray)]
    return {name: (np.ma if name in masked else np).concatenate([part[name] for part in parts]) for name in parts[0]}


def _ordered(columns: Columns, *keys: str) -> Columns:
    """Rows by person and time; a person's number is the text of the id in the same order."""
    sortable = [columns[name].astype("S8") if columns[name].dtype == object else columns[name] for name in reversed(keys)]
    order = np.lexsort(sortable)
    return {name: column[order] for name, column in columns.items()}


def _text(codes: tuple[str, ...], places: Ints) -> Texts:
    """Codes by position; none below zero."""
    return np.array([*codes, None], dtype=object)[places]


def _persons(one: Benefit, link: Ints, ids: Texts) -> Columns:
    first = link < 0
    groups = {
        name: _text(group_codes(one.careers.target_group, name), one.people.groups[name])[first]
        for name in ("sex", "origin", "education")
    }
    return {"person_id": ids[first], "sex": groups["sex"], "birth_date": days(one.people.born)[first]} | {
        name: groups[name] for name in ("origin", "education")
    }


def _spells(one: Benefit, ids: Texts) -> Columns:
    """Spells, cut at the Monday on which an a-kasse was merged."""
    career, spell = np.nonzero(one.careers.length)
    start, length = one.careers.start[career, spell], one.careers.length[career, spell]
    akasse, merged, cut = _akasser(one.people.akasse[career])
    second = np.flatnonzero((start < cut) & (cut < start + length))
    named = np.where(start >= cut, merged, akasse)
    last = start + length - 1
    last[second] = cut[second] - 1
    rows = np.concatenate([np.arange(len(career)), second])
    begin = np.concatenate([start, cut[second]])
    end = np.concatenate([last, (start + length - 1)[second]])
    return {
        "person_id": ids[career[rows]],
        "target_group": np.full(len(rows), one.careers.target_group, dtype=object),
        "start": monday(begin),
        "end": days(7 * end + 6),
        "municipality": _text(municipality_codes(), one.people.municipality[career[rows]]),
        "akasse": np.concatenate([named, merged[second]]),
    }


def _akasser(places: Ints) -> tuple[Texts, Texts, Ints]:
    """(rows,) code, code after the merger, and the first week of that."""
    merged = [merged_akasse(code) for code in akasse_codes()]
    codes = _text(akasse_codes(), places)
    later = tuple(one[0] if one and one[1] <= 2022 else code for one, code in zip(merged, akasse_codes(), strict=True))
    cuts = [period_weeks(str(one[1]))[0] if one and one[1] <= 2022 else NEVER for one in merged]
    return codes, _text(later, places), np.array([*cuts, NEVER])[places]


def _talks(one: Benefit, ids: Texts, random: np.random.Generator) -> Columns:
    career = np.concatenate([one.talks.career, one.meetings.career])
    number = np.concatenate([np.zeros(len(one.talks.career), dtype=np.int64), one.meetings.number])
    week = one.careers.calendar(career, np.concatenate([one.talks.week, one.meetings.week]))
    day = 7 * week + random.integers(0, 5, len(week))
    taking = np.concatenate([np.full(len(one.talks.career), -1), one.participation])
    known = period_weeks(AFTER)[0] > week
    return {
        "person_id": ids[career],
        "date": days(day),
        "talk_type": talk_types(one.careers.target_group, number > 0, ~known, random),
        "form": forms(day, taking == CODES.index("both"), ~known, random),
        "participation": _text(CODES, taking),
        "joint_meeting_number": np.ma.masked_equal(number, 0),
    }


def _offers(one: Benefit, ids: Texts, random: np.random.Generator) -> Columns:
    career, first, last = one.offers
    return {
        "person_id": ids[career],
        "start": days(7 * first + random.choice([0, 0, 0, 1, 2], len(first))),
        "end": days(7 * last + random.choice([4, 4, 6], len(last))),
        "offer_type": _text(OFFER_TYPES, one.offer_type),
    }


def _work(careers: Careers, link: Ints, random: np.random.Generator) -> Work:
    again = np.full(careers.size, -1)
    later = np.flatnonzero(link >= 0)
    again[link[later]] = careers.start[later, 0]
    dagpenge = careers.target_group == TARGET_GROUPS[0]
    return jobs_after(careers, again, random) if dagpenge else hours_beside(careers, random)


def _employment(work: Work, ids: Texts) -> Columns:
    return {
        "person_id": ids[work.career],
        "start": days(7 * work.first),
        "end": days(7 * work.last + 6),
        "hours": (work.weekly * (work.last - work.first + 1)).astype(float),
    }
