"""Declared reasons: first match wins, and everything misspelt or stale is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit_samples import figure

from evalkit.errors import UsageError
from evalkit.ledger import Reason, load_reasons

FIGURES = (
    figure("9 page", indicator="page_number", target_group="report"),
    figure("6 months", indicator="rule_offer_deadline", kind="rule"),
    figure("7 pct", grouping="sex", group="men"),
    figure("8 pct", document="sfi2013"),
)
PAGE, RULE, SHARE, OTHER = (one.id for one in FIGURES)


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "reasons.yml"
    path.write_text(text, encoding="utf-8")
    return path


def _entry(select: str, told: str = "x") -> str:
    return f"  - select: {select}\n    da: {told} da\n    en: {told} en\n"


def test_the_first_reason_that_takes_a_figure_counts(tmp_path: Path) -> None:
    text = (
        "not_computable:\n"
        + _entry("{unit: page}", "page")
        + _entry("{document: bdo2023}", "bdo")
        + _entry('{document: "*"}', "any")
    )
    found = load_reasons(FIGURES, file=_file(tmp_path, text))
    assert {one: reason.en for one, reason in found.not_computable.items()} == {
        PAGE: "page en", RULE: "bdo en", SHARE: "bdo en", OTHER: "any en",
    }  # fmt: skip
    assert found.not_computable[PAGE].text("da") == "page da"
    assert found.differs == {}


def test_patterns_lists_of_values_and_lists_of_selectors(tmp_path: Path) -> None:
    selectors = '\n      - {indicator: "rule_*"}\n      - {unit: [page, pct], group: ""}'
    text = f"not_computable:\n{_entry(selectors)}"
    assert set(load_reasons(FIGURES, file=_file(tmp_path, text)).not_computable) == {RULE, PAGE, OTHER}


def test_reasons_of_the_population_come_before_declared_ones(tmp_path: Path) -> None:
    text = "differs:\n" + _entry("{document: bdo2023}", "declared")
    found = load_reasons(FIGURES, {SHARE: Reason("k", "conflict")}, _file(tmp_path, text))
    assert found.differs[SHARE].en == "conflict"
    assert found.differs[RULE].en == "declared en"
    assert found.not_computable == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("not_computable:\n" + _entry("{unit: pag}"), "line 2: unknown unit 'pag'. Did you mean 'page'?"),
        ("not_computable:\n" + _entry("{unit: [page, dkk]}"), "line 2: unknown unit 'dkk'"),
        ("not_computable:\n" + _entry("{untt: page}"), "line 2: unknown column 'untt'. Did you mean 'unit'?"),
        ("not_computable:\n" + _entry("{unit: page, document: sfi2013}"), "line 2: no figure has unit: page, document: sfi2013"),
        ("not_computable:\n" + _entry("{unit: page}") + _entry("{target_group: report}"), "line 5: earlier reasons have all"),
        ("not_computable:\n" + _entry("{period: 2019}"), 'line 2: 2019 is not text; write it in quotes: "2019"'),
        ("not_computable:\n" + _entry("page"), "line 2: select figures by columns"),
        ("not_computable:\n" + _entry("{}"), "line 2: select figures by columns"),
        ("not_computable:\n  - select: {unit: page}\n    da: d\n", "line 2: a reason is told in both languages"),
        ("not_computable:\n" + _entry("{unit: page}") + "    why: w\n", "line 2: unknown key of a reason 'why'"),
        ("not_computable:\n  - page\n", "line 2: a reason has the keys"),
        ("not_computable: page\n", "a list holds reasons"),
        ("not_computeable:\n" + _entry("{unit: page}"), "line 1: unknown list of reasons 'not_computeable'"),
        ("- page\n", "holds the lists not_computable and differs"),
        ("not_computable: [\n", "not YAML"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        load_reasons(FIGURES, file=_file(tmp_path, text))
    assert told in str(error.value)
    assert "reasons.yml" in str(error.value)
