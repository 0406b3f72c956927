"""A batch on a real cluster of processes: workers that are killed, of another version, or ended by what they are given."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clusters import Cluster
from tiny_projects import Project

import evalkit
from evalkit.batch import Batch, Limits, Step, plan, run_batch
from evalkit.batch.cluster import work_through_cluster
from evalkit.batch.execute import Job, Pages
from evalkit.batch.forks import Died
from evalkit.batch.run import Notice
from evalkit.errors import EvalkitError, UsageError
from evalkit.parameters import load_reports

DAY = dt.date(2026, 11, 22)
SHOW = """\
import os, time
from IPython.display import HTML
time.sleep(0.5)
HTML(f"<h1>{language}</h1><p>{number} {os.environ['PYTHONHASHSEED']} {sorted({'a', 'b', 'c'})}</p>")"""
KILL = "import psutil\npsutil.Process().parents()[2].kill()\nimport time\ntime.sleep(600)"
SLEEP = """\
import os, pathlib, time
pathlib.Path(os.environ["EVALKIT_TEST_MARK"]).touch()
time.sleep(600)"""


class Told:
    """What a batch tells, and what is done as soon as its first report is through."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.then, self.steps, self.notices = then, list[Step](), list[str]()

    def __call__(self, told: Step | Notice) -> None:
        if isinstance(told, Notice):
            self.notices.append(told.text)
        else:
            self.steps.append(told)
            if len(self.steps) == 1:
                self.then()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("cluster") / "project")
    declared = 'number: int = 1\nlanguage: Language = "da"'
    for name, cell in {"show": SHOW, "kill": KILL, "sleep": SLEEP}.items():
        project.notebook(name, declared, cell)
    good = [project.run(f"run{number}", "show", f"{{number: {number}}}") for number in range(6)]
    project.report("good", "".join(good))
    one = "{number: 1}"
    project.report("slow", project.run("sleeps", "sleep", one))
    project.report("bad", project.run("kills", "kill", one) + project.run("sleeps", "sleep", one) + "".join(good[:3]))
    return project


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.close()


def _run(project: Project, out: str, scheduler: str | None, told: Told | None = None, resume: bool = False) -> set[str]:
    """Make the good reports; what became of them."""
    runs = plan(load_reports(project.root, ["good"]), None, {}, "da", "synthetic")
    batch = Batch(project.root, project.root / out, 1, resume, DAY, scheduler=scheduler)
    return {record.status for record in run_batch(runs, batch, told or Told())}


def _contents(project: Project, out: str) -> dict[str, bytes]:
    folder = project.root / out
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _soon(holds: Callable[[], bool]) -> bool:
    """Whether something holds before half a minute is over."""
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


@pytest.fixture(scope="module")
def serial(project: Project) -> dict[str, bytes]:
    _run(project, "serial", None)
    return _contents(project, "serial")


def test_a_worker_killed_in_the_middle_changes_no_byte(project: Project, serial: dict[str, bytes], cluster: Cluster) -> None:
    for name in ("anna", "bo"):
        cluster.add(name, "--no-nanny")
    told = Told(lambda: cluster.kill("anna"))
    assert _run(project, "killed", cluster.address, told) == {"done"}
    assert len(told.steps) == 6
    assert _contents(project, "killed") == serial
    (notice,) = told.notices
    assert re.fullmatch(r"worker anna is gone; good/run\d is done elsewhere\.", notice)
    assert _soon(lambda: cluster.family() == [])
    assert str(project.root) not in cluster.said("bo")


