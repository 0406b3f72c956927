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

SLOW = """\
import os, pathlib, time
from IPython.display import HTML
pathlib.Path(os.environ["EVALKIT_TEST_MARK"]).write_text(str(os.getpid()))
time.sleep(float(os.environ["EVALKIT_TEST_SLEEP"]))
HTML("<p>slept</p>")"""
QUICK = "from IPython.display import HTML\nHTML('<p>quick</p>')"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM that a process can take")


def _contents(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if not name.startswith((".staging", ".lock"))}


def _start(project: Project, sleep: float, *arguments: str) -> subprocess.Popen[str]:
    surroundings = {**os.environ, "EVALKIT_TEST_MARK": str(project.root / "mark"), "EVALKIT_TEST_SLEEP": str(sleep), "TMPDIR": str(project.root / "tmp")}
    (project.root / "tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "evalkit", "run", "--workers", "1", *arguments]
    return subprocess.Popen(command, cwd=project.root, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_stop_leaves_no_process_no_change_and_can_be_resumed(number: signal.Signals, code: int, project: Project) -> None:
    project.notebook("quick", 'language: Language = "da"', QUICK)
    project.notebook("slow", 'language: Language = "da"', SLOW)
    project.report("a", project.run("quick", "quick"))
    earlier = _start(project, 0, "a")
    assert earlier.wait() == 0
    before = _contents(project.root / "outputs")
    project.report("a", project.run("quick", "quick") + project.run("slow", "slow"))

    process = _start(project, 600)
    while not (project.root / "mark").exists() and process.poll() is None:
        time.sleep(0.05)
    family = psutil.Process(process.pid).children(recursive=True)
    kernel = int((project.root / "mark").read_text(encoding="utf-8"))
    assert kernel in {member.pid for member in family}
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == code
    assert said.splitlines()[-1] == f"evalkit: stopped by {number.name}. The earlier outputs are untouched; --resume goes on from here."
    assert "Traceback" not in said
    assert all(_gone(member) for member in family)
    assert _contents(project.root / "outputs") == before
    assert list((project.root / "tmp").iterdir()) == []

    resumed = _start(project, 0, "--resume")
    _, said = resumed.communicate(timeout=60)
    assert resumed.returncode == 0
    assert said.splitlines()[0] == "[1/2] a/quick is there already"
    assert "a/slow.html" in _contents(project.root / "outputs")
