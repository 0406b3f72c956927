"""A warm process for a process that may start none: a Dask worker has threads, and under its nanny it may have no children.

So the Dask worker runs `python -m evalkit.batch.keeper`, a small process that keeps the warm one (`Station`). Jobs come by its
standard input and results leave by its standard output, so there is no port. It ends with its input: when the Dask worker is
gone, however it went, so are the keeper, the warm process, and the report that it was at.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Generic, NoReturn, TypeVar

from evalkit.batch.forks import Died
from evalkit.batch.workers import Limits, Station

J = TypeVar("J")
R = TypeVar("R")
_Order = tuple[tuple[Any, ...], Any, Limits]  # settings, job, limits
_IDLE = 300.0  # seconds without a job after which a keeper goes: the command that it served may have been killed
_WENT = 0  # the exit code of one that went for that reason; every other end has another


class Keeper(Generic[J, R]):
    """A warm process at one remove: it does one job at a time, and is started again when it is gone."""

    def __init__(
        self, work: Callable[[J], R], prepare: Callable[[Path], None], environment: Mapping[str, str], idle: float = _IDLE
    ) -> None:
        """Take what `Station` takes; the processes are started by the first job.

        Parameters
        ----------
        idle: seconds without a job after which the processes end.
        """
        self._settings = (work, prepare, dict(environment), idle)
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def do(self, job: J, limits: Limits) -> R | Died:
        """Do a job within its limits; its result, or why there is none."""
        while not self._closed:
            process = self._process = self._process or _started()
            try:
                answer: R | Died = _asked(process, (self._settings, job, limits))
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                self._process, code = None, _ended(process)
                if code == _WENT:
                    continue
                answer = Died.by(code)
            if not self._closed:
                return answer
        return Died("the run was called off")

    def close(self) -> None:
        """Let the processes end, also in the middle of a job; it does not wait for them. May be called from any thread."""
        self._closed = True
        if self._process is not None:
            threading.Thread(target=_ended, args=(self._process,), daemon=True).start()


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "evalkit.batch.keeper"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _asked(process: subprocess.Popen[bytes], order: _Order) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    pickle.dump(order, process.stdin)
    process.stdin.flush()
    return pickle.load(process.stdout)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process that answers no more, or has no more to answer: it ends with its input."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    return process.wait()


def main() -> NoReturn:
    """The life of a keeper: one job after the other until its input ends or none has come for long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the Dask worker's terminal is for the Dask worker to hear
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anything prints is no answer
    orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
    first: _Order = pickle.load(sys.stdin.buffer)
    orders.put(first)
    work, prepare, environment, idle = first[0]
    station: Station[object, object] = Station(work, prepare, environment)
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders, station), daemon=True).start()
    _serve(station, orders, answers, idle)


def _serve(station: Station[Any, Any], orders: queue.SimpleQueue[_Order], answers: IO[bytes], idle: float) -> NoReturn:
    try:
        while True:
            _, job, limits = orders.get(timeout=idle)
            pickle.dump(station.do(job, limits), answers)
            answers.flush()
    except queue.Empty:
        _leave(station, _WENT)
    finally:
        _leave(station, 1)


def _listen(stream: IO[bytes], orders: queue.SimpleQueue[_Order], station: Station[Any, Any]) -> None:
    """Take in jobs; when there can be no more, end everything, also a job that is being done."""
    try:
        while True:
            orders.put(pickle.load(stream))
    finally:
        _leave(station, 1)


def _leave(station: Station[Any, Any], code: int) -> NoReturn:
    try:
        station.close()
    finally:
        os._exit(code)  # at once: the other thread may be waiting for input


if __name__ == "__main__":
    main()
