"""Plans, made by whoever needs one first and kept in the cache folder for everyone else, in this process and in others."""

from __future__ import annotations

import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import duckdb

from evalkit.codes import period_bounds
from evalkit.disclosure.places import Place
from evalkit.disclosure.plan import Plan, plan_of
from evalkit.disclosure.policy import Policy
from evalkit.disclosure.universe import WEEKS, scope_of, universe
from evalkit.errors import EvalkitError
from evalkit.files import locked, write_atomically
from evalkit.registers.definitions import Definitions
from evalkit.registers.synthetic.store import cache_folder
from evalkit.registers.tables import BENEFITS

_CODE = ("disclosure", "indicators", "registers", "codes")  # what a plan follows from besides the registers
_READ = ("persons", "benefit_spells", "talks", "offers", "employment", "trial_enrolments")
_FILE = "plan.json"
_WAIT = 0.2  # seconds between two looks at a plan that another process makes


@dataclass(frozen=True)
class Plans:
    """The plans of a source.

    Fields
    ------
    connection: with the canonical tables as views.
    content: what stands in them, as `content_of` gives it.
    definitions, policy: the choices that a plan depends on.
    """

    connection: duckdb.DuckDBPyConnection
    content: str
    definitions: Definitions
    policy: Policy

    def hides(self, indicator: str, place: Place) -> bool | None:
        """Whether an indicator is hidden at a place on every page; None where no plan says."""
        scope, target_group = tuple(scope_of(indicator)), dict(place.dims).get("trial_group", (place.whom,))[0]
        if not scope or place.whom not in BENEFITS or not place.period or period_bounds(place.period) is None:
            return None
        return self.plan(scope, target_group, place.period).hides(indicator, place)

    def plan(self, scope: tuple[str, ...], target_group: str, period: str) -> Plan:
        """The plan of the indicators of one scope (see `universe.SCOPES`), made when it is not in the cache."""
        asked = (_version(), duckdb.__version__, self.content, self.definitions, self.policy, scope, target_group, period)
        folder = cache_folder() / "disclosure" / hashlib.sha256(repr(asked).encode()).hexdigest()[:32]
        _make(folder, lambda: self._made(scope, target_group, period))
        return _read(folder / _FILE)

    def _made(self, scope: tuple[str, ...], target_group: str, period: str) -> Plan:
        """The persons and weeks are planned by themselves, so that every scope hides them at the same places."""
        cells = universe(self.connection, scope, target_group, (period,), self.definitions)
        bare = plan_of([cell for cell in cells if cell.result.indicator == WEEKS.code], self.policy)
        return plan_of(cells, self.policy, frozenset(place for _, place in bare.hidden))


def content_of(connection: duckdb.DuckDBPyConnection, held: Iterable[str]) -> str:
    """What stands in the tables that indicators read, whatever file or order it stands in: the same text for the same rows.

    Parameters
    ----------
    held: names of the canonical tables that the source has.
    """
    names = [name for name in _READ if name in held]
    sums = [connection.execute(f"SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM {name} t").fetchone() for name in names]
    return repr(list(zip(names, sums, strict=True)))


@functools.cache
def _version() -> str:
    """A hash of the code and lists that a plan follows from."""
    digest = hashlib.sha256()
    for package in _CODE:
        folder = Path(str(resources.files(f"evalkit.{package}")))
        for file in sorted(
            path for path in folder.rglob("*") if path.suffix in (".py", ".csv") and "synthetic" not in path.parts
        ):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _make(folder: Path, plan: Callable[[], Plan]) -> None:
    """Make a plan unless it is there, or wait until another process has made it."""
    while not (folder / _FILE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            try:
                held.enter_context(locked(folder))
            except EvalkitError:
                time.sleep(_WAIT)
                continue
            if not (folder / _FILE).exists():
                made = plan()
                kept = {"cells": made.cells, "few": made.few, "hidden": sorted(map(list, made.hidden))}
                write_atomically(folder / _FILE, json.dumps(kept))


@functools.lru_cache(maxsize=64)
def _read(path: Path) -> Plan:
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Plan(frozenset((indicator, place) for indicator, place in kept["hidden"]), kept["cells"], kept["few"])
