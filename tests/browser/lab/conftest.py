"""One JupyterLab for all tests, on small registers, and a browser page in it that remembers what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page
from small_registers import small_registers

from browser.lab.notebook import Lab
from browser.lab.server import jupyterlab

PERSONS = 2000


@dataclass
class Visit:
    """A page of the browser, and what it asked for outside this computer or reported as an error."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self, lab: Lab) -> None:
        """Note every request that leaves this computer and every error of the page."""
        own = (lab.url, lab.url.replace("http", "ws"), "data:", "blob:")
        self.page.on("request", lambda request: None if request.url.startswith(own) else self.outside.append(request.url))
        self.page.on("websocket", lambda socket: None if socket.url.startswith(own) else self.outside.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """Small registers as a folder and as an open database."""
    folder, connection = tmp_path_factory.mktemp("registers"), small_registers(PERSONS, seed=11)
    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")
    yield folder, connection
    connection.close()


@pytest.fixture(scope="session")
def lab(
    browser: Browser, registers: tuple[Path, duckdb.DuckDBPyConnection], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """A JupyterLab on a copy of the notebooks, of which `explore` reads the small registers."""
    with jupyterlab(tmp_path_factory.mktemp("lab")) as running:
        notebook = running.folder / "explore.ipynb"
        text = notebook.read_text(encoding="utf-8")
        assert text.count(r"source: str = \"synthetic\"") == 1
        notebook.write_text(text.replace(r"\"synthetic\"", rf"\"{registers[0].as_posix()}\"", 1), encoding="utf-8")
        yield running


@pytest.fixture
def visit(browser: Browser, lab: Lab) -> Iterator[Visit]:
    """A new page of the browser."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(30_000)
    opened = Visit(context.new_page())
    opened.listen(lab)
    yield opened
    context.close()
