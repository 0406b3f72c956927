"""A real command that is told to stop while a kernel is at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from tiny_projects import Project

from evalkit.files import write_atomically
from evalkit.manifest import Manifest, Record, dumps, sha256

SLOW = """\
import os, pathlib, time
from IPython.display import HTML
pathlib.Path(os.environ["EVALKIT_TEST_MARK"]).write_text(str(os.getpid()))
time.sleep(float(os.environ["EVALKIT_TEST_SLEEP"]))
HTML("<p>slept</p>")"""
CONVERTS = """\
import os
from evalkit.registers.sources import attach
opened = attach(os.environ["EVALKIT_TEST_SOURCE"])
assert len(opened.connection.execute("SELECT * FROM persons").fetchall()) == 1"""
QUICK = "from IPython.display import HTML\nHTML('<p>quick</p>')"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM that a process can take")


def _contents(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if not name.startswith((".staging", ".lock"))}


def _start(project: Project, sleep: float, *arguments: str) -> subprocess.Popen[str]:
    mark, temporary = project.root / "mark", project.root / "tmp"
    temporary.mkdir(exist_ok=True)
    surroundings = {**os.environ, "EVALKIT_TEST_MARK": str(mark), "EVALKIT_TEST_SLEEP": str(sleep), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "evalkit", "run", "--workers", "1", *arguments]
    return subprocess.Popen(
        command, cwd=project.root, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _left(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; multiprocessing's own helper ends a moment after its parent."""
    _, alive = psutil.wait_procs(family, timeout=3)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def _stopped(project: Project, number: signal.Signals) -> tuple[int, str, list[psutil.Process]]:
    """Stop a batch in its second run; its exit code, its last line, and the processes that it left."""
    process = _start(project, 600)
    while not (project.root / "mark").exists() and process.poll() is None:
        time.sleep(0.05)
    family = psutil.Process(process.pid).children(recursive=True)
    kernel = int((project.root / "mark").read_text(encoding="utf-8"))
    assert kernel in {member.pid for member in family}
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert "Traceback" not in said
    return process.returncode, said.splitlines()[-1], _left(family)


@pytest.fixture
def slow(project: Project) -> Project:
    """A project with a quick run, a slow run, and outputs of an earlier batch."""
    project.notebook("quick", 'language: Language = "da"', QUICK)
    project.notebook("slow", 'language: Language = "da"', SLOW)
    project.report("a", project.run("quick", "quick") + project.run("slow", "slow"))
    files = {"a/quick.html": "earlier page", "a/quick.xlsx": "earlier workbook"}
    outputs = {name: sha256(text) for name, text in files.items()}
    earlier = Record("a", "A", "quick", "Q", "quick", 0, "da", "synthetic", "quick", {}, {}, {}, "2026-11-22", outputs=outputs)
    for name, text in {
        **files,
        "manifest.json": dumps(Manifest((earlier,), index=sha256("earlier index"))),
        "index.html": "earlier index",
    }.items():
        write_atomically(project.root / "outputs" / name, text)
    return project


def test_sigterm_leaves_no_process_and_no_change_and_resume_goes_on(slow: Project) -> None:
    before = _contents(slow.root / "outputs")
    said = "evalkit: stopped by SIGTERM. The earlier outputs are untouched; the same command goes on from here."
    assert _stopped(slow, signal.SIGTERM) == (143, said, [])
    assert _contents(slow.root / "outputs") == before
    assert list((slow.root / "tmp").iterdir()) == []

    resumed = _start(slow, 0)
    _, said = resumed.communicate(timeout=60)
    assert resumed.returncode == 0
    assert said.splitlines()[0] == "[1/2] a/quick is up to date"
    after = _contents(slow.root / "outputs")
    assert "a/slow.html" in after
    assert after["a/quick.html"] != before["a/quick.html"]


def test_ctrl_c_leaves_no_process_and_no_change(slow: Project) -> None:
    before = _contents(slow.root / "outputs")
    code, said, left = _stopped(slow, signal.SIGINT)
    assert (code, left) == (130, [])
    assert said.startswith("evalkit: stopped by SIGINT.")
    assert _contents(slow.root / "outputs") == before
    assert list((slow.root / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_copies_of_registers_are_gone_however_the_command_ends(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    source, temporary = tmp_path / "registers", project.root / "tmp"
    source.mkdir()
    (source / "persons.csv").write_text("person_id;sex;birth_date\n0001;men;1980-02-01\n", encoding="utf-8")
    monkeypatch.setenv("EVALKIT_TEST_SOURCE", str(source))
    project.notebook("slow", 'language: Language = "da"', CONVERTS, SLOW)
    project.report("a", project.run("slow", "slow"))
    process = _start(project, 600)
    while not (project.root / "mark").exists() and process.poll() is None:
        time.sleep(0.05)
    assert {path.name for path in temporary.rglob("persons*.parquet")} == {"persons.raw.parquet", "persons.parquet"}
    process.send_signal(number)
    process.communicate(timeout=30)
    until = time.monotonic() + 30
    while list(temporary.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert list(temporary.iterdir()) == []
