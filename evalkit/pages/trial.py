"""The page on a randomised trial: flow, balance, effects by week, by readiness and by jobcentre, checks, and the account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalkit.computed import Computed
from evalkit.figures import Figure
from evalkit.indicators.family import Connection
from evalkit.indicators.randomised import (
    People,
    TrialChoices,
    account_results,
    balance_results,
    by_week,
    compared,
    detectable,
    effect_results,
    exempted_by_week,
    flow,
    joint_results,
    load,
    on_those_who_took_part,
    permuted,
    stages,
    tornado_results,
)
from evalkit.ledger.signs import UNIT as SIGN
from evalkit.messages import message
from evalkit.page import EVERYTHING, Html, paragraph
from evalkit.pages.trial_design import design_counts
from evalkit.pages.trial_figures import bands_figure, flow_figure, forest_figure, tornado_figure
from evalkit.pages.trial_tables import account_table, balance_table, checks_table, effects_table, signs_table
from evalkit.registers.randomised_tables import RANDOMISED_TABLES
from evalkit.results import Result
from evalkit.tables import Table

Shown = Figure | Table | Html


@dataclass(frozen=True)
class TrialPage:
    """A randomised trial on a page.

    Attributes
    ----------
    computed: the page and the registers. choices: what the numbers rest on.
    """

    computed: Computed
    choices: TrialChoices

    @cached_property
    def people(self) -> People:
        """Everybody in the chosen groups; nobody where an a-kasse is chosen, since the trial's persons have none."""
        return load(self.computed.analysis.source.connection, self.choices.weeks + 1, self.computed.page.selection)

    @cached_property
    def drawn(self) -> People:
        """Those who were drawn, and are followed to the last week."""
        return self.people.drawn(self.choices.weeks + 1)

    def flow(self) -> Shown:
        """The flow diagram, from gross group to those who took part."""
        found = self._told(lambda: stages(self.people, self.choices))
        return self._shown(found, lambda: flow_figure(self.computed, [one for one in found if "_by_" not in one.grouping]))

    def jobcentres(self) -> Shown:
        """How many there are at each stage, by jobcentre."""
        found = self._told(lambda: stages(self.people, self.choices))
        return self._shown(found, lambda: self.computed.table("stages", found, ("municipality",), ("trial_stage",)))

    def shares(self) -> Shown:
        """Excluded, exempted and attending, by jobcentre."""
        told = self._told(lambda: flow(self.people, self.choices))
        found = [one for one in told if one.statistic == "level" and one.grouping in ("municipality", "")]
        return self._shown(found, lambda: self.computed.table("shares", found, ("group",), ("indicator",)))

    def exempted(self) -> Shown:
        """The share exempted, week by week."""
        found = self._told(lambda: exempted_by_week(self.people, self.choices))
        return self._shown(found, lambda: bands_figure(self.computed, "exempted", found))

    def balance(self) -> Shown:
        """What was known before the draw, by arm, with the joint test."""
        found = self._told(lambda: balance_results(self.drawn))
        joint = self._told(lambda: joint_results(self.drawn, self.choices))
        return self._shown(found, lambda: balance_table(self.computed, found, joint, self.choices))

    def effects(self) -> Shown:
        """Effects over the weeks, for all and by readiness, with what could have been detected."""
        found = self._told(lambda: (*effect_results(self.drawn, self.choices), *detectable(self.drawn, self.choices)))
        here = [one for one in found if not one.grouping]
        return self._shown(here, lambda: effects_table(self.computed, here, self.choices))

    def weeks(self, outcome: str, *readiness: str) -> Shown:
        """The effect on an outcome week by week: for all, or one line a readiness."""
        told = self._told(lambda: by_week(self.drawn, outcome, self.choices))
        found = [one for one in told if (one.target_group in readiness if readiness else one.target_group.startswith("alle"))]
        key = f"{outcome}_by_readiness" if readiness else outcome
        return self._shown(found, lambda: bands_figure(self.computed, key, found))

    def forest(self, outcome: str, readiness: str) -> Shown:
        """The effect in each jobcentre on those of a readiness, with intervals of their own and simultaneous ones."""
        told = self._told(lambda: compared(self.drawn, self.choices))
        found = [one for one in told if one.indicator.startswith(outcome) and one.target_group == readiness]
        return self._shown(found, lambda: forest_figure(self.computed, f"forest_{outcome}", found))

    def checks(self) -> Shown:
        """Randomisation inference, and the effect on those who took part."""
        choices = self.choices
        found = self._told(lambda: (*permuted(self.drawn, choices), *on_those_who_took_part(self.drawn, choices)))
        return self._shown(found, lambda: checks_table(self.computed, found, self.choices))

    def account(self) -> Shown:
        """Costs and benefits per participant."""
        found = self._told(lambda: account_results(self.drawn, self.choices))
        return self._shown(found, lambda: account_table(self.computed, found, self.choices))

    def tornado(self) -> Shown:
        """What the result of the account hangs on."""
        found = self._told(lambda: tornado_results(self.drawn, self.choices))
        quantities = self._told(lambda: account_results(self.drawn, self.choices))
        return self._shown(found, lambda: tornado_figure(self.computed, found, quantities, self.choices))

    def signs(self) -> Shown:
        """The printed signs with the computed effects beside them."""
        page = self.computed.page
        printed = [row for row in page.rows() if row.unit == SIGN and row.indicator.endswith(("_effect", "_picture"))]
        if not printed:
            return page.nothing()
        if page.selection != EVERYTHING:
            return paragraph(message("page.whole_country", page.language))
        return signs_table(self.computed, printed, self.computed.analysis.for_figures(printed))

    def design(self) -> Table:
        """What the text counts about the design, counted again in the table of the jobcentres."""
        page = self.computed.page
        source = page.source(page.rows(place="table_3_1"))
        return design_counts(page.document, "table_3_1", "design_counts", page.say("design.counts"), source, page.language)

    def none(self) -> Html:
        """What stands where nothing can be told: no tables, no persons of the chosen groups, or too few."""
        page = self.computed.page
        if not self._can_tell():
            return paragraph(page.say("no_table"))
        if page.selection.akasse:
            return paragraph(page.say("no_akasse"))
        return self.computed.too_few() if len(self.people) else paragraph(page.say("nobody"))

    def _can_tell(self) -> bool:
        return all(self.computed.analysis.source.has(table.name) for table in RANDOMISED_TABLES)

    def _told(self, function: Callable[[], Iterable[Result]]) -> tuple[Result, ...]:
        """What a function finds, after disclosure control."""
        if not self._can_tell() or self.computed.page.selection.akasse:
            return ()

        def asked(_: Connection) -> Iterable[Result]:
            return function()

        return self.computed.analysis.told(asked)

    def _shown(self, found: Sequence[Result], show: Callable[[], Shown]) -> Shown:
        return show() if any(one.value is not None for one in found) and len(self.people) else self.none()
