"""Processes that work through jobs: all are answered for, and none is left over."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from evalkit.batch.workers import Died, work_through


def _prepare(folder: Path) -> None:
    os.environ["EVALKIT_TEST_FOLDER"] = str(folder)


def _double(job: int) -> tuple[int, int, str]:
    return 2 * job, os.getpid(), os.environ["EVALKIT_TEST_FOLDER"]


def _die_at_three(job: int) -> int:
    if job == 3:
        os._exit(9)
    return job


def _start_a_sleeper(job: int) -> int:
    """Start a process in a session of its own, as Jupyter does with kernels; the second job lasts until it is stopped."""
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    if job == 2:
        time.sleep(600)
    return sleeper.pid


def _gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("workers", [1, 3])
def test_every_job_is_done_once_in_as_many_processes_as_asked_for(workers: int) -> None:
    results = dict(work_through(range(8), _double, _prepare, workers))
    answers = [result for result in results.values() if not isinstance(result, Died)]
    assert {job: answer[0] for job, answer in zip(results, answers, strict=True)} == {job: 2 * job for job in range(8)}
    assert len({pid for _, pid, _ in answers}) <= workers
    assert os.getpid() not in {pid for _, pid, _ in answers}
    assert all(_gone(pid) and not Path(folder).exists() for _, pid, folder in answers)


def test_no_jobs_are_no_results() -> None:
    assert list(work_through([], _double, _prepare, 2)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_process_that_dies_fails_its_own_job_only(workers: int) -> None:
    results = dict(work_through(range(6), _die_at_three, _prepare, workers))
    assert isinstance(results.pop(3), Died)
    assert results == {job: job for job in (0, 1, 2, 4, 5)}


def test_closing_in_the_middle_ends_the_processes_and_theirs() -> None:
    results = work_through([1, 2], _start_a_sleeper, _prepare, 1)
    _, first_sleeper = next(results)
    assert isinstance(first_sleeper, int)
    (worker,) = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
    for _ in range(200):
        if len(worker.children()) == 2:
            break
        time.sleep(0.05)
    sleepers = [child.pid for child in worker.children()]
    assert len(sleepers) == 2
    results.close()
    assert [_gone(pid) for pid in (worker.pid, *sleepers)] == [True] * 3
