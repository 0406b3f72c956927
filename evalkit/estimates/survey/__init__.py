"""Survey estimation: raking to population margins, weighted shares with design-based intervals, and tests of differences."""

from __future__ import annotations

from evalkit.estimates.survey.answers import Outcome, Scale
from evalkit.estimates.survey.design import Design, survey_design
from evalkit.estimates.survey.differences import Difference, JointTest, difference, difference_of_independent, joint_test
from evalkit.estimates.survey.raking import Raked, rake
from evalkit.estimates.survey.shares import Share, distribution, share
from evalkit.estimates.survey.significance import holm, significance_level, significance_mark
from evalkit.estimates.survey.weights import WeightDiagnostics, weight_diagnostics
from evalkit.estimates.survey.within import rake_within

__all__ = [
    "Design",
    "Difference",
    "JointTest",
    "Outcome",
    "Raked",
    "Scale",
    "Share",
    "WeightDiagnostics",
    "difference",
    "difference_of_independent",
    "distribution",
    "holm",
    "joint_test",
    "rake",
    "rake_within",
    "share",
    "significance_level",
    "significance_mark",
    "survey_design",
    "weight_diagnostics",
]
