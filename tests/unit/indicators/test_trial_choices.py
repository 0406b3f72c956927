"""The choices of a randomised trial: those of the report, and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.trial import Ranged
from evalkit.indicators.randomised import TrialChoices, read_prices
from evalkit.indicators.randomised.choices import ASSUMED

PRICES = [f"{name} {one.value} {one.low} {one.high}" for name, one in ASSUMED.items()]
NO_CHOICE = {"document", "minimum", "prices"}


def _with(old: str, *new: str) -> list[str]:
    return [each for line in PRICES for each in (new if line.startswith(f"{old} ") else (line,))]


def test_the_report_states_the_choices_that_the_ledger_is_made_with() -> None:
    file = Path(__file__).resolve().parents[3] / "parameters" / "alleigang2009.yml"
    run = next(one for one in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["runs"] if one["id"] == "randomised_trial")
    given = {name: value for name, value in run["parameters"].items() if name not in NO_CHOICE}
    assert TrialChoices(**given, prices=read_prices(run["parameters"]["prices"])) == TrialChoices()


def test_a_price_has_a_value_and_a_range() -> None:
    assert read_prices(_with("talk", "talk 500 400 700"))["talk"] == Ranged(500, 400, 700)


@pytest.mark.parametrize(
    ("prices", "error", "words"),
    [
        (_with("talk", "talks 450 300 600"), UnknownCode, "Did you mean 'talk'"),
        (_with("talk", "talk 450 500 600"), UsageError, "value, lowest and highest"),
        (_with("talk", "talk 450"), UsageError, "value, lowest and highest"),
        (_with("talk", "talk many 1 2"), UsageError, "is no number"),
        ([*PRICES, "talk 450 300 600"], UsageError, "given twice"),
    ],
)
def test_a_price_that_does_not_fit_is_named(prices: list[str], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        read_prices(prices)


@pytest.mark.parametrize(
    ("choice", "error", "words"),
    [
        ({"level": 95.0}, UsageError, "between 0 and 1"),
        ({"draws": 0}, UsageError, "give 1 or more"),
        ({"covariance": "HC1"}, UnknownCode, "HC2"),
        ({"prices": read_prices(_with("talk"))}, UsageError, "prices lack talk"),
    ],
)
def test_a_choice_that_no_trial_has_is_named(choice: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        TrialChoices(**choice)
