"""A warm process at one remove: it stays warm, is replaced, and goes with the process that it is kept for."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from evalkit.batch.forks import Died
from evalkit.batch.keeper import Keeper
from evalkit.batch.workers import Limits

LIMITS = Limits(seconds=60)


def _prepare(folder: Path) -> None:
    os.environ["EVALKIT_TEST_FOLDER"] = str(folder)
    os.environ["EVALKIT_TEST_WARM"] = str(os.getpid())


def play(job: str) -> tuple[str, int, str]:
    """The variable, the warm process and its folder; or what the job's name says."""
    print("this is no answer", flush=True)
    if job == "die":
        os._exit(9)
    if job.startswith("/"):
        Path(job).write_text(os.environ["EVALKIT_TEST_WARM"], encoding="utf-8")
        time.sleep(600)
    if job == "sleep":
        time.sleep(600)
    return os.environ["EVALKIT_TEST_VARIABLE"], int(os.environ["EVALKIT_TEST_WARM"]), os.environ["EVALKIT_TEST_FOLDER"]


def keeper(idle: float = 60.0) -> Keeper[str, tuple[str, int, str]]:
    return Keeper(play, _prepare, {"EVALKIT_TEST_VARIABLE": "set"}, idle)


def _wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return time.monotonic() < deadline


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This file can be imported by the processes, and none of them is left in the end."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)]))
    before = set(psutil.Process().children())
    yield
    assert all(_wait_until_gone(child.pid) for child in set(psutil.Process().children()) - before)


def test_the_process_stays_warm_between_jobs_and_goes_with_its_folder_when_it_is_closed() -> None:
    kept = keeper()
    first, second = kept.do("a", LIMITS), kept.do("b", LIMITS)
    assert isinstance(first, tuple)
    assert first == second
    assert first[0] == "set"
    kept.close()
    assert _wait_until_gone(first[1])
    assert not Path(first[2]).exists()
    assert kept.do("c", LIMITS) == Died("the run was called off")


def test_a_job_that_dies_or_lasts_too_long_says_so_and_the_next_is_done() -> None:
    kept = keeper()
    assert kept.do("die", LIMITS) == Died("its process ended in the middle (exit code 9)")
    assert kept.do("sleep", Limits(seconds=1)) == Died("it took more than 1 seconds (--time-limit)")
    answer = kept.do("a", LIMITS)
    kept.close()
    assert isinstance(answer, tuple)


def test_it_leaves_when_no_job_comes_and_is_back_for_the_next() -> None:
    kept = keeper(idle=0.2)
    first = kept.do("a", LIMITS)
    assert isinstance(first, tuple)
    assert _wait_until_gone(first[1])
    second = kept.do("b", LIMITS)
    kept.close()
    assert isinstance(second, tuple)
    assert second[1] != first[1]


def test_closing_in_the_middle_of_a_job_calls_it_off(tmp_path: Path) -> None:
    kept, mark, answers = keeper(), tmp_path / "mark", list[object]()
    asking = threading.Thread(target=lambda: answers.append(kept.do(str(mark), LIMITS)))
    asking.start()
    while not (mark.exists() and mark.read_text(encoding="utf-8")):
        time.sleep(0.05)
    kept.close()
    asking.join(20)
    assert answers == [Died("the run was called off")]
    assert _wait_until_gone(int(mark.read_text(encoding="utf-8")))


def test_nothing_is_left_when_the_process_that_it_is_kept_for_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = "import sys; from test_keeper import keeper, LIMITS; keeper().do(sys.argv[1], LIMITS)"
    process = subprocess.Popen([sys.executable, "-c", code, str(mark)], env={**os.environ, "TMPDIR": str(tmp_path)})
    while process.poll() is None and not (mark.exists() and mark.read_text(encoding="utf-8")):
        time.sleep(0.05)
    process.kill()
    process.wait(10)
    assert _wait_until_gone(int(mark.read_text(encoding="utf-8")))
    assert list(tmp_path.glob("evalkit-*")) == []
