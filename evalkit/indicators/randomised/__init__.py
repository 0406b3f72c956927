"""A randomised trial: flow, draw, effects by intention to treat, effect on those who took part, costs and benefits.

Only here may a difference be called an effect: lots were drawn.
"""

from evalkit.indicators.randomised.choices import TrialChoices, read_prices
from evalkit.indicators.randomised.comparisons import compared
from evalkit.indicators.randomised.costs import account_results, tornado_results
from evalkit.indicators.randomised.draw import balance_results, joint_results, on_those_who_took_part, permuted
from evalkit.indicators.randomised.effects import by_week, detectable, effect_results
from evalkit.indicators.randomised.family import FAMILY
from evalkit.indicators.randomised.flow import exempted_by_week, flow, stages
from evalkit.indicators.randomised.people import People, load

__all__ = [
    "FAMILY",
    "People",
    "TrialChoices",
    "account_results",
    "balance_results",
    "by_week",
    "compared",
    "detectable",
    "effect_results",
    "exempted_by_week",
    "flow",
    "joint_results",
    "load",
    "on_those_who_took_part",
    "permuted",
    "read_prices",
    "stages",
    "tornado_results",
]
