"""Everything that the pages of a batch can tell of an indicator: the country, each municipality and each a-kasse, by everything.

A page of one municipality is computed for a selection, a national page by a grouping; both tell cells of the same universe. It is
computed in one pass over the registers, whatever page asks first, so that what is hidden does not depend on the page.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from evalkit.disclosure.places import Place, base, place_of
from evalkit.disclosure.system import Cell
from evalkit.filters import BACKGROUND
from evalkit.indicators import MEASURES
from evalkit.indicators.aggregate import Sums, sums_by_sets
from evalkit.indicators.facts import measured
from evalkit.indicators.measure import Measure, Term
from evalkit.indicators.populations import POPULATIONS
from evalkit.registers.connection import Connection
from evalkit.registers.definitions import Definitions
from evalkit.registers.sql import literal
from evalkit.registers.timeline import Timeline, timeline
from evalkit.results import Result

# The persons and weeks on the benefit, which every indicator of them tells.
WEEKS = Measure("benefit_weeks", "weeks", "Weeks on the benefit.", "weeks", "", (), {"": {"": Term("weeks")}})


@dataclass(frozen=True)
class Crossing:
    """How pages are divided: by the places that they are about, and by what stands on them."""

    places: tuple[str, ...]
    within: str


_TOTAL = ("",)
_SHORT = ("", "seniority", "seniority_range")
_LONG = (*_SHORT, *BACKGROUND)

# Indicators that are made of the same facts, so that one can tell what another hides, and by what pages divide them within the
# country, a municipality or an a-kasse. What is counted (types of talks, participation ...) is crossed with seniority at most.
SCOPES: tuple[Mapping[str, Sequence[str]], ...] = (
    {"contact_intensity": _LONG, "talk_type_share": _TOTAL},
    {"activation_rate": _LONG, "activation_time_share": _LONG},
    {"offer_type_share": _TOTAL, "company_placement_share": _SHORT},
    {"ordinary_hours_share": _LONG},
    {"joint_meeting_count": _SHORT, "joint_meeting_both_share": _SHORT, "joint_meeting_both_digital_share": _SHORT},
    {
        "joint_meeting_received_share": _TOTAL,
        "joint_meeting_not_received_share": _TOTAL,
        "all_joint_meetings_received_share": _TOTAL,
    },
    {"focus_target_talks_share": _SHORT, "focus_target_offers_share": _SHORT},
)
# Indicators that tell no more than another one does.
SAME = {"joint_meeting_share": "joint_meeting_count", "weeks_between_talks": "contact_intensity"}
CROSSINGS = (
    *(Crossing(places, within) for places in ((), ("municipality",), ("akasse",)) for within in _LONG),
    Crossing(("akasse", "municipality"), ""),
    Crossing((), "region"),
)
_COUNTED = ("", "seniority")
_NUMBERS = itertools.count()


def scope_of(indicator: str) -> Mapping[str, Sequence[str]]:
    """The indicators that are planned together with one, each with its divisions; empty for one that no plan is made for.

    >>> list(scope_of("activation_rate"))
    ['activation_rate', 'activation_time_share']
    """
    return next((scope for scope in SCOPES if indicator in scope), {})


def covers(indicator: str, place: Place) -> bool:
    """Whether an indicator at a place is a cell of its universe.

    >>> covers("activation_rate", Place("dagpenge", "2019", (("municipality", ("0101",)), ("sex", ("men",)))))
    True
    >>> covers("activation_rate", Place("dagpenge", "2019", (("municipality", ("0101", "0147")), ("sex", ("men",)))))
    False
    """
    dims = {name: codes for name, codes in place.dims if name != "trial_group"}
    where = {name: codes for name, codes in dims.items() if name in ("municipality", "akasse")}
    rest = dims.keys() - where.keys()
    if any(len(codes) > 1 for codes in where.values()):
        return dims.keys() == {"municipality"} and dims["municipality"] in _regions()
    counted = rest - {*BACKGROUND, "seniority"}
    plain = rest - counted
    if len(where) > 1 or len(counted) > 1 or len(plain) > 1:
        return not rest
    within = next(iter(plain), "")
    return within in scope_of(indicator).get(indicator, ()) and (not counted or within in _COUNTED)


def universe(
    connection: Connection,
    indicators: Sequence[str],
    target_group: str,
    periods: Sequence[str],
    definitions: Definitions,
) -> list[Cell]:
    """The cells of some indicators, and those of the persons and weeks on the benefit.

    Parameters
    ----------
    connection: with the canonical tables as views.
    indicators: of one scope; none for the persons and weeks alone.
    target_group, periods, definitions: as for `compute_family`; the periods are those of levels.
    """
    measures = [WEEKS, *(MEASURES[code] for code in indicators)]
    with timeline(connection, target_group, periods, definitions) as made, _pieces(made, measures) as pieces:
        found = [cell for crossings in _together(measures) for cell in _cells(made, target_group, measures, crossings, pieces)]
        return sorted(found, key=lambda cell: (cell.result.key, cell.place))  # rows come in any order


def _regions() -> set[tuple[str, ...]]:
    return {base("region", group)[1] for _, group in POPULATIONS["region"].mapped}


def _facts(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("weeks", *(fact.name for measure in measures for fact in measure.facts))))


@contextmanager
def _pieces(made: Timeline, measures: Sequence[Measure]) -> Iterator[str]:
    """A table of the pieces with their facts."""
    name = f"universe_{next(_NUMBERS)}_pieces"
    facts = measured(made, dict.fromkeys(fact for measure in measures for fact in measure.facts))
    try:
        made.connection.execute(f"CREATE TEMP TABLE {name} AS {facts}")
        yield name
    finally:
        made.connection.execute(f"DROP TABLE IF EXISTS {name}")


def _together(measures: Sequence[Measure]) -> list[list[Crossing]]:
    """The crossings in groups that one query answers: those of the same places and terms that divide whole persons."""
    found: dict[tuple[object, ...], list[Crossing]] = defaultdict(list)
    for crossing in CROSSINGS:
        terms = tuple(dict.fromkeys(term for *_, term in _asked(measures, crossing)))
        found[crossing.places, POPULATIONS[crossing.within].mapped and crossing.within, terms].append(crossing)
    return list(found.values())


def _asked(measures: Sequence[Measure], crossing: Crossing) -> list[tuple[Measure, str, str, Term]]:
    """What a crossing tells: indicator, grouping of what is counted and its code, and the term that it is."""
    return [
        (measure, grouping, code, term)
        for measure in measures
        for grouping, by_code in measure.terms.items()
        for code, term in by_code.items()
        if not term.quarter and _is_asked(measure, grouping, crossing)
    ]


def _relation(made: Timeline, measures: Sequence[Measure], crossings: Sequence[Crossing], pieces: str) -> str:
    """One row a person, period, and place; with the person's background, or a row for each group that the pieces lie in."""
    keys = ", ".join(f"p.{name}" for name in ("period", "member", *crossings[0].places))
    totals = ", ".join(f"CAST(sum({name}) AS INTEGER) AS {name}" for name in _facts(measures))
    population, within = POPULATIONS[crossings[0].within], crossings[0].within
    if population.mapped:
        named = ", ".join(f"({value}, {literal(group)})" for value, group in population.mapped)
        joined = f"{pieces} p JOIN (VALUES {named}) AS g(code, {within}) ON g.code = p.{population.column}"
        return f"(SELECT {keys}, g.{within}, {totals} FROM {joined} GROUP BY {keys}, g.{within})"
    background = "".join(f", m.{crossing.within}" for crossing in crossings if crossing.within)
    summed = f"SELECT {keys}, {totals} FROM {pieces} p GROUP BY {keys}"
    return (
        f"(SELECT s.*{background} FROM ({summed}) s JOIN {made.members} m ON m.member = s.member)"
        if background
        else f"({summed})"
    )


