"""Staff for an effort with a voluntary start: by hand, and against one person at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from evalkit.errors import UsageError
from evalkit.estimates.staffing import staffing


def test_ten_persons_with_two_weeks_left_who_all_say_yes() -> None:
    found = staffing(np.array([[0.0, 10.0], [0.0, 0.0], [0.0, 0.0]]), take_up=1.0, leaving=0.1, caseload=4)
    assert found.arrivals.tolist() == [10.0, 0.0, 0.0]
    assert found.active == pytest.approx([10.0, 9.0, 0.0])
    assert found.staff.tolist() == [3, 3, 0]


def test_who_becomes_entitled_later_may_have_left_before() -> None:
    found = staffing(np.array([[0.0], [8.0]]), take_up=0.5, leaving=0.25, caseload=1)
    assert found.arrivals == pytest.approx([0.0, 3.0])
    assert found.staff.tolist() == [0, 3]


@given(
    hnp.arrays(np.float64, (5, 3), elements=st.integers(0, 20).map(float)),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([0.0, 0.2, 1.0]),
)
def test_as_one_person_at_a_time(entitled: np.ndarray, take_up: float, leaving: float) -> None:
    active = np.zeros(5)
    for (week, left), number in np.ndenumerate(entitled):
        for since in range(min(left + 1, 5 - week)):
            active[week + since] += number * take_up * (1 - leaving) ** (week + since)
    assert staffing(entitled, take_up, leaving, 1.0).active == pytest.approx(active)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"take_up": 25.0}, "take_up is 25. Give a share from 0 to 1; 25 pct. is 0.25."),
        ({"leaving": -0.1}, "leaving is -0.1"),
        ({"caseload": 0.0}, "caseload is 0"),
        ({"entitled": np.array([[-1.0]])}, "a negative number of persons"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    given_: dict[str, object] = {"entitled": np.array([[1.0]]), "take_up": 0.5, "leaving": 0.1, "caseload": 10.0, **change}
    with pytest.raises(UsageError, match=said):
        staffing(**given_)
