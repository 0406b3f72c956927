"""Many changes in quick succession as one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Debounced:
    """Calls back when nothing has changed for a while; at once where no event loop runs, as in a script.

    What is called back must set the values of widgets: by then the front end no longer listens for an `Output` widget.
    """

    def __init__(self, callback: Callable[[], None], seconds: float) -> None:
        """Call `callback` after `seconds` of rest."""
        self._callback, self._seconds = callback, seconds
        self._waiting: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        """Say that something has changed."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._callback()
        else:
            self._waiting = loop.call_later(self._seconds, self._callback)
