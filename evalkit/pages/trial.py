"""The page on a randomised trial: flow, balance, effects by week, by readiness and by jobcentre, checks, and the account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
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
# The shares of the flow, and the stage whose persons are their numerator, where there is one.
SHARES = {
    "excluded_share": "excluded",
    "exempted_share": "exempted_at_end",
    "not_job_ready_share": "",
    "attendance": "",
    "meeting_participation": "",
}


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
        """Everybody in the trial, whatever groups are chosen: a page tells of a jobcentre what the country's page tells of it."""
        return load(self.computed.analysis.source.connection, self.choices.weeks + 1, EVERYTHING)

    @cached_property
    def drawn(self) -> People:
        """Those who were drawn, and are followed to the last week."""
        return self.people.drawn(self.choices.weeks + 1)

    def flow(self) -> Shown:
        """The flow diagram, from gross group to those who took part; of a jobcentre when one is chosen."""
        grouping = "trial_stage_by_municipality" if self._chosen else "trial_stage"
        found = [one for one in self._here(self._counted) if one.grouping == grouping]
        as_whole = [replace(one, grouping="trial_stage", group=one.groups["trial_stage"]) for one in found]
        return self._shown(found, lambda: flow_figure(self.computed, as_whole))

    def jobcentres(self) -> Shown:
        """How many there are at each stage, by jobcentre."""
        found = [one for one in self._here(self._counted) if one.grouping.startswith("trial_stage")]
        return self._shown(found, lambda: self.computed.table("stages", found, ("municipality",), ("trial_stage",)))

    def shares(self) -> Shown:
        """Excluded, exempted and attending, by jobcentre."""
        levels = (one for one in self._here(self._counted) if one.statistic == "level" and one.indicator in SHARES)
        found = [one for one in levels if one.grouping in ("municipality", "")]
        return self._shown(found, lambda: self.computed.table("shares", found, ("group",), ("indicator",)))

    def exempted(self) -> Shown:
        """The share exempted, week by week."""
        found = [one for one in self._counted if one.grouping == "trial_week"]
        return self._of_the_country(found, lambda: bands_figure(self.computed, "exempted", found))

    def balance(self) -> Shown:
        """What was known before the draw, by arm, with the joint test."""
        found = [one for one in self._counted if one.indicator == "trial_balance"]
        joint = self._told(lambda: joint_results(self.drawn, self.choices))
        return self._of_the_country(found, lambda: balance_table(self.computed, found, joint, self.choices))

    def effects(self) -> Shown:
        """Effects over the weeks, for all and by readiness, with what could have been detected."""
        here = [one for one in self._effects if not one.grouping]
        return self._of_the_country(here, lambda: effects_table(self.computed, here, self.choices))

    def weeks(self, outcome: str, *readiness: str) -> Shown:
        """The effect on an outcome week by week: for all, or one line a readiness."""
        told = self._told(lambda: by_week(self.drawn, outcome, self.choices))
        found = [one for one in told if (one.target_group in readiness if readiness else one.target_group.startswith("alle"))]
        key = f"{outcome}_by_readiness" if readiness else outcome
        return self._of_the_country(found, lambda: bands_figure(self.computed, key, found))

    def forest(self, outcome: str, readiness: str) -> Shown:
        """The effect in each jobcentre on those of a readiness, with intervals of their own and simultaneous ones."""
        told = [one for one in self._here(self._effects) if one.grouping == "municipality"]
        found = [one for one in told if one.indicator.startswith(outcome) and one.target_group == readiness]
        return self._shown(found, lambda: forest_figure(self.computed, f"forest_{outcome}", found))

    def checks(self) -> Shown:
        """Randomisation inference, and the effect on those who took part."""
        choices = self.choices
        found = self._told(lambda: (*permuted(self.drawn, choices), *on_those_who_took_part(self.drawn, choices)))
        return self._of_the_country(found, lambda: checks_table(self.computed, found, self.choices))

    def account(self) -> Shown:
        """Costs and benefits per participant."""
        found = self._told(lambda: account_results(self.drawn, self.choices))
        return self._of_the_country(found, lambda: account_table(self.computed, found, self.choices))

    def tornado(self) -> Shown:
        """What the result of the account hangs on."""
        found = self._told(lambda: tornado_results(self.drawn, self.choices))
        quantities = self._told(lambda: account_results(self.drawn, self.choices))
        return self._of_the_country(found, lambda: tornado_figure(self.computed, found, quantities, self.choices))

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
        return self.computed.too_few() if self._has_persons else paragraph(page.say("nobody"))

    @property
    def _chosen(self) -> tuple[str, ...]:
        return self.computed.page.selection.municipality

    @property
    def _has_persons(self) -> bool:
        return not self._chosen or any(code in self.people.by("municipality") for code in self._chosen)

    @cached_property
    def _counted(self) -> tuple[Result, ...]:
        """All that counts persons, disclosed together: one of them must not tell what another holds back."""
        counts = (stages, flow, exempted_by_week)
        of_stages = self._told(
            lambda: [
                *(one for find in counts for one in find(self.people, self.choices)),
                *balance_results(self.drawn),
            ],
            True,
        )
        return _alike(of_stages)

    @cached_property
    def _effects(self) -> tuple[Result, ...]:
        """The effects over the weeks of all, by readiness and by jobcentre, disclosed together."""
        estimates = (effect_results, detectable, compared)
        return self._told(lambda: dict.fromkeys(one for find in estimates for one in find(self.drawn, self.choices)), True)

    def _here(self, found: Sequence[Result]) -> list[Result]:
        """What a page tells: of the whole, and of the chosen jobcentres."""
        chosen = self._chosen
        return [one for one in found if not chosen or one.groups.get("municipality", chosen[0]) in chosen]

    def _can_tell(self) -> bool:
        return all(self.computed.analysis.source.has(table.name) for table in RANDOMISED_TABLES)

    def _told(self, function: Callable[[], Iterable[Result]], by_jobcentre: bool = False) -> tuple[Result, ...]:
        """What a function finds, after disclosure control; nothing where it is of the country and a jobcentre is chosen."""
        if not self._can_tell() or self.computed.page.selection.akasse or (self._chosen and not by_jobcentre):
            return ()

        def asked(_: Connection) -> Iterable[Result]:
            return function()

        return self.computed.analysis.told(asked)

    def _shown(self, found: Sequence[Result], show: Callable[[], Shown]) -> Shown:
        return show() if any(one.value is not None for one in found) and self._has_persons else self.none()

    def _of_the_country(self, found: Sequence[Result], show: Callable[[], Shown]) -> Shown:
        """What is told of the country only: of one jobcentre it is about few persons, or tells what is held back elsewhere."""
        if self._chosen and self._can_tell() and not self.computed.page.selection.akasse and self._has_persons:
            return paragraph(message("page.country_only", self.computed.page.language))
        return self._shown(found, show)


def _alike(found: Sequence[Result]) -> tuple[Result, ...]:
    """The results with a share held back where the number of persons that it is made of is, and the other way round."""
    held_back = {_persons_of(one) for one in found if one.state == "suppressed"} - {""}
    return tuple(_bare(one) if _persons_of(one) in held_back else one for one in found)


def _bare(one: Result) -> Result:
    nothing = replace(one, persons=0, numerator=None, denominator=None, low=None, high=None)
    return replace(nothing, value=None, state="suppressed")


def _persons_of(one: Result) -> str:
    """The stage, with its jobcentre, whose persons a result tells; empty where it is about others."""
    stage = one.groups.get("trial_stage", "") or (SHARES.get(one.indicator, "") if one.grouping in ("", "municipality") else "")
    return stage and f"{stage} {one.groups.get('municipality', '')}"
