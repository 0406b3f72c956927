"""From the key that chooses a municipality to the new picture on the screen, in a real JupyterLab on the whole country.

python benchmarks/explore/run.py [--choices 12]

The browser's own clock is read at the key and once the new picture is decoded. Each municipality is chosen for the first time, so
nothing that was drawn before is shown again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from browser.conftest import FLAGS
from browser.lab.notebook import open_and_run
from browser.lab.server import jupyterlab

NAMES = (
    "København", "Aarhus", "Aalborg", "Odense", "Esbjerg", "Vejle", "Randers", "Viborg", "Kolding", "Silkeborg", "Horsens",
    "Herning", "Roskilde", "Næstved", "Slagelse", "Sønderborg", "Gentofte", "Holbæk", "Hjørring", "Gladsaxe", "Køge", "Nyborg",
)  # fmt: skip
LISTEN = """() => {
    window.redrawn = [];
    let pressed = null;
    document.addEventListener('keydown', event => { if (event.key === 'Enter') pressed = performance.now(); }, true);
    new MutationObserver(async () => {
        if (pressed === null) return;
        const since = pressed, image = document.querySelector('.evalkit-explore img');
        pressed = null;
        await image.decode();
        requestAnimationFrame(() => window.redrawn.push(performance.now() - since));
    }).observe(document.querySelector('.evalkit-explore'), { childList: true, subtree: true, attributes: true });
}"""


def main() -> None:
    """Print each time, then what they amount to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--choices", type=int, default=12)
    count = parser.parse_args().choices
    with tempfile.TemporaryDirectory() as home, jupyterlab(Path(home)) as lab, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")  # as in the browser tests
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        panel = open_and_run(page, lab, "explore.ipynb")
        caption = panel.locator(".evalkit-explore figcaption")
        expect(caption).to_be_visible(timeout=60_000)
        page.evaluate(LISTEN)
        times = [_chosen(page, name, number) for number, name in enumerate(NAMES[:count], start=1)]
        browser.close()
    for name, milliseconds in zip(NAMES, times, strict=False):
        print(f"{name:12} {milliseconds:5.0f} ms")
    print(f"median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, of {len(times)} choices")


def _chosen(page: Page, name: str, number: int) -> float:
    """Milliseconds until a municipality that is added to the chosen ones is on the screen."""
    page.get_by_role("combobox", name="Kommune").focus()
    page.keyboard.type(name)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_function(f"window.redrawn.length >= {number}")
    page.wait_for_timeout(1000)  # the counts beside the choices follow the picture
    return float(page.evaluate(f"window.redrawn[{number - 1}]"))


if __name__ == "__main__":
    main()
