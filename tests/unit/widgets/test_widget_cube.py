"""The cube against `compute`, on small registers made from a seed: every indicator, every grouping, many selections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_registers import TARGET_GROUPS, small_registers

from evalkit.errors import UnknownCode
from evalkit.filters import Selection
from evalkit.indicators import MEASURES, compute
from evalkit.registers.definitions import Definitions
from evalkit.results import Result
from evalkit.widgets.cube import Cube

PERIODS = ("2019", "2021-09/2022-08")
Registers = duckdb.DuckDBPyConnection

SELECTIONS = st.builds(
    Selection.of,
    municipality=st.sampled_from([None, "0101", ["0751", "0461"]]),
    akasse=st.sampled_from([None, None, "HK-A", ["HK-A", "3F-A"]]),
    target_group=st.sampled_from([None, "dagpenge", "kontanthjaelp_activity_ready"]),
    period=st.sampled_from(PERIODS),
    background=st.sampled_from([{}, {}, {"sex": "women"}, {"age": ["under_25", "30_to_39"], "origin": "danish"}]),
)


@pytest.fixture(scope="module")
def registers() -> Iterator[Registers]:
    connection = small_registers(150, seed=7)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def cube(registers: Registers) -> Iterator[Cube]:
    made = Cube(registers, TARGET_GROUPS, PERIODS, Definitions())
    yield made
    made.close()


def computed(registers: Registers, indicator: str, groupings: Sequence[str], selection: Selection) -> list[Result]:
    found: list[Result] = []
    for whom in selection.target_group or TARGET_GROUPS:
        found += compute(registers, indicator, whom, groupings, [selection.period], Definitions(), selection)
    return sorted(found, key=lambda one: one.key)


def from_cube(cube: Cube, indicator: str, groupings: Sequence[str], selection: Selection) -> list[Result]:
    found = [one for grouping in groupings for one in cube.compute(indicator, grouping, selection)]
    return sorted(found, key=lambda one: one.key)


@pytest.mark.parametrize("indicator", MEASURES)
def test_every_indicator_by_every_grouping_is_what_compute_gives(registers: Registers, cube: Cube, indicator: str) -> None:
    selection, groupings = Selection.of(period="2019"), cube.groupings()[indicator]
    assert from_cube(cube, indicator, groupings, selection) == computed(registers, indicator, groupings, selection)


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["contact_intensity", "activation_rate", "joint_meeting_share", "focus_target_talks_share"]),
    st.data(),
    SELECTIONS,
)
def test_any_selection_gives_what_compute_gives(
    registers: Registers, cube: Cube, indicator: str, data: st.DataObject, selection: Selection
) -> None:
    groupings = [data.draw(st.sampled_from(cube.groupings()[indicator]))]
    assert from_cube(cube, indicator, groupings, selection) == computed(registers, indicator, groupings, selection)


def test_numbers_beside_the_choices_are_the_persons_of_an_indicator(cube: Cube) -> None:
    selection = Selection.of(municipality="0101", target_group="dagpenge", period="2019")
    counts = cube.count(selection)
    for grouping in ("sex", "age", "akasse"):
        persons = {one.group: one.persons for one in cube.compute("activation_rate", grouping, selection)}
        assert dict(counts[grouping]) == {group: persons[group] for group in counts[grouping]}
    assert counts["municipality"]["0751"] > 0


def test_an_indicator_that_only_counts_parts_has_no_total(cube: Cube) -> None:
    assert cube.compute("talk_type_share", "", Selection(period="2019")) == ()
    assert "" not in cube.groupings()["talk_type_share"]
    with pytest.raises(UnknownCode):
        cube.compute("talk_type_share", "sex", Selection(period="2019"))


@pytest.mark.parametrize(
    ("indicator", "selection", "words"),
    [
        ("contact", Selection(period="2019"), "unknown computed indicator 'contact'"),
        ("contact_intensity", Selection(period="2020"), "unknown period '2020'"),
        ("contact_intensity", Selection(target_group="flexjob", period="2019"), "unknown target group 'flexjob'"),
    ],
)
def test_what_the_cube_was_not_made_for_is_refused(cube: Cube, indicator: str, selection: Selection, words: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        cube.compute(indicator, "sex", selection)
    assert words in str(caught.value)


def test_closing_leaves_nothing_behind(registers: Registers) -> None:
    def names() -> set[str]:  # without the timeline, of which a connection keeps the last
        query = "SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, 'timeline_')"
        return {row[0] for row in registers.execute(query).fetchall()}

    before = names()
    made = Cube(registers, ["dagpenge"], PERIODS, Definitions())
    made.compute("contact_intensity", "sex", Selection(period="2019"))
    assert names() > before
    made.close()
    assert names() == before
