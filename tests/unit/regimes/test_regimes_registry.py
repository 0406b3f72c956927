"""The regimes of the documents: every published rule of a talk is used, and every number is the one that is printed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalkit.published import PublishedFigure, figures
from evalkit.regimes import Regime, Rule, regimes
from evalkit.regimes.coverage import cited, coverage, is_rule
from evalkit.regimes.model import Assumption, Quantity

FIGURES = {figure.id: figure for figure in figures()}
NAMES = tuple(regimes())
UNITS = {"weeks": "weeks", "week_number": "weeks", "months": "months", "years": "years", "count": "count"}


def stated(figure: PublishedFigure) -> tuple[str, Fraction] | None:
    known = figure.printed and figure.unit in UNITS
    return (UNITS[figure.unit], Fraction(figure.printed)) if known else None


def quantities(rule: Rule, regime: Regime) -> set[tuple[str, Fraction]]:
    values = [rule.by, rule.count, rule.within, rule.per, rule.after, rule.up_to]
    found = {(one.unit, one.number) for one in values if isinstance(one, Quantity)}
    for name in (one for one in values if isinstance(one, str)):
        assumption = regime.assumptions[name]
        found |= {(one.unit, one.number) for one in (assumption.default, assumption.low, assumption.high)}
    return found | ({("count", Fraction(rule.number))} if rule.number else set())


def test_every_published_rule_is_in_a_regime_or_has_a_reason() -> None:
    rules = [figure for figure in figures() if is_rule(figure)]
    covered = coverage()
    assert [one.figure.id for one in covered] == [figure.id for figure in rules]
    assert all(bool(one.regimes) != bool(one.reason) for one in covered)
    assert all(one.reason[language] for one in covered if one.reason for language in ("da", "en"))


def test_every_rule_that_states_a_number_of_a_talk_is_in_a_regime() -> None:
    """A rule about a talk or meeting with a number of weeks, months or talks has no reason to be left out."""
    words = ("talk", "meeting", "contact_deadline")
    left_out = [
        one.figure
        for one in coverage()
        if not one.regimes and any(word in one.figure.indicator for word in words) and stated(one.figure)
    ]
    ages = {"rule_first_joint_meeting_before_intervention_age", "rule_second_joint_meeting_before_intervention_age"}
    assert {figure.indicator for figure in left_out} == {"rule_maximum_talks_after_presentation", *ages}


@pytest.mark.parametrize("name", NAMES)
def test_every_number_that_a_rule_cites_is_the_one_that_is_printed(name: str) -> None:
    for rule in regimes()[name].rules:
        for figure in (FIGURES[one] for one in rule.cites):
            assert stated(figure) is None or stated(figure) in quantities(rule, regimes()[name]), (rule.id, figure.id)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_cited_assumed_or_follows_from_a_total(name: str) -> None:
    regime = regimes()[name]
    for rule in regime.rules:
        assumed = [one for one in (rule.by, rule.count, rule.within) if isinstance(one, str)]
        totalled = any(total.cites and (not total.talks or rule.talk in total.talks) for total in regime.totals)
        assert rule.cites or assumed or totalled, f"{name}: nothing stands behind {rule.id}"


def test_the_regimes_of_the_issue_are_there() -> None:
    variants = {name: regime.variants for name, regime in regimes().items()}
    assert variants == {
        "alle_i_gang_2009": ("passive", "active"),
        "normal_2009": (),
        "ordinary_2012": ("age_under_30", "age_over_30"),
        "akutpakke_2012": (),
        "rules_2017": (),
        "proposal_2017": ("good", "less_good"),
        "normal_2020": (),
        "reform_2020_dagpenge": (),
        "reform_2020_kontanthjaelp": (),
        "reform_2020_sygedagpenge": (),
        "trial_2020": (),
    }
    assert set(cited(regimes()["trial_2020"])) >= {"r23_regel_fo_max_kobling", "r23_regel_fo_min_samtaler"}


def test_what_is_open_is_told_in_both_languages_with_a_range() -> None:
    found: list[Assumption] = [one for regime in regimes().values() for one in regime.assumptions.values()]
    assert found
    assert all(one.low.number < one.high.number and one.text["da"] and one.text["en"] for one in found)
