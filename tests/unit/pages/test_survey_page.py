"""The page on a survey: what its tables and figures say, in both languages, and what stands where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from evalkit.analysis import open_analysis
from evalkit.charts.answers import developments, intervals, shares, stacked
from evalkit.codes import Akasse
from evalkit.computed import Computed
from evalkit.figures import Figure
from evalkit.filters import Selection
from evalkit.indicators import satisfaction
from evalkit.indicators.survey_data import SurveyChoices
from evalkit.page import Html, Page
from evalkit.pages.survey import SurveyPage
from evalkit.pages.survey_cells import (
    Layout,
    difference_cell,
    frame,
    last_wave,
    levels,
    persons_cell,
    share_cell,
    short_wave,
    whole_bars,
)
from evalkit.registers.survey_tables import CENTRAL_QUESTIONS
from evalkit.registers.synthetic.store import _arrow
from evalkit.registers.synthetic.survey import survey_tables
from evalkit.registers.tables import MARKER
from evalkit.results import Result
from evalkit.tables import Table

LAST, BEFORE = "2023-02-27/2023-03-19", "2022-08-29/2022-09-20"
SHARE = Result("satisfied_overall", "level", "trial", "", "", LAST, "pct", 200, 126.0, 200.0, 63.04, 60.0, 66.0)
HIDDEN = replace(SHARE, persons=0, numerator=None, denominator=None, value=None, low=None, high=None, state="suppressed")
DIFFERENCE = replace(SHARE, statistic="difference", target_group="trial_minus_comparison", unit="pct_point", value=17.0)
PNG = b"\x89PNG"


def marked(p_value: float) -> str:
    test = replace(DIFFERENCE, statistic="significance", unit="pct", value=p_value, low=None, high=None)
    return difference_cell(DIFFERENCE, [DIFFERENCE, test], "da").text


@pytest.mark.parametrize(
    ("p_value", "text"),
    [
        (0.01, "17,0 *** (60,0 til 66,0)"),
        (0.5, "17,0 ** (60,0 til 66,0)"),
        (4.0, "17,0 * (60,0 til 66,0)"),
        (6.0, "17,0 (60,0 til 66,0)"),
    ],
)
def test_a_difference_has_its_mark(p_value: float, text: str) -> None:
    assert marked(p_value) == text


def test_a_share_has_its_interval_and_what_is_held_back_its_sign() -> None:
    assert share_cell(SHARE, "en").text == "63.0 (60.0 to 66.0)"
    assert share_cell(replace(SHARE, low=None, high=None), "da").text == "63,0"
    assert (share_cell(HIDDEN, "da").text, persons_cell(HIDDEN, "da").text, persons_cell(SHARE, "da").text) == ("#", "#", "200")


def test_the_last_wave_is_told_without_changes() -> None:
    change = replace(SHARE, statistic="change", period=f"{BEFORE}>{LAST}")
    earlier = replace(SHARE, period=BEFORE)
    assert last_wave([earlier, change, SHARE]) == (SHARE,)
    assert last_wave([]) == ()
    assert levels([SHARE, SHARE, change]) == (SHARE,)
    assert short_wave(LAST, "en") == "Feb. 2023"


def test_a_distribution_is_told_whole_or_not_at_all() -> None:
    parts = [replace(SHARE, grouping="answer", group=group) for group in ("positive", "neither")]
    assert whole_bars(parts) == tuple(parts)
    cut = whole_bars([parts[0], replace(HIDDEN, grouping="answer", group="neither")])
    assert [(one.state, one.value, one.low) for one in cut] == [("suppressed", None, None)] * 2


def laid_out() -> Table:
    layout = Layout({"a": "A"}, {"x": "X", "y": "Y"}, {("a", "x"): share_cell(HIDDEN, "da")})
    return layout.table("key", "Titel", "da", "Kilde", ("Bemærk.",))


def test_a_layout_says_what_its_signs_mean() -> None:
    table = laid_out()
    assert [cell.state for cell in table.rows[0].cells] == ["suppressed", "missing"]
    assert table.remarks[0] == "Bemærk."
    assert [remark[:2] for remark in table.remarks[1:]] == ["..", "# "]


@pytest.fixture
def drawn() -> pd.DataFrame:
    told = [SHARE, HIDDEN]
    return frame(told, ["Tilfreds", "Tilfreds"], ["Forsøg", "Ikke-forsøg"], "da")


def test_the_frame_has_signs_for_what_is_not_told(drawn: pd.DataFrame) -> None:
    assert drawn["sign"].tolist() == ["", "#"]
    assert drawn["value"].isna().tolist() == [False, True]


@pytest.mark.parametrize("draw", [intervals, shares, stacked])
def test_charts_draw_what_is_told(draw: object, drawn: pd.DataFrame) -> None:
    assert callable(draw)
    figure = draw(drawn, laid_out(), "Alt", "pct.", 0, ["Forsøg", "Ikke-forsøg"])
    assert isinstance(figure, Figure)
    assert figure.png.startswith(PNG)
    assert (figure.alt, figure.data.title) == ("Alt", "Titel")


@pytest.mark.parametrize("open_mark", ["Ikke vægtet", ""])
def test_waves_are_drawn_with_open_marks_where_not_weighted(open_mark: str, drawn: pd.DataFrame) -> None:
    waves = drawn.assign(wave=["aug. 2022", "feb. 2023"], weighted=[not open_mark, True])
    figure = developments(waves, laid_out(), "Alt", "pct.", ["Forsøg", "Ikke-forsøg"], open_mark)
    assert figure.png.startswith(PNG)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("survey")
    for name, columns in survey_tables(1):
        pq.write_table(_arrow(columns), made / f"{name}.parquet")
    (made / MARKER).write_text("{}", encoding="utf-8")
    return made


def page_on(folder: Path, *akasser: str, language: str = "da") -> SurveyPage:
    page = Page("satisfaction", "ramboll2023", language, Selection(akasse=tuple(Akasse(code) for code in akasser)))
    return SurveyPage(Computed(page, open_analysis(str(folder), 5, 1)), SurveyChoices())


def test_everything_on_the_page_is_said(folder: Path) -> None:
    survey = page_on(folder, language="en")
    question = CENTRAL_QUESTIONS[:1]
    compared = survey.told(satisfaction.differences, question)
    table = survey.table("groups", compared)
    assert isinstance(table, Table)
    assert " *** (" in table.rows[0].cells[-1].text
    assert "at the 95 per cent level" in " ".join(table.remarks)
    by_akasse = survey.by_group("akasser", survey.told(satisfaction.levels, question, ("akasse",)))
    assert isinstance(by_akasse, Figure)
    signs = {row.head[0]: row.cells[2].text for row in by_akasse.data.rows}
    assert (signs["Min-A"], signs["SL-A"]) == ("#", "..")
    over_waves = survey.told(satisfaction.changes, question)
    developed, changed = survey.developed("development", over_waves), survey.changed("development", over_waves)
    assert isinstance(developed, Figure)
    assert [column.label for column in developed.data.columns][:2] == ["Mar. 2021*", "Aug. 2021"]
    assert any("not weighted" in remark for remark in developed.data.remarks)
    assert isinstance(changed, Table)
    assert "*" not in changed.rows[0].cells[0].text
    assert isinstance(survey.compared("groups", compared), Figure)
    assert isinstance(survey.distributed("answers", survey.told(satisfaction.distributions, question)), Figure)
    fielded = survey.fielded("fielding", (*survey.responses(), *survey.weights()))
    assert isinstance(fielded, Table)
    assert (len(fielded.rows), fielded.rows[-1].cells[0].text, fielded.rows[0].cells[2].state) == (10, "4,634", "missing")


def every_part(survey: SurveyPage) -> list[object]:
    compared = survey.told(satisfaction.differences, CENTRAL_QUESTIONS)
    over_waves = survey.told(satisfaction.changes, CENTRAL_QUESTIONS)
    return [
        survey.compared("groups", compared),
        survey.table("groups", compared),
        survey.by_group("akasser", survey.told(satisfaction.levels, CENTRAL_QUESTIONS[:1], ("akasse",))),
        survey.developed("development", over_waves),
        survey.changed("development", over_waves),
        survey.distributed("answers", survey.told(satisfaction.distributions, CENTRAL_QUESTIONS)),
    ]


def test_an_akasse_that_nobody_was_asked_in_has_too_few(folder: Path) -> None:
    for part in every_part(page_on(folder, "AKA")):
        assert isinstance(part, Html)
        assert "færre end 5 personer" in part.markup


def test_a_source_without_a_survey_says_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("{}", encoding="utf-8")
    survey = page_on(tmp_path)
    for part in (*every_part(survey), survey.fielded("fielding", survey.responses())):
        assert isinstance(part, Html)
        assert "survey_answers" in part.markup
