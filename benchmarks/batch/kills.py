"""A batch of real pages that is killed at random moments, over and over, and taken up again after each kill.

python benchmarks/batch/kills.py                        a hundred kills
python benchmarks/batch/kills.py --kills 10 --seed 2    ten others

Two clean runs come first, of two versions of a parameter file whose titles differ, so that no page of one is a page of the other.
Then one command after the other is killed, or one of its workers, and the next one goes on. Whenever a batch gets through, its
folder must be that of the clean run, byte for byte, and the next batch is of the other version. Ends with 1 when it is not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from evalkit.manifest import NAME, read_manifest, sha256

ROOT = Path(__file__).resolve().parents[2]
MARK = "EVALKIT_KILLS"  # variable that tells the processes of this script from others
PAGES = {
    "overview": ("overview", "{}"),
    "talks_2017": ("published_figures", '{document: "danske_akasser2017"}'),
    "reviews": ("case_reviews", '{document: "bdo2023", minimum: 5, seed: 1}'),
}
STAGES = ("before workers", "executing", "staging", "publishing")


def real_project(folder: Path) -> Path:
    """A project with the real notebooks and a report of some quick pages."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "parameters").mkdir()
    return folder


def set_title(project: Path, title: str) -> None:
    """Write the report's parameter file; its title stands on every page."""
    lines = ["report: kills", f'title: {{da: "{title}", en: "{title}"}}', "split_by: []", "runs:"]
    for run, (notebook, parameters) in PAGES.items():
        lines += [f"  - id: {run}", f'    title: {{da: "{run}", en: "{run}"}}', f"    notebook: {notebook}"]
        lines += [f"    parameters: {parameters}"]
    (project / "parameters" / "kills.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def contents(out: Path) -> dict[str, str]:
    """Every file of a folder of outputs, the lock left out, to its SHA-256."""
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file() and path.name != ".lock"}
    return {name: sha256(path.read_bytes()) for name, path in files.items()}


