"""The tables of a small population: as declared, consistent, and the same for the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from evalkit.errors import UsageError
from evalkit.registers.synthetic import population_folder, targets, write_population
from evalkit.registers.synthetic.store import cache_folder
from evalkit.registers.tables import MARKER, TABLES


def _table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / f"{name}.parquet")


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_codes_are_those_declared(small: Path, name: str) -> None:
    found = _table(small, name)
    assert list(found.columns) == [column.name for column in TABLES[name].columns]
    for column in TABLES[name].columns:
        values = found[column.name].dropna()
        assert column.nullable or len(values) == len(found)
        assert not column.codes or set(values) <= set(column.codes)


def test_persons_are_unique_and_everybody_is_known(small: Path) -> None:
    known = _table(small, "persons")["person_id"]
    assert known.is_unique
    for name in ("benefit_spells", "talks", "offers", "employment", "trial_enrolments"):
        assert set(_table(small, name)["person_id"]) <= set(known)


def test_spells_are_whole_weeks_that_do_not_overlap(small: Path) -> None:
    spells = _table(small, "benefit_spells")
    start, end = pd.to_datetime(spells["start"]), pd.to_datetime(spells["end"])
    assert set(start.dt.dayofweek) == {0}
    assert set(end.dt.dayofweek) == {6}
    ordered = spells.assign(start=start, end=end).sort_values(["person_id", "target_group", "start"])
    same = ordered["person_id"].eq(ordered["person_id"].shift()) & ordered["target_group"].eq(ordered["target_group"].shift())
    days = (ordered["start"] - ordered["end"].shift()).dt.days
    touching = same & (days == 1)
    assert (days[same] >= 1).all()
    assert ordered["akasse"][touching].ne(ordered["akasse"].shift()[touching]).all()


def test_every_merged_akasse_is_gone_in_time(small: Path) -> None:
    spells = _table(small, "benefit_spells")
    late = spells[spells["start"].astype(str) >= "2021-01-04"]
    assert not set(late["akasse"].dropna()) & {"DANA", "BF-A", "EAK"}
    assert "FAK" in set(late["akasse"])
    assert "FAK" not in set(spells[spells["end"].astype(str) < "2021-01-01"]["akasse"])


def test_talks_lie_in_weeks_on_the_benefit(small: Path) -> None:
    talks = _table(small, "talks")[["person_id", "date"]].reset_index()
    spells = _table(small, "benefit_spells")
    both = talks.merge(spells, on="person_id")
    inside = both[(both["date"] >= both["start"]) & (both["date"] <= both["end"])]
    assert inside["index"].nunique() == len(talks)


def test_joint_meetings_have_a_number_and_others_do_not(small: Path) -> None:
    talks = _table(small, "talks")
    joint = talks["talk_type"] == "joint_meeting"
    assert set(talks["joint_meeting_number"][joint]) == {1, 2, 3}
    assert talks["joint_meeting_number"][~joint].isna().all()
    assert talks["participation"].notna().equals(joint)


def test_the_marker_says_that_nobody_is_real(small: Path) -> None:
    marker = json.loads((small / MARKER).read_text())
    assert marker["synthetic"] is True
    assert (marker["seed"], marker["scale"], set(marker["targets"])) == (7, 0.02, set(targets()))


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    write_population(tmp_path / "again", seed=7, scale=0.02)
    for file in sorted(small.iterdir()):
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name


def test_another_seed_gives_another_population(small: Path, tmp_path: Path) -> None:
    write_population(tmp_path / "other", seed=8, scale=0.02)
    assert not _table(tmp_path / "other", "benefit_spells").equals(_table(small, "benefit_spells"))


def test_the_cache_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path))
    folder = population_folder(3, 0.01)
    made = (folder / MARKER).stat().st_mtime_ns
    assert population_folder(3, 0.01) == folder
    assert (folder / MARKER).stat().st_mtime_ns == made
    assert folder.parent == tmp_path


@pytest.mark.parametrize("variable", ["EVALKIT_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"])
def test_an_empty_variable_does_not_make_the_working_folder_a_cache(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv("EVALKIT_CACHE", raising=False)
    monkeypatch.setenv(variable, "")
    assert cache_folder().is_absolute()


@pytest.mark.parametrize("scale", [0.0, -1.0, 21.0])
def test_impossible_scales_are_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(UsageError, match="scale"):
        write_population(tmp_path / "no", 1, scale)


def test_work_between_two_careers_earns_the_right_anew(small: Path) -> None:
    spells = _table(small, "benefit_spells").query("target_group == 'dagpenge'").sort_values(["person_id", "start"])
    spells = spells[pd.to_datetime(spells["end"]) >= "2018-12-31"]  # of the careers that are linked
    start, before = pd.to_datetime(spells["start"]), pd.to_datetime(spells["end"]).shift()
    far = spells["person_id"].eq(spells["person_id"].shift()) & ((start - before).dt.days > 52 * 7)
    again = spells[far].merge(_table(small, "employment"), on="person_id", suffixes=("", "_work"))
    between = again[(pd.to_datetime(again["start_work"]) >= pd.to_datetime(again["start"]) - pd.Timedelta(days=1095))]
    between = between[between["end_work"] < between["start"]]
    assert far.sum() > 10
    assert (between.groupby("person_id")["hours"].sum() >= 1924).all()
    assert between["person_id"].nunique() == far.sum()
