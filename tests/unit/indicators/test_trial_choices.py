"""The choices of a randomised trial as lines of a parameter file."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from evalkit.errors import UnknownCode, UsageError
from evalkit.estimates.trial import Ranged
from evalkit.indicators.randomised import TrialChoices, read_choices
from evalkit.indicators.randomised.choices import ASSUMED, written

PRICES = [f"{name} {one.value} {one.low} {one.high}" for name, one in ASSUMED.items()]
STUDY = list(written(TrialChoices()))


def _with(lines: list[str], old: str, *new: str) -> list[str]:
    return [each for line in lines for each in (new if line.startswith(f"{old} ") else (line,))]


def test_the_report_states_the_choices_that_the_ledger_is_made_with() -> None:
    file = Path(__file__).resolve().parents[3] / "parameters" / "alleigang2009.yml"
    run = next(one for one in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["runs"] if one["id"] == "randomised_trial")
    given = run["parameters"]
    assert read_choices([*given["study"], *given["estimation"]], given["prices"]) == TrialChoices()


def test_a_price_has_a_value_and_a_range() -> None:
    found = read_choices(STUDY, _with(PRICES, "talk", "talk 500 400 700"))
    assert found.prices["talk"] == Ranged(500, 400, 700)


@pytest.mark.parametrize(
    ("study", "prices", "error", "words"),
    [
        (_with(STUDY, "weeks", "week 43"), PRICES, UnknownCode, "Did you mean 'weeks'"),
        (_with(STUDY, "weeks"), PRICES, UsageError, "lacks weeks"),
        (_with(STUDY, "weeks", "weeks 43", "weeks 26"), PRICES, UsageError, "given twice"),
        (_with(STUDY, "weeks", "weeks many"), PRICES, UsageError, "is no int"),
        (_with(STUDY, "weeks", "weeks 43 44"), PRICES, UsageError, "does not fit"),
        (_with(STUDY, "level", "level 95"), PRICES, UsageError, "between 0 and 1"),
        (_with(STUDY, "draws", "draws 0"), PRICES, UsageError, "give 1 or more"),
        (_with(STUDY, "covariance", "covariance HC1"), PRICES, UnknownCode, "HC2"),
        (STUDY, _with(PRICES, "talk"), UsageError, "prices lack talk"),
        (STUDY, _with(PRICES, "talk", "talks 450 300 600"), UnknownCode, "Did you mean 'talk'"),
        (STUDY, _with(PRICES, "talk", "talk 450 500 600"), UsageError, "value, lowest and highest"),
        (STUDY, _with(PRICES, "talk", "talk 450"), UsageError, "value, lowest and highest"),
    ],
)
def test_what_is_wrong_is_named(study: list[str], prices: list[str], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        read_choices(study, prices)
