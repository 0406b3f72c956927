"""One job in a process of its own: a fork of a warm process where the system can fork, else the warm process itself.

A fork has everything that its parent imported and read, for the price of copying page tables, and takes with it whatever the job
changes: names, random numbers, styles, folders, memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import NoReturn, TypeVar

import psutil

J = TypeVar("J")
R = TypeVar("R")
_CAN_FORK = sys.platform == "linux"  # forks of a process with Apple's frameworks are not safe
_PR_SET_PDEATHSIG = 1  # of prctl(2)
_LONGEST = 60.0  # seconds for a fork that has answered to be ended


@dataclass(frozen=True)
class Died:
    """The process that did a job ended without an answer, or was ended: why."""

    reason: str

    @classmethod
    def by(cls, code: int | None) -> Died:
        """Why a process ended, from its exit code, which is negative for a signal."""
        if code is not None and code < 0:
            return cls(f"its process was killed ({signal.Signals(-code).name}), perhaps for want of memory")
        return cls(f"its process ended in the middle (exit code {code})")


def apart(work: Callable[[J], R], job: J, parent: Connection) -> R | Died:
    """Do a job where it can harm no other.

    Parameters
    ----------
    work: does the job; it does not raise, and its answer is not None.
    parent: the pipe to the process that wants the answer. Nothing comes through it during a job, but for its end.

    Raises
    ------
    EOFError: the process that wants the answer is gone; the job was stopped.
    """
    return _forked(work, job, parent) if _CAN_FORK else work(job)


def kill_tree(pid: int) -> list[psutil.Process]:
    """Kill a process and its descendants, which are returned; it is halted first, so that it starts no more of them."""
    descendants: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        root.suspend()
        descendants = root.children(recursive=True)
        root.kill()
    for process in descendants:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return descendants


def _forked(work: Callable[[J], R], job: J, parent: Connection) -> R | Died:
    reader, writer = Pipe(duplex=False)
    warm, child = os.getpid(), os.fork()
    if child == 0:
        _die_with(warm)
        reader.close()
        parent.close()  # or its other end would not hear that the warm process is gone
        _work_and_wait(work, job, writer)
    writer.close()
    heard = reader in wait([reader, parent])
    answer: R | None = None
    if heard:
        with contextlib.suppress(EOFError, OSError):
            answer = reader.recv()
    reader.close()
    kill_tree(child)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if not heard:
        raise EOFError
    return Died.by(code) if answer is None else answer


def _die_with(parent: int) -> None:
    """Let the system end this process as soon as its parent is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _work_and_wait(work: Callable[[J], R], job: J, writer: Connection) -> NoReturn:
    """The life of a fork: answer, then wait to be ended together with what it has started."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        writer.send(work(job))
        time.sleep(_LONGEST)
    finally:
        os._exit(1)
