"""What those in the trial take part in: talks while they are in it, and offers that they start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.margins import fit_margins
from evalkit.registers.synthetic.trial_ends import FULL_PERIOD, Ends
from evalkit.registers.synthetic.trial_goals import Places, apportion, full_weeks, is_printed, printed
from evalkit.registers.trial_tables import TRIAL_OFFER_TYPES

ENOUGH = 3
# Of those with the full period and fewer talks than that, the parts with none, one and two; of the others the parts with three,
# four, five and six; and talks a week on the benefit of those who end otherwise or are still in the trial. Assumptions.
FEWER, MORE, A_WEEK = (0.1, 0.25, 0.65), (0.62, 0.26, 0.09, 0.03), 0.2
EDUCATION = TRIAL_OFFER_TYPES.index("job_targeted_education")


@dataclass(frozen=True)
class Started:
    """Offers: who (position of the enrolment), the first day counted from the first Monday, and the type's position."""

    who: Ints
    day: Ints
    kind: Ints


def draw_talks(ends: Ends, weeks: Ints, random: np.random.Generator) -> Ints:
    """(enrolments,) talks held: enough for the printed share of those who had the full period.

    Parameters
    ----------
    weeks: (enrolments,) on the benefit while in the trial.
    """
    found = np.asarray(random.poisson(A_WEEK * np.minimum(weeks, full_weeks())), dtype=np.int64)
    full = random.permutation(np.flatnonzero(ends.reason == FULL_PERIOD))
    share = printed("talks_received_share", "trial_full_period", "talk_count", "three_or_more") / 100
    enough = round(share * len(full))
    found[full[:enough]] = ENOUGH + random.choice(len(MORE), enough, p=MORE)
    found[full[enough:]] = random.choice(len(FEWER), len(full) - enough, p=FEWER)
    return found


def draw_offers(
    start: Ints, ends: Ends, weeks: Ints, akasse: Ints, places: Places, scale: float, random: np.random.Generator
) -> Started:
    """One offer each, of as many persons by type and a-kasse as printed; started while in the trial and on the benefit.

    Parameters
    ----------
    start: (enrolments,) first week. weeks: (enrolments,) unbroken on the benefit from then on. akasse: (enrolments,) position.
    """
    counts = _counts(akasse, places, scale, random)
    able = (ends.day >= 7 * (start + 2)) & (weeks >= 2)
    who, kind = [], []
    for number, place in enumerate(places.akasse):
        chosen = random.permutation(np.flatnonzero(able & (akasse == place)))[: int(counts[number].sum())]
        who.append(chosen)
        kind.append(np.repeat(np.arange(len(TRIAL_OFFER_TYPES)), counts[number])[: len(chosen)])
    rows = np.concatenate(who)
    room = np.minimum(np.minimum(weeks[rows], full_weeks()), (ends.day[rows] + 1) // 7 - start[rows])
    week = start[rows] + np.minimum(1 + (random.random(len(rows)) * (room - 1)).astype(np.int64), room - 1)
    return Started(rows, 7 * week + random.choice([0, 0, 0, 1, 2], len(rows)), np.concatenate(kind))


def _counts(akasse: Ints, places: Places, scale: float, random: np.random.Generator) -> Ints:
    """(a-kasser, types) persons: by type and for the a-kasser that are printed, the rest as the enrolments."""
    enrolled = np.array([int((akasse == place).sum()) for place in places.akasse], dtype=float)
    types = np.array([_scaled(printed("offer_started", grouping="offer_type", group=code), scale) for code in TRIAL_OFFER_TYPES])
    education = apportion(int(types[EDUCATION]), _education_shares(enrolled, places))
    others = np.delete(types, EDUCATION)
    told = {code: _scaled(printed("offer_started", grouping="akasse", group=code), scale) for code in _told(places)}
    known = np.array([told.get(code, -1) for code in places.codes])
    rest = int(others.sum()) - int((known - education)[known >= 0].sum())
    rows = np.where(known >= 0, known - education, 0)
    rows[known < 0] = apportion(rest, enrolled[known < 0])
    most = np.full((len(rows), len(others)), int(others.sum()))
    cells = fit_margins(np.outer(enrolled, others) + 1e-9, [rows, others], np.zeros_like(most), most, random)
    return np.insert(cells, EDUCATION, education, axis=1)


def _scaled(count: float, scale: float) -> int:
    return round(scale * count)


def _told(places: Places) -> tuple[str, ...]:
    """The a-kasser for which it is printed how many started an offer."""
    return tuple(code for code in places.codes if is_printed("offer_started", "trial", "akasse", code))


def _education_shares(enrolled: Floats, places: Places) -> Floats:
    """(a-kasser,) shares of those in job-targeted education: as printed for two, the others together by their enrolments."""
    stated = ("job_targeted_education_share", "trial_job_targeted_education", "akasse")
    told = np.array([printed(*stated, code) if is_printed(*stated, code) else 0.0 for code in places.codes])
    rest = np.where(told > 0, 0.0, enrolled)
    return np.asarray(told + rest / rest.sum() * (100 - told.sum()))
