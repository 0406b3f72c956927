"""The indicators of tables 3.1 and 5.1 as an analyst would write them in pandas: one row a person-week, then groupby."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

EPOCH = pd.Timestamp("2000-01-03")  # a Monday
HOURS, YEARS, GAP = 1924, 3, 28
PERIODS = {"2019": ("2019-01-01", "2019-12-31"), "2021-09/2022-08": ("2021-09-01", "2022-08-31")}
BANDS = [0, 13, 26, 52, 78, 104, 10_000]
SENIORITIES = ["under_3_months", "3_to_6_months", "6_to_12_months", "12_to_18_months", "18_to_24_months", "over_24_months"]
AGES = ["under_25", "25_to_29", "30_to_39", "40_to_49", "50_or_over"]


def _week(days: pd.Series) -> pd.Series:
    return (days - EPOCH).dt.days // 7


def _weeks_of(frame: pd.DataFrame, first: pd.Series, last: pd.Series) -> pd.DataFrame:
    """One row a week from first to last, both included."""
    count = (last - first + 1).clip(lower=0).to_numpy()
    row = np.repeat(np.arange(len(frame)), count)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return frame.iloc[row].assign(week=first.to_numpy()[row] + offset)


def _hours_before(day: pd.Series, jobs: pd.DataFrame) -> pd.Series:
    """Hours of each job that lie before a day, when hours lie evenly over the days of the job."""
    share = (day - jobs["job_start"]).dt.days / ((jobs["job_end"] - jobs["job_start"]).dt.days + 1)
    return jobs["hours"] * share.clip(0, 1)


def _reset(spells: pd.DataFrame, employment: pd.DataFrame, target_group: str) -> pd.Series:
    """Whether the count of seniority starts again at each spell; spells are sorted by person and start."""
    gap = (spells["start"] - spells.groupby("person_id")["end"].shift()).dt.days - 1
    if target_group != "dagpenge":
        return gap >= GAP
    jobs = employment.rename(columns={"start": "job_start", "end": "job_end"})
    new = spells.loc[gap.isna() | (gap > 0), ["person_id", "start"]].reset_index(names="row").merge(jobs, on="person_id")
    new["earned"] = _hours_before(new["start"], new)
    new["expired"] = _hours_before(new["start"] - pd.DateOffset(years=YEARS), new)
    points = new.groupby(["person_id", "row"], as_index=False)[["earned", "expired"]].sum()
    base = points.groupby("person_id")["earned"].transform("first")
    points = points[points["earned"] - np.maximum(points["expired"], base) >= HOURS - 1e-6].assign(base=base)
    resets = pd.Series(data=False, index=spells.index)
    person, last = None, 0.0
    for point in points.itertuples():
        last = point.base if point.person_id != person else last
        person = point.person_id
        if point.earned - max(point.expired, last) >= HOURS - 1e-6:
            resets[point.row], last = True, point.earned
    return resets


def _person_weeks(folder: Path, target_group: str) -> pd.DataFrame:
    spells = pd.read_parquet(folder / "benefit_spells.parquet")
    spells = spells[spells["target_group"] == target_group]
    spells[["start", "end"]] = spells[["start", "end"]].apply(pd.to_datetime)
    spells = spells.sort_values(["person_id", "start"], ignore_index=True)
    employment = pd.read_parquet(folder / "employment.parquet")
    employment[["start", "end"]] = employment[["start", "end"]].apply(pd.to_datetime)
    first, last = _week(spells["start"]), _week(spells["end"])
    epoch = _reset(spells, employment, target_group).groupby(spells["person_id"]).cumsum()
    weeks = last - first + 1
    before = weeks.groupby([spells["person_id"], epoch]).cumsum() - weeks
    parts = []
    for period, (begin, end) in PERIODS.items():
        low = (pd.Timestamp(begin) - EPOCH).days // 7 + (pd.Timestamp(begin).weekday() > 3)
        high = (pd.Timestamp(end) - EPOCH).days // 7 - (pd.Timestamp(end).weekday() < 3)
        part = _weeks_of(spells[["person_id", "municipality"]], first.clip(lower=low), last.clip(upper=high))
        seniority = part["week"] - (first - before).to_numpy()[part.index]
        parts.append(part.assign(period=period, seniority=pd.cut(seniority, BANDS, right=False, labels=SENIORITIES)))
    return pd.concat(parts, ignore_index=True)


def _with_facts(weeks: pd.DataFrame, folder: Path) -> pd.DataFrame:
    talks = pd.read_parquet(folder / "talks.parquet", columns=["person_id", "date"])
    talks["week"] = _week(pd.to_datetime(talks["date"]))
    weeks = weeks.merge(
        talks.groupby(["person_id", "week"]).size().rename("talks").reset_index(), on=["person_id", "week"], how="left"
    )
    offers = pd.read_parquet(folder / "offers.parquet", columns=["person_id", "start", "end"])
    in_offer = _weeks_of(offers[["person_id"]], _week(pd.to_datetime(offers["start"])), _week(pd.to_datetime(offers["end"])))
    in_offer = in_offer.drop_duplicates().assign(in_offer=True)
    weeks = weeks.merge(in_offer, on=["person_id", "week"], how="left")
    weeks["talks"], weeks["in_offer"] = weeks["talks"].fillna(0), weeks["in_offer"].notna()
    persons = pd.read_parquet(folder / "persons.parquet")
    entry = weeks.groupby(["period", "person_id"])["week"].min().rename("entry").reset_index().merge(persons, on="person_id")
    day = EPOCH + pd.to_timedelta(7 * entry["entry"], "D")
    born = pd.to_datetime(entry["birth_date"])
    had_birthday = (day.dt.month > born.dt.month) | ((day.dt.month == born.dt.month) & (day.dt.day >= born.dt.day))
    years = day.dt.year - born.dt.year - ~had_birthday
    entry["age"] = pd.cut(years, [0, 25, 30, 40, 50, 200], right=False, labels=AGES).astype(str)
    return weeks.merge(entry.drop(columns=["entry", "birth_date"]), on=["period", "person_id"], how="left")


def levels(folder: Path, target_group: str, groupings: list[str]) -> dict[tuple[str, str, str, str], float]:
    """Indicator, grouping, group and period to the value."""
    weeks = _with_facts(_person_weeks(folder, target_group), folder)
    weeks["seniority"] = weeks["seniority"].astype(str)
    values: dict[tuple[str, str, str, str], float] = {}
    for grouping in groupings:
        keys = ["period", grouping] if grouping else ["period"]
        grouped = weeks.groupby(keys)
        touched = weeks.groupby([*keys, "person_id"])["in_offer"].any().groupby(level=list(range(len(keys)))).mean()
        found = {
            "contact_intensity": grouped["talks"].sum() / grouped.size(),
            "activation_rate": 100 * touched,
            "activation_time_share": 100 * grouped["in_offer"].mean(),
        }
        for indicator, series in found.items():
            for key, value in series.items():
                period, group = key if isinstance(key, tuple) else (key, "")
                values[indicator, grouping, str(group), str(period)] = float(value)
    return values
