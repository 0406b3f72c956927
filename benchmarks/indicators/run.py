"""The indicators of tables 3.1 and 5.1 by all groups and municipalities: evalkit against pandas, each in a process of its own.

    python benchmarks/indicators/run.py [--sizes 0.2 1 5] [--pandas-up-to 1] [--repeat 3]

Size 1 is the synthetic population: 535,000 persons and 11.5 million person-weeks in the two periods of BDO 2023. Time is that of
the work, from the files to the values, without imports; memory is the highest resident memory of the process. The two must give
the same values.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

TARGET_GROUPS = ("dagpenge", "kontanthjaelp_activity_ready")
INDICATORS = ("contact_intensity", "activation_rate", "activation_time_share")
GROUPINGS = ("", "sex", "age", "origin", "education", "seniority", "municipality")
PERIODS = ("2019", "2021-09/2022-08")
TABLES = ("persons", "benefit_spells", "talks", "offers", "employment")


def with_evalkit(folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds and values by target group, indicator, grouping, group and period."""
    import duckdb

    from evalkit.indicators import compute_family
    from evalkit.registers.definitions import Definitions

    started = time.perf_counter()
    values = {}
    with duckdb.connect() as connection:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder / name}.parquet'")
        for target_group in TARGET_GROUPS:
            for r in compute_family(connection, dict.fromkeys(INDICATORS, GROUPINGS), target_group, PERIODS, Definitions()):
                if r.value is not None:
                    values["|".join((target_group, r.indicator, r.grouping, r.group, r.period))] = r.value
    return time.perf_counter() - started, values


def with_pandas(folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds and values, as with evalkit."""
    from pandas_way import levels

    started = time.perf_counter()
    values = {}
    for target_group in TARGET_GROUPS:
        for key, value in levels(folder, target_group, list(GROUPINGS)).items():
            values["|".join((target_group, *key))] = value
    return time.perf_counter() - started, values


WAYS = {"evalkit": with_evalkit, "pandas": with_pandas}


def child(way: str, folder: Path) -> None:
    """Do the work of one way and say what it took; the process that started this one reads it."""
    before = time.process_time()
    seconds, values = WAYS[way](folder)
    print(json.dumps({"seconds": seconds, "cpu": time.process_time() - before, "peak": peak(), "values": values}))


def peak() -> int:
    """The highest resident memory of this process so far, in bytes."""
    try:
        import resource
    except ImportError:
        return int(psutil.Process().memory_info().peak_wset)
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(way: str, folder: Path, repeat: int) -> dict[str, Any]:
    """The fastest of some runs."""
    command = [sys.executable, str(HERE / "run.py"), "--child", way, str(folder)]
    runs = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout) for _ in range(repeat)]
    return min(runs, key=lambda run: run["seconds"])


def compare(evalkit: dict[str, float], pandas: dict[str, float]) -> None:
    """Stop when the two do not give the same values."""
    both = {key: (evalkit.get(key), pandas.get(key)) for key in evalkit.keys() | pandas.keys()}
    differ = {key: pair for key, pair in both.items() if not close(*pair)}
    if differ:
        raise SystemExit(f"{len(differ)} values differ, for example {next(iter(differ.items()))}")


def close(one: float | None, other: float | None) -> bool:
    """Whether two values are the same but for rounding in the last bits."""
    return one is not None and other is not None and abs(one - other) <= 1e-9 * max(1.0, abs(one))


def main() -> None:
    parser = argparse.ArgumentParser(description="evalkit's indicators against pandas on person-weeks.")
    parser.add_argument(
        "--sizes", type=float, nargs="+", default=[0.2, 1, 5], help="scale of the synthetic population; 1 is national"
    )
    parser.add_argument("--pandas-up-to", type=float, default=1, help="largest size that pandas is run at")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, of which the fastest counts; pandas is run once")
    parser.add_argument("--child", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], Path(given.child[1]))
        return
    print("size   way        seconds   cpu s   peak MB   values", flush=True)
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "population"
            make = "import sys; from pathlib import Path; from evalkit.registers.synthetic import write_population as write; "
            make += "write(Path(sys.argv[1]), scale=float(sys.argv[2]))"
            subprocess.run([sys.executable, "-c", make, str(folder), str(size)], check=True, cwd=HERE.parents[1])
            report(size, folder, given.repeat, size <= given.pandas_up_to)


def report(size: float, folder: Path, repeat: int, pandas: bool) -> None:
    """Run both ways, or only evalkit, on one population, and print what they took."""
    took = {"evalkit": measure("evalkit", folder, repeat)} | ({"pandas": measure("pandas", folder, 1)} if pandas else {})
    for way, run in took.items():
        numbers = f"{run['seconds']:8.2f} {run['cpu']:7.2f} {run['peak'] / 1e6:9.0f} {len(run['values']):8}"
        print(f"{size:<6g} {way:<9} {numbers}", flush=True)
    if pandas:
        compare(took["evalkit"]["values"], took["pandas"]["values"])
        faster = took["pandas"]["seconds"] / took["evalkit"]["seconds"]
        memory = took["evalkit"]["peak"] / took["pandas"]["peak"]
        print(f"{size:<6g} the same values, {faster:.1f} times faster, {memory:.2f} of the memory", flush=True)


if __name__ == "__main__":
    main()