def _cells(
    made: Timeline, target_group: str, measures: Sequence[Measure], crossings: Sequence[Crossing], pieces: str
) -> Iterator[Cell]:
    terms = list(dict.fromkeys(term for *_, term in _asked(measures, crossings[0])))
    sets = [(*crossing.places, *filter(None, [crossing.within])) for crossing in crossings]
    found = sums_by_sets(made.connection, _relation(made, measures, crossings, pieces), sets, terms)
    for crossing, sums_of in zip(crossings, found, strict=True):
        for measure, grouping, code, term in _asked(measures, crossing):
            for (number, codes), sums in sums_of[term].items():
                result = _result(measure, target_group, made.windows[number].period, sums)
                yield Cell(result, _place(result, crossing, codes, grouping, code))


def _is_asked(measure: Measure, grouping: str, crossing: Crossing) -> bool:
    """Whether an indicator is told by a crossing, as such or by what is counted."""
    whole = crossing.within == "region" or len(crossing.places) > 1
    within = whole or measure is WEEKS or crossing.within in scope_of(measure.code)[measure.code]
    return within and (not grouping or (crossing.within in _COUNTED and not whole))


def _place(result: Result, crossing: Crossing, codes: Sequence[str], grouping: str, counted: str) -> Place:
    whole = place_of(result)
    dims = {**dict(whole.dims), **{name: (code,) for name, code in zip(crossing.places, codes, strict=False)}}
    dims |= dict(base(name, code) for name, code in ((crossing.within, codes[-1] if codes else ""), (grouping, counted)) if name)
    return replace(whole, dims=tuple(sorted(dims.items())))


def _result(measure: Measure, target_group: str, period: str, sums: Sums) -> Result:
    key = (measure.code, "level", target_group, "", "", period, measure.unit)
    behind = Result(*key, sums.persons, sums.numerator, sums.denominator, None, None, None, "not_applicable", *sums.spread)
    if measure is WEEKS:
        return replace(behind, denominator=None)
    return (
        behind
        if not sums.denominator
        else replace(behind, value=measure.scale * sums.numerator / sums.denominator, state="value")
    )
