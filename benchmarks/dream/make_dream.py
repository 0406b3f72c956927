"""Make a synthetic DREAM file: one row a person, a column for each of some 1,800 weeks, from a seed. Nobody is behind the rows.

python benchmarks/dream/make_dream.py PERSONS FILE.parquet|FILE.csv [--seed N] [--weeks N]
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from evalkit.codes import Akasse, Municipality
from evalkit.registers.dream_layout import week_column

FIRST_MONDAY = date(1991, 8, 5)
# Code, share of the spells, mean length in weeks. The empty code is a time without benefit.
EPISODES = (
    ("", 0.45, 90), ("111", 0.2, 14), ("211", 0.03, 8), ("130", 0.05, 20), ("730", 0.05, 40), ("651", 0.07, 45),
    ("890", 0.08, 9), ("881", 0.03, 30), ("621", 0.02, 150), ("783", 0.015, 400), ("771", 0.005, 120),
)  # fmt: skip
ROWS = 10_000


def mondays(weeks: int) -> list[date]:
    return [FIRST_MONDAY + timedelta(7 * week) for week in range(weeks)]


def codes(random: np.random.Generator, persons: int, weeks: int) -> np.ndarray:
    """Positions in EPISODES, shape (persons, weeks): episodes of geometric length, one after the other."""
    shares = np.array([share for _, share, _ in EPISODES])
    means = np.array([mean for _, _, mean in EPISODES])
    state = random.choice(len(EPISODES), size=persons, p=shares)
    matrix = np.empty((weeks, persons), dtype=np.int8)
    for week in range(weeks):
        changes = random.random(persons) < 1 / means[state]
        state[changes] = random.choice(len(EPISODES), size=int(changes.sum()), p=shares)
        matrix[week] = state
    return matrix


def coded(positions: np.ndarray, names: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int32)), pa.array(names)).cast(pa.string())


def moving(random: np.random.Generator, persons: int, years: int, choices: int, yearly: float) -> np.ndarray:
    """Positions, shape (years, persons): each year a share of the persons gets another."""
    places = np.empty((years, persons), dtype=np.int16)
    places[0] = random.integers(choices, size=persons)
    for year in range(1, years):
        moves = random.random(persons) < yearly
        places[year] = np.where(moves, random.integers(choices, size=persons), places[year - 1])
    return places


def table(random: np.random.Generator, first: int, persons: int, weeks: int) -> pa.Table:
    """Rows of the wide file."""
    days = mondays(weeks)
    thursdays = [monday + timedelta(3) for monday in days]
    columns: dict[str, pa.Array] = {"PNR": pa.array([f"{number:010d}" for number in range(first, first + persons)])}
    matrix = codes(random, persons, weeks)
    names = [name for name, _, _ in EPISODES]
    for monday, positions in zip(days, matrix, strict=True):
        columns[week_column(monday).upper()] = coded(positions, names)
    years = sorted({day.isocalendar().year for day in thursdays})
    municipalities = [code.lstrip("0") for code in Municipality.all()]
    for year, places in zip(years, moving(random, persons, len(years), len(municipalities), 0.05), strict=True):
        columns[f"NYKOM{year}"] = coded(places, municipalities)
    for year, places in zip(years, moving(random, persons, len(years), len(Akasse.all()) + 1, 0.03), strict=True):
        columns[f"AK{year}"] = coded(places, ["", *Akasse.all()])
    months = sorted({(day.year, day.month) for day in thursdays if day.year >= 2008})
    works = moving(random, persons, len(months), 3, 0.02)
    for (year, month), work in zip(months, works, strict=True):
        columns[f"BRANCHE_{year}_{month:02d}"] = coded(work, ["", "620100", "871010"])
    return pa.table(columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("persons", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=1800)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    writer: pq.ParquetWriter | pa_csv.CSVWriter | None = None
    for first in range(0, options.persons, ROWS):
        rows = table(random, first, min(ROWS, options.persons - first), options.weeks)
        if writer is None:
            csv = options.file.suffix == ".csv"
            writer = pa_csv.CSVWriter(options.file, rows.schema) if csv else pq.ParquetWriter(options.file, rows.schema)
        writer.write_table(rows)
    if writer:
        writer.close()


if __name__ == "__main__":
    main()
