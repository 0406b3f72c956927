"""A few processes that work through a list of jobs, each job apart from the others.

The processes are spawned, so nothing of this process (threads, locks, open files) is copied into a state that can hang. Each
gets warm once, has its own pipe, and, where the system can, does each job in a fork of itself (`evalkit.batch.forks`). One that
dies, whatever killed it, or that goes beyond its limits, fails its own job and is replaced.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

import psutil

from evalkit.batch.forks import Died, apart, kill_tree

J = TypeVar("J")
R = TypeVar("R")
_SPAWN = multiprocessing.get_context("spawn")
_LOOK_UP = 0.5  # seconds between two looks at limits; on Windows a stop is noticed only then
_PATIENCE = 5.0  # seconds for processes to be gone


@dataclass(frozen=True)
class Limits:
    """What one job may use.

    Fields
    ------
    seconds: of time, warming up included.
    megabytes: of memory, shared pages included; None when the system is to decide.
    """

    seconds: float = 1800.0
    megabytes: float | None = None

    @classmethod
    def for_each_of(cls, workers: int, seconds: float, megabytes: float | None, total: float | None = None) -> Limits:
        """The limits of each of some workers: the memory given, or an equal part of four fifths of what there is.

        Parameters
        ----------
        total: bytes of memory for all of them; None for what the machine has.
        """
        return cls(seconds, megabytes or round(0.8 * (total or psutil.virtual_memory().total) / 1e6 / workers))

    def broken_by(self, pid: int, started: float) -> str:
        """Why the job of a process is to be stopped; empty while it keeps to the limits."""
        if time.monotonic() - started > self.seconds:
            return f"it took more than {self.seconds:g} seconds (--time-limit)"
        if self.megabytes is not None and _megabytes(pid) > self.megabytes:
            return f"it needed more than {self.megabytes:g} MB of memory (--memory-limit)"
        return ""


@dataclass(eq=False)
class _Worker(Generic[J, R]):
    process: BaseProcess
    connection: Connection
    doing: J
    since: float = field(default_factory=time.monotonic)
    gone: bool = False

    def give(self, job: J) -> None:
        """Hand over the next job."""
        self.doing, self.since = job, time.monotonic()
        self._send(job)

    def send_home(self) -> None:
        """Let the process end."""
        self._send(None)

    def _send(self, job: J | None) -> None:
        with contextlib.suppress(OSError):  # it has died: its end of the pipe will say so
            self.connection.send(job)

    def result(self) -> R | Died:
        """What the process answered."""
        try:
            answer: R | Died = self.connection.recv()
            return answer
        except (EOFError, OSError):
            self.gone = True
            self.process.join(_PATIENCE)
            return Died.by(self.process.exitcode)

    def stop(self) -> None:
        """End the process and all that it started, at once."""
        self.gone = True
        if self.process.is_alive() and self.process.pid is not None:
            descendants = kill_tree(self.process.pid)
            self.process.join(_PATIENCE)
            psutil.wait_procs(descendants, timeout=_PATIENCE)
        self.connection.close()


def work_through(
    jobs: Sequence[J],
    work: Callable[[J], R],
    prepare: Callable[[Path], None],
    workers: int,
    limits: Limits = Limits(),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Generator[tuple[J, R | Died], None, None]:
    """Each job with its result, in the order in which they are finished.

    Every process started here, and every process that those started, is gone when the iterator ends, is closed or raises.

    Parameters
    ----------
    jobs: what to do; sent to the processes.
    work: does one job; a function of a module, so that a new process can import it. It must not raise.
    prepare: called once in each process with a folder of its own, which holds all its temporary files and is removed in the end.
        It starts no thread, or the forks of the process can hang.
    workers: how many processes, at least 1.
    limits: what one job may use.
    environment: variables that the processes have from their beginning.
    """
    waiting, running, started = list(reversed(jobs)), list[_Worker[J, R]](), list[_Worker[J, R]]()
    with tempfile.TemporaryDirectory(prefix="evalkit-", ignore_cleanup_errors=True) as folder:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    started.append(_start(waiting.pop(), work, prepare, folder, environment))
                    running.append(started[-1])
                for worker, result in _answers(running, limits):
                    job = worker.doing
                    if waiting and not worker.gone:
                        worker.give(waiting.pop())
                    else:
                        worker.send_home()
                        running.remove(worker)
                    yield job, result
            for worker in started:
                worker.process.join(_PATIENCE)
        finally:
            for worker in started:
                worker.stop()


class Station(Generic[J, R]):
    """One process that does one job at a time and stays warm in between; one that has died is replaced for the next job."""

    def __init__(
        self,
        work: Callable[[J], R],
        prepare: Callable[[Path], None],
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take what `work_through` takes; the process is started by the first job."""
        self._folder = tempfile.TemporaryDirectory(prefix="evalkit-", ignore_cleanup_errors=True)
        self._start = partial(_start, work=work, prepare=prepare, folder=self._folder.name, environment=environment)
        self._worker: _Worker[J, R] | None = None

    def do(self, job: J, limits: Limits) -> R | Died:
        """Do a job within its limits; its result, or why there is none."""
        if self._worker is not None and self._worker.process.is_alive():
            self._worker.give(job)
        else:
            self._worker = self._start(job)
        while True:
            for worker, result in _answers([self._worker], limits):
                if worker.gone:
                    worker.stop()
                    self._worker = None
                return result

    def close(self) -> None:
        """End the process and all that it started."""
        if self._worker is not None:
            self._worker.stop()
        self._folder.cleanup()


def _answers(running: Sequence[_Worker[J, R]], limits: Limits) -> Iterator[tuple[_Worker[J, R], R | Died]]:
    """The workers that are through with their jobs, after waiting a moment for one; those beyond a limit are stopped."""
    ready = wait([worker.connection for worker in running], timeout=_LOOK_UP)
    for worker in list(running):
        if worker.connection in ready:
            yield worker, worker.result()
        elif worker.process.pid is not None and (reason := limits.broken_by(worker.process.pid, worker.since)):
            worker.stop()
            yield worker, Died(reason)


def _start(
    job: J, work: Callable[[J], R], prepare: Callable[[Path], None], folder: str, environment: Mapping[str, str]
) -> _Worker[J, R]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs, work, prepare, folder), daemon=True)
    before = dict(os.environ)
    os.environ |= environment
    try:
        process.start()
    finally:
        os.environ.clear()
        os.environ |= before
    theirs.close()  # so that the pipe ends when the process does
    worker: _Worker[J, R] = _Worker(process, ours, job)
    worker.give(job)
    return worker


def _serve(connection: Connection, work: Callable[[object], object], prepare: Callable[[Path], None], folder: str) -> None:
    """The life of a process: prepare, then one job after the other until it is sent home or its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent ends this one
    tempfile.tempdir = tempfile.mkdtemp(dir=folder)
    os.environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), tempfile.tempdir)  # what a killed process leaves goes with the folder
    try:
        prepare(Path(tempfile.tempdir))
        gc.collect()
        gc.freeze()  # so that the forks share what is there already
        while (job := connection.recv()) is not None:
            connection.send(apart(work, job, connection))
    except (EOFError, OSError):
        shutil.rmtree(folder, ignore_errors=True)  # the parent is gone and can no longer do it


def _megabytes(pid: int) -> float:
    """The memory of the processes that a worker has started for its job, or its own where it does the job itself."""
    try:
        root = psutil.Process(pid)
        return sum(process.memory_info().rss for process in root.children(recursive=True) or [root]) / 1e6
    except psutil.NoSuchProcess:
        return 0.0
