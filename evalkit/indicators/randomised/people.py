"""The persons of a randomised trial and what they were in by week, read once into arrays.

A trial is small: persons times weeks of yes and no fit in memory, and effects by week need them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evalkit.codes import group_list
from evalkit.filters import Selection
from evalkit.registers.connection import Connection
from evalkit.registers.randomised_tables import READINESS, STATES
from evalkit.registers.sql import literals

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
BACKGROUND = ("sex", "age", "origin")
_MONDAY = "CAST(date_trunc('week', p.drawn) AS DATE)"
_GROUPINGS = {"excluded_reason": "exemption_reason"}
_COLUMNS = ("municipality", "arm", "excluded_reason", "readiness", *BACKGROUND)


@dataclass(frozen=True)
class People:
    """Persons of a trial.

    Fields
    ------
    facts: (n,) codes by column: municipality, arm, excluded_reason, readiness, sex, age, origin; None where empty.
    strata: (n,) number of the stratum.
    benefit_weeks: (n,) before the draw. followed: (n,) whole weeks that are known, from week 0.
    states: state to (n, weeks) whether a person was in it, week 0 first.
    """

    facts: Mapping[str, Texts]
    strata: Ints
    benefit_weeks: Ints
    followed: Ints
    states: Mapping[str, Bools]

    @property
    def treated(self) -> Bools:
        """(n,) drawn for the treatment."""
        return np.asarray(self.facts["arm"] == "treatment")

    @property
    def excluded(self) -> Bools:
        """(n,) excluded before the draw."""
        return np.array([reason is not None for reason in self.facts["excluded_reason"]], dtype=bool)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.followed)

    def where(self, keep: Bools) -> People:
        """Some of them."""
        return replace(
            self,
            facts={name: codes[keep] for name, codes in self.facts.items()},
            strata=self.strata[keep],
            benefit_weeks=self.benefit_weeks[keep],
            followed=self.followed[keep],
            states={name: inside[keep] for name, inside in self.states.items()},
        )

    def drawn(self, weeks: int) -> People:
        """Those who were drawn, and are followed so many weeks: with fewer, an outcome would look as if it were not there."""
        return self.where(~self.excluded & (self.followed >= weeks))

    def by(self, column: str) -> dict[str, Bools]:
        """The groups of a column that somebody is in, in the order of their list, each with who is in it."""
        codes = self.facts[column]
        order = READINESS if column == "readiness" else group_list(_GROUPINGS.get(column, column)).codes
        return {code: inside for code in order if (inside := np.asarray(codes == code)).any()}


def load(connection: Connection, weeks: int, selection: Selection) -> People:
    """The persons of the trial that a choice of municipalities and background takes, with their states in weeks 0 to `weeks` - 1.

    Parameters
    ----------
    connection: with the tables randomised_persons and randomised_spells. weeks: 1 or more.
    selection: its municipalities and, of the background, sex, age and origin.
    """
    chosen = {name: codes for name, codes in selection.conditions().items() if name in ("municipality", *BACKGROUND)}
    kept = "".join(f" AND p.{name} IN {literals(codes)}" for name, codes in chosen.items())
    followed = f"(p.followed_until + 1 - {_MONDAY}) // 7"
    listed = ", ".join(f"p.{name}" for name in _COLUMNS)
    columns = f"p.unit_id, p.benefit_weeks, {followed}, p.stratum, {listed}"
    query = f"SELECT {columns} FROM randomised_persons AS p WHERE TRUE{kept} ORDER BY unit_id"
    rows = connection.execute(query).fetchall()
    place = {row[0]: at for at, row in enumerate(rows)}
    facts = {name: np.array([row[4 + at] for row in rows], dtype=object) for at, name in enumerate(_COLUMNS)}
    counts = np.array([row[1:3] for row in rows], dtype=np.int64).reshape(-1, 2)
    numbers = {name: number for number, name in enumerate(sorted({row[3] for row in rows}))}
    strata = np.array([numbers[row[3]] for row in rows], dtype=np.int64)
    return People(facts, strata, counts[:, 0], counts[:, 1], _states(connection, place, weeks))


def _states(connection: Connection, place: Mapping[str, int], weeks: int) -> dict[str, Bools]:
    """Each state as persons times weeks, from the ends of its spells."""
    steps = {state: np.zeros((len(place), weeks + 1), dtype=np.int64) for state in STATES}
    query = (
        f'SELECT s.unit_id, s.state, (s.start - {_MONDAY}) // 7, (s."end" + 1 - {_MONDAY}) // 7 '
        "FROM randomised_spells AS s JOIN randomised_persons AS p USING (unit_id)"
    )
    for unit, state, first, after in connection.execute(query).fetchall():
        if unit in place and first < weeks:
            steps[state][place[unit], max(first, 0)] += 1
            steps[state][place[unit], min(after, weeks)] -= 1
    return {state: np.cumsum(step, axis=1)[:, :weeks] > 0 for state, step in steps.items()}
