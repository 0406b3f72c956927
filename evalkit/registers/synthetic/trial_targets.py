"""Which printed figures the trial is made to reproduce."""

from __future__ import annotations

from evalkit.audit.reading import stands_for
from evalkit.published import PublishedFigure, figures
from evalkit.registers.synthetic.trial_goals import DOCUMENT, FOLLOWED, MONITORED, printed

# Quantities that are drawn to their printed values: indicator and target group.
AIMED = {
    ("enrolled", "trial"),
    ("enrolled_share", "trial"),
    ("ended", "trial"),
    ("ended_full_period_share", "trial_ended"),
    ("ended_left_akasse_share", "trial_ended"),
    ("covered", "trial"),
    ("talks_received_share", "trial_full_period"),
    ("still_unemployed_share", "trial"),
    ("offer_started", "trial"),
    ("job_targeted_education_share", "trial_job_targeted_education"),
    ("on_benefit_share", "trial"),
    ("on_benefit_share", "comparison"),
    ("on_benefit_share", "comparison_minus_trial"),
    ("employed_share", "trial"),
    ("employed_share", "comparison"),
    ("lower_benefit_share_interval", "trial"),
}
_PERIODS = (MONITORED, FOLLOWED, "2021-Q3/2022-Q2", "2023-Q1", "")


def trial_targets() -> frozenset[str]:
    """Ids of the printed figures that the trial is made to reproduce; not one that contradicts another of the same quantity.

    >>> "r23_a1ind_6u" in trial_targets(), "r23_f3_6u_antal" in trial_targets()
    (True, False)
    """
    return frozenset(figure.id for figure in figures(DOCUMENT) if _aimed(figure) and not _given_up(figure))


def _aimed(figure: PublishedFigure) -> bool:
    if (figure.indicator, figure.target_group) == ("municipality_count", "trial_akasser"):
        return figure.grouping == "akasse"
    named = (figure.indicator, figure.target_group) in AIMED and figure.period in _PERIODS
    return named and figure.value is not None and figure.unit != "months"  # weeks, once printed as months


def _given_up(figure: PublishedFigure) -> bool:
    """Whether the number aimed at is not among those that the figure stands for."""
    if figure.indicator == "municipality_count":
        return False
    aim = printed(figure.indicator, figure.target_group, figure.grouping, figure.group, figure.statistic, figure.period)
    stands = stands_for(figure)
    return not float(stands.low) <= aim <= float(stands.high)
