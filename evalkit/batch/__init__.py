"""Reports as batches of executed notebooks: plan, execute in forks of warm workers, stage, publish."""

from __future__ import annotations

from evalkit.batch.plan import Run, plan
from evalkit.batch.progress import progress_on
from evalkit.batch.run import Batch, Notice, Step, current_pages, explain, run_batch
from evalkit.batch.staging import Stopped
from evalkit.batch.workers import Limits

__all__ = [
    "Batch",
    "Limits",
    "Notice",
    "Run",
    "Step",
    "Stopped",
    "current_pages",
    "explain",
    "plan",
    "progress_on",
    "run_batch",
]
