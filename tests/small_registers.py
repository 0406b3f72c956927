"""Canonical tables made from a seed: three municipalities, two a-kasser, spells with talks, offers and work in them."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from evalkit.registers.tables import OFFER_TYPES

TARGET_GROUPS = ("dagpenge", "kontanthjaelp_activity_ready")
MONDAY = pd.Timestamp("2017-01-02")
DAYS = {"birth_date", "start", "end", "date"}


def small_registers(count: int, seed: int) -> duckdb.DuckDBPyConnection:
    """A database with the tables of some persons, every third of whom is on kontanthjaelp."""
    connection = duckdb.connect()
    for name, frame in tables(np.random.default_rng(seed), count).items():
        columns = ", ".join(f'CAST("{one}" AS DATE) AS "{one}"' if one in DAYS else f'"{one}"' for one in frame.columns)
        connection.register("frame", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM frame")
    return connection


def some(rng: np.random.Generator, codes: list[str | None], count: int) -> list[str | None]:
    return [codes[number] for number in rng.integers(0, len(codes), count)]


def benefit_spells(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Up to five spells a person, some of which continue in another municipality."""
    rows = []
    for person in range(count):
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


def persons(rng: np.random.Generator, count: int) -> pd.DataFrame:
    days = pd.to_timedelta(rng.integers(0, 13000, count), "D")
    return pd.DataFrame(
        {
            "person_id": [f"p{number}" for number in range(count)],
            "sex": some(rng, ["men", "women"], count),
            "birth_date": pd.Timestamp("1965-01-01") + days,
            "origin": some(rng, ["danish", "immigrants_western", None], count),
            "education": some(rng, ["unknown", "vocational"], count),
        }
    )


def talks(rng: np.random.Generator, spells: pd.DataFrame) -> pd.DataFrame:
    held = within(rng, spells, 10 * len(spells) // 3).rename(columns={"start": "date"})
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


def tables(rng: np.random.Generator, count: int) -> dict[str, pd.DataFrame]:
    spells = benefit_spells(rng, count)
    offers, work = within(rng, spells, len(spells) // 2), within(rng, spells, len(spells) // 4)
    types, hours = some(rng, list(OFFER_TYPES), len(offers)), rng.integers(0, 400, len(work)).astype(float)
    return {
        "persons": persons(rng, count),
        "benefit_spells": dated(spells),
        "talks": talks(rng, spells),
        "offers": offers.assign(end=offers["start"] + pd.Timedelta(40, "D"), offer_type=types),
        "employment": work.assign(end=work["start"] + pd.Timedelta(50, "D"), hours=hours),
    }
