"""Rules on the right to dagpenge: as printed, and refused when they do not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.errors import UnknownCode, UsageError
from evalkit.published import figures
from evalkit.registers.right_rules import RightRule, load_right_rules, right_rules

PRINTED = {figure.id: figure for figure in figures("sfi2013")}
WEEKS = {"years": 52, "weeks": 1}
GOOD = "rules:\n  - {code: mine, weeks: 78, earned_weeks: 52, figures: {}}\n"


@pytest.mark.parametrize("code", right_rules())
def test_every_number_is_the_printed_one(code: str) -> None:
    rule = right_rules()[code]
    assert rule.figures
    for field, id_ in rule.figures.items():
        figure, value = PRINTED[id_], getattr(rule, field)
        printed = str(int(float(figure.printed) * WEEKS[figure.unit])) if figure.printed else figure.words_en
        assert str(value) == printed, f"{code}, {field}: {id_} prints {printed}"


def test_the_first_affected_by_the_extension_are_those_of_the_printed_day() -> None:
    extended = right_rules()["transition_extended"]
    assert extended.days_left == 731
    assert extended.days_more == 184


def _load(tmp_path: Path, text: str) -> dict[str, RightRule]:
    (tmp_path / "rights.yml").write_text(text, encoding="utf-8")
    return load_right_rules(tmp_path / "rights.yml")


def test_a_rule_of_one_s_own_is_read(tmp_path: Path) -> None:
    assert list(_load(tmp_path, GOOD)) == ["mine"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weeks: 78", "weeks: -4", "rules.0.weeks: Input should be greater than or equal to 1"),
        ("weeks: 78", "week: 78", "rules.0.weeks: Field required"),
        ("figures", 'changed: "2010-07-01", figures', "earlier, changed, left_until belong together; only changed is given"),
        ("figures", 'extended_from: "2013-01-01", extended_before: "2012-07-01", figures', "is not before extended_before"),
        ("figures: {}", "figures: {length: x}", "figures names length, which is no field of a rule"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"rights\.yml") as error:
        _load(tmp_path, GOOD.replace(old, new, 1))
    assert said in str(error.value)


def test_an_earlier_rule_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownCode, match="unknown earlier rule 'their'"):
        _load(tmp_path, GOOD.replace("figures", 'earlier: their, changed: "2010-07-01", left_until: "2012-07-01", figures'))


def test_two_rules_of_one_code_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a code is given to two rules"):
        _load(tmp_path, GOOD + GOOD.partition("\n")[2])
