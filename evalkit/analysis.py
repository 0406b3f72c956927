"""Computed numbers for a page: the registers of a source, through the indicators and disclosure control.

Nothing but what has been disclosed leaves an `Analysis`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Concatenate, ParamSpec

from evalkit.disclosure import Given, Plans, Policy, content_of, disclose
from evalkit.files import where
from evalkit.filters import Selection
from evalkit.indicators import FAMILIES, compute_family
from evalkit.indicators.family import Connection
from evalkit.ledger import LedgerRow, registry_ledger
from evalkit.ledger.conflicts import conflict_reasons
from evalkit.published import PublishedFigure, figures
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source, attach
from evalkit.registers.synthetic import column_municipalities, conflicts, population_folder, targets
from evalkit.registers.tables import SYNTHETIC
from evalkit.registers.validation import errors_of, refuse
from evalkit.results import Result
from evalkit.shared import kept, kept_results, spelled

UNNAMED = "unnamed_municipality"
Asked = ParamSpec("Asked")


@dataclass(frozen=True)
class Analysis:
    """A source of microdata with the choices that change a number.

    Attributes
    ----------
    source: the opened registers.
    definitions: how weeks are counted and where limits are drawn.
    policy: how few persons may lie behind a number that is told.
    place: which files the source is, as `files.where` gives it; empty where only its rows say what is in it.
    """

    source: Source
    definitions: Definitions
    policy: Policy
    place: str = ""

    def compute(
        self,
        wanted: Mapping[str, Sequence[str]],
        target_group: str,
        periods: Sequence[str],
        selection: Selection | None = None,
    ) -> tuple[Result, ...]:
        """Indicators by groupings, as `compute_family` gives them, after disclosure control."""

        def made() -> tuple[Result, ...]:
            found = compute_family(self.source.connection, wanted, target_group, periods, self.definitions, selection)
            return disclose(found, self.policy, selection, self.plans.hides)

        return self._shared(made, "compute", wanted, target_group, tuple(periods), selection)

    def told(
        self, function: Callable[Concatenate[Connection, Asked], Iterable[Result]], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> tuple[Result, ...]:
        """What an indicator's function finds in the source, after disclosure control.

        Parameters
        ----------
        function: takes the source's connection first, and gives results.
        args, kwargs: what else it takes. With a `Selection` among them, what is hidden is chosen for the country's page and the
            page of every a-kasse together.
        """
        given, before = Given(args, kwargs), [one.text for one in self.plans.asked]
        planned = self.plans.of_function(function, given)

        def made() -> tuple[Result, ...]:
            found = tuple(function(self.source.connection, *args, **kwargs))
            return disclose(found, self.policy, given.selection, planned)

        return self._shared(made, "told", function, args, kwargs, before)

    @cached_property
    def plans(self) -> Plans:
        """What is hidden on every page that is made of the source."""
        return Plans(self.source.connection, self.content, self.definitions, self.policy)

    @cached_property
    def content(self) -> str:
        """What stands in the source's tables, as `content_of` gives it; of files it is worked out once as long as they stay."""

        def made() -> str:
            return content_of(self.source.connection, self.source.held)

        return str(kept(("content", self.place), made)) if self.place else made()

    @cached_property
    def errors(self) -> str:
        """What is wrong with the source, as `errors_of` says it; looked for once for each state of it, and told to every page."""
        if self.source.synthetic:
            return ""
        return str(kept(("errors", self.source.name, self.place or self.content), lambda: errors_of(self.source)))

    def for_figures(self, printed: Iterable[PublishedFigure]) -> tuple[Result, ...]:
        """What the microdata say of the quantities that published figures state, as far as there is an indicator for them.

        Of the synthetic population nothing is held back here, since nobody is behind its rows and the printed cells of one or
        two are to be compared too; the columns of a table whose municipalities are not named are those that it was given.
        """
        asked = tuple(_as_municipality(figure) for figure in printed)

        def made() -> tuple[Result, ...]:
            found = self._of_figures(asked)
            return found if self.source.synthetic else disclose(found, self.policy, planned=self.plans.hides)

        told = self._shared(made, "figures", [(figure.document, figure.id) for figure in asked])
        return (*told, *_as_columns(told))

    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every published figure beside what the microdata say; of the synthetic population also what it was calibrated to."""
        everything = figures()
        if not self.source.synthetic:
            return registry_ledger(self.for_figures(everything), other_registers=True)
        return registry_ledger(self.for_figures(everything), targets(), conflict_reasons(conflicts(), everything))

    def _shared(self, made: Callable[[], tuple[Result, ...]], *asked: object) -> tuple[Result, ...]:
        """Results from the cache where another page has asked for the same; computed where the key would not say everything."""
        try:
            key = spelled((*asked, self.definitions, self.policy, self.source.synthetic))
        except TypeError:
            return made()
        return kept_results((self.content, key), made)

    def _of_figures(self, figures: Sequence[PublishedFigure]) -> tuple[Result, ...]:
        """Results for the figures that there is an indicator for, before disclosure control."""
        able = [family for family in FAMILIES if all(self.source.has(table) for table in family.tables)]
        asked = [(family, [figure for figure in figures if family.takes(figure)]) for family in able]
        found = (family.results(self.source.connection, taken, self.definitions) for family, taken in asked if taken)
        return tuple(result for results in found for result in results)


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
    place = _place(source, seed)
    opened = Analysis(attach(source, seed), definitions or Definitions(), Policy(minimum), place)
    refuse(opened.source, opened.errors)
    return opened


def _place(source: str, seed: int) -> str:
    """Which files a source is; empty for a server, and for what is not there."""
    path = population_folder(seed) if source == SYNTHETIC else Path(source)
    return where(path) if path.exists() else ""


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
