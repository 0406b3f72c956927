"""A randomised trial: effects by intention to treat with strata as drawn, checks of the draw, and costs and benefits."""

from evalkit.estimates.trial.balance import Balance, JointTest, balance, joint_test
from evalkit.estimates.trial.comparisons import bonferroni_level, holm, minimum_detectable_effect
from evalkit.estimates.trial.costs import PRICES, QUANTITIES, Bar, Ranged, net_benefit, tornado
from evalkit.estimates.trial.effects import Effects, effects, thin_strata
from evalkit.estimates.trial.instrument import Instrumented, instrumented
from evalkit.estimates.trial.permutation import Permuted, permutation_test

__all__ = [
    "PRICES",
    "QUANTITIES",
    "Balance",
    "Bar",
    "Effects",
    "Instrumented",
    "JointTest",
    "Permuted",
    "Ranged",
    "balance",
    "bonferroni_level",
    "effects",
    "holm",
    "instrumented",
    "joint_test",
    "minimum_detectable_effect",
    "net_benefit",
    "permutation_test",
    "thin_strata",
    "tornado",
]
