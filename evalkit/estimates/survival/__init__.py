"""Survival analysis on rows with weights that count persons, by way of life tables.

`life_table` adds rows up; `kaplan_meier`, `cumulative_incidence`, `restricted_mean`, `log_rank`, `cox` and `proportionality`
estimate from it; `told_times` says at which times its curves may be shown. Held against R in `tests/reference/survival`.
"""

from evalkit.estimates.survival.coarsen import told_times
from evalkit.estimates.survival.cox import Cox, Proportionality, cox, proportionality
from evalkit.estimates.survival.curves import Curve, cumulative_incidence, kaplan_meier
from evalkit.estimates.survival.life_table import CENSORED, LifeTable, life_table
from evalkit.estimates.survival.log_rank import LogRank, log_rank
from evalkit.estimates.survival.means import Mean, mean_difference, restricted_mean

__all__ = [
    "CENSORED",
    "Cox",
    "Curve",
    "LifeTable",
    "LogRank",
    "Mean",
    "Proportionality",
    "cox",
    "cumulative_incidence",
    "kaplan_meier",
    "life_table",
    "log_rank",
    "mean_difference",
    "proportionality",
    "restricted_mean",
    "told_times",
]
