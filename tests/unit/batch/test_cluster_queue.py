"""Who is given which report, with a cluster played by a stand-in: threads are filled, and suspects are made alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from distributed import CancelledError, KilledWorker

from evalkit.batch import cluster
from evalkit.batch.crew import Crew, Member
from evalkit.batch.execute import Failure, Job
from evalkit.batch.forks import Died
from evalkit.batch.workers import Limits


@dataclass
class Future:
    """A report under way at an address."""

    key: str
    name: str
    address: str
    error: Exception | None = None
    status: str = "finished"
    heard: list[Callable[[Any], None]] = field(default_factory=list)

    def add_done_callback(self, hear: Callable[[Any], None]) -> None:
        self.heard.append(hear)

    def cancel(self, force: bool) -> None:
        self.end()

    def end(self) -> None:
        for hear in self.heard:
            hear(self)

    def result(self, timeout: float) -> Failure:
        if self.error is not None:
            raise self.error
        return Failure(f"{self.name} at {self.address}")


class Play:
    """A batch of named reports; `scene` says before each look who is there and what is through."""

    def __init__(self, names: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cluster, "packed", lambda job, project: job.run.name)
        monkeypatch.setattr(cluster, "_LOOK_UP", 0.001)
        self.members: list[Member] = []
        self.futures: list[Future] = []
        self.told: list[str] = []
        self.scene: Iterator[object] = iter(())
        reports = cluster.deque(cluster._Report(cast("Job", SimpleNamespace(run=SimpleNamespace(name=name)))) for name in names)
        crew = cast("Crew", SimpleNamespace(look=self.look, present=lambda member: member in self.members))
        self.batch = cluster._Batch(self, crew, print, cast("Any", None), Limits(), self.told.append, reports)

    def look(self) -> list[Member]:
        next(self.scene, None)
        return self.members

    def submit(self, work: object, batch: str, prepare: object, name: str, limits: Limits, **more: Any) -> Future:
        self.futures.append(Future(more["key"], name, *more["workers"]))
        return self.futures[-1]

    def under_way(self) -> list[tuple[str, str]]:
        return [(report.job.run.name, report.future.address) for report in self.batch.running.values()]

    def end(self, names: str) -> None:
        for report in list(self.batch.running.values()):
            if report.job.run.name in names:
                report.future.end()


def _member(address: str, threads: int) -> Member:
    return Member(address, f"folder of {address}", address, threads)


def test_threads_are_filled_and_each_worker_gets_one_before_any_gets_two(monkeypatch: pytest.MonkeyPatch) -> None:
    play, seen = Play("abcdef", monkeypatch), list[list[tuple[str, str]]]()

    def scene() -> Iterator[None]:
        play.members = [_member("x", 2), _member("y", 1)]
        yield
        seen.append(play.under_way())
        play.end("b")
        yield
        yield
        seen.append(play.under_way())
        while True:
            play.end("abcdef")
            yield

    play.scene = scene()
    results = {job.run.name: result for job, result in play.batch.results()}
    assert seen == [[("a", "x"), ("b", "y"), ("c", "x")], [("a", "x"), ("c", "x"), ("d", "y")]]
    assert set(results) == set("abcdef")
    assert results["d"] == Failure("d at y")


def test_only_the_report_that_ends_its_workers_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    play, alone = Play("ABcd", monkeypatch), list[list[tuple[str, str]]]()

    def scene() -> Iterator[None]:
        for number in range(100):
            if any(name == "A" for name, _ in play.under_way()):  # A ends every worker that it comes to, with all that is there
                if number > 1:
                    alone.append(play.under_way())
                play.members = [_member(f"worker {number}", 3)]
            elif play.under_way():
                play.end("".join(name for name, _ in play.under_way()))
            else:
                play.members = play.members or [_member("first", 3)]
            yield

    play.scene = scene()
    results = {job.run.name: result for job, result in play.batch.results()}
    assert results.pop("A") == Died("3 workers were gone in the middle of it, one after the other")
    assert {name: type(result) for name, result in results.items()} == dict.fromkeys("Bcd", Failure)
    assert [[name for name, _ in company] for company in alone] == [["A"], ["A"]]
    assert play.told[0] == "worker first is gone; A is done elsewhere."


def test_a_report_whose_notebook_is_removed_meanwhile_fails_and_the_others_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play("abc", monkeypatch)

    def read(job: Job, project: object) -> str:
        if job.run.name == "b":
            raise FileNotFoundError(2, "No such file or directory", "D:/eva/notebooks/counts.ipynb")
        return job.run.name

    def scene() -> Iterator[None]:
        play.members = [_member("x", 1)]
        while True:
            play.end("abc")
            yield

    monkeypatch.setattr(cluster, "packed", read)
    play.scene = scene()
    results = {job.run.name: result for job, result in play.batch.results()}
    missing = Failure("FileNotFoundError: [Errno 2] No such file or directory: 'counts.ipynb'")
    assert results == {"a": Failure("a at x"), "b": missing, "c": Failure("c at x")}


@pytest.mark.parametrize(
    ("error", "status", "then"),
    [
        (OSError("No space left: '/var/tmp/dask/a'"), "error", [Died("its worker could not begin: OSError: No space left: 'a'")]),
        (TimeoutError(), "finished", [Failure("a at x")]),
        (CancelledError(), "cancelled", [Failure("a at x")]),
        (KilledWorker("a", "x", 0), "error", [Failure("a at x")]),
    ],
)
def test_what_a_report_lacks_tells_whether_it_is_done_elsewhere(
    error: Exception, status: str, then: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play("a", monkeypatch)

    def scene() -> Iterator[None]:
        play.members = [_member("x", 1)]
        yield
        play.futures[0].error, play.futures[0].status = error, status
        while True:
            play.end("a")
            yield

    play.scene = scene()
    assert [result for _, result in play.batch.results()] == then
