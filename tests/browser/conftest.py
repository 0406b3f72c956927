"""A Chromium without network, a checker that says what is wrong with a page, and finished pages to check."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from browser.samples import Check, Report, sample_entries, sample_notebook, sample_page
from evalkit.export.html import export_html
from evalkit.export.index import index_html

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb",
]  # fmt: skip
WIDTHS = (1280, 400)
BROKEN = "[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.alt || i.src.slice(0, 60))"
SIDEWAYS = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
AXE = """axe.run(document, { resultTypes: ['violations'] })
    .then(result => result.violations.map(found => `${found.id}: ${found.nodes[0].html.slice(0, 160)}`))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        reason = "no Chromium: install it with tests/browser/install.sh, or name it in the variable CHROMIUM"
        pytest.fail(reason) if os.environ.get("EVALKIT_REQUIRE_BROWSER") == "1" else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def offline(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A blank page, and the list of everything but files that it has asked for and not got."""
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    refused: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    yield context.new_page(), refused
    context.close()


@pytest.fixture
def check_page(offline: tuple[Page, list[str]]) -> Check:
    page, refused = offline

    def check(path: Path) -> Report:
        asked: list[str] = []
        errors: list[str] = []
        own = path.resolve().as_uri()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else None)
        page.goto(own, wait_until="load")
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        page.evaluate(axe)
        violations, sideways = [], []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            sideways += [width] if page.evaluate(SIDEWAYS) else []
            violations += [f"{width} px: {found}" for found in page.evaluate(AXE)]
        outside = [url for url in asked if url.partition("#")[0] != own and not url.startswith("data:")]
        return Report(
            requests=tuple(sorted({*outside, *refused})),
            errors=tuple(errors),
            broken=tuple(page.evaluate(BROKEN)),
            violations=tuple(violations),
            sideways=tuple(sideways),
        )

    return check


@pytest.fixture
def clean() -> Report:
    return Report(requests=(), errors=(), broken=(), violations=(), sideways=())


@pytest.fixture(params=["da", "en"])
def report_page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "reports" / "page.html"
    path.parent.mkdir()
    path.write_text(export_html(sample_notebook(request.param), sample_page(request.param)), encoding="utf-8")
    return path


@pytest.fixture(params=["da", "en"])
def index_path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    entries = sample_entries(request.param)
    text = index_html(entries, request.param, made_on=date(2026, 11, 5), version="0.1.0", banner="SYNTETISKE DATA")
    path.write_text(text, encoding="utf-8")
    return path
