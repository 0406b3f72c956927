"""Computed numbers for a page: the registers of a source, through the indicators and disclosure control.

Nothing but what has been disclosed leaves an `Analysis`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.codes import change_sides, period_bounds
from evalkit.disclosure import Policy, disclose
from evalkit.filters import Selection
from evalkit.indicators import CASE_MEASURES, MEASURES, compute_family
from evalkit.indicators.asking import possible_groupings
from evalkit.indicators.compute import CASE_POPULATIONS
from evalkit.indicators.populations import POPULATIONS
from evalkit.published import PublishedFigure
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source
from evalkit.registers.validation import open_source
from evalkit.results import Result

CASE_REVIEW = "case_review"
COMPUTED = ("dagpenge", "kontanthjaelp_activity_ready", "trial", "comparison", CASE_REVIEW)


@dataclass(frozen=True)
class Analysis:
    """A source of microdata with the choices that change a number.

    Attributes
    ----------
    source: the opened registers.
    definitions: how weeks are counted and where limits are drawn.
    policy: how few persons may lie behind a number that is told.
    """

    source: Source
    definitions: Definitions
    policy: Policy

    def compute(
        self,
        wanted: Mapping[str, Sequence[str]],
        target_group: str,
        periods: Sequence[str],
        selection: Selection | None = None,
    ) -> tuple[Result, ...]:
        """Indicators by groupings, as `compute_family` gives them, after disclosure control."""
        found = compute_family(self.source.connection, wanted, target_group, periods, self.definitions, selection)
        return disclose(found, self.policy)

    def for_figures(self, figures: Iterable[PublishedFigure]) -> tuple[Result, ...]:
        """What the microdata say of the quantities that published figures state, as far as there is an indicator for them."""
        by_group: dict[str, list[PublishedFigure]] = {name: [] for name in COMPUTED}
        for figure in figures:
            if figure.target_group in by_group and figure.grouping in _groupings(figure) and _periods(figure):
                by_group[figure.target_group].append(figure)
        return tuple(result for name, asked in by_group.items() if asked for result in self._for_group(name, asked))

    def _for_group(self, target_group: str, figures: Sequence[PublishedFigure]) -> tuple[Result, ...]:
        wanted: dict[str, dict[str, None]] = {}
        for figure in figures:
            wanted.setdefault(figure.indicator, {})[figure.grouping] = None
        periods = dict.fromkeys(period for figure in figures for period in _periods(figure))
        return self.compute({name: tuple(groupings) for name, groupings in wanted.items()}, target_group, tuple(periods))


def open_analysis(source: str, minimum: int, definitions: Definitions | None = None) -> Analysis:
    """Open a source for analysis.

    Parameters
    ----------
    source: `synthetic`, a folder of canonical tables, or a DuckDB file.
    minimum: fewest persons behind a number that is told: 3, 5 or 10.
    definitions: the choices that change a number; the documented ones when None.

    Raises
    ------
    UsageError: no such source, or a minimum that is not allowed.
    EvalkitError: the source has errors.
    """
    return Analysis(open_source(source), definitions or Definitions(), Policy(minimum))


def _groupings(figure: PublishedFigure) -> tuple[str, ...]:
    """The groupings that a figure's indicator can be computed by; none where there is no indicator."""
    measures, populations = (CASE_MEASURES, CASE_POPULATIONS) if figure.target_group == CASE_REVIEW else (MEASURES, tuple(POPULATIONS))
    return possible_groupings(measures[figure.indicator], populations) if figure.indicator in measures else ()


def _periods(figure: PublishedFigure) -> tuple[str, ...]:
    """The periods to compute for a figure: its own, when it has dates; of a case review the empty one."""
    if figure.target_group == CASE_REVIEW:
        return ("",)
    sides = change_sides(figure.period) or (figure.period,)
    return (figure.period,) if all(side and period_bounds(side) for side in sides) else ()
