"""Plans, made by whoever needs one first and kept in the cache folder for everyone else, in this process and in others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from evalkit.codes import period_bounds
from evalkit.disclosure.asked import Asked, Function, Given
from evalkit.disclosure.control import Planned
from evalkit.disclosure.places import Place
from evalkit.disclosure.plan import Plan, plan_of, together
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.system import Cell, name_of
from evalkit.disclosure.universe import SAME, WEEKS, scope_of, universe
from evalkit.registers.connection import Connection
from evalkit.registers.definitions import Definitions
from evalkit.registers.server import ServerConnection
from evalkit.registers.tables import BENEFITS
from evalkit.shared import kept

DRAWER = "plans"  # apart from what takes seconds to make again: nobody forgets these who does not mean to


@dataclass(frozen=True)
class Plans:
    """The plans of a source.

    Fields
    ------
    connection: with the canonical tables as views.
    content: what stands in them, as `content_of` gives it.
    definitions, policy: the choices that a plan depends on.
    asked: what was asked so far by functions, with the cells that are told and hidden since; it grows.
    read: the plans that were needed so far; it grows.
    """

    connection: Connection
    content: str
    definitions: Definitions
    policy: Policy
    asked: list[Asked] = field(default_factory=list)
    read: dict[tuple[object, ...], Plan] = field(default_factory=dict, repr=False)

    def hides(self, indicator: str, place: Place) -> bool | None:
        """Whether an indicator of benefit spells is hidden at a place on every page; None where no plan says."""
        same, target_group = SAME.get(indicator, indicator), dict(place.dims).get("trial_group", (place.whom,))[0]
        scope = tuple(scope_of(same))
        if not scope or place.whom not in BENEFITS or not place.period or period_bounds(place.period) is None:
            return None
        return self.plan(scope, target_group, place.period).hides(same, place)

    def plan(self, scope: tuple[str, ...], target_group: str, period: str) -> Plan:
        """The plan of the indicators of one scope (see `universe.SCOPES`), made when it is not in the cache."""
        return self._kept((scope, target_group, period), lambda: self._of_scope(scope, target_group, period))

    def of_function(self, function: Function, given: Given) -> Planned:
        """What is hidden of a function's results on the country's page and on those of the groups that are looked at.

        Formula: it is asked for everyone, each a-kasse and, of some, each municipality. What was asked before is told or hidden
        as it was then, and the new cells are hidden so that both together give nothing away; notebooks ask in the same order on
        every page.

        Parameters
        ----------
        function: takes the connection first, and gives results.
        given: its other arguments. Without a `Selection` among them there is only one page, and what is planned of benefit spells
            holds.
        """
        now = Asked(function, given)
        if not now.is_planned:
            return self.hides
        texts = [one.text for one in self.asked]
        if now.text not in texts:
            before = tuple(self.asked)
            plan = self._kept(("asked", *texts, now.text), lambda: self._of_function(before, now))
            self.asked.append(replace(now, hidden=plan.hidden.union(*(one.hidden for one in before))))
        hidden = next(one.hidden for one in self.asked if one.text == now.text)
        is_seen = now.is_of(given.selection)
        return lambda indicator, place: name_of(indicator, place) in hidden if is_seen else None

    def _of_scope(self, scope: tuple[str, ...], target_group: str, period: str) -> Plan:
        """The persons and weeks are planned by themselves, so that every scope hides them at the same places."""
        cells = universe(self.connection, scope, target_group, (period,), self.definitions)
        weeks = [cell for cell in cells if cell.result.indicator == WEEKS.code]
        hidden = plan_of(weeks, self.policy).hidden
        return plan_of(cells, self.policy, {cell.name: cell.name in hidden for cell in weeks})

    def _of_function(self, before: Sequence[Asked], now: Asked) -> Plan:
        cells = [(one, cell) for one in (*before, now) for cell in one.cells(self.connection)]
        decided = {cell.name: cell.name in one.hidden for one, cell in cells if one is not now}
        decided |= dict.fromkeys((name for one in (*before, now) for name in one.held_back(self.connection)), True)
        parts: dict[str, list[Cell]] = defaultdict(list)
        for _, cell in cells:
            parts[cell.place.period if now.has_periods_apart else ""].append(cell)
        return together(plan_of(part, self.policy, decided) for part in parts.values())

    def _kept(self, what: tuple[object, ...], made: Callable[[], Plan]) -> Plan:
        if what not in self.read:
            found = kept((self.content, self.definitions, self.policy, *what), lambda: _written(made()), DRAWER)
            assert isinstance(found, list)
            hidden, cells, few = found
            self.read[what] = Plan(frozenset(hidden), cells, few)
        return self.read[what]


def content_of(connection: Connection, held: Iterable[str]) -> str:
    """What stands in the tables, whatever file or order it stands in: the same text for the same rows.

    A server says what changes when its rows do, without reading their values.

    Parameters
    ----------
    held: names of the canonical tables that the source has.
    """
    if isinstance(connection, ServerConnection):
        return connection.stamp
    names = sorted(held)
    sums = [connection.execute(f"SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM {name} t").fetchone() for name in names]
    return repr(list(zip(names, sums, strict=True)))


def _written(plan: Plan) -> list[object]:
    return [sorted(plan.hidden), plan.cells, plan.few]
