"""Counting beside the choices, against a slow twin that filters a frame and counts distinct persons."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.filters import BACKGROUND, Selection
from evalkit.widgets.people import COLUMNS, of_frame

PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6"]),
            "target_group": st.sampled_from(["dagpenge", "kontanthjaelp_activity_ready"]),
            "municipality": st.sampled_from(["0101", "0751", "0461"]),
            "akasse": st.sampled_from(["HK-A", "3F-A", None]),
            "sex": st.sampled_from(["men", "women"]),
            "age": st.sampled_from(["under_25", "50_or_over"]),
            "origin": st.sampled_from(["danish", None]),
            "education": st.just("unknown"),
        }
    ),
    min_size=1,
    max_size=25,
)
SELECTIONS = st.builds(
    Selection.of,
    akasse=st.lists(st.sampled_from(["HK-A", "3F-A", "ASE"])),
    municipality=st.lists(st.sampled_from(["0101", "0751", "0147"])),
    target_group=st.sampled_from([None, "dagpenge"]),
    background=st.sampled_from([{}, {"sex": "men"}, {"origin": "danish", "age": ["under_25", "50_or_over"]}]),
)


def slow_count(frame: pd.DataFrame, selection: Selection, column: str, code: str) -> int:
    conditions = {**selection.conditions(), column: (code,)}
    kept = frame
    for name, codes in conditions.items():
        kept = kept[kept[name].isin(codes)]
    return kept["person_id"].nunique()


@settings(deadline=None)
@given(PEOPLE, SELECTIONS)
def test_counts_are_distinct_persons_with_the_own_field_put_aside(rows: list[dict[str, object]], selection: Selection) -> None:
    frame = pd.DataFrame(rows)
    counts = of_frame(frame).count(selection)
    assert set(counts) == set(COLUMNS)
    for column in COLUMNS:
        expected = {code: slow_count(frame, selection, column, code) for code in counts[column]}
        assert dict(counts[column]) == expected
        assert set(counts[column]) == set(frame[column].dropna())


@settings(deadline=None)
@given(PEOPLE)
def test_the_order_of_the_rows_does_not_count(rows: list[dict[str, object]]) -> None:
    everything = Selection()
    assert of_frame(pd.DataFrame(rows)).count(everything) == of_frame(pd.DataFrame(rows[::-1])).count(everything)


@pytest.mark.parametrize("column", ["municipality", "akasse", *BACKGROUND])
def test_codes_stand_in_the_order_of_their_list(column: str) -> None:
    codes = {
        "municipality": ["0101", "0751"],
        "akasse": ["3F-A", "HK-A"],
        "sex": ["men", "women"],
        "age": ["under_25", "50_or_over"],
        "origin": ["danish", "immigrants_western"],
        "education": ["primary_school", "unknown"],
    }
    frame = pd.DataFrame(codes)[::-1].assign(person_id=["a", "b"], target_group="dagpenge")
    assert list(of_frame(frame).count(Selection())[column]) == codes[column]
