"""A batch on the workers of a Dask cluster: the same jobs and results as `evalkit.batch.workers.work_through`, past one machine.

The command has the queue: it gives each worker as many reports as the worker has threads, takes back those whose worker is gone,
and gives them to another. So workers may come and go, one of another version gets nothing, and a report that ends its workers is
found out without blame for those that were merely beside it.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import queue
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.batch.crew import Crew, Member
from evalkit.batch.execute import Failure, Job, Pages, one_line
from evalkit.batch.forks import Died
from evalkit.batch.shipments import Prepare, carry_out, dismiss, packed
from evalkit.batch.workers import Limits
from evalkit.errors import EvalkitError, UsageError
from evalkit.registers.tables import SYNTHETIC

Result = Pages | Failure | Died
_TRIES = 3  # workers that may be gone in the middle of a report before it is taken to be the report's fault
_CONNECT = 5.0  # seconds for the scheduler to answer at first
_LOOK_UP = 0.5  # seconds between two looks at what has changed
_FETCH = 60.0  # seconds for a report's pages to come


def work_through_cluster(
    jobs: Sequence[Job],
    prepare: Prepare,
    scheduler: str,
    project: Path,
    limits: Limits,
    tell: Callable[[str], None],
) -> Generator[tuple[Job, Result], None, None]:
    """Each job with its result, in the order in which they are finished.

    Nothing is left to do on the cluster when the iterator ends, is closed or raises.

    Parameters
    ----------
    jobs: what to do.
    prepare: makes a process warm; called once in each.
    scheduler: the address of a Dask scheduler: `tcp://HOST:8786`, or `tls://HOST:8786` with the certificates of Dask's
        configuration.
    project: the folder of the notebooks and of the project's own regimes.
    limits: of each report; without memory, each worker's share of what it has.
    tell: told of workers that are refused or lost.

    Raises
    ------
    UsageError: there is no Dask here, or no scheduler at that address.
    EvalkitError: the scheduler is gone, or all workers are; what was yielded before stays done.
    """
    if not jobs:
        return
    with _quiet(), _connected(scheduler) as client:
        sources = {job.run.source for job in jobs if job.run.source_name and job.run.source != SYNTHETIC}
        crew = Crew(client, scheduler, sorted(sources), tell)
        batch = _Batch(client, crew, prepare, project, limits, tell, deque(_Report(job) for job in jobs))
        try:
            yield from batch.results()
        except EvalkitError:
            raise
        except Exception:  # what Dask says when it has lost the scheduler in the middle of something
            if client.status == "running":
                raise
            raise crew.gone() from None
        finally:
            batch.stop()


@dataclass(eq=False)
class _Report:
    """A job and how far it has come: whom it was given to last, and how often that one was gone in the middle."""

    job: Job
    lost: int = 0
    member: Member | None = None
    future: Any = None


@dataclass
class _Batch:
    client: Any
    crew: Crew
    prepare: Prepare
    project: Path
    limits: Limits
    tell: Callable[[str], None]
    waiting: deque[_Report]
    running: dict[str, _Report] = field(default_factory=dict)
    through: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    unsent: deque[tuple[Job, Result]] = field(default_factory=deque)
    name: str = field(default_factory=lambda: uuid.uuid4().hex)

    def results(self) -> Iterator[tuple[Job, Result]]:
        """Give out reports and take in results until there are no more."""
        while self.waiting or self.running:
            members = self.crew.look()
            for key in [key for key, report in self.running.items() if report.member and not self.crew.present(report.member)]:
                yield from self._lost(key)
            while sum(self._given(member) for member in members):  # so that each gets one before any gets two
                pass
            while self.unsent:
                yield self.unsent.popleft()
            with contextlib.suppress(queue.Empty):
                future = self.through.get(timeout=_LOOK_UP)
                if future.key in self.running:
                    yield from self._taken_in(future)

    def stop(self) -> None:
        """Call off what is under way, and let the workers end what they keep for this batch."""
        if self.client.status == "running":
            with contextlib.suppress(Exception):  # whatever the cluster says to it, the command is through
                self.client.cancel([report.future for report in self.running.values()], force=True)
                self.client.run(dismiss, self.name, wait=False, on_error="ignore")

    def _given(self, member: Member) -> bool:
        """Give a worker one more report if it can take one.

        One that has lost a worker is given to a worker that does nothing else, so that only the guilty are found guilty; those
        stand last in the queue.
        """
        has = [report for report in self.running.values() if report.member == member]
        full = len(has) >= member.threads or any(report.lost for report in has)
        if full or not self.waiting or (self.waiting[0].lost and has):
            return False
        report = self.waiting.popleft()
        try:
            shipment = packed(report.job, self.project)
        except OSError as error:  # somebody has removed its notebook, or what else it needs, since the batch began
            self.unsent.append((report.job, Failure(one_line(f"{type(error).__name__}: {error}"))))
            return True
        report.member = member
        key = f"evalkit-{report.job.run.name}-{self.name}-{report.lost}"
        report.future = self.client.submit(
            carry_out, self.name, self.prepare, shipment, self.limits,
            key=key, workers=[member.address], allow_other_workers=False, pure=False,
        )  # fmt: skip
        self.running[key] = report
        report.future.add_done_callback(self.through.put)
        return True

    def _taken_in(self, future: Any) -> Iterator[tuple[Job, Result]]:
        """The result of a report that is through, fetched through the scheduler."""
        from distributed import CancelledError, KilledWorker

        try:
            result: Result = future.result(timeout=_FETCH)
        except Exception as error:
            if future.status != "error" or isinstance(error, CancelledError | KilledWorker):
                yield from self._lost(future.key)  # its worker was gone before its pages were here
                return
            result = Died(one_line(f"its worker could not begin: {type(error).__name__}: {error}"))
        yield self.running.pop(future.key).job, result

    def _lost(self, key: str) -> Iterator[tuple[Job, Result]]:
        """Do a report elsewhere whose worker is gone, unless too many were."""
        report = self.running.pop(key)
        report.future.cancel(force=True)
        report.lost += 1
        where = report.member.name if report.member else ""
        if report.lost < _TRIES:
            self.tell(f"worker {where} is gone; {report.job.run.name} is done elsewhere.")
            self.waiting.append(report)
        else:
            yield report.job, Died(f"{_TRIES} workers were gone in the middle of it, one after the other")


@contextlib.contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    """A client of the scheduler, closed in the end."""
    try:
        dask: Any = importlib.import_module("distributed")
    except ImportError:
        raise UsageError("--scheduler needs Dask distributed: pip install 'evalkit[cluster]'.") from None
    try:
        with warnings.catch_warnings():  # of versions that differ: what matters of them, the crew looks at
            warnings.simplefilter("ignore")
            client = dask.Client(scheduler, timeout=_CONNECT, set_as_default=False, name="evalkit")
    except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
        raise UsageError(f"--scheduler {scheduler}: {_no_answer(scheduler, error)}") from None
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=_CONNECT)


def _no_answer(scheduler: str, error: Exception) -> str:
    """Why there is no scheduler to talk to, and what to do."""
    if isinstance(error, OSError):
        tls = " With TLS both sides need certificates that the other accepts." if scheduler.startswith("tls://") else ""
        return f"no scheduler answers there. Start one (dask scheduler) and its workers, or correct the address: {_EXAMPLE}.{tls}"
    if scheduler.startswith("tls://"):
        return f"no connection by TLS ({one_line(str(error))}). Set distributed.comm.tls in Dask's configuration."
    return f"that is no address of a scheduler ({one_line(str(error))}). Write it as {_EXAMPLE}."


_EXAMPLE = "tcp://HOST:8786"


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own log, with its tracebacks and addresses, off the terminal; what matters is told by the command."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
