"""Small DREAM files for tests, made from spells, and the slow way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from evalkit.registers.dream_layout import week_column

Spell = tuple[str, date, date]  # code, a Monday, a Sunday
FIRST = date(2014, 12, 29)  # 2015 has a week 53
WEEKS = 70  # into 2016


def mondays(first: date = FIRST, weeks: int = WEEKS) -> list[date]:
    return [first + timedelta(7 * week) for week in range(weeks)]


def wide(
    persons: Mapping[str, Sequence[Spell]],
    places: Mapping[str, Mapping[int, str]] | None = None,
    work: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    first: date = FIRST,
    weeks: int = WEEKS,
) -> pd.DataFrame:
    """One row a person; weeks without a spell are blank.

    Parameters
    ----------
    persons: pseudonym to spells.
    places: column prefix (`NYKOM`, `AK`) to year to value, the same for every person; Copenhagen and 3F-A when None.
    work: pseudonym to the months (year, month) with an industry.
    """
    days = mondays(first, weeks)
    years = sorted({(day + timedelta(3)).isocalendar().year for day in days})
    months = sorted({((day + timedelta(3)).year, (day + timedelta(3)).month) for day in days})
    columns: dict[str, list[str]] = {"PNR": list(persons)}
    for day in days:
        columns[week_column(day).upper()] = [
            next((code for code, start, end in spells if start <= day <= end), "") for spells in persons.values()
        ]
    for prefix, value in (("NYKOM", "101"), ("AK", "3F-A")):
        by_year = (places or {}).get(prefix, {})
        columns |= {f"{prefix}{year}": [by_year.get(year, value)] * len(persons) for year in years}
    for year, month in months:
        columns[f"BRANCHE_{year}_{month:02d}"] = [
            "620100" if (year, month) in (work or {}).get(person, ()) else "" for person in persons
        ]
    return pd.DataFrame(columns, dtype=str)


def parquet(folder: Path, frame: pd.DataFrame) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(folder / "dream.parquet", index=False)
    return folder / "dream.parquet"
