"""A report on its way to another machine, and what is done with it there.

With it go the notebook's text and the project's own regimes that its parameters name, so the other machine needs no folder of the
project's. Nothing here imports Dask but what runs in a Dask worker.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evalkit.batch.execute import Failure, Job, Pages, execute
from evalkit.batch.forks import Died
from evalkit.batch.keeper import Keeper
from evalkit.batch.plan import Run
from evalkit.batch.warm import ENVIRONMENT
from evalkit.batch.workers import Limits
from evalkit.regimes.library import PROJECT

Prepare = Callable[[Path], None]
_Kept = Keeper["Shipment", Pages | Failure]


@dataclass(frozen=True)
class Shipment:
    """All that a report needs where there is no project.

    Fields
    ------
    run, made_on: as in `Job`.
    notebook: the text of the notebook.
    files: the project's files that the parameters name, from the project's folder, to their contents.
    """

    run: Run
    notebook: str
    files: Mapping[str, bytes]
    made_on: dt.date

    def __repr__(self) -> str:
        """The report's name and no more: Dask writes it into logs."""
        return f"<report {self.run.name}>"


def packed(job: Job, project: Path) -> Shipment:
    """A job with the contents of the files that it needs from a project's folder."""
    files = {name: (project / name).read_bytes() for name in job.run.own_files(project)}
    return Shipment(job.run, job.notebook.read_text(encoding="utf-8"), files, job.made_on)


def execute_shipped(shipment: Shipment) -> Pages | Failure:
    """Execute a report in a project's folder that holds what was sent with it, and is gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _project(Path(folder)):
        notebook = Path(folder) / "notebooks" / f"{shipment.run.notebook}.ipynb"
        for path, content in [(notebook, shipment.notebook.encode()), *_placed(shipment, Path(folder))]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return execute(Job(shipment.run, notebook, shipment.made_on))


def _placed(shipment: Shipment, folder: Path) -> Iterator[tuple[Path, bytes]]:
    return ((folder / name, content) for name, content in shipment.files.items())


@contextlib.contextmanager
def _project(folder: Path) -> Iterator[None]:
    before = os.environ.get(PROJECT)
    os.environ[PROJECT] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(PROJECT)
        if before is not None:
            os.environ[PROJECT] = before


class _Stations:
    """The warm processes of a Dask worker: for each batch as many as it has reports at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: defaultdict[str, list[_Kept]] = defaultdict(list)
        self._free: defaultdict[str, list[_Kept]] = defaultdict(list)

    @contextlib.contextmanager
    def lent(self, batch: str, prepare: Prepare) -> Iterator[_Kept]:
        """A process that does nothing, for one report of a batch."""
        with self._lock:
            if not self._free[batch]:
                self._free[batch].append(Keeper(execute_shipped, prepare, ENVIRONMENT))
                self._all[batch].append(self._free[batch][-1])
            keeper = self._free[batch].pop()
        try:
            yield keeper
        finally:
            with self._lock:
                if keeper in self._all[batch]:
                    self._free[batch].append(keeper)

    def close(self, batch: str) -> None:
        """End the processes of a batch, whatever they are at."""
        with self._lock:
            self._free.pop(batch, None)
            for keeper in self._all.pop(batch, []):
                keeper.close()


@functools.cache
def _stations() -> _Stations:
    return _Stations()


def carry_out(batch: str, prepare: Prepare, shipment: Shipment, limits: Limits) -> Pages | Failure | Died:
    """Execute a report in a Dask worker, apart from it: in a fork of a process that stays warm for the batch's next report.

    Parameters
    ----------
    batch: a name for the batch that no other has.
    prepare: makes the process warm.
    limits: of the report; without memory, its share of four fifths of what the Dask worker was given.
    """
    from distributed import get_worker

    worker = get_worker()
    total, threads = worker.memory_manager.memory_limit, worker.state.nthreads
    with _stations().lent(batch, prepare) as keeper:
        return keeper.do(shipment, Limits.for_each_of(threads, limits.seconds, limits.megabytes, total))


async def dismiss(batch: str) -> None:
    """End what a Dask worker keeps for a batch; a coroutine, so that the one who asks need not wait."""
    _stations().close(batch)
