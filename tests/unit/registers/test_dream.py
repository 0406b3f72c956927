"""From the wide file to spells: known cases, every format, and refusals."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalkit import cli
from evalkit.errors import EvalkitError, UsageError
from evalkit.registers import dream
from evalkit.registers.dream import DreamImport, import_dream
from evalkit.registers.dream_codes import HEAD, default_codes

from .dream_files import FIRST, Spell, parquet, wide

TARGETS = {"111": "dagpenge", "730": "kontanthjaelp_activity_ready", "890": "sygedagpenge"}


def day(week: int) -> date:
    """Monday of a week, counted from the first of the file."""
    return FIRST + timedelta(7 * week)


def spell(code: str, first: int, last: int) -> Spell:
    return code, day(first), day(last) + timedelta(6)


def imported(path: Path, codes: Path | None = None, years: tuple[int, int] | None = None) -> DreamImport:
    return import_dream(path, path.parent / "out", codes=codes, years=years)


def benefits(path: Path) -> list[tuple[object, ...]]:
    query = f"SELECT * FROM '{(path.parent / 'out' / 'benefit_spells.parquet').as_posix()}' ORDER BY ALL"
    return duckdb.sql(query).fetchall()


def employment(path: Path) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT * FROM '{(path.parent / 'out' / 'employment.parquet').as_posix()}' ORDER BY ALL").fetchall()


def test_spells_of_one_person(tmp_path: Path) -> None:
    path = parquet(tmp_path, wide({"0007": [spell("111", 0, 3), spell("112", 4, 5), spell("890", 6, 6), spell("111", 8, 8)]}))
    done = imported(path)
    assert benefits(path) == [
        ("0007", "dagpenge", day(0), day(5) + timedelta(6), "0101", "3F-A"),  # 111 and 112 are one benefit
        ("0007", "dagpenge", day(8), day(8) + timedelta(6), "0101", "3F-A"),
        ("0007", "sygedagpenge", day(6), day(6) + timedelta(6), "0101", "3F-A"),
    ]
    assert (done.persons, done.weeks, done.benefit_spells, done.employment, done.without_municipality) == (1, 70, 3, 0, 0)
    assert done.recalled == {111: 5, 112: 2, 890: 1}
    assert "111 (5 weeks)" in done.text()


@pytest.mark.parametrize("year", [1992, 1998, 2004, 2009, 2015, 2020])
def test_week_53_is_a_week(tmp_path: Path, year: int) -> None:
    first = date.fromisocalendar(year, 50, 1)
    last = date.fromisocalendar(year + 1, 3, 7)
    frame = wide({"1": [("111", first, last)]}, first=first, weeks=8)
    assert f"Y_{year % 100:02d}53" in frame.columns
    path = parquet(tmp_path, frame)
    imported(path)
    assert [row[2:4] for row in benefits(path)] == [(first, last)]


def test_a_blank_week_is_not_employment(tmp_path: Path) -> None:
    rows = {"works": [spell("111", 0, 8)], "blank": [spell("111", 0, 8)], "su": [spell("651", 0, 60)]}
    work = {"works": [(2015, 2), (2015, 3)], "su": [(2015, 3)]}
    path = parquet(tmp_path, wide(rows, work=work))
    imported(path)
    # 2015-03-02 is week 9, the first without a benefit; 2015-03-23 is the last week whose Thursday lies in March.
    assert employment(path) == [
        ("su", date(2015, 3, 2), date(2015, 3, 29), None),
        ("works", date(2015, 3, 2), date(2015, 3, 29), None),
    ]


def test_a_new_municipality_or_akasse_divides_a_spell(tmp_path: Path) -> None:
    places = {"NYKOM": {2015: "101", 2016: "0461"}, "AK": {2015: "HK", 2016: ""}}
    path = parquet(tmp_path, wide({"1": [spell("111", 50, 60)]}, places))
    imported(path)
    assert benefits(path) == [
        ("1", "dagpenge", day(50), date(2016, 1, 3), "0101", "HK-A"),
        ("1", "dagpenge", date(2016, 1, 4), day(60) + timedelta(6), "0461", None),
    ]


def test_without_a_municipality_is_counted(tmp_path: Path) -> None:
    done = imported(parquet(tmp_path, wide({"1": [spell("111", 1, 2)]}, {"NYKOM": {2015: ""}})))
    assert done.without_municipality == 1
    assert "1 benefit spell without a municipality" in done.text()


spells = st.lists(st.tuples(st.sampled_from(["", "", "111", "730", "890"]), st.integers(1, 12)), min_size=1, max_size=12).map(
    lambda parts: [part for part in parts if part[1]]
)


@given(st.lists(spells, min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spells_to_wide_and_back(tmp_path: Path, persons: list[list[tuple[str, int]]]) -> None:
    made: dict[str, list[Spell]] = {}
    expected = set()
    for number, parts in enumerate(persons):
        week, before = 0, ""
        made[str(number)] = []
        for code, length in parts:
            last = min(week + length, 70) - 1
            if week <= last and code != before:
                made[str(number)].append(spell(code, week, last))
                if code:
                    expected.add((str(number), TARGETS[code], day(week), day(last) + timedelta(6), "0101", "3F-A"))
                before, week = code, last + 1
    path = parquet(tmp_path, wide(made))
    imported(path)
    assert set(benefits(path)) == expected


def test_batches_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {f"{number:02d}": [spell("111", number % 7, 20 + number)] for number in range(25)}
    path = parquet(tmp_path, wide(rows))
    imported(path)
    whole = benefits(path)
    monkeypatch.setattr(dream, "CELLS_PER_BATCH", 70 * 4)
    imported(path)
    assert benefits(path) == whole
    assert len(whole) == 25


@pytest.mark.parametrize("kind", ["csv", "latin", "lower", "integers", "doubles", "xpt", "sav"])
def test_every_format_gives_the_same(tmp_path: Path, kind: str) -> None:
    rows = {"0001": [spell("111", 0, 9), spell("730", 12, 30)], "0002": [spell("890", 5, 6)]}
    frame = wide(rows, work={"0002": [(2015, 6)]})
    path = parquet(tmp_path / "parquet", frame)
    imported(path)
    other = tmp_path / kind / "dream.csv"
    other.parent.mkdir()
    if kind == "csv":
        frame.to_csv(other, index=False)
    elif kind == "latin":
        frame.assign(NAVN=["Åse", "Bjørn"]).to_csv(other, index=False, sep=";", encoding="latin-1", lineterminator="\r\n")
    elif kind in ("xpt", "sav"):
        other = other.with_suffix(f".{kind}")
        {"xpt": pyreadstat.write_xport, "sav": pyreadstat.write_sav}[kind](frame, other)
    else:
        other = parquet(other.parent, _retyped(frame, kind))
    imported(other)
    assert benefits(other) == benefits(path)
    assert employment(other) == employment(path)


def _retyped(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    if kind == "lower":
        return frame.rename(columns=str.lower)
    weeks = [name for name in frame.columns if name.startswith("Y_")]
    numbers = frame[weeks].replace("", None).astype("Int64" if kind == "integers" else "float64")
    return frame.assign(**{name: numbers[name] for name in weeks})


def test_unknown_codes_are_refused_with_counts(tmp_path: Path) -> None:
    rows = {"1": [spell("555", 0, 4), spell("111", 5, 9)], "2": [spell("1A", 0, 1), spell("555", 3, 3)]}
    path = parquet(tmp_path, wide(rows, {"AK": {2015: "77"}, "NYKOM": {2016: "999"}}))
    with pytest.raises(EvalkitError) as caught:
        imported(path)
    message = str(caught.value)
    assert "week: 2 unknown codes, 8 values: '555' (6 times), '1A' (2 times)" in message
    assert "akasse: 1 unknown code, 2 values: '77' (2 times)" in message
    assert "municipality: 1 unknown code, 2 values: '999' (2 times)" in message
    assert "dream_codes.csv" in message
    assert list((tmp_path / "out").iterdir()) == []


def test_a_table_of_the_user_replaces_the_default(tmp_path: Path) -> None:
    codes = tmp_path / "codes.csv"
    rows = [
        "week,555,556,dagpenge,Min ydelse,My benefit,manual",
        "akasse,77,77,HK-A,HK,HK,manual",
        "municipality,999,999,,Udlandet,Abroad,manual",
    ]
    codes.write_text("\n".join([",".join(HEAD), *rows]) + "\n", encoding="utf-8")
    path = parquet(tmp_path, wide({"1": [spell("555", 0, 1)]}, {"AK": {2015: "77", 2016: ""}, "NYKOM": {2015: "999", 2016: ""}}))
    assert imported(path, codes=codes).recalled == {}
    assert benefits(path) == [("1", "dagpenge", day(0), day(1) + timedelta(6), None, "HK-A")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("week,1,2,dagpenges,a,b,c", "line 2: unknown meaning 'dagpenges'. Did you mean 'dagpenge'"),
        ("weeks,1,2,dagpenge,a,b,c", "line 2: unknown variable 'weeks'"),
        ("week,3,2,dagpenge,a,b,c", "line 2: first and last must be whole numbers"),
        ("week,1,2,dagpenge,a,b,c\nweek,2,3,other,a,b,c", "line 3: the week code 2 is in two rows"),
    ],
)
def test_a_wrong_table_of_codes(tmp_path: Path, row: str, words: str) -> None:
    codes = tmp_path / "codes.csv"
    codes.write_text(",".join(HEAD) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(EvalkitError, match=words.replace("(", r"\(")):
        imported(parquet(tmp_path, wide({"1": []})), codes=codes)
    codes.write_text("code;label\n", encoding="utf-8")
    with pytest.raises(EvalkitError, match="line 1: the columns must be variable,first"):
        imported(parquet(tmp_path, wide({"1": []})), codes=codes)


def test_the_default_table_names_only_what_exists() -> None:
    codes = default_codes()
    assert {row.source for row in codes.ranges} == {"public", "recalled"}
    assert codes.week("730") == "kontanthjaelp_activity_ready"
    assert codes.week("1") is None


def test_files_that_are_no_dream_file(tmp_path: Path) -> None:
    frame = wide({"1": [spell("111", 0, 3)], "2": []})
    refused = {
        "no column 'pnr' for the person. Did you mean 'PNRX'": frame.rename(columns={"PNR": "PNRX"}),
        "2 weeks are missing between the first and the last: y_1505, y_1506": frame.drop(columns=["Y_1505", "Y_1506"]),
        "weeks that their year does not have: Y_1653": frame.rename(columns={"Y_1601": "Y_1653"}),
        "no municipality in some years: NYKOM2016 is missing": frame.drop(columns="NYKOM2016"),
        "no akasse in some years: AK2015 is missing": frame.drop(columns="AK2015"),
        "has no columns of weeks": frame[["PNR"]],
        "two columns of the DREAM file have one name": frame.assign(pnr="1"),
        "the pseudonym is a number": frame.assign(PNR=[1, 2]),
        "a row has no pseudonym": frame.assign(PNR=["1", ""]),
        r"duplicate persons \(1 row\)": frame.assign(PNR="1"),
    }
    for words, wrong in refused.items():
        with pytest.raises(EvalkitError, match=words):
            imported(parquet(tmp_path, wrong))
    with pytest.raises(UsageError, match=r"ends in .parquet, .csv or .sas7bdat"):
        imported(tmp_path / "dream.txt")


def test_only_some_years(tmp_path: Path) -> None:
    path = parquet(tmp_path, wide({"1": [spell("111", 40, 60)]}).drop(columns=["NYKOM2015", "AK2015"]))
    assert imported(path, years=(2016, 2016)).weeks == 17
    assert [row[2] for row in benefits(path)] == [date(2016, 1, 4)]


@pytest.mark.parametrize("ending", ["csv", "parquet", "sav"])
def test_a_file_cut_in_the_middle(tmp_path: Path, ending: str) -> None:
    frame = wide({f"{number:04d}": [spell("111", 0, 3)] for number in range(2000)})
    path = tmp_path / f"dream.{ending}"
    {"csv": frame.to_csv, "parquet": frame.to_parquet, "sav": lambda to, index: pyreadstat.write_sav(frame, to)}[ending](
        path, index=False
    )
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(EvalkitError, match=rf"dream.{ending} cannot be read to its end") as caught:
        imported(path)
    assert "3F-A" not in str(caught.value)


def test_the_command_says_what_was_imported(tmp_path: Path) -> None:
    path = parquet(tmp_path, wide({"0007": [spell("111", 0, 3)]}))
    said = CliRunner().invoke(cli.main, ["import-dream", str(path), "--out", str(tmp_path / "out")])
    assert said.exit_code == 0
    assert "1 benefit spell" in said.output
    assert len(benefits(path)) == 1
