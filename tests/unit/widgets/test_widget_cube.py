"""The cube against `compute`, on small registers made from a seed: every indicator, every grouping, many selections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import UnknownCode
from evalkit.filters import Selection
from evalkit.indicators import MEASURES, compute
from evalkit.registers.definitions import Definitions
from evalkit.registers.tables import OFFER_TYPES
from evalkit.results import Result
from evalkit.widgets.cube import Cube

PERIODS = ("2019", "2021-09/2022-08")
TARGET_GROUPS = ("dagpenge", "kontanthjaelp_activity_ready")
PERSONS = 150
MONDAY = pd.Timestamp("2017-01-02")
Registers = duckdb.DuckDBPyConnection

SELECTIONS = st.builds(
    Selection.of,
    municipality=st.sampled_from([None, "0101", ["0751", "0461"]]),
    akasse=st.sampled_from([None, None, "HK-A", ["HK-A", "3F-A"]]),
    target_group=st.sampled_from([None, "dagpenge", "kontanthjaelp_activity_ready"]),
    period=st.sampled_from(PERIODS),
    background=st.sampled_from([{}, {}, {"sex": "women"}, {"age": ["under_25", "30_to_39"], "origin": "danish"}]),
)


def some(rng: np.random.Generator, codes: list[str | None], count: int) -> list[str | None]:
    return [codes[number] for number in rng.integers(0, len(codes), count)]


def benefit_spells(rng: np.random.Generator) -> pd.DataFrame:
    """Up to five spells a person, some of which continue in another municipality."""
    rows = []
    for person in range(PERSONS):
        week = int(rng.integers(0, 150))
        for _ in range(int(rng.integers(1, 6))):
            weeks = int(rng.integers(2, 70))
            rows.append({"person": person, "first": week, "last": week + weeks - 1})
            week += weeks + int(rng.choice([0, 1, 5, 20]))
    frame = pd.DataFrame(rows)
    benefit = frame["person"].map(lambda person: TARGET_GROUPS[person % 3 == 0])
    akasse = [
        code if whom == "dagpenge" else None for code, whom in zip(some(rng, ["HK-A", "3F-A"], len(frame)), benefit, strict=True)
    ]
    return frame.assign(target_group=benefit, akasse=akasse, municipality=some(rng, ["0101", "0751", "0461"], len(frame)))


def within(rng: np.random.Generator, spells: pd.DataFrame, count: int) -> pd.DataFrame:
    """Some days in spells."""
    chosen = spells.iloc[rng.integers(0, len(spells), count)]
    days = 7 * chosen["first"] + rng.integers(0, 7 * (chosen["last"] - chosen["first"] + 1))
    return pd.DataFrame(
        {"person_id": [f"p{one}" for one in chosen["person"]], "start": MONDAY + pd.to_timedelta(days.to_numpy(), "D")}
    )


def persons(rng: np.random.Generator) -> pd.DataFrame:
    days = pd.to_timedelta(rng.integers(0, 13000, PERSONS), "D")
    return pd.DataFrame(
        {
            "person_id": [f"p{number}" for number in range(PERSONS)],
            "sex": some(rng, ["men", "women"], PERSONS),
            "birth_date": pd.Timestamp("1965-01-01") + days,
            "origin": some(rng, ["danish", "immigrants_western", None], PERSONS),
            "education": some(rng, ["unknown", "vocational"], PERSONS),
        }
    )


def talks(rng: np.random.Generator, spells: pd.DataFrame) -> pd.DataFrame:
    held = within(rng, spells, 1500).rename(columns={"start": "date"})
    joint = rng.random(len(held)) < 0.4
    numbers = pd.arrays.IntegerArray(rng.integers(1, 4, len(held)), ~joint)
    whom = np.where(joint, some(rng, ["both", "only_akasse"], len(held)), None)
    kind = np.where(joint, "joint_meeting", "job_talk")
    return held.assign(talk_type=kind, form="digital", participation=whom, joint_meeting_number=numbers)


def dated(spells: pd.DataFrame) -> pd.DataFrame:
    start = MONDAY + pd.to_timedelta(7 * spells["first"], "D")
    end = MONDAY + pd.to_timedelta(7 * spells["last"] + 6, "D")
    names = [f"p{one}" for one in spells["person"]]
    return spells.assign(person_id=names, start=start, end=end).drop(columns=["person", "first", "last"])


def tables(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    spells = benefit_spells(rng)
    offers, work = within(rng, spells, 250), within(rng, spells, 120)
    types, hours = some(rng, list(OFFER_TYPES), len(offers)), rng.integers(0, 400, len(work)).astype(float)
    return {
        "persons": persons(rng),
        "benefit_spells": dated(spells),
        "talks": talks(rng, spells),
        "offers": offers.assign(end=offers["start"] + pd.Timedelta(40, "D"), offer_type=types),
        "employment": work.assign(end=work["start"] + pd.Timedelta(50, "D"), hours=hours),
    }


@pytest.fixture(scope="module")
def registers() -> Iterator[Registers]:
    connection = duckdb.connect()
    days = {"birth_date", "start", "end", "date"}
    for name, frame in tables(np.random.default_rng(7)).items():
        columns = ", ".join(f'CAST("{one}" AS DATE) AS "{one}"' if one in days else f'"{one}"' for one in frame.columns)
        connection.register("frame", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM frame")
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
    counts = cube.people.count(selection)
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
    def names() -> set[str]:
        return {row[0] for row in registers.execute("SELECT table_name FROM duckdb_tables()").fetchall()}

    before = names()
    made = Cube(registers, ["dagpenge"], PERIODS, Definitions())
    made.compute("contact_intensity", "sex", Selection(period="2019"))
    assert names() > before
    made.close()
    assert names() == before
