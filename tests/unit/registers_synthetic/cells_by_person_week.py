"""The three indicators the slow way: one row a person and week on the benefit, nothing shared with the package's timeline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FIRST_MONDAY = 4  # days from 1 January 1970
AGES = ((25, "under_25"), (30, "25_to_29"), (40, "30_to_39"), (50, "40_to_49"), (200, "50_or_over"))


def read(folder: Path, table: str, *columns: str) -> pa.Table:
    """Columns of a table, or all of them."""
    return pq.read_table(folder / f"{table}.parquet", columns=list(columns) or None)


def week(days: pa.ChunkedArray) -> np.ndarray:
    """ISO weeks counted from that of 5 January 1970."""
    return (days.cast(pa.int32()).to_numpy().astype(np.int64) - FIRST_MONDAY) // 7


def person(ids: pa.ChunkedArray) -> np.ndarray:
    """Positions in the table of persons, whose ids are P0000001 and so on."""
    return pc.utf8_slice_codeunits(ids, 1).cast(pa.int64()).to_numpy() - 1


@dataclass(frozen=True)
class Weeks:
    """Persons on a benefit in a period with their weeks there, talks, weeks in offers, and background."""

    persons: pd.DataFrame

    def level(self, indicator: str, grouping: str, group: str) -> float:
        """The indicator of a group, in the printed unit."""
        chosen = self.persons[self.persons[grouping] == group] if grouping else self.persons
        if indicator == "contact_intensity":
            return float(chosen["talks"].sum() / chosen["weeks"].sum())
        if indicator == "activation_time_share":
            return float(100 * chosen["offer"].sum() / chosen["weeks"].sum())
        return float(100 * (chosen["offer"] > 0).mean())


def person_weeks(folder: Path, target_group: str, first: dt.date, last: dt.date) -> Weeks:
    """Explode spells and offers to weeks and count talks in them."""
    spells = read(folder, "benefit_spells", "person_id", "target_group", "start", "end", "municipality")
    spells = spells.filter(pc.equal(spells["target_group"], target_group))
    low, high = _thursdays(first, last)
    rows = pd.DataFrame(_explode(person(spells["person_id"]), week(spells["start"]), week(spells["end"]), low, high))
    rows["municipality"] = spells["municipality"].to_pandas().to_numpy()[rows["spell"]]
    key = rows["person"].to_numpy() * 10_000 + rows["week"].to_numpy()
    talks = read(folder, "talks", "person_id", "date")
    talk_key, counts = np.unique(person(talks["person_id"]) * 10_000 + week(talks["date"]), return_counts=True)
    at = np.minimum(np.searchsorted(talk_key, key), len(talk_key) - 1)
    rows["talks"] = np.where(talk_key[at] == key, counts[at], 0)
    offers = read(folder, "offers", "person_id", "start", "end")
    in_offer = _explode(person(offers["person_id"]), week(offers["start"]), week(offers["end"]), low, high)
    rows["offer"] = np.isin(key, in_offer["person"] * 10_000 + in_offer["week"])
    return Weeks(_with_background(rows, read(folder, "persons").to_pandas()))


def _thursdays(first: dt.date, last: dt.date) -> tuple[int, int]:
    days = [day for day in (first + dt.timedelta(n) for n in range((last - first).days + 1)) if day.isoweekday() == 4]
    first_week, last_week = (((day - dt.date(1970, 1, 1)).days - FIRST_MONDAY) // 7 for day in (days[0], days[-1]))
    return first_week, last_week


def _explode(person: np.ndarray, start: np.ndarray, end: np.ndarray, low: int, high: int) -> dict[str, np.ndarray]:
    start, end = np.maximum(start, low), np.minimum(end, high)
    length = np.maximum(end - start + 1, 0)
    spell = np.repeat(np.arange(len(person)), length)
    step = np.arange(len(spell)) - np.repeat(np.cumsum(length) - length, length)
    return {"person": person[spell], "week": start[spell] + step, "spell": spell}


def _with_background(rows: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """One row a person, from the rows of person-weeks."""
    sums = rows.groupby("person").agg(
        weeks=("week", "size"),
        entry=("week", "min"),
        talks=("talks", "sum"),
        offer=("offer", "sum"),
        municipality=("municipality", "first"),
    )
    entered = pd.DatetimeIndex((FIRST_MONDAY + 7 * sums["entry"].to_numpy()).astype("datetime64[D]"))
    born = pd.DatetimeIndex(pd.to_datetime(persons["birth_date"]).to_numpy()[sums.index])
    had_birthday = entered.month * 100 + entered.day >= born.month * 100 + born.day
    years = entered.year - born.year - 1 + had_birthday
    sums["age"] = np.select([years < limit for limit, _ in AGES], [name for _, name in AGES], "")
    for name in ("sex", "origin", "education"):
        sums[name] = persons[name].to_numpy()[sums.index]
    return sums
