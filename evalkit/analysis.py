"""Computed numbers for a page: the registers of a source, through the indicators and disclosure control.

Nothing but what has been disclosed leaves an `Analysis`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.codes import change_sides, period_bounds
from evalkit.disclosure import Policy, disclose
from evalkit.filters import Selection
from evalkit.indicators import CASE_MEASURES, MEASURES, compute_family
from evalkit.indicators.asking import possible_groupings
from evalkit.indicators.compute import CASE_POPULATIONS
from evalkit.indicators.populations import POPULATIONS
from evalkit.ledger import LedgerRow, registry_ledger
from evalkit.ledger.conflicts import conflict_reasons
from evalkit.published import PublishedFigure, figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source
from evalkit.registers.synthetic import column_municipalities, conflicts, targets
from evalkit.registers.validation import open_source
from evalkit.results import Result

CASE_REVIEW = "case_review"
UNNAMED = "unnamed_municipality"
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

    def for_figures(self, printed: Iterable[PublishedFigure]) -> tuple[Result, ...]:
        """What the microdata say of the quantities that published figures state, as far as there is an indicator for them.

        Of the synthetic population nothing is held back here, since nobody is behind its rows and the printed cells of one or
        two are to be compared too; the columns of a table whose municipalities are not named are those that it was given.
        """
        asked = tuple(_as_municipality(figure) for figure in printed)
        found = self._of_figures(asked)
        told = found if self.source.synthetic else disclose(found, self.policy)
        return (*told, *_as_columns(told))

    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every published figure beside what the microdata say; of the synthetic population also what it was calibrated to."""
        everything = figures()
        if not self.source.synthetic:
            return registry_ledger(self.for_figures(everything))
        return registry_ledger(self.for_figures(everything), targets(), conflict_reasons(conflicts(), everything))

    def _of_figures(self, figures: Iterable[PublishedFigure]) -> tuple[Result, ...]:
        """Results for the figures that there is an indicator for, before disclosure control."""
        by_group: dict[str, list[PublishedFigure]] = {name: [] for name in COMPUTED}
        for figure in figures:
            if figure.target_group in by_group and figure.grouping in _groupings(figure) and _periods(figure):
                by_group[figure.target_group].append(figure)
        return tuple(result for name, asked in by_group.items() if asked for result in self._of_group(name, asked))

    def _of_group(self, target_group: str, figures: Sequence[PublishedFigure]) -> tuple[Result, ...]:
        wanted: dict[str, dict[str, None]] = {}
        for figure in figures:
            wanted.setdefault(figure.indicator, {})[figure.grouping] = None
        periods = dict.fromkeys(period for figure in figures for period in _periods(figure))
        groupings = {name: tuple(those) for name, those in wanted.items()}
        return compute_family(self.source.connection, groupings, target_group, tuple(periods), self.definitions)


def open_analysis(source: str, minimum: int, seed: int, definitions: Definitions | None = None) -> Analysis:
    """Open a source for analysis.

    Parameters
    ----------
    source: `synthetic`, a folder of canonical tables, or a DuckDB file.
    minimum: fewest persons behind a number that is told: 3, 5 or 10.
    seed: of the synthetic population; another source has none.
    definitions: the choices that change a number; the documented ones when None.

    Raises
    ------
    UsageError: no such source, or a minimum that is not allowed.
    EvalkitError: the source has errors.
    """
    return Analysis(open_source(source, seed), definitions or Definitions(), Policy(minimum))


def _as_municipality(figure: PublishedFigure) -> PublishedFigure:
    """A figure of an unnamed column as one of the municipality, or the country, that the column stands for."""
    if figure.grouping != UNNAMED:
        return figure
    code = column_municipalities()[figure.group]
    return replace(figure, grouping="municipality" if code else "", group=code)


def _as_columns(results: Sequence[Result]) -> Iterator[Result]:
    """Results of municipalities and of the country again, under the columns that stand for them."""
    columns: dict[str, list[str]] = {}
    for column, code in column_municipalities().items():
        columns.setdefault(code, []).append(column)
    for result in results:
        if result.grouping in ("", "municipality") and result.indicator == "activation_time_share":
            yield from (replace(result, grouping=UNNAMED, group=column) for column in columns.get(result.group, ()))


def _groupings(figure: PublishedFigure) -> tuple[str, ...]:
    """The groupings that a figure's indicator can be computed by; none where there is no indicator."""
    measures, populations = (
        (CASE_MEASURES, CASE_POPULATIONS) if figure.target_group == CASE_REVIEW else (MEASURES, tuple(POPULATIONS))
    )
    return possible_groupings(measures[figure.indicator], populations) if figure.indicator in measures else ()


def _periods(figure: PublishedFigure) -> tuple[str, ...]:
    """The periods to compute for a figure: its own, when it has dates; of a case review the empty one."""
    if figure.target_group == CASE_REVIEW:
        return ("",)
    sides = change_sides(figure.period) or (figure.period,)
    return (figure.period,) if all(side and period_bounds(side) for side in sides) else ()
