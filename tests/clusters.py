"""A Dask cluster of processes on this machine, whose workers can be added and killed one by one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil


class Cluster:
    """A scheduler and its workers; `close` ends them all."""

    def __init__(self, folder: Path) -> None:
        """Start a scheduler; what it and the workers write goes to `folder`."""
        self._folder, self._file = folder, folder / "scheduler.json"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file))
        while not (self._file.exists() and self._file.read_text(encoding="utf-8").endswith("}")):
            assert self._processes["scheduler"].poll() is None
            time.sleep(0.05)
        self.address: str = json.loads(self._file.read_text(encoding="utf-8"))["address"]

    def add(self, name: str, *options: str, environment: Mapping[str, str] = {}) -> None:
        """Start a worker of one thread, and wait until the scheduler knows it."""
        local = ["--local-directory", str(self._folder / name)]
        self._start(name, "worker", self.address, "--name", name, "--nthreads", "1", *local, *options, environment=environment)
        while "Registered to" not in self.said(name):
            assert self._processes[name].poll() is None, self.said(name)
            time.sleep(0.05)

    def kill(self, name: str) -> None:
        """End a worker, or the scheduler, as a machine ends that loses its power."""
        self._processes[name].kill()

    def said(self, name: str) -> str:
        """The log of a worker or of the scheduler."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8")

    def family(self) -> list[psutil.Process]:
        """All processes that the workers have started."""
        alive = [process for process in self._processes.values() if process.poll() is None]
        return [child for process in alive for child in psutil.Process(process.pid).children(recursive=True)]

    def close(self) -> None:
        """End everything."""
        family = self.family()
        for process in self._processes.values():
            process.kill()
            process.wait(10)
        for child in family:
            if child.is_running():
                child.kill()

    def _start(self, name: str, *command: str, environment: Mapping[str, str] = {}) -> None:
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--dashboard-address", "127.0.0.1:0"],
                stdout=log, stderr=log, cwd=self._folder, env={**os.environ, **environment},
            )  # fmt: skip
