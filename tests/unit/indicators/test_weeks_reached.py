"""Who reaches which week on the benefit: by hand, with censoring, and told so that no step is on a few persons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_registers import registers

from evalkit.errors import UsageError
from evalkit.estimates.survival import life_table
from evalkit.filters import Selection
from evalkit.indicators.weeks_reached import told_curve, weeks_of_newcomers
from evalkit.registers.definitions import Definitions

# A begins in 2019 and has 3 and, after a break, 2 weeks. B begins in 2019 in another place and is still there in the last week of
# January 2020. C began in 2018. D is on another benefit.
SPELLS = """
person_id, target_group,                 start,    end,      municipality, akasse
A,         dagpenge,                     2019-W10, 2019-W12, 0101,         HK-A
A,         dagpenge,                     2019-W20, 2019-W21, 0751,         HK-A
B,         dagpenge,                     2019-W50, 2020-W05, 0751,         3F-A
C,         dagpenge,                     2018-W50, 2019-W30, 0751,         3F-A
D,         kontanthjaelp_activity_ready, 2019-W01, 2019-W04, 0751,
"""


def counted(target_group: str, period: str, selection: Selection | None = None) -> list[tuple[float, float, float]] | None:
    table = weeks_of_newcomers(registers(benefit_spells=SPELLS), target_group, period, "2020-01", Definitions(), selection)
    return None if table is None else list(zip(table.times, table.leaving[0], table.censored[0], strict=True))


def test_weeks_are_those_on_the_benefit_and_who_is_still_there_is_censored() -> None:
    assert counted("dagpenge", "2019") == [(5, 1, 0), (8, 0, 1)]
    assert counted("dagpenge", "2018") == [(33, 1, 0)]
    assert counted("kontanthjaelp_activity_ready", "2019") == [(4, 1, 0)]


def test_who_begins_is_not_followed_to_before() -> None:
    with pytest.raises(UsageError, match="cannot be followed to 2019-06"):
        weeks_of_newcomers(registers(benefit_spells=SPELLS), "dagpenge", "2019", "2019-06", Definitions())


def test_the_place_is_that_of_the_first_week_and_nobody_is_nothing() -> None:
    assert counted("dagpenge", "2019", Selection.of(municipality="0101")) == [(5, 1, 0)]
    assert counted("dagpenge", "2019", Selection.of(akasse="3F-A")) == [(8, 0, 1)]
    assert counted("dagpenge", "2015") is None


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(1, 40)), min_size=1, max_size=20))
def test_a_told_curve_begins_with_all_never_rises_and_is_kaplan_meier_where_it_is_told(rows: list[tuple[int, bool, int]]) -> None:
    weeks, censored, persons = zip(*rows, strict=True)
    table = life_table(weeks, ["censored" if one else "exit" for one in censored], persons)
    curve = told_curve(table, 5)
    assert curve[0] == 1
    assert np.all(np.diff(curve) <= 1e-12)
    exact = np.cumprod(1 - table.leaving[0] / table.at_risk[0])
    last = len(curve) - 1
    if last:
        assert curve[-1] == pytest.approx(float(exact[list(table.times).index(last)]))
        assert table.at_risk[0][list(table.times).index(last)] - table.leaving[0][list(table.times).index(last)] >= 5
