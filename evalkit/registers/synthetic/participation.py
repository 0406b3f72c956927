"""Who takes part in joint meetings, so that table 4.1 and the shares of the trial and of the others hold."""

from __future__ import annotations

import numpy as np

from evalkit.codes import group_list
from evalkit.registers.synthetic.calendar_weeks import Bools, Floats, Ints
from evalkit.registers.synthetic.goals import CHANGE, audited_municipalities
from evalkit.registers.synthetic.meetings import BANDS, Meetings
from evalkit.registers.synthetic.people import People
from evalkit.registers.synthetic.reference import akasse_codes, municipality_codes
from evalkit.registers.synthetic.statements import aim, table_counts

CODES = ("only_akasse", "only_jobcentre", "both")
ONLY_AKASSE, ONLY_JOBCENTRE, BOTH = range(3)
assert group_list("participation").codes == CODES
# The a-kasser of the trial, and those with the highest participation, as the text names them.
TRIAL_AKASSER = ("3F-A", "FOA-A", "FTF-A", "HK-A", "MA-A", "MIN-A")
HIGH_AKASSER = ("3F-A", "FOA-A", "HK-A", "MA-A", "MIN-A")
# First joint meetings in the trial, at full scale: an assumption.
TRIAL_MEETINGS = 8_000
# How often both take part, about: in the a-kasser where participation is high and in the others; and how the audited
# municipalities compare, so that the lowest, the highest and the lead of the trial are about what the text says.
HIGH, LOW = 0.53, 0.21
COMPARED = (0.45, 1.2, 0.8, 0.8, 1.05, 0.45, 1.15, 1.05, 0.8, 1.05, 0.45, 1.9, 0.8, 0.8, 1.05)
# The one audited municipality in which participation in the trial is not high, and how high it is against the others.
TRIAL_OUTLIER, OUTLIER_LEVEL = 1, 0.6


def trial_careers(people: People, held: Meetings, inside: Ints, scale: float, random: np.random.Generator) -> Ints:
    """Careers in the trial: members of its a-kasser with a first meeting in time in the later period."""
    codes = akasse_codes()
    member = np.isin(people.akasse[held.career[inside]], [codes.index(code) for code in TRIAL_AKASSER])
    first = (held.number[inside] == 1) & (held.week[inside] < 13)
    return np.sort(random.permutation(held.career[inside][member & first])[: round(TRIAL_MEETINGS * scale)])


def draw_participation(
    people: People, held: Meetings, inside: Ints, trial: Ints, scale: float, random: np.random.Generator
) -> Ints:
    """(meetings inside,) position in CODES of each meeting of the later period."""
    counts = {key: round(count * scale) for key, count in table_counts().items()}
    band, number = held.band[inside], held.number[inside]
    in_trial = np.isin(held.career[inside], trial) & (number == 1) & (band == 0)
    both_of_trial = round(aim("joint_meeting_both_share", "trial", "joint_meeting_number", "first") / 100 * in_trial.sum())
    early, late = (number == 1) & (band == 0) & ~in_trial, (number == 1) & (band == 1)
    both = {name: counts["both", name] for name in BANDS}
    alone = {name: counts["only_akasse", name] for name in BANDS}
    both_early = both[BANDS[0]] - both_of_trial
    share = aim("joint_meeting_both_share", "comparison", "joint_meeting_number", "first") / 100
    both_late = int(np.clip(round(share * (early.sum() + late.sum())) - both_early, 0, late.sum()))
    akasse_early = max(0, alone[BANDS[0]] - int(in_trial.sum() - both_of_trial))
    blocks = [
        (early, both_early, akasse_early),
        (late, both_late, 0),
        ((band == 1) & ~late, both[BANDS[1]] - both_late, alone[BANDS[1]]),
        *((band == place, both[name], alone[name]) for place, name in enumerate(BANDS) if place > 1),
    ]
    taking = np.full(len(band), ONLY_JOBCENTRE)
    weight = _inclination(people, held.career[inside])
    for rows, both_count, akasse_count in blocks:
        _fill(taking, np.flatnonzero(rows), weight, both_count, akasse_count, random)
    _fill_evenly(taking, np.flatnonzero(in_trial), people.municipality[held.career[inside]], both_of_trial, random)
    return taking


