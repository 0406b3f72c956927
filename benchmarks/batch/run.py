"""The real pages of some municipalities in four ways and as a plain script, side by side: processor and wall time, and memory.

python benchmarks/batch/run.py                                         twenty municipalities, the slow ways for two: docs/batch.md
python benchmarks/batch/run.py --municipalities 1 --runs case_reviews --only process all    half a minute, as make test does it

It fails when the ways give other files, byte for byte, never on time: pages and workbooks of every way (workbooks of the plain
script, which shows nothing), index and manifest of the batches. What pages share is forgotten before each way.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SURROUNDINGS = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@dataclass(frozen=True)
class Way:
    """What one way took: seconds of processor and wall in all, the most memory at once, and the hashes of its files."""

    name: str
    processor: float
    wall: float
    megabytes: float
    files: Mapping[str, str]

    @property
    def pages(self) -> int:
        """How many pages it made; each has a workbook."""
        return sum(name.endswith(".xlsx") for name in self.files)

    @property
    def each(self) -> float:
        """Seconds of processor a page."""
        return self.processor / self.pages

    def row(self, floor: Way | None, first: Way | None) -> str:
        """A line of the table; times are held against the plain script's and the first way's, a page."""
        pages, wall = self.pages, self.wall / self.pages
        times = f"{self.each / floor.each:.2f}" if floor else ""
        fast = f"{first.wall / first.pages / wall:.1f}" if first else ""
        cells = (self.name, pages, f"{self.wall:.0f}", f"{wall:.2f}", f"{self.each:.2f}", times, fast, f"{self.megabytes:.0f}")
        return f"| {' | '.join(map(str, cells))} |"


def measured(name: str, chosen: Mapping[str, object], commands: Sequence[Sequence[str]]) -> Way:
    """Run commands one after the other. One that says on its last line what it took until then is checking after it."""
    from evalkit.shared import forget

    forget()
    before, begun, peak, said = resource.getrusage(resource.RUSAGE_CHILDREN), time.time(), 0.0, {}
    for command in commands:
        process = subprocess.Popen(command, env=SURROUNDINGS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        family = _Peak(process.pid)
        out, wrong = process.communicate()
        peak = max(peak, family.end())
        if process.returncode:
            raise SystemExit(f"{name}: {wrong[-2000:]}")
        last = out.strip().splitlines()[-1:]
        said = json.loads(last[0]) if last and last[0].startswith('{"processor"') else {}
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    hashes = Path(str(chosen["hashes"]))
    if not hashes.exists():  # commands that know nothing of evalkit's pages
        subprocess.run([*SCRIPT, "loop", json.dumps(chosen)], env=SURROUNDINGS, check=True, capture_output=True)
    files = json.loads(hashes.read_text(encoding="utf-8"))
    return Way(name, said.get("processor", processor), said.get("at", ended) - begun, peak, files)


class _Peak(threading.Thread):
    """The most memory that a process and its descendants have at once; pages that they share count once, in parts (PSS)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.most, self.ended = psutil.Process(pid), 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(0.5):
            total = 0.0
            try:
                for process in [self.root, *self.root.children(recursive=True)]:
                    total += getattr(process.memory_full_info(), "pss", process.memory_info().rss)
            except (psutil.Error, OSError):
                continue
            self.most = max(self.most, total / 1e6)

    def end(self) -> float:
        """The most so far; the watch is over."""
        self.ended.set()
        self.join()
        return self.most


SCRIPT = [sys.executable, str(HERE / "ways.py")]


def command_lines(chosen: Mapping[str, object]) -> list[list[str]]:
    """papermill and nbconvert for every page, as one would write them in a shell loop."""
    from ways import runs_of

    commands, out = [], Path(str(chosen["out"]))
    for run in runs_of(chosen):
        notebook, made = ROOT / "notebooks" / f"{run.notebook}.ipynb", out / f"{run.id}.ipynb"
        values = json.dumps({name: value for name, value in run.parameters.items() if value is not None}, default=str)
        papermill = [sys.executable, "-m", "papermill", str(notebook), str(made), "-k", "python3", "-y", values]
        commands += [
            [*papermill, "--no-progress-bar"],
            [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(made)],
        ]
    return commands


