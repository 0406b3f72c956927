"""The surroundings of the kernels: the same for every run, and nothing of the user's own Jupyter set-up."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import evalkit

KERNEL = "python3"
_ARGUMENTS = [
    "-m",
    "ipykernel_launcher",
    "-f",
    "{connection_file}",
    "--HistoryManager.enabled=False",
    "--IPKernelApp.log_level=50",
]
_SPEC = {
    "argv": [sys.executable, *_ARGUMENTS],
    "display_name": "Python 3",
    "language": "python",
    "metadata": {"supported_encryption": "curve"},
}
# What passes between a kernel and its worker is encrypted: other users of a server can listen on its local ports.
CONFIG = {"KernelManager": {"transport_encryption": "auto"}}


def prepare_kernels(folder: Path) -> None:
    """Set this process up to start kernels of the running Python in `folder`; called once in a worker process.

    The kernels find evalkit, draw into the notebook whatever the user's MPLBACKEND says, keep no history, read no
    start-up files, order sets the same way every time, and say nothing on the terminal.
    """
    spec = folder / "jupyter" / "kernels" / KERNEL
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps(_SPEC), encoding="utf-8")
    os.environ |= {
        "JUPYTER_PATH": str(folder / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    root = Path(evalkit.__file__).resolve().parents[1]
    if root.name not in ("site-packages", "dist-packages"):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    _divert_output(folder / "said.txt")


def _divert_output(file: Path) -> None:
    """Send what kernels say outside their notebooks, such as tracebacks on their way out, to a file and not to the terminal."""
    said = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
