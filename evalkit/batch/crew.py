"""Who on a cluster may make reports: workers whose evalkit, packages and data are those of the command."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.batch.inputs import Code
from evalkit.errors import EvalkitError
from evalkit.files import stamp
from evalkit.manifest import sha256
from evalkit.registers.address import address_of
from evalkit.registers.sources import attach

PATIENCE = 30.0  # seconds that a batch goes on while no worker can be given a report
_OFTEN = 1.0  # seconds between two looks at who is there
_ASKED = 10.0  # seconds that the scheduler has for an answer
_CODE, _SOURCE = "evalkit's code", "source "
Papers = Mapping[str, str]


def papers(sources: Iterable[str]) -> dict[str, str]:
    """What decides whether two machines make the same pages: code, versions, kind of machine, and data, each as a text.

    Parameters
    ----------
    sources: folders and files of microdata that reports read.
    """
    made_with = Code().made_with
    return {
        _CODE: sha256(json.dumps(made_with.files)),
        "machine": f"{platform.system()} {platform.machine()}",
        **made_with.packages,
        **{_SOURCE + source: _stamp(source) for source in sources},
    }


def objection(here: Papers, there: Papers) -> str:
    """Why a worker with these papers cannot be taken; empty when it can.

    >>> objection({"python": "3.12.1", "numpy": "2.3"}, {"python": "3.11.9", "numpy": "2.3"})
    'it has python 3.11.9, here it is 3.12.1'
    """
    other = [name for name in here if here[name] != there.get(name)]
    if _CODE in other:
        return "its evalkit is another version: install there what is installed here, and start it again"
    if versions := [name for name in other if not name.startswith(_SOURCE)]:
        return "; ".join(f"it has {name} {there.get(name) or 'missing'}, here it is {here[name]}" for name in versions)
    for name in other:
        source = name.removeprefix(_SOURCE)
        if not there.get(name):
            return f"it cannot read the source {source}: give it the folder under the same path"
        return f"its source {source} holds other files (their names, sizes or times): share the folder, or copy it with its times"
    return ""


def _stamp(source: str) -> str:
    """What of a source is to be the same; empty when it cannot be read. Of a server only that it is asked."""
    try:
        if address_of(source):
            with attach(source):
                return "a server"
        return stamp(Path(source))
    except (OSError, EvalkitError):
        return ""


@dataclass(frozen=True)
class Member:
    """A worker of a cluster, as long as it lives; one that is started again is another.

    Fields
    ------
    address: where it is.
    folder: its own, which a worker at the same address after it does not have.
    name: what it is called, which is its address unless someone gave it a name.
    threads: how many reports it makes at the same time.
    """

    address: str
    folder: str = field(repr=False)
    name: str = field(compare=False)
    threads: int = field(compare=False)


class Crew:
    """The workers of a cluster that may be given reports; those that join are looked at first."""

    def __init__(self, client: Any, scheduler: str, sources: Iterable[str], tell: Callable[[str], None]) -> None:
        """Look at workers for a batch.

        Parameters
        ----------
        client: of Dask.
        scheduler: its address, as the user wrote it.
        sources: what the reports read, where it is a folder or a file here.
        tell: told of each worker that is refused.
        """
        self._client, self._scheduler, self._tell = client, scheduler, tell
        self._sources = tuple(sources)
        self._papers = papers(self._sources)
        self._looked, self._seen = 0.0, time.monotonic()
        self._asked: dict[Member, Any] = {}
        self._refused: dict[Member, str] = {}
        self._there: set[Member] = set()
        self._ready: dict[Member, bool] = {}

    def present(self, member: Member) -> bool:
        """Whether a worker was there at the last look."""
        return member in self._there

    def gone(self) -> EvalkitError:
        """That the scheduler is gone, and what to do."""
        return EvalkitError(f"the scheduler at {self._scheduler} is gone. What is done is kept: start it and run again.")

    def look(self) -> list[Member]:
        """Who can be given a report now.

        Raises
        ------
        EvalkitError: the scheduler is gone, or there has been no worker to be given a report for long.
        """
        if self._client.status != "running":
            raise self.gone()
        if time.monotonic() - self._looked >= _OFTEN:
            self._looked = time.monotonic()
            self._take_in(self._listed())
        for member in [member for member in self._asked if member in self._there]:
            self._hear(member)
        if self._there - self._refused.keys():  # one that has not answered yet may be busy
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > PATIENCE:
            raise EvalkitError(self._nobody())
        return [member for member, free in self._ready.items() if free]

    def _listed(self) -> dict[Member, bool]:
        """Everyone who is there, and whether the scheduler gives them work."""
        try:
            asked = self._client.sync(self._client.scheduler.identity, n_workers=-1, callback_timeout=_ASKED)
        except OSError:
            raise self.gone() from None
        return {
            Member(address, one["local_directory"], str(one["name"]), one["nthreads"]): one["status"] == "running"
            for address, one in asked["workers"].items()
        }

    def _take_in(self, listed: Mapping[Member, bool]) -> None:
        self._there = set(listed)
        for member in self._there - self._asked.keys():
            self._asked[member] = self._client.submit(
                papers, self._sources, workers=[member.address], allow_other_workers=False, pure=False, priority=1
            )
        self._asked = {member: answer for member, answer in self._asked.items() if member in self._there}
        self._ready = {member: listed[member] for member in self._ready if member in self._there}

    def _hear(self, member: Member) -> None:
        """Take or refuse a worker that has answered."""
        from distributed import CancelledError, KilledWorker

        answer = self._asked[member]
        if member in self._ready or member in self._refused or not answer.done():
            return
        try:
            reason = objection(self._papers, answer.result(timeout=_ASKED))
        except (OSError, CancelledError, KilledWorker):  # perhaps it is gone; the next look will tell
            del self._asked[member]
            return
        except Exception as error:  # whatever the other evalkit makes of the question
            reason = f"it has no evalkit that can be asked ({type(error).__name__}): install there what is installed here"
        if reason:
            self._refused[member] = reason
            self._tell(f"worker {member.name} gets no reports: {reason}.")
        else:
            self._ready[member] = True

    def _nobody(self) -> str:
        refused = "".join(f"\n  {member.name}: {self._refused[member]}" for member in self._there & self._refused.keys())
        return (
            f"no worker of the scheduler at {self._scheduler} could be given a report for {PATIENCE:g} seconds."
            f" What is done is kept: start workers (dask worker {self._scheduler}) and run again.{refused}"
        )
