"""Types of offers, so that the printed shares of the weeks and the falls in the municipalities hold."""

from __future__ import annotations

import numpy as np

from evalkit.registers.synthetic.calendar_weeks import Floats, Ints
from evalkit.registers.synthetic.goals import PERIODS, audited_municipalities, document_figures
from evalkit.registers.synthetic.rows import municipality_places
from evalkit.registers.synthetic.statements import aim
from evalkit.registers.tables import OFFER_TYPES

UPGRADING = "other_guidance_and_upgrading"
# How the rest is shared, before and after: assumptions.
REST = {
    "work_placement": (0.47, 0.35),
    "wage_subsidy": (0.24, 0.18),
    "utility_job": (0.05, 0.05),
    "ordinary_education": (0.24, 0.42),
}
# Share of company placements after, against before, in municipalities where it fell markedly, fell, and rose.
MARKED, FELL, ROSE = 0.48, 0.8, 1.15


def type_weights(target_group: str, period: int, municipality: Ints, weeks: Ints) -> Floats:
    """(offers, types) how likely each type is, in the order of OFFER_TYPES.

    Formula: in the country upgrading has its printed share of the weeks; in each audited municipality company placements fall
    or rise by its factor, and the others make up for it.

    Parameters
    ----------
    period: 0 before, 1 after. municipality: (offers,) positions. weeks: (offers,) lengths.
    """
    upgrading = _upgrading(target_group, period)
    country = np.array([upgrading if name == UPGRADING else (1 - upgrading) * REST[name][period] for name in OFFER_TYPES])
    place = municipality_places()[municipality]
    count = len(audited_municipalities())
    company = np.isin(OFFER_TYPES, ["work_placement", "wage_subsidy", "utility_job"])
    before = float((1 - _upgrading(target_group, 0)) * sum(REST[name][0] for name in REST if name != "ordinary_education"))
    factors = _factors() if period else np.ones(count)
    now = float(country[company].sum())
    aims = np.append(before * factors if period else np.full(count, now), now)
    by_place = np.bincount(place, weeks, count + 1)
    if period and by_place[-1] > 0:
        aims[-1] = np.clip((now * by_place.sum() - aims[:-1] @ by_place[:-1]) / by_place[-1], 0.0, 1.0)
    table = np.where(company, country * aims[:, None] / now, country * (1 - aims[:, None]) / (1 - now))
    return np.asarray(table[place])


def _upgrading(target_group: str, period: int) -> float:
    if target_group != "dagpenge":
        return 0.5
    return aim("offer_type_share", target_group, "offer_type", UPGRADING, PERIODS[period]) / 100


def _factors() -> Floats:
    """One factor a municipality: as many fell markedly, and fell at all, as the text says."""
    printed = {figure.indicator: int(figure.printed) for figure in document_figures() if figure.unit == "municipalities"}
    marked = printed["municipalities_with_marked_fall_in_company_placements"]
    fell = printed["municipalities_with_less_company_activation"]
    count = len(audited_municipalities())
    factors = [MARKED] * marked + [FELL] * (fell - marked) + [ROSE] * (count - fell)
    return np.array(factors[::-1])
