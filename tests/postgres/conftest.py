"""A PostgreSQL server of the tests' own, and a small population both in files and on it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_tables import Server, programs, running

from evalkit.registers.synthetic import write_population

SCHEMA = "registers"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server that runs as long as the tests; the environment of the process names it."""
    home = programs()
    if home is None:
        reason = "no PostgreSQL: install it with tests/postgres/install.sh"
        pytest.fail(reason) if os.environ.get("EVALKIT_REQUIRE_POSTGRES") == "1" else pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="evalkit-pg-"))
    try:
        with running(home, folder) as started, pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("PG")]:
                patch.delenv(name)
            for name, value in started.environment.items():
                patch.setenv(name, value)
            yield started
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small population, as files."""
    made = tmp_path_factory.mktemp("population") / "small"
    write_population(made, seed=3, scale=0.02)
    return made


@pytest.fixture(scope="session")
def source(server: Server, folder: Path) -> str:
    """The same population, on the server."""
    server.load(folder, SCHEMA)
    return f"postgresql:{SCHEMA}"