def earlier_participation(
    people: People, held: Meetings, inside: Ints, after: tuple[Bools, Bools], random: np.random.Generator
) -> Ints:
    """(meetings inside,) participation before, so that the printed changes of the shares with both hold.

    Parameters
    ----------
    after: (all meetings,) whether it lies in the later period, and whether both take part.
    """
    shares = _shares_before()
    band, late = held.band[inside], (held.number[inside] == 1) & (held.band[inside] == 1)
    first = (held.number == 1) & after[0]
    change = aim("joint_meeting_both_share", "dagpenge", "joint_meeting_number", "first", CHANGE, "relative_change")
    wanted = after[1][first].mean() / (1 + change / 100) if first.any() else 0.0
    of_first = wanted * (held.number[inside] == 1).sum() - shares[0] * (band == 0).sum()
    late_count = int(np.clip(round(of_first), 0, late.sum()))
    taking = np.full(len(inside), ONLY_JOBCENTRE)
    weight = _inclination(people, held.career[inside])
    _fill(taking, np.flatnonzero(late), weight, late_count, 0, random)
    for place, share in enumerate(shares):
        count = round(share * (band == place).sum()) - (late_count if place == 1 else 0)
        _fill(taking, np.flatnonzero((band == place) & ~late), weight, count, 0, random)
    return taking


def _shares_before() -> list[float]:
    """Shares with both parties by band before: as printed changes say, and elsewhere so that the total is that of later."""
    counts = table_counts()
    totals = {name: sum(count for (_, band), count in counts.items() if band == name) for name in BANDS}
    shares = {name: counts["both", name] / totals[name] for name in BANDS}
    changed = {
        name: shares[name] / (1 + aim("joint_meeting_both_share", "dagpenge", "seniority", name, CHANGE, "relative_change") / 100)
        for name in (BANDS[0], BANDS[1], BANDS[3])
    }
    whole = sum(counts["both", name] for name in BANDS) - sum(changed[name] * totals[name] for name in changed)
    factor = whole / sum(shares[name] * totals[name] for name in BANDS if name not in changed)
    return [changed.get(name, shares[name] * factor) for name in BANDS]


def _inclination(people: People, career: Ints) -> Floats:
    """How readily both take part, as a rate: by a-kasse and municipality."""
    akasser, codes = akasse_codes(), municipality_codes()
    of_akasse = np.array([-np.log(1 - (HIGH if code in HIGH_AKASSER else LOW)) for code in akasser])
    compared = dict(zip(audited_municipalities(), COMPARED, strict=True))
    of_municipality = np.array([compared.get(code, 1.0) for code in codes])
    return np.asarray(of_akasse[people.akasse[career]] * of_municipality[people.municipality[career]])


def _fill_evenly(taking: Ints, rows: Ints, municipality: Ints, both: int, random: np.random.Generator) -> None:
    """Choose who has both in the trial, the same share in each municipality but one, and give the others the a-kasse alone."""
    places = municipality[rows]
    order = np.lexsort((random.random(len(rows)), places))
    position = np.empty(len(rows))
    sizes = np.bincount(places)
    position[order] = (np.arange(len(rows)) - np.searchsorted(places[order], places[order]) + random.random()) / sizes[
        places[order]
    ]
    outlier = municipality_codes().index(audited_municipalities()[TRIAL_OUTLIER])
    key = np.where(places == outlier, position / OUTLIER_LEVEL, position)
    chosen = np.argsort(key, kind="stable")
    taking[rows] = ONLY_AKASSE
    taking[rows[chosen[:both]]] = BOTH


def _fill(taking: Ints, rows: Ints, weight: Floats, both: int, alone: int, random: np.random.Generator) -> None:
    """Choose who has both, the more inclined the sooner, and then who has the a-kasse alone."""
    order = rows[np.argsort(random.exponential(size=len(rows)) / weight[rows], kind="stable")]
    taking[order[:both]] = BOTH
    rest = random.permutation(order[both:])
    taking[rest[:alone]] = ONLY_AKASSE
