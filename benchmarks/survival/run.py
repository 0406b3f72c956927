"""Kaplan-Meier, log-rank and Cox on 500,000 spells: evalkit beside lifelines on rows and, where it is installed, R, in one run.

Run: python benchmarks/survival/run.py [--spells N]. Prints a table of seconds and ratios, and stops when two values differ.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

from evalkit.estimates.survival import LifeTable, cox, kaplan_meier, life_table, log_rank

Values = np.ndarray
Timed = tuple[float, Values]
WEEKS = 26


def spells(count: int) -> pd.DataFrame:
    """Weeks on the benefit, whether it was left, trial group and one of 98 municipalities, from a fixed seed."""
    rng = np.random.default_rng(4)
    trial, place = rng.random(count) < 0.3, rng.integers(0, 98, count)
    weeks = np.ceil(rng.exponential(1 / (0.045 * np.where(trial, 1.06, 1.0) * (0.8 + 0.004 * place)))).astype(int)
    group = np.where(trial, "trial", "comparison")
    return pd.DataFrame(
        {
            "time": np.minimum(weeks, WEEKS),
            "event": (weeks <= WEEKS).astype(int),
            "trial": group,
            "municipality": [f"m{one:02d}" for one in place],
        }
    )


def timed(run: Callable[[], object]) -> Timed:
    """The fastest of three runs, of what takes under two seconds; else of one."""
    found: object = None
    seconds: list[float] = []
    while len(seconds) < 3 and (not seconds or seconds[0] < 2):
        start = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), np.atleast_1d(np.asarray(found, dtype=float))


def of_evalkit(rows: pd.DataFrame, by: str) -> dict[str, Timed]:
    events = rows["event"].map({1: "exit", 0: "censored"}).to_numpy()
    groups = sorted(set(rows[by]))

    def table() -> LifeTable:
        return life_table(rows["time"], events, None, rows[by], ("exit",), groups)

    found = {
        f"kaplan_meier_{by}": timed(lambda: [curve.estimate[-1] for curve in kaplan_meier(table())]),
        f"log_rank_{by}": timed(lambda: log_rank(table()).statistic),
        f"cox_{by}": timed(lambda: cox(table()).coefficients),
    }
    return {**found, "cox_efron_trial": timed(lambda: cox(table(), ties="efron").coefficients)} if by == "trial" else found


def of_lifelines(rows: pd.DataFrame, by: str) -> dict[str, Timed]:
    def curves() -> list[float]:
        parts = rows.groupby(by)
        return [float(KaplanMeierFitter().fit(part["time"], part["event"]).survival_function_.iloc[-1, 0]) for _, part in parts]

    found = {
        f"kaplan_meier_{by}": timed(curves),
        f"log_rank_{by}": timed(lambda: multivariate_logrank_test(rows["time"], rows[by], rows["event"]).test_statistic),
    }
    if by == "trial":  # lifelines has Efron's ties alone
        frame = pd.get_dummies(rows[["time", "event", by]], columns=[by], drop_first=True, dtype=float)
        found["cox_efron_trial"] = timed(lambda: CoxPHFitter().fit(frame, "time", "event").params_.to_numpy())
    return found


def of_r(rows: pd.DataFrame) -> dict[str, Timed]:
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spells.csv"
        rows.to_csv(path, index=False)
        script = Path(__file__).with_name("r_way.R")
        lines = subprocess.run(["Rscript", script, path], capture_output=True, text=True, check=True).stdout.splitlines()
    parts = (line.split() for line in lines)
    return {name: (float(seconds), np.array(values, dtype=float)) for name, seconds, *values in parts}


def check(mine: dict[str, Timed], other: dict[str, Timed], whose: str) -> None:
    """Stop when a value differs: by more than the criterion at which lifelines' and R's Cox stop."""
    for name, (_, values) in other.items():
        np.testing.assert_allclose(
            mine[name][1], values, rtol=1e-6 if "cox" in name else 1e-9, atol=1e-9, err_msg=f"{name}, {whose}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spells", type=int, default=500_000)
    rows = spells(parser.parse_args().spells)
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    of_evalkit(rows[:1000], "trial")  # what is loaded on the first call is not measured
    mine = {**of_evalkit(rows, "trial"), **of_evalkit(rows, "municipality")}
    lifelines = {**of_lifelines(rows, "trial"), **of_lifelines(rows, "municipality")}
    r = of_r(rows)
    check(mine, lifelines, "lifelines")
    check(mine, r, "R")
    print(f"{len(rows)} spells, seconds; the same values in every column\n")
    print("| | evalkit | lifelines on rows | ratio | R | ratio |\n|---|---:|---:|---:|---:|---:|")
    for name, (seconds, _) in mine.items():
        cells = [f"{seconds:.2f}"]
        for others in (lifelines, r):
            there = others.get(name)
            cells += [f"{there[0]:.2f}", f"{there[0] / seconds:.1f}"] if there else ["", ""]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
