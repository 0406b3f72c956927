"""What a person does with a notebook in JupyterLab, with the waits that make it dependable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

TOKEN = "evalkit-lab-test"
PATIENCE = 90_000

# The toolbar says `idle` a second before there is a session; what is run in that second is lost.
READY = """() => { const session = window.jupyterapp?.shell?.currentWidget?.sessionContext;
    const kernel = session?.session?.kernel;
    return session?.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle' }"""
# Empty while cells run, then `ok` or the first error; read from the model, for prompts of hidden cells are not in the page.
DONE = """() => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code');
    for (const cell of cells) for (let i = 0; i < cell.model.outputs.length; i++) {
        const output = cell.model.outputs.get(i).toJSON();
        if (output.output_type === 'error') return `${output.ename}: ${output.evalue}`;
    }
    const ran = cell => cell.model.executionCount != null && cell.model.executionState !== 'running';
    return cells.every(cell => !cell.model.sharedModel.getSource().trim() || ran(cell)) ? 'ok' : '' }"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address and the folder that it serves."""

    url: str
    folder: Path


def open_and_run(page: Page, lab: Lab, notebook: str) -> Locator:
    """Open a notebook, wait for its kernel, run all cells, wait until they have run; returns the notebook's panel."""
    page.goto(f"{lab.url}/lab/tree/{notebook}?reset&token={TOKEN}", wait_until="domcontentloaded")
    panel = page.locator(".jp-NotebookPanel:visible")
    panel.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.wait_for_function(READY, timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    result = page.wait_for_function(DONE, timeout=PATIENCE).json_value()
    assert result == "ok", result
    return panel
