"""The page on the end of the benefit period: who runs out, the target group of the acute package, and staff for it.

A page about chosen groups tells months and the rules in force only, and no staff: weeks, rules that never were, and staff by
month are about too few persons of one municipality to be told, and what follows from them would tell what is held back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from evalkit.computed import Computed
from evalkit.figures import Figure
from evalkit.indicators.benefit_end import FIRST, LAST, Package, Plan, busiest, package_target, running_out, staff_needed
from evalkit.messages import message
from evalkit.page import EVERYTHING, Html, paragraph
from evalkit.registers.right_rules import right_rules
from evalkit.results import Result
from evalkit.tables import Table

IN_FORCE = "transition_extended"
PACKAGE = Package()


@dataclass(frozen=True)
class BenefitEndPage:
    """The end of the benefit on a page.

    Attributes
    ----------
    computed: the page and the registers. plan: what the staffing rests on.
    """

    computed: Computed
    plan: Plan

    def running_out(self) -> Figure | Html:
        """How many run out by month: for the country under each set of rules, for chosen groups under those in force."""
        held_back = {one.period for one in self._months if one.state == "suppressed"}
        others = (one for one in self._of_the_country("month", IN_FORCE) if one.period not in held_back)
        return self.computed.lines("running_out", (*self._months, *others), hue="group")

    def busiest(self) -> Table | Html:
        """The week in which most run out, for the country; the month, for chosen groups."""
        key, found = ("busiest", self._of_the_country("week")) if self._is_whole else ("busiest_month", self._months)
        return self.computed.table(key, busiest(found), rows=("group", "period"), columns=("indicator",))

    def target(self) -> Table | Html:
        """The target group on the day."""
        return self.computed.table("target", self._target(""), rows=("indicator",), columns=("measure",))

    def akasser(self) -> Table | Html:
        """The target group by a-kasse."""
        return self.computed.table("akasser", self._target("akasse"), rows=("group",), columns=("indicator",))

    def staff(self, key: str, indicator: str) -> Table | Html:
        """Brokers or meetings by month and take-up, without the months in which nobody meets; for the country."""
        if not self._is_whole:
            return paragraph(message("page.country_only", self.computed.page.language))
        found = self.computed.analysis.told(staff_needed, IN_FORCE, PACKAGE, self.plan)
        shown = [one for one in found if one.indicator == indicator and (one.value != 0 or indicator == "job_brokers_needed")]
        return self.computed.table(key, shown, rows=("period",), columns=("group",))

    @property
    def _is_whole(self) -> bool:
        return self.computed.page.selection == EVERYTHING

    @cached_property
    def _months(self) -> tuple[Result, ...]:
        """Under the rules in force: the same question on every page, so that what is hidden is chosen for all of them."""
        analysis, selection = self.computed.analysis, self.computed.page.selection
        return analysis.told(running_out, (IN_FORCE,), FIRST, LAST, ("month",), selection)

    def _of_the_country(self, step: str, without: str = "") -> tuple[Result, ...]:
        codes = tuple(code for code in right_rules() if code != without)
        return self.computed.analysis.told(running_out, codes, FIRST, LAST, (step,)) if self._is_whole else ()

    def _target(self, grouping: str) -> tuple[Result, ...]:
        """Asked without a grouping first, on every page, since what is hidden follows from what was asked before."""
        analysis, selection = self.computed.analysis, self.computed.page.selection
        return analysis.told(package_target, IN_FORCE, PACKAGE, grouping, selection)
