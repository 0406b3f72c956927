"""Contact regimes as data: who shall hold which talk with the unemployed, and by when.

`regimes` has those of the five documents, `programmes` finds them and a user's own, `schedule` gives the weeks in which talks are
due, and `simulate` what that comes to for those who are still there.
"""

from evalkit.regimes.basis import Basis, read_basis
from evalkit.regimes.library import own_regime, programmes, regimes
from evalkit.regimes.model import Assumption, Programme, Regime, Rule
from evalkit.regimes.schedule import Due, demands, schedule

__all__ = [
    "Assumption",
    "Basis",
    "Due",
    "Programme",
    "Regime",
    "Rule",
    "demands",
    "own_regime",
    "programmes",
    "read_basis",
    "regimes",
    "schedule",
]
