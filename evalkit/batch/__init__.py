"""Reports as batches of executed notebooks: plan, execute in forks of warm workers, stage, publish."""

from __future__ import annotations

from evalkit.batch.plan import Run, plan
from evalkit.batch.progress import progress_on
from evalkit.batch.run import Batch, Step, current_pages, run_batch
from evalkit.batch.staging import Stopped
from evalkit.batch.workers import Limits

__all__ = ["Batch", "Limits", "Run", "Step", "Stopped", "current_pages", "plan", "progress_on", "run_batch"]
