"""The same extract in every form that a source may have gives the same tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat
import pytest

from evalkit.registers.sources import attach
from evalkit.registers.tables import MARKER, TABLES
from evalkit.registers.validation import open_source, validate

from .conftest import GOOD, write

Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(folder: Path) -> Rows:
    with attach(str(folder)) as source:
        assert validate(source).ok, validate(source).text(confidential=True)
        return {name: source.connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in source.held}


def frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables as pandas has them, days as dates and truths as 0 and 1, as statistics packages write them."""
    made = {}
    for name, rows in rows_of(folder).items():
        columns = TABLES[name].columns
        frame = pd.DataFrame(rows, columns=[column.name for column in columns])
        for column in columns:
            if column.kind in ("bool", "int", "float"):
                frame[column.name] = frame[column.name].astype(float)
        made[name] = frame
    return made


def danish(text: str) -> str:
    """Days as dd-mm-yyyy."""
    words = (";".join(_danish_day(word) for word in line.split(";")) for line in text.splitlines())
    return "\n".join(words) + "\n"


def _danish_day(word: str) -> str:
    parts = word.split("-")
    return "-".join(reversed(parts)) if len(parts) == 3 and word[0].isdigit() else word


def test_the_values_are_what_the_file_says(good: Path) -> None:
    rows = rows_of(good)
    assert rows["persons"][0] == ("0001", "men", date(1980, 2, 1), "danish", "vocational")
    assert rows["persons"][2][3] is None
    assert rows["benefit_spells"][0] == ("0001", "dagpenge", date(2019, 1, 7), date(2019, 3, 31), "0101", "3F-A")
    assert rows["talks"][1] == ("0001", date(2019, 2, 15), "joint_meeting", "digital", "both", 1)
    assert rows["employment"] == [
        ("0001", date(2019, 5, 1), date(2019, 12, 31), 1200.5),
        ("0002", date(2022, 1, 3), date(2022, 3, 31), 0.0),
    ]
    assert rows["case_reviews"][0][4:9] == (True, False, None, True, False)


def test_csv_in_latin_1_with_danish_days_and_decimals(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "latin"
    folder.mkdir()
    for name, text in GOOD.items():
        named = danish(text).replace("person_id;", "Person_ID;")
        extra = named.replace("\n", ";Ærø\n").replace(";Ærø\n", ";Sted\n", 1)
        (folder / f"{name.upper()}.csv").write_bytes(extra.replace("\n", "\r\n").encode("latin-1"))
    assert rows_of(folder) == rows_of(good)


@pytest.mark.parametrize(
    ("style", "days"),
    [("dots", "{2}.{1}.{0}"), ("strokes", "{2}/{1}/{0}"), ("compact", "{0}{1}{2}")],
)
def test_other_styles_of_days(good: Path, tmp_path: Path, style: str, days: str) -> None:
    def styled(word: str) -> str:
        parts = word.split("-")
        return days.format(*parts) if len(parts) == 3 and word[0].isdigit() else word

    tables = {name: "\n".join(";".join(map(styled, line.split(";"))) for line in text.split("\n")) for name, text in GOOD.items()}
    assert rows_of(write(tmp_path / style, tables)) == rows_of(good)


@pytest.mark.parametrize("separator", [",", "\t"])
def test_other_separators(good: Path, tmp_path: Path, separator: str) -> None:
    quoted = {name: text.replace("1200,5", '"1200,5"').replace(";", separator) for name, text in GOOD.items()}
    assert rows_of(write(tmp_path / "other", quoted)) == rows_of(good)


@pytest.mark.parametrize(
    ("ending", "writer"), [("sav", pyreadstat.write_sav), ("dta", pyreadstat.write_dta), ("xpt", pyreadstat.write_xport)]
)
def test_sas_stata_and_spss_equal_csv(good: Path, tmp_path: Path, ending: str, writer: Callable[..., None]) -> None:
    folder = tmp_path / ending
    folder.mkdir()
    for name, frame in frames(good).items():
        upper = {column: column.upper() for column in frame.columns}
        writer(frame.rename(columns=upper), folder / f"{name}.{ending}")
    assert rows_of(folder) == rows_of(good)


def test_parquet_equals_csv_and_the_written_form_is_canonical(good: Path, tmp_path: Path) -> None:
    for name, frame in frames(good).items():
        (tmp_path / "pandas").mkdir(exist_ok=True)
        frame.to_parquet(tmp_path / "pandas" / f"{name}.parquet")
    assert rows_of(tmp_path / "pandas") == rows_of(good)
    with attach(str(good)) as source:
        source.write(tmp_path / "written")
    assert rows_of(tmp_path / "written") == rows_of(good)
    with open_source(str(tmp_path / "written")) as source:
        described = source.connection.execute("DESCRIBE raw.talks").fetchall()
        assert [(row[0], row[1]) for row in described] == [(column.name, column.sql_type) for column in TABLES["talks"].columns]


def test_a_duckdb_file_equals_csv_and_is_not_changed(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "extract.duckdb"
    with duckdb.connect(path) as database:
        for name, frame in frames(good).items():
            database.register("frame", frame)
            database.execute(
                f"CREATE TABLE stored_{name} AS SELECT * FROM frame; CREATE VIEW {name.upper()} AS FROM stored_{name}"
            )
    before = path.read_bytes()
    assert rows_of(path) == rows_of(good)
    assert path.read_bytes() == before


def test_a_date_column_of_one_style_keeps_it_for_the_whole_column(tmp_path: Path) -> None:
    folder = write(tmp_path / "x", GOOD | {"persons": danish(GOOD["persons"])})
    with attach(str(folder)) as source:
        assert source.held["persons"].readings["birth_date"].styles == {"dd-mm-yyyy": 3}
        assert source.held["offers"].readings["start"].styles == {"yyyy-mm-dd": 2}


def test_nothing_is_left_behind_and_nothing_is_written_beside_the_source(good: Path) -> None:
    before = sorted(good.iterdir())
    source = open_source(str(good))
    cache = Path(source.cache.name)
    assert cache.is_dir()
    assert good not in cache.parents
    source.close()
    assert not cache.exists()
    assert sorted(good.iterdir()) == before


def test_a_time_of_day_is_not_cut_off(good: Path) -> None:
    talks = frames(good)["talks"]
    talks["date"] = pd.to_datetime(talks["date"]) + pd.to_timedelta([0, 9, 0], unit="h")
    (good / "talks.csv").unlink()
    talks.to_parquet(good / "talks.parquet")
    with attach(str(good)) as source:
        (finding,) = validate(source).of("error")
    assert (finding.column, finding.count) == ("date", 1)


def test_the_synthetic_population_is_a_folder_like_any_other(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, float]] = []

    def population_folder(**given: float) -> Path:
        asked.append(given)
        return good

    monkeypatch.setattr("evalkit.registers.synthetic.population_folder", population_folder, raising=False)
    with open_source(str(good)) as source:
        assert (source.name, source.synthetic) == ("extract", False)
    (good / MARKER).write_text("{}", encoding="utf-8")
    with open_source("synthetic", seed=7) as source:
        assert (source.name, source.synthetic, asked) == ("synthetic", True, [{"seed": 7}])
        assert source.connection.execute("SELECT count(*) FROM persons").fetchone() == (3,)
    with open_source(str(good)) as source:
        assert (source.name, source.synthetic) == ("extract", True)