@dataclass
class Campaign:
    """Kills of one command, and what was found after them.

    Fields
    ------
    project, out: of the command.
    arguments: what else it is given.
    set_title: gives the report of the project a title.
    dice: what decides where the next kill strikes.
    """

    project: Path
    out: Path
    arguments: Sequence[str]
    set_title: Callable[[Path, str], None]
    dice: random.Random
    struck: Counter[str] = field(default_factory=Counter)
    workers: int = 0
    through: int = 0
    half: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    clean: dict[str, dict[str, str]] = field(default_factory=dict)
    longest: float = 0.0

    def run(self, kills: int) -> bool:
        """Make the clean runs, then kill; whether all held."""
        for title in ("one", "two"):
            self.clean[title] = self._clean(title)
        title, afresh, begun = "one", True, time.monotonic()
        self.set_title(self.project, title)
        while self.struck.total() < kills:
            code = self._attempt(["--afresh"] if afresh else [])
            afresh = False
            if code == 0:
                self._compare(title)
                title, afresh = ("two" if title == "one" else "one"), self.dice.random() < 0.5
                self.set_title(self.project, title)
            if self.struck.total() % 10 == 0:
                print(f"{self.struck.total()} kills, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        if self._start([]).wait():
            self.unlike.append("the last batch did not get through")
        self._compare(title)
        return not (self.half or self.orphans or self.unlike)

    def _clean(self, title: str) -> dict[str, str]:
        self.set_title(self.project, title)
        begun = time.monotonic()
        out, self.out = self.out, self.out.with_name(f"clean {title}")
        if self._start([]).wait():
            raise SystemExit("the clean run failed; nothing was killed.")
        self.longest = max(self.longest, time.monotonic() - begun)
        made, self.out = contents(self.out), out
        return made

    def _start(self, more: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "evalkit", "run", "--project", str(self.project), "--out", str(self.out)]
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), MARK: str(self.project)}
        quiet = subprocess.DEVNULL
        return subprocess.Popen([*command, *self.arguments, *more], env=surroundings, stdout=quiet, stderr=quiet)

    def _attempt(self, more: Sequence[str]) -> int | None:
        """Start the command and kill it; its exit code when it was through before, or when only a worker was killed."""
        process, aim = self._start(more), self.dice.choices(("time", "worker", "staging", "publishing"), (4, 1, 2, 3))[0]
        stage = self._wait(process, aim)
        if process.poll() is not None:
            return process.returncode
        family = psutil.Process(process.pid).children(recursive=True)
        if aim == "worker" and family:
            self.workers += 1
            self.dice.choice(family).kill()
            self.struck[self._stage(process)] += 1
            return process.wait()
        process.kill()
        process.wait()
        self.struck[stage or ("executing" if family else STAGES[0])] += 1
        self._look()
        return None

    def _wait(self, process: subprocess.Popen[bytes], aim: str) -> str:
        """Wait for the moment to strike; the stage when it is known."""
        staging = self.out / ".staging"
        if aim in ("staging", "publishing"):
            what = (
                "moves.json" if aim == "publishing" else self.dice.choice(("files/**/*.part", "files/**/*.html", "files/*.json"))
            )
            before = _seen(staging, what)
            while process.poll() is None and not _seen(staging, what) - before:
                time.sleep(0.0005)
            time.sleep(self.dice.uniform(0, 0.004))
        else:
            until = time.monotonic() + self.dice.uniform(0, 1.1 * self.longest)
            while process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
        return self._stage(process) if process.poll() is None else ""

    def _stage(self, process: subprocess.Popen[bytes]) -> str:
        staging = self.out / ".staging"
        if (staging / "moves.json").exists():
            return "publishing"
        staged = {path.relative_to(staging / "files").with_suffix("") for path, _ in _seen(staging, "files/*/*.*")}
        told = {path.relative_to(staging / "journal").with_suffix("") for path, _ in _seen(staging, "journal/*/*.json")}
        if staged - told or _seen(staging, "files/*.json"):
            return "staging"
        return "executing" if psutil.Process(process.pid).children() else "before workers"

    def _look(self) -> None:
        """What is published must be whole, and nothing that was started may still run."""
        known = {name: {made[name] for made in self.clean.values()} for name in self.clean["one"]}
        indices = {read_manifest(folder / NAME).index for folder in (self.out, self.out / ".staging" / "files")}
        for name, digest in contents(self.out).items():
            if name.startswith(".staging/") or name == NAME:
                continue
            if digest not in (indices if name == "index.html" else known.get(name, ())):
                self.half.append(name)
        until = time.monotonic() + 60
        while (left := self._running()) and time.monotonic() < until:
            time.sleep(0.05)
        self.orphans += left

    def _running(self) -> list[str]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == str(self.project) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(f"{process.pid} {process.name()}")
            except psutil.Error:
                continue
        return found

    def _compare(self, title: str) -> None:
        """A batch that is through must be the clean run, and leave nothing else."""
        self.through += 1
        made = contents(self.out)
        wrong = sorted(name for name in made.keys() | self.clean[title].keys() if made.get(name) != self.clean[title].get(name))
        self.unlike += [f"batch {self.through}: {name}" for name in wrong]

    def told(self) -> str:
        """What happened, in some lines."""
        stages = ", ".join(f"{stage} {self.struck[stage]}" for stage in STAGES)
        lines = [
            f"kills: {self.struck.total()} ({stages}); {self.workers} of them of a worker, the others of the command",
            f"batches that got through and were compared with a clean run: {self.through}",
        ]
        found = {"half-written files": self.half, "orphans": self.orphans, "files unlike the clean run": self.unlike}
        lines += [f"{what}: {len(names)}{''.join(f'{chr(10)}  {name}' for name in names)}" for what, names in found.items()]
        return "\n".join(lines)


def _seen(folder: Path, what: str) -> set[tuple[Path, int]]:
    """The files of a pattern with their times, while a batch puts them there and takes them away."""
    try:
        return {(path, path.stat().st_mtime_ns) for path in folder.glob(what)}
    except OSError:
        return set()


def main() -> None:
    """Kill as often as asked for and print what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ |= {"TMPDIR": name, "EVALKIT_CACHE": str(folder / "cache")}
        synth = [sys.executable, "-m", "evalkit", "synth", "--scale", "0.02", "--out", str(folder / "registers")]
        subprocess.run(synth, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, stdout=subprocess.DEVNULL)
        arguments = ["--source", str(folder / "registers"), "--workers", str(chosen.workers)]
        project = real_project(folder / "project")
        campaign = Campaign(project, folder / "outputs", arguments, set_title, random.Random(chosen.seed))
        held = campaign.run(chosen.kills)
        print(campaign.told())
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