def test_a_worker_of_another_version_gets_nothing_and_is_named(
    project: Project, serial: dict[str, bytes], cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "evalkit"
    shutil.copytree(Path(evalkit.__file__).parent, other, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "numbers.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    cluster.add("other", "--no-nanny", environment={"PYTHONPATH": str(other.parent)})
    monkeypatch.setattr("evalkit.batch.crew.PATIENCE", 2.0)
    with pytest.raises(EvalkitError, match=r"a report for 2 seconds.*start workers") as error:
        _run(project, "versions", cluster.address)
    monkeypatch.undo()
    assert "\n  other: its evalkit is another version: install there what is installed here" in str(error.value)
    assert error.value.exit_code == 1
    cluster.add("same", "--no-nanny")
    told = Told()
    assert _run(project, "versions", cluster.address, told) == {"done"}
    assert _contents(project, "versions") == serial
    assert [notice.partition(":")[0] for notice in told.notices] == ["worker other gets no reports"]


def test_reports_that_end_their_workers_or_never_end_fail_and_the_rest_is_done(project: Project, cluster: Cluster) -> None:
    for name in ("anna", "bo"):
        cluster.add(name, environment={"EVALKIT_TEST_MARK": str(project.root / "bad.mark")})
    runs = plan(load_reports(project.root, ["bad"]), None, {}, "da", "synthetic")
    jobs = [Job(run, project.root / "notebooks" / f"{run.notebook}.ipynb", DAY) for run in runs]
    cold = os.fspath  # a preparation that does nothing: a limit counts from the beginning, and getting warm takes long
    results = {
        job.run.id: result for job, result in work_through_cluster(jobs, cold, cluster.address, project.root, Limits(25.0), print)
    }
    assert results.pop("kills") == Died("3 workers were gone in the middle of it, one after the other")
    assert results.pop("sleeps") == Died("it took more than 25 seconds (--time-limit)")
    assert {name: type(result) for name, result in results.items()} == dict.fromkeys(["run0", "run1", "run2"], Pages)


def test_a_scheduler_that_is_lost_leaves_what_is_done_to_resume(
    project: Project, serial: dict[str, bytes], cluster: Cluster
) -> None:
    cluster.add("anna", "--no-nanny")
    told, again = Told(lambda: cluster.kill("scheduler")), Told()
    with pytest.raises(EvalkitError, match=r"scheduler at tcp://.* is gone. What is done is kept: start it and run again"):
        _run(project, "lost", cluster.address, told)
    _run(project, "lost", None, again, resume=True)
    assert [step.outcome for step in again.steps].count("is up to date") == len(told.steps)
    assert _contents(project, "lost") == serial


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM that a process can take")
def test_a_command_that_is_told_to_stop_leaves_nothing_to_do_on_the_cluster(project: Project, cluster: Cluster) -> None:
    mark = project.root / "stop.mark"
    cluster.add("anna", "--no-nanny", environment={"EVALKIT_TEST_MARK": str(mark)})
    command = [sys.executable, "-m", "evalkit", "run", "slow", "--scheduler", cluster.address, "--out", "stopped"]
    process = subprocess.Popen(command, cwd=project.root, stderr=subprocess.PIPE, text=True)
    while not mark.exists() and process.poll() is None:
        time.sleep(0.1)
    assert process.poll() is None, process.communicate()
    assert cluster.family() != []
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.splitlines()[-1][:27]) == (143, "evalkit: stopped by SIGTERM")
    assert _soon(lambda: cluster.family() == [])


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("tcp://127.0.0.1:9", "no scheduler answers there. Start one (dask scheduler)"),
        ("nonsense://127.0.0.1:9", "that is no address of a scheduler"),
        ("tls://127.0.0.1:9", "no connection by TLS"),
        ("", "that is no address of a scheduler"),
    ],
)
def test_a_scheduler_that_is_not_there_is_told_in_seconds(project: Project, address: str, says: str) -> None:
    started = time.monotonic()
    with pytest.raises(UsageError) as error:
        _run(project, "nowhere", address)
    assert says in str(error.value)
    assert time.monotonic() - started < 15


def test_nobody_needs_dask_who_does_not_ask_for_a_cluster(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"--scheduler needs Dask distributed: pip install 'evalkit\[cluster\]'"):
        _run(project, "nowhere", "tcp://127.0.0.1:9")
