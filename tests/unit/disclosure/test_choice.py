"""Large systems: what is hidden where two amounts cannot rise at the same time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from evalkit.disclosure import choice
from evalkit.disclosure.bounds import narrow
from evalkit.disclosure.choice import protect
from evalkit.disclosure.system import System

#                  few, rest, few, lacking, free, free, fixed
VALUES = np.array([3.0, 8.0, 4.0, 4.0, 6.0, 6.0, 11.0])
EQUATIONS = csr_array(np.array([[1, 1, 0, 0, 0, 0, -1], [0, 1, -1, -1, 0, 0, 0], [1, 0, 0, 0, 1, -1, 0]], dtype=float))
REVEALS = csr_array(np.eye(7)[[0, 3, 4, 5, 6]])


def test_two_amounts_of_which_one_rises_only_when_the_other_falls_are_both_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "is_small", lambda *given: False)
    few = np.array([True, False, False, False, False])
    system = System(VALUES, EQUATIONS, np.ones(3, dtype=bool), REVEALS, {0: 5.0, 2: 5.0}, few)
    told, free = ~few, np.array([False, False, True, True, False])
    assert set(narrow(system, system.told(told))) == {0, 2}
    after = protect(system, told, free, np.ones(5))
    assert narrow(system, system.told(after)) == {}
    assert after[[1, 4]].all()