def ways(codes: Sequence[str], slow: int, runs: Sequence[str], only: Sequence[str], folder: Path) -> dict[str, Way]:
    """Each way in turn; before all of them a page of each kind, since what a population hides is decided once for all batches."""
    fast = {
        "floor": ("plain script in a warm process", 1),
        "one": ("evalkit, one worker", 1),
        "all": (f"evalkit, {CORES} workers", CORES),
    }
    names = {"loop": "papermill and nbconvert, a loop of commands", "process": "papermill.execute_notebook, one process"}
    found: dict[str, Way] = {}
    for name in ("before", "loop", "process", *fast):
        if only and name not in (*only, "floor"):
            continue
        count = {"before": 1, "loop": slow, "process": slow}.get(name, len(codes))
        out = folder / name
        out.mkdir()
        workers = fast.get(name, ("", 1))[1]
        chosen = {
            "codes": codes[:count],
            "runs": runs,
            "out": str(out),
            "workers": workers,
            "hashes": str(folder / f"{name}.json"),
        }
        kind = {"before": "evalkit", "process": "papermill", "one": "evalkit", "all": "evalkit"}.get(name, name)
        commands = command_lines(chosen) if name == "loop" else [[*SCRIPT, kind, json.dumps(chosen)]]
        found[name] = measured(names.get(name) or fast.get(name, ("before",))[0], chosen, commands)
        print(f"{found[name].name}: {found[name].wall:.0f} s", file=sys.stderr, flush=True)
    return found


def differing(found: Mapping[str, Way]) -> list[str]:
    """The files that two ways gave other bytes. The index and the manifest tell of all pages, and so of the number of them."""
    first: dict[tuple[str, int], str] = {}
    made = [((name, 0 if "/" in name else way.pages), digest) for way in found.values() for name, digest in way.files.items()]
    return sorted({name for (name, pages), digest in made if first.setdefault((name, pages), digest) != digest})


def _stages(code: str, runs: Sequence[str]) -> str:
    """Where the time of a page goes, as a table."""
    command = [*SCRIPT, "stages", json.dumps({"codes": [code], "runs": runs})]
    return subprocess.run(command, env=SURROUNDINGS, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Print the machine's kind, the table and the stages; exit 1 when files differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--municipalities", type=int, default=20, help="How many to make pages of.")
    parser.add_argument("--slow", type=int, default=2, help="For how many of them the ways with a kernel a page are run.")
    parser.add_argument("--runs", nargs="*", default=[], help="Ids of runs in parameters/bdo2023.yml; all when left out.")
    parser.add_argument("--only", nargs="*", default=[], help="Names of ways: before loop process one all; and stages.")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from evalkit.codes import Municipality

    count = min(chosen.municipalities, 98)
    codes = [str(code) for code in Municipality.all() if not code.row.get("to_year")][:: 98 // count][:count]
    with tempfile.TemporaryDirectory() as folder:
        found = ways(codes, min(chosen.slow, count), chosen.runs, chosen.only, Path(folder))
        by_stage = _stages(codes[0], chosen.runs) if not chosen.only or "stages" in chosen.only else ""
    memory = psutil.virtual_memory().total / 2**30
    print(f"{CORES} cores, {memory:.0f} GB of memory, {platform.system()}, Python {platform.python_version()}.\n")
    print(
        "| way | pages | wall, s | wall a page, s | processor a page, s | times the plain script | times as fast | memory, MB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in ("loop", "process", "one", "all", "floor"):
        if name in found:
            print(found[name].row(found.get("floor"), found.get("loop")))
    print(f"\n{by_stage}")
    if files := differing(found):
        raise SystemExit(f"The ways give other files: {', '.join(files)}")
    print(f"Every way gave the same files: {found['floor'].pages} pages.")


if __name__ == "__main__":
    main()
