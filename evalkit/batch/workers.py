"""A few processes that work through a list of jobs, each job apart from the others.

The processes are spawned, not forked, so nothing of this process (threads, locks, open files) is copied into a state that
can hang. Each has its own pipe: one that dies, whatever killed it, fails its own job and is replaced.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar

import psutil

J = TypeVar("J")
R = TypeVar("R")
_SPAWN = multiprocessing.get_context("spawn")
_LOOK_UP = 1.0  # seconds; on Windows a stop is noticed only between two looks
_PATIENCE = 5.0  # seconds for processes to be gone


class Died:
    """The process that did a job ended without an answer: it was killed, or ran out of memory."""


@dataclass(eq=False)
class _Worker(Generic[J, R]):
    process: BaseProcess
    connection: Connection
    doing: J

    def give(self, job: J) -> None:
        """Hand over the next job."""
        self.doing = job
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
            answer: R = self.connection.recv()
            return answer
        except (EOFError, OSError):
            return Died()

    def stop(self) -> None:
        """End the process and all that it started, at once."""
        if self.process.is_alive() and self.process.pid is not None:
            descendants = _kill_tree(psutil.Process(self.process.pid))
            self.process.join()
            psutil.wait_procs(descendants, timeout=_PATIENCE)
        self.connection.close()


def work_through(
    jobs: Sequence[J], work: Callable[[J], R], prepare: Callable[[Path], None], workers: int
) -> Generator[tuple[J, R | Died], None, None]:
    """Each job with its result, in the order in which they are finished.

    Every process started here, and every process that those started, is gone when the iterator ends, is closed or raises.

    Parameters
    ----------
    jobs: what to do; sent to the processes.
    work: does one job; a function of a module, so that a new process can import it. It must not raise.
    prepare: called once in each process with a folder of its own, which holds all its temporary files and is removed in the end.
    workers: how many processes, at least 1.
    """
    waiting, running, started = list(reversed(jobs)), list[_Worker[J, R]](), list[_Worker[J, R]]()
    with tempfile.TemporaryDirectory(prefix="evalkit-", ignore_cleanup_errors=True) as folder:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    started.append(_start(waiting.pop(), work, prepare, folder))
                    running.append(started[-1])
                ready = wait([worker.connection for worker in running], timeout=_LOOK_UP)
                for worker in [worker for worker in running if worker.connection in ready]:
                    job, result = worker.doing, worker.result()
                    if waiting and not isinstance(result, Died):
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


def _start(job: J, work: Callable[[J], R], prepare: Callable[[Path], None], folder: str) -> _Worker[J, R]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs, work, prepare, folder), daemon=True)
    process.start()
    theirs.close()  # so that the pipe ends when the process does
    worker: _Worker[J, R] = _Worker(process, ours, job)
    worker.give(job)
    return worker


def _serve(connection: Connection, work: Callable[[object], object], prepare: Callable[[Path], None], folder: str) -> None:
    """The life of a process: prepare, then one job after the other until it is sent home or its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent ends this one
    tempfile.tempdir = tempfile.mkdtemp(dir=folder)
    os.environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), tempfile.tempdir)  # what a killed process leaves goes with the folder
    prepare(Path(tempfile.tempdir))
    with contextlib.suppress(EOFError, OSError):
        while (job := connection.recv()) is not None:
            connection.send(work(job))


def _kill_tree(root: psutil.Process) -> list[psutil.Process]:
    """Kill a process and its descendants, which are returned; it is halted first, so that it starts no more of them."""
    descendants: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        root.suspend()
        descendants = root.children(recursive=True)
        root.kill()
    for process in descendants:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return descendants
