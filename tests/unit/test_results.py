"""Results: keys, and changes between periods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.errors import UsageError
from evalkit.results import STATES, Result, State, changes

LEVEL = Result("activation_rate", "level", "dagpenge", "sex", "men", "2019", "pct", 20, 8.0, 20.0, 40.0)
LATER = replace(LEVEL, period="2022", persons=10, numerator=5.0, denominator=10.0, value=50.0)


def test_a_share_changes_in_pct_and_in_points() -> None:
    relative, absolute = changes(LEVEL, LATER)
    assert (relative.statistic, relative.unit, relative.value, relative.period) == ("relative_change", "pct", 25.0, "2019>2022")
    assert (absolute.statistic, absolute.unit, absolute.value, absolute.persons) == ("change", "pct_point", 10.0, 10)
    assert (relative.numerator, relative.denominator) == (50.0, 40.0)


def test_a_change_of_anything_else_keeps_its_unit() -> None:
    weekly = replace(LEVEL, unit="per_week")
    assert changes(weekly, replace(LATER, unit="per_week"))[1].unit == "per_week"


def test_from_nothing_there_is_no_relative_change() -> None:
    relative, absolute = changes(replace(LEVEL, value=0.0), LATER)
    assert (relative.value, relative.state, absolute.value) == (None, "not_applicable", 50.0)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("value", "missing", "missing"),
        ("not_applicable", "missing", "missing"),
        ("suppressed", "missing", "suppressed"),
        ("value", "not_applicable", "not_applicable"),
    ],
)
def test_the_state_of_a_change_is_the_worse_of_its_sides(before: State, after: State, expected: State) -> None:
    sides = [
        replace(one, state=state, value=one.value if state == "value" else None)
        for one, state in ((LEVEL, before), (LATER, after))
    ]
    for change in changes(*sides):
        assert (change.state, change.value, change.numerator, change.denominator) == (expected, None, None, None)
    assert set(STATES) == {"value", "suppressed", "missing", "not_applicable"}


def test_only_levels_of_one_quantity_have_a_change() -> None:
    with pytest.raises(UsageError, match="not levels of one quantity"):
        changes(LEVEL, replace(LATER, group="women"))
    with pytest.raises(UsageError):
        changes(*changes(LEVEL, LATER))


def test_the_key_is_that_of_published_figures() -> None:
    assert LEVEL.key == ("activation_rate", "level", "dagpenge", "sex", "men", "2019", "pct")
    assert LEVEL.groups == {"sex": "men"}
