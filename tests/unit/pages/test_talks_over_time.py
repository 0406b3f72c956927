"""Talks from 2009 to 2023: every regime and measurement on one scale, in order of time, in both languages."""

from __future__ import annotations

import tempfile

import pytest
from small_registers import small_registers

from evalkit.analysis import Analysis
from evalkit.disclosure import Policy
from evalkit.pages import talks_over_time
from evalkit.registers.definitions import Definitions
from evalkit.registers.sources import Source


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    source = Source("small", False, small_registers(300, 1), {}, (), tempfile.TemporaryDirectory())
    return Analysis(source, Definitions(), Policy(5))


def test_rules_and_measurements_stand_in_order_of_time(analysis: Analysis) -> None:
    told = talks_over_time.lines(analysis, "en")
    assert [line.start for line in told] == sorted(line.start for line in told)
    by_label = {line.label: dict(line.talks) for line in told}
    assert by_label["Alle i gang 2009"] == {"comparable": 13}
    assert by_label["Alle i gang 2009, attendance"]["printed"] == pytest.approx(0.6 * 13)
    assert by_label["The ordinary effort 2012"] == {"comparable": 1, "all": 3}
    assert by_label["The rules of 2017"] == {"comparable": 3, "all": 4.5}
    assert by_label["The proposal of 2017"] == {"comparable": 1, "all": 2.5}
    assert by_label["The normal effort 2020 to 2023"] == {"comparable": 3, "all": 5}
    assert by_label["The a-kasse trial 2020 to 2023"] == {"comparable": 3}


def test_printed_intensity_is_told_beside_the_computed_one(analysis: Analysis) -> None:
    measured = {line.label: line.talks for line in talks_over_time.lines(analysis, "en") if "measured" in line.label}
    assert len(measured) == 4
    printed = [talks["printed"] for talks in measured.values()]
    assert printed == pytest.approx([13 * one for one in (0.20, 0.12, 0.22, 0.17)])
    assert [talks["computed"] > 0 for label, talks in measured.items() if label.endswith("2019")] == [True, True]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_picture_and_its_table_hold_every_line(analysis: Analysis, language: str) -> None:
    told = talks_over_time.lines(analysis, language)
    table = talks_over_time.table(told, analysis, language)
    figure = talks_over_time.picture(told, analysis, language)
    assert len(table.rows) == len(told) == len(figure.data.rows)
    assert figure.png.startswith(b"\x89PNG")
    assert str(len(told)) in figure.alt
    assert all(row.cells[-1].value for row in table.rows)
