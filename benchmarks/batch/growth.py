"""How time and memory grow: the indicators with the size of the registers, and a batch with the number of its pages.

python benchmarks/batch/growth.py                       a quarter of an hour
python benchmarks/batch/growth.py --sizes 0.02 --pages 2    half a minute
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

from run import CORES, SCRIPT, measured  # noqa: E402

RUN = "contact_activation-dagpenge"  # the largest of the pages, for batches of one kind
MAKE = (
    "import sys; from pathlib import Path; from evalkit.registers.synthetic import write_population as write; "
    "write(Path(sys.argv[1]), scale=float(sys.argv[2]))"
)


def _indicators() -> Any:
    """The benchmark of the indicators, whose file has the same name as that of the batches."""
    spec = importlib.util.spec_from_file_location("indicators_run", ROOT / "benchmarks/indicators/run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def indicators(sizes: list[float], folder: Path) -> None:
    """Print what the indicators of two tables take at some sizes of the population, each in a process of its own."""
    measure = _indicators().measure
    print("| size | persons | rows | on disk, MB | seconds | processor, s | memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        population = folder / f"population-{size:g}"
        subprocess.run([sys.executable, "-c", MAKE, str(population), str(size)], check=True, cwd=ROOT)
        persons, rows = _counted(population)
        disk = sum(file.stat().st_size for file in population.iterdir()) / 1e6
        took = measure("evalkit", population, 2)
        work = (f"{took['seconds']:.2f}", f"{took['cpu']:.2f}", f"{took['peak'] / 1e6:.0f}")
        print(f"| {' | '.join((f'{size:g}', f'{persons:,}', f'{rows:,}', f'{disk:.0f}', *work))} |", flush=True)


def _counted(population: Path) -> tuple[int, int]:
    """How many persons, and how many rows in all tables, a population has."""
    import pyarrow.parquet as pq

    rows = {file.stem: pq.read_metadata(file).num_rows for file in population.glob("*.parquet")}
    return rows["persons"], sum(rows.values())


def batches(counts: list[int], folder: Path) -> None:
    """Print what batches of some numbers of pages take with all workers; what pages share is forgotten before each."""
    from evalkit.codes import Municipality

    codes = [str(code) for code in Municipality.all() if not code.row.get("to_year")]
    print("\n| pages | wall, s | wall a page, s | processor a page, s | memory, MB | on disk, MB |")
    print("|---|---|---|---|---|---|")
    for count in (1, *counts):  # the first one decides what is hidden of the population, and is not told
        runs = [RUN] if count <= len(codes) else []
        out = folder / f"pages-{count}"
        chosen = {
            "codes": codes[: min(count, len(codes))], "runs": runs, "out": str(out), "workers": CORES,
            "hashes": str(folder / f"{count}.json"),
        }  # fmt: skip
        way = measured(f"{count} pages", chosen, [[*SCRIPT, "evalkit", json.dumps(chosen)]])
        disk = sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / 1e6
        pages = way.pages
        if count > 1:
            shown = (
                pages,
                f"{way.wall:.0f}",
                f"{way.wall / pages:.2f}",
                f"{way.each:.2f}",
                f"{way.megabytes:.0f}",
                f"{disk:.0f}",
            )
            print(f"| {' | '.join(map(str, shown))} |", flush=True)


def main() -> None:
    """Print both tables and the machine's kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=float, nargs="*", default=[0.2, 1, 5], help="Scales of the population; 1 is national.")
    parser.add_argument(
        "--pages", type=int, nargs="*", default=[10, 98, 490], help="Pages of a batch; above 98, all runs of all municipalities."
    )
    chosen = parser.parse_args()
    memory = psutil.virtual_memory().total / 2**30
    print(f"{CORES} cores, {memory:.0f} GB of memory, {platform.system()}, Python {platform.python_version()}.\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        indicators(chosen.sizes, Path(folder))
        batches(chosen.pages, Path(folder))


if __name__ == "__main__":
    main()
