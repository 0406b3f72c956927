"""A JupyterLab of its own on a copy of some notebooks: its own settings, nothing fetched, nothing of the user's touched."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from browser.lab.notebook import TOKEN, Lab

ROOT = Path(__file__).resolve().parents[3]
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}
FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
START_SECONDS = 60


@contextlib.contextmanager
def jupyterlab(home: Path) -> Iterator[Lab]:
    """A running server on `home/notebooks`, a copy of the repository's; it ends with the block."""
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    (home / "app").mkdir()
    (home / "app" / "overrides.json").write_text(json.dumps(OVERRIDES), encoding="utf-8")
    port = _free_port()
    environment = os.environ | {name: str(home / folder) for name, folder in FOLDERS.items()} | {"PYTHONPATH": str(ROOT)}
    with (home / "lab.log").open("wb") as log:
        server = subprocess.Popen(_command(home, port), env=environment, stdout=log, stderr=log)
        try:
            _wait_for_start(server, home)
            yield Lab(f"http://127.0.0.1:{port}", home / "notebooks")
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _command(home: Path, port: int) -> list[str]:
    return [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home / 'notebooks'}",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly", "--LabApp.expose_app_in_browser=True",
        f"--LabApp.app_settings_dir={home / 'app'}", "--ServerApp.websocket_ping_timeout=30000",
    ]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_start(server: subprocess.Popen[bytes], home: Path) -> None:
    """The server writes a file about itself once it listens."""
    for _ in range(START_SECONDS * 10):
        if list((home / "runtime").glob("jpserver-*.json")):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("JupyterLab does not start:\n" + (home / "lab.log").read_text(errors="replace")[-2000:])
