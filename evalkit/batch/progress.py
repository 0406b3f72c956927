"""How far a batch has come: a bar on a terminal, a line a run elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TextIO

from evalkit.batch.run import Notice, Step


def progress_on(stream: TextIO, total: int) -> Callable[[Step | Notice], None]:
    """What to tell of each run that is through, when it is told on `stream`."""
    return _bar(stream, total) if stream.isatty() else lambda step: _line(stream, step)


def _line(stream: TextIO, step: Step | Notice) -> None:
    said = step.text if isinstance(step, Notice) else f"[{step.number}/{step.total}] {step.name} {step.outcome}"
    print(said, file=stream, flush=True)


def _bar(stream: TextIO, total: int) -> Callable[[Step | Notice], None]:
    """A bar that shows with the first run that is through."""
    from tqdm import tqdm

    bars: list[tqdm[NoReturn]] = []

    def tell(step: Step | Notice) -> None:
        if isinstance(step, Notice):
            tqdm.write(step.text, file=stream)
            return
        bars[:] = bars or [tqdm(total=total, file=stream, unit="page", dynamic_ncols=True)]
        (bar,) = bars
        bar.set_postfix_str(step.name)
        bar.update(step.number - bar.n)
        if step.outcome.startswith("failed"):
            bar.write(f"{step.name} {step.outcome}", file=stream)
        if step.number == total:
            bar.close()

    return tell
