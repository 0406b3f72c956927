"""In how many of the audited municipalities an indicator rose or fell, and the lowest and highest among them.

Formula: the relative change of the indicator from the earlier to the later period in each audited municipality, counted where it
lies below 0, above 0, or above the whole country's. A count told as so many out of three is its share of the municipalities
times 3. The audited municipalities are those that the document names.

Source: BDO (2023), sections 3.3.3, 3.5.1, 3.5.2, 5.3.3 and 5.5.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.codes.periods import change_sides
from evalkit.indicators.compute import compute_family
from evalkit.indicators.family import Connection, Family
from evalkit.published import PublishedFigure
from evalkit.registers.definitions import Definitions
from evalkit.registers.synthetic.goals import audited_municipalities
from evalkit.results import Result

Counts = Callable[[float, float], bool]  # the municipality's change and the country's, to whether it counts


@dataclass(frozen=True)
class _Count:
    """What is counted: the changes of an indicator for which something holds."""

    indicator: str
    holds: Counts


def _fell(change: float, _: float) -> bool:
    return change < 0


def _rose(change: float, _: float) -> bool:
    return change > 0


def _above(change: float, country: float) -> bool:
    return change > country


COUNTS: Mapping[str, _Count] = {
    "municipalities_with_lower_activation_rate": _Count("activation_rate", _fell),
    "municipalities_with_less_company_activation": _Count("company_placement_share", _fell),
    "municipalities_with_higher_contact_intensity": _Count("contact_intensity", _rose),
    "municipalities_above_country_in_contact_intensity_change": _Count("contact_intensity", _above),
}
_EXTREMES: Mapping[str, Callable[[Sequence[float]], float]] = {"minimum": min, "maximum": max}
_SUBSETS = {"minimum": "lowest", "maximum": "highest"}


def _takes(figure: PublishedFigure) -> bool:
    counted = figure.indicator in COUNTS and figure.grouping == "target_group" and change_sides(figure.period) is not None
    subset = (figure.grouping, figure.group) == ("municipality_subset", _SUBSETS.get(figure.statistic))
    return counted or (subset and figure.indicator == "contact_intensity")


def _results(connection: Connection, figures: Sequence[PublishedFigure], definitions: Definitions) -> tuple[Result, ...]:
    by_key = {figure.key: figure for figure in figures}
    found = (_result(connection, figure, definitions) for figure in by_key.values())
    return tuple(result for result in found if result)


def _result(connection: Connection, figure: PublishedFigure, definitions: Definitions) -> Result | None:
    count = COUNTS.get(figure.indicator)
    indicator, target_group = (count.indicator, figure.group) if count else (figure.indicator, figure.target_group)
    statistic = "relative_change" if count else "level"
    wanted = {indicator: ("", "municipality")}
    found = [
        result
        for result in compute_family(connection, wanted, target_group, (figure.period,), definitions)
        if result.statistic == statistic and (result.group in audited_municipalities() or not result.grouping)
    ]
    here = [result for result in found if result.grouping and result.value is not None]
    country = next((result.value for result in found if not result.grouping), None)
    if len(here) < len(audited_municipalities()) or country is None:
        return None
    values = [result.value for result in here if result.value is not None]
    bare = Result(*figure.key, persons=sum(result.persons for result in here), numerator=None, denominator=None, value=None)
    if not count:
        return replace(bare, value=_EXTREMES[figure.statistic](values))
    number, whole = sum(count.holds(value, country) for value in values), len(values)
    scale = 3 / whole if figure.unit == "out_of_3" else 1
    return replace(bare, numerator=float(number), denominator=float(whole), value=number * scale)


FAMILY = Family("municipality_counts", ("benefit_spells", "talks", "offers"), _takes, _results)
