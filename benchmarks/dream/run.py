"""Import a DREAM file in a process of its own; rows a second, peak memory, and what that means for 7.2 million persons.

python benchmarks/dream/run.py FILE
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from evalkit.registers.dream import import_dream

NATION = 7_200_000  # persons who have ever been in DREAM, some


class PeakMemory(threading.Thread):
    """Watch this process: all memory, and its own without the pages of mapped files, which the system takes back at need."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.total = self.own = 0
        self.done = threading.Event()

    def run(self) -> None:
        process = psutil.Process()
        while not self.done.wait(0.05):
            used = process.memory_info()
            self.total = max(self.total, used.rss)
            self.own = max(self.own, used.rss - getattr(used, "shared", 0))


def main() -> None:
    file = Path(sys.argv[1])
    memory = PeakMemory()
    memory.start()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        done = import_dream(file, Path(folder))
    seconds = time.perf_counter() - start
    memory.done.set()
    rate = done.persons / seconds
    print(done.text())
    print(f"{file.name}, {file.stat().st_size / 1e6:,.0f} MB: {seconds:.1f} s, {rate:,.0f} rows a second")
    print(f"peak memory {memory.total / 1e9:.2f} GB, of which the process's own {memory.own / 1e9:.2f} GB")
    print(f"{NATION:,} persons: {NATION / rate / 60:.0f} minutes; the README says what of the memory grows with the rows")


if __name__ == "__main__":
    main()
