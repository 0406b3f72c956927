"""Processes that work through jobs: all are answered for, and none is left over."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from evalkit.batch.forks import Died
from evalkit.batch.workers import Limits, work_through


def _prepare(folder: Path) -> None:
    os.environ["EVALKIT_TEST_FOLDER"] = str(folder)


def _double(job: int) -> tuple[int, int, str]:
    return 2 * job, os.getpid(), os.environ["EVALKIT_TEST_FOLDER"]


def _die_at_three(job: int) -> int:
    if job == 3:
        os._exit(9)
    return job


def _sleep_at_three(job: int) -> int:
    if job == 3:
        time.sleep(600)
    return job


def _fill_memory_at_three(job: int) -> int:
    if job == 3:
        filled = bytearray(b"x" * 600_000_000)
        time.sleep(len(filled))
    return job


def _hash(job: int) -> int:
    return hash("evalkit")


def note_and_sleep(mark: str) -> int:
    """Note this process and its parent, and never come to an end."""
    Path(mark).write_text(f"{os.getpid()} {os.getppid()}", encoding="utf-8")
    time.sleep(600)
    return 0


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
    assert len({folder for _, _, folder in answers}) <= workers
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
    family: list[psutil.Process] = []
    for _ in range(200):
        family = worker.children(recursive=True)
        if any("sleep" in " ".join(child.cmdline()) for child in family):
            break
        time.sleep(0.05)
    pids = [child.pid for child in family]
    assert pids
    results.close()
    assert [_gone(pid) for pid in (worker.pid, first_sleeper, *pids)] == [True] * (2 + len(pids))


@pytest.mark.parametrize(
    ("work", "limits", "reason"),
    [
        (_sleep_at_three, Limits(seconds=4), "it took more than 4 seconds (--time-limit)"),
        (_fill_memory_at_three, Limits(megabytes=400), "it needed more than 400 MB of memory (--memory-limit)"),
    ],
)
def test_a_job_beyond_its_limit_is_ended_and_the_others_are_done(work: Callable[[int], int], limits: Limits, reason: str) -> None:
    results = dict(work_through(range(6), work, _prepare, 2, limits))
    assert results.pop(3) == Died(reason)
    assert results == {job: job for job in (0, 1, 2, 4, 5)}


def test_processes_have_their_variables_from_the_beginning_and_this_one_keeps_its_own() -> None:
    before = dict(os.environ)
    assert [result for _, result in work_through([1], _hash, _prepare, 1, environment={"PYTHONHASHSEED": "0"})] == [
        int(subprocess.check_output([sys.executable, "-c", "print(hash('evalkit'))"], env={**before, "PYTHONHASHSEED": "0"}))
    ]
    assert dict(os.environ) == before


@pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux only")
def test_a_job_goes_on_in_no_process_when_the_one_that_wants_its_answer_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pids"
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from test_workers import note_and_sleep, work_through, _prepare\n"
        "if __name__ == '__main__': list(work_through([sys.argv[1]], note_and_sleep, _prepare, 1))"
    )
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    paths = [str(Path(__file__).parent), *sys.path]
    process = subprocess.Popen([sys.executable, str(script), str(mark), *paths], env={**os.environ, "TMPDIR": str(tmp_path)})
    for _ in range(400):
        if mark.exists() and mark.read_text(encoding="utf-8").count(" ") == 1:
            break
        time.sleep(0.05)
    pids = [int(pid) for pid in mark.read_text(encoding="utf-8").split()]
    process.kill()
    process.wait(10)
    for _ in range(100):
        if all(_gone(pid) for pid in pids) and not list(tmp_path.glob("evalkit-*")):
            break
        time.sleep(0.05)
    assert [_gone(pid) for pid in pids] == [True, True]
    assert list(tmp_path.glob("evalkit-*")) == []
