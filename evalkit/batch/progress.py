"""How far a batch has come: a bar on a terminal, a line a run elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from evalkit.batch.run import Step


def progress_on(stream: TextIO, total: int) -> Callable[[Step], None]:
    """What to tell of each run that is through, when it is told on `stream`."""
    return _bar(stream, total) if stream.isatty() else lambda step: _line(stream, step)


def _line(stream: TextIO, step: Step) -> None:
    print(f"[{step.number}/{step.total}] {step.name} {step.outcome}", file=stream, flush=True)


def _bar(stream: TextIO, total: int) -> Callable[[Step], None]:
    from tqdm import tqdm

    bar = tqdm(total=total, file=stream, unit="page", dynamic_ncols=True)

    def tell(step: Step) -> None:
        bar.set_postfix_str(step.name)
        bar.update(step.number - bar.n)
        if step.outcome.startswith("failed"):
            bar.write(f"{step.name} {step.outcome}", file=stream)
        if step.number == total:
            bar.close()

    return tell
