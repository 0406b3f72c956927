"""The real pages of some municipalities in four ways and as a plain script, side by side: processor and wall time, and memory.

python benchmarks/batch/run.py                      five municipalities, a few minutes
python benchmarks/batch/run.py --municipalities 20  the published table
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Way:
    """What one way took: seconds of processor and wall in all, the most memory at once, and how many pages it made."""

    name: str
    processor: float
    wall: float
    megabytes: float
    pages: int

    def row(self, floor: float, first: float) -> str:
        """A line of the table; `floor` is the plain script's processor time a page, `first` the wall time of the first way."""
        each = self.processor / self.pages
        return (
            f"| {self.name} | {self.wall:.1f} | {self.wall / self.pages:.2f} | {each:.2f} | {each / floor:.2f} "
            f"| {first / self.wall:.1f} | {self.megabytes:.0f} |"
        )


def measured(name: str, pages: int, commands: Sequence[Sequence[str]], environment: dict[str, str]) -> Way:
    """Run commands one after the other."""
    before, begun, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0.0
    for command in commands:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        family = _Peak(process.pid)
        _, said = process.communicate()
        peak = max(peak, family.end())
        if process.returncode:
            raise SystemExit(f"{name}: {said.decode()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Way(name, processor, time.monotonic() - begun, peak, pages)


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


def command_lines(codes: Sequence[str], out: Path) -> list[list[str]]:
    """papermill and nbconvert for every page of the report, as one would write them in a shell loop."""
    from evalkit.batch import plan
    from evalkit.parameters import load_reports

    commands = []
    for code in codes:
        for run in plan(load_reports(ROOT, ("bdo2023",)), None, {"municipality": code}, "da", "synthetic"):
            notebook, made = ROOT / "notebooks" / f"{run.notebook}.ipynb", out / f"{run.id}.ipynb"
            values = json.dumps({name: value for name, value in run.parameters.items() if value is not None}, default=str)
            papermill = [sys.executable, "-m", "papermill", str(notebook), str(made), "-k", "python3", "-y", values]
            nbconvert = [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(made)]
            commands += [[*papermill, "--no-progress-bar"], nbconvert]
    return commands


def evalkit(codes: Sequence[str], out: Path, workers: int) -> list[str]:
    """One batch; `codes` are chosen by a report file of their own, since --each takes all."""
    return [sys.executable, str(HERE / "ways.py"), "evalkit", str(workers), str(out), *codes]


def main() -> None:
    """Print the table and the stages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--municipalities", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="Names of ways: loop process one all floor.")
    chosen = parser.parse_args()
    from evalkit.codes import Municipality

    codes = [str(code) for code in Municipality.all() if not code.row.get("to_year")][:: 98 // chosen.municipalities]
    codes = codes[: chosen.municipalities]
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    script = [sys.executable, str(HERE / "ways.py")]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        loop = command_lines(codes, out)
        pages = len(loop) // 2
        one_process = [*script, "papermill", *codes]
        ways: dict[str, Callable[[], Way]] = {
            "floor": lambda: measured("plain script in a warm process", pages, [[*script, "floor", *codes]], surroundings),
            "loop": lambda: measured("papermill and nbconvert, a loop of commands", pages, loop, surroundings),
            "process": lambda: measured("papermill.execute_notebook, one process", pages, [one_process], surroundings),
            "one": lambda: measured("evalkit, one worker", pages, [evalkit(codes, out / "1", 1)], surroundings),
            "all": lambda: measured(f"evalkit, {cores} workers", pages, [evalkit(codes, out / "n", cores)], surroundings),
        }  # fmt: skip
        found = {name: way() for name, way in ways.items() if not chosen.only or name in chosen.only or name == "floor"}
    floor = found["floor"].processor / pages
    print(f"{len(codes)} municipalities, {pages} pages, {cores} cores\n")
    print("| way | wall, s | wall a page, s | processor a page, s | times the floor | times as fast | memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for way in found.values():
        print(way.row(floor, found.get("loop", way).wall))
    print(subprocess.run([*script, "stages", *codes[:2]], env=surroundings, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
