"""The pages on contact regimes: rules as tables and timelines, what they come to, and how far they are kept."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalkit.charts.regimes import NAME, Mark, timelines, weekly
from evalkit.codes import period_label
from evalkit.computed import Computed
from evalkit.figures import Figure
from evalkit.indicators.due_talks import due_talks
from evalkit.indicators.weeks_reached import told_curve, weeks_of_newcomers
from evalkit.numbers import format_number
from evalkit.page import Html, Page, paragraph
from evalkit.pages.regime_tables import (
    assumptions_table,
    coverage_table,
    money_table,
    reached_table,
    rules_table,
    talks_table,
    versus_table,
)
from evalkit.pages.regime_words import actor_label, programme_label, talk_label
from evalkit.regimes import Programme, Regime, programmes, schedule
from evalkit.regimes.basis import Basis
from evalkit.regimes.model import ACTORS
from evalkit.regimes.outcomes import money, talks_by_kind, versus, weekly_by_actor
from evalkit.regimes.simulate import Curve
from evalkit.results import Result
from evalkit.tables import Table


@dataclass(frozen=True)
class RegimePage:
    """Regimes on a page.

    Attributes
    ----------
    computed: the page, and the registers that the curves come from.
    programmes: which regimes, each for one group.
    basis: what simulations rest on.
    """

    computed: Computed
    programmes: tuple[Programme, ...]
    basis: Basis

    @property
    def page(self) -> Page:
        """The page."""
        return self.computed.page

    def rules(self) -> Table:
        """Every rule of the regimes: talk, who holds it, for whom, when, what counts as held, and where it is printed."""
        return rules_table(self._regimes(), self.page.say("rules.data"), self.page.language)

    def assumptions(self) -> Table:
        """What the documents leave open, with default and range, and what else the simulation assumes."""
        variants = dict.fromkeys(one.variant for one in self.programmes if one.variant in self.basis.leave)
        own = {"pace": self.basis.pace, **{f"leave_{variant}": self.basis.leave[variant] for variant in variants}}
        return assumptions_table(self._regimes(), own, self.page.say("assumptions.table"), self.page.language)

    def timeline(self) -> Figure:
        """When talks are due under each regime, one below the other."""
        weeks = self.basis.timeline
        language = self.page.language
        lines: list[tuple[str, list[Mark] | None]] = []
        used: set[str] = set()
        for programme in self.programmes:
            lines.extend((part, None) for part in textwrap.wrap(programme_label(programme, language), NAME))
            by_talk: dict[str, list[Mark]] = {}
            for one in schedule(programme, weeks):
                by_talk.setdefault(one.talk, []).append(Mark(one.week, min(one.opens, one.week - 1), one.actor))
                used.add(one.actor)
            lines.extend((talk_label(talk, 0, language), marks) for talk, marks in by_talk.items())
        alt = self.page.say("timeline.alt", count=len(self.programmes), weeks=weeks)
        rules = rules_table(self._regimes(), self.page.say("timeline.figure"), language, "timeline", notes=False)
        return timelines(lines, rules, alt, self.page.say("axis.weeks"), weeks, self._labels(used))

    def reached(self) -> Table | Html:
        """The share of those who begin that is still on the benefit in some weeks."""
        if not self._curves:
            return self.computed.too_few()
        title = self.page.say(
            "reached.country" if self._is_of_places else "reached.table",
            period=period_label(self.basis.begun, self.page.language),
        )
        return reached_table(self._curves, title, self.computed.source(), self.page.language)

    def by_week(self) -> Figure | Html:
        """Talks per 1,000 by week and actor, a panel a regime."""
        if not self._able:
            return self.computed.too_few()
        language, able = self.page.language, self._able
        panels = [(programme_label(one, language), weekly_by_actor(one, curve, self.basis)) for one, curve in able.items()]
        alt = self.page.say("week.alt", count=len(panels), horizon=self.basis.weeks)
        units = (self.page.say("axis.weeks"), self.page.say("axis.talks"))
        data = self._talks("week", self.page.say("week.figure"))
        return weekly(panels, data, alt, units, self._labels({code for _, by_actor in panels for code in by_actor}))

    def talks(self) -> Table | Html:
        """Talks per 1,000 by regime, type and actor within the horizon, with their range."""
        if not self._able:
            return self.computed.too_few()
        return self._talks("talks", self.page.say("talks.table", horizon=self.basis.weeks))

    def money(self) -> Table | Html:
        """Talks, hours of each party and cost per 1,000 by regime."""
        if not self._able:
            return self.computed.too_few()
        found = {one: money(one, curve, self.basis) for one, curve in self._able.items()}
        title = self.page.say("money.table", horizon=self.basis.weeks)
        return money_table(found, title, self.computed.source(), self.page.language, (*self._remarks(), self._prices()))

    def versus(self) -> Table | Html:
        """The other regimes against the first, by actor: talks per 1,000 under each and the difference, with their ranges.

        Regimes are compared that are for the same target group and begin at the same time, so that both are for the same persons.
        """
        if self.programmes[0] not in self._able:
            return self.computed.too_few()
        base = self.programmes[0]
        whom = (base.regime.target_group, base.regime.begins)
        others = [one for one in self._able if (one.regime.target_group, one.regime.begins) == whom and one is not base]
        if not others:
            return paragraph(self.page.say("versus.none"))
        found = {one: versus(base, one, self._able[one], self.basis) for one in others}
        title = self.page.say("versus.table", horizon=self.basis.weeks, baseline=programme_label(base, self.page.language))
        return versus_table(base, found, title, self.computed.source(), self.page.language, self._remarks())

    def measured(self, groupings: Sequence[str]) -> tuple[Result, ...]:
        """The shares of due talks held in time, late and never, after disclosure control, for what the basis names.

        A target group that the source cannot tell, or that is not selected, is left out.

        Parameters
        ----------
        groupings: of `due_talks.GROUPINGS`.
        """
        analysis, selection = self.computed.analysis, self.page.selection
        found: list[Result] = []
        for one in self.basis.measured:
            chosen = one.target_group in selection.conditions().get("target_group", (one.target_group,))
            if chosen and (one.target_group not in ("trial", "comparison") or analysis.source.has("trial_enrolments")):
                arguments = (programmes([one.regime])[0], one.target_group, one.period, tuple(groupings), self.basis.timeline)
                found += analysis.told(due_talks, *arguments, analysis.definitions, selection)
        return tuple(result for result in found if result.state != "missing")

    def kept(self, key: str, results: Sequence[Result]) -> Table | Html:
        """Results of `measured`, one row a group; where there are none, a sentence in place of the first table."""
        if not results:
            return paragraph(self.page.say("kept.none")) if key == "kept" else Html("")
        when = ", ".join(dict.fromkeys(period_label(result.period, self.page.language) for result in results))
        return self.computed.table(key, results, rows=("group",), columns=("target_group", "indicator"), period=when)

    def coverage(self) -> Table:
        """The document's rules: how many are in a regime, and why the others are not."""
        return coverage_table(self.page.document, self.page.say("coverage.table"), self.page.language)

    @cached_property
    def _curves(self) -> dict[str, Curve]:
        """By target group, as far as anybody of it begins in the period: of the whole country, whatever is chosen.

        The curve of a place would tell week by week how many leave there, and a page for every place the rest.
        """
        found: dict[str, Curve] = {}
        analysis, selection = self.computed.analysis, self.page.selection
        for group in dict.fromkeys(one.regime.target_group for one in self.programmes):
            if group in selection.conditions().get("target_group", (group,)):
                connection, definitions = analysis.source.connection, analysis.definitions
                periods = (self.basis.begun, self.basis.followed)
                table = weeks_of_newcomers(connection, group, *periods, definitions)
                if table is not None:
                    found[group] = told_curve(table, analysis.policy.minimum)
        return found

    @cached_property
    def _able(self) -> dict[Programme, Curve]:
        """The programmes that a curve is long enough for, whatever their assumptions."""
        found: dict[Programme, Curve] = {}
        for one in self.programmes:
            begins = one.regime.begins
            latest = one.regime.assumptions[begins].high if isinstance(begins, str) else begins
            weeks = self.basis.weeks + (latest.weeks if latest else 0)
            curve = self._curves.get(one.regime.target_group)
            if curve is not None and len(curve) >= weeks:
                found[one] = curve
        return found

    def _talks(self, key: str, title: str) -> Table:
        found = {one: talks_by_kind(one, curve, self.basis) for one, curve in self._able.items()}
        return talks_table(found, key, title, self.computed.source(), self.page.language, self._remarks())

    def _regimes(self) -> list[Regime]:
        return list(dict.fromkeys(one.regime for one in self.programmes))

    def _labels(self, used: Collection[str]) -> dict[str, str]:
        return {code: actor_label(code, self.page.language) for code in ACTORS if code in used}

    @property
    def _is_of_places(self) -> bool:
        return bool(self.page.selection.akasse or self.page.selection.municipality)

    def _remarks(self) -> tuple[str, ...]:
        curve = (self.page.say("curve.country"),) if self._is_of_places else ()
        return (self.page.say("ranges"), *curve, self.computed.analysis.policy.remark(self.page.language))

    def _prices(self) -> str:
        """The length and the cost of talks, as a remark."""
        language = self.page.language
        minutes = [
            f"{talk_label(talk, 0, language)} {format_number(one, 0, language)}" for talk, one in self.basis.minutes.items()
        ]
        hourly = [f"{actor_label(party, language)} {format_number(one, 0, language)}" for party, one in self.basis.hourly.items()]
        return self.page.say("prices", minutes="; ".join(minutes), hourly="; ".join(hourly))
