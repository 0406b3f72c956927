"""No figure draws what its table does not tell: no dot, bar or step for a hidden number, and no extreme of one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest
from drawn_marks import Picture, pictures
from tiny_registers import registers

from evalkit.analysis import Analysis
from evalkit.charts.curves import Panel, Step, curves
from evalkit.computed import Computed
from evalkit.disclosure import Policy
from evalkit.figures import Figure
from evalkit.indicators.survival import TIME, CourseDefinitions
from evalkit.page import Page
from evalkit.pages.survival import SurvivalPage
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source
from evalkit.results import Result

PERIODS = ("2019", "2021-09/2022-08")
WHOM = ("trial", "comparison")


@pytest.fixture
def computed() -> Computed:
    source = Source("synthetic", True, registers(), {}, (), tempfile.TemporaryDirectory())
    return Computed(Page("survival", "ramboll2023", "da"), Analysis(source, Definitions(), Policy(5)))


def a_result(indicator: str, whom: str, grouping: str, group: str, period: str, value: float | None) -> Result:
    """A result as disclosure control lets it through; hidden where it has no value."""
    unit = "count" if indicator == "courses_followed" else "pct"
    told = Result(indicator, "level", whom, grouping, group, period, unit, 40, None, None, value, None, None)
    return told if value is not None else replace(told, persons=0, state="suppressed")


def course(random: Random, hidden: Sequence[str] = ()) -> Iterator[Result]:
    """Time on the benefit of two groups with every third number hidden, and all but the start of some."""
    for whom in WHOM:
        for indicator, grouping, code in (
            ("still_on_benefit_share", TIME, ""), ("courses_followed", TIME, ""), ("on_benefit_share", TIME, ""),
            *(("left_benefit_share", f"exit_by_{TIME}", f"{name}_") for name in ("job", "other_benefit", "other")),
        ):  # fmt: skip
            for week in range(27):
                is_told = week == 0 or (whom not in hidden and random.random() > 1 / 3)
                value = round(1 + 98 * random.random(), 6) if is_told else None
                yield a_result(indicator, whom, grouping, f"{code}week_{week}", "2020-09/2022-03", value)
        for indicator in ("on_benefit_share", "employed_share", "other_benefit_share", "other_status_share"):
            value = None if random.random() < 1 / 3 else 25.5 + random.random()
            yield a_result(indicator, whom, TIME, "month_6", "2020-09/2022-03", value)


def held_to_their_tables(drawn: Sequence[Picture], count: int) -> None:
    assert len(drawn) == count
    for picture in drawn:
        assert picture.untold() == []
        assert picture.unsaid() == []
        assert any(cell.state == "suppressed" for row in picture.data.rows for cell in row.cells)


@pytest.mark.parametrize("seed", range(4))
def test_curves_and_statuses_draw_told_weeks_only(computed: Computed, seed: int) -> None:
    page, results = SurvivalPage(computed, CourseDefinitions(), "trial_group", 0.95), list(course(Random(seed)))
    with pictures() as drawn:
        for part in (page.curve, page.incidence, page.status):
            assert isinstance(part(results), Figure)
    held_to_their_tables(drawn, 3)
    weeks = [row.cells[0].value for row in drawn[0].data.rows]
    ends = {float(value) for axes in drawn[0].canvas.axes for line in axes.lines for value in line.get_ydata()}
    assert {value for value in weeks if value is not None} <= ends, "every told week is drawn"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["bars", "dots", "lines"])
def test_bars_dots_and_lines_draw_told_numbers_only(computed: Computed, kind: str, seed: int) -> None:
    random = Random(seed)
    results = [
        a_result("activation_rate", "dagpenge", "sex", sex, period, round(99 * random.random(), 6))
        for sex in ("men", "women") for period in PERIODS
    ]  # fmt: skip
    results[seed] = a_result("activation_rate", "dagpenge", "sex", results[seed].group, results[seed].period, None)
    hue = {"bars": "period", "dots": "period", "lines": "group"}[kind]
    with pictures() as drawn:
        assert isinstance(getattr(computed, kind)("curve", results, hue=hue), Figure)
    held_to_their_tables(drawn, 1)


def test_a_curve_that_is_not_drawn_is_named(computed: Computed) -> None:
    page = SurvivalPage(computed, CourseDefinitions(), "trial_group", 0.95)
    curve = page.curve(list(course(Random(1), hidden=("trial",))))
    assert isinstance(curve, Figure)
    assert [remark for remark in curve.data.remarks if remark.startswith("Ingen kurve for Forsøgsdeltagere:")]
    assert not [remark for remark in page_remarks(page) if remark.startswith("Ingen kurve")]


def page_remarks(page: SurvivalPage) -> Sequence[str]:
    whole = page.curve(list(course(Random(1))))
    assert isinstance(whole, Figure)
    return whole.data.remarks


def test_a_mark_that_the_table_does_not_tell_is_found(computed: Computed) -> None:
    page = SurvivalPage(computed, CourseDefinitions(), "trial_group", 0.95)
    told = page.curve(list(course(Random(1))))
    assert isinstance(told, Figure)
    with pictures() as drawn:
        curves([Panel("", (Step("A", (0, 3), (100.0, 61.7)),))], told.data, "", ("", "pct."), (0, 4))
    assert 61.7 in drawn[0].untold()
