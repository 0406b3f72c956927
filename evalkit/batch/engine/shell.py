"""An interactive shell in this process that shows what a Jupyter kernel would show, without a kernel.

The same formatters, hooks and messages as in ipykernel, but that what is shown is kept as the outputs of a notebook's cell
instead of being sent over a socket.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import matplotlib_inline.backend_inline as inline
import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import activate_matplotlib
from matplotlib import pyplot
from matplotlib_inline.config import InlineBackend
from traitlets import Type
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
CONFIG = {
    "HistoryManager": {"enabled": False},
    "InteractiveShell": {"colors": "nocolor", "banner1": "", "xmode": "Context"},
}


class Shown:
    """The outputs of the cell that runs, and those that have a name by which a later cell may replace them."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self.outputs: list[Any] = []
        self.named: dict[str, list[Any]] = {}
        self.clears = False

    def begin(self) -> list[Any]:
        """A new cell: its outputs, which grow while it runs."""
        self.outputs, self.clears = [], False
        return self.outputs

    def add(self, kind: str, **content: Any) -> None:
        """Append an output; text of one stream that follows on itself is one output."""
        if self.clears:
            self.outputs.clear()
            self.clears = False
        last = self.outputs[-1] if self.outputs else None
        if kind == "stream" and last is not None and last.output_type == "stream" and last.name == content["name"]:
            last.text += content["text"]
        else:
            self.outputs.append(nbformat.v4.new_output(kind, **content))

    def name(self, key: str) -> None:
        """Give the output that was added last a name."""
        self.named.setdefault(key, []).append(self.outputs[-1])

    def replace(self, key: str, data: object, metadata: object) -> None:
        """Show something else in every output of that name."""
        for output in self.named.get(key, []):
            output.data, output.metadata = nbformat.from_dict(data), nbformat.from_dict(metadata)

    def clear(self, wait: bool) -> None:
        """Take back what the cell has shown, at once or when it next shows something."""
        if wait:
            self.clears = True
        else:
            self.outputs.clear()


class Publisher(DisplayPublisher):
    """What `display` shows."""

    shown: Shown

    def publish(
        self,
        data: Mapping[str, object],
        metadata: Mapping[str, object] | None = None,
        source: object = None,
        *,
        transient: Mapping[str, str] | None = None,
        update: bool = False,
        **ignored: object,
    ) -> None:
        """Keep what is shown, or replace what was shown under the same name."""
        clean, about, key = as_json(data), as_json(metadata or {}), (transient or {}).get("display_id")
        if update and key is not None:
            self.shown.replace(key, clean, about)
            return
        self.shown.add("display_data", data=clean, metadata=about)
        if key is not None:
            self.shown.name(key)

    def clear_output(self, wait: bool = False) -> None:
        """Take back what the cell has shown."""
        self.shown.clear(wait)


class Hook(DisplayHook):
    """What a cell's last expression shows."""

    shown: Shown

    def write_output_prompt(self) -> None:
        """There is no prompt in a notebook."""

    def write_format_data(self, format_dict: Mapping[str, object], md_dict: Mapping[str, object] | None = None) -> None:
        """Keep what is shown."""
        if format_dict:
            count = self.prompt_count
            self.shown.add("execute_result", data=as_json(format_dict), metadata=as_json(md_dict or {}), execution_count=count)

    def finish_displayhook(self) -> None:
        """Write nothing after it."""
        self._is_active = False


class Shell(InteractiveShell):
    """The shell; make one with `fresh_shell`."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    shown: Shown

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.shown.add("error", ename=str(etype.__name__), evalue=str(evalue), traceback=list(stb))

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window."""

    def run(self, source: str) -> list[Any]:
        """The outputs of a cell; an error is one of them."""
        outputs = self.shown.begin()
        super().run_cell(source, store_history=True)
        return outputs

    def forget(self) -> None:
        """Let go of everything that the cells made."""
        super().reset(new_session=False)


class _Stream(io.TextIOBase):
    """What is printed, as an output of the cell."""

    def __init__(self, shown: Shown, name: str) -> None:
        self.shown, self.name = shown, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self.shown.add("stream", name=self.name, text=text)
        return len(text)


def as_json(content: Mapping[str, object]) -> Any:
    """What a page gets of a bundle after its way through a kernel's message: bytes are base64, tuples are lists."""
    return json.loads(json.dumps(content, default=_plain))


def _plain(value: object) -> str:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else repr(value)


@contextlib.contextmanager
def fresh_shell() -> Iterator[Shell]:
    """A shell with an empty namespace, whose output goes into cells; the process is as before when the context ends."""
    main, streams, folder = sys.modules["__main__"], (sys.stdout, sys.stderr, sys.displayhook, sys.excepthook), Path.cwd()
    surroundings, path = dict(os.environ), list(sys.path)
    Shell.clear_instance()
    shell = Shell.instance(config=Config(CONFIG))
    shell.shown = cast("Publisher", shell.display_pub).shown = cast("Hook", shell.displayhook).shown = Shown()
    sys.stdout, sys.stderr = _Stream(shell.shown, "stdout"), _Stream(shell.shown, "stderr")
    try:
        _draw_inline(shell)
        yield shell
    finally:
        sys.stdout, sys.stderr, sys.displayhook, sys.excepthook = streams
        sys.modules["__main__"], sys.path[:] = main, path
        os.environ.clear()
        os.environ |= surroundings
        os.chdir(folder)
        shell.forget()
        Shell.clear_instance()


def _draw_inline(shell: Shell) -> None:
    """Let figures that are left open at the end of a cell be shown in it, in matplotlib's own style."""
    pyplot.close("all")
    mpl.rc_file_defaults()
    activate_matplotlib(INLINE)
    InlineBackend.clear_instance()
    vars(inline.configure_inline_support).pop("current_backend", None)
    inline.configure_inline_support(shell, INLINE)
